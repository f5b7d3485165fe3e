"""Rigid-body motion in closed form."""
