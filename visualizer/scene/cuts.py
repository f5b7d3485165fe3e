"""Cuts: the times at which an exposure ends early, so that no frame shows one thing in two places.

A frame's shutter opens at the frame's own time. If something jumps while it is open, the exposure ends at the jump, and
only the next frame shows the new position, as if the film had been cut between the two frames.
Jumps of light and colour do not end it: a lamp that is switched on while the shutter is open lights its share of the
frame.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.base import Actor
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.actors.stretches import MARGIN, jump
from visualizer.frame import Draw
from visualizer.particles.emitter import Emitter
from visualizer.scene.aim import Aim
from visualizer.scene.between import tracks
from visualizer.scene.model import CameraModel, LookModel
from visualizer.timeline.track import Track

if TYPE_CHECKING:
    from visualizer.scene.film import Shot

_NEAR = 1e-4  # m, and parts of 1 for rotations: a smaller jump is not seen
_ROUNDING = 1e-7  # of a coordinate: what is left of one that went through float32


Candidate = tuple[float, Callable[[], float | None]]
"""A time, s, near which there may be a cut, and a function that returns the time of the cut, or None if there is
none."""


class Cuts:
    """The cuts for the frames of one shot. Each candidate is examined when an exposure first comes near it."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._candidates = sorted(candidates, key=lambda candidate: candidate[0])
        self._times = [time for time, _ in self._candidates]
        self._found: dict[int, float | None] = {}

    def between(self, start: float, end: float) -> list[float]:
        """Return the cuts after `start` and before `end`, seconds, ascending."""
        first = bisect_left(self._times, start - MARGIN)
        last = bisect_right(self._times, end + MARGIN)
        found = {self._cut(number) for number in range(first, last)}
        return sorted(time for time in found if time is not None and start < time < end)

    def _cut(self, number: int) -> float | None:
        if number not in self._found:
            self._found[number] = self._candidates[number][1]()
        return self._found[number]


def cuts_of(
    shot: Shot,
    shots: Sequence[Shot],
    camera: CameraModel,
    look: LookModel | None,
    graph: SceneGraph,
    emitters: Mapping[str, Emitter],
) -> Cuts:
    """Return the cuts for the frames of `shot`, one of `shots`.

    They are the starts of shots, and the times of these jumps: of a property of the shot's camera, or of what it is
    attached to, looks at or focuses on; of an actor's meshes or emitters, which may also appear or vanish, and of
    particles in local space; of the mirror's height; and of a direction among the parameters of the sky.
    """
    breaks, references = _camera(camera)
    exact = {*(other.start for other in shots), *breaks, *(_look_jumps(look) if look is not None else ())}
    found: list[Candidate] = [(time, partial(_itself, time)) for time in exact]
    for name, actor in graph.actors.items():
        found += [
            (time, partial(_drawn_elsewhere, graph, actor, time)) for time in _jumps(graph, name) - exact
        ]
    motions = {emitter.parent_motion for emitter in emitters.values() if emitter.properties.space == "local"}
    for motion in (*motions, *(graph.parent_motion(reference) for reference in references)):
        found += [(time, partial(jump, motion.world_from_parent, time)) for time in motion.key_times]
    return Cuts(found)


def instants(time: float, length: float, count: int, cuts: Sequence[float]) -> list[float]:
    """Return the `count` instants, seconds, of a shutter that opens at `time` for `length`, or until the next cut.

    They lie in the middle of equal parts of that time; a single one lies at its beginning if the length is 0.
    """
    number = bisect_right(cuts, time)
    if number == len(cuts) or time + length <= cuts[number]:
        return [time + length * (k + 0.5) / count for k in range(count)]
    length = cuts[number] - time
    before = math.nextafter(cuts[number], -math.inf)  # the last instant may be rounded to the cut itself
    return [min(time + length * (k + 0.5) / count, before) for k in range(count)]


def camera_jumps(graph: SceneGraph, camera: CameraModel) -> tuple[float, ...]:
    """Return when a property of a camera jumps, or what it is attached to, looks at or focuses on: s, ascending."""
    found, references = _camera(camera)
    found.update(time for reference in references for time in graph.jumps(reference))
    return tuple(sorted(found))


def _camera(camera: CameraModel) -> tuple[set[float], set[str]]:
    """Return when properties of a camera jump, s, and what it is attached to, looks at or focuses on."""
    found: set[float] = set()
    references = {camera.attach, camera.focus_on}
    for name in type(camera).model_fields:
        value = getattr(camera, name)
        if isinstance(value, Track | Aim):
            found.update(value.breaks)
        if isinstance(value, Aim):
            references |= {target for _, target in value.names}
    return found, {reference for reference in references if reference is not None}


def _itself(time: float) -> float:
    return time


def _look_jumps(look: LookModel) -> Iterator[float]:
    if look.mirror is not None:
        yield from look.mirror.breaks
    for track in (look.sky.model_extra or {}).values():
        if track.kind == "vector" and track.low is None:  # a direction: radiance is held to 0 at least
            yield from track.breaks


def _jumps(graph: SceneGraph, reference: str) -> set[float]:
    """Return when any property jumps of an actor, or of those that it is attached to; reference: it or its anchor."""
    found: set[float] = set()
    attached: str | None = reference
    while attached is not None:
        properties = graph.actors[attached.partition(".")[0]].properties
        for _, track in tracks(properties):
            found.update(track.breaks)
        attached = properties.attach
    return found


def _drawn_elsewhere(graph: SceneGraph, actor: Actor[Any], time: float) -> float | None:
    """Return `time`, s, if the meshes of an actor, or the visibility of its emitters, are not those of just before,
    else None.
    """
    visible = actor.properties.visible
    if actor.emitters and visible.at(_just_before(time)) != visible.at(time):
        return time
    before, after = (_drawn(graph, actor, at) for at in (_just_before(time), time))
    differ = len(before) != len(after) or any(
        one.mesh != other.mesh or _differ(one.poses, other.poses)
        for one, other in zip(before, after, strict=True)
    )
    return time if differ else None


def _drawn(graph: SceneGraph, actor: Actor[Any], time: float) -> Sequence[Draw]:
    if not actor.properties.visible.at(time):
        return ()
    try:
        return actor.contribution(Snapshot(graph, time)).draws
    except Exception:  # an error in an actor's code is reported when the frame is drawn
        return ()


def _differ(before: NDArray[np.float64], after: NDArray[np.float64]) -> bool:
    return before.shape != after.shape or not np.allclose(before, after, rtol=_ROUNDING, atol=_NEAR)


def _just_before(time: float) -> float:
    return math.nextafter(time, -math.inf)
