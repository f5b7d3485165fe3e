"""Commands about time: bench host, reload, start, particles, render, workers, all."""

from pathlib import Path
from typing import Annotated

import typer

from visualizer.cli.errors import say
from visualizer.cli.options import (
    ComparedShots,
    From,
    Json,
    Rounds,
    SceneArgument,
    Size,
    To,
    loaded_scene,
    parsed_size,
    samples_option,
    shot_option,
)
from visualizer.cli.results import json_on_failure, print_result
from visualizer.output import DEFAULT_SAMPLES


def register(bench: typer.Typer) -> None:
    """Add the commands of this file to the group."""
    bench.command("host")(bench_host)
    bench.command("reload")(bench_reload)
    bench.command("start")(bench_start)
    bench.command("particles")(bench_particles)
    bench.command("render")(bench_render)
    bench.command("workers")(bench_workers)
    bench.command("all")(bench_all)


@json_on_failure
def bench_host(
    scene: SceneArgument,
    repeats: Annotated[
        int,
        typer.Option("--repeats", metavar="N", min=1, max=1000, help="Number of evaluations in each shot."),
    ] = 5,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="CHECKOUT",
            exists=True,
            file_okay=False,
            help="Compare with another checkout of this program: both evaluate each shot in turn.",
        ),
    ] = None,
    rounds: Rounds = 3,
    shots: ComparedShots = None,
    as_json: Json = False,
) -> None:
    """Measure the time to evaluate a scene on the CPU.

    Prints milliseconds for each kind of actor, for the lights of each emitter, for a whole frame, for one of 16
    samples, and for issuing one of them to OpenGL, as for a GPU, without drawing it. Needs no GPU.
    """
    if against is not None:
        from visualizer.bench.checkouts import compare_host

        found = compare_host(against, scene, repeats, rounds, shots or ())
        print_result(found.as_dict(), found.table(), as_json=as_json)
        return
    if shots:
        raise typer.BadParameter("--shot needs --against")
    from visualizer.bench.host import measure_host

    report = measure_host(loaded_scene(scene), repeats)
    print_result(report.as_dict(), report.table(), as_json=as_json)


@json_on_failure
def bench_reload(
    scene: SceneArgument,
    edits: Annotated[
        list[str] | None,
        typer.Option(
            "--edit",
            metavar="PATH=VALUE",
            help="An edit to save, such as 'camera.eye.fov=30': a property or a part of it, and its new value as TOML; may be repeated."
            " Otherwise a number of the camera, the look, and the first light, actor and emitter.",
        ),
    ] = None,
    moment: Annotated[
        float, typer.Option("--time", metavar="T", help="Time of the film that is shown, seconds.")
    ] = 0.0,
    saves: Annotated[
        int,
        typer.Option(
            "--saves",
            metavar="N",
            min=1,
            max=1000,
            help="Number of saves of each edit; the medians are printed.",
        ),
    ] = 4,
    size: Size = None,
    as_json: Json = False,
) -> None:
    """Measure how fast a saved edit of a scene file is shown, while the film stands and while it plays.

    Prints milliseconds from the save on: "noticed": until the window says that it reloads; "loaded": until it has the
    new scene; "picture": until the picture is drawn. "load" is the time to read, check and build the scene alone, and
    "drawing" that of one more picture. Files are edited in a copy. Needs no window.
    """
    from visualizer.bench.reload import SIZE, Edit, measure_reload

    report = measure_reload(
        scene, saves, [Edit.read(text) for text in edits or ()], start=moment, size=parsed_size(size) or SIZE
    )
    print_result(report.as_dict(), report.table(), as_json=as_json)


