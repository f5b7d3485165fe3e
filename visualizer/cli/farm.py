"""The group farm: jobs for render farms."""

from pathlib import Path
from typing import Annotated, Any

import typer

from visualizer.cli.errors import say
from visualizer.cli.formats import with_options
from visualizer.cli.options import FilmOut, SceneArgument, loaded_scene
from visualizer.file_names import printable


def register(app: typer.Typer) -> None:
    """Add the group to the application."""
    group = typer.Typer(help="Write jobs for render farms whose machines share a disk.", no_args_is_help=True)
    group.callback()(lambda: None)  # a group with one command keeps its name
    group.command()(export)
    app.add_typer(group, name="farm")


@with_options()
def export(
    scene: SceneArgument,
    out: FilmOut,
    template: Annotated[
        Path,
        typer.Option(
            "--template",
            metavar="FILE",
            help="The file to write: .json for a template of Open Job Description, .js for a job type of Flamenco.",
        ),
    ],
    options: Any = None,
) -> None:
    """Write a job that renders a scene on a render farm.

    Each task draws one segment of the film, and a last one makes the film of them. The scene's folder and the output
    lie on a disk that all machines share under the same path, or that the farm maps. Draw with machines of one kind:
    drivers differ in pixels, and segments of another driver are refused.
    """
    from visualizer.output.farm_jobs import FarmJob, flamenco_job_type, open_job_description
    from visualizer.output.files import check_not_read, whole_file
    from visualizer.output.job import job_for

    kinds = {".json": open_job_description, ".js": flamenco_job_type}
    write = kinds.get(template.suffix.lower())
    if write is None:
        raise typer.BadParameter(
            f"'{template.name}' ends in neither .json (Open Job Description) nor .js (Flamenco)"
        )
    loaded = loaded_scene(scene)
    job = job_for(loaded, out, **options)
    check_not_read([template], loaded.files)
    grid = loaded.film.grid(job.fps)
    farm = FarmJob(scene.absolute(), out.absolute(), job, grid.time(job.first), grid.time(job.last))
    folder = template.absolute().parent
    with whole_file(template) as part:
        part.write_text(write(farm, folder), encoding="utf-8")
    say(f"{printable(template)}: {farm.segments} segments of {job.count} frames")
    if write is open_job_description and (needed := farm.parameters(folder)):
        values = " ".join(f"-p {name}={printable(value)}" for name, value in needed.items())
        say(f"these lie outside of the template's folder, so give them when the job is submitted: {values}")
