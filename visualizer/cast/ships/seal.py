"""Seals: irregular facets of crystal that grow from an opening's rim, overlap, and close over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.base import Actor
from visualizer.actors.graph import Snapshot
from visualizer.actors.materials import Material
from visualizer.cache.kept import kept
from visualizer.cast.ships.hull import Body, plate
from visualizer.frame import Draw
from visualizer.geometry.convex import mesh_of
from visualizer.geometry.mesh import Mesh, flat_mesh
from visualizer.geometry.prisms import Prism, prisms
from visualizer.geometry.turns import about, smooth, turns
from visualizer.transforms import normalized

Array = NDArray[np.float64]

SEAL = Material("seal")
DISPLACED = 0.46
"""Largest displacement of the middle of a facet from a hexagonal grid, as a share of the facets' size."""
SEAM_COLOUR = (0.5, 0.85, 1.1)
"""Radiance of a fully lit seam between the facets."""

GROWING = 0.24
"""Part of the seal's range 0..1 in which one facet grows."""
LAST_START = 0.56
"""Amount of the seal at which the innermost facet begins to grow."""
FACET_RISE = 0.035
"""Height of the middle of a facet over its edges, metres."""
CLOSED = 0.80
"""Amount of the seal above which the facets only merge."""
OVERLAP = 0.16
"""Relative excess of a facet's size before the facets merge, so that neighbours overlap."""


@dataclass(frozen=True, eq=False)
class Seal:
    """The facets over one opening. All arrays have one row per facet, except `region`.

    mesh: one piece per facet, in its closed position. plans: polygons of the facets, (k, 2), in (arc length, z) from the
    middle of the opening, metres. region: (48, 2) outline of the seal in the same coordinates.
    centres, hinges, axes, normals: (n, 3) ship space; a facet unfolds about its axis through its hinge, which is its
    corner nearest to the rim. depth: (n,) 0 at the rim, 1 in the middle.
    """

    mesh: Mesh
    plans: tuple[Array, ...]
    region: Array
    centres: Array
    hinges: Array
    axes: Array
    normals: Array
    depth: Array


def clipped(polygon: Array, region: Array) -> Array:
    """Return the part of a convex polygon (k, 2) inside a convex region (m, 2), both counter-clockwise
    (Sutherland and Hodgman 1974). Empty if they do not meet."""
    result = polygon
    edges = np.roll(region, -1, axis=0) - region
    away = polygon[:, None] - region
    crossed = (edges[:, 0] * away[..., 1] - edges[:, 1] * away[..., 0] < 0.0).any(axis=0)
    for start, edge in zip(region[crossed], edges[crossed], strict=True):
        if not len(result):
            break
        side = edge[0] * (result[:, 1] - start[1]) - edge[1] * (result[:, 0] - start[0])
        before = np.arange(-1, len(result) - 1)
        inside = side >= 0.0
        crossing = np.flatnonzero(inside != inside[before])
        a, b, da, db = result[before[crossing]], result[crossing], side[before[crossing]], side[crossing]
        # Each corner comes after the point where the edge to it is cut.
        points, emitted = np.empty((len(result), 2, 2)), np.zeros((len(result), 2), bool)
        points[:, 1], emitted[:, 1] = result, inside
        points[crossing, 0], emitted[crossing, 0] = a + (b - a) * (da / (da - db))[:, None], True
        result = points[emitted]
    return result


def area_of(polygon: Array) -> float:
    """Return the signed area of a polygon (k, 2)."""
    if len(polygon) < 3:
        return 0.0
    after = np.roll(polygon, -1, axis=0)
    return float(0.5 * (polygon[:, 0] * after[:, 1] - polygon[:, 1] * after[:, 0]).sum())


