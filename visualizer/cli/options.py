"""Options that several commands share, and how their texts are read."""

from pathlib import Path
from typing import Annotated

import typer

SceneArgument = Annotated[
    Path, typer.Argument(metavar="SCENE", help="A scene file (.toml).", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

LARGEST_SIDE = 16384

LATEST = 1e6
"""Seconds: no film is longer than eleven days. Like any bound, it also keeps out what is no number."""


def parsed_size(text: str | None) -> tuple[int, int] | None:
    """Return (width, height) of a text such as 1920x1080. Raises typer.BadParameter."""
    if text is None:
        return None
    parts = text.lower().split("x")
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        raise typer.BadParameter(f"'{text}' is no size; write it as 1280x720")
    width, height = int(parts[0]), int(parts[1])
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        raise typer.BadParameter(f"width and height lie between 1 and {LARGEST_SIDE}, not {text}")
    return width, height


Size = Annotated[str | None, typer.Option("--size", metavar="WxH", help="Size of the picture in pixels.")]
Samples = Annotated[
    int | None, typer.Option("--samples", min=1, max=4096, help="Sub-frames a frame: more is smoother.")
]
