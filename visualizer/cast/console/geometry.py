"""The console of crystals, and the channels of light from it to the ships.

Space: metres; the origin is on the floor below the console, its operator stands at -z.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.geometry.convex import Convex, mesh_of
from visualizer.geometry.hulls import convex_hull
from visualizer.geometry.mesh import EDGE_FIELDS, FAR_FROM_EDGE, VERTEX, Mesh, merged
from visualizer.geometry.prisms import Prism, prisms

Array = NDArray[np.float64]

CHANNEL_WIDTH = 0.10
CHANNEL_HEIGHT = 0.012
"""Metres above the floor."""
GLOW_WIDER, GLOW_HEIGHT = 5.0, 0.016
"""Width of the strips of spilled light over that of the channels, and their height above the floor, metres."""
CHANNEL_SHARE = 0.82
"""Share of the way of the light that is the channel; the rest is the ring."""

SLANT = 0.42
"""Rise of the table away from its operator, metres per metre."""
PLATE_RADIUS, PLATE_HEIGHT = 0.125, 0.014
"""The plate for a palm: its radius, and its height above the table, metres."""
PLATE = np.array([0.0, 1.06 - 0.22 * SLANT + PLATE_HEIGHT, -0.22])
"""The middle of its upper side."""
SOCKET_RADIUS, SOCKET_HEIGHT = 0.058, 0.016
"""Of the sockets of the keys about it, metres."""

RISE = 0.2
"""How far the crown behind the table rises as it wakes, m: it stands above the table at all times, so that the console
keeps its form."""


@dataclass(frozen=True, eq=False)
class ConsoleBody:
    """The console.

    mesh: one piece per crystal. wakes: (n,) 0..1, order in which the crystals rise and light up. rises: (n,) how far
    each rises, metres.
    """

    mesh: Mesh
    wakes: Array
    rises: Array


def _on_table(place: Array, radius: float, height: float) -> Convex:
    """Return a bevelled plate with six sides on the table at `place`, (3,). radius, height: metres."""
    turn = np.pi / 3.0 * (np.arange(6) + 0.5)
    ring = np.stack([np.cos(turn), 0.0 * turn, np.sin(turn)], axis=1) @ [[1, 0, 0], [0, 1, 0], [0, SLANT, 1]]
    return convex_hull(
        np.concatenate(
            [
                place + radius * wide * ring + [0.0, up, 0.0]
                for wide, up in ((0.86, height), (1.0, 0.0), (1.0, -0.03))
            ]
        )
    )


@kept(memory=1)
def console_body() -> ConsoleBody:
    """Return the console without its channels."""
    crystals: list[Prism | Convex] = []
    wakes: list[float] = []
    rises: list[float] = []

    def add(crystal: Prism | Convex, wake: float, rise: float = 0.0) -> None:
        crystals.append(crystal)
        wakes.append(wake)
        rises.append(rise)

    # A base of five crystals that leans towards the operator, and the slanted table on it.
    for k, (x, z) in enumerate(((-0.34, 0.02), (0.34, 0.02), (0.0, 0.16), (-0.16, -0.08), (0.17, -0.09))):
        add(
            Prism(
                (x * 0.75, -0.05, z + 0.15),
                (x * 1.15, 0.92 + 0.1 * z, z * 1.3),
                (1, 0, 0),
                (0.17, 0.15),
                seed=11 + k,
                taper=0.8,
            ),
            0.05 + 0.02 * k,
        )
    outline = np.array(
        [(-0.80, -0.16), (-0.52, -0.36), (0.52, -0.36), (0.80, -0.16), (0.62, 0.32), (-0.62, 0.32)]
    )
    top = np.stack([outline[:, 0], 1.06 + SLANT * outline[:, 1], outline[:, 1]], axis=1)
    below = np.stack(
        [outline[:, 0] * 0.86, 0.92 + SLANT * outline[:, 1] * 0.86, outline[:, 1] * 0.86 + 0.03], axis=1
    )
    add(convex_hull(np.concatenate([top, below])), 0.0)
    # A plate for a palm, low on the slant, and keys about it: small pointed crystals in two rows, no two neighbours of
    # one height.
    add(_on_table(PLATE - [0.0, PLATE_HEIGHT, 0.0], PLATE_RADIUS, PLATE_HEIGHT), 0.0)
    for row, xs in ((-0.20, (-0.41, -0.25, 0.25, 0.41)), (0.02, 0.165 * np.arange(-3, 4))):
        for k, x in enumerate(xs):
            y = 1.06 + SLANT * row
            tall = (0.075, 0.05, 0.095, 0.06)[(3 * k + len(xs)) % 4]
            tip = np.array([x + 0.012 * ((k + len(xs)) % 3 - 1), y + tall, row - SLANT * tall])
            add(_on_table(np.array([x, y, row]), SOCKET_RADIUS, SOCKET_HEIGHT), 0.0)
            add(
                Prism(
                    (x, y - 0.03, row + 0.012),
                    tip,
                    (1, 0, 0),
                    (0.036, 0.032),
                    seed=30 + k + len(xs),
                    taper=0.8,
                    point=0.45,
                ),
                0.15 + 0.30 * abs(x) + (0.1 if row > 0.0 else 0.0),
            )
    # Behind the table, a crown of crystals that rise farther as it wakes: tallest in the middle.
    for k in range(9):
        x = (k - 4) * 0.165
        tall = 1.85 - 0.07 * (k - 4) ** 2 * (1.15 if k % 2 else 0.85)
        foot = np.array([x * 0.9, 0.0, 0.50 - 0.018 * (k - 4) ** 2])
        add(
            Prism(
                foot,
                foot + [x * 0.22, tall, 0.10],
                (1, 0, 0),
                (0.075, 0.065),
                seed=50 + k,
                taper=0.8,
                point=0.22,
            ),
            0.25 + 0.09 * abs(k - 4),
            RISE,
        )
    grown = iter(prisms([crystal for crystal in crystals if isinstance(crystal, Prism)]))
    cells = [crystal if isinstance(crystal, Convex) else next(grown)[0] for crystal in crystals]
    return ConsoleBody(mesh_of(cells), np.array(wakes), np.array(rises))


def strip(path: Array, first: float, last: float, width: float, height: float) -> Mesh:
    """Return a flat, mitred strip along `path`, (n, 2) x and z, metres.

    tint.r goes from `first` to `last` along it, tint.g from 0 to 1 across it. width, height over the floor: metres.
    """
    way = np.diff(path, axis=0)
    length = np.linalg.norm(way, axis=1)
    direction = way / length[:, None]
    normal = np.stack([direction[:, 1], -direction[:, 0]], axis=1)
    before, after = np.concatenate([normal[:1], normal]), np.concatenate([normal, normal[-1:]])
    mitre = (before + after) / np.maximum(1.0 + (before * after).sum(axis=1, keepdims=True), 0.2)
    share = first + (last - first) * np.concatenate([[0.0], np.cumsum(length)]) / length.sum()
    vertices = np.zeros(2 * len(path), VERTEX)
    for side in (0, 1):
        place = path + mitre * (width * (side - 0.5))
        vertices["position"][side::2] = np.stack(
            [place[:, 0], np.full(len(path), height), place[:, 1]], axis=1
        )
        vertices["tint"][side::2, 0] = share
        vertices["tint"][side::2, 1] = side
    vertices["normal"] = (0.0, 1.0, 0.0)
    for name in EDGE_FIELDS:
        vertices[name] = FAR_FROM_EDGE
    k = 2 * np.arange(len(path) - 1)
    triangles = np.concatenate([np.stack([k, k + 1, k + 2], axis=1), np.stack([k + 1, k + 3, k + 2], axis=1)])
    corner = vertices["position"][triangles[0]]
    if np.cross(corner[1] - corner[0], corner[2] - corner[0])[1] < 0.0:
        triangles = triangles[:, ::-1]
    return Mesh(vertices, np.ascontiguousarray(triangles).astype(np.uint32), 1)


def channel_path(end: tuple[float, float], radius: float, strand: int = 0) -> Array:
    """Return the path of one of the channels from the console to the ring about `end`, (6, 2), x and z, metres.

    radius: of the ring, metres. strand: -1, 0 or 1: the channel at the left, in the middle, at the right.
    """
    x, z = end
    side, shift = np.sign(x), 0.17 * strand
    begin = np.array([0.12 * side + 0.08 * strand, 0.55])
    knee = np.array([side * (1.0 + abs(shift) * 0.4) + shift, 1.5 + 0.8 * abs(shift)])
    far = np.array([x - side * 1.6 + 0.3 * shift, knee[1] + shift * side * -0.6])
    near, last = [x + shift, z - radius - 0.7], [x + shift, z - radius * 0.99]
    return np.array([begin, [begin[0], 0.8], knee, far, near, last])


def channel_mesh(
    ends: Sequence[tuple[float, float]],
    rings: Sequence[float],
    wider: float = 1.0,
    height: float = CHANNEL_HEIGHT,
) -> Mesh:
    """Return three parallel channels from the console to each of `ends`, (x, z) metres, and a ring around each end.

    rings: radii of the rings, metres. wider: factor on their width. height: over the floor, metres.
    """
    strips = []
    for (x, z), radius in zip(ends, rings, strict=True):
        for strand in (-1, 0, 1):
            width = CHANNEL_WIDTH * (1.0 if strand == 0 else 0.45)
            path = channel_path((x, z), radius, strand)
            strips.append(strip(path, 0.0, CHANNEL_SHARE, wider * width, height))
        turn = np.linspace(0.0, np.pi, 15)
        for way in (-1.0, 1.0):
            around = np.stack([x + way * radius * np.sin(turn), z - radius * np.cos(turn)], axis=1)
            strips.append(strip(around, CHANNEL_SHARE, 1.0, wider * CHANNEL_WIDTH, height))
    return merged(strips)
