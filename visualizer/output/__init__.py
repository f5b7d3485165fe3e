"""Stills, image sequences, video files and contact sheets."""

DEFAULT_SAMPLES = 16
"""Sub-frames per frame of stills, sequences and films."""

SHEET_SAMPLES = 4
"""Sub-frames per picture of a contact sheet."""
