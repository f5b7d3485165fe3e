"""Cuts: the times at which an exposure ends early, so that no frame shows one thing in two places.

A frame's shutter opens at the frame's own time. If something jumps while it is open, the exposure ends at the jump, and
only the next frame shows the new position, as if the film had been cut between the two frames.
Jumps of light and colour do not end it: a lamp that is switched on while the shutter is open lights its share of the
frame.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.base import Actor
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.actors.stretches import jumps_among
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


def cuts_by_shot(
    shots: Sequence[Shot],
    cameras: Mapping[str, CameraModel],
    looks: Mapping[str, LookModel],
    graph: SceneGraph,
    emitters: Mapping[str, Emitter],
) -> dict[str, tuple[float, ...]]:
    """Return the cuts, seconds, ascending, for the frames of each shot, by name.

    They are the starts of shots, and the times of these jumps: of a property of the shot's camera, or of what it is
    attached to, looks at or focuses on; of an actor's meshes or emitters, which may also appear or vanish, and of particles
    in local space; of the mirror's height; and of a direction among the parameters of the sky.
    """
    of_all = {shot.start for shot in shots}
    for name, actor in graph.actors.items():
        of_all.update(time for time in _jumps(graph, name) - of_all if _drawn_elsewhere(graph, actor, time))
    for ride in {emitter.ride for emitter in emitters.values() if emitter.properties.space == "local"}:
        of_all.update(jumps_among((ride.world_from_parent, time) for time in ride.key_times))
    return {
        shot.name: tuple(
            sorted(
                {
                    *of_all,
                    *camera_jumps(graph, cameras[shot.camera]),
                    *(_look_jumps(looks[shot.look]) if shot.look else ()),
                }
            )
        )
        for shot in shots
    }


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
    found: set[float] = set()
    references: list[str | None] = [camera.attach, camera.focus_on]
    for name in type(camera).model_fields:
        value = getattr(camera, name)
        if isinstance(value, Track | Aim):
            found.update(value.breaks)
        if isinstance(value, Aim):
            references += [target for _, target in value.names]
    found.update(time for reference in references if reference is not None for time in graph.jumps(reference))
    return tuple(sorted(found))


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


def _drawn_elsewhere(graph: SceneGraph, actor: Actor[Any], time: float) -> bool:
    """Return whether the meshes of an actor, or the visibility of its emitters, differ between a time and just before."""
    visible = actor.properties.visible
    if actor.emitters and visible.at(_just_before(time)) != visible.at(time):
        return True
    before, after = (_drawn(graph, actor, at) for at in (_just_before(time), time))
    return len(before) != len(after) or any(
        one.mesh != other.mesh or _differ(one.poses, other.poses)
        for one, other in zip(before, after, strict=True)
    )


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
