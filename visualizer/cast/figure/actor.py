"""Figure: a stylised person in a robe, recognised by silhouette, colour and gait."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.actors.base import Actor, Contribution, FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.cast.figure import skeleton as bones
from visualizer.cast.figure.air import Air
from visualizer.cast.figure.features import feature_poses, pivots
from visualizer.cast.figure.hands import CLENCHED, RELAXED, finger_poses
from visualizer.cast.figure.motion import Motion, pose_together, values
from visualizer.cast.figure.properties import FigureProperties
from visualizer.cast.figure.reaching import reaching
from visualizer.cast.figure.skeleton import Skeleton, with_head_turned
from visualizer.cast.figure.wardrobe import Wardrobe, cloth_points
from visualizer.cast.gait.limbs import turn_x, turn_z
from visualizer.cast.people import CLOTH, HAIR, SKIN
from visualizer.timeline.track import Track
from visualizer.transforms import Vector, translation, triple

Array = NDArray[np.float64]

TOGETHER = 64
"""Figures and times whose cloth is computed together. With many more, arrays with a number for each point of a skirt
exceed the processor's caches; larger ones are worked out by instant (`by_instant`)."""
NEARBY, APART = 1.2, 0.02
"""Distances of another figure, metres: within which robes may touch it, and between robes that touch."""

_HAIR_COLOURS = {
    "short": (0.035, 0.025, 0.02),
    "short_grey_beard": (0.27, 0.265, 0.26),
    "long": (0.045, 0.022, 0.013),
    "blonde": (0.55, 0.325, 0.105),
    "gathered": (0.085, 0.038, 0.019),
}


_ANCHORS = {
    "head": (bones.HEAD, (0.0, 0.12, 0.0)),
    "eyes": (bones.HEAD, (0.0, 0.137, 0.10)),
    "chest": (bones.CHEST, (0.0, 0.22, 0.0)),
    "back": (bones.CHEST, (0.0, 0.22, -0.16)),
    "arms": (bones.CHEST, (0.0, 0.185, 0.245)),
    "left_shoulder": (bones.CHEST, (0.165, 0.395, -0.01)),
    "right_shoulder": (bones.CHEST, (-0.165, 0.395, -0.01)),
    "left_hand": (bones.HAND_L, (0.0, -0.09, 0.02)),
    "right_hand": (bones.HAND_R, (0.0, -0.09, 0.02)),
    "left_foot": (bones.FOOT_L, (0.0, 0.0, 0.0)),
    "right_foot": (bones.FOOT_R, (0.0, 0.0, 0.0)),
}

_FRAMES = {name: (bone, translation(offset)) for name, (bone, offset) in _ANCHORS.items()}
"""The bone that an anchor moves with, and bone_from_anchor, (4, 4), of each."""

_LIMBS: Mapping[str, tuple[str, ...]] = {
    "hands": ("left_hand", "right_hand"),
    "feet": ("left_foot", "right_foot"),
}
"""The limbs that an anchor between them moves with."""

_BOTH = np.zeros(2)


