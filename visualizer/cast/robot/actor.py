"""Robot: a small flying robot of crystal that banks into turns, pitches up to brake, and nods."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.base import Actor, ActorProperties, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.actors.materials import Material
from visualizer.actors.shocks import Shock, rushes
from visualizer.actors.stretches import Stretch, Stretches, jumps_of
from visualizer.cache.kept import kept
from visualizer.cast.gait.footsteps import RATE, headings_along, smoothed
from visualizer.cast.gait.limbs import turn_x, turn_y, turn_z
from visualizer.cast.robot import geometry as robots
from visualizer.frame import PointLight
from visualizer.geometry.mesh import Mesh, merged
from visualizer.physics.ballistics import GRAVITY
from visualizer.properties import Colour, Number, declare
from visualizer.transforms import rotation, triple

Array = NDArray[np.float64]

HEAD, BODY, UPPER_L, UPPER_R, FORE_L, FORE_R, CLAW_L, CLAW_R = range(8)
NECK = np.array([0.0, 0.07, 0.0])
SHOULDER = np.array([0.125, -0.02, 0.0])
UPPER_ARM, FOREARM = 0.15, 0.14
LARGEST_BANK = np.radians(52.0)

RUSHING, RUSH_RATE = 5.0, 30.0
"""Speed above which it frightens those it passes, m/s, and samples of its path per second for that."""

LATER = np.array([0.0, 0.06, 0.16, 0.24])
"""By how much later than its path the body and the joints of its arms, from the shoulder on, move, s."""

SHELL = Material("shell")
WORKS = Material("works")


@dataclass(frozen=True, eq=False)
class _Path:
    """The flight of a robot between two jumps of its path.

    table: (n, 5), RATE rows per second from `start`, s, on: heading, pitch, roll (radians), and the forward and
    sideways acceleration (m/s^2), which makes the arms swing.
    """

    start: float
    table: Array

    def at(self, time: float) -> Array:
        """Return the row of `table` at `time`, (5,), interpolated linearly; times beyond its ends are clamped."""
        place = min(max(time - self.start, 0.0) * RATE, len(self.table) - 1.001)
        low = int(place)
        return np.asarray(self.table[low] + (self.table[low + 1] - self.table[low]) * (place - low))

    def before(self, time: float) -> Array:
        """Return the rows, (4, 5), that the body and each joint of an arm follow at `time`, s: each `LATER`."""
        place = np.minimum(np.maximum(time - LATER - self.start, 0.0) * RATE, len(self.table) - 1.001)
        low = place.astype(np.intp)
        here = self.table[low]
        return np.asarray(here + (self.table[low + 1] - here) * (place - low)[:, None])


class Robot(Actor["Robot.Properties"]):
    """A flying robot. Its origin is between its shoulders; it is 0.6 m high at scale 1."""

    kind = "robot"
    anchors = ("head", "eye", "centre")

    class Properties(ActorProperties):
        """What a scene may set. `position` is the path of the robot."""

        heading: Number | None = declare(
            None,
            "where it faces: 0 is +z, 90 is +x; along its path if left out",
            unit="degrees",
            space="parent",
        )
        nod: Number = declare(0.0, "how far the head is bowed in a nod", low=0.0, high=1.0)
        bank: Number = declare(
            1.0, "how much it leans into turns and with its acceleration", low=0.0, high=2.0
        )
        hover: Number = declare(1.0, "amplitude of its hovering motion", unit="factor", low=0.0)
        glow: Number = declare(2.2, "brightness of its eye", unit="radiance", low=0.0)
        light: Colour = declare((1.0, 0.62, 0.25), "colour of its eye")
        colour: Colour = declare((0.62, 0.78, 0.90), "colour of light after 0.3 m of its shell")
        seed: int = declare(3, "random seed of the chipped corners", low=0)

    def __init__(self, name: str, properties: Properties, film: FilmContext) -> None:
        super().__init__(name, properties, film)
        p = properties
        self.build_later(shell=lambda: _shell_and_works(p.seed)[0], works=lambda: _shell_and_works(p.seed)[1])
        self._paths = Stretches(jumps_of(p.position, p.heading, p.bank), self._path)

    def shocks(self) -> Iterable[Shock]:
        """Return each stretch of its path on which it rushes."""
        path = self.properties.position
        if path.constant:
            return ()
        times = np.arange(path.times[0], path.times[-1], 1.0 / RUSH_RATE)
        places = np.asarray(path.sample(times))
        return rushes(times, places, jumps=jumps_of(path), fastest=RUSHING, strength=0.8, reach=4.0)

    def placement(self, snapshot: Snapshot) -> Array:
        """Return parent_from_model: on its path, with the hovering motion, heading and bank."""
        p, t = self.properties, snapshot.time
        heading, pitch, roll, _, _ = self._paths.at(t).at(t)
        wobble = float(p.hover.at(t))
        placed = np.eye(4)
        placed[:3, :3] = (
            turn_y(heading + 0.03 * wobble * np.sin(1.3 * t))
            @ turn_x(pitch)
            @ turn_z(roll + 0.03 * wobble * np.sin(1.7 * t + 1.0))
        )
        placed[:3, :3] = placed[:3, :3] @ rotation(p.rotation.at(t))[:3, :3] * float(p.scale.at(t))
        placed[:3, 3] = np.asarray(p.position.at(t)) + np.array(
            [0.0, 0.018 * wobble * np.sin(2.9 * t) + 0.007 * wobble * np.sin(5.3 * t), 0.0]
        )
        return placed

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return model_from_anchor of the middle of the head, of the eye, or of the body."""
        frame = np.eye(4)
        if name in ("head", "eye"):
            head = self._pieces([snapshot.time])[0, HEAD]
            frame[:3, :3] = head[:3, :3]
            frame[:3, 3] = head[:3] @ (
                [0.0, 0.13, 0.0, 1.0] if name == "head" else [0.0, robots.LENS_HEIGHT, 0.19, 1.0]
            )
        elif name != "centre":
            raise KeyError(name)
        return frame

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return the crystal shell, what is in it, and the light that its eye throws."""
        return self.contributions([snapshot])[0]

    def contributions(self, snapshots: Sequence[Snapshot]) -> list[Contribution]:
        """Return what `contribution` does at several times, with its joints worked out together."""
        poses = self._pieces([snapshot.time for snapshot in snapshots])
        return [self._added(snapshot, pieces) for snapshot, pieces in zip(snapshots, poses, strict=True)]

    def _added(self, snapshot: Snapshot, pieces: Array) -> Contribution:
        p, t = self.properties, snapshot.time
        light, glow = tuple(float(c) for c in p.light.at(t)), float(p.glow.at(t))
        world = snapshot.world_from(self.name)
        eye = world[:3] @ pieces[HEAD] @ [0.0, robots.LENS_HEIGHT, 0.26, 1.0]
        return Contribution(
            draws=(
                self.draw(snapshot, "works", WORKS, pieces=pieces, light=triple(light), glow=glow),
                self.draw(
                    snapshot,
                    "shell",
                    SHELL,
                    pieces=pieces,
                    layer="transmissive",
                    colour=triple(p.colour.at(t)),
                    light=triple(light),
                    glow=glow,
                ),
            ),
            point_lights=(
                PointLight(
                    position=triple(eye),
                    colour=triple([0.10 * glow * c for c in light]),
                    radius=0.08,
                    reach=5.0,
                ),
            )
            if glow > 0.0
            else (),
        )

    def _path(self, stretch: Stretch, before: _Path | None) -> _Path:
        """Return the path in a stretch of time without jumps, extrapolated linearly beyond its ends."""
        p = self.properties
        first = max(stretch.start, 0.0)
        count = max(3, int(np.ceil((min(stretch.end, self.film.duration) - first) * RATE)) + 1)
        times = first + np.arange(count) / RATE
        path = stretch.values(p.position, times)
        velocity = np.gradient(path, 1.0 / RATE, axis=0)
        velocity = np.stack([smoothed(velocity[:, k], 0.10) for k in range(3)], axis=1)
        # A robot that hovers after a jump keeps the heading from before it.
        still = 0.0 if before is None else float(before.table[-1, 0])
        heading = smoothed(headings_along(velocity, still), 0.14)
        if p.heading is not None:
            heading = np.unwrap(np.radians(stretch.values(p.heading, times)))
        push = np.gradient(velocity, 1.0 / RATE, axis=0)
        ahead = push[:, 0] * np.sin(heading) + push[:, 2] * np.cos(heading)
        aside = push[:, 0] * np.cos(heading) - push[:, 2] * np.sin(heading)
        bank = stretch.values(p.bank, times)
        cruise = velocity[:, 0] * np.sin(heading) + velocity[:, 2] * np.cos(heading)
        pitch = np.clip(np.arctan2(ahead, GRAVITY) + 0.045 * cruise, -LARGEST_BANK, LARGEST_BANK) * bank
        roll = np.clip(-np.arctan2(aside, GRAVITY), -LARGEST_BANK, LARGEST_BANK) * bank
        columns = [
            heading,
            *(smoothed(row, 0.08) for row in (pitch, roll)),
            *(smoothed(row, 0.1) for row in (ahead, aside)),
        ]
        return _Path(first, np.column_stack(columns))

    def _pieces(self, times: Sequence[float]) -> Array:
        """Return model_from_piece, (n, 8, 4, 4), at n times, s."""
        rows = np.array([self._paths.at(time).before(time) for time in times])
        nod = np.array([self.properties.nod.at(time) for time in times])
        at = np.array(times)
        pieces = np.zeros((len(times), 8, 4, 4))
        pieces[..., 3, 3] = 1.0
        # The head stays more level than the body when it banks, and moves down and forward in a nod.
        level = turn_z(-0.5 * rows[:, 0, 2]) @ turn_x(-0.6 * rows[:, 0, 1])
        pieces[:, HEAD, :3, :3] = level @ turn_x(np.radians(40.0) * nod + 0.03 * np.sin(1.1 * at))
        pieces[:, HEAD, :3, 3] = NECK + np.array([0.0, -0.022, 0.035]) * nod[:, None]
        pieces[:, BODY, :3, :3] = np.eye(3)
        # The arms swing against the acceleration and bank of the body; each joint follows later than the one above it.
        for side, (upper, fore, claw) in (
            (1.0, (UPPER_L, FORE_L, CLAW_L)),
            (-1.0, (UPPER_R, FORE_R, CLAW_R)),
        ):
            start, turn = SHOULDER * [side, 1.0, 1.0], np.eye(3)
            joints = (
                (upper, 0.8, 10.0, 0.0),
                (fore, 0.7, 3.0, UPPER_ARM),
                (claw, 0.5, 0.0, FOREARM),
            )
            for number, (piece, share, out, length) in enumerate(joints, 1):
                _, late_pitch, late_roll, ahead, aside = rows[:, number].T
                start = start - turn[..., 1] * length
                swing = share * (0.6 * np.arctan2(ahead, GRAVITY) + 0.5 * late_pitch) + 0.05 * np.sin(
                    1.9 * at - 8.0 * LATER[number] + side
                )
                away = np.radians(out) * side + share * (-0.6 * np.arctan2(aside, GRAVITY) - 0.4 * late_roll)
                bent = -0.30 if piece in (FORE_L, FORE_R) else 0.0  # elbows rest a little bent
                turn = turn @ turn_z(away) @ turn_x(swing + bent)
                pieces[:, piece, :3, :3], pieces[:, piece, :3, 3] = turn, start
        return pieces


@kept(memory=4)
def _shell_and_works(seed: int) -> tuple[Mesh, Mesh]:
    """Return the crystal of head, body and the segments of the arms, one piece each, and their metal and lights."""
    arms = [robots.robot_arm(segment) for segment in (0, 0, 1, 1, 2, 2)]
    whole = merged([robots.robot_head(seed), robots.robot_body(), *arms], as_pieces=True)
    of_works = whole.vertices["tint"][whole.triangles[:, 0], 3] > robots.CHIPPED + 0.5
    return _part(whole, ~of_works), _part(whole, of_works)


def _part(mesh: Mesh, chosen: NDArray[np.bool_]) -> Mesh:
    """Return the triangles of a mesh that are chosen, (m,), with their vertices alone."""
    triangles = mesh.triangles[chosen]
    used, places = np.unique(triangles, return_inverse=True)
    return Mesh(
        mesh.vertices[used], places.reshape(triangles.shape).astype(mesh.triangles.dtype), mesh.pieces
    )
