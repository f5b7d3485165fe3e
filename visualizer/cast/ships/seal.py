"""Seals: irregular facets of crystal that grow from an opening's rim, overlap, and close over it."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
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
from visualizer.geometry.turns import about, smooth, smoothstep, turns
from visualizer.transforms import normalized

Array = NDArray[np.float64]

SEAL = Material("seal")
LAST_CORNERS = 5
"""Corners of the facet that closes last."""
STRETCH = 1.3
"""How much longer that facet is along the ship than across it."""
AREA = (1.5, 7.0)
"""Least and largest area of a facet, as a factor on the square of the facets' size."""
SMALLER = 0.45
"""Factor on the area of facets at the rim."""
TRIES = 4
"""Cuts that are tried for each one that is made; the one with the roundest parts is taken."""
TURNED = 40.0
"""Degrees by which a cut is turned at most from the shortest way across a facet."""
ASIDE = 0.2
"""Distance of a cut from the middle of a facet at most, as a share of the facet's extent."""
SEAM_COLOUR = (0.9, 1.5, 2.0)
"""Radiance of a fully lit seam between the facets."""

GROWING = 0.19
"""Part of the seal's range 0..1 in which one facet grows."""
LAST_START = 0.35
"""Amount of the seal at which the innermost facet but the last begins to grow."""
LAST_GROWS = (0.56, 0.80)
"""Amounts of the seal between which the last facet grows, when all others are closed."""
CLICK = (0.80, 0.035, 4.0)
"""Light in the edges of the last facet as it closes: the amount of the seal at its peak, its width, its strength."""
RISE = (0.010, 0.045)
"""Lowest and highest rise of a facet's top over the highest of its corners, metres."""
TILT = 0.10
"""Largest slope of a facet's top against the ship, tangent."""
BEVEL = (0.03, 0.14)
"""Narrowest and widest bevel between the top and the edge, metres."""
TOP, BEVELLED, BELOW = 0.0, 1.0, 2.0
"""Regions of the material seal: the top, the bevel around it, and what lies below the edge."""
UNFOLDS = 30.0
"""Degrees by which a facet unfolds as it grows."""
WIDENS = 2.4
"""Power of what has grown of a facet's length by which it widens: over 1, it is a blade first."""
THICKER = 0.9
"""By how much a facet is thicker before all merge, as a share."""
GROWTH_LIGHT = 0.3
"""Light in the edges of a facet that grows: factor on the product of what has grown and what has not."""
MEETS = (0.05, 0.9)
"""Light in the edges of a facet as it meets its neighbours: for how long, as amounts of the seal, and its strength."""
SEAMS = 0.6
"""Light of seams while all facets are closed and not yet merged."""
CLOSED = 0.80
"""Amount of the seal above which the facets only merge."""
NEAR = 1e-4
"""Metres: corners that are nearer than this are one."""
JOINED = 1e-3
"""Metres to which ends of joints are compared."""
AROUND = 48
"""Corners of a dome's outline."""
RADIUS_AT = 0.6
"""Where on the opening the radius of a body is measured, as a share of the opening's angle."""
ABOVE = 0.012
"""Height of the facets' edges over the dome, metres."""
OVERLAP = 0.015
"""Relative excess of a facet's size before the facets merge, so that no gap is seen between neighbours."""


