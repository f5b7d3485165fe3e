"""Commands about the machine: doctor, bench."""

import json
from typing import Annotated

import typer

from visualizer.cli.errors import say
from visualizer.cli.loading import loaded_scene
from visualizer.cli.options import Json, SceneArgument, Size, parsed_size
from visualizer.cli.results import json_on_failure
from visualizer.errors import ExitStatus

bench = typer.Typer(help="Measure how fast this machine draws.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the application."""
    app.command()(doctor)
    app.add_typer(bench, name="bench")


def doctor(as_json: Json = False) -> int:
    """Say what this machine can do, what it lacks, and the one line that would mend it."""
    from visualizer.doctor import examine

    findings = examine()
    if as_json:
        print(json.dumps([finding.as_dict() for finding in findings], indent=2))
    else:
        for finding in findings:
            print(f"{'ok  ' if finding.ok else 'LACK'} {finding.what:14} {finding.found}")
            if not finding.ok and finding.mend:
                print(f"     {'':14} to mend it: {finding.mend}")
    return ExitStatus.DONE if all(finding.ok for finding in findings) else ExitStatus.MACHINE_LACKS


@bench.command("frame")
@json_on_failure
def bench_frame(
    scene: SceneArgument,
    size: Size = None,
    samples: Annotated[int, typer.Option("--samples", min=1, max=256, help="Sub-frames a frame.")] = 1,
    repeats: Annotated[
        int, typer.Option("--repeats", min=1, max=100, help="Frames a shot; the median counts.")
    ] = 5,
    as_json: Json = False,
) -> None:
    """For each shot: milliseconds on the CPU, and in each pass of the renderer."""
    from visualizer.bench.frame import measure_frames

    report = measure_frames(loaded_scene(scene), parsed_size(size) or (960, 540), samples, repeats)
    if as_json:
        print(json.dumps(report.as_dict(), indent=2))
    else:
        print(report.table())


@bench.command("host")
@json_on_failure
def bench_host(
    scene: SceneArgument,
    repeats: Annotated[int, typer.Option("--repeats", min=1, max=1000, help="Instants a shot.")] = 5,
    as_json: Json = False,
) -> None:
    """Milliseconds on the CPU for each kind of actor and each emitter's lights. Needs no GPU."""
    from visualizer.bench.host import measure_host

    report = measure_host(loaded_scene(scene), repeats)
    if as_json:
        print(json.dumps(report.as_dict(), indent=2))
    else:
        print(report.table())


@bench.command("reload")
@json_on_failure
def bench_reload(
    scene: SceneArgument,
    saves: Annotated[int, typer.Option("--saves", min=1, max=1000, help="Saves; the median counts.")] = 5,
    as_json: Json = False,
) -> None:
    """Milliseconds from a save to the new scene, beyond loading it. Needs no GPU and no window."""
    from visualizer.bench.reload import measure_reload

    report = measure_reload(scene, saves)
    if as_json:
        print(json.dumps(report.as_dict(), indent=2))
    else:
        print(report.table())


@bench.command("particles")
@json_on_failure
def bench_particles(
    workload: Annotated[
        str | None,
        typer.Option("--workload", metavar="NAME", help="One workload alone: fountain, storm, ..."),
    ] = None,
    count: Annotated[
        int | None,
        typer.Option("--n", metavar="N", min=1, max=100_000_000, help="Particles alive at a time."),
    ] = None,
    size: Size = None,
    frames: Annotated[
        int, typer.Option("--frames", min=1, max=1000, help="Frames by each method; the median counts.")
    ] = 9,
    full: Annotated[bool, typer.Option("--full", help="Up to a hundred million particles too.")] = False,
    as_json: Json = False,
) -> None:
    """Particles a second: this program, transform feedback and hardware points on the same work."""
    from visualizer.bench.particles import cases, measure_particles
    from visualizer.bench.workloads import WORKLOADS
    from visualizer.scene.choices import choices

    if workload is not None and workload not in WORKLOADS:
        raise typer.BadParameter(f"no workload is called '{workload}'{choices(workload, WORKLOADS)}")
    report = measure_particles(cases(workload, count, parsed_size(size), full=full), frames)
    if as_json:
        print(json.dumps(report.as_list(), indent=2))
        for one in report.skipped:
            say(f"left out: {one}")
    else:
        print(report.table())
