"""Hair of figures: a cap on the skull and locks over it, combed from a parting or from the hairline, and beards.

The frame is that of the head. Lengths are metres of a body 1.8 m tall; directions are seen from the middle of the
skull, by azimuth (0 the face, 90 the left ear) and elevation in degrees. ``tint.a`` says how strands lie, for the
material hair.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.cast.figure.body import on_face
from visualizer.geometry.mesh import Mesh, merged
from visualizer.geometry.primitives import loft, tube

Array = NDArray[np.float64]

HairStyle = Literal["short", "short_grey_beard", "long", "blonde", "gathered"]

FALLING, PARTED, SWEPT = 0.0, 1.0, 2.0
"""Regions of hair: strands that fall from the crown, that run from a parting to the sides, from the brow backwards."""

_MIDDLE = np.array([0.0, 0.150, -0.004])
_SKULL = (0.0775, 0.100, 0.0995)  # half axes of the skull, which is as round as `_ROUND`, an exponent
_ROUND = 2.4
_CHEEKS = 0.16  # half axis below the middle
_TUCK = 0.0022  # by which the edge of the cap lies under the skin
_CAP_ROWS, _CAP_COLUMNS = 6, 32
_ROWS = 6  # points along a lock
_RIDGE = 0.0042  # by which the middle of a lock stands out
_THIN = 0.009  # m: locks of less half width than this are flat
_EAR = 0.6  # share of the volume that short hair lacks about the ears


class Cut(NamedTuple):
    """A cut of hair. volume: its thickness, m. parting: x of the parting, m, or None for hair swept back. hairline:
    azimuths and the elevations of its lower edge, degrees. fringe: degrees by which locks at the brow hang lower than
    the hairline on their way to the temple.
    """

    volume: float
    parting: float | None
    hairline: tuple[tuple[float, float], ...]
    fringe: float = 0.0


_SHORT = (
    (0, 36),
    (22, 38),
    (40, 42),
    (53, 26),
    (61, 8),
    (66, -44),
    (80, -44),
    (84, 6),
    (92, 6),
    (97, -54),
    (180, -58),
)
_DRAWN_BACK = (
    (0, 37),
    (28, 35),
    (44, 29),
    (56, 16),
    (65, 4),
    (76, -3),
    (86, -1),
    (94, 2),
    (100, -44),
    (180, -54),
)
_OVER_EARS = ((0, 37), (28, 34), (44, 27), (56, 8), (66, -18), (76, -42), (100, -54), (180, -58))
CUTS: dict[HairStyle, Cut] = {
    "short": Cut(0.010, None, _SHORT),
    "short_grey_beard": Cut(0.015, None, _SHORT),
    "long": Cut(0.023, 0.006, _OVER_EARS),
    "blonde": Cut(0.021, 0.026, _OVER_EARS, fringe=7.0),
    "gathered": Cut(0.017, 0.004, _DRAWN_BACK),
}


def _direction(azimuth: ArrayLike, elevation: ArrayLike) -> Array:
    """Return unit vectors (..., 3)."""
    a, e = np.radians(azimuth), np.radians(elevation)
    return np.stack(np.broadcast_arrays(np.sin(a) * np.cos(e), np.sin(e), np.cos(a) * np.cos(e)), axis=-1)


def _on_skull(directions: Array, lift: ArrayLike) -> Array:
    """Return points (..., 3) in directions, `lift` metres above the skin."""
    axes = np.broadcast_to(np.array(_SKULL), directions.shape).copy()
    axes[..., 1] = np.where(directions[..., 1] < 0.0, _CHEEKS, _SKULL[1])
    radius = (np.abs(directions / axes) ** _ROUND).sum(axis=-1) ** (-1.0 / _ROUND)
    return np.asarray(_MIDDLE + directions * (radius + np.asarray(lift))[..., None])


def _hairline(cut: Cut, azimuth: ArrayLike) -> Array:
    """Return the elevation of the hairline, degrees."""
    at, elevation = np.array(cut.hairline, dtype=np.float64).T
    turned = np.abs((np.asarray(azimuth, dtype=np.float64) + 180.0) % 360.0 - 180.0)
    return np.asarray(np.interp(turned, at, elevation))


@lru_cache(maxsize=8)
def hair_cap(style: HairStyle) -> Mesh:
    """Return the hair on the skull (and a beard, where the style has one), in the head's frame."""
    cut = CUTS[style]
    random = np.random.default_rng([len(style), 14])
    grey = style == "short_grey_beard"
    parts = [_cap(cut)]
    if style == "gathered":
        combed = _gathered(cut, random)
    else:
        combed = _swept(cut, random) if cut.parting is None else _parted(cut, cut.parting, random)
    for lock in combed:
        shade = random.uniform(0.70, 1.18)
        if grey:  # it has greyed from the temples upwards
            shade *= 0.72 + 0.42 * abs(float(lock.way[0, 0]))
        parts.append(_lock(lock, shade))
    if grey:
        parts.append(_beard())
    if style == "gathered":
        parts += [_knot(), *_braid()]
    return merged(parts)


