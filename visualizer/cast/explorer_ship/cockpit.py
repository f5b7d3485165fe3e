"""The inside of the larger ship's opening: one seat between two consoles, a panel with growing crystals, and the
canopy.

Ship space: +z is the nose, +y up, metres. tint.a is the region of the hull's material.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.cast.ships.bodies import CRYSTAL, EXPLORER, FLUTED, LAMP, MACHINED, PADDING, opening_rings
from visualizer.cast.ships.edge import around_edge, bars
from visualizer.cast.ships.hull import plate, tub, upholstered
from visualizer.geometry.hulls import convex_hull
from visualizer.geometry.mesh import Mesh, flat_mesh, merged, smooth_mesh, tinted
from visualizer.geometry.prisms import prism

Array = NDArray[np.float64]

WALL = 0.16  # m, thickness of the hull about the opening
FLOOR = -0.60  # m, height of the floor
SEAT = 0.10  # m, z of the back end of the cushion
STEEL = (0.26, 0.27, 0.30, MACHINED)
DARK = (0.13, 0.13, 0.15, MACHINED)
LEATHER = (0.36, 0.20, 0.13, FLUTED)
STRIP, DISPLAY, ROOT = (0.16, 0.30, 0.40, LAMP), (0.05, 0.13, 0.17, LAMP), (0.20, 0.40, 0.52, LAMP)


def cockpit() -> list[Mesh]:
    """Return what is inside of the hull about the opening."""
    lining = tub(EXPLORER, opening_rings(EXPLORER, 10), 7, WALL)
    return [
        upholstered(lining, (0.25, 0.23, 0.24, PADDING)),
        *_floor(),
        *_consoles(),
        *_panel(),
        _seat(),
        _solid(
            _slab(0.2, [(FLOOR, SEAT + 0.4), (-0.37, SEAT + 0.35), (-0.37, SEAT - 0.1), (FLOOR, SEAT - 0.2)]),
            DARK,
        ),
    ]


def _inside(z: float) -> float:
    """Return half the width between the walls at `z`."""
    return float(EXPLORER.surface(0.5 * np.pi, z, WALL)[0]) - 0.01


def _solid(corners: Sequence[object] | Array, tint: tuple[float, ...]) -> Mesh:
    return tinted(convex_hull(np.asarray(corners, np.float64)).mesh(), tint)


def _slab(half: float, outline: Sequence[tuple[float, float]]) -> list[tuple[float, float, float]]:
    """Return the corners of a body `half` wide to each side of x = 0. outline: (y, z) of its corners."""
    return [(side * half, y, z) for y, z in outline for side in (-1.0, 1.0)]


def _floor() -> list[Mesh]:
    """Return the floor, and the deck that fills the space behind the seat."""
    floor = _solid(_slab(0.46, [(FLOOR, -0.7), (FLOOR, 1.25), (-0.75, 1.0), (-0.75, -0.6)]), DARK)
    half = _inside(-0.8)
    deck = [(0.12, -0.66), (0.25, -0.80), (0.27, -1.10), (FLOOR, -1.10), (FLOOR, -0.60)]
    return [
        floor,
        _solid(_slab(half, deck), STEEL),
        _solid(_slab(0.2, [(0.2, -0.7), (0.33, -0.8), (0.33, -1.0), (0.2, -1.0)]), DARK),
    ]


def _consoles() -> list[Mesh]:
    """Return the two consoles beside the seat: a sloping top, a rail with a strip of light in it, and keys."""
    parts = []
    for side in (-1.0, 1.0):
        body = [
            (side * x, y, z)
            for z in (-0.72, 1.10)
            for x, y in ((0.42, FLOOR), (0.42, -0.16), (0.46, -0.12), (_inside(z), 0.02), (_inside(z), -0.30))
        ]
        parts.append(_solid(body, STEEL))
        # The rail stands out from the inner edge of the top; its strip of light faces the seat.
        for z0, z1, tint, out in ((-0.60, 1.0, DARK, 0.0), (-0.5, 0.9, STRIP, 0.012)):
            thick, tall = (0.035, 0.045) if out == 0.0 else (0.02, 0.007)
            middle = np.array([side * (0.43 - out), -0.125, 0.0])
            parts.append(
                _solid(
                    [
                        middle + [sx * thick * 0.5, sy * tall * 0.5, z]
                        for sx in (-1, 1)
                        for sy in (-1, 1)
                        for z in (z0, z1)
                    ],
                    tint,
                )
            )
        for k, z in enumerate(np.arange(-0.05, 0.85, 0.15)):
            keys = [(0.53, z), (0.53, z + 0.10), (0.66, z + 0.10), (0.66, z)]
            ring = np.array([(side * x, -0.12 + 0.14 * (x - 0.46) / (_inside(w) - 0.46), w) for x, w in keys])
            normal = np.array([-side * 0.3, 1.0, 0.0])
            tint = DISPLAY if (k + (side > 0)) % 3 == 0 else DARK
            parts.append(flat_mesh(plate(ring, normal, 0.016, 0.12), tint=tint))
    return parts


def _panel() -> list[Mesh]:
    """Return the panel before the seat, its displays, and the crystals that grow from it, each out of a lit socket."""
    low, high = np.array([-0.16, 1.04]), np.array([0.16, 1.24])  # y, z of the sloping face
    parts = [
        _solid(
            [
                (side * half, y, z)
                for side in (-1.0, 1.0)
                for half, y, z in (
                    (_inside(1.1), FLOOR, 1.10),
                    (_inside(1.1), *low),
                    (_inside(1.3), *high),
                    (_inside(1.5), 0.10, 1.52),
                    (_inside(1.5), FLOOR, 1.52),
                )
            ],
            STEEL,
        )
    ]
    slope = high - low
    normal = np.array([0.0, slope[1], -slope[0]]) / np.hypot(*slope)

    def place(x: float, share: float) -> Array:
        """Return the point of the sloping face at `share` of its height."""
        return np.array([x, *(low + share * slope)])

    for x0, x1, a, b, tint in (
        (-0.20, 0.20, 0.12, 0.42, DISPLAY),
        (-0.48, -0.26, 0.12, 0.42, DISPLAY),
        (0.26, 0.48, 0.12, 0.42, DARK),
    ):
        ring = [place(x0, a), place(x1, a), place(x1, b), place(x0, b)]
        parts.append(flat_mesh(plate(ring, normal, 0.012, 0.06), tint=tint))
    for k in range(5):
        foot = place(0.15 * (k - 2), 0.74 - 0.05 * (k - 2) ** 2 / 4.0)
        turn = np.linspace(0.0, 2.0 * np.pi, 6, endpoint=False)
        across = np.cross(normal, [1.0, 0.0, 0.0])
        ring = foot + 0.06 * (np.cos(turn)[:, None] * [1.0, 0.0, 0.0] + np.sin(turn)[:, None] * across)
        parts.append(flat_mesh(plate(ring, normal, 0.03, 0.25), tint=ROOT))
        tip = foot + normal * (0.27 - 0.035 * abs(k - 2)) + [0.03 * (k - 2), 0.05, 0.0]
        cell = prism(foot, tip, (1, 0, 0), (0.034, 0.03), seed=k, taper=0.9, point=0.35)[0]
        parts.append(tinted(cell.mesh(), (0.9, 0.97, 1.05, CRYSTAL)))
    return parts


def _seat() -> Mesh:
    """Return the seat: a shell of leather from the knees over cushion and back to the head, with raised sides."""
    # y, z, half the width, and by how much the sides are raised, along the middle.
    line = np.array(
        [
            (-0.40, 0.60, 0.20, 0.00),
            (-0.31, 0.585, 0.25, 0.01),
            (-0.265, 0.50, 0.27, 0.04),
            (-0.27, 0.25, 0.28, 0.07),
            (-0.29, -0.02, 0.29, 0.08),
            (-0.23, -0.17, 0.29, 0.09),
            (-0.02, -0.25, 0.30, 0.11),
            (0.20, -0.32, 0.29, 0.09),
            (0.32, -0.36, 0.21, 0.05),
            (0.36, -0.37, 0.16, 0.02),
            (0.44, -0.39, 0.17, 0.03),
            (0.54, -0.43, 0.15, 0.02),
            (0.56, -0.47, 0.10, 0.00),
        ]
    )
    along = np.gradient(line[:, :2], axis=0)
    normal = np.stack([along[:, 1], -along[:, 0]], axis=1)
    line[:, 1] += SEAT
    normal *= -1.0 / np.linalg.norm(normal, axis=1)[:, None]  # towards who sits on it
    front, back = np.linspace(-1.0, 1.0, 9), np.linspace(1.0, -1.0, 5)
    across = np.concatenate([front, 1.04 * back])
    height = np.concatenate([np.abs(front) ** 3, np.full(5, -1.0)])
    rise = np.where(height[None] >= 0.0, line[:, 3:] * height[None], -0.085)
    points = np.empty((len(line), len(across), 3))
    points[..., 0] = line[:, 2:3] * across
    points[..., 1:] = line[:, None, :2] + rise[..., None] * normal[:, None]
    closed = np.concatenate(
        [
            points[:1].mean(axis=1, keepdims=True).repeat(len(across), 1),
            points,
            points[-1:].mean(axis=1, keepdims=True).repeat(len(across), 1),
        ]
    )
    count = len(across)
    here = np.arange(count)
    after = (here + 1) % count
    triangles = []
    for k in range(len(closed) - 1):
        low, high = k * count, (k + 1) * count
        triangles += [
            np.stack([low + here, high + here, high + after], axis=1),
            np.stack([low + here, high + after, low + after], axis=1),
        ]
    flat = closed.reshape(-1, 3)
    index = np.concatenate(triangles)
    a, b, c = (flat[index[:, k]] for k in range(3))
    whole = np.linalg.norm(np.cross(b - a, c - a), axis=1) > 1e-9
    volume = float(np.einsum("ij,ij->", a, np.cross(b, c)))
    index = index if volume > 0.0 else index[:, ::-1]
    return smooth_mesh(flat, np.ascontiguousarray(index[whole]), tint=LEATHER)


CANOPY_BULGE = 0.17  # m, height of its middle over the hull's surface
CANOPY_THICKNESS = 0.025  # m
STRUT = (0.03, 0.035)  # m, width and height of its struts
FRAME = (0.09, 0.05)  # m, width and height of the frame along its edge
LATCH = (0.026, 0.01)  # m, of the line of light on the frame
LATCH_TINT = (0.10, 0.42, 1.0, LAMP)


def _canopy_grid(rings: int, across: int, raised: float = 0.0) -> Array:
    """Return points (rings + 1, across + 1, 3) of the closed canopy's outside, `raised` metres above it."""
    lengths = np.array(opening_rings(EXPLORER, rings))
    share = np.linspace(-1.0, 1.0, across + 1)
    angle = share[None, :] * EXPLORER.opening.rim(lengths)[:, None]
    along = np.broadcast_to(lengths[:, None], angle.shape)
    rise = (1.0 - share[None, :] ** 2) * np.sin(np.linspace(0.0, np.pi, len(lengths)))[:, None]
    surface, normal = EXPLORER.surface(angle, along), EXPLORER.normal(angle, along)
    return np.asarray(surface + normal * (CANOPY_BULGE * rise - 0.01 + raised)[..., None])


