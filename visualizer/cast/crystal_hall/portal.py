"""The portal in a wall of the hall: a frame of thick crystals, a chamber behind it, and the two leaves that close it.

Space: that of the hall, metres; the wall at +x, where the portal's outside is. tint.a is the height as a share of
HEIGHT.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.geometry.convex import Convex, convex_box, mesh_of
from visualizer.geometry.mesh import Mesh, flat_mesh, merged
from visualizer.geometry.prisms import Prism, prisms
from visualizer.transforms import normalized

Array = NDArray[np.float64]

HALF_WIDTH, SPRING, APEX = 1.15, 1.9, 3.3
"""The opening: half its width, the height at which it begins to narrow, and that of its point, m."""
FRONT, LEAF, BACK = 4.6, 5.2, 8.4
"""x of the front of the frame, of the front of the leaves (recessed), and of the chamber's end, m."""
THICKNESS = 0.42  # m, of a leaf
RIBS = 2  # on each side of the chamber
WINDOW, ASIDE, SILL, WINDOW_TOP = 1.2, 0.3, 0.05, 3.5
"""Half the width of the bright window at the end of the chamber, how far its middle is from that of the opening along
z, so that it is seen from beside the opening, and the heights between which it is, m."""
BLADES, BLADE_SHADES = 6, (0.55, 1.1)
"""Blades of crystal of that window, an even number, and their lowest and highest shade."""
WIDER = 0.5  # m by which the chamber is wider than the opening, on each side
OVERLAP = 0.35  # m by which the leaves reach beyond the opening, behind the frame
TRAVEL = 1.4
"""Metres that each leaf slides."""
RECEDES = 0.14
"""Metres by which a leaf moves into the wall before it slides."""
HEIGHT = 6.6
REACH = 3.4
"""Half the length of wall that the frame takes the place of, m."""


def _crystals(convex: Sequence[Convex], seed: int) -> Mesh:
    random = np.random.default_rng([abs(seed), 77])
    colours = np.array([random.uniform(0.8, 1.15) * np.array([0.95, 1.02, 1.1]) for _ in convex])
    mesh = mesh_of(list(convex), colours, regions=False)
    mesh.vertices["tint"][:, 3] = np.clip(mesh.vertices["position"][:, 1] / HEIGHT, 0.0, 1.0)
    mesh.vertices["piece"] = 0
    return Mesh(mesh.vertices, mesh.triangles, 1)


@kept(memory=2)
def frame(z: float, seed: int) -> Mesh:
    """Return the frame around the opening at `z`: jambs, a pointed lintel, crystals above it, and the chamber's
    sides."""
    grown: list[Prism] = []
    for side in (-1.0, 1.0):
        for k, (away, depth, top, radius) in enumerate(
            ((0.42, 0.42, 2.5, 0.44), (1.25, 0.55, 4.0, 0.52), (2.05, 0.95, 5.4, 0.56))
        ):
            foot = np.array([FRONT + depth, -0.2, z + side * (HALF_WIDTH + away)])
            lean = np.array([-0.16 * top, top + 0.2, side * 0.04 * top])
            grown.append(
                Prism(
                    foot,
                    foot + lean,
                    (0, 0, 1),
                    (radius, radius),
                    seed=abs(seed + 5 * k + int(side)),
                    taper=0.86,
                    point=0.16,
                )
            )
        # The lintel: one beam of each side, crossing the other at the point.
        low = np.array([FRONT + 0.48, SPRING - 0.25, z + side * (HALF_WIDTH + 0.42)])
        high = np.array([FRONT + 0.40, APEX + 0.62, z - side * 0.24])
        grown.append(
            Prism(low, high, (1, 0, 0), (0.42, 0.34), seed=seed + 40 + int(side), taper=0.95, point=0.08)
        )
    # Above the portal the wall goes on, leaning as it does beside it.
    for k, away in enumerate((-2.6, -1.3, 0.0, 1.3, 2.6)):
        low = np.array([FRONT + 1.0, 2.9 + 0.5 * (2.0 - abs(away)) * 0.5, z + away])
        reach = np.array([-4.9, 10.6, 0.0])
        grown.append(
            Prism(low, low + reach, (0, 0, 1), (0.85, 0.7), seed=seed + 60 + k, taper=0.9, point=0.1)
        )
    # In the chamber, pairs of ribs that lean together, nearer to each other the deeper they stand.
    inner = LEAF + THICKNESS + RECEDES + 0.05
    for k in range(RIBS):
        x = inner + 0.45 + (BACK - inner - 0.9) * k / (RIBS - 1)
        for side in (-1.0, 1.0):
            foot = np.array([x, -0.2, z + side * (HALF_WIDTH + 0.32 - 0.13 * k)])
            lean = np.array([0.06, APEX + 0.4, -side * (0.42 + 0.1 * k)])
            grown.append(
                Prism(
                    foot, foot + lean, (1, 0, 0), (0.22, 0.2), seed=seed + 80 + 2 * k + (side > 0), taper=0.8
                )
            )
    bodies = [cell for pieces in prisms(grown) for cell in pieces]
    for side in (-1.0, 1.0):
        near, far = sorted((z + side * (HALF_WIDTH + WIDER), z + side * (HALF_WIDTH + 2.4)))
        bodies.append(convex_box((inner, -0.1, near), (BACK, 4.6, far)))
        # In front of the leaves, so that no light of the chamber passes between the lintel and a jamb.
        near, far = sorted((z + side * (HALF_WIDTH + 0.25), z + side * (HALF_WIDTH + 2.4)))
        bodies.append(convex_box((LEAF - 0.22, SPRING - 0.5, near), (LEAF - 0.02, 4.6, far)))
    bodies.append(convex_box((inner, APEX + 0.3, z - 3.4), (BACK, 5.0, z + 3.4)))
    # Above the slopes of the opening, behind the lintel.
    slope = normalized([0.0, HALF_WIDTH, APEX - SPRING])
    over = convex_box((LEAF - 0.22, SPRING, 0.0), (LEAF - 0.02, 4.6, HALF_WIDTH + 0.3)).clipped(
        -slope, -float(slope[1] * APEX)
    )
    assert over is not None  # its upper side is above the slope
    for side in (-1.0, 1.0):
        faces = [face * [1.0, 1.0, side] + [0.0, 0.0, z] for face in over.faces]
        bodies.append(Convex.of(faces if side > 0.0 else [face[::-1] for face in faces]))
    # Behind the crystals above the portal: no daylight comes over it.
    bodies.append(convex_box((FRONT + 2.0, 4.6, z - 4.4), (FRONT + 2.4, 9.0, z + 4.4)))
    bodies.append(convex_box((BACK - 0.05, -0.1, z - 3.4), (BACK + 0.2, 4.6, z + 3.4)))
    return _crystals(bodies, seed)


