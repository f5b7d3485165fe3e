"""Time to values: keyframes, easing, tracks. Pure Python and NumPy."""
