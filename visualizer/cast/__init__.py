"""The cast of the shipped film: a package for each kind of actor, with its geometry and poses."""
