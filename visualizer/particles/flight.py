"""Motion in closed form: gravity, linear drag, wind, bounces. Double precision; see shaders/particles/motion.glsl."""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FALLS = -1e-5
"""m/s²: a vertical acceleration of smaller magnitude counts as zero."""
SINKS = -1e-6
"""m/s: a slower fall counts as none."""
RESTS = 0.02
"""m/s: a particle that rebounds more slowly stays on the floor, if it is pulled towards it."""
STOPS_ABOVE = 1e-4
"""m: a particle that drag stops higher above the floor does not reach it."""
FAR = 1e9
"""s: contacts later than this are not searched."""
BOUNCES = 4
"""Number of bounces after which a particle lies still."""


def drag_shares(z: Array) -> tuple[Array, Array]:
    """Return (1 - e^-z) / z and (1 - that) / z for z = drag * age, (n,).

    They are the factors of velocity * age and of acceleration * age^2 in the displacement.
    """
    small = z < 1e-4
    safe = np.where(small, 1.0, z)
    first = np.where(small, 1.0 - z / 2.0 + z * z / factorial(3), -np.expm1(-safe) / safe)
    # The difference cancels for small z, where the series is exact.
    series = sum(((-z) ** n / factorial(n + 2) for n in range(6)), np.zeros_like(z))
    return first, np.where(z < 0.02, series, (1.0 - first) / safe)


def fly(x: Array, v: Array, pull: Array, drag: Array, age: Array) -> tuple[Array, Array]:
    """Return position and velocity after `age` (n,) s under acceleration `pull` (n, 3) and linear drag (n,), 1/s."""
    z = drag * age
    first, second = (share[:, None] for share in drag_shares(z))
    a = age[:, None]
    return x + v * a * first + pull * a * a * second, v * np.exp(-z)[:, None] + pull * a * first


def fall_time(h: Array, v: Array, pull: Array, drag: Array) -> Array:
    """Return the time (n,), s, until a height h >= 0 (n,), m, is 0; infinite if it never is.

    v: (n,), upward speed, m/s. pull: (n,), upward acceleration, m/s². drag: (n,), 1/s.
    """
    falls, lifts = pull < FALLS, pull > -FALLS
    safe = np.where(falls | lifts, pull, -1.0)
    t = (v + np.sqrt(np.maximum(0.0, v * v - 2.0 * safe * h))) / -safe
    # Without a downward acceleration, a particle falls only by its initial speed, and may turn before it reaches the
    # floor.
    sinks = ~falls & (v <= SINKS)
    down = np.where(sinks, -v, 1.0)
    turn = np.where(lifts, down / np.where(lifts, pull, 1.0), 0.0)
    turn = np.where(drag > 0.0, np.log1p(drag * turn) / np.where(drag > 0.0, drag, 1.0), turn)
    first, second = drag_shares(drag * turn)
    lowest = h - down * turn * first + pull * turn * turn * second
    touching = turn - np.sqrt(np.maximum(0.0, -2.0 * lowest / np.where(lifts, pull, 1.0)))
    t = np.where(falls, t, np.where(lifts, np.maximum(h / down, touching), h / down))
    meets = falls | (sinks & (~lifts | (lowest <= 0.0)))
    active = (drag > 0.0) & meets
    for _ in range(40):
        if not active.any():
            break
        at = np.where(active, t, 0.0)
        z = drag * at
        first, second = drag_shares(z)
        height = h + v * at * first + pull * at * at * second
        rate = np.minimum(v * np.exp(-z) + pull * at * first, SINKS)
        step = np.where(active, height / rate, 0.0)
        t = np.where(active, np.maximum(0.0, at - step), t)
        active &= (np.abs(step) > 1e-15) & (at < FAR)  # the others have converged, or have no contact
    # Without acceleration, drag may stop the particle above the floor.
    left = h + v * t * drag_shares(drag * np.where(meets, t, 0.0))[0]
    stops = ~falls & ~lifts & (left > STOPS_ABOVE)
    result: Array = np.where(meets & ~stops, t, np.inf)
    return result


def fly_and_bounce(
    x: Array, v: Array, pull: Array, drag: Array, age: Array, ground: Array
) -> tuple[Array, Array]:
    """Return position and velocity as `fly` does, with a floor. ground: (n, 3): height, m, bounce, friction.

    A particle that is born below the floor does not bounce on it.
    """
    x, v, age = x.copy(), v.copy(), age.copy()
    moving = x[:, 1] >= ground[:, 0]
    below = ~moving
    x[below], v[below] = fly(x[below], v[below], pull[below], drag[below], age[below])
    for _ in range(BOUNCES):
        n = np.flatnonzero(moving)
        t = fall_time(x[n, 1] - ground[n, 0], v[n, 1], pull[n, 1], drag[n])
        free = age[n] < t
        a, b = n[free], n[~free]
        x[a], v[a] = fly(x[a], v[a], pull[a], drag[a], age[a])
        moving[a] = False
        x[b], v[b] = fly(x[b], v[b], pull[b], drag[b], t[~free])
        x[b, 1] = ground[b, 0]
        age[b] -= t[~free]
        v[b] *= np.stack([1.0 - ground[b, 2], -ground[b, 1], 1.0 - ground[b, 2]], axis=1)
        rests = b[(v[b, 1] < RESTS) & (pull[b, 1] < FALLS)]
        v[rests] = 0.0
        moving[rests] = False
    v[moving] = 0.0
    return x, v
