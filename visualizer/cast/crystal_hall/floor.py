"""The floor of the crystal hall: two pieces that part along a jagged line, slabs that break off along it, and molten
rock below. Towards the walls the pieces are divided into strips that part less and less, so that the fissure narrows to
a crack at its ends.

Space: that of the hall, metres. tint.rgb: shade. tint.a: 0 polished top, 1 broken side.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.geometry.convex import mesh_of
from visualizer.geometry.hulls import convex_hulls
from visualizer.geometry.mesh import Mesh, flat_mesh, merged
from visualizer.geometry.turns import about, smoothstep, turns
from visualizer.transforms import axis_angle, compose, multiply, normalized

Array = NDArray[np.float64]

SLAB = 0.3
"""Thickness of the polished floor, m; below it is rock."""
LAYERS = (SLAB, 0.45, 0.8, 1.05, 1.6, 2.2, 3.2, 4.6, 6.4, 1e9)
"""Depths below the floor between which the layers of rock on the sides of the fissure lie, m. They are thicker the
deeper they lie."""
LAYER_STEP = (0.2, 0.45)
"""Largest displacements along z of a block of the uppermost and of the lowest layer, m: what is broken juts out or
falls back."""
BLOCKS = (1, 4)
"""Fewest and most sides of the line that one block of a layer is long."""
ROUGH = 0.05
"""Largest displacement of a corner of a block along each axis, m."""
FACETS = (0.35, 1.0)
"""Lowest and highest factor on the shade of one facet of the rock."""
CUT_SHADE = 0.2
"""Shade of the floor's side where a slab broke off it: it lies in the slab's shadow."""
NARROWS = 0.03
"""Slope of the sides of the fissure: metres by which each moves inwards per metre of depth, so that they meet below the
fire."""
UNDERCUT = 0.16
"""Distance by which the uppermost layer of rock lies behind the edge of the polished floor, which overhangs it, m."""

STRAIGHT, JITTER = 0.3, 0.2
"""The line of the fissure: standard deviation of its slow turns, and largest displacement of one of its corners, along
z, m."""
TURNS = 9
"""Corners of its slow turns."""
CORNERS = 38
"""Corners of that line."""

BROKEN = (2, 4)
"""Fewest and most sides of the line along which one slab breaks off."""
WHOLE = (0, 1)
"""Fewest and most sides between two such slabs."""
BREADTH = (0.3, 0.95)
"""Smallest and largest distance from the line at which a slab breaks off, m."""
TILT = (6.0, 19.0)
"""Smallest and largest angle by which a broken slab has tilted towards the open fissure, degrees."""
DROP = (0.02, 0.09)
"""Smallest and largest distance by which it has sunk, m."""

WHOLE_WIDTH, NARROWED = 4.4, 7.4
"""Distance from the hall's middle, m, up to which the fissure is as wide as it is, and at which only a crack is
left."""
CRACK = 0.06
"""Width of that crack, as a share of the fissure's."""
HANG_EVERY = 1.1
"""Mean distance of the slabs that hang in the fissure, along it, m."""
HANG_DEPTH = (1.3, 3.0)
"""Smallest and largest depth of their middles, m."""
HANG_SIZE = (0.4, 1.1)
"""Smallest and largest of half their length, m."""
HANG_LEAN = (12.0, 58.0)
"""Smallest and largest angle by which they lean to one of its sides, degrees."""
HANG_SHADES = (0.5, 1.6)
"""Lowest and highest factor on their shade: they are of the floor, which is paler than the rock."""
MELT_RISES = 1.8
"""Depth of the molten rock where only the crack is left, m."""
STRIP_SIDE = 1.2
"""Depth of the side that a strip shows beside its neighbour, m: more than they can be apart."""


@dataclass(frozen=True, eq=False)
class Floor:
    """The floor as one mesh. Piece 0 is the floor before the fissure, piece 1 that behind it, then come the broken
    slabs, then the strips towards the walls.

    hinges: (n, 3) a point of the edge at which each slab broke off, metres. axes: (n, 3) unit, about which it tilts.
    tilts: (n,) radians and drops: (n,) metres when the fissure is open. sides: of all pieces, -1 before the fissure, 1
    behind it. shares: of all pieces, [0, 1], the width of the fissure there over that in its middle.
    """

    mesh: Mesh
    hinges: Array
    axes: Array
    tilts: Array
    drops: Array
    sides: Array
    shares: Array