def _cap(cut: Cut) -> Mesh:
    """Return the hair under the locks, from the crown to the hairline, where it ends under the skin."""
    azimuth = np.arange(_CAP_COLUMNS) * (360.0 / _CAP_COLUMNS)
    share = np.linspace(0.01, 1.0, _CAP_ROWS)[:, None]
    elevation = 90.0 - share * (90.0 - _hairline(cut, azimuth))
    ends = share**6
    lift = 0.72 * cut.volume * (1.0 - ends) - _TUCK * ends
    if cut.parting is None:
        lift = lift * (
            1.0 - _EAR * np.exp(-(((np.abs(azimuth - 180.0) - 88.0) / 22.0) ** 2)) * (elevation < 20.0)
        )
    rings = _on_skull(_direction(azimuth, elevation), lift)
    kind = SWEPT if cut.parting is None else PARTED
    return loft(rings[::-1], flat=False, tint=(0.72, 0.72, 0.72, kind))


class Lock(NamedTuple):
    """A lock of hair. way: unit vectors (n, 3) from its root on. lift: (n,) above the skin, m. half: (n,) its half
    width, m. kind: its region."""

    way: Array
    lift: Array
    half: Array
    kind: float


def _arc(ends: tuple[Array, ...], sag: float = 0.0) -> Array:
    """Return unit vectors (_ROWS, 3) through `ends`, at even shares; `sag` lowers the middle."""
    share = np.linspace(0.0, 1.0, _ROWS)
    knots = np.linspace(0.0, 1.0, len(ends))
    way = np.stack([np.interp(share, knots, np.array(ends)[:, k]) for k in range(3)], axis=1)
    way[:, 1] -= sag * np.sin(np.pi * share)
    # Corners at the knots are rounded.
    way[1:-1] = 0.25 * way[:-2] + 0.5 * way[1:-1] + 0.25 * way[2:]
    return np.asarray(way / np.linalg.norm(way, axis=1, keepdims=True))


def _profile(volume: float, tip: float, random: np.random.Generator) -> Array:
    """Return the lift of a lock along it, metres: it rises from its root and stands off at its tip."""
    share = np.linspace(0.0, 1.0, _ROWS)
    rise = np.clip(share / 0.22, 0.0, 1.0) ** 0.6
    return np.asarray(volume * random.uniform(0.85, 1.25) * (0.35 + 0.65 * rise) + tip * share**3)


def _taper(half: float) -> Array:
    share = np.linspace(0.0, 1.0, _ROWS)
    return np.asarray(
        half * np.sqrt(1.0 - 0.96 * share**1.6) * (0.55 + 0.45 * np.clip(share / 0.2, 0.0, 1.0))
    )


def _parted(cut: Cut, parting: float, random: np.random.Generator) -> Iterator[Lock]:
    """Yield locks from the parting over the temples and the ears: a layer that covers the cap, and thinner ones on
    it."""
    aside = parting / _SKULL[0]
    for count, width, raised in ((13, 0.0145, 0.0), (15, 0.0070, 0.0018)):
        for side in (1.0, -1.0):
            for k in range(count):
                share = (k + random.uniform(-0.3, 0.3)) / (count - 1)
                share = float(np.clip(share, 0.0, 1.0))
                # Along the middle of the head, from the brow over the crown to its back.
                at = 40.0 + 105.0 * share
                root = np.array([aside + 0.015 * side, np.sin(np.radians(at)), np.cos(np.radians(at))])
                lower = random.uniform(-8.0, 8.0)
                if share < 0.3:  # at the brow: along the hairline, over the temple, in front of the ear
                    sag = cut.fringe * (1.0 if side * parting < 0.0 else 0.25) * (1.0 - share / 0.3)
                    temple = _direction(side * (48.0 + 45.0 * share), 26.0 + 30.0 * share - sag)
                    ear = _direction(side * (77.0 + 20.0 * share), -14.0 + 12.0 * share)
                    end = _direction(side * (84.0 + 30.0 * share), -46.0 + lower)
                    way = _arc((root, temple, ear, end))
                else:
                    middle = _direction(side * (75.0 + 80.0 * (share - 0.3)), 38.0 + lower)
                    end = _direction(side * (96.0 + 112.0 * (share - 0.3)), -44.0 + lower)
                    way = _arc((root, middle, end))
                lift = _profile(cut.volume + raised, random.uniform(-0.002, 0.007), random)
                yield Lock(way, lift, _taper(width * random.uniform(0.85, 1.25)), PARTED)


