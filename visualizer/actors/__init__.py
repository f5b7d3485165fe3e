"""Actors: the base class, the scene graph, and the kinds that any film can use, one file each. No OpenGL."""
