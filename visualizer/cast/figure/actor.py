"""Figure: a stylised person in a robe, told from others by silhouette, colour and gait."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from visualizer.actors.base import Actor, ActorProperties, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.actors.stretches import Stretch, Stretches, jumps_of
from visualizer.cast.figure import poses
from visualizer.cast.figure import skeleton as bones
from visualizer.cast.figure.air import Air
from visualizer.cast.figure.body import HairStyle
from visualizer.cast.figure.skeleton import Feet, Skeleton, skeleton, with_head_turned
from visualizer.cast.figure.switches import eased, elapsed_of, keys_of
from visualizer.cast.figure.wardrobe import Wardrobe
from visualizer.cast.gait.footsteps import RATE, Jump, Walk, leap_height, walk_of
from visualizer.cast.gait.limbs import turn_x, turn_y, turn_z
from visualizer.cast.people import CLOTH, HAIR, SKIN
from visualizer.properties import Colour, Flag, Name, Number, Reference, Time, Vector3, declare
from visualizer.transforms import IDENTITY_QUATERNION, rotation, translation

Array = NDArray[np.float64]

CROSS_FADE = 0.35
"""Seconds in which one action gives way to the next."""

LEAD = 1.5
"""Seconds before the film, and before and after each jump of a figure, for which steps are laid out too."""

_SAME = 1e-6  # s: what is keyed at the time of a jump begins with it

_HAIR_COLOURS = {
    "short": (0.035, 0.025, 0.02),
    "short_grey_beard": (0.20, 0.19, 0.185),
    "long": (0.03, 0.016, 0.010),
    "blonde": (0.52, 0.33, 0.12),
}


_ANCHORS = {
    "head": (bones.HEAD, (0.0, 0.12, 0.0)),
    "eyes": (bones.HEAD, (0.0, 0.137, 0.10)),
    "chest": (bones.CHEST, (0.0, 0.22, 0.0)),
    "back": (bones.CHEST, (0.0, 0.22, -0.16)),
    "arms": (bones.CHEST, (0.0, 0.185, 0.245)),
    "left_hand": (bones.HAND_L, (0.0, -0.09, 0.02)),
    "right_hand": (bones.HAND_R, (0.0, -0.09, 0.02)),
}


class Leap(BaseModel):
    """One leap: the body flies an arc from `start` to `end` while `position` carries it across."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: Time = Field(description="when the feet leave the ground")
    end: Time = Field(description="when they land")
    height: float | None = Field(
        None, description="rise of the arc in metres; that of free flight if left out", ge=0.0
    )


@dataclass(frozen=True, eq=False)
class _Gait:
    """How a figure goes between two jumps of its path or heading, and which leaps it takes in that time."""

    stretch: Stretch
    walk: Walk
    leaps: list[Leap]


