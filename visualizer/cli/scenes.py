"""Commands about scene files, none of which needs a GPU: check, info, explain, diff, schema."""

import json
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from visualizer.cli.errors import print_problem
from visualizer.cli.options import Json, SceneArgument, loaded_scene, parsed_moment, rate_number
from visualizer.cli.results import json_on_failure, print_result
from visualizer.errors import ExitStatus
from visualizer.file_names import printable
from visualizer.timeline.frames import rate_text

if TYPE_CHECKING:
    from visualizer.scene.explaining import Explained
    from visualizer.scene.loading import Reloading
    from visualizer.scene.scene import Scene
    from visualizer.scene.sources import Sources

LOOK = 0.25
"""s: between two looks at the files of `check --watch`."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file to the application."""
    for command in (
        check,
        json_on_failure(info),
        json_on_failure(explain),
        json_on_failure(diff),
        schema,
    ):
        app.command()(command)


def check(
    scenes: Annotated[
        list[Path], typer.Argument(metavar="SCENE...", help="Scene files (.toml).", show_default=False)
    ],
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again whenever one of the files is saved, until Ctrl-C.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Validate scene files and print all errors and warnings.

    The exit status is 1 if a scene has an error; warnings do not change it. Needs no GPU. With --watch and --json each
    check is one line.
    """
    from visualizer.scene.loading import Reloading
    from visualizer.scene.sources import Sources

    loads = [Reloading() for _ in scenes]
    while True:
        read = [Sources() for _ in scenes]
        found = [
            _checked(path, load, sources, quiet=as_json)
            for path, load, sources in zip(scenes, loads, read, strict=True)
        ]
        if as_json:
            print(json.dumps(found, indent=None if watch else 2), flush=True)
        if not watch:
            return ExitStatus.DONE if all(one["ok"] for one in found) else ExitStatus.INPUT_AT_FAULT
        sys.stdout.flush()
        while all(sources.now() == sources.states for sources in read):
            time.sleep(LOOK)
        if not as_json:
            print(f"checked again at {datetime.now():%H:%M:%S}:")


def _checked(path: Path, load: "Reloading", sources: "Sources", *, quiet: bool) -> dict[str, Any]:
    """Validate a file, print what is found unless `quiet`, and return it as JSON."""
    from visualizer.scene.problems import SceneError

    scene: Scene | None = None
    try:
        scene = load(path, sources)
    except SceneError as error:
        problems = error.problems
    else:
        problems = scene.warnings
    if not quiet:
        for problem in problems:
            print_problem(problem)
        if scene is not None:
            counts = (f"{len(scene.shots)} shots", f"{scene.film.duration:g} s", f"{len(scene.graph.actors)} actors",
                      f"{len(scene.library.emitters)} emitters")  # fmt: skip
            print(f"{printable(path)}: ok ({', '.join(counts)})")
    return {
        "scene": str(path),
        "ok": scene is not None,
        "problems": [problem.as_dict() for problem in problems],
    }


def info(
    scene: SceneArgument,
    triangles: Annotated[
        bool, typer.Option("--triangles", help="Build all meshes too, and count their triangles.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List the shots, actors, meshes and emitters of a scene.

    Needs no GPU.
    """
    loaded = loaded_scene(scene)
    film = loaded.film
    grid = film.grid()
    shots = [(shot, loaded.frames_of(shot, grid)) for shot in loaded.shots]
    meshes = loaded.library.meshes
    facts = {
        "title": film.title,
        "duration": film.duration,
        "fps": rate_number(film.fps),
        "rate": str(film.fps),
        "frames": film.frames,
        "size": list(film.size),
        "shots": [
            {
                "name": shot.name,
                "start": shot.start,
                "end": shot.end,
                "camera": shot.camera,
                "frames": [frames.start, frames.stop],
            }
            for shot, frames in shots
        ],
        "markers": [{"name": marker.name, "time": marker.time} for marker in loaded.markers],
        "actors": {name: actor.kind for name, actor in loaded.graph.actors.items()},
        "emitters": sorted(loaded.library.emitters),
        "meshes": sorted(meshes),
        **({"triangles": sum(len(mesh.triangles) for mesh in meshes.values())} if triangles else {}),
        "files": [str(path) for path in loaded.files],
        "warnings": [warning.as_dict() for warning in loaded.warnings],
    }
    if as_json:
        print(json.dumps(facts, indent=2))
        return
    print(
        f"{film.title or printable(loaded.path)}: {film.duration:g} s at {rate_text(film.fps)} frames/s, "
        f"{film.frames} frames, {film.size[0]}x{film.size[1]}"
    )
    print(f"\n{'shot':16} {'from':>8} {'to':>8} {'frames':>15}  camera")
    for shot, frames in shots:
        numbers = f"{frames[0]}..{frames[-1]}" if frames else "none"
        print(f"{shot.name:16} {shot.start:8.3f} {shot.end:8.3f} {numbers:>15}  {shot.camera}")
    print(f"\n{'actor':16} {'kind':18} {'meshes':>6}{'  triangles' if triangles else ''}")
    for name, actor in loaded.graph.actors.items():
        own = [mesh for full, mesh in meshes.items() if full.startswith(f"{name}.")]
        count = f" {sum(len(mesh.triangles) for mesh in own):10}" if triangles else ""
        print(f"{name:16} {actor.kind:18} {len(own):6}{count}")
    print(f"\nemitters: {', '.join(sorted(loaded.library.emitters)) or 'none'}")


def explain(
    scene: SceneArgument,
    moment: Annotated[
        str, typer.Argument(metavar="T", parser=parsed_moment, help="A time, as for --from of render.")
    ],
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH",
            help="A property, such as camera.NAME.fov or shot.NAME.start, or a table, such as camera.NAME, for all of its properties.",
        ),
    ],
    as_json: Json = False,
) -> None:
    """Say which value a property has at a time, and which keyframes and easing, in which lines, give it. Needs no
    GPU."""
    from dataclasses import asdict

    from visualizer.output.times import moment_of
    from visualizer.scene.explaining import explain as explained

    loaded = loaded_scene(scene)
    found = explained(loaded, path, moment_of(loaded, moment, loaded.film.grid()))
    print_result([asdict(one) for one in found], "\n".join(map(_told, found)), as_json=as_json)


