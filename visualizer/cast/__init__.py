"""The kinds of actors of the shipped film: a package for each, with its geometry, poses and materials."""
