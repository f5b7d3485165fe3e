"""Motion of a figure: footsteps along its path and poses of its actions give its bones at any time."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.base import FilmContext
from visualizer.actors.stretches import Stretch, Stretches, jumps_of
from visualizer.cast.figure import poses
from visualizer.cast.figure import skeleton as bones
from visualizer.cast.figure.air import Air
from visualizer.cast.figure.properties import FigureProperties, Leap
from visualizer.cast.figure.skeleton import Feet, Skeleton, skeleton
from visualizer.cast.figure.switches import eased, elapsed_of, keys_of
from visualizer.cast.gait.footsteps import RATE, Jump, Walk, leap_height, walk_of
from visualizer.cast.gait.limbs import turn_y
from visualizer.transforms import IDENTITY_QUATERNION, rotation

Array = NDArray[np.float64]

CROSS_FADE = 0.35
"""Seconds in which one action gives way to the next."""

LEAD = 1.5
"""Seconds before the film, and before and after each jump of a figure, for which steps are laid out too."""

_SAME = 1e-6  # s: an action keyed this close to a jump begins with it


@dataclass(frozen=True, eq=False)
class _Gait:
    """The walk between two jumps of a figure's path or heading, and its leaps in that time."""

    stretch: Stretch
    walk: Walk
    leaps: list[Leap]


class Motion:
    """How a figure moves: a pure function of time. It remembers the skeletons of the last few times."""

    def __init__(self, properties: FigureProperties, film: FilmContext) -> None:
        p = properties
        self.properties = p
        self.film = film
        self.size = p.height / 1.8
        self._gaits = Stretches(jumps_of(p.position, p.heading), self._laid_out)
        self._actions = keys_of(p.action)
        self._carrying = keys_of(p.carrying)
        self._upright = bool(p.rotation.constant) and np.allclose(p.rotation.at(0.0), IDENTITY_QUATERNION)
        self.skeletons = lru_cache(maxsize=16)(self._skeleton)

    def body(self, time: float) -> Skeleton:
        """Return the bones at a time, s, in model space, for a body 1.8 m tall."""
        return self.skeletons(float(time))

    def walk_at(self, time: float) -> Walk:
        """Return the walk in the stretch between two jumps that holds a time, s, continued steadily beyond
        its ends.
        """
        return self._gaits.at(time).walk

    def _laid_out(self, stretch: Stretch, before: _Gait | None) -> _Gait:
        p, film = self.properties, self.film
        # A figure that moves in the first frame or after a jump is taken to have moved before: no step begins from a stand.
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
        # A figure at rest after a jump keeps the heading from before it.
        still = 0.0 if before is None else float(before.walk.at(before.stretch.end)[4])
        return _Gait(stretch, walk_of(times, path, jumps, headings=headings, still=still), leaps)

    def placed(self, time: float) -> Array:
        """Return parent_from_model, (4, 4), at a time, s: on the path, turned to the heading, scaled to its size."""
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
        """Return the weight, 0..1, of an action that began `elapsed` seconds ago: 1 if it began before a jump."""
        began = time - elapsed
        return 1.0 if began <= self._gaits.at(time).stretch.start + _SAME else eased(elapsed / CROSS_FADE)

    def _skeleton(self, time: float) -> Skeleton:
        row = self.walk_at(time).at(time)
        placed = self.placed(time)
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

    def air(self, time: float) -> Air:
        """Return what moves cloth and hair at a time, s."""
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
