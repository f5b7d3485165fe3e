"""Commands about the machine: doctor, and the group bench."""

import json

import typer

from visualizer.cli import bench_pictures, bench_times
from visualizer.cli.options import Json
from visualizer.errors import ExitStatus


def register(app: typer.Typer) -> None:
    """Add the commands of this file, and those of bench, to the application."""
    app.command()(doctor)
    bench = typer.Typer(help="Measure how fast this machine draws.", no_args_is_help=True)
    for module in (bench_pictures, bench_times):
        module.register(bench)
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