@kept(memory=4)
def seal_of(body: Body, *, size: float, thickness: float, bulge: float, overhang: float = 1.07) -> Seal:
    """Return the facets that close `body`'s opening.

    size: mean circumradius of a facet, metres. thickness: of a facet, metres. bulge: height of the middle of the seal above
    the surface of the body, as a share of the body's radius. overhang: size of the seal relative to the opening.
    """
    from scipy.spatial import Voronoi  # loaded on use: it costs a third of a second

    opening = body.opening
    middle = body.surface(0.6 * opening.angle, opening.centre)
    radius = float(np.hypot(middle[0], middle[1]))
    half = np.array([opening.angle * radius, opening.length]) * overhang
    turn = np.linspace(0.0, 2.0 * np.pi, 48, endpoint=False)
    region = np.stack([np.cos(turn), np.sin(turn)], axis=1) * half

    def lifted(plan: Array) -> Array:
        share = 1.0 - np.clip(((plan / half) ** 2).sum(axis=-1), 0.0, 1.0)
        points = body.surface(plan[..., 0] / radius, plan[..., 1] + opening.centre)
        normal = body.normal(plan[..., 0] / radius, plan[..., 1] + opening.centre)
        lift = np.asarray(0.012 + bulge * radius * share)
        return np.asarray(points + normal * lift[..., None], dtype=np.float64)

    # Seeds of a hexagonal grid, displaced, and their Voronoi cells: facets of unequal size.
    random = np.random.default_rng([len(body.stations), int(1e4 * size)])
    step = np.array([np.sqrt(3.0) * size, 1.5 * size])
    count = np.ceil(half / step).astype(int) + 2
    rows, columns = np.mgrid[-count[1] : count[1] + 1, -count[0] : count[0] + 1].reshape(2, -1)
    seeds = np.stack([(columns + 0.5 * (rows % 2)) * step[0], rows * step[1]], axis=1)
    seeds += random.uniform(-DISPLACED, DISPLACED, seeds.shape) * size
    cells = Voronoi(seeds)
    plans: list[Array] = []
    shades: list[Sequence[float]] = []
    for k, number in enumerate(cells.point_region):
        corners = cells.regions[number]
        if not corners or -1 in corners:
            continue  # a cell that is not bounded: it is outside the region
        whole = cells.vertices[corners]
        plan = clipped(whole if area_of(whole) > 0.0 else whole[::-1], region)
        if area_of(plan) >= 1e-6:
            shade = random.uniform(0.86, 1.12)
            plans.append(plan)
            shades.append((shade, shade, shade, float((rows[k] + 2 * columns[k]) % 3)))
    middles = np.array([plan.mean(axis=0) for plan in plans])
    toward_rim = middles / half**2
    toward_rim /= np.maximum(np.linalg.norm(toward_rim, axis=1, keepdims=True), 1e-9)
    outer = np.split(lifted(np.concatenate(plans)), np.cumsum([len(plan) for plan in plans])[:-1])
    centres = np.array([corners.mean(axis=0) for corners in outer])
    normals = body.normal(middles[:, 0] / radius, middles[:, 1] + opening.centre)
    nearest = [int(np.argmax(plan @ way)) for plan, way in zip(plans, toward_rim, strict=True)]
    hinges = np.array([corners[k] for corners, k in zip(outer, nearest, strict=True)])
    inward = centres - hinges
    axes = np.cross(inward - normals * np.einsum("ij,ij->i", inward, normals)[:, None], normals)
    axes[np.linalg.norm(axes, axis=1) < 1e-9] = (0.0, 0.0, 1.0)
    depth = 1.0 - np.minimum(np.sqrt(((middles / half) ** 2).sum(axis=1)), 1.0)
    plates = [
        plate(corners - normal * thickness, normal, thickness + FACET_RISE, 0.30)
        for corners, normal in zip(outer, normals, strict=True)
    ]
    piece = np.repeat(np.arange(len(plates)), [len(faces) for faces in plates])
    mesh = flat_mesh([face for faces in plates for face in faces], tint=np.array(shades)[piece], piece=piece)
    return Seal(mesh, tuple(plans), region, centres, hinges, normalized(axes), normals, depth)


@lru_cache(maxsize=8)  # a seal rests in most shots
def facet_poses(seal: Seal, amount: float) -> tuple[Array, Array]:
    """Return the facets at `amount` (0 open, 1 closed): model_from_piece (n, 4, 4), and values (n, 4).

    At 0 every facet has size 0, at its hinge; at 1 every facet is in its closed position, edge to edge.
    values.x: light along the facet's edges, 0..1.5; y: how far it has grown, 0..1; z: how far all have merged, 0..1.
    """
    start = (1.0 - (1.0 - seal.depth) ** 1.4) * LAST_START
    grown = smooth((amount - start) / GROWING)
    merging = float(smooth((amount - CLOSED) / (0.97 - CLOSED)))
    loose = 1.0 - merging
    size = np.maximum(grown, 1e-3) * (1.0 + OVERLAP * loose)
    layer = seal.mesh.vertices["tint"][:, 3]
    first = np.searchsorted(seal.mesh.vertices["piece"], np.arange(len(grown)))
    lift = (0.012 + 0.022 * layer[first]) * loose * grown
    fold = turns(seal.axes, -np.radians(80.0) * (1.0 - grown)) * size[:, None, None]
    poses = about(seal.hinges, fold, seal.normals * lift[:, None])
    if amount >= 1.0:
        poses = np.broadcast_to(np.eye(4), poses.shape)
    values = np.zeros((len(grown), 4))
    values[:, 0] = np.clip(seam_light(amount) + 0.8 * grown * (1.0 - grown) * 4.0, 0.0, 1.5)
    values[:, 1] = grown
    values[:, 2] = merging
    return poses, values


