"""Scene texts for tests."""

GOOD = """format = 1
title = "Test"
[film]
duration = 4.0
fps = 10
size = [64, 36]
[[shot]]
name = "one"
start = 0
camera = "still"
look = "day"
[[shot]]
name = "two"
start = "one+2"
camera = "still"
[camera.still]
position = [0, 1, 4]
look_at = "stone.top"
[look.day.key]
colour = [3, 3, 3]
[actor.stone]
kind = "shape"
size = [1, 1, 1]
"""


def replaced(old: str, new: str) -> str:
    """Return the valid scene with `old` replaced by `new`; `old` must occur in it."""
    assert old in GOOD, old
    return GOOD.replace(old, new, 1)
