"""Values over time: keyframes, easing, tracks. Pure Python and NumPy."""