@kept(memory=2)
def chamber(z: float) -> Mesh:
    """Return the window at the end of the chamber, pointed at its top: blades of crystal, each a little deeper or paler
    than the next; it faces the hall."""
    random = np.random.default_rng(int(8.0 * abs(z)))
    x, spring = BACK - 0.06, WINDOW_TOP - 0.8 * WINDOW
    borders = WINDOW * np.linspace(-1.0, 1.0, BLADES + 1)
    borders[1:-1] += random.uniform(-0.1, 0.1, BLADES - 1)
    borders[BLADES // 2] = 0.0
    faces, shades = [], []
    for low, high in pairwise(borders.tolist()):
        top = [spring + (WINDOW_TOP - spring) * (1.0 - abs(along) / WINDOW) for along in (low, high)]
        cut = [SILL + random.uniform(0.25, 0.7) * (end - SILL) for end in top]
        for feet, heads in (((SILL, SILL), cut), (cut, top)):
            outline = [(low, feet[0]), (high, feet[1]), (high, heads[1]), (low, heads[0])]
            faces.append([(x, y, z + ASIDE + along) for along, y in outline])
            shade = random.uniform(*BLADE_SHADES)
            shades.append((shade, shade, shade, 0.0))
    return flat_mesh(faces, tint=shades)


@kept(memory=2)
def leaves(z: float, seed: int) -> Mesh:
    """Return the two leaves, one piece each: two upright blades of unequal depth, cut to the pointed opening."""
    made = []
    for side in (-1.0, 1.0):
        blades = []
        for near, far, proud in ((0.0, 0.52, 0.0), (0.52, HALF_WIDTH + OVERLAP, 0.08)):
            top = APEX + OVERLAP
            slope = normalized([0.0, HALF_WIDTH, APEX - SPRING])
            body = convex_box((LEAF + proud, 0.0, near), (LEAF + THICKNESS, top, far)).clipped(
                slope, float(slope[1] * top)
            )
            assert body is not None  # its inner side is below the slope
            faces = [face * [1.0, 1.0, side] + [0.0, 0.0, z] for face in body.faces]
            blades.append(Convex.of(faces if side > 0.0 else [face[::-1] for face in faces]))
        made.append(_crystals(blades, seed + int(side)))
    return merged(made, as_pieces=True)


@lru_cache(maxsize=8)  # the leaves rest in most shots
def leaf_poses(opened: float) -> Array:
    """Return hall_from_piece, (2, 4, 4), of the leaves: they move back a little, then apart."""
    back, apart = min(opened / 0.15, 1.0), max((opened - 0.1) / 0.9, 0.0)
    poses = np.tile(np.eye(4), (2, 1, 1))
    poses[:, 0, 3] = RECEDES * back
    poses[:, 2, 3] = [-TRAVEL * apart, TRAVEL * apart]
    return poses
