"""Meshes as arrays, for any actor: primitives, convex bodies, crystals, fracture, cloth. No OpenGL."""