def width_share(x: float) -> float:
    """Return the width of the fissure at `x`, metres from the hall's middle, over that in its middle."""
    return 1.0 - (1.0 - CRACK) * smoothstep((abs(x) - WHOLE_WIDTH) / (NARROWED - WHOLE_WIDTH))


@lru_cache(maxsize=8)
def jagged_line(half_width: float, seed: int) -> Array:
    """Return the line along which the floor breaks, (CORNERS, 2) x and z, metres; z relative to the middle of the
    fissure."""
    random = np.random.default_rng([seed, 901])
    x = np.linspace(-half_width, half_width, CORNERS)
    x[1:-1] += random.uniform(-0.35, 0.35, CORNERS - 2) * (x[1] - x[0])
    slow = np.interp(x, np.linspace(-half_width, half_width, TURNS), random.normal(0.0, STRAIGHT, TURNS))
    return np.stack([x, slow + random.uniform(-JITTER, JITTER, CORNERS)], axis=1)


def _runs(random: np.random.Generator) -> Iterator[tuple[int, int]]:
    """Yield the first and last corner of each part of the line along which a slab breaks off."""
    first = 1
    while first + BROKEN[1] < CORNERS - 1:
        last = first + int(random.integers(*BROKEN, endpoint=True))
        yield first, last
        first = last + int(random.integers(*WHOLE, endpoint=True))


