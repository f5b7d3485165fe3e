"""Options that several commands share, each declared once, and how their texts are parsed."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from visualizer.cli.errors import say
from visualizer.output.codecs import VIDEO_ENDINGS
from visualizer.renderer.detail import DetailChoice

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

SceneArgument = Annotated[
    Path, typer.Argument(metavar="SCENE", help="A scene file (.toml).", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]

LATEST = 1e6
"""Largest number of seconds that an option takes, more than eleven days. The bound also rejects what is not finite."""


def loaded_scene(path: Path, *, sampled: bool = True) -> "Scene":
    """Return the scene of a file and print its warnings to stderr, one a line. sampled: as for `load`. Raises
    SceneError as it does."""
    from visualizer.scene.loading import load

    scene = load(path, sampled=sampled)
    for warning in scene.warnings:
        say(str(warning))
    return scene


def parsed_size(text: str | None) -> tuple[int, int] | None:
    """Return (width, height) of a text such as 1920x1080. Raises typer.BadParameter."""
    if text is None:
        return None
    parts = text.lower().split("x")
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        raise typer.BadParameter(f"'{text}' is not a size; write it as 1280x720")
    from visualizer.scene.model import LARGEST_SIDE

    width, height = int(parts[0]), int(parts[1])
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        raise typer.BadParameter(f"width and height lie between 1 and {LARGEST_SIDE}, not {text}")
    return width, height


def checked_size(text: str) -> str:
    """Return the text of a size if `parsed_size` accepts it. Raises typer.BadParameter."""
    parsed_size(text)
    return text


def parsed_moment(text: str) -> str:
    """Return the text of a time if it has one of the forms of `visualizer.output.times`. Raises typer.BadParameter."""
    from visualizer.output.times import FORMS, is_moment

    if not is_moment(text):
        raise typer.BadParameter(f"'{text}' is not a time of 0 or more; write {FORMS}")
    return text


def parsed_rate(text: str) -> Fraction:
    """Return frames per second from a text such as 24, 29.97 or 30000/1001. Raises typer.BadParameter."""
    from visualizer.timeline.frames import rate_of

    try:
        return rate_of(text)
    except ValueError as error:
        raise typer.BadParameter(f"'{text}': {error}") from None


def rate_number(rate: Fraction | int) -> int | float:
    """Return a rate as a JSON number: an integer if it is whole."""
    return int(rate) if rate == int(rate) else float(rate)


def moment_option(*names: str, help: str) -> Any:
    """Return an option for a time in the film. help: what it is for; the forms of a time are added to it."""
    return typer.Option(
        *names,
        metavar="T",
        parser=parsed_moment,
        help=f"{help}: seconds (83.5), minutes and seconds (1:23.5), a timecode (00:01:23:12), or the name of a shot or marker "
        "with an offset in seconds (launch+0.5).",
    )


def shot_option(help: str) -> Any:
    """Return the option for the name of a shot. help: what is done with it."""
    return typer.Option("--shot", metavar="NAME", help=help)


def samples_option(default: str = "", most: int = 4096) -> Any:
    """Return the option for the number of samples a frame. default: what is used without it, in words. most: the
    largest."""
    return typer.Option(
        "--samples",
        metavar="N",
        min=1,
        max=most,
        help=f"Samples per frame; more give smoother edges, motion blur and depth of field. {default}".strip(),
    )


From = Annotated[
    str | None, moment_option("--from", help="Begin at this time, the film's beginning if left out")
]
To = Annotated[str | None, moment_option("--to", help="End before this time, the film's end if left out")]
Size = Annotated[
    str | None,
    typer.Option(
        "--size",
        metavar="WxH",
        parser=checked_size,
        help="Width and height in pixels, such as 1280x720.",
    ),
]
Detail = Annotated[
    DetailChoice,
    typer.Option(
        "--detail",
        metavar="NAME",
        help="auto, standard or full. full draws more steps, taps and passes; auto is standard on a software rasteriser and full "
        "on a GPU.",
    ),
]
FilmOut = Annotated[
    Path,
    typer.Option(
        "-o",
        "--out",
        metavar="OUT",
        help=f"The film, {', '.join(VIDEO_ENDINGS)}; or a sequence of pictures, such as frames/%05d.png, or .exr.",
    ),
]
Fps = Annotated[
    Fraction | None,
    typer.Option(
        "--fps",
        metavar="F",
        parser=parsed_rate,
        help="Frames per second, such as 24, 29.97 or 30000/1001; the film's own if left out.",
    ),
]
Rounds = Annotated[
    int,
    typer.Option(
        "--rounds", metavar="N", min=1, max=100, help="Rounds of --against; the least time is printed."
    ),
]
ComparedShots = Annotated[
    list[str] | None, typer.Option("--shot", metavar="NAME", help="A shot for --against; all without it.")
]
