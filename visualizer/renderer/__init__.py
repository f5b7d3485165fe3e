"""Frames to pictures: one file a pass."""
