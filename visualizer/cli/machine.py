"""Commands about the machine: doctor, bench."""

import json
from pathlib import Path
from typing import Annotated

import typer

from visualizer.cli.errors import say
from visualizer.cli.options import (
    Json,
    SceneArgument,
    Size,
    loaded_scene,
    moment_option,
    parsed_size,
    samples_option,
)
from visualizer.cli.results import json_on_failure, print_result
from visualizer.errors import ExitStatus

bench = typer.Typer(help="Measure how fast this machine draws.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the application."""
    app.command()(doctor)
    app.add_typer(bench, name="bench")


def doctor(as_json: Json = False) -> int:
    """Check what this machine supports and how to fix what fails.

    The exit status is 3 if something that rendering needs is missing.
    """
    from visualizer.doctor import examine

    findings = examine()
    if as_json:
        print(json.dumps([finding.as_dict() for finding in findings], indent=2))
    else:
        for finding in findings:
            print(f"{'ok' if finding.ok else 'failed':7}{finding.what:14} {finding.found}")
            if not finding.ok and finding.fix:
                print(f"{'':7}{'':14} to fix it: {finding.fix}")
    return ExitStatus.DONE if all(finding.ok for finding in findings) else ExitStatus.MACHINE_LACKS


@bench.command("frame")
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
    rounds: Annotated[
        int,
        typer.Option(
            "--rounds", metavar="N", min=1, max=100, help="Rounds of --against; the least time is printed."
        ),
    ] = 3,
    shots: Annotated[
        list[str] | None, typer.Option("--shot", metavar="NAME", help="A shot for --against; all without it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure the time to draw each shot, by pass.

    Times are medians in milliseconds per frame: "sample" is the time to build the frame on the CPU, "draw" the time to
    draw it, and the other columns are the passes in it. Without --size, frames have 960x540 pixels.
    """
    drawn = parsed_size(size) or (960, 540)
    if against is not None:
        from visualizer.bench.checkouts import compare_checkouts

        found = compare_checkouts(against, scene, drawn, samples, repeats, rounds, shots or ())
        print_result(found.as_dict(), found.table(), as_json=as_json)
        return
    if shots:
        raise typer.BadParameter("--shot needs --against")
    from visualizer.bench.frame import measure_frames

    report = measure_frames(loaded_scene(scene), drawn, samples, repeats)
    print_result(report.as_dict(), report.table(), as_json=as_json)


@bench.command("quality")
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
        budget=Budget(60.0 * minutes),
        folder=out,
        progress=say,
    )
    print_result(report.as_dict(), report.table(), as_json=as_json)


@bench.command("host")
@json_on_failure
def bench_host(
    scene: SceneArgument,
    repeats: Annotated[
        int,
        typer.Option("--repeats", metavar="N", min=1, max=1000, help="Number of evaluations in each shot."),
    ] = 5,
    as_json: Json = False,
) -> None:
    """Measure the time to evaluate a scene on the CPU.

    Prints milliseconds for each kind of actor, for the lights of each emitter, for a whole frame, for one of 16 samples,
    and for issuing a sample to OpenGL without drawing it. Needs no GPU.
    """
    from visualizer.bench.host import measure_host

    report = measure_host(loaded_scene(scene), repeats)
    print_result(report.as_dict(), report.table(), as_json=as_json)


@bench.command("reload")
@json_on_failure
def bench_reload(
    scene: SceneArgument,
    saves: Annotated[
        int,
        typer.Option(
            "--saves", metavar="N", min=1, max=1000, help="Number of saves; the medians are printed."
        ),
    ] = 5,
    as_json: Json = False,
) -> None:
    """Measure how fast a saved scene file is reloaded.

    Prints milliseconds: "load" is the time to read and validate the scene, "delay" the rest of the time from the save
    until the new scene is ready, "compare" the time to check all files for changes. Needs no GPU and no window.
    """
    from visualizer.bench.reload import measure_reload

    report = measure_reload(scene, saves)
    print_result(report.as_dict(), report.table(), as_json=as_json)


@bench.command("start")
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

    Prints milliseconds from the start of the process to the end of `check` and `info`, to the first drawing and the end of a
    small `still`, and to the first picture of `watch` if there is a screen. Each is measured with an empty ("cold") and with
    a filled ("warm") cache folder.
    """
    from visualizer.bench.start import measure_start
    from visualizer.data import data_folder

    shipped = [data_folder("scenes") / name for name in ("launch.toml", "learn_1_shape.toml")]
    report = measure_start(scenes or shipped, repeats, against=against)
    print_result(report.as_dict(), report.table(), as_json=as_json)


@bench.command("particles")
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
            help="Number of frames measured with each method; the median is printed.",
        ),
    ] = 9,
    full: Annotated[bool, typer.Option("--full", help="Also measure 10 and 100 million particles.")] = False,
    as_json: Json = False,
) -> None:
    """Measure particles per second.

    Draws the same particles with this program ("ours"), as hardware points with state in transform feedback
    ("feedback") and as hardware points without state ("points"). "speed-up" is how many times as fast as that method this
    program is. Without --workload, --n and --size, a default set of workloads is measured.
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


@bench.command("all")
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
