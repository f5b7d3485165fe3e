"""Seals: irregular facets of crystal that grow from an opening's rim, overlap, and close over it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.base import Actor
from visualizer.actors.graph import Snapshot
from visualizer.actors.materials import Material
from visualizer.cache.kept import kept
from visualizer.cast.ships.hull import Body
from visualizer.frame import Draw
from visualizer.geometry.mesh import Mesh, flat_mesh, merged
from visualizer.geometry.turns import about, smooth, turns
from visualizer.transforms import normalized

Array = NDArray[np.float64]

SEAL = Material("seal")
SPREAD = (0.55, 1.5)
"""Least and largest distance of a facet from its neighbours, as a factor on the facets' size."""
STRETCH = 1.35
"""How much longer facets are along the ship than across it."""
TRIES = 60
"""Places that are tried for each facet."""
SEAM_COLOUR = (0.9, 1.5, 2.0)
"""Radiance of a fully lit seam between the facets."""

GROWING = 0.3
"""Part of the seal's range 0..1 in which one facet grows."""
LAST_START = 0.25
"""Amount of the seal at which the innermost facet but the last begins to grow."""
LAST_GROWS = (0.56, 0.80)
"""Amounts of the seal between which the last facet grows, when all others are closed."""
CLICK = (0.80, 0.035, 6.0)
"""Light in the edges of the last facet as it closes: the amount of the seal at its peak, its width, its strength."""
RISE = (0.014, 0.042)
"""Lowest and highest rise of the middle of a facet's top over its edges, metres."""
TOP_SLOPE = 0.015
"""Largest slope of a facet's top."""
LEAST_RISE = 0.006
"""Of a corner of the top, metres."""
BEVEL = (0.022, 0.07)
"""Narrowest and widest bevel between the top and the edge, metres."""
TOP, BEVELLED, BELOW = 0.0, 1.0, 2.0
"""Regions of the material seal: the top, the bevel around it, and what lies below the edge."""
UNFOLDS = 58.0
"""Degrees by which a facet unfolds as it grows."""
GROWTH_LIGHT = 1.2
"""Light in the edges of a facet that grows: factor on the product of what has grown and what has not."""
CLOSED = 0.80
"""Amount of the seal above which the facets only merge."""
OVERLAP = 0.015
"""Relative excess of a facet's size before the facets merge, so that no gap is seen between neighbours."""


