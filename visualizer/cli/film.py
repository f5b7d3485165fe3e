"""Commands that play or render a film: watch, render."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from visualizer.cli.errors import say
from visualizer.cli.formats import with_options
from visualizer.cli.options import (
    Detail,
    FilmOut,
    SceneArgument,
    Size,
    loaded_scene,
    moment_option,
    parsed_size,
    rate_number,
    shot_option,
)
from visualizer.cli.results import json_on_failure
from visualizer.file_names import printable

if TYPE_CHECKING:
    from visualizer.gpu.context import Driver
    from visualizer.output.job import Job
    from visualizer.output.progress import Progress
    from visualizer.scene.scene import Scene

BUDGET = 900.0
"""Seconds that rendering a whole film may take on a software rasteriser without --size. A part of the film gets a
proportional share of it, but at least LEAST_BUDGET."""
LEAST_BUDGET = 30.0
"""Seconds that rendering any part of a film may take."""
MOST_WORKERS = 256
"""Largest number of workers: more than any machine has cores for."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the application."""
    app.command()(watch)
    app.command()(json_on_failure(render, event="error"))


def watch(
    scene: SceneArgument,
    start: Annotated[str | None, moment_option("--start", help="Start playing at this time")] = None,
    shot: Annotated[str | None, shot_option("Start playing at the first frame of this shot.")] = None,
    size: Size = None,
    quality: Annotated[
        str,
        typer.Option(
            "--quality",
            metavar="NAME",
            help="auto, draft, preview or final. auto lowers the resolution while drawing is too slow for the film's "
            "frame rate, then leaves out mirror, haze and shadows from the next shot on; draft draws at half the window's size, preview at its full size, final with "
            "16 samples per frame and full detail.",
        ),
    ] = "auto",
    detail: Detail = "auto",
) -> int:
    """Play a scene in a window.

    Scene files and shaders that are saved while it plays are reloaded; H shows the keys. Without --size the window has
    1280x720 pixels, or less on a small screen.
    """
    from visualizer.editor import editor
    from visualizer.player.quality import check_quality
    from visualizer.player.window import watch as play

    try:
        check_quality(quality)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if start is not None and shot is not None:
        raise typer.BadParameter("give either --start or --shot")
    return play(
        scene,
        start=start or 0.0,
        shot=shot,
        size=parsed_size(size),
        quality=quality,
        detail=detail,
        editor=editor,
    )


