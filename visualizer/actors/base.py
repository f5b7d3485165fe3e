"""Actor: the base class of all kinds of actors, and what an actor is given and returns.

An actor turns its properties at time t into meshes, materials, lights and emitters. When the scene is loaded it makes
its emitters and names its meshes, which are built when they are first drawn; for each frame it returns draws with
matrices and parameters. A kind is a subclass of `Actor` in a module below ``visualizer/actors`` or ``visualizer/cast``
(`scene/kinds.py` finds it), or in another package, which names it in the entry-point group ``visualizer.actors``.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.materials import Material
from visualizer.actors.placing import placed
from visualizer.actors.shocks import Shock
from visualizer.actors.timing import times_in, tracks_in
from visualizer.errors import ActorError
from visualizer.frame import AreaLight, Draw, Layer, PointLight, Ripple, Shafts, Sky, UniformValue
from visualizer.geometry.lazy import LazyMesh
from visualizer.geometry.mesh import Mesh
from visualizer.particles.emitter import Emitter
from visualizer.properties import Flag, Number, Reference, Rotation, Vector3, declare
from visualizer.properties.tables import Table
from visualizer.timeline.track import Track
from visualizer.transforms import compose, composed

if TYPE_CHECKING:
    from visualizer.actors.graph import SceneGraph, Snapshot

Array = NDArray[np.float64]


class ActorProperties(Table):
    """The properties that every kind of actor has."""

    visible: Flag = declare(True, "whether the actor is drawn")
    position: Vector3 = declare(
        (0.0, 0.0, 0.0),
        "position of its origin, in the space of what it is attached to, or the world",
        unit="m",
        space="parent",
    )
    rotation: Rotation = declare(
        (0.0, 0.0, 0.0),
        "rotation: heading, pitch and roll, or a quaternion x, y, z, w",
        unit="degrees",
        space="parent",
    )
    scale: Number = declare(1.0, "uniform scale", low=1e-6)
    attach: Reference | None = declare(None, "the actor or anchor that it moves with, such as 'ship.bridge'")


P = TypeVar("P", bound=ActorProperties)


@dataclass(frozen=True)
class FilmContext:
    """The film, as far as actors may depend on it.

    seed: the film's seed. duration: seconds.
    """

    seed: int = 0
    duration: float = 1.0


@dataclass(frozen=True)
class Contribution:
    """What an actor contributes to one frame.

    ripple: a pressure front that distorts the picture. shafts: light shafts from a bright source.
    """

    draws: Sequence[Draw] = ()
    point_lights: Sequence[PointLight] = ()
    area_lights: Sequence[AreaLight] = ()
    sky: Sky | None = None
    ripple: Ripple | None = None
    shafts: Shafts | None = None


class Actor(ABC, Generic[P]):
    """An object of a scene. Subclasses set `kind`, `Properties` and, where they have some, `anchors`.

    Model space: metres, +y up, +z the front; the origin is the point on the floor below the actor, or its centre of
    rotation.
    """

    kind: ClassVar[str]
    Properties: ClassVar[type[ActorProperties]] = ActorProperties
    anchors: ClassVar[tuple[str, ...]] = ()
    """Names of coordinate frames on the actor to which cameras, lights, emitters and other actors may be attached."""

    together: ClassVar[bool] = False
    """Whether `contributions_of` takes less time for several actors than `contributions` for each."""

    def __init__(self, name: str, properties: P, film: FilmContext) -> None:
        """Name the meshes, with `build_later`, and make the emitters.

        Neither may take long: put data from which meshes or poses are computed into a `cached_property`.
        """
        self.name = name
        self.properties = properties
        self.film = film
        self.meshes: dict[str, Mesh] = {}
        self._moved: tuple[tuple[float, ...], Array] | None = None
        self._latest: dict[str, tuple[Array, Array | None, Array]] = {}
        self.emitters: dict[str, Emitter] = {}

    def prepare(self, graph: SceneGraph) -> None:
        """Make what depends on other actors, such as the path of a parent. Called once, after all actors are made.

        What an actor keeps from one frame to another depends on its properties and the film alone, or is made here and
        depends also on the actors that its properties name, on those that theirs name, and so on: when a scene is
        loaded again after an edit, an actor of which none of these has changed is used again.
        """

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return model_from_anchor, (4, 4) float64, of one of `anchors`. Raises KeyError for another name."""
        raise KeyError(name)

    @classmethod
    def anchor_needs(cls, properties: P, name: str) -> Sequence[str]:
        """Return the actors and anchors on which one of `anchors` depends beside this actor's placement: none here.

        Loading a scene checks that they do not depend on that anchor in turn.
        """
        return ()

    def shocks(self) -> Iterable[Shock]:
        """Return what frightens those who are near, such as an impact: nothing here.

        For an actor that is attached to no other. Called when it is first needed, so it may take long.
        """
        return ()

    def placement(self, snapshot: Snapshot) -> Array:
        """Return parent_from_model, (4, 4) float64. The parent is what the actor is attached to, or the world.

        A snapshot calls it once. It may read the transforms of other actors from the snapshot, but not this actor's.
        """
        if self.fixed is not None:
            return self.fixed
        times = snapshot.times
        if len(times) == 1:
            p, t = self.properties, snapshot.time
            return compose(p.position.at(t), p.rotation.at(t), p.scale.at(t))
        known = self._moved
        if known is None or known[0] != times:
            known = self._moved = times, self.placements(np.array(times))
        return np.asarray(known[1][snapshot.number])

    @cached_property
    def fixed(self) -> Array | None:
        """parent_from_model, (4, 4), as keyframes give it at all times; None if they move the actor."""
        p = self.properties
        if not (p.position.constant and p.rotation.constant and p.scale.constant):
            return None
        return compose(p.position.at(0.0), p.rotation.at(0.0), p.scale.at(0.0))

    def placements(self, times: Array) -> Array:
        """Return what `placement` returns here, without overriding, at times (n,), s: (n, 4, 4). All at once take less
        time."""
        p = self.properties
        tracks: tuple[Track[Any], ...] = (p.position, p.rotation, p.scale)
        given = [times[:1] if track.constant else times for track in tracks]
        found = composed(*(track.sample(some) for track, some in zip(tracks, given, strict=True)))
        return np.broadcast_to(found, (len(times), 4, 4))

    def key_times(self) -> Iterable[float]:
        """Return times, s, in any order, at which the placement or an anchor, or its velocity, may change abruptly.

        Here these are the times in the properties. The motion of what is attached to the actor is sampled at exactly
        these times. A kind that jumps at other times should add them; otherwise a jump is still found, to within a
        microsecond.
        """
        return times_in(self.properties)

    def rests(self, start: float, end: float) -> bool:
        """Return whether `contribution` is the same at all times from `start` to `end`, s, but for where the actor is:
        never here.

        Its draws and lights have to move with the actor then, and to depend on no other. A kind of which this holds
        while its properties do not change returns `held`.
        """
        return False

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return what the actor adds to the frame. Not called while the actor is invisible."""
        return Contribution()

    def contributions(self, snapshots: Sequence[Snapshot]) -> list[Contribution]:
        """Return what the actor adds to each of several frames, such as the sub-frames of one exposure, in the order of
        their times.

        Each is what `contribution` returns: here, of an actor that rests, one that is worked out once. A kind overrides
        this where computing several times together takes less time.
        """
        first, *later = snapshots
        stays = first.stays(self.name, later) if later else True
        if not later or not self.rests(first.time, later[-1].time):
            return [self.contribution(snapshot) for snapshot in snapshots]
        if stays:
            return [self.contribution(first)] * len(snapshots)
        worlds = np.array([snapshot.world_from(self.name) for snapshot in snapshots])
        return placed(self.contribution(first.with_origin(self.name)), worlds)

    @classmethod
    def contributions_of(
        cls, actors: Sequence[Self], snapshots: Sequence[Snapshot]
    ) -> list[list[Contribution]]:
        """Return what each of several actors of this kind, which are visible at all snapshots, adds to each frame.

        Each is what `contributions` of that actor returns. A kind that sets `together` overrides this. Where it raises
        an error, each actor is asked by itself.
        """
        return [actor.contributions(snapshots) for actor in actors]

    def failure(self, time: float, error: Exception) -> ActorError:
        """Return the error that names this actor. time: of the frame, s. error: what its code raised."""
        return self._error(f"failed at {time:g} s", error)

    def _error(self, what: str, error: Exception) -> ActorError:
        return ActorError(self.name, self.kind, type(self).__module__, what, error)

    # For subclasses

    def held(self, start: float, end: float) -> bool:
        """Return whether all properties but those of every kind are the same at all times from `start` to `end`, s."""
        return all(track.held(start, end) for track in self._changing)

    @cached_property
    def _changing(self) -> tuple[Track[Any], ...]:
        own = type(self.properties).model_fields.keys() - ActorProperties.model_fields.keys()
        tracks = (track for name in own for track in tracks_in(getattr(self.properties, name)))
        return tuple(track for track in tracks if not track.constant)

    def build_later(self, **builds: Callable[[], Mesh]) -> None:
        """Name meshes of this actor, each with the function that builds it when it is first drawn or measured.

        Reading a mesh raises ActorError if its function fails.
        """
        for local, build in builds.items():
            self.meshes[local] = LazyMesh(partial(self._built, local, build))

    def _built(self, local: str, build: Callable[[], Mesh]) -> Mesh:
        try:
            return build()
        except ActorError:
            raise
        except Exception as error:
            raise self._error(f"cannot build its mesh '{local}'", error) from error

    def mesh_name(self, local: str) -> str:
        """Return the name of this actor's mesh `local` in the library of the scene."""
        return f"{self.name}.{local}"

    def draw(
        self,
        snapshot: Snapshot,
        mesh: str,
        material: Material | str,
        *,
        pieces: Array | None = None,
        poses: Array | None = None,
        values: NDArray[np.floating] | None = None,
        layer: Layer = "opaque",
        shadow: bool = True,
        mirrored: bool = True,
        shared: Mapping[str, UniformValue] | None = None,
        **uniforms: UniformValue,
    ) -> Draw:
        """Return a draw of this actor's mesh `mesh`.

        material: one whose parameters are declared, or the name of any file of shaders/materials. pieces:
        model_from_piece, (n, 4, 4), one per piece and instance, not written to later; the identity if None. poses:
        world_from_piece, (n, 4, 4) or (n, 3, 4), instead of `pieces`. values: (n, 4) numbers for the material, one row
        per pose; zeros if None. uniforms: parameters of the material. shared: more of them, which several draws have in
        common. Raises TypeError for one that a declared material does not have.
        """
        if poses is None:
            poses = self._world_from_pieces(mesh, snapshot.world_from(self.name), pieces)
        # The object that several draws share stays one, so that it is told apart from others at once.
        given = {**(shared or {}), **uniforms} if uniforms else shared or {}
        if isinstance(material, Material):
            material.check(given)
        return Draw(
            mesh=self.mesh_name(mesh),
            material=material.name if isinstance(material, Material) else material,
            poses=np.ascontiguousarray(poses if poses.shape[1] == 3 else poses[:, :3]),
            values=None if values is None else np.ascontiguousarray(values, dtype=np.float32),
            uniforms=given,
            layer=layer,
            shadow=shadow,
            mirrored=mirrored,
        )

    def _world_from_pieces(self, mesh: str, world_from_model: Array, pieces: Array | None) -> Array:
        """Return world_from_piece, (n, 3, 4), of a mesh: the same object as the last time, if it follows from the same
        objects."""
        known = self._latest.get(mesh)
        if known is None or known[0] is not world_from_model or known[1] is not pieces:
            if pieces is None:
                poses = np.repeat(world_from_model[None, :3], self.meshes[mesh].pieces, axis=0)
            else:
                poses = world_from_model[:3] @ pieces
            known = self._latest[mesh] = world_from_model, pieces, poses
        return known[2]
