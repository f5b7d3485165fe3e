"""SceneGraph and Snapshot: the transforms of all actors of a scene, as a pure function of time."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any
from weakref import ReferenceType, ref

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.base import Actor
from visualizer.actors.stretches import Stretch, Stretches, jumps_among
from visualizer.actors.timing import names_in
from visualizer.cache.digests import NoDigest, content_digest
from visualizer.cache.kept import is_own
from visualizer.errors import ActorError
from visualizer.particles.emitter import ParentMotion
from visualizer.properties.content import content_of
from visualizer.transforms import IDENTITY

Array = NDArray[np.float64]


MOST_POSES = 1 << 15
"""Poses that the motion of what emitters are attached to remembers, some 8 MB: an edit of an emitter asks for the same
times again."""


def related(name: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    """Return an actor's name, those of the actors that its properties name, of those that theirs name, and so on, in
    order.

    names: by actor, the texts in its properties, each of which may name an actor or an anchor.
    """
    found: set[str] = set()
    ahead = [name]
    while ahead:
        one = ahead.pop().partition(".")[0]
        if one not in found and one in names:
            found.add(one)
            ahead += names[one]
    return sorted(found)


class SceneGraph:
    """All actors of a scene, by name, with what they are attached to."""

    def __init__(self, actors: Mapping[str, Actor[Any]]) -> None:
        self.actors = actors
        self._jumps: dict[str, tuple[float, ...]] = {}
        self._stretches: dict[str, Stretches[Stretch]] = {}
        self._at_rest: dict[str, Array | None] = {}

    def world_from(self, reference: str, time: float) -> Array:
        """Return world_from_b, (4, 4), of an actor or an anchor at a time, s. See `Snapshot.world_from`."""
        return Snapshot(self, time).world_from(reference)

    def at_rest(self, name: str) -> Array | None:
        """Return world_from_model, (4, 4), read-only, of an actor that neither moves nor is attached to what may move;
        None for others. Worked out once for all times."""
        if name not in self._at_rest:
            actor = self.actors[name]
            attach = actor.properties.attach
            found = None
            if type(actor).placement is Actor.placement and actor.fixed is not None:
                parent = IDENTITY if attach is None else None if "." in attach else self.at_rest(attach)
                if parent is not None:
                    found = parent @ actor.fixed
                    found.setflags(write=False)
            self._at_rest[name] = found
        return self._at_rest[name]

    def movers(self, reference: str) -> tuple[tuple[Actor[Any], ...], bool]:
        """Return the actors on which the motion of an actor or an anchor depends, and whether it is made of keyframes
        alone.

        Those are it and what it is attached to; unless all of their placements are the default one, also every actor
        that their properties name, such as one to look at, and so on. Raises KeyError for an actor that does not exist.
        """
        attached: list[Actor[Any]] = []
        keyed, above = True, reference
        while True:
            name, _, anchor = above.partition(".")
            actor = self.actors[name]
            attached.append(actor)
            keyed &= not anchor and type(actor).placement is Actor.placement
            if actor.properties.attach is None:
                break
            above = actor.properties.attach
        if keyed:
            return tuple(attached), True
        return tuple(self.actors[one] for one in related(attached[0].name, self._names)), False

    @cached_property
    def _names(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(names_in(actor.properties)) for name, actor in self.actors.items()}

    def parent_motion(self, reference: str) -> ParentMotion:
        """Return the motion of an actor or an anchor, for emitters attached to it.

        Raises KeyError for an actor that does not exist.
        """
        movers, keyed = self.movers(reference)
        times = {float(t) for actor in movers for t in actor.key_times()}
        poses = _Poses(self, reference)
        return ParentMotion(
            poses.at,
            tuple(sorted(times)),
            keyed=keyed,
            together=poses.together,
            digest=self._digest(reference, movers),
        )

    def _digest(self, reference: str, movers: Iterable[Actor[Any]]) -> str:
        """Return a digest of all that the motion of an actor or an anchor depends on, or an empty text if one of
        `movers` is of a kind of another package, or has properties of which no digest can be made."""
        found = [self._digests[actor.name] for actor in movers]
        return content_digest((reference, found)) if all(found) else ""

    @cached_property
    def _digests(self) -> _Digests:
        return _Digests(self.actors)

    def worlds_from(self, reference: str, times: Array) -> Array:
        """Return what `world_from` does, but for rounding, at times (n,), s: (n, 4, 4). Placements of keyframes alone
        are computed together.

        The pose at a time does not depend on the other times.
        """
        name, _, anchor = reference.partition(".")
        actor = self.actors[name]
        if type(actor).placement is Actor.placement:
            try:
                if anchor:
                    parents = self.worlds_from(name, times)
                    inside = np.stack([actor.anchor(anchor, Snapshot(self, float(t))) for t in times])
                    return np.asarray(np.matmul(parents, inside))
                attach, placed = actor.properties.attach, actor.placements(times)
                return (
                    placed
                    if attach is None
                    else np.asarray(np.matmul(self.worlds_from(attach, times), placed))
                )
            except Exception:  # raised again below, with its time
                pass
        return np.stack([self.world_from(reference, float(t)) for t in times])

    def jumps(self, reference: str) -> tuple[float, ...]:
        """Return the times at which an actor or an anchor jumps, alone or with what it is attached to: s, ascending.

        Each is the first time after a jump. The result is cached. Raises KeyError for an actor that does not exist.
        """
        found = self._jumps.get(reference)
        if found is None:
            parent_motion = self.parent_motion(reference)
            found = self._jumps[reference] = jumps_among(
                (parent_motion.world_from_parent, time) for time in parent_motion.key_times
            )
        return found

    def stretch(self, reference: str, time: float) -> Stretch:
        """Return the interval around `time`, s, in which an actor or an anchor does not jump."""
        found = self._stretches.get(reference)
        if found is None:
            found = self._stretches[reference] = Stretches(self.jumps(reference), lambda stretch, _: stretch)
        return found.at(time)


class _Digests(dict[str, str]):
    """For each actor that is asked for a digest of its name, kind, properties and film; empty if there is none."""

    def __init__(self, actors: Mapping[str, Actor[Any]]) -> None:
        super().__init__()
        self._actors = actors

    def __missing__(self, name: str) -> str:
        actor = self._actors[name]
        kind, film = type(actor), actor.film
        self[name] = ""
        if is_own(kind.__module__):
            with suppress(NoDigest):
                self[name] = content_digest(
                    (name, kind.__module__, kind.__qualname__, content_of(actor.properties), film)
                )
        return self[name]


class _Poses:
    """The poses of an actor or an anchor at all times that were asked for, up to MOST_POSES."""

    def __init__(self, graph: SceneGraph, reference: str) -> None:
        self._graph = graph
        self._reference = reference
        self._known: dict[float, Array] = {}

    def at(self, time: float) -> Array:
        """Return the pose, (4, 4), at a time, s."""
        return np.asarray(self.together(np.array([time]))[0])

    def together(self, times: Array) -> Array:
        """Return the poses, (n, 4, 4), at times (n,), s."""
        wanted = times.tolist()
        missing = [time for time in dict.fromkeys(wanted) if time not in self._known]
        if missing:
            if len(self._known) + len(missing) > MOST_POSES:
                self._known.clear()
                missing = list(dict.fromkeys(wanted))
            self._known.update(
                zip(missing, self._graph.worlds_from(self._reference, np.array(missing)), strict=True)
            )
        return np.stack([self._known[time] for time in wanted])


class Snapshot:
    """The actors of a graph at one time, s. Each transform is computed when it is first needed, and cached.

    An actor's `placement` is called at most once, and so is `anchor` for each of its anchors, however many actors are
    attached to them. times: those of all snapshots of an exposure, of which this is the one at `number`, for what takes
    less time if it is computed for all of them together. kept: what actors have worked out so, by keys of theirs.
    """

    def __init__(self, graph: SceneGraph, time: float, times: Sequence[float] = (), number: int = 0) -> None:
        self.graph = graph
        self.time = time
        self.times = tuple(times) or (time,)
        self.number = number
        self.kept: dict[Hashable, Any] = {}
        self._known: dict[str, Array] = {}
        self._exposure: ReferenceType[_Exposure] | None = None

    @classmethod
    def of_exposure(cls, graph: SceneGraph, times: Sequence[float]) -> list[Snapshot]:
        """Return the snapshots of a graph at the times of an exposure, s. They know of each other as long as the list
        exists."""
        found = _Exposure(cls(graph, time, times, number) for number, time in enumerate(times))
        for one in found:
            one._exposure = ref(found)
        return found

    @property
    def beside(self) -> list[Snapshot]:
        """The snapshots at all of `times`, of which this is one; none but this one if the others are no more."""
        exposure = None if self._exposure is None else self._exposure()
        return [self] if exposure is None else exposure

    def world_from(self, reference: str) -> Array:
        """Return world_from_b, (4, 4) float64, read-only, where b is an actor (``lamp``) or an anchor (``lamp.top``).

        Raises KeyError for an actor that does not exist, ActorError if its code fails. Attachments must not form a
        cycle; loading a scene checks that.
        """
        known = self._known.get(reference)
        if known is None:
            known = self._known[reference] = self._computed(reference)
            known.setflags(write=False)
        return known

    def _computed(self, reference: str) -> Array:
        name, _, anchor = reference.partition(".")
        actor = self.graph.actors[name]
        if anchor:
            parent = self.world_from(name)
        else:
            rests = self.graph.at_rest(name)
            if rests is not None:
                return rests
            attach = actor.properties.attach
            parent = IDENTITY if attach is None else self.world_from(attach)
        try:
            inside = actor.anchor(anchor, self) if anchor else actor.placement(self)
            return inside if parent is IDENTITY else parent @ inside
        except ActorError:  # raised for another actor, on which this one depends
            raise
        except Exception as error:
            raise actor.failure(self.time, error) from error

    def position(self, reference: str) -> Array:
        """Return the world position, (3,) float64, metres, of an actor's origin or of an anchor."""
        return self.world_from(reference)[:3, 3]

    def past(self, reference: str, seconds: float) -> Array:
        """Return world_from_b, (4, 4), of an actor or an anchor `seconds` ago, for what trails behind it.

        If it has jumped since then, the position is extrapolated back from the velocity after the jump, and the
        rotation is that after the jump.
        """
        stretch = self.graph.stretch(reference, self.time)
        then = self.time - seconds
        held = stretch.held(then)
        world = self.graph.world_from(reference, held)
        if held != then:
            world = world.copy()
            world[:3, 3] += velocity(self.graph, reference, held) * (then - held)
        return world

    def stays(self, name: str, later: Sequence[Snapshot]) -> bool:
        """Return whether an actor is at the same place in this snapshot and in others, which then share its matrix.

        So what is worked out from it can be told to be the same by that object.
        """
        here = self.world_from(name)
        there = [snapshot.world_from(name) for snapshot in later]
        if not (np.array([here, *there]) == here).all():
            return False
        for snapshot in later:
            snapshot._known[name] = here
        return True

    def with_origin(self, name: str) -> Snapshot:
        """Return the snapshot at this time of a world whose origin is that of an actor, for what depends on no other
        actor."""
        snapshot = Snapshot(self.graph, self.time)
        snapshot._known[name] = IDENTITY
        return snapshot

    def shifted(self, seconds: float) -> Snapshot:
        """Return the snapshot `seconds` later (earlier if negative).

        An actor may jump between the two. For trails and cloth use `past`, which never reaches across a jump.
        """
        return Snapshot(self.graph, self.time + seconds)


class _Exposure(list[Snapshot]):
    """The snapshots of an exposure: a list to which its members refer without keeping it."""


def velocity(graph: SceneGraph, reference: str, time: float, step: float = 1.0 / 240.0) -> Array:
    """Return the velocity, (3,) m/s, world, of an actor or anchor: the central difference over `step` s each way.

    No difference is taken across a jump; at a jump the velocity is that after it.
    """
    stretch = graph.stretch(reference, time)
    return stretch.slope(lambda at: graph.world_from(reference, at)[:3, 3], time, step)
