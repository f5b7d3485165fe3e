"""Particles as pure functions of their number and the time: births, motion, and what shaders are told."""
