"""Options that several commands share, and how their texts are read."""

from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

SceneArgument = Annotated[
    Path, typer.Argument(metavar="SCENE", help="A scene file (.toml).", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

LATEST = 1e6
"""Seconds: no film is longer than eleven days. Like any bound, it also keeps out what is no number."""


def parsed_size(text: str | None) -> tuple[int, int] | None:
    """Return (width, height) of a text such as 1920x1080. Raises typer.BadParameter."""
    if text is None:
        return None
    parts = text.lower().split("x")
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        raise typer.BadParameter(f"'{text}' is no size; write it as 1280x720")
    from visualizer.scene.model import LARGEST_SIDE

    width, height = int(parts[0]), int(parts[1])
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        raise typer.BadParameter(f"width and height lie between 1 and {LARGEST_SIDE}, not {text}")
    return width, height


def checked_size(text: str) -> str:
    """Return a text that `parsed_size` takes. Raises typer.BadParameter."""
    parsed_size(text)
    return text


def parsed_moment(text: str) -> str:
    """Return a text that is a moment, as `visualizer.output.times` reads it. Raises typer.BadParameter."""
    from visualizer.output.times import FORMS, is_moment

    if not is_moment(text):
        raise typer.BadParameter(f"'{text}' is no time from 0 on; write {FORMS}")
    return text


def parsed_rate(text: str) -> Fraction:
    """Return frames a second, from a text such as 24, 29.97 or 30000/1001. Raises typer.BadParameter."""
    from visualizer.timeline.frames import rate_of

    try:
        return rate_of(text)
    except ValueError as error:
        raise typer.BadParameter(f"'{text}': {error}") from None


def rate_number(rate: Fraction | int) -> int | float:
    """Return a rate as a JSON number: a whole one where it is one."""
    return int(rate) if rate == int(rate) else float(rate)


From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="T",
        parser=parsed_moment,
        help="First moment: seconds, 1:23.5, 00:01:23:12, or a shot such as launch+0.5.",
    ),
]
To = Annotated[
    str | None,
    typer.Option("--to", metavar="T", parser=parsed_moment, help="The moment before which it ends."),
]
Size = Annotated[
    str | None,
    typer.Option("--size", metavar="WxH", parser=checked_size, help="Size of the picture in pixels."),
]
Samples = Annotated[
    int | None, typer.Option("--samples", min=1, max=4096, help="Sub-frames a frame: more is smoother.")
]
