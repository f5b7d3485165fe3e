"""Stills, image sequences, video, sheets; what the machine can do and how fast."""
