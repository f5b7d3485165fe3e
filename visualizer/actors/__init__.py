"""Actors: what all kinds share, and the kinds that any film can use, a file each. No OpenGL."""
