"""The larger ship: a long hull of worn plates and crystal ribs, fins and patches, and the pieces that break off it."""

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.cast.explorer_ship.cockpit import WALL, cockpit
from visualizer.cast.ships.bodies import (
    CRYSTAL,
    EXPLORER,
    LAID_OPEN,
    PLATING,
    drive_of,
    opening_rings,
    rim_of,
    rings_of,
    shades,
)
from visualizer.cast.ships.hull import (
    blade,
    caps,
    hoop,
    plate,
    ribbon_mesh,
    shell,
    spine,
)
from visualizer.geometry.convex import Convex, mesh_of
from visualizer.geometry.fracture import Fracture, fractured
from visualizer.geometry.hulls import convex_hull
from visualizer.geometry.mesh import Mesh, flat_mesh, merged, tinted
from visualizer.geometry.prisms import prism

Array = NDArray[np.float64]

WOUND = (1.05, 1.95, -2.55, -1.15)
"""The part of the flank that an impact breaks open: lowest and highest angle (radians, towards +x), lowest and highest
z (metres)."""


def _in_wound(angle: float, z: float) -> bool:
    return WOUND[0] < angle < WOUND[1] and WOUND[2] < z < WOUND[3]


@kept(memory=1)
def explorer_hull() -> Mesh:
    """Return the larger ship without the pieces that can break off, and without its seal."""
    rings = sorted([*rings_of(EXPLORER, 20, 2), WOUND[2], WOUND[3]])
    skin = shell(EXPLORER, rings, 6, keep=lambda angle, z: not _in_wound(angle, z))
    parts = [flat_mesh(skin, tint=shades(len(skin), 11, 0.62, 1.05, PLATING))]
    closed = caps(EXPLORER, 6)
    parts.append(flat_mesh(closed, tint=(0.5, 0.5, 0.55, PLATING)))
    parts += rim_of(EXPLORER, opening_rings(EXPLORER, 20), WALL, 0.045)
    parts += cockpit()
    # Visible through the wound: the dark inside of the hull, with a broken rib across it.
    z = np.linspace(WOUND[2], WOUND[3], 4).tolist()
    pit = [
        face
        for face in shell(EXPLORER, z, 6, inset=0.24)
        if face[:, 0].mean() > 0.0
        and WOUND[0] - 0.5 < np.arctan2(face[:, 0].mean(), face[:, 1].mean()) < WOUND[1] + 0.5
    ]
    parts.append(flat_mesh(pit, tint=(0.35, 0.33, 0.34, LAID_OPEN)))
    parts.append(
        ribbon_mesh(
            hoop(EXPLORER, -1.85, np.linspace(1.1, 1.9, 5).tolist(), width=0.12, height=-0.05),
            tint=(1.0, 1.0, 1.0, LAID_OPEN),
        )
    )
    # Swept-back ribs of crystal and a spine; one rib is replaced by a plain band.
    for z0, reach, height in ((-3.3, 2.5, 0.10), (-0.95, 2.3, 0.10), (1.85, 2.0, 0.08), (2.75, 1.8, 0.06)):
        low = 0.25 if z0 > 1.7 or z0 < -1.2 else float(EXPLORER.opening.rim(z0)) + 0.12
        for side in (1.0, -1.0):
            if z0 == -0.95 and side < 0.0:
                band = hoop(
                    EXPLORER, z0, (-np.linspace(low, reach, 8)).tolist(), width=0.22, height=0.03, lean=0.4
                )
                parts.append(ribbon_mesh(band, tint=(0.75, 1.20, 2.30, PLATING)))
                continue
            faces = hoop(
                EXPLORER,
                z0,
                (side * np.linspace(low, reach, 8)).tolist(),
                width=0.15,
                height=height,
                lean=0.5,
            )
            parts.append(ribbon_mesh(faces, tint=(0.85, 0.95, 1.05, CRYSTAL)))
    ridge = spine(EXPLORER, 0.0, np.linspace(-3.9, -1.05, 8).tolist(), width=0.16, height=0.20)
    keel = spine(EXPLORER, np.pi, np.linspace(-3.2, 2.6, 9).tolist(), width=0.22, height=0.14)
    parts += [ribbon_mesh(faces, tint=(0.85, 0.95, 1.05, CRYSTAL)) for faces in (ridge, keel)]
    parts += _patches()
    parts += [tinted(fin.mesh(), colour) for fin, colour in _standing_fins()]
    parts += drive_of(-4.1, 0.36, 0.55, 7, 40)
    parts += _antennas()
    return merged(parts)


def _patches() -> list[Mesh]:
    """Return patches: plates of other metals at asymmetric places."""
    parts = []
    for angle, z, width, length, colour in (
        (-1.30, -1.60, 0.42, 0.75, (0.80, 1.30, 2.50)),
        (-1.75, -0.55, 0.34, 0.50, (0.55, 0.56, 0.60)),
        (0.85, -3.05, 0.45, 0.55, (0.80, 1.30, 2.50)),
        (1.55, 1.35, 0.36, 0.70, (0.60, 0.58, 0.52)),
        (-0.90, 2.45, 0.50, 0.45, (0.85, 1.40, 2.70)),
        (2.35, 0.30, 0.30, 0.80, (0.50, 0.52, 0.56)),
    ):
        corners = [(-1, -1), (1, -0.8), (0.85, 1), (-0.7, 0.9)]
        ring = np.array([EXPLORER.surface(angle + a * width / 2, z + b * length / 2) for a, b in corners])
        normal = EXPLORER.normal(angle, z)
        parts.append(flat_mesh(plate(ring - normal * 0.02, normal, 0.06, 0.08), tint=(*colour, PLATING)))
    return parts


