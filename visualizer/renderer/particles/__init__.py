"""Particles on the GPU."""