def seam_light(amount: float) -> float:
    """Return the light in the seams, 0..1: it grows as the facets meet and fades as they merge."""
    return float(smooth((amount - 0.15) / 0.6) * (1.0 - smooth((amount - 0.88) / 0.12)))


@dataclass(frozen=True, eq=False)
class Thorns:
    """Crystals that grow along the rim and lean away from the seal.

    mesh: one piece each. feet: (n, 3) their bases, ship space, metres. start: (n,) amount of the seal at which each begins
    to grow.
    """

    mesh: Mesh
    feet: Array
    start: Array


@kept(memory=4)
def thorns_of(body: Body, *, count: int, length: float, seed: int) -> Thorns:
    """Return `count` crystals along the rim, up to `length` metres long."""
    generator = np.random.default_rng(seed)
    opening = body.opening
    crystals, feet = [], []
    for k in range(count):
        turn = 2.0 * np.pi * (k + 0.35 * generator.random()) / count
        z = opening.centre + opening.length * 0.985 * np.cos(turn)
        side = 1.0 if np.sin(turn) >= 0.0 else -1.0
        angle = side * float(opening.rim(z))
        normal = body.normal(angle, z)
        foot = body.surface(angle + side * 0.05, z) - normal * 0.03
        inward = normalized(body.surface(0.0, opening.centre + 0.7 * (z - opening.centre)) - foot)
        lean = normalized(0.75 * normal - 0.35 * inward + generator.normal(0.0, 0.25, 3))
        reach = length * (0.45 + 0.55 * generator.random())
        radius = reach * (0.11 + 0.06 * generator.random())
        crystals.append(
            Prism(
                foot, foot + lean * reach, np.cross(lean, normal), (radius, radius), seed=seed + k, point=0.35
            )
        )
        feet.append(foot)
    cells = [cell for (cell,) in prisms(crystals)]
    return Thorns(mesh_of(cells), np.array(feet), generator.random(count) * 0.18)


@lru_cache(maxsize=8)
def thorn_poses(thorns: Thorns, amount: float) -> tuple[Array, Array]:
    """Return the thorns at `amount` of the seal: model_from_piece (n, 4, 4), and values as `facet_poses`."""
    grown = smooth((amount - thorns.start) / 0.22)
    linear = np.eye(3) * np.maximum(grown, 1e-3)[:, None, None]
    values = np.zeros((len(grown), 4))
    values[:, 0] = np.clip(seam_light(amount) * 0.5 + 3.0 * grown * (1.0 - grown), 0.0, 1.5)
    values[:, 1] = grown
    return about(thorns.feet, linear), values


def seal_draws(
    ship: Actor[Any],
    snapshot: Snapshot,
    seal: Seal,
    thorns: Thorns,
    amount: float,
    *,
    colour: tuple[float, ...],
    glow: float,
) -> list[Draw]:
    """Return the draws of a ship's seal and thorns, its meshes "seal" and "thorns"; none while `amount` is 0.

    amount: 0..1, how far the seal has closed. colour: tint of the crystal, linear. glow: of the ship's drive.
    """
    if amount <= 0.0:
        return []
    parts = (("seal", facet_poses(seal, amount)), ("thorns", thorn_poses(thorns, amount)))
    return [
        ship.draw(
            snapshot, mesh, SEAL, pieces=poses, values=values, layer="transmissive", shadow=False,
            colour=colour, seam_colour=SEAM_COLOUR, glow=0.02 + 0.05 * glow,
        )
        for mesh, (poses, values) in parts
    ]  # fmt: skip
