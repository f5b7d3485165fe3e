"""Drapery: robes as functions of a skeleton and of the recent motion of the body; no simulation.

Cloth hangs from the body, is pushed out by the legs, lags behind the body (past positions are evaluated from its path),
keeps moving when the body stops, and carries travelling waves whose amplitude grows towards the hem. The distance from
row to row is constant along each column, so a robe that trails is lifted instead of stretched.
"""

from copy import copy
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.figure import skeleton as bones
from visualizer.cast.figure.air import Air, Lag, Twist
from visualizer.cast.figure.rows import as_points, by_instant, each_instant, skinned, stacked, steps
from visualizer.cast.figure.skeleton import Skeleton
from visualizer.cast.people import BELT, ROBE, TRIM
from visualizer.geometry.cloth import Cloth, sheet
from visualizer.geometry.turns import smooth

Array = NDArray[np.float64]

COLUMNS = 42
TORSO = (
    # height, half width, half depth, forward, of a body at rest, metres; region
    (1.500, 0.072, 0.066, -0.012, TRIM),
    (1.462, 0.118, 0.088, -0.014, TRIM),
    (1.438, 0.148, 0.100, -0.014, ROBE),
    (1.410, 0.170, 0.110, -0.012, ROBE),
    (1.370, 0.182, 0.122, -0.008, ROBE),
    (1.320, 0.180, 0.129, -0.003, ROBE),
    (1.265, 0.171, 0.129, 0.001, ROBE),
    (1.210, 0.158, 0.121, 0.002, ROBE),
    (1.165, 0.149, 0.113, 0.001, ROBE),
    (1.128, 0.146, 0.109, 0.000, BELT),
    (1.128, 0.153, 0.116, 0.000, BELT),
    (1.062, 0.158, 0.121, 0.000, BELT),
    (1.062, 0.152, 0.116, 0.000, ROBE),
    (1.030, 0.161, 0.124, 0.000, ROBE),
)
BLADES = (
    # The relief of the torso: place x (both sides if not 0), height, half width and half height of a bump, height of
    # the bump out of the body; before 0 behind. Metres.
    (0.088, 1.335, 0.042, 0.065, 0.015, -1.0),  # shoulder blades
    (0.0, 1.290, 0.022, 0.110, -0.012, -1.0),  # spine
    (0.080, 1.330, 0.060, 0.040, 0.008, 1.0),  # breast
)
BUST = (0.072, 1.275, 0.044, 0.046, 0.030, 1.0)
WAIST = 1.03
HEM = 0.045
SKIRT_ROWS = 11
_GIRTH = np.repeat([0.130, 0.140, 0.135, 0.125, 0.120, 0.120, 0.120, 0.125], 2)[:, None, None]
"""Radii of the legs at the points where they push the skirt, left and right, with a margin, metres."""
BELOW, ABOVE = 0.54, 0.24
"""How far a point of a leg pushes the skirt: below it, where the cloth hangs from it, and above it, metres."""
HEM_WIDTH, HEM_DEPTH = 0.272, 0.252
FOLDS = 9
FOLD = 0.125
"""Height of a fold at the hem, share of the radius there."""
STRIPE = 5.0
"""Width of the border down the front, degrees."""
APART, APART_WIDTH = 0.85, 0.75
"""Radians by which a long stride or a leap parts the hem in front, to each side, and within which it does."""
FLAP = 0.3
"""Share of that by which the hem of a runner swings with the strides."""


def angles_around(columns: int, stripe: float = 0.0) -> Array:
    """Return angles (columns,), radians, from the front towards the right.

    stripe: width of a border down the front, degrees; the first two columns are both edges of a slit in its middle.
    """
    if not stripe:
        return np.linspace(0.0, 2.0 * np.pi, columns, endpoint=False)
    half = np.radians(stripe) / 2.0
    return np.concatenate([[0.0, 0.0], np.linspace(half, 2.0 * np.pi - half, columns - 2)])


