"""Motion of a figure: its skeleton at any time, from the footsteps along its path and the poses of its actions."""

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
from visualizer.cast.gait.footsteps import RATE, Arc, Walk, leap_height, walk_of
from visualizer.cast.gait.limbs import turn_y
from visualizer.transforms import IDENTITY_QUATERNION, rotation

Array = NDArray[np.float64]

CROSS_FADE = 0.35
"""Duration of the cross-fade from one action to the next, seconds."""

LEAD = 1.5
"""Seconds before the film, and before and after each jump of a figure, for which steps are laid out too."""

MOST_TIMES = 64
"""Times for which skeletons are cached: the sub-frames of an exposure, and what they look back at."""

_AT_JUMP = 1e-6  # s: an action with a keyframe this close to a jump begins at the jump, without a cross-fade


@dataclass(frozen=True, eq=False)
class _Gait:
    """The walk between two jumps of a figure's path or heading, and its leaps in that time."""

    stretch: Stretch
    walk: Walk
    leaps: list[Leap]


class Motion:
    """The motion of a figure as a pure function of time. The skeletons of the latest `MOST_TIMES` are cached."""

    def __init__(self, properties: FigureProperties, film: FilmContext) -> None:
        p = properties
        self.properties = p
        self.film = film
        self.size = p.height / 1.8
        self._gaits = Stretches(jumps_of(p.position, p.heading), self._laid_out)
        self._actions = keys_of(p.action)
        self._carrying = keys_of(p.carrying)
        self._upright = bool(p.rotation.constant) and np.allclose(p.rotation.at(0.0), IDENTITY_QUATERNION)
        self.skeletons = lru_cache(maxsize=MOST_TIMES)(self._skeleton)

    def body(self, time: float) -> Skeleton:
        """Return the bones at a time, s, in model space, for a body 1.8 m tall."""
        return self.skeletons(float(time))

    def walk_at(self, time: float) -> Walk:
        """Return the walk of the stretch between two jumps in which a time, s, lies; it extends a little beyond the ends."""
        return self._gaits.at(time).walk

    def _laid_out(self, stretch: Stretch, before: _Gait | None) -> _Gait:
        """Return the footsteps and leaps in a stretch. before: those of the stretch before it."""
        p, film = self.properties, self.film
        # A figure that moves in the first frame or just after a jump is assumed to have moved before: its path is
        # extrapolated, so that it is in mid-stride.
        seen = stretch
        if p.position.times[0] >= 0.0:
            seen = Stretch(max(stretch.start, min(0.0, stretch.end)), stretch.end)
        first = max(stretch.start, 0.0)
        last = min(stretch.end + LEAD, film.duration)
        count = max(2, int(np.ceil((last - first) * RATE)) + 1)
        times = first + np.arange(-round(LEAD * RATE), count) / RATE
        path = seen.values(p.position, times)
        headings = None
        if p.heading is not None:
            headings = np.unwrap(np.radians(seen.values(p.heading, times)))
        leaps = [leap for leap in p.leaps if leap.end > stretch.start and leap.start < stretch.end]
        arcs = [
            Arc(
                leap.start,
                leap.end,
                leap_height(leap.end - leap.start) if leap.height is None else leap.height,
            )
            for leap in leaps
        ]
        # A figure at rest after a jump keeps the heading from before it.
        still = 0.0 if before is None else float(before.walk.at(before.stretch.end)[4])
        return _Gait(stretch, walk_of(times, path, arcs, headings=headings, still=still), leaps)

    def placed(self, time: float) -> Array:
        """Return parent_from_model, (4, 4), at a time, s: on the path, rotated to the heading, scaled to its size."""
        p, row = self.properties, self.walk_at(time).at(time)
        placed = np.eye(4)
        placed[:3, :3] = turn_y(float(row[4]))
        if not self._upright:
            placed[:3, :3] = placed[:3, :3] @ rotation(p.rotation.at(time))[:3, :3]
        placed[:3, :3] *= self.size * p.scale.at(time)
        placed[:3, 3] = p.position.at(time)
        return placed

    def _state(self, time: float, since: float) -> poses.MotionState:
        row = self.walk_at(time).at(time)
        return poses.MotionState(float(row[5]), float(row[6]), float(row[7]), time, since, float(row[8]))

    def _pose(self, time: float) -> Array:
        """Return the pose: the action, cross-faded from the one before; then the arms that carry, and leaps, blended in."""
        row = self._faded(self._actions, time)
        elapsed, held, before = elapsed_of(self._carrying, time)
        faded = self._faded_in(time, elapsed)
        carried = faded if held else 0.0
        if not held and before:
            carried = 1.0 - faded
        if carried > 0.0:
            arms = poses.carry(self._state(time, elapsed))
            for part in (poses.LEFT, poses.RIGHT, poses.ELBOWS):
                row[part] += (arms[part] - row[part]) * carried
            row[poses.TWIST] *= 1.0 - 0.6 * carried
        for leap in self._gaits.at(time).leaps:
            weight = eased((time - leap.start + 0.18) / 0.25) * eased((leap.end + 0.28 - time) / 0.3)
            if weight > 0.0:
                flown = min(max((time - leap.start) / max(leap.end - leap.start, 1e-6), 0.0), 1.0)
                state = self._state(time, time - leap.start)
                air = poses.leap(poses.MotionState(state.phase, state.speed, 0.0, time, state.since, flown))
                # The knees bend at the landing.
                air[poses.DROP] += 0.09 * max(0.0, 1.0 - abs(time - leap.end - 0.06) / 0.2)
                if carried > 0.0:
                    air[poses.LEFT], air[poses.RIGHT] = row[poses.LEFT], row[poses.RIGHT]
                row = row + (air - row) * weight
        return row

    def _faded(self, keys: Sequence[tuple[float, str]], time: float) -> Array:
        elapsed, now, before = elapsed_of(keys, time)
        row = poses.ACTIONS[now](self._state(time, elapsed)).copy()
        faded = self._faded_in(time, elapsed)
        if before is not None and faded < 1.0:
            previous = bisect_right([key[0] for key in keys], time) - 2
            old = poses.ACTIONS[before](self._state(time, time - keys[previous][0]))
            row = old + (row - old) * faded
        return row

    def _faded_in(self, time: float, elapsed: float) -> float:
        """Return the weight, 0..1, of an action that began `elapsed` seconds ago: 1 if it began before a jump."""
        began = time - elapsed
        return 1.0 if began <= self._gaits.at(time).stretch.start + _AT_JUMP else eased(elapsed / CROSS_FADE)

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
        """Return the motion of the air and of the body at a time, s, which moves cloth and hair."""
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
            speed=np.asarray(float(row[6]) + 2.0 * float(np.sin(np.pi * row[8]))),
            phase=np.asarray(row[5]),
            time=np.asarray(time),
            lift=np.asarray(p.lift.at(time)),
            wind=model_from_parent @ np.asarray(p.wind.at(time), dtype=np.float64),
        )
