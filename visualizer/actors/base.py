"""Actor: what every kind of thing in a scene has in common.

An actor turns its properties at time t into meshes, materials, lights and emitters. It builds its
meshes once, when the scene loads; at a moment it only names them and gives matrices and parameters.
A new kind is one file with one subclass, named by the entry-point group ``visualizer.actors``.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from visualizer.actors.errors import ActorError
from visualizer.actors.stretches import Stretch, Stretches, jumps_among
from visualizer.actors.timing import names_in, times_in
from visualizer.frame import Draw, PointLight, Ripple, Shafts, Sky, UniformValue
from visualizer.geometry.mesh import Mesh
from visualizer.particles.emitter import Emitter, Ride
from visualizer.properties import Flag, Number, Reference, Rotation, Vector3, declare
from visualizer.transforms import IDENTITY, compose

Array = NDArray[np.float64]


class ActorProperties(BaseModel):
    """The properties that every kind of actor has."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, frozen=True)

    visible: Flag = declare(True, "whether the actor is drawn")
    position: Vector3 = declare(
        (0.0, 0.0, 0.0), "place of its origin, in the world or the anchor it is attached to", unit="m"
    )
    rotation: Rotation = declare((0.0, 0.0, 0.0), "heading, pitch and roll", unit="degrees")
    scale: Number = declare(1.0, "size factor", low=1e-6)
    attach: Reference | None = declare(None, "the actor or anchor it moves with, such as 'kal_ship.cradle'")


P = TypeVar("P", bound=ActorProperties)


@dataclass(frozen=True)
class FilmContext:
    """What an actor may know of the film while it is built.

    seed: the film's seed. duration: seconds. shots: start of each shot by name, seconds.
    """

    seed: int = 0
    duration: float = 1.0
    shots: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Contribution:
    """What an actor contributes to one frame."""

    draws: Sequence[Draw] = ()
    point_lights: Sequence[PointLight] = ()
    sky: Sky | None = None
    ripple: Ripple | None = None
    shafts: Shafts | None = None


class Actor(ABC, Generic[P]):
    """One thing on the set. Subclasses set `kind`, `Properties` and, where they have some, `anchors`.

    Space: an actor's model space has its origin where it stands or turns; +z is its front, +y is up.
    """

    kind: ClassVar[str]
    Properties: ClassVar[type[ActorProperties]] = ActorProperties
    anchors: ClassVar[tuple[str, ...]] = ()
    """Names of places on the actor that cameras, attachments and other actors may use."""

    def __init__(self, name: str, properties: P, film: FilmContext) -> None:
        """Build meshes and emitters. Slow work belongs here, in functions cached by their arguments."""
        self.name = name
        self.properties = properties
        self.film = film
        self.meshes: dict[str, Mesh] = {}
        self.emitters: dict[str, Emitter] = {}

    def prepare(self, graph: SceneGraph) -> None:
        """Build what needs other actors (the path of a parent, say). Called once, when all actors exist."""

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return model_from_anchor, (4, 4), of one of `anchors` at a moment."""
        raise KeyError(name)

    def placement(self, snapshot: Snapshot) -> Array:
        """Return parent_from_model, (4, 4): where the actor stands in the world or in what it is attached to."""
        p, t = self.properties, snapshot.time
        return compose(p.position.at(t), p.rotation.at(t), p.scale.at(t))

    def key_times(self) -> Iterable[float]:
        """Return times, s, in any order, at which its placement or an anchor may jump or bend: those of its properties.

        What rides on it is sampled at these times exactly. Kinds that jump at other times may add them; without, a jump
        is still found, to within a microsecond.
        """
        return times_in(self.properties)

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return what the actor shows at a moment. Not called while it is invisible."""
        return Contribution()

    def failure(self, time: float, error: Exception) -> ActorError:
        """Return the error that tells which actor failed, and when, s."""
        return ActorError(self.name, self.kind, type(self).__module__, time, error)

    # What subclasses build their parts with

    def mesh_name(self, local: str) -> str:
        """Return the name under which the library holds this actor's mesh `local`."""
        return f"{self.name}.{local}"

    def draw(
        self,
        snapshot: Snapshot,
        mesh: str,
        material: str,
        *,
        pieces: Array | None = None,
        values: NDArray[np.floating] | None = None,
        layer: Literal["opaque", "transmissive"] = "opaque",
        shadow: bool = True,
        mirrored: bool = True,
        shared: Mapping[str, UniformValue] | None = None,
        **uniforms: UniformValue,
    ) -> Draw:
        """Return a draw of this actor's mesh `mesh`.

        pieces: model_from_piece, (n, 4, 4), one per piece and instance; the identity if None.
        values: (n, 4) numbers for the material, one row per pose.
        shared: parameters of the material that several draws have in common, beside `uniforms`.
        """
        world_from_model = snapshot.world_from(self.name)
        if pieces is None:
            count = self.meshes[mesh].pieces
            poses = np.broadcast_to(world_from_model[:3], (count, 3, 4))
        else:
            poses = (world_from_model @ pieces)[:, :3]
        return Draw(
            mesh=self.mesh_name(mesh),
            material=material,
            poses=np.ascontiguousarray(poses),
            values=None if values is None else np.ascontiguousarray(values, dtype=np.float32),
            uniforms={**(shared or {}), **uniforms},
            layer=layer,
            shadow=shadow,
            mirrored=mirrored,
        )


