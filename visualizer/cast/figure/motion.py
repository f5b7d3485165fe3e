"""Motion of a figure: its skeleton at any time, from the footsteps along its path and the poses of its actions."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.base import FilmContext
from visualizer.actors.shocks import Shock
from visualizer.actors.stretches import Stretch, Stretches, jumps_of
from visualizer.cast.figure import poses
from visualizer.cast.figure import skeleton as bones
from visualizer.cast.figure.air import Air
from visualizer.cast.figure.properties import FigureProperties, Leap
from visualizer.cast.figure.skeleton import Feet, Skeleton, skeletons
from visualizer.cast.figure.startles import Startle, startled, startles_of
from visualizer.cast.figure.switches import START, elapsed_of, keys_of
from visualizer.cast.gait import footsteps as gait
from visualizer.cast.gait.footsteps import RATE, Arc, Walk, leap_height, walk_of
from visualizer.cast.gait.limbs import turn_y
from visualizer.geometry.turns import smoothstep
from visualizer.timeline.track import Track
from visualizer.transforms import IDENTITY_QUATERNION, rotation

Array = NDArray[np.float64]
Times = tuple[float, ...]

CROSS_FADE = 0.35
"""Duration of the cross-fade from one action to the next, seconds."""

LEAD = 1.5
"""Seconds before the film, and before and after each jump of a figure, for which steps are laid out too."""

OWN = 2.4
"""Radians by which the idle motion of figures of one name with consecutive seeds differs."""

LEANT = 0.006
"""Metres by which cloth and hair swing for each degree that the body leans: the height of the chest above the hips,
0.35 m, times a degree."""

LOST = 8
"""The delay of `Air.DELAYS`, 0.24 s, from whose speed on cloth keeps what the body has lost since."""
FLUTTER = 2.0
"""Speed, m/s, by which cloth flutters more in the middle of a leap."""

BRAKES = np.linspace(0.0, 0.4, 9)
FADES = np.exp(-BRAKES / 0.13) / np.exp(-BRAKES / 0.13).sum()
"""Times before now, seconds, of which a body that slows down still shows the weight, and the share of each."""
GENTLE, HARD = 1.2, 2.8
"""Deceleration that shows nothing, and what shows most beyond that, m/s^2."""
WALKING = 1.5
"""Speed, m/s, from which the weight of one who stops shows; at twice that it does in full."""
FARTHEST_BACK = -17.0
"""Degrees by which a body leans at most backwards."""

MOST_CACHED = 64
"""Results that are cached: for the times of an exposure together, and for each time that these look back at."""

_NOW = np.zeros(1)
_AT_JUMP = 1e-6  # s: an action with a keyframe this close to a jump begins at the jump, without a cross-fade


@dataclass(frozen=True, eq=False)
class _Gait:
    """The walk between two jumps of a figure's path or heading, and its leaps in that time."""

    stretch: Stretch
    walk: Walk
    leaps: list[Leap]