def _swept(cut: Cut, random: np.random.Generator) -> Iterator[Lock]:
    """Yield locks from the hairline backwards over the crown, and over the ears to the nape; then from the crown
    down."""
    for count, width, raised in ((16, 0.0135, 0.0), (18, 0.0065, 0.0030)):
        for k in range(count):
            across = float(np.clip(2.0 * (k + random.uniform(-0.3, 0.3)) / (count - 1) - 1.0, -1.0, 1.0))
            side = np.sign(across)
            azimuth = 60.0 * across
            root = _direction(azimuth, _hairline(cut, azimuth) + 2.0)
            steep = 84.0 - 62.0 * abs(across) ** 1.5
            top = _direction(side * (30.0 + 60.0 * abs(across) ** 0.5), steep)
            lower = random.uniform(-8.0, 8.0)
            end = _direction(side * (178.0 - 48.0 * abs(across)), 24.0 - 22.0 * abs(across) + lower)
            lift = _profile(cut.volume + raised, random.uniform(0.0, 0.006), random)
            yield Lock(_arc((root, top, end)), lift, _taper(width * random.uniform(0.85, 1.25)), SWEPT)
    for count, raised in ((14, 0.0), (11, 0.003)):
        for k in range(count):
            azimuth = 180.0 + 84.0 * (2.0 * (k + random.uniform(-0.3, 0.3)) / (count - 1) - 1.0)
            root, middle = _direction(azimuth, 52.0), _direction(azimuth, 0.0)
            end = _direction(azimuth + random.uniform(-7.0, 7.0), -44.0 + random.uniform(-9.0, 6.0))
            lift = _profile(0.75 * cut.volume + raised, random.uniform(0.0, 0.007), random)
            yield Lock(
                _arc((root, middle, end)),
                lift,
                _taper((0.0072 if raised else 0.0125) * random.uniform(0.8, 1.2)),
                FALLING,
            )


_KNOT = (180.0, 40.0)
"""Direction of the knot of gathered hair: azimuth and elevation, degrees."""


def _gathered(cut: Cut, random: np.random.Generator) -> Iterator[Lock]:
    """Yield locks from the parting over the temples and above the ears, and from the nape, into the knot."""
    knot = _direction(*_KNOT)
    for count, width, raised in ((12, 0.0150, 0.0), (13, 0.0075, 0.0018)):
        for side in (1.0, -1.0):
            for k in range(count):
                share = float(np.clip((k + random.uniform(-0.3, 0.3)) / (count - 1), 0.0, 1.0))
                at = 40.0 + 110.0 * share
                root = np.array([0.018 * side, np.sin(np.radians(at)), np.cos(np.radians(at))])
                end = knot + 0.25 * np.array([side * (1.0 - share), 0.6 - share, 0.0])
                if share < 0.45:  # over the temple, then above the ear
                    temple = _direction(side * (50.0 + 60.0 * share), 24.0 + 42.0 * share)
                    ear = _direction(side * (90.0 + 75.0 * share), 4.0 + 26.0 * share)
                    way = _arc((root, temple, ear, end))
                else:
                    middle = _direction(side * (100.0 + 85.0 * (share - 0.45)), 40.0 - 8.0 * (share - 0.45))
                    way = _arc((root, middle, end))
                lift = _profile(cut.volume + raised, 0.0, random)
                yield Lock(way, lift, _taper(width * random.uniform(0.85, 1.2)), PARTED)
    for k in range(9):
        azimuth = 180.0 + 72.0 * (2.0 * (k + random.uniform(-0.2, 0.2)) / 8.0 - 1.0)
        root = _direction(azimuth, -50.0)
        middle = _direction(180.0 + 0.6 * (azimuth - 180.0), -16.0)
        yield Lock(
            _arc((root, middle, knot)), _profile(0.6 * cut.volume, 0.0, random), _taper(0.013), FALLING
        )