class SceneGraph:
    """All actors of a scene, by name, and where they are: a pure function of time."""

    def __init__(self, actors: Mapping[str, Actor[Any]]) -> None:
        self.actors = actors
        self._jumps: dict[str, tuple[float, ...]] = {}
        self._stretches: dict[str, Stretches[Stretch]] = {}

    def world_from(self, reference: str, time: float) -> Array:
        """Return world_from_b, (4, 4), of an actor (``jor``) or an anchor (``jor.head``).

        Raises KeyError for an actor that does not exist, ActorError if its code fails. Attachments must not form a circle; loading checks that.
        """
        name, _, anchor = reference.partition(".")
        actor = self.actors[name]
        snapshot = Snapshot(self, time)
        attach = actor.properties.attach
        parent = IDENTITY if attach is None else self.world_from(attach, time)
        try:
            world_from_actor = parent @ actor.placement(snapshot)
            return world_from_actor @ actor.anchor(anchor, snapshot) if anchor else world_from_actor
        except ActorError:  # of another actor, on which this one depends
            raise
        except Exception as error:
            raise actor.failure(time, error) from error

    def ride(self, reference: str) -> Ride:
        """Return how an actor or an anchor moves, for what rides on it. Raises KeyError for a name that does not exist."""
        names = [reference]
        keyed, times = True, set[float]()
        seen: set[str] = set()
        above = reference
        while True:  # only what the actor is attached to, if all of these stand where their properties say
            name, _, anchor = above.partition(".")
            actor = self.actors[name]
            keyed &= not anchor and type(actor).placement is Actor.placement
            if actor.properties.attach is None:
                break
            above = actor.properties.attach
        while names:  # and else what any of them may look at, follow or hold
            name = names.pop().partition(".")[0]
            if name in seen or name not in self.actors:
                continue
            seen.add(name)
            actor = self.actors[name]
            times.update(float(t) for t in actor.key_times())
            if not keyed:
                times.update(actor.film.shots.values())
                names += names_in(actor.properties)
            elif actor.properties.attach is not None:
                names.append(actor.properties.attach)
        return Ride(lambda t: self.world_from(reference, t), tuple(sorted(times)), keyed=keyed)

    def jumps(self, reference: str) -> tuple[float, ...]:
        """Return when an actor or an anchor is elsewhere at once, s, ascending: by its own keys or by what it rides on.

        Each is the first time after a jump. They are worked out once. Raises KeyError for a name that does not exist.
        """
        found = self._jumps.get(reference)
        if found is None:
            ride = self.ride(reference)
            found = self._jumps[reference] = jumps_among(
                (ride.world_from_parent, time) for time in ride.key_times
            )
        return found

    def stretch(self, reference: str, time: float) -> Stretch:
        """Return the time about `time` in which an actor or an anchor does not jump, s."""
        found = self._stretches.get(reference)
        if found is None:
            found = self._stretches[reference] = Stretches(self.jumps(reference), lambda stretch, _: stretch)
        return found.at(time)


class Snapshot:
    """A time on a stage. Remembers transforms it has worked out, so each is worked out once a frame."""

    def __init__(self, graph: SceneGraph, time: float) -> None:
        self.graph = graph
        self.time = time
        self._known: dict[str, Array] = {}

    def world_from(self, reference: str) -> Array:
        """Return world_from_b, (4, 4), of an actor or an anchor at this moment."""
        known = self._known.get(reference)
        if known is None:
            known = self._known[reference] = self.graph.world_from(reference, self.time)
        return known

    def position(self, reference: str) -> Array:
        """Return the world position, (3,), of an actor's origin or of an anchor."""
        return self.world_from(reference)[:3, 3]

    def past(self, reference: str, seconds: float) -> Array:
        """Return world_from_b, (4, 4), of an actor or an anchor `seconds` ago, for what trails behind it.

        Never from before its last jump: there it comes from as if it had always moved on as it does after the jump,
        turned as it is then.
        """
        stretch = self.graph.stretch(reference, self.time)
        then = self.time - seconds
        held = stretch.held(then)
        world = self.graph.world_from(reference, held)
        if held != then:
            world = world.copy()
            world[:3, 3] += velocity(self.graph, reference, held) * (then - held)
        return world

    def shifted(self, seconds: float) -> Snapshot:
        """Return the moment `seconds` later, on whichever side of a jump: `past` is for what follows an actor."""
        return Snapshot(self.graph, self.time + seconds)


def velocity(graph: SceneGraph, reference: str, time: float, step: float = 1.0 / 240.0) -> Array:
    """Return the velocity, (3,) m/s, of an actor or anchor, by the difference over `step` seconds each way.

    Jumps are no motion: at one the velocity is that of the time after it, and never is a difference taken across one.
    """
    stretch = graph.stretch(reference, time)
    return stretch.slope(lambda at: graph.world_from(reference, at)[:3, 3], time, step)