@json_on_failure
def bench_start(
    scenes: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[SCENE]...",
            help="Scene files; the film and a small scene if left out.",
            show_default=False,
        ),
    ] = None,
    repeats: Annotated[
        int, typer.Option("--repeats", metavar="N", min=1, max=1000, help="Processes of each kind.")
    ] = 3,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="CHECKOUT",
            help="Folder of another revision, measured in turn with this one.",
            exists=True,
            file_okay=False,
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure how long commands take to start.

    Prints milliseconds from the start of the process to the end of `check` and `info`, to the first drawing and the end
    of a small `still`, and to the first picture of `watch` if there is a screen. Each is measured with an empty
    ("cold") and with a filled ("warm") cache folder.
    """
    from visualizer.bench.start import measure_start
    from visualizer.data import data_folder

    shipped = [data_folder("scenes") / name for name in ("launch.toml", "learn_1_shape.toml")]
    report = measure_start(scenes or shipped, repeats, against=against)
    print_result(report.as_dict(), report.table(), as_json=as_json)


@json_on_failure
def bench_render(
    scene: SceneArgument,
    shot: Annotated[
        str | None, shot_option("Draw frames of this shot; of the first one if left out.")
    ] = None,
    frames: Annotated[
        int, typer.Option("--frames", metavar="N", min=1, max=10_000, help="Number of frames.")
    ] = 48,
    size: Size = None,
    samples: Annotated[int, samples_option("")] = DEFAULT_SAMPLES,
    rounds: Rounds = 3,
    as_json: Json = False,
) -> None:
    """Measure how much of the speed of drawing a render keeps.

    Prints seconds and frames per second of drawing alone; of a render with one process, to the finished film; of
    drawing, reading and encoding one after another; and of moderngl-window's video capture, which needs the command
    ffmpeg. Each is repeated in turn.
    """
    from dataclasses import replace

    from visualizer.bench.render import measure_render
    from visualizer.output.job import job_for

    loaded = loaded_scene(scene)
    shot = loaded.shots[0].name if shot is None else shot
    job = job_for(loaded, Path("film.mp4"), shot=shot, size=parsed_size(size), samples=samples)
    report = measure_render(loaded, replace(job, last=min(job.last, job.first + frames)), rounds)
    print_result(report.as_dict(), report.table(), as_json=as_json)


@json_on_failure
def bench_workers(
    scene: SceneArgument,
    start: From = None,
    end: To = None,
    size: Size = "320x180",
    samples: Annotated[int, samples_option("")] = 2,
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", min=2, max=256, help="Number of workers.")
    ] = 2,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar="CHECKOUT",
            exists=True,
            file_okay=False,
            help="Also measure the code of another checkout, which must be able to draw the scene.",
            show_default=False,
        ),
    ] = None,
    rounds: Rounds = 1,
    as_json: Json = False,
) -> None:
    """Measure how much faster several workers render than one process.

    Prints the seconds, and the CPU time, of renders from the start of the process to the finished film: by workers, by
    one process with one thread of the rasteriser, by one with a thread for each core, and by another checkout. Each is
    repeated in turn.
    """
    from visualizer.bench.pool import measure_pool, ways

    options = ["--size", str(size), "--samples", str(samples)]
    for name, value in (("--from", start), ("--to", end)):
        options += [name, value] if value is not None else []
    report = measure_pool(scene, options, ways(workers, against), rounds)
    print_result(report.as_dict(), report.table(), as_json=as_json)


@json_on_failure
def bench_particles(
    workload: Annotated[
        str | None,
        typer.Option(
            "--workload", metavar="NAME", help="Measure this workload only, such as fountain or storm."
        ),
    ] = None,
    count: Annotated[
        int | None,
        typer.Option("--n", metavar="N", min=1, max=100_000_000, help="Number of particles alive at a time."),
    ] = None,
    size: Size = None,
    frames: Annotated[
        int,
        typer.Option(
            "--frames",
            metavar="N",
            min=1,
            max=1000,
            help="Least number of frames measured with each method, of short ones up to 300; medians are printed.",
        ),
    ] = 9,
    full: Annotated[bool, typer.Option("--full", help="Also measure 10 and 100 million particles.")] = False,
    as_json: Json = False,
) -> None:
    """Measure particles per second.

    Draws the same particles with this program ("ours"), as hardware points with state in transform feedback
    ("feedback") and as hardware points without state ("points"). The methods take turns; "speed-up" is how
    many times as fast as that method this program is, the median of the rounds. Without --workload, --n and --size, a
    default set of workloads is measured.
    """
    from visualizer.bench.particles import cases, measure_particles
    from visualizer.bench.workloads import WORKLOADS
    from visualizer.scene.choices import choices

    if workload is not None and workload not in WORKLOADS:
        raise typer.BadParameter(f"no workload is called '{workload}'{choices(workload, WORKLOADS)}")
    report = measure_particles(cases(workload, count, parsed_size(size), full=full), frames)
    print_result(report.as_list(), report.table(), as_json=as_json)
    if as_json:
        for one in report.skipped:
            say(f"left out: {one}")


@json_on_failure
def bench_all(as_json: Json = False) -> None:
    """Measure everything in under ten minutes.

    Prints one page for a report: particles with this program and as hardware points, the shots of the shipped film by
    pass, CPU time, readback, encoders, starting and reloading. Each
    part has a limit of time and memory; what a slow machine leaves out is listed with the reason.
    """
    from visualizer.bench.everything import measure_all
    from visualizer.data import data_folder
    from visualizer.scene.loading import load

    film = load(data_folder("scenes") / "launch.toml")
    report = measure_all(film, progress=lambda title: say(f"measuring {title}"))
    print_result(report.as_dict(), report.text(), as_json=as_json)
