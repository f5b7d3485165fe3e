"""Poses: the angles of back and head and the positions of the hands in each action, as arrays that can be blended.

The legs follow from the footsteps. A cross-fade from one action to the next is the weighted mean of two poses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import copysign, cos, exp, pi, sin, tanh

import numpy as np
from numpy.typing import NDArray

from visualizer.geometry.turns import smoothstep

Array = NDArray[np.float64]

DROP, LEAN, BOW, TWIST, NOD, LOOK, TILT, ELBOWS, KNEEL, SWAY, SIT, STANCE, SHIFT, SHRUG = range(14)
LEFT, RIGHT = slice(14, 17), slice(17, 20)
SIZE = 20
"""DROP: m the hips sink. LEAN, BOW: degrees the hips and the chest pitch forward. TWIST: degrees the chest
turns to its left. NOD, LOOK, TILT: head pitch down, turn to its left, and roll to its left, degrees. ELBOWS:
0 behind, 1 out to the sides. KNEEL, SIT: 0..1. SWAY: degrees the chest rolls.
STANCE: the foot that bears the weight, 1 the left, -1 the right, 0 both. SHIFT: m the hips are ahead of the path.
SHRUG: m the shoulders rise. LEFT, RIGHT: wrists in the chest's frame, metres of a body 1.8 m tall.
"""


GIVES = 0.13
"""Seconds from a landing until the knees are bent most."""

IDLE = 0.62
"""The most of their weight, as `STANCE`, that people who stand move from one foot to the other by themselves."""

LAID_IN = 1.8
"""Seconds in which the action "lay" bends down, after 0.3 s."""


@dataclass(frozen=True)
class MotionState:
    """The inputs of a pose.

    phase: of the gait, strides. speed: m/s. push: forward acceleration, m/s^2. time: film time, s. since: seconds since
    the action began. airborne: 0 to 1 in the course of a leap, 0 on the ground. own: radians by which breath and other
    idle motion differ from those of others. winded: 0..1, how hard one breathes who has run.
    """

    phase: float
    speed: float
    push: float
    time: float
    since: float
    airborne: float
    own: float = 0.0
    winded: float = 0.0


def pose(
    *,
    left: tuple[float, float, float] = (0.27, -0.17, 0.05),
    right: tuple[float, float, float] | None = None,
    drop: float = 0.0,
    lean: float = 0.0,
    bow: float = 0.0,
    twist: float = 0.0,
    nod: float = 0.0,
    look: float = 0.0,
    tilt: float = 0.0,
    elbows: float = 0.25,
    kneel: float = 0.0,
    sway: float = 0.0,
    sit: float = 0.0,
    stance: float = 0.0,
    shift: float = 0.0,
    shrug: float = 0.0,
) -> Array:
    """Return a pose, (SIZE,). right: mirrors the left wrist if None."""
    if right is None:
        right = -left[0], left[1], left[2]
    angles = drop, lean, bow, twist, nod, look, tilt, elbows, kneel, sway, sit, stance, shift, shrug
    return np.array([*angles, *left, *right])


def stand(state: MotionState) -> Array:
    """The weight is on one foot and moves to the other, as that of people who wait; the arms, bent, hang off the body,
    the one above the free leg ahead of the other; chest and shoulders breathe.

    No two people hold their arms alike: one hand is higher than the other, by the person.
    """
    breath, side, glance = idle(state)
    habit = sin(2.0 * state.own + 1.0)
    habit = copysign(0.55 + 0.45 * abs(habit), habit)
    left, right = 0.5 - 0.5 * side, 0.5 + 0.5 * side  # share of the arm above the free leg
    high_left, high_right = 0.5 - 0.5 * habit, 0.5 + 0.5 * habit
    rise = 0.008 * breath
    return pose(
        left=(0.30 - 0.02 * left - 0.06 * high_left, -0.16 + 0.02 * left + 0.11 * high_left + rise,
              0.02 + 0.10 * left + 0.08 * high_left),
        right=(-0.30 + 0.02 * right + 0.06 * high_right, -0.16 + 0.02 * right + 0.11 * high_right + rise,
               0.02 + 0.10 * right + 0.08 * high_right),
        bow=1.5 + 1.3 * breath + 4.0 * state.winded, twist=-5.0 * side, nod=2.0 - 1.5 * glance - 1.0 * breath, look=4.5 * glance,
        tilt=-2.0 * side, stance=IDLE * side, shrug=0.004 + 0.008 * breath, drop=0.012,
    )  # fmt: skip


def idle(state: MotionState) -> tuple[float, float, float]:
    """Return the breath, the foot that the weight is on, and where the head turns by itself, -1..1 each.

    One who has run breathes faster, and up to twice as deep.
    The weight rests on one foot for some seconds, then moves to the other within one. Periods are no multiples of each
    other, so that nothing repeats.
    """
    calm, short = sin(1.9 * state.time + state.own), sin(6.1 * state.time + state.own)
    breath = calm + (2.0 * short - calm) * state.winded
    side = tanh(2.2 * sin(0.9 * state.time + 1.7 * state.own) + 0.6 * sin(0.57 * state.time + state.own))
    glance = sin(0.83 * state.time + 2.3 * state.own) * sin(0.47 * state.time + state.own)
    return breath, side, glance


def walk(state: MotionState) -> Array:
    """Arms swing against the legs."""
    share = min(state.speed / 1.2, 1.3)
    swing = cos(2.0 * pi * state.phase) * share
    return pose(
        left=(0.26, -0.15 + 0.02 * abs(swing), 0.05 + 0.17 * swing),
        right=(-0.26, -0.15 + 0.02 * abs(swing), 0.05 - 0.17 * swing),
        lean=2.0 * share,
        bow=1.0,
        twist=-5.0 * swing,
        nod=1.0,
    )


def run(state: MotionState) -> Array:
    """Elbows bent and close to the body, arms swinging from behind the hip to before the chest, the body leaning
    forward, and more so while it accelerates."""
    share = min(state.speed / 3.2, 1.2)
    swing = cos(2.0 * pi * state.phase) * share
    push = min(max(state.push, -6.0), 4.0)
    left, right = 0.5 + 0.5 * swing, 0.5 - 0.5 * swing
    return pose(
        left=(0.28 - 0.15 * left, 0.00 + 0.31 * left, -0.17 + 0.44 * left),
        right=(-0.28 + 0.15 * right, 0.00 + 0.31 * right, -0.17 + 0.44 * right),
        drop=0.05 * share,
        lean=13.0 * share + 1.6 * push,
        bow=9.0 * share + 1.2 * push,
        twist=-16.0 * swing,
        nod=-12.0 * share,
        stance=-0.4 * sin(2.0 * pi * state.phase) * share,
        elbows=-0.12,
    )


def go(state: MotionState) -> Array:
    """Stand, walk or run, by the speed."""
    to_walk = smoothstep(state.speed / 0.7)
    to_run = smoothstep((state.speed - 1.2) / 1.6)
    if to_run < 1.0:
        # The arms of one who stops at once hang first, and come to rest as the weight does.
        hung = smoothstep((-state.push - 0.5) / 2.5)
        still = stand(state)
        if to_walk == hung == 0.0:
            return still
        going = walk(state)
        for arm in (LEFT, RIGHT):
            still[arm] += (going[arm] - still[arm]) * hung
        row = still * (1.0 - to_walk) + going * to_walk
    else:
        row = run(state)
    return row * (1.0 - to_run) + run(state) * to_run if 0.0 < to_run < 1.0 else row


def leap(state: MotionState) -> Array:
    """Arms raised and spread."""
    rise = sin(pi * state.airborne)
    return pose(
        left=(0.42 + 0.06 * rise, 0.20 + 0.36 * rise, 0.20),
        right=(-0.44 - 0.06 * rise, 0.12 + 0.30 * rise, -0.06),
        lean=12.0 - 4.0 * rise, bow=8.0, nod=-6.0, elbows=0.6, drop=0.05 * (1.0 - rise),
    )  # fmt: skip


def weight_of_leap(since_start: float, since_end: float, carried: float, speed: float) -> Array:
    """Return what the weight of the body adds to the pose before a leap and after it, (SIZE,).

    It crouches and swings the arms back before the take-off; at the landing the knees give way within `GIVES`, the back
    bends, and the arms, unless they carry something, come down and out for balance until it has straightened up.
    since_start, since_end: s since the take-off and the landing. carried: share of the arms that a bundle takes. speed:
    m/s; one who runs on is bent forward already, and bends little more.
    """
    crouch = sin(pi * min(max(since_start / 0.34 + 1.0, 0.0), 1.0)) ** 2 if since_start < 0.0 else 0.0
    give = max(since_end, 0.0) / GIVES
    land = give * exp(1.0 - give)  # fast down, slowly up; 1 at GIVES
    free = 1.0 - carried
    bent = land * (1.0 - 0.9 * min(max((speed - 3.6) / 1.4, 0.0), 1.0))
    return pose(
        left=(0.10 * land * free, (-0.10 * land - 0.05 * crouch) * free, (0.10 * land - 0.12 * crouch) * free),
        right=(-0.16 * land * free, (0.02 * land - 0.05 * crouch) * free, (-0.08 * land - 0.12 * crouch) * free),
        drop=0.10 * crouch + 0.20 * land, lean=10.0 * crouch + 9.0 * bent, bow=6.0 * crouch + 15.0 * bent,
        nod=-6.0 * land, elbows=0.25 * land,
    )  # fmt: skip


def weight_of_stop(braked: float, carried: float) -> Array:
    """Return what the weight of the body adds to the pose of one who slows down, (SIZE,).

    The feet get ahead of the hips, the knees give way, the trunk is thrown back, and the arms, unless they carry
    something, go out ahead for balance. braked: 0..1, how hard. carried: share of the arms that a bundle takes.
    """
    free = braked * (1.0 - carried)
    return pose(
        left=(0.10 * free, 0.16 * free, 0.26 * free), right=(-0.14 * free, 0.08 * free, 0.14 * free),
        drop=0.05 * braked, lean=-15.0 * braked, bow=3.0 * braked, nod=4.0 * braked, shift=-0.24 * braked,
        elbows=0.4 * free,
    )  # fmt: skip


def lean(state: MotionState) -> Array:
    """Bent over something at hip height, hands on its rim."""
    breath, side, _ = idle(state)
    return pose(
        left=(0.23, 0.10, 0.42),
        lean=16.0,
        bow=26.0 + 1.2 * breath,
        stance=0.5 * IDLE * side,
        nod=20.0,
        elbows=0.7,
        drop=0.03,
        look=5.0 * sin(0.9 * state.since),
    )


def reach(state: MotionState) -> Array:
    """One hand on something in front of the chest, such as a console."""
    press = sin(min(state.since, 0.6) / 0.6 * pi)
    breath, *_ = idle(state)
    return pose(
        left=(0.26, -0.12, 0.12),
        right=(-0.12, 0.10, 0.43 + 0.06 * press),
        lean=4.0,
        bow=9.0 + 1.0 * breath,
        nod=12.0,
        twist=10.0,
    )


def embrace(state: MotionState) -> Array:
    """Arms around a person who stands 0.35 m in front, heads side by side; the head sinks, the body rocks and
    breathes."""
    breath, rock = sin(1.7 * state.since), sin(1.1 * state.since)
    sunk = 1.0 - exp(-1.6 * state.since)
    return pose(
        left=(0.06, 0.19, 0.36), right=(-0.04, 0.03, 0.36), elbows=1.5,
        lean=2.0, bow=6.0 + 1.5 * breath, nod=5.0 + 13.0 * sunk, tilt=-14.0, sway=-2.0 + 1.2 * rock, twist=1.5 * rock,
    )  # fmt: skip


def nestle(state: MotionState) -> Array:
    """Arms around a person in front, the head laid on the left shoulder of that person, the face to the right."""
    breath = sin(3.4 * state.since)
    sob = max(sin(7.5 * state.since), 0.0) * max(sin(1.6 * state.since), 0.0)  # in bouts
    settle = 1.0 - exp(-2.2 * state.since)
    return pose(
        left=(0.06, 0.19, 0.36), right=(-0.04, 0.03, 0.36), elbows=-0.2, lean=3.0 + 1.5 * settle, bow=7.0 + 1.2 * breath + 3.0 * sob,
        nod=2.0 + 3.0 * settle + 3.0 * sob, look=-58.0 * settle, tilt=18.0 * settle, drop=0.01 * settle + 0.012 * sob, sway=1.5 * breath,
    )  # fmt: skip


def hold(state: MotionState) -> Array:
    """A longer embrace: closer, head bowed, swaying a little."""
    slow = sin(0.8 * state.since)
    return pose(
        left=(0.07, 0.24, 0.33), right=(-0.05, 0.0, 0.34), elbows=1.1,
        lean=3.0, bow=8.0 + 0.6 * slow, nod=20.0, tilt=-16.0 + slow, sway=-2.5 + 0.8 * slow, drop=0.01,
    )  # fmt: skip


def carry(state: MotionState) -> Array:
    """A bundle held against the chest; the back bends over it, more so in a run."""
    haste = min(state.speed / 3.2, 1.2)
    row = go(state)
    row[LEFT], row[RIGHT] = (0.06, 0.08, 0.27), (-0.13, 0.15, 0.26)
    row[TWIST] *= 0.4
    row[BOW] += 3.0 + 3.0 * haste
    row[NOD] = 12.0 - 14.0 * haste
    row[ELBOWS] = 0.4
    return row


def wave(state: MotionState) -> Array:
    """The right arm raised, waving."""
    swing = sin(2.0 * pi * 1.5 * state.since)
    row = go(state)
    row[RIGHT] = (-0.40 - 0.10 * swing, 0.68 - 0.04 * abs(swing), 0.10)
    row[ELBOWS], row[TWIST], row[SWAY], row[NOD] = 0.9, -8.0, 3.0, -4.0
    return row


def point(state: MotionState) -> Array:
    """The right arm points ahead and a little to the side; the left one hangs."""
    row = go(state)
    row[RIGHT] = (-0.44, 0.30, 0.42)
    row[TWIST], row[NOD], row[LEAN] = 8.0, -2.0, 4.0
    return row


def comfort(state: MotionState) -> Array:
    """The left hand on the shoulder of a person who stands 0.6 m in front."""
    breath = sin(1.4 * state.since)
    return pose(
        left=(0.36, 0.40, 0.42), right=(-0.25, -0.15, 0.08), lean=3.0, bow=5.0 + breath, nod=10.0, elbows=0.5
    )


def halt(state: MotionState) -> Array:
    """Stops short at a brink: the trunk is thrown back, tips over it and is caught again, knees bent, while the arms
    wheel out at the sides; the head is bowed to what is below. Then it stands, the arms held away from the body."""
    shock = 1.0 - smoothstep((state.since - 0.8) / 0.7)
    tips = cos(2.0 * pi * (state.since - 0.28) / 0.66) * exp(-0.7 * state.since) * shock  # 1 back, -1 over it
    wheel = 2.0 * pi * 1.6 * state.since
    row = go(state)
    for part, out, turned in ((LEFT, 1.0, wheel), (RIGHT, -1.0, wheel + 0.8 * pi)):
        wheeling = np.array([0.42 * out, 0.24 + 0.26 * sin(turned), 0.04 + 0.24 * cos(turned)])
        held = np.array([0.36 * out, -0.10 - 0.04 * out, 0.16 + 0.08 * out])
        row[part] = held + (wheeling - held) * shock
    row[LEAN] += -13.0 * tips * shock - 3.0
    row[BOW] += -5.0 * tips * shock
    row[NOD], row[ELBOWS], row[DROP] = 16.0 + 8.0 * tips, 0.6, 0.02 + 0.07 * shock
    row[SHIFT] = -0.10 * tips
    return row


def recoil(state: MotionState) -> Array:
    """Thrown back from something ahead: knees bent, the shoulders drawn up, one forearm raised before the face, the
    other hand held out against it; the head turns aside. It eases a little after the first fright."""
    calms = 0.35 * smoothstep((state.since - 0.3) / 0.9)
    much = 1.0 - calms
    row = go(state)
    row[LEFT] = (0.30, 0.02 + 0.16 * much, 0.22 + 0.22 * much)
    row[RIGHT] = (-0.12, 0.06 + 0.46 * much, 0.27)
    row[LEAN] -= 12.0 * much
    row[BOW] += 4.0 * much
    row[NOD], row[LOOK], row[TWIST] = 8.0 * much, 10.0 * much, 16.0 * much
    row[ELBOWS], row[SHRUG] = 0.5, 0.035 * much
    row[DROP] += 0.10 * much
    row[SHIFT] = -0.12 * much
    return row


def duck(state: MotionState) -> Array:
    """Bent low under what rushes past, both forearms over the head."""
    row = go(state)
    row[LEFT], row[RIGHT] = (0.19, 0.60, 0.19), (-0.17, 0.63, 0.20)
    row[LEAN] += 12.0
    row[BOW] += 14.0
    row[NOD], row[ELBOWS], row[SHRUG] = 20.0, 0.35, 0.05
    row[DROP] += 0.26
    return row


def turn(state: MotionState) -> Array:
    """Looks around: the head turns first, the chest follows."""
    row = go(state)
    row[LOOK] = 38.0 * sin(1.1 * state.since)
    row[TWIST] += 10.0 * sin(1.1 * state.since - 0.5)
    return row


def kneel(state: MotionState) -> Array:
    """On one knee, hands in front of the chest."""
    return pose(left=(0.10, 0.02, 0.30), right=(-0.10, 0.02, 0.32), kneel=1.0, bow=14.0, nod=16.0, elbows=0.6)


def sit(state: MotionState) -> Array:
    """Seated, the origin on the floor below the seat, hands on the knees."""
    breath = sin(1.7 * state.time)
    return pose(left=(0.15, -0.13, 0.36), sit=1.0, lean=-4.0, bow=4.0 + 0.5 * breath, nod=4.0, elbows=0.5)


def lay(state: MotionState) -> Array:
    """Kneels and lays a bundle down before the knees: the back bends over it, and comes up again as the arms let go."""
    up = smoothstep((state.since - 0.9 - LAID_IN) / 1.2)
    down = smoothstep((state.since - 0.3) / LAID_IN) - 0.55 * up
    breath, *_ = idle(state)
    # In the end the hands are folded before the breast.
    hand = 0.12 - 0.09 * up, 0.05 + 0.13 * up, 0.30 - 0.02 * up
    return pose(
        left=hand, kneel=1.0,
        lean=4.0 + 32.0 * down, bow=8.0 + 31.0 * down + 1.0 * breath, nod=8.0 - 8.0 * down, elbows=0.7,
    )  # fmt: skip


ACTIONS: Mapping[str, Callable[[MotionState], Array]] = {
    "go": go, "stand": stand, "walk": walk, "run": run, "leap": leap, "lean": lean, "reach": reach,
    "embrace": embrace, "nestle": nestle, "hold": hold, "carry": carry, "wave": wave, "halt": halt, "comfort": comfort,
    "point": point, "turn": turn, "recoil": recoil, "duck": duck, "kneel": kneel, "sit": sit, "lay": lay,
}  # fmt: skip
"""Every action by its name in a scene file."""

WITH_OTHERS = frozenset({"embrace", "nestle", "hold", "comfort", "reach", "lay"})
"""Actions in which one has come to somebody or something on purpose: the weight of the stop does not show."""
