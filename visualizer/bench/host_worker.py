"""CPU time of sub-frames: to evaluate, and to issue with the OpenGL calls that draw left out.

Also run as a file, one of the two processes that `bench host --against` compares, with another checkout on the import
path: so it uses only what every revision has: `visualizer.load`, `Scene.shots`, `frames_of`, `at` and `exposure`,
`Renderer`. Arguments: scene, frames per shot. It writes a line of JSON with the names of the shots, then for each line
of standard input, a name as JSON, one with milliseconds.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from operator import attrgetter
from typing import Any

import moderngl

import visualizer

SAMPLES = 16
"""Samples of the exposures that are measured."""
SIZE = (64, 36)
"""Of the pictures, pixels: what is left out does not depend on it."""

_CALLS = 3
"""Calls of which the least time counts: it is what other programs affect least."""

_DRAWING = {
    moderngl.VertexArray: ("render", "render_indirect"),
    moderngl.ComputeShader: ("run", "run_indirect"),
    moderngl.Framebuffer: ("clear",),
    moderngl.Texture: ("build_mipmaps",),
    moderngl.Context: ("memory_barrier",),
}
"""The calls for which a rasteriser on the CPU works, or waits."""


def main(path: str, repeats: int) -> None:
    """Answer requests until standard input ends."""
    scene = visualizer.load(path)
    grid = scene.film.grid()
    shots = {shot.name: frames for shot in scene.shots if (frames := scene.frames_of(shot, grid))}
    print(json.dumps(list(shots)), flush=True)
    with visualizer.Renderer(SIZE) as renderer:
        for line in sys.stdin:
            frames = shots[json.loads(line)]
            times = [grid.time(frames[len(frames) * (2 * k + 1) // (2 * repeats)]) for k in range(repeats)]
            print(json.dumps(costs(scene, renderer, times)), flush=True)


def costs(scene: Any, renderer: visualizer.Renderer, times: Sequence[float]) -> dict[str, float]:
    """Return mean milliseconds of a sub-frame of an exposure of `SAMPLES`.

    "sample": to evaluate it; "issue": to issue it; "sub-frame": their sum; "frame": `Scene.at`.
    """
    issue = _mean(issuing(renderer, [scene.exposure(t, SAMPLES) for t in times]))
    sample = _mean(least_times(lambda t: scene.exposure(t, SAMPLES), times)) / SAMPLES
    frame = _mean(least_times(scene.at, times))
    return {"sub-frame": sample + issue, "sample": sample, "issue": issue, "frame": frame}


def issuing(renderer: visualizer.Renderer, exposures: Sequence[Sequence[Any]]) -> list[float]:
    """Return the CPU time of the thread, milliseconds, to issue a sub-frame of each exposure, as for a GPU."""
    # What is done for a rasteriser on the CPU alone.
    for owner, name in (
        ("surfaces", "fine"),
        ("particles.splats", "asking"),
        ("_executor", "software"),
        ("_executor.skies", "choosing"),
    ):
        with suppress(AttributeError):  # not in every revision
            found = attrgetter(owner)(renderer)
            if hasattr(found, name):
                setattr(found, name, False)
    with _left_out():
        for exposure in exposures:  # uploads meshes and compiles programs
            renderer.draw(exposure)
        spent = least_times(renderer.draw, exposures)
    return [of_all / len(exposure) for of_all, exposure in zip(spent, exposures, strict=True)]


def least_times(work: Callable[[Any], object], arguments: Sequence[Any]) -> list[float]:
    """Return the least CPU time of this thread in calls of `work` with each of the arguments, milliseconds.

    Each has `_CALLS`, with those of the others between, so that they find no more kept than in a film.
    """
    return [
        min(each)
        for each in zip(*([cpu_time(work, one) for one in arguments] for _ in range(_CALLS)), strict=True)
    ]


def cpu_time(work: Callable[..., object], *arguments: object) -> float:
    """Return the CPU time of this thread in a call of `work`, milliseconds."""
    start = time.thread_time()
    work(*arguments)
    return (time.thread_time() - start) * 1e3


def _mean(values: Any) -> float:
    found = list(values)
    return float(sum(found)) / len(found)


@contextmanager
def _left_out() -> Iterator[None]:
    """Let the calls that draw do nothing."""
    kept = [(owner, name, getattr(owner, name)) for owner, names in _DRAWING.items() for name in names]
    try:
        for owner, name, _ in kept:
            setattr(owner, name, lambda *_, **__: None)
        yield
    finally:
        for owner, name, call in kept:
            setattr(owner, name, call)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
