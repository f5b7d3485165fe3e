"""Renders frames to pictures; each pass is one file."""