class Figure(Actor["Figure.Properties"]):
    """A person. Walks its `position` path on footsteps laid out once; hands and back follow `action`."""

    kind = "figure"
    anchors = ("head", "eyes", "chest", "arms", "left_hand", "right_hand", "hands", "feet", "back")

    class Properties(ActorProperties):
        """What a scene file may say of a figure."""

        action: Name = declare("go", "what hands and back do", choices=tuple(poses.ACTIONS))
        carrying: Flag = declare(False, "whether the arms hold a bundle, whatever the action")
        heading: Number | None = declare(
            None, "where it faces: 0 is +z, 90 is +x; along the path if left out", unit="degrees"
        )
        look_at: Reference | None = declare(None, "an actor or anchor that the head turns to")
        attention: Number = declare(
            1.0, "share of the way that the head turns to look_at", unit="0..1", low=0.0, high=1.0
        )
        leaps: list[Leap] = Field(default_factory=list, description="leaps, in order")
        lift: Number = declare(
            0.0, "blast of air along the floor that lifts robe and hair", unit="0..1", low=0.0, high=1.0
        )
        wind: Vector3 = declare((0.0, 0.0, 0.0), "wind that drags robe and hair", unit="m/s")
        robe: Colour = declare((0.30, 0.015, 0.012), "colour of the robe")
        trim: Colour = declare((0.42, 0.30, 0.12), "colour of collar, hem and mantle")
        hair: Colour | None = declare(None, "colour of the hair; the style's own if left out")
        skin: Colour = declare((0.46, 0.27, 0.19), "colour of the skin")
        hair_style: HairStyle = Field("short", description="cut of the hair (and beard)")
        height: float = Field(1.8, description="metres from sole to crown", gt=0.3, lt=4.0)
        build: float = Field(1.0, description="factor on the width of the shoulders", gt=0.5, lt=1.6)
        fullness: float = Field(1.0, description="factor on the width of the robe's hem", gt=0.5, lt=1.8)
        hem: float = Field(
            0.045,
            description="height of the robe's hem above the floor in metres, at a height of 1.8 m",
            ge=0.03,
            le=0.7,
        )
        cape: bool = Field(False, description="whether a cape hangs from the shoulders")
        seed: int = declare(0, "varies the folds of the robe", low=0)

    def __init__(self, name: str, properties: Properties, film: FilmContext) -> None:
        super().__init__(name, properties, film)
        p = properties
        self.wardrobe = _wardrobe(p.hair_style, p.build, p.fullness, p.hem, p.cape, p.seed)
        self.meshes = {
            "cloth": self.wardrobe.cloth.mesh,
            "skin": self.wardrobe.skin.mesh,
            "hair": self.wardrobe.locks.mesh,
        }
        self.size = p.height / 1.8
        self._gaits = Stretches(jumps_of(p.position, p.heading), self._laid_out)
        self._actions = keys_of(p.action)
        self._carrying = keys_of(p.carrying)
        self._upright = bool(p.rotation.constant) and np.allclose(p.rotation.at(0.0), IDENTITY_QUATERNION)
        self._bodies = lru_cache(maxsize=16)(self._body)

    # Where it stands

    def placement(self, snapshot: Snapshot) -> Array:
        """Return parent_from_model: on the path, turned to its heading."""
        return self._placed(snapshot.time)

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return model_from_anchor, unscaled, of one of `anchors`; what look_at does to the head is left out."""
        body = self.body(snapshot.time).bones
        if name in _ANCHORS:
            bone, offset = _ANCHORS[name]
            frame = body[bone] @ translation(offset)
        elif name in ("hands", "feet"):
            pair = (bones.HAND_L, bones.HAND_R) if name == "hands" else (bones.FOOT_L, bones.FOOT_R)
            frame = body[bones.CHEST].copy() if name == "hands" else np.eye(4)
            frame[:3, 3] = body[list(pair), :3, 3].mean(axis=0)
        else:
            raise KeyError(name)
        if name == "arms":
            # The bundle's head lies in the crook of the left arm, a little raised.
            frame[:3, :3] = frame[:3, :3] @ turn_z(0.30) @ turn_x(-0.12)
        # The anchor keeps the world's size, so that what is attached is not scaled with the body.
        return np.asarray(frame @ np.diag([1.0 / self.size, 1.0 / self.size, 1.0 / self.size, 1.0]))

    def body(self, time: float) -> Skeleton:
        """Return the bones at film time `time`, in model space."""
        return self._bodies(float(time))

    # What it shows

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return the draws of cloth, skin and hair."""
        p, t = self.properties, snapshot.time
        body = self._looking(self.body(t), snapshot)
        air = self._air(t)
        world = snapshot.world_from(self.name)
        dressed = self.wardrobe
        hair = _HAIR_COLOURS[p.hair_style] if p.hair is None else p.hair.at(t)
        return Contribution(
            draws=(
                self.draw(snapshot, "cloth", CLOTH, poses=dressed.cloth.poses(world, dressed.cloth_points(body, air), body),
                            colour=_rgb(p.robe.at(t)), trim=_rgb(p.trim.at(t))),
                self.draw(snapshot, "skin", SKIN, poses=dressed.skin.poses(world, None, body), colour=_rgb(p.skin.at(t))),
                self.draw(snapshot, "hair", HAIR, poses=dressed.locks.poses(world, dressed.hair_points(body, air), body), colour=_rgb(hair)),
            )
        )  # fmt: skip

    # How it moves

    def walk_at(self, time: float) -> Walk:
        """Return the walk along the path of which a time is a part, s: that between two jumps, and its steady going-on."""
        return self._gaits.at(time).walk

    def _laid_out(self, stretch: Stretch, before: _Gait | None) -> _Gait:
        p, film = self.properties, self.film
        # One who moves in the first frame, or after a jump, was on the way before it: no step begins from a stand.
        seen = stretch
        if p.position.times[0] >= 0.0:
            seen = Stretch(max(stretch.start, min(0.0, stretch.end)), stretch.end)
        first = max(stretch.start, 0.0)
        last = min(stretch.end + LEAD, film.duration)
        count = max(2, int(np.ceil((last - first) * RATE)) + 1)
        times = first + np.arange(-round(LEAD * RATE), count) / RATE
        path = seen.values(p.position.at, times)
        headings = None
        if p.heading is not None:
            headings = np.unwrap(np.radians(seen.values(p.heading.at, times)))
        leaps = [leap for leap in p.leaps if leap.end > stretch.start and leap.start < stretch.end]
        jumps = [
            Jump(
                leap.start,
                leap.end,
                leap_height(leap.end - leap.start) if leap.height is None else leap.height,
            )
            for leap in leaps
        ]
        # Who stands still from a jump on looks the way of before it.
        still = 0.0 if before is None else float(before.walk.at(before.stretch.end)[4])
        return _Gait(stretch, walk_of(times, path, jumps, headings=headings, still=still), leaps)

    def _placed(self, time: float) -> Array:
        p, row = self.properties, self.walk_at(time).at(time)
        placed = np.eye(4)
        placed[:3, :3] = turn_y(float(row[4]))
        if not self._upright:
            placed[:3, :3] = placed[:3, :3] @ rotation(p.rotation.at(time))[:3, :3]
        placed[:3, :3] *= self.size * p.scale.at(time)
        placed[:3, 3] = p.position.at(time)
        return placed

    def _beat(self, time: float, since: float) -> poses.Beat:
        row = self.walk_at(time).at(time)
        return poses.Beat(float(row[5]), float(row[6]), float(row[7]), time, since, float(row[8]))

    def _pose(self, time: float) -> Array:
        """Return the pose: the action, faded from the one before, with the arms carrying and leaping over it."""
        row = self._faded(self._actions, time)
        elapsed, held, before = elapsed_of(self._carrying, time)
        faded = self._faded_in(time, elapsed)
        carried = faded if held else 0.0
        if not held and before:
            carried = 1.0 - faded
        if carried > 0.0:
            arms = poses.carry(self._beat(time, elapsed))
            for part in (poses.LEFT, poses.RIGHT, poses.ELBOWS):
                row[part] += (arms[part] - row[part]) * carried
            row[poses.TWIST] *= 1.0 - 0.6 * carried
        for jump in self._gaits.at(time).leaps:
            weight = eased((time - jump.start + 0.18) / 0.25) * eased((jump.end + 0.28 - time) / 0.3)
            if weight > 0.0:
                flown = min(max((time - jump.start) / max(jump.end - jump.start, 1e-6), 0.0), 1.0)
                beat = self._beat(time, time - jump.start)
                air = poses.leap(poses.Beat(beat.phase, beat.speed, 0.0, time, beat.since, flown))
                # Knees give before and after the flight.
                air[poses.DROP] += 0.09 * max(0.0, 1.0 - abs(time - jump.end - 0.06) / 0.2)
                if carried > 0.0:
                    air[poses.LEFT], air[poses.RIGHT] = row[poses.LEFT], row[poses.RIGHT]
                row = row + (air - row) * weight
        return row

    def _faded(self, keys: Sequence[tuple[float, str]], time: float) -> Array:
        elapsed, now, before = elapsed_of(keys, time)
        row = poses.ACTIONS[now](self._beat(time, elapsed)).copy()
        faded = self._faded_in(time, elapsed)
        if before is not None and faded < 1.0:
            previous = bisect_right([key[0] for key in keys], time) - 2
            old = poses.ACTIONS[before](self._beat(time, time - keys[previous][0]))
            row = old + (row - old) * faded
        return row

    def _faded_in(self, time: float, elapsed: float) -> float:
        """Return how far what began `elapsed` seconds ago has taken over, 0..1: all the way if it began before a jump."""
        began = time - elapsed
        return 1.0 if began <= self._gaits.at(time).stretch.start + _SAME else eased(elapsed / CROSS_FADE)

    def _body(self, time: float) -> Skeleton:
        row = self.walk_at(time).at(time)
        placed = self._placed(time)
        balls, headings, lifts, swings = [], [], [], []
        inverse = np.linalg.inv(placed)
        for side in (0, 1):
            place, heading, lift, swing = self.walk_at(time).foot(side, time)
            balls.append(inverse[:3, :3] @ place + inverse[:3, 3])
            headings.append(heading - row[4])
            lifts.append(lift)
            swings.append(swing)
        feet = Feet(np.array(balls), np.array(headings), np.array(lifts), np.array(swings))
        speed = float(row[6])
        rising = -0.018 + 0.06 * min(max((speed - 1.3) / 2.0, 0.0), 1.0)
        risen = float(row[3]) / self.size
        bob = min(speed / 1.0, 1.0) * rising * float(np.cos(4.0 * np.pi * row[5])) * bones.grounded(risen)
        return skeleton(
            self._pose(time),
            feet,
            rise=risen,
            bob=bob,
            phase=float(row[5]),
            width=self.properties.build,
        )

    def _air(self, time: float) -> Air:
        p, row = self.properties, self.walk_at(time).at(time)
        past = self.walk_at(time).sample(time - Air.DELAYS)
        heading = float(row[4])
        c, s = np.cos(heading), np.sin(heading)
        model_from_parent = np.array([[c, 0.0, -s], [0.0, 1.0, 0.0], [s, 0.0, c]]) / self.size
        here = row[:3] + np.array([0.0, row[3], 0.0])
        trail = past[:, :3] - here
        trail[:, 1] += past[:, 3]
        lost = past[8, 6] - row[6]
        surge = np.array([0.0, 0.0, max(float(lost), 0.0)])
        return Air(
            trail=trail @ model_from_parent.T,
            twist=past[:, 4] - heading,
            surge=surge,
            speed=float(row[6]) + 2.0 * float(np.sin(np.pi * row[8])),
            phase=float(row[5]),
            time=time,
            lift=float(p.lift.at(time)),
            wind=model_from_parent @ np.asarray(p.wind.at(time), dtype=np.float64),
        )

    def _looking(self, body: Skeleton, snapshot: Snapshot) -> Skeleton:
        p = self.properties
        share = float(p.attention.at(snapshot.time))
        if p.look_at is None or share <= 0.0:
            return body
        head = snapshot.world_from(self.name) @ body.bones[bones.HEAD]
        way = np.linalg.inv(head)[:3] @ [*snapshot.position(p.look_at), 1.0] - [0.0, 0.12, 0.0]
        return with_head_turned(body, way, share)


@lru_cache(maxsize=16)
def _wardrobe(style: HairStyle, width: float, fullness: float, hem: float, cape: bool, seed: int) -> Wardrobe:
    return Wardrobe(hair_style=style, width=width, fullness=fullness, hem=hem, cape=cape, seed=seed)


def _rgb(colour: Sequence[float]) -> tuple[float, float, float]:
    return float(colour[0]), float(colour[1]), float(colour[2])
