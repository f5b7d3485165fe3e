"""Kinds of things on the set: one file a kind, what it is made of at time t. No OpenGL."""
