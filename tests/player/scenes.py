"""Small scene files for tests of the player and the editor: a box, two shots, twenty seconds; and the beginning of one
with one shot."""

from pathlib import Path

TINY = """format = 1
title = "Tiny"

[film]
duration = 20.0
fps = 24
size = [320, 180]
seed = 1

[[shot]]
name = "first"
start = 0.0
camera = "eye"

[[shot]]
name = "second"
start = 2.0
camera = "eye"

[camera.eye]
position = [{ t = 0, v = [3, 2, 4] }, { t = 20, v = [-3, 2, 4] }]
look_at = [0, 0.5, 0]
fov = 45

[actor.box]
kind = "shape"
colour = "#8a8f98"

[[caption]]
text = "A caption"
start = 0.5
end = 19.5
"""


def one_shot(duration: float) -> str:
    """Return the beginning of a scene of one shot, seen by the camera "eye", which the rest has to describe.

    duration: seconds.
    """
    return f"""format = 1
title = "One shot"

[film]
duration = {duration}
fps = 24
size = [160, 90]

[[shot]]
name = "one"
start = 0.0
camera = "eye"
"""


def write_tiny(folder: Path, text: str = TINY) -> Path:
    """Write the scene into a folder and return its path."""
    path = folder / "tiny.toml"
    path.write_text(text, encoding="utf-8")
    return path