@dataclass(frozen=True)
class Dome:
    """The vaulted surface over a body's opening, on which a seal lies. A plan is a place on it: (arc length, z) from
    the middle of the opening, metres.

    bulge: height of its middle above the surface of the body, as a share of the body's radius. overhang: its size
    relative to the opening.
    """

    body: Body
    bulge: float
    overhang: float

    @cached_property
    def radius(self) -> float:
        """Of the body, by which arc lengths are angles, metres."""
        opening = self.body.opening
        across, up, _ = self.body.surface(RADIUS_AT * opening.angle, opening.centre)
        return float(np.hypot(across, up))

    @cached_property
    def half(self) -> Array:
        """Half the size of its outline, an ellipse, (2,): across and along, metres."""
        opening = self.body.opening
        return np.array([opening.angle * self.radius, opening.length]) * self.overhang

    @cached_property
    def outline(self) -> Array:
        """Its outline, (AROUND, 2) plans, counter-clockwise."""
        turn = np.linspace(0.0, 2.0 * np.pi, AROUND, endpoint=False)
        return np.stack([np.cos(turn), np.sin(turn)], axis=1) * self.half

    def places(self, plan: Array, above: float = 0.0) -> Array:
        """Return points (..., 3) at plans (..., 2), `above` metres over the dome, ship space."""
        at = self._at(plan)
        share = 1.0 - np.clip(((plan / self.half) ** 2).sum(axis=-1), 0.0, 1.0)
        lift = np.asarray(above + self.bulge * self.radius * share)
        return np.asarray(self.body.surface(*at) + self.body.normal(*at) * lift[..., None])

    def normals(self, plan: Array) -> Array:
        """Return unit normals (..., 3) of the body below plans (..., 2), outwards."""
        return self.body.normal(*self._at(plan))

    def _at(self, plan: Array) -> tuple[Array, Array]:
        """Return angle, radians, and z, metres, on the body."""
        return plan[..., 0] / self.radius, plan[..., 1] + self.body.opening.centre


@dataclass(frozen=True, eq=False)
class Seal:
    """The facets over one opening. All arrays have one row per facet.

    mesh: one piece per facet, in its closed position. dome: on which they lie. plans: their polygons, (k, 2), on the
    dome. centres, hinges, axes, normals: (n, 3) ship space; a facet unfolds about its axis through its hinge, which is
    its corner nearest to the rim. ways: (n, 3) unit, from the hinge inwards. depth: (n,) 0 at the rim, 1 in the middle.
    layers: (n,) 0, 1 or 2: facets of a higher layer grow over those of a lower one. last: index of the facet that
    closes when all others have.
    """

    mesh: Mesh
    dome: Dome
    plans: tuple[Array, ...]
    centres: Array
    hinges: Array
    axes: Array
    normals: Array
    ways: Array
    depth: Array
    layers: Array
    last: int

    def joints(self) -> Array:
        """Return the lines at which facets meet, once each, and those at the rim: plans of their ends, (m, 2, 2)."""
        found: dict[tuple[int, ...], Array] = {}
        for plan in self.plans:
            for ends in zip(plan, np.roll(plan, -1, axis=0), strict=True):
                joint = np.array(sorted(tuple(end) for end in ends))
                found[tuple(np.round(joint.ravel() / JOINED).astype(int))] = joint
        return np.array(list(found.values()))


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
    dome = Dome(body, bulge, overhang)
    region, half = dome.outline, dome.half
    random = np.random.default_rng([len(body.stations), int(1e4 * size)])
    plans = _with_junctions(_cut(random, region, size, np.array(last)))
    middles = np.array([middle_of(plan) for plan in plans])
    toward_rim = middles / half**2
    toward_rim /= np.maximum(np.linalg.norm(toward_rim, axis=1, keepdims=True), 1e-9)
    # Seen from outside, plans are clockwise.
    outer = np.split(
        dome.places(np.concatenate([plan[::-1] for plan in plans]), ABOVE),
        np.cumsum([len(plan) for plan in plans])[:-1],
    )
    centres = np.array([corners.mean(axis=0) for corners in outer])
    normals = dome.normals(middles)
    nearest = [int(np.argmax(plan[::-1] @ way)) for plan, way in zip(plans, toward_rim, strict=True)]
    hinges = np.array([corners[k] for corners, k in zip(outer, nearest, strict=True)])
    inward = centres - hinges
    ways = inward - normals * np.einsum("ij,ij->i", inward, normals)[:, None]
    ways[np.linalg.norm(ways, axis=1) < 1e-9] = (0.0, 0.0, 1.0)
    ways = normalized(ways)
    depth = 1.0 - np.minimum(_toward_rim(middles / half, np.array(last) / half), 1.0)
    depth[0] = 1.0
    mesh = merged(
        [_facet(random, outer[k], normals[k], thickness, k) for k in range(len(plans))],
    )
    return Seal(
        mesh, dome, tuple(plans), centres, hinges, np.cross(ways, normals), normals, ways, depth,
        random.integers(0, 3, len(plans)).astype(np.float64), 0,
    )  # fmt: skip


