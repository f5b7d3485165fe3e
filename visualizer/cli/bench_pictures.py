"""Commands about drawing frames: bench frame, bench quality."""

from pathlib import Path
from typing import Annotated

import typer

from visualizer.cli.errors import say
from visualizer.cli.options import (
    ComparedShots,
    Json,
    Rounds,
    SceneArgument,
    Size,
    loaded_scene,
    moment_option,
    parsed_size,
    samples_option,
)
from visualizer.cli.results import json_on_failure, print_result


def register(bench: typer.Typer) -> None:
    """Add the commands of this file to the group."""
    bench.command("frame")(bench_frame)
    bench.command("quality")(bench_quality)


@json_on_failure
def bench_frame(
    scene: SceneArgument,
    size: Size = None,
    samples: Annotated[int, samples_option(most=256)] = 1,
    repeats: Annotated[
        int,
        typer.Option(
            "--repeats",
            metavar="N",
            min=1,
            max=100,
            help="Number of frames measured in each shot.",
        ),
    ] = 5,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="CHECKOUT",
            exists=True,
            file_okay=False,
            help="Compare with another checkout of this program: both draw each shot in turn.",
        ),
    ] = None,
    rounds: Rounds = 3,
    shots: ComparedShots = None,
    as_json: Json = False,
) -> None:
    """Measure the time to draw each shot, by pass.

    Times are medians in milliseconds per frame: "sample" is the time to build the frame on the CPU, "draw" the time to
    draw it, and the other columns are the passes in it. Without --size, frames have 960x540 pixels.
    """
    drawn = parsed_size(size) or (960, 540)
    if against is not None:
        from visualizer.bench.checkouts import compare_drawing

        found = compare_drawing(against, scene, drawn, samples, repeats, rounds, shots or ())
        print_result(found.as_dict(), found.table(), as_json=as_json)
        return
    if shots:
        raise typer.BadParameter("--shot needs --against")
    from visualizer.bench.frame import measure_frames

    report = measure_frames(loaded_scene(scene), drawn, samples, repeats)
    print_result(report.as_dict(), report.table(), as_json=as_json)


@json_on_failure
def bench_quality(
    scene: SceneArgument,
    against: Annotated[
        Path,
        typer.Option(
            "--against",
            metavar="CHECKOUT",
            exists=True,
            file_okay=False,
            help="Folder of another revision, which draws the references. It reads the same SCENE.",
            show_default=False,
        ),
    ],
    size: Size = None,
    times: Annotated[
        list[str] | None,
        moment_option("-t", "--time", help="Compare the frame at this time; may be repeated"),
    ] = None,
    shots: Annotated[
        list[str] | None,
        typer.Option(
            "--shot", metavar="NAME", help="Compare the middle frame of this shot; may be repeated."
        ),
    ] = None,
    samples: Annotated[
        list[int] | None,
        typer.Option(
            "--samples",
            metavar="N",
            min=1,
            max=4096,
            help="Samples of the pictures that are compared; may be repeated. 1 and 4 without it.",
            show_default=False,
        ),
    ] = None,
    reference: Annotated[
        int, typer.Option("--reference", metavar="N", min=1, max=4096, help="Samples of the references.")
    ] = 64,
    own: Annotated[
        bool, typer.Option("--own", help="Compare this checkout's pictures with its own references too.")
    ] = False,
    minutes: Annotated[
        float,
        typer.Option(
            "--minutes",
            metavar="M",
            min=0.0,
            max=10000.0,
            help="Frames that would take longer than this are left out.",
        ),
    ] = 30.0,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="FOLDER",
            help="Write all pictures and error maps there, as PNG.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare the quality of pictures with another checkout.

    Prints the mean of NVIDIA's FLIP for the middle frame of each shot: pictures of few samples, of the other checkout
    ("before") and of this one ("after"), against a reference of many samples of the other. 0 is no visible difference.
    Where the revisions show something else on purpose, that difference is part of "after"; --own tells the rest.
    Without --size, frames have 960x540 pixels. Needs the package flip-evaluator.
    """
    from visualizer.bench.budget import Budget
    from visualizer.bench.quality import compare_quality

    report = compare_quality(
        against,
        loaded_scene(scene),
        parsed_size(size) or (960, 540),
        reference=reference,
        samples=tuple(dict.fromkeys(samples or (1, 4))),
        shots=shots or (),
        times=times or (),
        own=own,
        budget=Budget(60.0 * minutes),
        folder=out,
        progress=say,
    )
    print_result(report.as_dict(), report.table(), as_json=as_json)
