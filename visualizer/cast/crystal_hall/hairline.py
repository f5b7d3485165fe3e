"""The crack that runs over the floor of the crystal hall before it parts there: a dark hairline with pale lips and
short branches, which starts at the wall at +x and widens behind its tip.

Space: that of the hall, metres. tint.rgb: dark in the crack, pale on its lips.
"""

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.cast.crystal_hall.floor import jagged_line
from visualizer.geometry.mesh import Mesh, flat_mesh

Array = NDArray[np.float64]

WIDTH = (0.026, 0.055)
"""Smallest and largest of half its width at a corner, m."""
LIP = 0.014
"""Width of a lip, m."""
ABOVE = 0.004
"""Height above the floor, m."""
BRANCHED = 0.55
"""Share of the corners from which a branch starts."""
BRANCH = (0.35, 1.1)
"""Shortest and longest way of a branch along z, m."""
WIDENS = 5.0
"""Sides of the line over which it widens behind its tip."""
LEAST = 1e-3
"""Smallest scale: of what is not there yet."""
DARK, PALE = (0.0, 0.0, 0.0, 0.0), (1.0, 1.0, 1.0, 0.0)


def _line(fissure: float, half_width: float, seed: int) -> Array:
    """Return the corners of the line from +x to -x, (n, 2) x and z, metres."""
    return jagged_line(half_width, seed)[::-1] + [0.0, fissure]


@kept(memory=2)
def hairline(fissure: float, half_width: float, seed: int) -> Mesh:
    """Return the crack along the line at which the floor parts at z = `fissure`: a piece for each side of the line.

    half_width: of the floor, metres.
    """
    line = _line(fissure, half_width, seed)
    random = np.random.default_rng([seed, 931])
    half = random.uniform(*WIDTH, len(line))
    faces: list[list[tuple[float, float, float]]] = []
    tints: list[tuple[float, ...]] = []
    pieces: list[int] = []

    def add(corners: list[tuple[float, float]], tint: tuple[float, ...], piece: int) -> None:
        # Seen from above, whichever way round they are given.
        (ax, az), (bx, bz), (cx, cz) = corners[:3]
        if (bx - ax) * (cz - az) - (bz - az) * (cx - ax) > 0.0:
            corners = corners[::-1]
        faces.append([(x, ABOVE, z) for x, z in corners])
        tints.append(tint)
        pieces.append(piece)

    for k in range(len(line) - 1):
        (ax, az), (bx, bz) = line[k : k + 2].tolist()
        a, b = half[k : k + 2].tolist()
        add([(ax, az - a), (bx, bz - b), (bx, bz + b), (ax, az + a)], DARK, k)
        for side in (-1.0, 1.0):
            add(
                [
                    (ax, az + side * a),
                    (bx, bz + side * b),
                    (bx, bz + side * (b + LIP)),
                    (ax, az + side * (a + LIP)),
                ],
                PALE,
                k,
            )
        if random.uniform() < BRANCHED:
            # It leans the way that the crack runs, and kinks once.
            side, way = random.choice([-1.0, 1.0]), random.uniform(*BRANCH)
            kink = (ax + random.uniform(-0.35, 0.0) * way, az + side * 0.45 * way)
            tip = (kink[0] + random.uniform(-0.9, -0.2) * way, az + side * way)
            add(
                [(ax - a, az), (kink[0] - 0.5 * a, kink[1]), (kink[0] + 0.5 * a, kink[1]), (ax + a, az)],
                DARK,
                k,
            )
            add([(kink[0] - 0.5 * a, kink[1]), tip, (kink[0] + 0.5 * a, kink[1])], DARK, k)
    order = np.argsort(pieces, kind="stable")
    return flat_mesh(
        [faces[n] for n in order], tint=np.array(tints)[order], piece=np.array(pieces, np.int64)[order]
    )


def hairline_poses(fissure: float, half_width: float, seed: int, run: float) -> Array:
    """Return hall_from_piece, (pieces, 4, 4), of the crack that has run the share `run` of its way."""
    line = _line(fissure, half_width, seed)
    (x, z), (dx, dz) = line[:-1].T, np.diff(line, axis=0).T
    behind = run * (len(x) + WIDENS) - np.arange(len(x))
    long, wide = np.clip(behind, LEAST, 1.0), np.clip(behind / WIDENS, LEAST, 1.0)
    # Along x about the side's first corner; along z about the line.
    slope = dz / dx
    poses = np.tile(np.eye(4), (len(x), 1, 1))
    poses[:, 0, 0], poses[:, 0, 3] = long, (1.0 - long) * x
    poses[:, 2, 2], poses[:, 2, 0] = wide, slope * (long - wide)
    poses[:, 2, 3] = (1.0 - wide) * z + slope * x * (wide - long)
    return poses
