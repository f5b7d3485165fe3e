"""Time that a frame takes on the CPU apart from drawing: each kind of actor, the lights of emitters, `Scene.at`,
issuing."""

from __future__ import annotations

import platform
import statistics
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from visualizer.actors.graph import Snapshot
from visualizer.bench.host_worker import SAMPLES, SIZE, issuing
from visualizer.errors import MachineError, Notice
from visualizer.particles.lights import particle_lights
from visualizer.renderer.renderer import Renderer

if TYPE_CHECKING:
    from visualizer.frame import Frame
    from visualizer.scene.scene import Scene

T = TypeVar("T")


@dataclass(frozen=True)
class HostRow:
    """Time of one evaluation on the CPU: wall-clock time, and for "issue" CPU time of the thread.

    what: "actor": `Actor.contribution` of one actor of a kind; "lights": the lights of an emitter; "frame": `Scene.at`;
    "sample": a sub-frame of `Scene.exposure` with 16 samples; "issue": what `bench/host_worker.py` measures.
    name: the kind, the emitter or the scene's title. count: how many evaluations were measured.
    median, least: median and minimum, milliseconds. Other processes affect the minimum least.
    """

    what: str
    name: str
    count: int
    median: float
    least: float


@dataclass(frozen=True)
class HostReport:
    """rows: actors, then lights, then the frame, a sample of 16 and issuing; each of these by descending median.

    machine: architecture and version of Python.
    """

    machine: str
    rows: tuple[HostRow, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {"machine": self.machine, "rows": [asdict(row) for row in self.rows]}

    def table(self) -> str:
        """Return the report as text."""
        wide = max(len(row.name) for row in self.rows)
        lines = [f"{self.machine}; milliseconds per evaluation", ""]
        lines.append(f"{'what':8}{'name':{wide + 2}}{'count':>9}{'median':>9}{'least':>9}")
        for row in self.rows:
            lines.append(f"{row.what:8}{row.name:{wide + 2}}{row.count:9}{row.median:9.2f}{row.least:9.2f}")
        return "\n".join(lines)


def measure_host(scene: Scene, repeats: int) -> HostReport:
    """Evaluate a scene at `repeats` times spread over each shot, and return how long each part of it took.

    Needs no GPU: without OpenGL, issuing is left out with a Notice. Raises ActorError if an actor's code fails.
    """
    times = [
        shot.start + (shot.end - shot.start) * (k + 0.5) / repeats
        for shot in scene.shots
        for k in range(repeats)
    ]
    spent: dict[tuple[str, str], list[float]] = defaultdict(list)
    for actor in scene.graph.actors.values():
        shown = [t for t in times if actor.properties.visible.at(t)]
        # A new snapshot for each measurement: a shared one would have cached the transforms of the first.
        snapshots = (Snapshot(scene.graph, t) for t in shown)
        spent["actor", actor.kind] += _each(actor.contribution, snapshots)
    for name, emitter in scene.library.emitters.items():
        if emitter.properties.lights:
            spent["lights", name] += _each(partial(particle_lights, emitter), times)
    title = scene.film.title or scene.path.stem
    spent["frame", title] += _each(scene.at, times)
    middles = [0.5 * (shot.start + shot.end) for shot in scene.shots]
    exposures: list[Sequence[Frame]] = []
    whole = _each(lambda t: exposures.append(scene.exposure(t, SAMPLES)), middles)
    spent["sample", title] += [spent_on / SAMPLES for spent_on in whole]
    try:
        with Renderer(SIZE) as renderer:
            spent["issue", title] += issuing(renderer, exposures)
    except MachineError as error:
        warnings.warn(Notice(f"issuing is not measured: {error}"), stacklevel=2)
    rows = (
        HostRow(what, name, len(found), statistics.median(found), min(found))
        for (what, name), found in spent.items()
        if found
    )
    order = ("actor", "lights", "frame", "sample", "issue")
    return HostReport(
        f"{platform.machine()}, Python {platform.python_version()}",
        tuple(sorted(rows, key=lambda row: (order.index(row.what), -row.median))),
    )


def _each(work: Callable[[T], Any], arguments: Iterable[T]) -> list[float]:
    """Return how long a call of `work` takes for each argument, milliseconds."""
    found = []
    for argument in arguments:
        start = time.perf_counter()
        work(argument)
        found.append((time.perf_counter() - start) * 1e3)
    return found
