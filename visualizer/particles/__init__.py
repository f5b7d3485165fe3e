"""Particles as pure functions of their number and the time: births, motion, and the tables that shaders read."""