class Figure(Actor[FigureProperties]):
    """A person that walks along the path of its `position`, on feet that do not slide; `action` poses arms, back and
    head."""

    kind = "figure"
    Properties = FigureProperties
    anchors = (*_ANCHORS, "hands", "feet")
    together = True

    def __init__(self, name: str, properties: FigureProperties, film: FilmContext) -> None:
        super().__init__(name, properties, film)
        self.build_later(
            cloth=lambda: self.wardrobe.cloth.mesh,
            skin=lambda: self.wardrobe.skin.mesh,
            hair=lambda: self.wardrobe.locks.mesh,
        )
        self.motion = Motion(properties, film, name)

    def prepare(self, graph: SceneGraph) -> None:
        """Note whose shocks the figure reacts to. Raises ValueError if it or one of them is attached: their places have
        to be those of the world."""
        names = [name.partition(".")[0] for name in self.properties.startled_by]
        for name in (self.name, *names) if names else ():
            if (parent := graph.actors[name].properties.attach) is not None:
                raise ValueError(
                    f"'{name}' is attached to '{parent}': 'startled_by' is for figures and actors that are attached to"
                    " nothing"
                )
        self.motion.shocks = tuple(graph.actors[name].shocks for name in names)

    @cached_property
    def wardrobe(self) -> Wardrobe:
        """The robe and other cloth, the skin and the hair."""
        p = self.properties
        return _wardrobe(
            hair_style=p.hair_style,
            face=p.face,
            width=p.build,
            slender=p.slender,
            fullness=p.fullness,
            hem=p.hem,
            cape=p.cape,
            seed=p.seed,
        )

    # Transforms

    def placement(self, snapshot: Snapshot) -> Array:
        """Return parent_from_model: on the path, rotated to the heading."""
        return np.asarray(self.motion.placements(snapshot.times)[snapshot.number])

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return model_from_anchor, without the figure's scale, of one of `anchors`.

        Hands and feet are where they reach to; the rotation of the head by `gazes` is not included.
        """
        body = self._body(name, snapshot)
        if name in _ANCHORS:
            bone, bone_from_anchor = _FRAMES[name]
            frame = body[bone] @ bone_from_anchor
        elif name in ("hands", "feet"):
            pair = (bones.HAND_L, bones.HAND_R) if name == "hands" else (bones.FOOT_L, bones.FOOT_R)
            frame = body[bones.CHEST].copy() if name == "hands" else np.eye(4)
            frame[:3, 3] = body[list(pair), :3, 3].mean(axis=0)
        else:
            raise KeyError(name)
        if name == "arms":
            # The bundle's head lies in the crook of the left arm, a little raised.
            frame[:3, :3] = frame[:3, :3] @ turn_z(0.30) @ turn_x(-0.12)
        # Undo the scale of the body, so that what is attached is not scaled.
        frame[:3, :3] *= 1.0 / self.motion.size
        return np.asarray(frame)

    @classmethod
    def anchor_needs(cls, properties: FigureProperties, name: str) -> list[str]:
        """Return what the limbs of an anchor reach for."""
        limbs = _LIMBS.get(name, (name,))
        return [reach.target for reach in properties.reaches if reach.limb in limbs]

    def _body(self, anchor: str, snapshot: Snapshot) -> Array:
        """Return the bones, (BONES, 4, 4), on which an anchor lies, with those limbs reaching that the anchor moves
        with."""
        if not self.anchor_needs(self.properties, anchor):
            return np.asarray(self.motion.bodies(snapshot.times).bones[snapshot.number])
        limbs = _LIMBS.get(anchor, (anchor,))
        key = self.name, limbs
        if key not in snapshot.kept:
            every = snapshot.beside
            times = tuple(one.time for one in every)
            bodies = self._reaching(self.motion.bodies(times), every, limbs)
            for number, one in enumerate(every):
                one.kept[key] = bodies.bones[number]
        return np.asarray(snapshot.kept[key])

    # Drawing

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return the draws of cloth, skin and hair."""
        return self.contributions([snapshot])[0]

    def contributions(self, snapshots: Sequence[Snapshot]) -> list[Contribution]:
        """Return the draws of cloth, skin and hair at several times, which are one computation on arrays."""
        return self.contributions_of([self], snapshots)[0]

    @classmethod
    def contributions_of(
        cls, actors: Sequence[Self], snapshots: Sequence[Snapshot]
    ) -> list[list[Contribution]]:
        """Return the draws of each of several figures at several times, whose bodies, faces and robes are one
        computation on arrays."""
        times = tuple(snapshot.time for snapshot in snapshots)
        if len(actors) > 1:
            pose_together([actor.motion for actor in actors], times)
        posed = [actor._posed(times, snapshots) for actor in actors]
        faces = _faces([actor.properties for actor in actors], [gaze for *_, gaze in posed], times)
        hands = [actor._fingers(air, times) for actor, (_, air, *_) in zip(actors, posed, strict=True)]
        moving = [np.concatenate(parts, axis=1) for parts in zip(hands, faces, strict=True)]
        wardrobes = [actor.wardrobe for actor in actors]
        found: list[list[Contribution]] = [[] for _ in actors]
        together = max(TOGETHER // len(actors), 1)
        for first in range(0, len(times), together):
            some = slice(first, first + together)
            bodies, airs = [body[some] for body, *_ in posed], [air[some] for _, air, *_ in posed]
            points = cloth_points(wardrobes, bodies, airs)
            worlds, moved = [world[some] for *_, world, _ in posed], [part[some] for part in moving]
            for drawn, actor, *parts in zip(found, actors, points, bodies, airs, worlds, moved, strict=True):
                drawn += actor._dressed(snapshots[some], *parts)
        return found

    def _posed(
        self, times: tuple[float, ...], snapshots: Sequence[Snapshot]
    ) -> tuple[Skeleton, Air, Array, Array]:
        """Return the skeletons, the air, world_from_model and the turns of the eyes at the times of the snapshots."""
        body, gaze = self._looking(self.motion.bodies(times), snapshots)
        body = self._reaching(body, snapshots)
        world = np.array([snapshot.world_from(self.name) for snapshot in snapshots])
        return body, replace(self.motion.air(times), walls=self._walls(snapshots, world)), world, gaze

    def _walls(self, snapshots: Sequence[Snapshot], world: Array) -> Array:
        """Return the planes halfway to other figures nearby, (n, k, 3), as in `Air`: robes press against each other
        there."""
        actors = snapshots[0].graph.actors
        others = [name for name, other in actors.items() if other.kind == self.kind and other is not self]
        none = np.zeros((len(snapshots), 0, 3))
        if not others:
            return none
        places = np.array([[snapshot.position(name) for name in others] for snapshot in snapshots])
        ways = places - world[:, None, :3, 3]
        # Most others are far away, whatever the scale of this one.
        if not (np.abs(ways).max(axis=-1) < 2.0 * NEARBY * np.abs(world[:, :3, :3]).max()).any():
            return none
        ways = ways @ np.linalg.inv(world[:, :3, :3]).swapaxes(-1, -2)
        x, y, z = (ways[..., axis] for axis in range(3))
        away = np.hypot(x, z)
        near = (away < NEARBY) & (away > APART) & (np.abs(y) < NEARBY)
        near &= [
            [bool(actors[name].properties.visible.at(snapshot.time)) for name in others]
            for snapshot in snapshots
        ]
        beyond = np.where(near, 0.5 * away - 0.5 * APART, np.inf)
        away = np.maximum(away, APART)
        walls = np.stack([x / away, z / away, beyond], axis=-1)
        return np.asarray(walls[:, near.any(axis=0)])

    def _dressed(
        self,
        snapshots: Sequence[Snapshot],
        cloth: Array,
        body: Skeleton,
        air: Air,
        world: Array,
        moved: Array,
    ) -> list[Contribution]:
        dressed, p = self.wardrobe, self.properties
        times = tuple(snapshot.time for snapshot in snapshots)
        hair = _HAIR_COLOURS[p.hair_style] if p.hair is None else p.hair
        parts = zip(
            snapshots,
            dressed.cloth.poses(world, cloth, body),
            dressed.skin.poses(world, None, body, moved),
            dressed.locks.poses(world, dressed.hair_points(body, air), body),
            *(_colours(track, times) for track in (p.robe, p.trim, p.skin, p.iris, hair)),
            strict=True,
        )
        return [self._drawn(*each) for each in parts]

    def _drawn(
        self,
        snapshot: Snapshot,
        cloth: Array,
        skin: Array,
        locks: Array,
        robe: Vector,
        trim: Vector,
        bare: Vector,
        iris: Vector,
        hair: Vector,
    ) -> Contribution:
        """Return the draws for poses of cloth, skin and hair, and the colours of robe, trim, skin, iris and hair."""
        return Contribution(
            draws=(
                self.draw(snapshot, "cloth", CLOTH, poses=cloth, colour=robe, trim=trim),
                self.draw(snapshot, "skin", SKIN, poses=skin, colour=bare, iris=iris),
                self.draw(snapshot, "hair", HAIR, poses=locks, colour=hair),
            )
        )

    def _looking(self, body: Skeleton, snapshots: Sequence[Snapshot]) -> tuple[Skeleton, Array]:
        """Return the skeletons at the times of the snapshots with the head turned to what it looks at, and the turns of
        the eyes.

        The turns: (n, 2) radians left and down.
        """
        times = tuple(snapshot.time for snapshot in snapshots)
        weighed = [(gaze, values(gaze.weight, times)) for gaze in self.properties.gazes]
        weighed = [(gaze, weight) for gaze, weight in weighed if weight.any()]
        if not weighed:
            return body, np.zeros((len(snapshots), 2))
        gazes, weights = [gaze for gaze, _ in weighed], np.array([weight for _, weight in weighed]).T
        world = np.array([snapshot.world_from(self.name) for snapshot in snapshots])
        head = np.linalg.inv(world @ body.bones[:, bones.HEAD])
        marks = np.array([[snapshot.position(gaze.target) for gaze in gazes] for snapshot in snapshots])
        ways = (head[:, None, :3, :3] @ marks[..., None])[..., 0] + head[:, None, :3, 3] - [0.0, 0.12, 0.0]
        ways /= np.linalg.norm(ways, axis=-1, keepdims=True)
        total = weights.sum(axis=1)
        shares = weights / np.maximum(total, 1e-9)[:, None]
        return with_head_turned(body, (shares[..., None] * ways).sum(axis=1), np.minimum(total, 1.0))

    def _fingers(self, air: Air, times: tuple[float, ...]) -> Array:
        """Return the poses of the fingers at n times, s, (n, 4, 4, 4), as of `finger_poses`: relaxed,
        clenched in a run, and as flat as what the hand lies on asks for."""
        runs = np.minimum(np.maximum((air.speed - 1.2) / 1.6, 0.0), 1.0)
        curl = (RELAXED + (CLENCHED - RELAXED) * runs)[:, None] + _BOTH
        for reach in self.properties.reaches:
            if reach.limb not in _LIMBS["hands"]:
                continue
            side = _LIMBS["hands"].index(reach.limb)
            weight = values(reach.weight, times)
            if weight.any():
                curl[:, side] += (values(reach.curl, times) - curl[:, side]) * weight
        return finger_poses(curl)

    def _reaching(
        self, body: Skeleton, snapshots: Sequence[Snapshot], limbs: Container[str] | None = None
    ) -> Skeleton:
        """Return the skeletons at the times of the snapshots with limbs, or all of them, where they reach to."""
        if not self.properties.reaches:
            return body
        times = tuple(snapshot.time for snapshot in snapshots)
        for reach in self.properties.reaches:
            if limbs is not None and reach.limb not in limbs:
                continue
            weight = values(reach.weight, times)
            if not weight.any():
                continue
            model = np.linalg.inv([snapshot.world_from(self.name) for snapshot in snapshots])
            frames = model @ np.array([snapshot.world_from(reach.target) for snapshot in snapshots])
            places = reach.offset, reach.normal, reach.along
            offset, normal, along = (
                None if track is None else _turned(frames, values(track, times)) for track in places
            )
            place = offset + frames[:, :3, 3]
            body = reaching(body, reach.limb, place, weight, normal=normal, along=along)
        return body


def _faces(properties: Sequence[FigureProperties], gazes: Sequence[Array], times: tuple[float, ...]) -> Array:
    """Return the poses of the features of each figure's face at n times, s: (figures, n, FEATURES, 4, 4). gazes: (n, 2)
    of each."""
    mood, brows, mouth, eyes = (
        np.concatenate([values(track, times) for track in tracks])
        for tracks in zip(*((p.mood, p.brows, p.mouth, p.eyes) for p in properties), strict=True)
    )
    seeds = np.repeat([p.seed for p in properties], len(times))
    places = np.repeat([pivots(p.face) for p in properties], len(times), axis=0)
    poses = feature_poses(
        mood, brows, mouth, eyes, np.concatenate(gazes), np.tile(times, len(properties)), seeds, places
    )
    return poses.reshape(len(properties), len(times), *poses.shape[1:])


def _colours(colour: Track[Array] | Vector, times: tuple[float, ...]) -> list[Vector]:
    """Return a colour at n times, s: one object for all if it is held over them."""
    if not isinstance(colour, Track):
        return [colour] * len(times)
    if len(times) > 1 and colour.held(min(times), max(times)):
        return [triple(colour.at(times[0]))] * len(times)
    return [triple(colour.at(time)) for time in times]


def _turned(frames: Array, vectors: ArrayLike) -> Array:
    """Return vectors, (n, 3), rotated and scaled by frames, (n, 4, 4)."""
    return np.asarray((frames[:, :3, :3] @ np.asarray(vectors)[..., None])[..., 0])


_wardrobe = lru_cache(maxsize=16)(Wardrobe)  # figures with the same clothes share them
