"""Commands that draw pictures: still, sheet, plot, and flash, which counts flashes in them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from visualizer.cli.errors import say
from visualizer.cli.formats import with_options
from visualizer.cli.options import (
    LATEST,
    Detail,
    From,
    Json,
    SceneArgument,
    To,
    loaded_scene,
    moment_option,
    samples_option,
    shot_option,
)
from visualizer.cli.results import json_on_failure, print_result
from visualizer.errors import ExitStatus
from visualizer.file_names import printable
from visualizer.output import SHEET_SAMPLES

Out = Annotated[Path, typer.Option("-o", "--out", metavar="OUT.png", help="The PNG file to write.")]
StillOut = Annotated[
    Path,
    typer.Option(
        "-o", "--out", metavar="OUT", help="The file to write: .png, or .exr for linear light with layers."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the application."""
    app.command()(still)
    app.command()(sheet)
    app.command()(plot)
    app.command()(json_on_failure(flash))


@with_options("size", "samples", "detail", "transparent", "bits", "hdr", "paper_white")
def still(
    scene: SceneArgument,
    out: StillOut,
    time: Annotated[
        str | None,
        moment_option("-t", "--time", help="Draw the frame at this time"),
    ] = None,
    shot: Annotated[str | None, shot_option("Draw the middle frame of this shot.")] = None,
    options: Any = None,
) -> None:
    """Draw one frame of a scene to a picture.

    Give its time with -t or a shot with --shot. The picture is bit-identical to that frame of the film at the same
    size, samples and detail. Without --size, the film's own size is used.
    """
    from visualizer.output import stills

    if (time is None) == (shot is None):
        raise typer.BadParameter("give either -t or --shot")
    stills.check_still_name(out)
    loaded = loaded_scene(scene)
    seconds = stills.still(loaded, out, time=time, shot=shot, **options)
    say(f"{printable(out)}: {seconds:.10g} s of {printable(loaded.path)}")


def sheet(
    scene: SceneArgument,
    out: Out,
    every: Annotated[
        float | None,
        typer.Option(
            "--every",
            metavar="SECONDS",
            min=0.01,
            max=LATEST,
            help="Interval between pictures in seconds; if left out, one picture for each shot.",
        ),
    ] = None,
    start: From = None,
    end: To = None,
    shot: Annotated[str | None, shot_option("Show this shot only.")] = None,
    columns: Annotated[
        int, typer.Option("--columns", metavar="N", min=1, max=32, help="Number of pictures in a row.")
    ] = 4,
    width: Annotated[
        int, typer.Option("--width", metavar="N", min=32, max=4096, help="Width of each picture in pixels.")
    ] = 480,
    samples: Annotated[int | None, samples_option(f"{SHEET_SAMPLES} if left out.")] = None,
    detail: Detail = "auto",
) -> None:
    """Draw a contact sheet to a PNG.

    It has one picture for each shot, or one every so many seconds, each with its shot and time.
    """
    from visualizer.output import sheets, stills

    stills.check_still_name(out, (".png",))
    loaded = loaded_scene(scene)
    count = sheets.sheet(
        loaded, out, every=every, start=start, end=end, shot=shot,
        columns=columns, width=width, samples=samples or SHEET_SAMPLES, detail=detail,
    )  # fmt: skip
    say(f"{printable(out)}: {count} pictures of {printable(loaded.path)}")


def plot(
    scene: SceneArgument,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="OUT", help="The file to write: .svg, .png or .pdf.")
    ],
    track: Annotated[
        list[str] | None,
        typer.Option(
            "--track",
            metavar="PATH",
            help="A property, such as camera.NAME.fov, to draw as a curve; several are allowed. Without it all keyframes are drawn.",
        ),
    ] = None,
    start: From = None,
    end: To = None,
) -> None:
    """Plot a scene over time: shots and captions, properties or keyframes, and particles. Needs no GPU.

    Needs the package matplotlib.
    """
    from visualizer.output import plots
    from visualizer.output.times import moment_of

    loaded = loaded_scene(scene)
    grid = loaded.film.grid()
    first = 0.0 if start is None else moment_of(loaded, start, grid)
    last = None if end is None else moment_of(loaded, end, grid)
    plots.plot(loaded, out, tracks=track or (), start=first, end=last)
    say(f"{printable(out)}: {printable(loaded.path)}")


def flash(
    scene: SceneArgument,
    start: From = None,
    end: To = None,
    shot: Annotated[str | None, shot_option("Check this shot only.")] = None,
    detail: Detail = "auto",
    as_json: Json = False,
) -> int:
    """Check that no part of a film flashes in a way that may harm people with photosensitive epilepsy.

    Draws all frames, small, and counts general and red flashes by the limits of WCAG 2.2 (2.3.1) and ITU-R BT.1702:
    more than three within a second over more than a quarter of any 10 degrees of the field of view. The exit status is
    1 if a part exceeds them. It is no certificate: a player, an encoder or a screen may change the picture.
    """
    from dataclasses import asdict

    from visualizer.cli.progress import shown_progress
    from visualizer.output import flashes

    loaded = loaded_scene(scene)
    with shown_progress(0) as (show, _):
        found = flashes.report(loaded, start=start, end=end, shot=shot, detail=detail, progress=show)
    lines = [
        f"{risk.place}: {risk.shot}, {risk.start:.3f} s to {risk.end:.3f} s: more than {flashes.MOST} {risk.kind} flashes within a second "
        f"over {risk.area:.0%} of a block, where {flashes.AREA:.0%} are the limit"
        for risk in found.risks
    ]
    counted = ", ".join(f"at most {number} {kind}" for kind, number in found.most.items())
    lines.append(f"{printable(scene)}: {found.frames} frames, {counted} flashes within a second")
    print_result(asdict(found), "\n".join(lines), as_json=as_json)
    return ExitStatus.INPUT_AT_FAULT if found.risks else ExitStatus.DONE
