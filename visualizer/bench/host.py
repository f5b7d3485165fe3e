"""How long the host takes for one instant of a scene, before anything is drawn: actors, particle lights, the Frame."""

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
    """What one instant of one thing costs.

    what: "actor", a kind of actor, per actor; "lights", an emitter's lights; "frame", the whole of `Scene.at`.
    name: the kind, the emitter or the scene's title. count: how many instants were measured.
    median, least: milliseconds. Other work on the machine changes the least of them least.
    """

    what: str
    name: str
    count: int
    median: float
    least: float


@dataclass(frozen=True)
class HostReport:
    """rows: see `HostRow`, actors first. machine: as the system names it."""

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
    """Measure `repeats` instants in each shot. Needs no GPU. Raises ActorError if an actor's code fails."""
    times = [
        shot.start + (shot.end - shot.start) * (k + 0.5) / repeats
        for shot in scene.shots
        for k in range(repeats)
    ]
    spent: dict[tuple[str, str], list[float]] = defaultdict(list)
    for actor in scene.graph.actors.values():
        shown = [t for t in times if actor.properties.visible.at(t)]
        # A moment of its own for each: what actors keep of a moment would be free for the second to ask.
        moments = (Snapshot(scene.graph, t) for t in shown)
        spent["actor", actor.kind] += _each(actor.contribution, moments)
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
    """Return how long `work` takes at each instant, milliseconds."""
    found = []
    for instant in instants:
        start = time.perf_counter()
        work(instant)
        found.append((time.perf_counter() - start) * 1e3)
    return found