@kept(memory=1)
def explorer_canopy() -> Mesh:
    """Return the canopy over the seat, closed: clear crystal between struts, a closed body."""
    parts = []
    corner = np.arange(21 * 21).reshape(21, 21)
    a, b, c, d = corner[:-1, :-1], corner[:-1, 1:], corner[1:, 1:], corner[1:, :-1]
    triangles = np.concatenate([np.stack(face, axis=-1).reshape(-1, 3) for face in ((a, b, c), (a, c, d))])
    for inset in (0.0, CANOPY_THICKNESS):
        places = _canopy_grid(20, 20, -inset).reshape(-1, 3)
        shell = smooth_mesh(places, triangles)
        # The middle of the outside faces up, that of the inside down.
        up = float(shell.vertices["normal"][corner[10, 10], 1]) > 0.0
        parts.append(shell if up == (inset == 0.0) else smooth_mesh(places, triangles[:, ::-1]))
    return merged(parts)


@kept(memory=1)
def canopy_struts() -> Mesh:
    """Return the canopy's struts, closed: a frame along its edge, two hoops and a spine of metal, as bars with four
    sides."""
    grid, top = _canopy_grid(24, 24, -0.5 * STRUT[1]), _canopy_grid(24, 24, 0.5 * STRUT[1])
    parts = around_edge(EXPLORER, -0.4 * FRAME[1], 0.6 * FRAME[1], FRAME[0])
    for low, high in ((grid[7], top[7]), (grid[21], top[21]), (grid[1:-1, 12], top[1:-1, 12])):
        parts += bars(low, high, STRUT[0], np.gradient(low, axis=0))
    return flat_mesh(parts, tint=(0.30, 0.31, 0.34, MACHINED), edges=(False, True, False, True))


@kept(memory=1)
def canopy_latch() -> Mesh:
    """Return the line of light on the canopy's frame, closed."""
    low = 0.6 * FRAME[1] + 0.010
    return flat_mesh(
        around_edge(EXPLORER, low, low + LATCH[1], LATCH[0]), tint=LATCH_TINT, edges=(False,) * 4
    )
