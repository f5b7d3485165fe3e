"""What the ships have in common: bodies, hulls, seals."""