class Motion:
    """The motion of a figure as a pure function of time; several times, such as those of an exposure, are computed
    together."""

    def __init__(self, properties: FigureProperties, film: FilmContext, name: str = "") -> None:
        p = properties
        self.properties = p
        self.film = film
        self.shocks: tuple[Callable[[], Iterable[Shock]], ...] = ()
        self.own = OWN * p.seed + crc32(name.encode()) % 628 / 100.0
        self.size = p.height / 1.8
        self._gaits = Stretches(jumps_of(p.position, p.heading), self._laid_out)
        self._actions = keys_of(p.action)
        self._carrying = keys_of(p.carrying)
        # What the scene adds to the pose of the action.
        self._added = [
            (part, track)
            for part, track in (
                (poses.LEAN, p.lean), (poses.TWIST, p.twist), (poses.DROP, p.crouch), (poses.STANCE, p.stance)
            )
            if not track.constant or track.at(0.0)
        ]  # fmt: skip
        self._swung = [
            (axis, metres, track)
            for axis, metres, track in ((0, bones.ASIDE, p.stance), (2, LEANT, p.lean))
            if not track.constant
        ]
        self._upright = bool(p.rotation.constant) and np.allclose(p.rotation.at(0.0), IDENTITY_QUATERNION)
        self._ahead: dict[Times, Skeleton] = {}
        self.rows = lru_cache(maxsize=MOST_CACHED)(self._rows)
        self.placements = lru_cache(maxsize=MOST_CACHED)(self._placements)
        self.bodies = lru_cache(maxsize=MOST_CACHED)(self._bodies)

    def body(self, time: float) -> Skeleton:
        """Return the bones at one time, s, as `bodies` does."""
        return self.bodies((float(time),))[0]

    def walk_at(self, time: float) -> Walk:
        """Return the walk of the stretch between two jumps in which a time, s, lies; it extends a little beyond the
        ends."""
        return self._gaits.at(time).walk

    @cached_property
    def startles(self) -> tuple[Startle, ...]:
        """What the figure feels of `shocks`."""
        return startles_of((shock for shocks in self.shocks for shock in shocks()), self._stood, self.own)

    def _stood(self, time: float) -> Array:
        """Return x, y, z on the path, metres, and the heading, radians, (4,), at a time, s."""
        row = self.walk_at(time).at(time)
        return np.append(row[gait.PLACE], row[gait.HEADING])

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
        still, winded = (
            (0.0, 0.0)
            if before is None
            else (before.walk.at(before.stretch.end)[[gait.HEADING, gait.WINDED]].tolist())
        )
        walk = walk_of(times, path, arcs, headings=headings, still=still, tread=p.tread, winded=winded)
        return _Gait(stretch, walk, leaps)

    def _rows(self, times: Times) -> Array:
        """Return the rows of the walk at n times, s: (n, 10), as in `Walk.table`."""
        return self._before(times, _NOW)[:, 0]

    def _before(self, times: Times, delays: Array) -> Array:
        """Return the rows of the walk `delays`, (k,) s, before n times, s: (n, k, 10), as in `Walk.table`. No delay
        reaches across a jump."""
        return self._by_stretch(times, lambda of, some: of.walk.sample(some[:, None] - delays))

    def _by_stretch(self, times: Times, work: Callable[[_Gait, Array], Array]) -> Array:
        """Return the rows, (n, ...), that `work` gives for the gait of a stretch and times in it, (k,) s: for most
        exposures all n at once."""
        gaits = [self._gaits.at(time) for time in times]
        some = np.array(times)
        if all(of is gaits[0] for of in gaits):
            return work(gaits[0], some)
        return np.concatenate([work(of, some[k : k + 1]) for k, of in enumerate(gaits)])

    def _placements(self, times: Times) -> Array:
        """Return parent_from_model, (n, 4, 4), at n times, s: on the path, rotated to the heading, scaled to its
        size."""
        p = self.properties
        turn = turn_y(self.rows(times)[:, gait.HEADING])
        if not self._upright:
            turn = turn @ np.array([rotation(p.rotation.at(time))[:3, :3] for time in times])
        placed = np.zeros((len(times), 4, 4))
        placed[:, :3, :3] = turn * (self.size * values(p.scale, times))[:, None, None]
        placed[:, :3, 3] = values(p.position, times)
        placed[:, 3, 3] = 1.0
        return placed

    def _poses(self, times: Times) -> list[Array]:
        """Return the poses at n times, s, (poses.SIZE,) each."""
        each = zip(times, self.rows(times)[:, gait.PHASE :].tolist(), self._braking(times), strict=True)
        return [
            self._pose(partial(self._state, time, walked), time, braking) for time, walked, braking in each
        ]

    def _state(self, time: float, walked: Sequence[float], since: float) -> poses.MotionState:
        """Return the state of the motion at a time, s. walked: the gait then, as in `Walk.table`, from its phase on.
        since: s since an action began."""
        phase, speed, push, airborne, winded = walked
        return poses.MotionState(phase, speed, push, time, since, airborne, own=self.own, winded=winded)

    def _pose(self, state: Callable[[float], poses.MotionState], time: float, braking: float) -> Array:
        """Return the pose: the action, cross-faded from the one before; then the arms that carry, and leaps, blended
        in.

        state: of an action that began so many s ago. braking: as of `_braking`.
        """
        row = self._faded(self._actions, state, time)
        elapsed, held, before = elapsed_of(self._carrying, time)
        faded = self._faded_in(time, elapsed)
        carried = faded if held else 0.0
        if not held and before:
            carried = 1.0 - faded
        if carried > 0.0:
            arms = poses.carry(state(elapsed))
            for part in (poses.LEFT, poses.RIGHT, poses.ELBOWS):
                row[part] += (arms[part] - row[part]) * carried
            row[poses.TWIST] *= 1.0 - 0.6 * carried
        for leap in self._gaits.at(time).leaps:
            weight = smoothstep((time - leap.start + 0.22) / 0.36) * smoothstep(
                (leap.end + 0.32 - time) / 0.38
            )
            if weight > 0.0:
                flown = min(max((time - leap.start) / max(leap.end - leap.start, 1e-6), 0.0), 1.0)
                air = poses.leap(replace(state(time - leap.start), push=0.0, airborne=flown))
                if carried > 0.0:
                    air[poses.LEFT], air[poses.RIGHT] = row[poses.LEFT], row[poses.RIGHT]
                row = row + (air - row) * weight
            upright = 1.0 - row[poses.SIT]  # a seat takes the weight of who lands in it
            row = row + upright * poses.weight_of_leap(
                time - leap.start, time - leap.end, carried, state(0.0).speed
            )
        braked = braking * self._alone(time) if braking > 0.0 else 0.0
        if braked > 0.0:
            row = row + (1.0 - row[poses.SIT]) * poses.weight_of_stop(braked, carried)
        if self.startles:
            row = startled(row, self.startles, time, carried, self.own)
        for part, track in self._added:
            row[part] += track.at(time)
        row[poses.LEAN] = max(row[poses.LEAN], FARTHEST_BACK)
        row[poses.STANCE] = min(max(row[poses.STANCE], -1.0), 1.0)
        return row

    def _braking(self, times: Times) -> list[float]:
        """Return how hard the body is slowing down, or did a moment ago, 0..1, at n times, s."""
        rows = self._before(times, BRAKES)
        slowing = (np.maximum(-rows[..., gait.PUSH] - GENTLE, 0.0) * FADES).sum(axis=-1).tolist()
        fastest = rows[..., gait.SPEED].max(axis=-1).tolist()
        return [
            min(hard / HARD, 1.0) * smoothstep((speed - WALKING) / WALKING)
            for hard, speed in zip(slowing, fastest, strict=True)
        ]

    def _alone(self, time: float) -> float:
        """Return the share of the actions that the weight of the body may bend, 0..1: those that are not with
        others."""
        elapsed, now, before = elapsed_of(self._actions, time)
        free, freed = now not in poses.WITH_OTHERS, before not in poses.WITH_OTHERS
        return float(free) + (float(freed) - float(free)) * (1.0 - self._faded_in(time, elapsed))

    def _faded(
        self, keys: Sequence[tuple[float, str]], state: Callable[[float], poses.MotionState], time: float
    ) -> Array:
        elapsed, now, before = elapsed_of(keys, time)
        row = poses.ACTIONS[now](state(elapsed))
        faded = self._faded_in(time, elapsed)
        if before is not None and faded < 1.0:
            previous = bisect_right(keys, time, key=START) - 2
            old = poses.ACTIONS[before](state(time - keys[previous][0]))
            row = old + (row - old) * faded
        return row

    def _faded_in(self, time: float, elapsed: float) -> float:
        """Return the weight, 0..1, of an action that began `elapsed` seconds ago: 1 if it began before a jump."""
        began = time - elapsed
        return (
            1.0
            if began <= self._gaits.at(time).stretch.start + _AT_JUMP
            else smoothstep(elapsed / CROSS_FADE)
        )

    def _bodies(self, times: Times) -> Skeleton:
        """Return the bones at n times, s, in model space, for a body 1.8 m tall."""
        known = self._ahead.pop(times, None)
        return _bodies_of([self], times)[0] if known is None else known

    def air(self, times: Times) -> Air:
        """Return the motion of the air and of the body at n times, s, which moves cloth and hair."""
        p, rows = self.properties, self.rows(times)
        past = self._before(times, Air.DELAYS)
        heading, rise, speed = (rows[:, column] for column in (gait.HEADING, gait.RISE, gait.SPEED))
        model_from_parent = turn_y(-heading)
        model_from_parent /= self.size
        trail = past[..., gait.PLACE] - rows[:, None, gait.PLACE]
        trail[..., 1] += past[..., gait.RISE] - rise[:, None]
        trail = trail @ model_from_parent.swapaxes(-1, -2)
        for axis, metres, track in self._swung:
            swung = self._by_stretch(times, partial(_before, track))
            trail[..., axis] += metres * (swung - swung[:, :1])
        surge = np.zeros((len(times), 3))
        surge[:, 2] = np.maximum(past[:, LOST, gait.SPEED] - speed, 0.0)
        return Air(
            trail=trail,
            twist=past[..., gait.HEADING] - heading[:, None],
            surge=surge,
            speed=speed + FLUTTER * np.sin(np.pi * rows[:, gait.AIRBORNE]),
            phase=rows[:, gait.PHASE],
            time=np.array(times),
            lift=values(p.lift, times),
            wind=(model_from_parent @ values(p.wind, times)[..., None])[..., 0],
            walls=np.zeros((len(times), 0, 3)),
        )


