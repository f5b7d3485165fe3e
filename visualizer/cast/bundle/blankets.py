"""The infant's blankets: a swaddle wound about the body, a hood about the head, and their borders.

Space: that of the bundle, metres; feet towards -x, head towards +x, the face up (+y).
"""

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.cast.people import ROBE, TRIM
from visualizer.geometry.mesh import Mesh, merged, smooth_mesh
from visualizer.geometry.primitives import loft
from visualizer.geometry.turns import smooth

Array = NDArray[np.float64]

_STATIONS = np.array(
    [-0.285, -0.272, -0.245, -0.20, -0.14, -0.07, 0.0, 0.06, 0.105, 0.128, 0.136, 0.128]
)  # x
_GIRTH = np.array([0.012, 0.046, 0.066, 0.079, 0.089, 0.098, 0.106, 0.110, 0.106, 0.096, 0.080, 0.062])
_ALONG, _AROUND = 44, 40
_LAYERS = (
    # turn of an edge of the cloth at x = 0, radians; its turn per metre; thickness of the fold at the edge
    (2.30, 7.5, 0.0110),
    (0.55, -6.0, 0.0080),
    (4.60, 6.5, 0.0045),
)
_BORDERED = 0  # the layer whose edge has the border
_BORDER = (0.014, 0.031)  # from the edge, metres


def _wrinkles(x: Array, turn: Array) -> Array:
    """Return the height of folds, metres: they run about the body, pulled towards where the cloth is tucked in."""
    # Folds fan out from the breast, where the edge of the outermost layer is tucked in, and follow the winding
    # elsewhere.
    tuck_x, tuck_turn = 0.04, 1.95
    dx, dt = x - tuck_x, 0.10 * (np.mod(turn - tuck_turn + np.pi, 2.0 * np.pi) - np.pi)
    fan, away = np.arctan2(dx, dt), np.hypot(dx, dt)
    rays = _ridge(3.5 * fan + 9.0 * away) * np.exp(-away / 0.13) * smooth((away - 0.008) / 0.04)
    wound = _ridge(15.0 * x + 1.5 * turn + 0.9 * np.sin(turn + 9.0 * x)) * (
        0.6 + 0.4 * np.sin(turn + 20.0 * x)
    )
    crossed = _ridge(-21.0 * x + 1.0 * turn + 1.1 * np.sin(2.0 * turn)) * (
        0.5 + 0.5 * np.sin(2.0 * turn - 17.0 * x + 1.0)
    )
    return np.asarray(0.0075 * rays + 0.0060 * wound + 0.0045 * crossed - 0.004)


def _ridge(phase: Array) -> Array:
    """Return folds with narrow crests and wide valleys, 0..1, of period pi."""
    return np.asarray((1.0 - np.abs(np.sin(phase))) ** 1.6)


def _edge(layer: int, x: Array, turn: Array) -> Array:
    """Return how far beyond the edge of a layer of the swaddle places lie, metres about the body, from 0 up."""
    start, twist, _ = _LAYERS[layer]
    return np.asarray(np.mod(turn - start - twist * x, 2.0 * np.pi) * 0.095)


def _body(x: Array, turn: Array, radius: Array) -> Array:
    """Return points (..., 3) of the swaddle. turn: angle about +x from +z towards +y. radius: without folds, metres."""
    shape = smooth((x + 0.285) / 0.05) * smooth((0.150 - x) / 0.03)
    lift = _wrinkles(x, turn)
    for layer, (_, _, thick) in enumerate(_LAYERS):
        away = _edge(layer, x, turn)
        # A step down at the edge, and the layer thins out behind it.
        lift = lift + thick * np.exp(-away / 0.060) * smooth(away / 0.014)
    radius = radius + shape * lift
    # It lies flat on its back, and the breast is flatter than the sides.
    y = radius * np.sin(turn)
    y = np.where(y < 0.0, 0.80 * y, 0.90 * y)
    return np.stack([np.broadcast_to(x, radius.shape), y, 1.02 * radius * np.cos(turn)], axis=-1)


