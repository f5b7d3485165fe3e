"""Startles: how a figure reacts to shocks near it: it ducks and shields its head, or keeps its balance; then it looks
round and recovers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, exp, pi, sin

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.shocks import Shock
from visualizer.cast.figure import poses
from visualizer.geometry.turns import smoothstep

Array = NDArray[np.float64]

LEAST = 0.12
"""Strength of a shock below which nobody reacts."""
SOON = 0.06
"""Seconds from a shock to the reaction, of the quickest; others take up to twice as long."""
SEEN = 0.26
"""Seconds before something that rushes past is nearest at which the reaction begins."""
ATTACK, HELD, EASES = 0.28, 0.45, 0.8
"""Seconds in which a body ducks, until which it stays so, and in which it comes up again."""
LASTS = 2.4
"""Seconds after which nothing of a reaction is left."""
APART = 0.75
"""Seconds within which of several shocks only the strongest is felt."""


@dataclass(frozen=True)
class Startle:
    """What a figure feels of a shock.

    start: of the reaction, s. strength: 0..1. ahead, aside: unit direction to it, in front and to the left. shakes: as
    of the shock.
    """

    start: float
    strength: float
    ahead: float
    aside: float
    shakes: bool


def startles_of(shocks: Iterable[Shock], place: Callable[[float], Array], own: float) -> tuple[Startle, ...]:
    """Return what a figure feels of shocks, in order of time.

    place: x, y, z of the figure, metres, and its heading, radians, (4,), at a time, s. own: radians by which it differs
    from others.
    """
    felt = []
    for shock in shocks:
        stands = np.array([place(float(time)) for time in shock.times])
        ways = shock.places - stands[:, :3]
        away = np.hypot(ways[:, 0], ways[:, 2])
        at = int(away.argmin())
        passes = shock.times[0] < shock.times[-1]
        if passes and at == 0:
            continue  # It rushes away.
        strength = shock.strength * (1.0 - (away[at] / shock.reach) ** 2) if away[at] < shock.reach else 0.0
        if strength < LEAST:
            continue
        heading = stands[at, 3]
        x, z = ways[at, [0, 2]] / max(away[at], 0.3)
        late = -SEEN if passes else SOON * (1.5 + 0.5 * sin(3.0 * own))
        felt.append(
            Startle(
                float(shock.times[at]) + late,
                float(strength),
                x * sin(heading) + z * cos(heading),
                x * cos(heading) - z * sin(heading),
                shock.shakes,
            )
        )
    strongest: list[Startle] = []
    for one in sorted(felt, key=lambda one: -one.strength):
        if all(abs(one.start - other.start) > APART for other in strongest):
            strongest.append(one)
    return tuple(sorted(strongest, key=lambda one: one.start))


def startled(row: Array, startles: Sequence[Startle], time: float, carried: float, own: float) -> Array:
    """Return a pose, (SIZE,), with what is left of the reactions to shocks before `time`, s.

    carried: share of the arms that a bundle takes: these hold it closer, and the back bends over it. own: radians by
    which the figure differs from others.
    """
    for one in startles:
        since = time - one.start
        if 0.0 < since < LASTS:
            row = (_steadied if one.shakes else _ducked)(row, one, since, carried, own)
    return row


def _ducked(row: Array, one: Startle, since: float, carried: float, own: float) -> Array:
    """It ducks away from the shock, a forearm before the face on that side, then looks there."""
    much = one.strength * smoothstep(since / ATTACK) * (1.0 - smoothstep((since - HELD) / EASES))
    row = row + poses.pose(
        left=(0.0, 0.0, 0.0), right=(0.0, 0.0, 0.0), elbows=0.3 * much, drop=0.13 * much, shrug=0.035 * much,
        lean=(4.0 - 8.0 * one.ahead) * much, bow=(14.0 + 8.0 * carried) * much, nod=10.0 * much,
        sway=9.0 * one.aside * much, twist=-(12.0 + 10.0 * carried) * one.aside * much,
    )  # fmt: skip
    # From straight ahead or behind, the arm that this person moves first.
    side = one.aside + 0.35 * (1.0 if sin(2.0 * own + 1.0) > 0.0 else -1.0) * abs(one.ahead)
    for part, out in ((poses.LEFT, 1.0), (poses.RIGHT, -1.0)):
        share = min(max(0.45 + 1.1 * out * side, 0.15), 1.0) * min(1.4 * much, 1.0) * (1.0 - carried)
        row[part] += (np.array([0.19 * out, 0.47, 0.25]) - row[part]) * share
    looks = one.strength * smoothstep((since - 0.3) / 0.35) * (1.0 - smoothstep((since - 1.2) / 0.7))
    row[poses.LOOK] += min(max(degrees(atan2(one.aside, one.ahead)), -65.0), 65.0) * min(1.3 * looks, 1.0)
    return row


def _steadied(row: Array, one: Startle, since: float, carried: float, own: float) -> Array:
    """The ground shakes: knees give, arms go out, the trunk rocks from side to side, the head is bowed to the floor."""
    much = one.strength * smoothstep(since / ATTACK) * (1.0 - smoothstep((since - HELD - 0.2) / EASES))
    dies = exp(-since / 0.7) * (1.0 - smoothstep((since - HELD) / (LASTS - HELD)))
    rock = sin(2.0 * pi * 1.6 * since + own) * dies * one.strength * smoothstep(since / ATTACK)
    row = row + poses.pose(
        left=(0.0, 0.0, 0.0), right=(0.0, 0.0, 0.0), elbows=0.3 * much, drop=0.10 * much, shrug=0.02 * much,
        lean=-3.0 * one.ahead * much, bow=(7.0 + 8.0 * carried) * much, nod=8.0 * much, sway=8.0 * rock, twist=5.0 * rock,
        stance=0.5 * rock,
    )  # fmt: skip
    for part, out, up in ((poses.LEFT, 1.0, 0.06), (poses.RIGHT, -1.0, -0.02)):
        target = np.array([0.42 * out, up + 0.10 * out * rock, 0.16])
        row[part] += (target - row[part]) * min(1.2 * much, 1.0) * (1.0 - carried)
    return row
