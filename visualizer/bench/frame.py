"""Time to draw the frames of a scene: building them on the CPU, and each pass of the renderer."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from visualizer.actors.timing import tracks_in
from visualizer.gpu.context import Driver, driver_of
from visualizer.renderer.renderer import Renderer

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene


@dataclass(frozen=True)
class FrameReport:
    """Times of drawing the shots of a scene.

    rows: for each shot, milliseconds per frame: "sample" is building the frame on the CPU (`Scene.exposure`), "draw" is
    the whole of `Renderer.draw` until the GPU has finished, both by the clock; the others are its passes, as
    `Renderer.timings` measures them in another drawing: that waits at the end of each pass.
    size: pixels. samples: sub-frames per frame.
    tracks: how many tracks the scene has, and the milliseconds to evaluate all of them at one time.
    """

    driver: Driver
    size: tuple[int, int]
    samples: int
    rows: Mapping[str, Mapping[str, float]]
    tracks: tuple[int, float]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {
            "device": self.driver.renderer,
            "path": self.driver.path,
            "without_compute": self.driver.without_compute,
            "size": list(self.size),
            "samples": self.samples,
            "milliseconds": dict(self.rows),
            "tracks": {"count": self.tracks[0], "milliseconds": self.tracks[1]},
        }

    def table(self) -> str:
        """Return the report as text."""
        columns = list(dict.fromkeys(name for row in self.rows.values() for name in row))
        lines = [
            f"{self.driver.renderer}, {self.size[0]}x{self.size[1]}, {self.samples} samples; milliseconds, medians",
            self.driver.path_text,
            "",
        ]
        lines.append(f"{'shot':16}" + "".join(f"{name[:10]:>11}" for name in columns))
        for shot, row in self.rows.items():
            lines.append(f"{shot:16}" + "".join(f"{row.get(name, 0.0):11.1f}" for name in columns))
        means = {name: statistics.fmean(row.get(name, 0.0) for row in self.rows.values()) for name in columns}
        lines.append(f"{'mean':16}" + "".join(f"{means[name]:11.1f}" for name in columns))
        lines.append(f"\n{self.tracks[0]} tracks evaluated at one time: {self.tracks[1]:.2f} ms")
        return "\n".join(lines)


def measure_frames(scene: Scene, size: tuple[int, int], samples: int, repeats: int) -> FrameReport:
    """Draw `repeats` frames spread over each shot, twice, and return the medians of the second round.

    size: (width, height), pixels. samples: sub-frames per frame. Shots that no frame of the film shows are left out.
    Raises MachineError if no OpenGL context can be created.
    """
    rows: dict[str, dict[str, float]] = {}
    grid = scene.film.grid()
    with Renderer(size) as renderer, Renderer(size, timings=True) as timed:
        driver = driver_of(renderer.context)
        for shot in scene.shots:
            frames = scene.frames_of(shot, grid)
            if not frames:
                continue
            times = [grid.time(frames[len(frames) * (2 * k + 1) // (2 * repeats)]) for k in range(repeats)]
            for t in times:
                exposure = scene.exposure(t, samples)
                renderer.draw(exposure)
                timed.draw(exposure)
            measured = [measured_frame(scene, renderer, t, samples, timed) for t in times]
            names = dict.fromkeys(name for row in measured for name in row)
            rows[shot.name] = {
                name: statistics.median(row.get(name, 0.0) for row in measured) for name in names
            }
    return FrameReport(driver, size, samples, rows, _sampled_tracks(scene))


def _sampled_tracks(scene: Scene) -> tuple[int, float]:
    """Return how many tracks a scene has, and the milliseconds to evaluate all of them at one time (minimum of ten)."""
    models: list[BaseModel] = [actor.properties for actor in scene.graph.actors.values()]
    models += [*scene.cameras.values(), *scene.looks.values(), *scene.lights.values(), *scene.fog.values()]
    found = list(tracks_in(models))
    times = []
    for number in range(10):
        t = scene.film.duration * (number + 0.5) / 10
        start = time.perf_counter()
        for track in found:
            track.at(t)
        times.append(time.perf_counter() - start)
    return len(found), min(times) * 1e3


def measured_frame(
    scene: Scene, renderer: Renderer, t: float, samples: int, timed: Renderer | None = None
) -> dict[str, float]:
    """Return the milliseconds of building and drawing the frame at time t, s; see `FrameReport.rows`.

    timed: draws it once more to measure its passes; None: `renderer` measures them, and "draw" holds their waits.
    """
    start = time.perf_counter()
    frames = scene.exposure(t, samples)
    sampled = time.perf_counter()
    renderer.draw(frames)
    renderer.context.finish()
    drawn = time.perf_counter()
    if timed is not None:
        timed.draw(frames)
    passes = {name: seconds * 1e3 for name, seconds in (timed or renderer).timings.items()}
    return {"sample": (sampled - start) * 1e3, "draw": (drawn - sampled) * 1e3, **passes}