class Robe:
    """A robe from the neck to the ankles, closed round the body."""

    def __init__(
        self,
        *,
        width: float = 1.0,
        slender: float = 0.0,
        fullness: float = 1.0,
        hem: float = HEM,
        seed: int = 0,
    ) -> None:
        """width: factor on that of the shoulders. slender: 0 a straight waist, 1 a narrow one between bust and hips.

        fullness: factor on the width of the hem. hem: its height, metres. seed: of the folds.
        """
        self._angle = angles_around(COLUMNS, STRIPE)
        self.x, self.z = -np.sin(self._angle), np.cos(self._angle)
        self.hem = hem
        random = np.random.default_rng([seed, 5])
        torso = np.array(TORSO)
        chested = smooth((torso[:, 0] - 1.03) / 0.16)
        waist = slender * np.exp(-(((torso[:, 0] - 1.125) / 0.11) ** 2))
        broad = (1.0 + (width - 1.0) * chested) * (1.0 - 0.20 * waist)
        power = (np.abs(self.x) ** 2.4 + np.abs(self.z) ** 2.4) ** (-1.0 / 2.4)
        height, gather = torso[:, 0:1], random.uniform(0, 6, 3)
        # Cloth is gathered above the belt, and drawn aslant from the sides of the chest to the waist.
        drawn = np.exp(-np.maximum(height - 1.128, 0.0) / 0.045) * np.sin(15.0 * self._angle + gather[0])
        drawn += (
            0.8
            * np.sin(np.pi * np.clip((height - 1.14) / 0.22, 0.0, 1.0))
            * np.sin(3.0 * np.abs(self._angle - np.pi) + 38.0 * height + gather[1])
        )
        folded = 1.0 + 0.028 * drawn * (torso[:, 4:5] == ROBE) * (height > 1.1)
        self._torso = np.stack(
            [
                torso[:, 1:2] * broad[:, None] * self.x * power * folded,
                np.repeat(height, COLUMNS, axis=1),
                torso[:, 3:4] + torso[:, 2:3] * (1.0 - 0.12 * waist[:, None]) * self.z * power * folded,
            ],
            axis=2,
        )
        self._torso[..., 2] += _relief(self._torso[..., 0], height, self.z, slender)
        self.depth = np.linspace(0.0, 1.0, SKIRT_ROWS + 1)[1:]
        top_width, top_depth = torso[-1, 1] * broad[-1], torso[-1, 2] * (1.0 - 0.12 * waist[-1])
        hips = np.sin(np.pi * np.clip(self.depth / 0.34, 0.0, 1.0)) * (0.012 + 0.014 * slender)
        flare = (self.depth * (WAIST - hem) / (WAIST - HEM)) ** 0.85
        half_width = top_width + (HEM_WIDTH * fullness - top_width) * flare + hips
        half_depth = top_depth + (HEM_DEPTH * fullness - top_depth) * flare + hips
        angle = self._angle
        # Folds of uneven width, with broad crests and narrow valleys, which begin at the belt.
        around = FOLDS * (angle + 0.16 * np.sin(2.0 * angle + random.uniform(0, 6))) + random.uniform(0, 6)
        uneven = 0.30 * np.sin(3.0 * angle + random.uniform(0, 6)) + np.sin(around + 0.45 * np.cos(around))
        self._radius = np.sqrt((half_width[:, None] * self.x) ** 2 + (half_depth[:, None] * self.z) ** 2)
        self._fold = FOLD * self.depth[:, None] ** 0.55 * uneven
        self._rows = (WAIST - hem) * self.depth
        tints = np.ones((len(TORSO) + SKIRT_ROWS, COLUMNS, 4))
        tints[:, :, 3] = ROBE
        # The valleys of the folds are darker.
        tints[len(TORSO) :, :, :3] += np.clip(2.2 * self._fold, -0.45, 0.1)[:, :, None]
        tints[: len(TORSO), :, 3] = torso[:, 4:5]
        tints[: len(TORSO), :, :3] *= _shade(self._torso[..., 0], height, self.z, drawn)[..., None]
        tints[-2:-1, :, 3] = TRIM
        stripe = tints[:, 0, 3] == ROBE
        tints[np.ix_(stripe, [1, -1])] = [1.0, 1.0, 1.0, TRIM]
        self._folding = self._radius * self._fold
        self._radius_6 = self._radius**6
        self._twice, self._pushed_from = 2.0 * self._radius, 1.15 * self._radius
        self._rippling = self.depth[:, None] ** 1.6
        self._lag = Lag(0.17 * self.depth**1.2, 0.50 * self.depth**1.1)
        self._twist = Twist(0.22 * self.depth)
        self._on_bones = skinned(
            (self._torso - [0.0, bones.HIP_HEIGHT, 0.0]).reshape(-1, 3),
            (self._torso - [0.0, bones.HIP_HEIGHT + bones.SPINE, 0.0]).reshape(-1, 3),
            np.repeat(chested, COLUMNS),
        )
        # sin(3 a + t) + sin(5 a - t + 1) / 2, as a product with the sine and the cosine of t.
        three, five = 3.0 * self._angle, 5.0 * self._angle + 1.0
        self._waves = np.stack([np.cos(three) - 0.5 * np.cos(five), np.sin(three) + 0.5 * np.sin(five)])
        middle, radius = (
            self._below(np.array([0.0, bones.HIP_HEIGHT, 0.0])),
            self._radius * (1.0 + self._fold),
        )
        self.rest = stacked(
            middle[:, 0:1] + radius * self.x, middle[:, 1:2], middle[:, 2:3] + radius * self.z
        )
        self._top_radius = np.sqrt((top_width * self.x) ** 2 + (top_depth * self.z) ** 2)
        column = np.concatenate([self._torso[-1][None], self.rest])
        lengths = np.sqrt((np.diff(column, axis=0) ** 2).sum(axis=2))
        self._lengths_2, self._least_2 = lengths**2, (0.30 * lengths) ** 2
        closed = sheet(np.concatenate([self._torso, self.rest]), closed=True, tints=tints)
        # Below the belt the robe is open in front.
        face = np.arange(len(closed.faces))
        slit = (face % COLUMNS == 0) & (face // COLUMNS >= len(TORSO))
        self.cloth: Cloth = replace(closed, faces=closed.faces[~slit])
        right = np.where(np.arange(COLUMNS) == 0, -1.0, np.where(np.sin(angle) >= 0.0, 1.0, -1.0))
        aside = np.exp(-((np.minimum(angle, 2.0 * np.pi - angle) / APART_WIDTH) ** 2))
        self._parting = -right * aside * self.depth[:, None] ** 0.7

    def points(self, body: Skeleton, air: Air) -> Array:
        """Return the robe's points (..., rows, COLUMNS, 3) in model space."""
        hips, chest = (body.bones[..., bone, :3, :] for bone in (bones.HIPS, bones.CHEST))
        place = np.empty((*hips.shape[:-2], 3, len(TORSO) + SKIRT_ROWS, COLUMNS))
        torso, skirt = place[..., : len(TORSO), :], place[..., len(TORSO) :, :]
        frames = np.concatenate([hips, chest], axis=-1)
        np.matmul(frames, self._on_bones, out=torso.reshape(*torso.shape[:-2], -1))
        self._hang(skirt, hips[..., 3], torso[..., -1, :], body, air)
        return as_points(place)

    def _below(self, hips: Array) -> Array:
        """Return the middles (..., SKIRT_ROWS, 3) of the skirt's rings below the hips, (..., 3), of a body at rest."""
        middle = np.empty((*hips.shape[:-1], SKIRT_ROWS, 3))
        middle[...] = hips[..., None, :]
        middle[..., 1] += WAIST - bones.HIP_HEIGHT
        middle[..., 1] -= self._rows
        return middle

    def _hang(self, skirt: Array, hips: Array, top: Array, body: Skeleton, air: Air) -> None:
        """Write the places, (..., 3, SKIRT_ROWS, COLUMNS), of the skirt below `top`, (..., 3, COLUMNS)."""
        middle = self._below(hips) + self._lag.of(air)
        across, height, along = middle[..., 0:1], middle[..., 1:2], middle[..., 2:3]
        turned, apart = self._twist.of(air)[..., None], _apart(body, air)
        if apart.any():
            turned = turned + apart[..., None, None] * self._parting
        c, s = np.cos(turned), np.sin(turned)
        columns = np.empty((*middle.shape[:-1], 2, COLUMNS))
        x, z = columns[..., 0, :], columns[..., 1, :]
        np.add(self.x * c, self.z * s, out=x)
        np.subtract(self.z * c, self.x * s, out=z)
        # Cloth that does not fit between the hips and the floor spreads on the floor.
        spare = 0.7 * np.maximum(HEM - height, 0.0)
        legs = _legs(body)
        instants, up = hips.shape[:-1], legs[..., 1, None, None]
        ways = legs[..., None, :, ::2] - middle[..., :, None, ::2]
        # The cube of the cosine times the distance: the distance to the power of 1/3 is left in both vectors.
        ways *= ((ways * ways).sum(axis=-1) + 1e-4)[..., None] ** (-1.0 / 3.0)
        reaches = each_instant(instants, _reach, ways, columns)
        level = _weights(up, height[..., None, :, :])
        radius = self._over_legs(by_instant(instants, _farthest, reaches, level)) + spare
        pushed = (radius > self._pushed_from).any(axis=(-2, -1), keepdims=True)
        if pushed.any():
            # Where the legs push the cloth outwards it is also higher: repeat with the new heights.
            raised = self._raised(top, across + radius * x, along + radius * z)
            again = self._over_legs(by_instant(instants, _pushed, reaches, up, raised)) + spare
            radius = again if pushed.all() else np.where(pushed, again, radius)
        flutter = 0.006 + 0.036 * np.minimum(air.speed / 3.5, 1.2) + 0.012 * air.gale + 0.05 * air.lift
        turn = 2.0 * np.pi * (0.9 * self.depth - (2.0 * air.phase + 0.7 * air.time)[..., None])
        wave = np.stack([np.sin(turn), np.cos(turn)], axis=-1) @ self._waves
        wave *= flutter[..., None, None]
        lifted = bool(air.lift.any())
        if lifted:
            # A blast runs round the skirt as waves: cloth billows here and falls back there, and the hem rises and
            # sinks with it.
            lift, tau = air.lift[..., None, None], 2.0 * np.pi * air.time[..., None, None]
            billow = 0.5 * np.sin(2.0 * self._angle + 0.6 * tau - 2.4 * self.depth[:, None])
            billow = billow + 0.35 * np.sin(3.0 * self._angle - 0.9 * tau - 3.1 * self.depth[:, None] + 1.3)
            billow = billow + 0.15 * np.sin(5.0 * self._angle + 2.3 * tau - 5.0 * self.depth[:, None])
            wave += lift * (0.07 + 0.10 * billow)
            blown = lift * (0.20 + 0.09 * billow) * self.depth[:, None] ** 2.2
        wave *= self._rippling
        # Taut cloth has no folds.
        slack = self._twice / radius
        slack -= 1.0
        np.minimum(np.maximum(slack, 0.0, out=slack), 1.0, out=slack)
        slack *= self._folding
        radius += slack
        radius += wave
        x = np.multiply(x, radius, out=skirt[..., 0, :, :])
        x += across
        z = np.multiply(z, radius, out=skirt[..., 2, :, :])
        z += along
        for number in range(air.walls.shape[-2]):
            normal_x, normal_z, away = (air.walls[..., number, axis, None, None] for axis in range(3))
            beyond = np.maximum(normal_x * x + normal_z * z - away, 0.0)
            x -= beyond * normal_x
            z -= beyond * normal_z
        y = self._raised(top, x, z)
        if lifted:
            y += blown
        np.maximum(y, 0.012, out=skirt[..., 1, :, :])

    def _over_legs(self, legs: Array) -> Array:
        radius = np.empty((*legs.shape[:-2], SKIRT_ROWS + 1, COLUMNS))
        radius[..., 0, :] = self._top_radius
        square = np.maximum(legs, 0.0) ** 2
        radius[..., 1:, :] = (self._radius_6 + square * square * square) ** (1.0 / 6.0)
        return by_instant(radius.shape[:-2], _taut, radius)[..., 1:, :]

    def _raised(self, top: Array, x: Array, z: Array) -> Array:
        """Return heights, (..., m, k), for cloth at x and z, (..., m, k): each step down from `top`, (..., 3, k), is as
        at rest.

        Horizontal positions are kept: cloth pushed out by a knee stays out, and the hem below it rises.
        """
        aside, along = steps(top[..., 0, :], x), steps(top[..., 2, :], z)
        aside *= aside
        along *= along
        aside += along
        np.subtract(self._lengths_2, aside, out=aside)
        fall = np.sqrt(np.maximum(aside, self._least_2, out=aside), out=aside)
        return np.asarray(top[..., 1, None, :] - _DOWNWARDS @ fall)


@lru_cache(maxsize=32)
def together(robes: tuple[Robe, ...]) -> Robe:
    """Return several robes as one, whose points are (robes, times, rows, COLUMNS, 3) for skeletons (robes, times)."""
    joined = copy(robes[0])
    for name, value in vars(robes[0]).items():
        if isinstance(value, np.ndarray) and any((getattr(robe, name) != value).any() for robe in robes):
            setattr(joined, name, np.stack([getattr(robe, name) for robe in robes])[:, None])
    return joined


def _relief(x: Array, height: Array, front: Array, slender: float) -> Array:
    """Return by how much the torso's points stand out, metres along z. x, height: their places. front: 1 before, -1
    behind."""
    found = np.zeros(np.broadcast_shapes(x.shape, height.shape))
    for at, tall, wide, high, out, side in (*BLADES, (*BUST[:4], BUST[4] * slender, BUST[5])):
        across = (np.abs(x) - at) / wide
        bump = np.exp(-0.5 * (across**2 + ((height - tall) / high) ** 2))
        found += side * out * bump * np.clip(1.6 * side * front, 0.0, 1.0)
    return found


def _shade(x: Array, height: Array, front: Array, drawn: Array) -> Array:
    """Return the share of light, (rows, COLUMNS), that reaches the torso's cloth: less in armpits, folds and along the
    spine."""
    armpit = np.exp(-(((np.abs(x) - 0.17) / 0.04) ** 2) - ((height - 1.29) / 0.085) ** 2)
    spine = np.exp(-((x / 0.025) ** 2) - ((height - 1.27) / 0.12) ** 2) * (front < 0.0)
    below = np.exp(-np.maximum(1.062 - height, 0.0) / 0.02) * (height < 1.0625)
    return np.asarray(
        (1.0 - 0.45 * armpit)
        * (1.0 - 0.16 * spine)
        * (1.0 - 0.3 * below)
        * np.clip(1.0 + 0.11 * drawn, 0.7, 1.05)
    )


def _straight() -> Array:
    """Return the matrix from the rows of a column to what its inner rows are on straight lines from a row above to one
    below: all inner rows on one line each, then on another, (lines * (SKIRT_ROWS - 1), SKIRT_ROWS + 1).

    A row with fewer such lines than others is on some of them more than once.
    """
    inner = range(1, SKIRT_ROWS)
    lines = [[(i, j) for i in range(row) for j in range(row + 1, SKIRT_ROWS + 1)] for row in inner]
    found = np.zeros((max(map(len, lines)), len(inner), SKIRT_ROWS + 1))
    for number, matrix in enumerate(found):
        for row, weights, of in zip(inner, matrix, lines, strict=True):
            above, below = of[number % len(of)]
            share = (row - above) / (below - above)
            weights[above], weights[below] = 1.0 - share, share
    return found.reshape(-1, SKIRT_ROWS + 1)


_BETWEEN = _straight()
_DOWNWARDS = np.tril(np.ones((SKIRT_ROWS, SKIRT_ROWS)))
"""From what lies between rows to the sums from the top to each of them."""


def _apart(body: Skeleton, air: Air) -> Array:
    """Return by how much the legs part the skirt in front, (...), radians: in long strides, runs, leaps and climbs, not
    at rest.

    In a run the cloth has no time to fall back between two strides.
    """
    knees, ankles = (np.abs(joints[..., 0, 2] - joints[..., 1, 2]) for joints in (body.knees, body.ankles))
    heights = np.abs(body.ankles[..., 0, 1] - body.ankles[..., 1, 1])
    wide = _share(np.maximum(1.3 * knees, ankles) - 0.20, 0.40)
    run = _share(air.speed - 1.2, 1.6)
    stride = wide * _share(air.speed - 0.8, 1.2)
    climb = _share(heights - 0.30, 0.30)
    swept = np.maximum(stride * (1.0 - run), run * (1.0 - FLAP + FLAP * wide))
    return np.asarray(APART * np.maximum(swept, climb))


def _share(value: Array, whole: float) -> Array:
    """Return the share of `whole` that a value is, clamped to 0..1; NumPy's clip takes twice as long."""
    return np.asarray(np.minimum(np.maximum(value / whole, 0.0), 1.0))


_FEET = slice(bones.FOOT_L, bones.FOOT_R + 1)
_DOWN = np.array([0.25, 0.55, 0.85, 1.0])[:, None, None]


def _legs(body: Skeleton) -> Array:
    """Return the points of the legs that push the skirt, (..., 16, 3): left and right in turn, from the hips to the
    toes."""
    hip = body.bones[..., None, bones.THIGH_L : bones.THIGH_R + 1, :3, 3]
    knee, ankle = body.knees[..., None, :, :], body.ankles[..., None, :, :]
    feet = body.bones[..., _FEET, :3, :]
    legs = np.empty((*body.knees.shape[:-2], 8, 2, 3))
    legs[..., :4, :, :] = hip + (knee - hip) * _DOWN
    legs[..., 4:7, :, :] = knee + (ankle - knee) * _DOWN[1:]
    legs[..., 7, :, :] = feet[..., 3] + feet[..., 2] * 0.02
    return legs.reshape(*legs.shape[:-3], 16, 3)


def _reach(ways: Array, columns: Array) -> Array:
    """Return how far points of the legs push the skirt's columns, (16, rows, COLUMNS) metres, at the points' heights.

    ways: (rows, 16, 2) from the middle of the skirt to each point, of the length of its distance to the power of 1/3.
    columns: (rows, 2, COLUMNS) their directions. The push decreases faster than the cosine of the angle to the leg,
    with its cube: a knee moves only the cloth in front of it.
    """
    rows, points, _ = ways.shape
    along = np.empty((points, rows, columns.shape[-1]))
    np.matmul(ways, columns, out=along.swapaxes(0, 1))
    reach: Array = along * along
    reach *= along
    reach += _GIRTH
    return reach


def _weights(legs: Array, height: Array) -> Array:
    """Return how much of its reach a point of the legs pushes cloth, 0..1: bell-shaped over the difference of their
    heights, metres."""
    bell: Array = legs / BELOW - height / BELOW
    np.maximum(bell, height / ABOVE - legs / ABOVE, out=bell)
    np.minimum(bell, 1.0, out=bell)
    bell *= bell
    np.subtract(1.0, bell, out=bell)
    bell *= bell
    return bell


def _farthest(reach: Array, weights: Array) -> Array:
    """Return the distances, (rows, COLUMNS) metres, from the middle to which the legs push cloth. reach: as `_reach`
    returns it. weights: of each point, (16, rows, COLUMNS) or (16, rows, 1)."""
    return np.asarray(np.maximum.reduce(reach * weights, axis=0))


def _pushed(reach: Array, legs: Array, height: Array) -> Array:
    """Return what `_farthest` does for cloth at a height, (rows, COLUMNS) metres. legs: (16, 1, 1), of their points."""
    return _farthest(reach, _weights(legs, height))


def _taut(radius: Array) -> Array:
    """Return the smallest concave profile, (rows, k), that is nowhere below `radius`: taut cloth from waist to knee to
    hem."""
    taut = radius.copy()
    across = (_BETWEEN @ radius).reshape(-1, SKIRT_ROWS - 1, radius.shape[-1])
    np.maximum(radius[1:-1], np.maximum.reduce(across, axis=0), out=taut[1:-1])
    return taut
