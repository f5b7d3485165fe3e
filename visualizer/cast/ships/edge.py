"""Bars along the edge of a ship's opening, and the line of light that runs round it as the ship is sealed."""

from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.base import Actor
from visualizer.actors.graph import Snapshot
from visualizer.cache.kept import kept
from visualizer.cast.ships.bodies import HULL, LAMP, opening_rings
from visualizer.cast.ships.hull import Body, Face, outward
from visualizer.frame import Draw
from visualizer.geometry.mesh import Mesh, flat_mesh, merged

Array = NDArray[np.float64]

STEPS = 24
"""Parts of each side of an edge."""
LINE = (0.045, 0.02)
"""Width and height of the line of light, metres."""
LINE_RAISED = 0.05
"""Its height over the surface, metres."""
LINE_OUTSIDE = 0.09
"""Radians by which it lies outside of the opening."""
LINE_TINT = (0.16, 0.50, 1.0, LAMP)
NOT_YET = 1e-4
"""Size of what is not lit yet."""


def bars(low: Array, high: Array, width: float, along: Array) -> list[Face]:
    """Return the faces of a bar with four sides, open at its ends. low, high: (n, 3) the middle of its underside and of
    its top.

    along: (n, 3) its direction, of any length. width: metres; the top is narrower.
    """
    side = np.cross(along, high - low)
    side *= 0.5 * width / np.linalg.norm(side, axis=1)[:, None]
    ring = np.stack([low - side, low + side, high + 0.7 * side, high - 0.7 * side], axis=1)
    faces = []
    for a, b in pairwise(ring):
        middle = 0.5 * (a.mean(axis=0) + b.mean(axis=0))
        faces += [outward([a[k], a[(k + 1) % 4], b[(k + 1) % 4], b[k]], middle) for k in range(4)]
    return faces


def _edge(body: Body, raised: float, outside: float = 0.0) -> tuple[Array, Array]:
    """Return points (2 `STEPS`, 3) along the edge of a body's opening, once around from its end at -z, and the body's
    normals there.

    raised: metres above the surface. outside: radians.
    """
    lengths = np.array(opening_rings(body, STEPS))
    rim = body.opening.rim(lengths) + outside
    angle = np.concatenate([rim, -rim[-2:0:-1]])
    along = np.concatenate([lengths, lengths[-2:0:-1]])
    normal = body.normal(angle, along)
    return body.surface(angle, along) + normal * raised, normal


def around_edge(body: Body, low: float, high: float, width: float, outside: float = 0.0) -> list[Face]:
    """Return the faces of a bar along the edge of a body's opening, 4 for each of its 2 `STEPS` parts, in order.

    low, high: heights over the surface, metres. width: metres. outside: radians.
    """
    under, normal = _edge(body, low, outside)
    along = np.roll(under, -1, axis=0) - np.roll(under, 1, axis=0)
    top = under + normal * (high - low)
    under, top, along = (np.append(places, places[:1], axis=0) for places in (under, top, along))
    return bars(under, top, width, along)


@kept(memory=4)
def line_mesh(body: Body) -> Mesh:
    """Return the line of light around a body's opening: a piece for each part, in order, once around from -z."""
    width, height = LINE
    faces = around_edge(body, LINE_RAISED, LINE_RAISED + height, width, LINE_OUTSIDE)
    return merged(
        [
            flat_mesh(faces[4 * k : 4 * k + 4], tint=LINE_TINT, edges=(False,) * 4, piece=k)
            for k in range(2 * STEPS)
        ]
    )


@lru_cache(maxsize=4)
def _starts(body: Body) -> Array:
    """Return where the parts of the line begin, (2 `STEPS`, 3)."""
    start, _ = _edge(body, LINE_RAISED, LINE_OUTSIDE)
    # On the second side the line comes from a part's other end.
    return np.concatenate([start[:STEPS], np.roll(start, -1, axis=0)[STEPS:]])


@lru_cache(maxsize=8)  # the line rests in most shots
def line_poses(body: Body, run: float) -> Array:
    """Return model_from_piece, (2 `STEPS`, 4, 4), of the line of light that has run round both sides.

    run: 0 none of it is there, to 1, when both ends meet at the end at +z.
    """
    start = _starts(body)
    order = np.concatenate([np.arange(STEPS), np.arange(STEPS)[::-1]])
    size = np.clip(run * STEPS - order, NOT_YET, 1.0)
    poses = np.zeros((2 * STEPS, 4, 4))
    poses[:, [0, 1, 2], [0, 1, 2]] = size[:, None]
    poses[:, :3, 3] = start * (1.0 - size)[:, None]
    poses[:, 3, 3] = 1.0
    return poses


def line_draws(
    ship: Actor[Any], snapshot: Snapshot, body: Body, run: float, light: float, hull: dict[str, Any]
) -> list[Draw]:
    """Return the draw of a ship's line of light, its mesh "line"; none while nothing of it is lit.

    light: as `lamp` of the hull's material. hull: its other parameters.
    """
    if run <= 0.0 or light <= 0.0:
        return []
    poses = line_poses(body, run)
    return [ship.draw(snapshot, "line", HULL, pieces=poses, shadow=False, **{**hull, "lamp": light})]