def _toward_rim(places: Array, start: Array) -> Array:
    """Return how far places (n, 2) are on the way from `start`, (2,), to the unit circle: 0 at `start`, 1 on the
    circle."""
    way = places - start
    square, along = (way**2).sum(axis=1), way @ start
    reach = np.sqrt(along**2 + square * (1.0 - start @ start)) - along
    return np.asarray(square / np.maximum(reach, 1e-9))


def middle_of(polygon: Array) -> Array:
    """Return the centroid, (2,), of a counter-clockwise polygon (k, 2)."""
    after = np.roll(polygon, -1, axis=0)
    doubled = polygon[:, 0] * after[:, 1] - polygon[:, 1] * after[:, 0]
    return np.asarray(((polygon + after) * doubled[:, None]).sum(axis=0) / (3.0 * doubled.sum()))


def _side(polygon: Array, place: Array, along: Array) -> Array:
    """Return the part of a convex polygon (k, 2) at the left of a line through a place in a direction, (2,) each."""
    along = along / np.linalg.norm(along)
    reach = 4.0 * (np.abs(polygon).max() + np.abs(place).max())
    far, left = along * reach, np.array([-along[1], along[0]]) * reach
    return clipped(polygon, np.stack([place - far, place + far, place + far + left, place - far + left]))


def _cut(random: np.random.Generator, region: Array, size: float, first: Array) -> list[Array]:
    """Return the convex polygons, counter-clockwise, into which straight cuts divide a convex region (m, 2), metres.

    The first of them lies about `first`. Its sides go on as cuts to the region's edge, as the blades of an iris do.
    Between them each part is cut across, again and again, as crystal cleaves: the parts differ in size and shape, and
    few corners are met by three edges at equal angles, as they are in a honeycomb.
    """
    around = (np.arange(LAST_CORNERS) + random.uniform(-0.3, 0.3, LAST_CORNERS)) * (
        2.0 * np.pi / LAST_CORNERS
    )
    way = np.stack([np.cos(around), np.sin(around) * STRETCH], axis=1)
    middle = clipped(first + way * size, region)
    half = np.abs(region).max(axis=0)
    parts = [middle]
    sides = np.roll(middle, -1, axis=0) - middle
    waiting = [
        _side(_side(region, middle[k], -sides[k]), middle[k], sides[k - 1]) for k in range(len(middle))
    ]
    while waiting:
        part = waiting.pop()
        area = area_of(part)
        if area < 1e-6:
            continue
        place = middle_of(part)
        depth = 1.0 - min(float(_toward_rim((place / half)[None], first / half)[0]), 1.0)
        most = random.uniform(*AREA) * (SMALLER + (1.0 - SMALLER) * depth) * size**2
        if area > most:
            waiting += _halves(random, part)
        else:
            parts.append(part)
    return parts


def _halves(random: np.random.Generator, part: Array) -> list[Array]:
    """Return both parts of a convex polygon (k, 2) that is cut across its longest extent, about."""
    place = middle_of(part)
    _, axes = np.linalg.eigh(np.cov((part - place).T))
    across, long = axes[:, 0], axes[:, 1]
    extent = np.ptp(part @ long)
    best: list[Array] = []
    roundest = -1.0
    for _ in range(TRIES):
        turn = np.radians(random.uniform(-TURNED, TURNED))
        along = across * np.cos(turn) + long * np.sin(turn)
        at = place + long * (random.uniform(-ASIDE, ASIDE) * extent)
        halves = [_side(part, at, along), _side(part, at, -along)]
        round_ = min(
            area_of(one) / max(np.linalg.norm(np.roll(one, -1, axis=0) - one, axis=1).sum() ** 2, 1e-12)
            if len(one) > 2 else 0.0
            for one in halves
        )  # fmt: skip
        if round_ > roundest:
            best, roundest = halves, round_
    return best


