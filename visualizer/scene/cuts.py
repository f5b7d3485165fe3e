"""Cuts: the times at which an exposure ends early, so that no frame shows one thing in two places.

A frame's shutter opens at the frame's own time. What jumps while it is open has not jumped yet in this frame: the
exposure ends there, and the next frame shows what comes after, as if the film had been cut between the two.
Jumps of light, colour and all other properties do not end it: a lamp that is switched on while the shutter is open
lights its share of the frame.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from visualizer.actors.base import Actor, Stage
from visualizer.scene.aim import Aim
from visualizer.scene.model import CameraModel
from visualizer.timeline.track import Track


def cuts_by_camera(
    starts: Sequence[float], cameras: Mapping[str, CameraModel], stage: Stage
) -> dict[str, tuple[float, ...]]:
    """Return the cuts, seconds, ascending, for the frames that each camera takes.

    They are the starts of shots; jumps of the camera's own properties and of what it rides on, looks at and focuses
    on; and jumps of the place, rotation, scale and visibility of every actor that is seen just before or after.
    starts: of all shots, seconds.
    """
    of_all = {*starts}
    for actor in stage.actors.values():
        of_all.update(_seen_jumps(stage, actor))
    return {name: tuple(sorted({*of_all, *_camera_jumps(stage, camera)})) for name, camera in cameras.items()}


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


def _seen_jumps(stage: Stage, actor: Actor[Any]) -> Iterator[float]:
    visible = actor.properties.visible
    yield from visible.breaks
    for time in _placement_jumps(stage, actor):
        if visible.at(time) or visible.at(math.nextafter(time, -math.inf)):
            yield time


def _placement_jumps(stage: Stage, actor: Actor[Any] | None) -> Iterator[float]:
    """Yield when an actor, or what it is attached to, is at another place at once."""
    while actor is not None:
        p = actor.properties
        for track in (p.position, p.rotation, p.scale):
            yield from track.breaks
        actor = None if p.attach is None else _actor_of(stage, p.attach)


def _camera_jumps(stage: Stage, camera: CameraModel) -> Iterator[float]:
    references: list[str | None] = [camera.attach, camera.focus_on]
    for name in type(camera).model_fields:
        value = getattr(camera, name)
        if isinstance(value, Track | Aim):
            yield from value.breaks
        if isinstance(value, Aim):
            references += [target for _, target in value.names]
    for actor in _actors_of(stage, references):
        yield from _placement_jumps(stage, actor)


def _actors_of(stage: Stage, references: Iterable[str | None]) -> Iterator[Actor[Any]]:
    for reference in references:
        if reference is not None:
            yield _actor_of(stage, reference)


def _actor_of(stage: Stage, reference: str) -> Actor[Any]:
    return stage.actors[reference.partition(".")[0]]
