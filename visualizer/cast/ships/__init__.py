"""Shared by both ships, the cabin and the laboratory: bodies, hulls, seals."""