def _with_junctions(plans: list[Array]) -> list[Array]:
    """Return polygons (k, 2) with the corners of their neighbours that lie on their sides, so that on a curved ship
    sides that lie on each other bend alike."""
    corners = np.concatenate(plans)
    result = []
    for plan in plans:
        after = np.roll(plan, -1, axis=0)
        side = after - plan
        length = np.linalg.norm(side, axis=1)
        share = np.einsum("nki,ki->nk", corners[:, None] - plan, side) / length**2
        aside = np.linalg.norm(plan + share[..., None] * side - corners[:, None], axis=2)
        on = (aside < NEAR) & (share * length > NEAR) & ((1.0 - share) * length > NEAR)
        points = []
        for k in range(len(plan)):
            shares = np.sort(share[on[:, k], k])
            apart = np.diff(shares, prepend=-1.0) * length[k] > NEAR
            points += [plan[k], *(plan[k] + shares[apart][:, None] * side[k])]
        result.append(np.array(points))
    return result


def _facet(random: np.random.Generator, edge: Array, normal: Array, thickness: float, piece: int) -> Mesh:
    """Return a facet: a flat top that is tilted, bevels of uneven width and height around it, sides and underside.

    edge: (k, 3) outline, counter-clockwise seen from outside. normal: (3,) unit, outwards. thickness: below the
    outline, metres.
    """
    middle = edge.mean(axis=0)
    away = edge - middle
    reach = np.linalg.norm(away, axis=1)
    width = np.minimum(random.uniform(*BEVEL, len(edge)) / np.maximum(reach, 1e-6), 0.45)
    slope = random.uniform(-TILT, TILT, 3)
    slope -= normal * (slope @ normal)
    height = away @ normal - away @ slope
    flat = away * (1.0 - width)[:, None]
    rise = height.max() + random.uniform(*RISE) + flat @ slope - flat @ normal
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
    merging = smoothstep((amount - CLOSED) / (0.97 - CLOSED))
    loose = 1.0 - merging
    # A facet grows as a thick blade from its hinge, which then widens; it sinks to its place as all merge.
    over = 1.0 + OVERLAP * loose
    length, width = (np.maximum(share, 1e-3) * over for share in (grown, grown**WIDENS))
    thick = np.maximum(grown, 1e-3) * (1.0 + THICKER * loose)
    frame = np.stack([seal.ways, seal.axes, seal.normals], axis=2)
    scaled = (frame * np.stack([length, width, thick], axis=1)[:, None, :]) @ frame.transpose(0, 2, 1)
    lift = (0.004 + 0.008 * seal.layers) * loose * grown
    fold = turns(seal.axes, -np.radians(UNFOLDS) * (1.0 - grown)) @ scaled
    poses = about(seal.hinges, fold, seal.normals * lift[:, None])
    if amount >= 1.0:
        poses = np.broadcast_to(np.eye(4), poses.shape)
    values = np.zeros((len(grown), 4))
    spread, strength = MEETS
    met = strength * np.exp(-(((amount - start - GROWING) / spread) ** 2))
    values[:, 0] = np.clip(SEAMS * seam_light(amount) + GROWTH_LIGHT * grown * (1.0 - grown) + met, 0.0, 1.5)
    (click, spread, strength), last = CLICK, seal.last
    values[last, 0] -= met[last]
    values[last, 0] += strength * np.exp(-(((amount - click) / spread) ** 2)) * grown[last]
    values[:, 1] = grown
    values[:, 2] = merging
    return poses, values


def seam_light(amount: float) -> float:
    """Return the light in the seams, 0..1: it grows as the facets meet and fades as they merge."""
    return smoothstep((amount - 0.15) / 0.6) * (1.0 - smoothstep((amount - 0.88) / 0.12))


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