def _told(one: "Explained") -> str:
    """Return what is known of a property, in lines."""
    from visualizer.scene.explaining import short

    unit = f" {one.unit}" if one.unit else ""
    lines = [f"{one.path} at {one.time:g} s: {short(one.value)}{unit}"]
    lines += [f"  {one.about}"] if one.about else []
    lines += [f"  {one.place or 'not in the file: the default'}{f', {one.count} keys' if one.count else ''}"]
    for key in (one.before, one.after):
        if key is not None:
            ease = f", then {key.ease}" if key is one.before and one.after is not None else ""
            lines.append(
                f"  key {key.number} at {key.time:g} s: {short(key.value)}{unit}{ease} ({key.place})"
            )
    if one.share is not None:
        text = f"  {100.0 * one.share:.1f} % of the time between them"
        text += "" if one.way is None else f", {100.0 * one.way:.1f} % of the way"
        text += "" if one.speed is None else f"; changes by {short(one.speed)}{unit}/s"
        lines.append(text)
    return "\n".join(lines)


def diff(
    first: Annotated[Path, typer.Argument(metavar="A", help="A scene file (.toml).", show_default=False)],
    second: Annotated[Path, typer.Argument(metavar="B", help="Another one.", show_default=False)],
    as_json: Json = False,
) -> int:
    """Say which properties of two scenes differ, and in which seconds. Needs no GPU.

    Properties are compared by what they mean: where a value is written, in which file and form, does not matter. The
    exit status is 1 if there is a difference, as that of the command diff.
    """
    from dataclasses import asdict

    from visualizer.scene.comparing import compare

    found = compare(loaded_scene(first), loaded_scene(second))
    lines = []
    for one in found:
        lines.append(f"{one.path}: {one.first} -> {one.second}")
        if one.spans:
            lines.append("  differs " + ", ".join(f"{a:.6g} to {b:.6g} s" for a, b in one.spans))
    print_result([asdict(one) for one in found], "\n".join(lines) or "no property differs", as_json=as_json)
    return ExitStatus.INPUT_AT_FAULT if found else ExitStatus.DONE


def schema() -> None:
    """Print the JSON Schema of scene files.

    Editors use it for completion and to show the description of a property.
    """
    from visualizer.scene.schema import scene_schema

    print(json.dumps(scene_schema(), indent=2))