def _knot() -> Mesh:
    """Return the knot: a rope of hair coiled inwards and outwards from the skull."""
    out = _direction(*_KNOT)
    up = np.array([0.0, 1.0, 0.0]) - out * out[1]
    up /= np.linalg.norm(up)
    share = np.linspace(0.0, 1.0, 30)
    turn = 2.0 * np.pi * 2.3 * share
    wide, away = 0.047 - 0.040 * share**1.2, 0.008 + 0.052 * share
    path = (
        _on_skull(out, 0.0)
        + (wide * np.sin(turn))[:, None] * np.cross(up, out)
        + (wide * np.cos(turn))[:, None] * up
        + away[:, None] * out
    )
    shades = 0.78 + 0.30 * share
    return tube(path, 0.0230 - 0.007 * share, 7, tint=[(v, v, v, FALLING) for v in shades.tolist()])


def _braid() -> Iterator[Mesh]:
    """Yield the two strands of a twisted braid, which lies over the head from ear to ear."""
    share = np.linspace(-1.0, 1.0, 34)
    across = _direction(
        90.0 - 52.0 * (1.0 - np.abs(share)) ** 0.8, 12.0 + 62.0 * (1.0 - np.abs(share)) ** 0.75
    )
    across[:, 0] *= np.where(share < 0.0, -1.0, 1.0)
    across[:, 0] = np.linspace(-1.0, 1.0, 34) * np.abs(across[:, 0]).max()
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    along = np.gradient(across, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    beside = np.cross(along, across)
    for phase in (0.0, np.pi):
        turn = 2.0 * np.pi * 7.0 * share + phase
        path = _on_skull(across, 0.019 + 0.0050 * np.cos(turn)) + (0.0075 * np.sin(turn))[:, None] * beside
        yield tube(path, 0.0085 * np.sqrt(1.02 - share**6), 5, tint=(1.05, 1.05, 1.05, PARTED))


def _lock(lock: Lock, shade: float) -> Mesh:
    """Return a lock as a sheet with a ridge along its middle."""
    along = np.gradient(lock.way, axis=0)
    across = np.cross(along, lock.way)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    middle = _on_skull(lock.way, lock.lift)
    aside = across * lock.half[:, None]
    if lock.half.max() < _THIN:
        rows = np.stack([middle - aside, middle + aside], axis=1)
    else:
        edge = middle - lock.way * _RIDGE
        rows = np.stack([edge - aside, middle, edge + aside], axis=1)
    light = shade * np.interp(np.linspace(0.0, 1.0, _ROWS), [0.0, 0.35, 1.0], [0.78, 1.08, 0.95])
    return loft(
        rows,
        closed=False,
        capped=False,
        flat=False,
        tint=[(float(v), float(v), float(v), lock.kind) for v in light],
    )


def _beard() -> Mesh:
    """Return a short, pointed beard from ear to ear under the mouth."""
    angle = np.radians(np.linspace(-105.0, 105.0, 11))
    front = np.cos(angle * 0.86)
    rows = []
    for height, width, depth, forward in (
        (0.100, 0.078, 0.094, 0.004),
        (0.052, 0.075, 0.094, 0.016),
        (0.008, 0.062, 0.082, 0.024),
        (-0.038, 0.030, 0.036, 0.052),
    ):
        # High on the cheeks, low under the lip.
        dip = 0.052 * np.clip(front, 0.0, 1.0) ** 4 if height > 0.03 else 0.0 * angle
        rows.append(np.stack([width * np.sin(angle), height - dip, forward + depth * np.cos(angle)], axis=1))
    along = np.linspace(0.05, 1.0, 3)
    moustache = [
        tube(
            on_face(side * 0.036 * along, 0.0685 - 0.012 * along**2, 0.0030),
            0.0060 * np.sqrt(1.03 - along),
            4,
            tint=(1.1, 1.1, 1.1, 0.0),
        )
        for side in (1.0, -1.0)
    ]
    # Its edge is ragged.
    rows[-1][:, 1] += np.where(np.arange(11) % 2, 0.006, -0.005)
    rows[-2][:, 1] += np.where(np.arange(11) % 2, -0.003, 0.004)
    point = [rows[-1].mean(axis=0) + np.array([0, -0.006, 0])] * 11
    return merged(
        [
            loft(np.array([point, *rows[::-1]]), closed=False, flat=False, tint=(1.12, 1.12, 1.12, 0.0)),
            *moustache,
        ]
    )