def _standing_fins() -> list[tuple[Convex, tuple[float, float, float, float]]]:
    """Return the fins that do not break off: starboard, dorsal, ventral, and two canards, one of them shortened."""
    dull, clear, patched = (
        (0.70, 0.74, 0.80, PLATING),
        (0.85, 0.95, 1.08, CRYSTAL),
        (0.80, 1.25, 2.40, PLATING),
    )
    return [
        (
            blade(
                [(0.7, 0.0, -1.0), (0.6, 0.0, -3.8)],
                [(1.86, 0.34, -3.7), (1.74, 0.34, -4.75)],
                (0.22, 0.05),
                (0, 1, 0),
            ),
            dull,
        ),
        (
            blade(
                [(1.74, 0.30, -3.4), (1.68, 0.30, -4.7)],
                [(2.05, 0.95, -4.7), (2.02, 0.95, -5.3)],
                (0.06, 0.02),
                (0, 1, 0),
            ),
            clear,
        ),
        (
            blade(
                [(0, 0.70, -1.9), (0, 0.42, -3.9)],
                [(0, 1.72, -4.2), (0, 1.62, -5.0)],
                (0.20, 0.04),
                (1, 0, 0),
            ),
            dull,
        ),
        (
            blade(
                [(0, -0.5, -1.5), (0, -0.4, -3.0)],
                [(0, -0.80, -2.7), (0, -0.74, -3.2)],
                (0.18, 0.05),
                (1, 0, 0),
            ),
            patched,
        ),
        (
            blade(
                [(0.45, 0.0, 3.0), (0.60, 0.0, 2.2)],
                [(1.15, -0.06, 2.1), (1.12, -0.06, 1.75)],
                (0.10, 0.03),
                (0, 1, 0),
            ),
            clear,
        ),
        (
            blade(
                [(-0.45, 0.0, 3.0), (-0.60, 0.0, 2.2)],
                [(-0.86, -0.03, 2.45), (-0.90, -0.03, 1.98)],
                (0.10, 0.07),
                (0, 1, 0),
            ),
            patched,
        ),
    ]


def _antennas() -> list[Mesh]:
    """Return the antennas: thin crystals that point forward from below and above the nose."""
    parts = []
    for foot, tip, radius in (
        ((0.20, -0.30, 2.6), (0.34, -0.52, 5.1), 0.035),
        ((-0.20, -0.30, 2.6), (-0.26, -0.44, 4.2), 0.035),
        ((0.0, 0.32, 3.0), (0.0, 0.62, 3.9), 0.028),
    ):
        cell = prism(foot, tip, (1, 0, 0), (radius, radius), seed=77, taper=0.5, point=0.2)[0]
        parts.append(tinted(cell.mesh(), (0.9, 1.0, 1.1, CRYSTAL)))
    return parts


@kept(memory=1)
def explorer_losses() -> Fracture:
    """Return the pieces that break off the larger ship: its fractured port fin, then the plates of its flank.

    With identity poses all pieces are in place. Their mesh has the hull's regions (``tint.a``).
    """
    fin = blade(
        [(-0.7, 0.0, -1.0), (-0.6, 0.0, -3.8)],
        [(-1.86, 0.34, -3.7), (-1.74, 0.34, -4.75)],
        (0.22, 0.05),
        (0, 1, 0),
    )
    # The impact is on the starboard side, but the fin on the port side breaks off at its root too.
    cells = list(fractured(fin, count=14, seed=5, impact=(-0.75, 0.0, -2.2), density=1.2).cells)
    random = np.random.default_rng(17)
    angles, lengths = (
        np.linspace(WOUND[0] - 0.12, WOUND[1] + 0.14, 4),
        np.linspace(WOUND[2] - 0.1, WOUND[3] + 0.1, 5),
    )
    for i in range(len(angles) - 1):
        for j in range(len(lengths) - 1):
            spots = [
                (angles[i], lengths[j]),
                (angles[i + 1], lengths[j]),
                (angles[i + 1], lengths[j + 1]),
                (angles[i], lengths[j + 1]),
            ]
            outer = np.array([EXPLORER.surface(a, z) for a, z in spots])
            inner = np.array([EXPLORER.surface(a, z, 0.09) for a, z in spots])
            body = convex_hull(np.concatenate([outer, inner]))
            cells += fractured(body, count=int(random.integers(1, 4)), seed=i * 7 + j).cells
    greys = np.array([random.uniform(0.62, 0.98) for _ in cells])
    mesh = mesh_of(cells, np.repeat(greys[:, None], 3, axis=1))
    mesh.vertices["tint"][:, 3] = np.where(mesh.vertices["tint"][:, 3], LAID_OPEN, PLATING)
    return Fracture.of(cells, mesh)
