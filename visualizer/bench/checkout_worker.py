"""Draws shots of a scene on request and measures them: one of the two processes that `bench frame --against` compares.

Run as a file with another checkout on the import path, so it uses only what every revision has: `visualizer.load`,
`Scene.shots`, `frames_of` and `exposure`, `Renderer` and its `timings`. Arguments: scene, width, height, samples,
frames per shot. Writes a line of JSON with the names of the shots, then for each line of standard input, a name as
JSON, one with milliseconds.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import visualizer


def main(path: str, width: int, height: int, samples: int, repeats: int) -> None:
    """Answer requests until standard input ends."""
    scene = visualizer.load(path)
    grid = scene.film.grid()
    shots = {shot.name: frames for shot in scene.shots if (frames := scene.frames_of(shot, grid))}
    print(json.dumps(list(shots)), flush=True)
    size = width, height
    # Measuring passes waits at the end of each, which a frame that is drawn for itself does not.
    with visualizer.Renderer(size) as renderer, visualizer.Renderer(size, timings=True) as timed:
        exposures: dict[str, list[Any]] = {}
        for line in sys.stdin:
            name = json.loads(line)
            if name not in exposures:
                frames = shots[name]
                times = [
                    grid.time(frames[len(frames) * (2 * k + 1) // (2 * repeats)]) for k in range(repeats)
                ]
                exposures[name] = [scene.exposure(t, samples) for t in times]
                for exposure in exposures[name]:  # builds meshes and programs
                    renderer.draw(exposure)
                    timed.draw(exposure)
            print(json.dumps(_measured(renderer, timed, exposures[name])), flush=True)


def _measured(
    renderer: visualizer.Renderer, timed: visualizer.Renderer, exposures: list[Any]
) -> dict[str, float]:
    """Return mean milliseconds of a frame: "draw", "cpu" (of all threads), and each pass, drawn anew by `timed`."""
    total: dict[str, float] = {}
    for exposure in exposures:
        renderer.context.finish()
        start, busy = time.perf_counter(), time.process_time()
        renderer.draw(exposure)
        renderer.context.finish()
        took = {"draw": time.perf_counter() - start, "cpu": time.process_time() - busy}
        timed.draw(exposure)
        took |= timed.timings
        for name, seconds in took.items():
            total[name] = total.get(name, 0.0) + seconds * 1e3 / len(exposures)
    return total


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:6]))
