"""CPU time of evaluating a scene at one time, without drawing: each kind of actor, particle lights, `Scene.at`."""

from __future__ import annotations

import platform
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from visualizer.actors.graph import Snapshot
from visualizer.particles.lights import particle_lights

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

T = TypeVar("T")


@dataclass(frozen=True)
class HostRow:
    """CPU time of one evaluation.

    what: "actor": the contribution of one actor of a kind; "lights": the lights of an emitter; "frame": `Scene.at`.
    name: the kind, the emitter or the scene's title. count: how many evaluations were measured.
    median, least: milliseconds. The minimum is least affected by other load on the machine.
    """

    what: str
    name: str
    count: int
    median: float
    least: float


@dataclass(frozen=True)
class HostReport:
    """rows: actors first, then by falling median. machine: architecture and version of Python."""

    machine: str
    rows: tuple[HostRow, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {"machine": self.machine, "rows": [asdict(row) for row in self.rows]}

    def table(self) -> str:
        """Return the report as text."""
        wide = max(len(row.name) for row in self.rows)
        lines = [f"{self.machine}; milliseconds an instant", ""]
        lines.append(f"{'what':8}{'name':{wide + 2}}{'instants':>9}{'median':>9}{'least':>9}")
        for row in self.rows:
            lines.append(f"{row.what:8}{row.name:{wide + 2}}{row.count:9}{row.median:9.2f}{row.least:9.2f}")
        return "\n".join(lines)


def measure_host(scene: Scene, repeats: int) -> HostReport:
    """Measure `repeats` times spread over each shot. Needs no GPU. Raises ActorError if an actor's code fails."""
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
    spent["frame", scene.film.title or scene.path.stem] += _each(scene.at, times)
    rows = (
        HostRow(what, name, len(found), statistics.median(found), min(found))
        for (what, name), found in spent.items()
        if found
    )
    order = ("actor", "lights", "frame")
    return HostReport(
        f"{platform.machine()}, Python {platform.python_version()}",
        tuple(sorted(rows, key=lambda row: (order.index(row.what), -row.median))),
    )


def _each(work: Callable[[T], Any], instants: Iterable[T]) -> list[float]:
    """Return how long `work` takes for each argument, milliseconds."""
    found = []
    for instant in instants:
        start = time.perf_counter()
        work(instant)
        found.append((time.perf_counter() - start) * 1e3)
    return found