def _parts(runs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the first and last corner of all parts of the line in order: of `runs`, and of each single side between
    them."""
    reached = 0
    for first, last in [*runs, (CORNERS - 1, CORNERS - 1)]:
        yield from pairwise(range(reached, first + 1))
        if last > first:
            yield first, last
        reached = last


def _strips(over: Array, under: Array, facing: bool) -> list[Array]:
    """Return the quads between two lines (n, 3). facing: whether they are seen with `over` above, going to the
    right."""
    quads = np.stack([over[:-1], under[:-1], under[1:], over[1:]], axis=1)
    return list(quads if facing else quads[:, ::-1])


def _moved(part: Array, z: float) -> Array:
    """Return a line (n, 3) moved along z to `z`."""
    return np.stack([part[:, 0], part[:, 1], np.full(len(part), z)], axis=1)


def _slab(rim: Array, edge: Array, piece: int, behind: bool) -> Mesh:
    """Return one slab between its rim and the edge at which it broke off, (n, 3) each, at y = 0."""
    down = np.array([0.0, -SLAB, 0.0])
    around = np.concatenate([edge, rim[::-1]])
    top = flat_mesh(_strips(edge, rim, not behind), piece=piece, edges=(False,) * 4)
    sides = _strips(
        np.append(around, around[:1], axis=0), np.append(around, around[:1], axis=0) + down, behind
    )
    return merged([top, flat_mesh(sides, tint=(1.0, 1.0, 1.0, 1.0), piece=piece, edges=(False,) * 4)])


def _blocks(random: np.random.Generator, corners: int) -> Array:
    """Return by how much the blocks of one layer jut out at each corner of the line, (corners,) in [-1, 1]."""
    lengths = random.integers(*BLOCKS, corners, endpoint=True)
    return np.repeat(random.uniform(-1.0, 1.0, corners), lengths)[:corners]


def _profile(random: np.random.Generator, line: Array, fissure: float, depth: float, inwards: float) -> Array:
    """Return the lines between which the side of one half lies, (m, corners, 3): the edge of the polished floor, its
    lower edge, and of each layer of rock its upper and its lower edge. inwards: sign of z, from the side into the
    fissure."""
    layers = np.minimum(LAYERS, depth)
    levels = np.concatenate([[0.0, SLAB], np.repeat(layers, 2)[1:-1]])
    rims = np.zeros((len(levels), len(line), 3))
    rims[..., 0], rims[..., 1], rims[..., 2] = line[:, 0], -levels[:, None], fissure + line[:, 1]
    reach = np.linspace(*LAYER_STEP, len(layers) - 1)
    for k, (top, farthest) in enumerate(zip(layers[:-1], reach, strict=True)):
        out = farthest * _blocks(random, len(line)) + NARROWS * top - (UNDERCUT if k == 0 else 0.0)
        rims[2 * k + 2 : 2 * k + 4, :, 2] += inwards * out
    rims[1:, 1:-1] += random.uniform(-ROUGH, ROUGH, (len(levels) - 1, len(line) - 2, 3))
    return rims


@kept(memory=4)
def wedged_slabs(fissure: float, half_width: float, seed: int) -> Mesh:
    """Return slabs of the floor that have fallen into the fissure at z = `fissure` and hang between its sides: what
    they were before it opened lies hidden in the rock. half_width: of the floor, metres."""
    line = jagged_line(half_width, seed)
    random = np.random.default_rng([seed, 919])
    bodies = []
    for x in np.arange(-NARROWED, NARROWED, HANG_EVERY):
        x += random.uniform(-0.4, 0.4) * HANG_EVERY
        depth = random.uniform(*HANG_DEPTH)
        # A convex polygon of unequal corners, upright or leaning between the sides.
        count = int(random.integers(4, 6, endpoint=True))
        angles = 2.0 * np.pi * (np.arange(count) + random.uniform(-0.25, 0.25, count)) / count
        size = random.uniform(*HANG_SIZE) * width_share(float(x))
        outline = size * np.stack([1.3 * np.cos(angles), 0.9 * np.sin(angles)], axis=1)
        top = np.stack([outline[:, 0], np.full(count, SLAB / 2.0), -outline[:, 1]], axis=1)
        under = top - [0.0, SLAB, 0.0] + random.uniform(-0.08, 0.08, (count, 1)) * [1.0, 0.0, 1.0]
        hull = convex_hulls([np.concatenate([top, under])])[0]
        lean = random.choice([-1.0, 1.0]) * random.uniform(*HANG_LEAN)
        turned = multiply(
            axis_angle((1, 0, 0), lean),
            multiply(
                axis_angle((0, 1, 0), random.uniform(0.0, 360.0)),
                axis_angle((0, 0, 1), random.uniform(-14.0, 14.0)),
            ),
        )
        z = fissure + float(np.interp(x, line[:, 0], line[:, 1])) + random.uniform(-0.3, 0.3)
        bodies.append(hull.moved(compose((x, -depth, z), turned)))
    shades = random.uniform(*HANG_SHADES, len(bodies))
    mesh = mesh_of(bodies, np.repeat(shades[:, None], 3, axis=1), regions=False)
    mesh.vertices["tint"][:, 3] = 1.0
    mesh.vertices["piece"] = 0
    return Mesh(mesh.vertices, mesh.triangles, 1)


@kept(memory=4)
def parted_floor(
    first: float, last: float, fissure: float, half_width: float, depth: float, seed: int
) -> Floor:
    """Return the floor from z = `first` to `last`, which parts at z = `fissure`, with the sides of the fissure below
    it.

    half_width: of the floor, metres. depth: of the sides, metres.
    """
    line = jagged_line(half_width, seed)
    random = np.random.default_rng([seed, 907])
    meshes: list[Mesh] = []
    slabs: list[tuple[Array, Array, float, float]] = []
    sides, shares = [-1.0, 1.0], [1.0, 1.0]
    slab_sides: list[float] = []
    slab_shares: list[float] = []
    runs = [list(_runs(random)) for _ in range(2)]
    first_strip = 2 + sum(len(half) for half in runs)
    for piece, end in ((0, first), (1, last)):
        behind = piece == 1
        inwards = -1.0 if behind else 1.0
        rims = _profile(random, line, fissure, depth, inwards)
        # Where slabs break off, the floor ends at their edge, and the rock below them is bare.
        for start, stop in _parts(runs[piece]):
            share = width_share(float(line[start : stop + 1, 0].mean()))
            own = piece
            if share < 1.0:
                own = first_strip + len(sides) - 2
                sides.append(-inwards)
                shares.append(share)
            rim = rims[0, start : stop + 1]
            edge = rim.copy()
            broken = (start, stop) in runs[piece]
            if broken:
                ends = rim[[0, -1]].copy()
                ends[:, 2] -= inwards * random.uniform(*BREADTH, 2)
                edge[:, 2] = np.interp(rim[:, 0], ends[:, 0], ends[:, 2])
                meshes.append(_slab(rim, edge, 2 + len(slabs), behind))
                axis = normalized(ends[1] - ends[0])
                slabs.append(
                    (edge.mean(axis=0), axis, np.radians(random.uniform(*TILT)), random.uniform(*DROP))
                )
                slab_sides.append(-inwards)
                slab_shares.append(share)
                bed = edge - [0.0, SLAB, 0.0]
                cut = [*_strips(edge, bed, not behind), *_strips(bed, rims[1, start : stop + 1], not behind)]
                for k, facing in ((0, behind), (-1, not behind)):
                    cut += _strips(
                        np.stack([edge[k], rim[k]]), np.stack([bed[k], rims[1, start : stop + 1][k]]), facing
                    )
                meshes.append(
                    flat_mesh(cut, tint=(CUT_SHADE, CUT_SHADE, CUT_SHADE, 1.0), piece=own, edges=(False,) * 4)
                )
            meshes.append(
                flat_mesh(_strips(_moved(edge, end), edge, not behind), piece=own, edges=(False,) * 4)
            )
            faces, shades = [], []
            for over, under in pairwise(rims[broken:]):
                for k in range(start, stop):
                    # Two triangles, shaded flat.
                    for side in ([over[k], over[k + 1], under[k + 1]], [over[k], under[k + 1], under[k]]):
                        faces.append(side[::-1] if behind else side)
                    shades += [(shade, shade, shade, 1.0) for shade in random.uniform(*FACETS, 2).tolist()]
            if share < 1.0:
                # It juts out beside its neighbour nearer to the middle, and shows its side there.
                right = line[start, 0] > 0.0
                profile = rims[:, start if right else stop]
                back = profile - [0.0, 0.0, inwards * STRIP_SIDE]
                for quad in _strips(profile, back, right == behind):
                    faces += [list(quad[[0, 1, 2]]), list(quad[[0, 2, 3]])]
                    shades += [(FACETS[0], FACETS[0], FACETS[0], 1.0)] * 2
            meshes.append(flat_mesh([face[::-1] for face in faces], tint=shades, piece=own))
    # The fissure ends under the walls.
    for end in (-half_width, half_width):
        wall = [
            (end, 0.0, fissure - 4.0),
            (end, 0.0, fissure + 4.0),
            (end, -depth, fissure + 4.0),
            (end, -depth, fissure - 4.0),
        ]
        meshes.append(flat_mesh([wall if end < 0.0 else wall[::-1]], tint=(0.25, 0.25, 0.25, 1.0), piece=0))
    hinges, axes, tilts, drops = (np.array(column) for column in zip(*slabs, strict=True))
    sides[2:2], shares[2:2] = slab_sides, slab_shares
    return Floor(merged(meshes), hinges, axes, tilts, drops, np.array(sides), np.array(shares))


@lru_cache(maxsize=8)  # the floor rests in most shots
def floor_poses(floor: Floor, torn: float, opened: float) -> Array:
    """Return hall_from_piece, (pieces, 4, 4). torn: metres by which each half has moved; opened: 0..1, how far slabs
    tilted."""
    poses = np.tile(np.eye(4), (len(floor.sides), 1, 1))
    share = smoothstep(opened)
    down = np.zeros((len(floor.hinges), 3))
    down[:, 1] = -floor.drops * share
    slabs = slice(2, 2 + len(floor.hinges))
    poses[slabs] = about(floor.hinges, turns(floor.axes, -floor.sides[slabs] * floor.tilts * share), down)
    poses[:, 2, 3] += floor.sides * floor.shares * torn
    return poses


def melt(z: float, half_width: float, depth: float) -> Mesh:
    """Return the surface of the molten rock in the fissure at `z`: `depth` metres below the floor, and less where it
    narrows."""
    w = 4.5
    xs = [-half_width, -NARROWED, *np.linspace(-NARROWED + 1.0, NARROWED - 1.0, 11), NARROWED, half_width]
    heights = [-(MELT_RISES + (depth - MELT_RISES) * width_share(x)) for x in xs]
    near, far = (np.array([(x, y, z + side) for x, y in zip(xs, heights, strict=True)]) for side in (w, -w))
    return flat_mesh(_strips(far, near, True), edges=(False,) * 4)