def pose_together(motions: Sequence[Motion], times: Times) -> None:
    """Work out the bones of several figures at n times, s, in one computation; each then has them for its next call of
    `bodies`."""
    for motion, body in zip(motions, _bodies_of(motions, times), strict=True):
        motion._ahead = {times: body}


def _bodies_of(motions: Sequence[Motion], times: Times) -> list[Skeleton]:
    """Return the bones of each figure at n times, s, in model space, for a body 1.8 m tall."""
    count = len(times)
    rows = np.concatenate([motion.rows(times) for motion in motions])
    inverse = np.linalg.inv(np.concatenate([motion.placements(times) for motion in motions]))
    walks = [(motion.walk_at(time), time) for motion in motions for time in times]
    steps = np.array([[walk.foot(side, time) for side in (0, 1)] for walk, time in walks])
    feet = Feet(
        steps[..., :3] @ inverse[:, :3, :3].swapaxes(-1, -2) + inverse[:, None, :3, 3],
        steps[..., 3] - rows[:, gait.HEADING, None],
        steps[..., 4],
        steps[..., 5],
    )
    speed = rows[:, gait.SPEED]
    risen = rows[:, gait.RISE] / np.repeat([motion.size for motion in motions], count)
    rising = -0.018 + 0.075 * np.minimum(np.maximum((speed - 1.3) / 2.0, 0.0), 1.0)
    bob = np.minimum(speed, 1.0) * rising * np.cos(4.0 * np.pi * rows[:, gait.PHASE]) * bones.grounded(risen)
    poses = np.array([pose for motion in motions for pose in motion._poses(times)])
    width = np.repeat([motion.properties.build for motion in motions], count)
    body = skeletons(poses, feet, rise=risen, bob=bob, width=width)
    return [body[first : first + count] for first in range(0, len(poses), count)]


def _before(track: Track[float], of: _Gait, times: Array) -> Array:
    """Return the values of a track `Air.DELAYS` before times (n,), s, of a stretch, (n, len(Air.DELAYS))."""
    then = times[:, None] - Air.DELAYS
    return of.stretch.values(track, then.reshape(-1)).reshape(then.shape)


def values(track: Track[Any], times: Times) -> Array:
    """Return the values of a track at n times, s, (n, ...): one alone is worked out if it is held over all of them."""
    if len(times) > 1 and track.held(min(times), max(times)):
        return np.asarray(track.at(times[0]))[None].repeat(len(times), axis=0)
    return np.array([track.at(time) for time in times])