@dataclass(frozen=True, eq=False)
class Seal:
    """The facets over one opening. All arrays have one row per facet, except `region`.

    mesh: one piece per facet, in its closed position. plans: polygons of the facets, (k, 2), in (arc length, z) from
    the middle of the opening, metres. region: (48, 2) outline of the seal in the same coordinates. centres, hinges,
    axes, normals: (n, 3) ship space; a facet unfolds about its axis through its hinge, which is its corner nearest to
    the rim. ways: (n, 3) unit, from the hinge inwards. depth: (n,) 0 at the rim, 1 in the middle. layers: (n,) 0, 1 or
    2: facets of a higher layer grow over those of a lower one. last: index of the facet that closes when all others
    have.
    """

    mesh: Mesh
    plans: tuple[Array, ...]
    region: Array
    centres: Array
    hinges: Array
    axes: Array
    normals: Array
    ways: Array
    depth: Array
    layers: Array
    last: int


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
def seal_of(
    body: Body,
    *,
    size: float,
    thickness: float,
    bulge: float,
    overhang: float = 1.07,
    last: tuple[float, float] = (0.0, 0.0),
) -> Seal:
    """Return the facets that close `body`'s opening.

    size: mean circumradius of a facet, metres. thickness: of a facet, metres. bulge: height of the middle of the seal
    above the surface of the body, as a share of the body's radius. overhang: size of the seal relative to the opening.
    last: where the last facet closes, arc length and z from the middle of the opening, metres.
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

    random = np.random.default_rng([len(body.stations), int(1e4 * size)])
    seeds = _seeds(random, half + 2.0 * size, size, np.array(last))
    cells = Voronoi(seeds / [1.0, STRETCH])
    plans: list[Array] = []
    for number in cells.point_region:
        corners = cells.regions[number]
        if not corners or -1 in corners:
            continue  # a cell that is not bounded: it is outside the region
        whole = cells.vertices[corners] * [1.0, STRETCH]
        plan = clipped(whole if area_of(whole) > 0.0 else whole[::-1], region)
        if area_of(plan) >= 1e-6:
            plans.append(plan)
    middles = np.array([plan.mean(axis=0) for plan in plans])
    toward_rim = middles / half**2
    toward_rim /= np.maximum(np.linalg.norm(toward_rim, axis=1, keepdims=True), 1e-9)
    # Seen from outside, plans are clockwise.
    outer = np.split(
        lifted(np.concatenate([plan[::-1] for plan in plans])), np.cumsum([len(plan) for plan in plans])[:-1]
    )
    centres = np.array([corners.mean(axis=0) for corners in outer])
    normals = body.normal(middles[:, 0] / radius, middles[:, 1] + opening.centre)
    nearest = [int(np.argmax(plan[::-1] @ way)) for plan, way in zip(plans, toward_rim, strict=True)]
    hinges = np.array([corners[k] for corners, k in zip(outer, nearest, strict=True)])
    inward = centres - hinges
    ways = inward - normals * np.einsum("ij,ij->i", inward, normals)[:, None]
    ways[np.linalg.norm(ways, axis=1) < 1e-9] = (0.0, 0.0, 1.0)
    ways = normalized(ways)
    depth = 1.0 - np.minimum(_toward_rim(middles / half, np.array(last) / half), 1.0)
    mesh = merged(
        [_facet(random, outer[k], normals[k], thickness, k) for k in range(len(plans))],
    )
    return Seal(
        mesh, tuple(plans), region, centres, hinges, np.cross(ways, normals), normals, ways, depth,
        random.integers(0, 3, len(plans)).astype(np.float64), int(np.argmax(depth)),
    )  # fmt: skip


def _toward_rim(places: Array, start: Array) -> Array:
    """Return how far places (n, 2) are on the way from `start`, (2,), to the unit circle: 0 at `start`, 1 on the
    circle."""
    way = places - start
    square, along = (way**2).sum(axis=1), way @ start
    reach = np.sqrt(along**2 + square * (1.0 - start @ start)) - along
    return np.asarray(square / np.maximum(reach, 1e-9))


def _seeds(random: np.random.Generator, half: Array, size: float, first: Array) -> Array:
    """Return places (n, 2) in the rectangle -half..half, metres, the first of which is given; the distances between
    them vary."""
    count = int(4.0 * half.prod() / size**2) * TRIES
    tried = random.uniform(-half, half, (count, 2))
    apart = random.uniform(*SPREAD, count) * size
    tried[0], apart[0] = first, size
    kept_places, radii = tried[:1], apart[:1]
    for place, radius in zip(tried[1:], apart[1:], strict=True):
        away = np.linalg.norm((kept_places - place) / [1.0, STRETCH], axis=1)
        if (away > 0.75 * (radii + radius)).all():
            kept_places, radii = np.vstack([kept_places, place]), np.append(radii, radius)
    return kept_places


def _facet(random: np.random.Generator, edge: Array, normal: Array, thickness: float, piece: int) -> Mesh:
    """Return a facet: a top that is a little tilted, a bevel of uneven width around it, sides and underside.

    edge: (k, 3) outline, counter-clockwise seen from outside. normal: (3,) unit, outwards. thickness: below the
    outline, metres.
    """
    middle = edge.mean(axis=0)
    away = edge - middle
    reach = np.linalg.norm(away, axis=1)
    width = np.minimum(random.uniform(*BEVEL, len(edge)) / np.maximum(reach, 1e-6), 0.5)
    flat = away * (1.0 - width)[:, None]
    slope = random.uniform(-TOP_SLOPE, TOP_SLOPE, 3)
    rise = np.maximum(random.uniform(*RISE) + flat @ slope, LEAST_RISE)
    top = middle + flat + normal * rise[:, None]
    below = edge - normal * thickness
    shade = random.uniform(0.8, 1.15)
    bevels = flat_mesh(
        _around(edge, top),
        tint=(shade, shade, shade, BEVELLED),
        piece=piece,
        edges=(True, False, False, False),
    )
    rest = flat_mesh([*_around(below, edge), below[::-1]], tint=(shade, shade, shade, BELOW), piece=piece)
    return merged([flat_mesh([top], tint=(shade, shade, shade, TOP), piece=piece), bevels, rest])


def _around(low: Array, high: Array) -> list[Array]:
    """Return the quads between two counter-clockwise outlines (k, 3); the first side of each lies on `low`."""
    return list(np.stack([low, np.roll(low, -1, axis=0), np.roll(high, -1, axis=0), high], axis=1))


@lru_cache(maxsize=8)  # a seal rests in most shots
def facet_poses(seal: Seal, amount: float) -> tuple[Array, Array]:
    """Return the facets at `amount` (0 open, 1 closed): model_from_piece (n, 4, 4), and values (n, 4).

    At 0 every facet has size 0, at its hinge; at 1 every facet is in its closed position, edge to edge. values.x: light
    along the facet's edges, 0..1.5, more on the last as it closes; y: how far it has grown, 0..1; z: how far all have
    merged, 0..1.
    """
    start = (1.0 - (1.0 - seal.depth) ** 1.4) * LAST_START
    grown = smooth((amount - start) / GROWING)
    grown[seal.last] = smooth((amount - LAST_GROWS[0]) / (LAST_GROWS[1] - LAST_GROWS[0]))
    merging = float(smooth((amount - CLOSED) / (0.97 - CLOSED)))
    loose = 1.0 - merging
    # A facet grows as a blade from its hinge, which then widens and thickens.
    over = 1.0 + OVERLAP * loose
    length, width = (np.maximum(share, 1e-3) * over for share in (grown, grown**1.8))
    frame = np.stack([seal.ways, seal.axes, seal.normals], axis=2)
    scaled = (frame * np.stack([length, width, width], axis=1)[:, None, :]) @ frame.transpose(0, 2, 1)
    lift = (0.004 + 0.008 * seal.layers) * loose * grown
    fold = turns(seal.axes, -np.radians(UNFOLDS) * (1.0 - grown)) @ scaled
    poses = about(seal.hinges, fold, seal.normals * lift[:, None])
    if amount >= 1.0:
        poses = np.broadcast_to(np.eye(4), poses.shape)
    values = np.zeros((len(grown), 4))
    values[:, 0] = np.clip(seam_light(amount) + GROWTH_LIGHT * grown * (1.0 - grown), 0.0, 1.5)
    (click, spread, strength), last = CLICK, seal.last
    values[last, 0] += strength * np.exp(-(((amount - click) / spread) ** 2)) * grown[last]
    values[:, 1] = grown
    values[:, 2] = merging
    return poses, values


def seam_light(amount: float) -> float:
    """Return the light in the seams, 0..1: it grows as the facets meet and fades as they merge."""
    return float(smooth((amount - 0.15) / 0.6) * (1.0 - smooth((amount - 0.88) / 0.12)))


def seal_draws(
    ship: Actor[Any],
    snapshot: Snapshot,
    seal: Seal,
    amount: float,
    *,
    colour: tuple[float, ...],
    glow: float,
) -> list[Draw]:
    """Return the draw of a ship's seal, its mesh "seal"; none while `amount` is 0.

    amount: 0..1, how far the seal has closed. colour: tint of the crystal, linear. glow: of the ship's drive.
    """
    if amount <= 0.0:
        return []
    poses, values = facet_poses(seal, amount)
    return [
        ship.draw(
            snapshot, "seal", SEAL, pieces=poses, values=values, layer="transmissive", shadow=False,
            colour=colour, seam_colour=SEAM_COLOUR, glow=0.02 + 0.05 * glow,
        )
    ]  # fmt: skip
