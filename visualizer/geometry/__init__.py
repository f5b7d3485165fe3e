"""Meshes as arrays: crystals, fracture, hulls, spheres, figures. No OpenGL."""
