"""Commands that draw single pictures: still, sheet."""

from pathlib import Path
from typing import Annotated

import typer

from visualizer.cli.errors import say
from visualizer.cli.loading import loaded_scene
from visualizer.cli.options import LATEST, Samples, SceneArgument, Size, parsed_size

STILL_SAMPLES = 16
SHEET_SAMPLES = 4

Out = Annotated[Path, typer.Option("-o", "--out", metavar="OUT.png", help="The file to write.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the application."""
    app.command()(still)
    app.command()(sheet)


def still(
    scene: SceneArgument,
    out: Out,
    time: Annotated[
        float | None,
        typer.Option("-t", "--time", metavar="T", min=0.0, max=LATEST, help="The moment, in seconds."),
    ] = None,
    shot: Annotated[
        str | None, typer.Option("--shot", metavar="NAME", help="The middle of this shot.")
    ] = None,
    size: Size = None,
    samples: Samples = None,
) -> None:
    """Draw one moment: the same bits as that frame of the film."""
    from visualizer.output.problems import OutputError
    from visualizer.output.stills import check_still_name, write_still
    from visualizer.render.renderer import Renderer

    if (time is None) == (shot is None):
        raise typer.BadParameter("give either -t or --shot")
    check_still_name(out)
    loaded = loaded_scene(scene)
    if shot is not None:
        found = [s for s in loaded.shots if s.name == shot]
        if not found:
            raise OutputError(
                f"no shot is called '{shot}'; there are {', '.join(s.name for s in loaded.shots)}"
            )
        time = (found[0].start + found[0].end) / 2.0
    assert time is not None
    with Renderer(parsed_size(size) or loaded.film.size) as renderer:
        renderer.draw(loaded.exposure(time, samples or STILL_SAMPLES))
        write_still(renderer.pixels(), out)
    say(f"{out}: {time:g} s of {loaded.path}")


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
            help="A picture every so often, instead of one a shot.",
        ),
    ] = None,
    start: Annotated[
        float | None,
        typer.Option("--from", metavar="T", min=0.0, max=LATEST, help="First moment, in seconds."),
    ] = None,
    end: Annotated[
        float | None, typer.Option("--to", metavar="T", min=0.0, max=LATEST, help="Last moment, in seconds.")
    ] = None,
    shot: Annotated[str | None, typer.Option("--shot", metavar="NAME", help="This shot only.")] = None,
    columns: Annotated[int, typer.Option("--columns", min=1, max=32, help="Pictures side by side.")] = 4,
    width: Annotated[
        int, typer.Option("--width", min=32, max=4096, help="Width of one picture in pixels.")
    ] = 480,
    samples: Samples = None,
) -> None:
    """Draw a contact sheet: one picture a shot, with its name and time."""
    from visualizer.output.sheets import moments_of, write_sheet
    from visualizer.output.stills import check_still_name

    check_still_name(out)
    loaded = loaded_scene(scene)
    moments = moments_of(loaded, every=every, start=start, end=end, shot=shot)
    write_sheet(loaded, moments, out, columns=columns, width=width, samples=samples or SHEET_SAMPLES)
    say(f"{out}: {len(moments)} pictures of {loaded.path}")