@with_options()
def render(
    scene: SceneArgument,
    out: FilmOut,
    options: Any = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Continue a render that was stopped: keep its pictures or segments, if the same scene and settings made them.",
        ),
    ] = False,
    changed_since: Annotated[
        Path | None,
        typer.Option(
            "--changed-since",
            metavar="MANIFEST",
            help="Draw only the segments whose inputs have changed since an earlier film was rendered, and cut the others from it. The film "
            "has the bytes of one that is drawn whole. Each film has its manifest beside it: launch.mp4.manifest.json.",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="N",
            min=1,
            max=MOST_WORKERS,
            help="Processes that draw; without a GPU one for each core if left out, else 1. Their number changes no pixel.",
        ),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            "--dask",
            metavar="ADDRESS",
            help="Draw on a Dask cluster, whose scheduler has this address, such as tcp://host:8786; needs the package distributed. "
            "Only machines with the OpenGL driver of this one draw.",
        ),
    ] = None,
    segment: Annotated[
        int | None,
        typer.Option(
            "--segment",
            metavar="N",
            min=0,
            help="Draw only this segment, counted from 0; when all are there, --resume makes the film of them. "
            "For render farms: 'visualizer farm export' writes the jobs.",
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Say what would be rendered and how long it would take, and render nothing."
        ),
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="Print events as JSON, one a line: begin, frame after each frame, end with the result.",
        ),
    ] = False,
) -> None:
    """Render a scene to a film or to numbered pictures.

    Without --size, the film's own size is used; on a machine without a GPU a smaller one, if it would take too long.
    """
    if dask is not None and workers is not None:
        raise typer.BadParameter("give either --dask or --workers")
    if segment is not None and (dask is not None or workers is not None or "size" not in options):
        raise typer.BadParameter("--segment needs --size, and goes with neither --dask nor --workers")
    if changed_since is not None and (segment is not None or dry_run):
        raise typer.BadParameter("--changed-since goes with neither --segment nor --dry-run")
    from visualizer.output.processes import Crew

    with Crew() as crew:
        if workers is not None and not dry_run:
            crew.start(workers, scene)
        from dataclasses import replace

        from visualizer.cli.events import Events
        from visualizer.cli.progress import shown_progress
        from visualizer.output.budget import seconds_of
        from visualizer.output.changes import read_manifest
        from visualizer.output.format import codec_for
        from visualizer.output.job import job_for
        from visualizer.output.rendering import render_job, resolved
        from visualizer.output.resuming import settings_of, settings_of_existing
        from visualizer.output.sequence import check_sequence_name, is_sequence
        from visualizer.output.space import free_bytes, job_bytes, shown_bytes
        from visualizer.output.spent import Spent
        from visualizer.output.video import encoder_for

        earlier = None if changed_since is None else read_manifest(changed_since)
        if is_sequence(out):
            check_sequence_name(out)
        # Workers begin while `render_job` makes the tables of emitters; what is drawn before needs them now.
        loaded = loaded_scene(scene, sampled=dry_run or "size" not in options)
        job = job_for(loaded, out, resume=resume, workers=workers, **options)
        if not is_sequence(out):
            encoder_for(codec_for(out, job.format))
        job, driver = resolved(job)
        expected: float | None = None
        if "size" not in options:
            begun = settings_of_existing(out, range(job.first, job.last)) if resume else None
            if begun is None and earlier is not None:
                begun = settings_of(earlier.settings.made)
            # What was begun without --size continues at the size chosen then: the choice depends on the machine's
            # speed.
            if begun is None:
                job, expected = _affordable(loaded, job, driver, options.get("samples"))
            else:
                job = replace(
                    job,
                    size=begun[0],
                    samples=options.get("samples", begun[1]),
                    detail=begun[2] if options["detail"] == "auto" else job.detail,
                )
        events = Events() if as_json else None
        if dry_run:
            expected = seconds_of(loaded, job, software=driver.software) if expected is None else expected
            needed, free = job_bytes(out, job), free_bytes(out)
            say(
                f"{printable(out)}: {_described(job)}, about {_duration(expected)} and {shown_bytes(needed)}; {shown_bytes(free)} are free"
            )
            if events:
                events.plan(
                    **_facts(out, job, loaded), seconds=round(expected, 3), bytes=round(needed), free=free
                )
            return
        if events:
            events.begin(**_facts(out, job if dask is None else replace(job, workers=None), loaded))
        spent = Spent()
        began = time.monotonic()
        with shown_progress(job.count) as (show, preview):

            def progress(now: "Progress") -> None:
                show(now)
                if events:
                    events.update(now)

            job = render_job(loaded, out, job, progress, preview, dask, segment, spent, earlier, crew)
        seconds = time.monotonic() - began
        if shares := spent.described():
            say(f"time of all processes: {shares}")
        described = _described(job) if segment is None else f"segment {segment} of {_described(job)}"
        rate = f" ({job.count / max(seconds, 1e-9):.2f} frames/s)" if segment is None else ""
        say(f"{printable(out)}: {described}, {seconds:.1f} s{rate}")
        if events:
            events.end(
                **_facts(out, job, loaded),
                seconds=round(seconds, 3),
                spent={stage: round(value, 3) for stage, value in spent.seconds.items()},
            )


def _facts(out: Path, job: "Job", scene: "Scene") -> dict[str, Any]:
    """Return what is rendered, as JSON."""
    return {
        "out": str(out), "frames": job.count, "first": job.first, "size": list(job.size), "fps": rate_number(job.fps),
        "rate": str(job.fps), "samples": job.samples, "detail": job.detail, "workers": job.workers,
        "warnings": [warning.as_dict() for warning in scene.warnings],
    }  # fmt: skip


def _described(job: "Job") -> str:
    samples = f"{job.samples} sample{'s' * (job.samples != 1)}"
    workers = f", {job.workers} workers" if job.workers != 1 else ""
    return f"{job.count} frames, {job.size[0]}x{job.size[1]}, {samples}{workers}"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100.0 else f"{seconds / 60.0:.0f} min"


def _affordable(
    scene: "Scene", job: "Job", driver: "Driver", samples: int | None
) -> "tuple[Job, float | None]":
    """Return the job, on a software rasteriser with a size and samples at which it fits the budget, and its seconds;
    print them.

    samples: those the user asked for, which are kept; None to choose them too. On a GPU the job is unchanged, and its
    seconds are None.
    """
    from dataclasses import replace

    from visualizer.output.budget import choose, gain

    if not driver.software:
        return job, None
    share = job.count / scene.film.grid(job.fps).count
    faster = gain(job.workers or 1, software=True)
    budget = max(LEAST_BUDGET, BUDGET * share) * faster
    choice = choose(scene, job.count, budget, largest=job.size, samples=samples, detail=job.detail)
    seconds = choice.seconds / faster
    say(
        f"no GPU here ({driver.renderer.split(' (')[0]} draws on the CPU): rendering {choice.size[0]}x{choice.size[1]} "
        f"with {choice.samples} samples, about {_duration(seconds)}; --size and --samples override this"
    )
    return replace(job, size=choice.size, samples=choice.samples), seconds