def _swaddle() -> Mesh:
    """Return the swaddle, closed at the feet."""
    share, stations = np.linspace(0.0, 1.0, _ALONG), np.linspace(0.0, 1.0, len(_STATIONS))
    x = np.interp(share, stations, _STATIONS)
    girth = np.interp(share, stations, _GIRTH)[:, None]
    turn = np.arange(_AROUND) * (2.0 * np.pi / _AROUND)
    grid_x, grid_turn = np.meshgrid(x, turn, indexing="ij")
    mesh = loft(_body(grid_x, grid_turn, girth)[:, ::-1], flat=False)
    shade = 0.92 + 55.0 * np.clip(
        _wrinkles(grid_x, grid_turn), -0.004, 0.003
    )  # darker in folds: occluded there
    for layer in range(len(_LAYERS)):
        away = _edge(layer, grid_x, grid_turn)
        shade = shade * (1.0 - 0.28 * np.exp(-(2.0 * np.pi * 0.095 - away) / 0.008))
    mesh.vertices["tint"][: shade.size, :3] = np.clip(shade, 0.5, 1.1)[:, ::-1].reshape(-1, 1)
    mesh.vertices["tint"][:, 3] = ROBE
    return mesh


def _border() -> Mesh:
    """Return the border: a ribbon along the edge of the outermost layer."""
    start, twist, _ = _LAYERS[_BORDERED]
    x = np.linspace(-0.215, 0.118, 72)
    rows = []
    for x_at in x:
        across = np.linspace(*_BORDER, 4) / 0.095
        rows.append(
            _body(
                np.full(4, x_at), start + twist * x_at + across, np.interp(x_at, _STATIONS[:-1], _GIRTH[:-1])
            )
        )
    points = np.array(rows)
    out = points * [0.0, 1.0, 1.0]
    points = points + 0.0028 * out / np.linalg.norm(out, axis=-1, keepdims=True)
    return loft(points[:, ::-1], closed=False, flat=False, tint=(1, 1, 1, TRIM))


_HOOD = np.array(
    [
        # x; radius; half angle of the opening above the face, degrees from +y; height of the axis
        (0.060, 0.100, 34.0, -0.006),
        (0.082, 0.121, 46.0, -0.002),
        (0.120, 0.118, 58.0, 0.002),
        (0.160, 0.108, 60.0, 0.008),
        (0.205, 0.101, 57.0, 0.014),
        (0.245, 0.093, 44.0, 0.018),
        (0.272, 0.078, 24.0, 0.022),
        (0.290, 0.060, 6.0, 0.024),
        (0.300, 0.046, 0.5, 0.026),
        (0.310, 0.007, 0.1, 0.028),
    ]
)


def _hood() -> Mesh:
    """Return the hood: a thick shell under, beside and behind the head, its rim rolled outwards."""
    along = np.linspace(0.0, 1.0, 20)
    rows = [np.interp(along, np.linspace(0.0, 1.0, len(_HOOD)), column) for column in _HOOD.T]
    rings, tints = [], []
    for x, radius, opening, axis in np.stack(rows, axis=1):
        gap = np.radians(opening)
        turn = np.linspace(0.5 * np.pi + gap, 2.5 * np.pi - gap, 21)
        side = np.minimum(turn - turn[0], turn[-1] - turn)  # from the nearer rim, radians
        roll = np.exp(-side / 0.16)
        folds = 0.0022 * np.sin(7.0 * turn + 26.0 * x) + 0.0016 * np.sin(3.0 * turn - 70.0 * x)
        outer = radius + folds + 0.0075 * roll
        inner = radius - 0.006 - 0.0025 * roll
        loop_turn = np.concatenate([turn, turn[::-1]])
        loop_radius = np.concatenate([outer, inner[::-1]])
        rings.append(
            np.stack(
                [
                    x
                    + 0.006
                    * np.sin(2.0 * loop_turn + 40.0 * x)
                    * float(smooth((x - 0.08) / 0.04) * smooth((0.30 - x) / 0.05)),
                    np.where(np.sin(loop_turn) < 0.0, 0.86, 1.0) * loop_radius * np.sin(loop_turn) + axis,
                    loop_radius * np.cos(loop_turn),
                ],
                axis=1,
            )
        )
        shade = np.concatenate([1.0 + 40.0 * np.minimum(folds, 0.0), 0.80 + 0.12 * roll[::-1]])
        tints.append(np.stack([shade, shade, shade, np.full_like(shade, ROBE)], axis=1))
    points = np.array(rings)
    around = points.shape[1]
    first, here = np.arange(len(points) - 1)[:, None] * around, np.arange(around)
    after = (here + 1) % around
    a, b, c, d = first + here, first + after, first + around + after, first + around + here
    faces = np.concatenate(
        [np.stack([a, c, b], axis=-1).reshape(-1, 3), np.stack([a, d, c], axis=-1).reshape(-1, 3)]
    )
    return smooth_mesh(points.reshape(-1, 3), faces, tint=np.concatenate(tints))


@kept(memory=1)
def blankets_mesh() -> Mesh:
    """Return the blankets of an infant 0.56 m long, their border in the region TRIM."""
    return merged([_swaddle(), _border(), _hood()])
