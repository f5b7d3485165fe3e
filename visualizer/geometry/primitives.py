"""Simple solids, and the loft through cross-sections from which most of them are made.

Every builder returns a Mesh in metres, model space, y up. ``flat=True`` gives facets whose vertices carry the
distance to the nearest edge, from which shaders make bevels; ``flat=False`` gives smooth normals and no edges.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.geometry.mesh import Mesh, flat_mesh, smooth_mesh

Array = NDArray[np.float64]

WHITE = (1.0, 1.0, 1.0, 0.0)


def circle(radius: float | ArrayLike, height: float, segments: int, *, phase: float = 0.0) -> Array:
    """Return a ring (segments, 3) about the y axis, counter-clockwise seen from above.

    radius: metres, one number or (2,) for x and z. height: y, metres. phase: angle of the first point, in segments.
    """
    angle = (np.arange(segments) + phase) * (2.0 * np.pi / segments)
    x, z = np.broadcast_to(np.asarray(radius, dtype=np.float64), (2,))
    return np.stack([x * np.cos(angle), np.full(segments, height), -z * np.sin(angle)], axis=1)


def loft(
    rings: ArrayLike | Sequence[ArrayLike],
    *,
    closed: bool = True,
    capped: bool = True,
    flat: bool = True,
    tint: ArrayLike = WHITE,
    piece: int = 0,
) -> Mesh:
    """Return the surface through cross-sections.

    rings: (m, k, 3), m >= 2 sections of k points each, counter-clockwise seen from where the loft ends. closed: join
    the last point of a ring to its first. capped: close both ends (only if closed). flat: one facet per quad, else
    smooth normals. tint: (4,), or (m, 4), one per ring. Raises ValueError if the shape of `rings` is another.
    """
    sections = np.asarray(rings, dtype=np.float64)
    if sections.ndim != 3 or sections.shape[0] < 2 or sections.shape[2] != 3:
        raise ValueError(f"rings must be (m, k, 3) with m >= 2, not {sections.shape}")
    count, around, _ = sections.shape
    tints = np.broadcast_to(np.asarray(tint, dtype=np.float64), (count, 4))
    steps = around if closed else around - 1
    here = np.arange(steps)
    after = (here + 1) % around
    if flat:
        low, high = sections[:-1], sections[1:]
        quads = np.stack([low[:, here], low[:, after], high[:, after], high[:, here]], axis=2)
        faces: list[Array] = [quad for row in quads for quad in row]
        colours = np.repeat(tints[:-1], steps, axis=0)
        if capped and closed:
            faces += [sections[0, ::-1], sections[-1]]
            colours = np.concatenate([colours, tints[:1], tints[-1:]])
        return flat_mesh(faces, tint=colours, piece=piece)
    row = (np.arange(count - 1) * around)[:, None]
    a, b, c, d = row + here, row + after, row + around + after, row + around + here
    index = np.concatenate(
        [np.stack([a, b, c], axis=-1).reshape(-1, 3), np.stack([a, c, d], axis=-1).reshape(-1, 3)]
    )
    points = sections.reshape(-1, 3)
    colour = np.repeat(tints, around, axis=0)
    if capped and closed:
        # The caps have vertices of their own, so that their rims stay sharp.
        for ring, ends_up, shade in ((sections[0], False, tints[0]), (sections[-1], True, tints[-1])):
            first = len(points)
            points = np.concatenate([points, ring, ring.mean(axis=0)[None]])
            colour = np.concatenate([colour, np.broadcast_to(shade, (around + 1, 4))])
            middle = np.full(around, first + around)
            pair = (first + here, first + after) if ends_up else (first + after, first + here)
            index = np.concatenate([index, np.stack([middle, *pair], axis=1)])
    return smooth_mesh(points, index, tint=colour, piece=piece)


def lathe(
    profile: ArrayLike,
    segments: int = 16,
    *,
    capped: bool = True,
    flat: bool = False,
    tint: ArrayLike = WHITE,
    piece: int = 0,
) -> Mesh:
    """Return a surface of revolution about the y axis. profile: (m, 2) radius and height, metres, from low to high."""
    rings = [
        circle(max(float(radius), 0.0), float(height), segments) for radius, height in np.asarray(profile)
    ]
    return loft(rings, capped=capped, flat=flat, tint=tint, piece=piece)


def cylinder(
    radius: float | tuple[float, float],
    height: float,
    segments: int = 12,
    *,
    flat: bool = False,
    tint: ArrayLike = WHITE,
    piece: int = 0,
) -> Mesh:
    """Return a cylinder from y = 0 to `height`. radius: metres, or (low, high) for a cone or frustum."""
    low, high = radius if isinstance(radius, tuple) else (radius, radius)
    return lathe([(low, 0.0), (high, height)], segments, flat=flat, tint=tint, piece=piece)


def frames_along(path: ArrayLike) -> tuple[Array, Array]:
    """Return two unit normals, (n, 3) each, at the points of a path, (n, 3): a rotation-minimising frame.

    Double reflection: Wang, Juttler, Zheng, Liu 2008, "Computation of rotation minimizing frames".
    """
    points = np.asarray(path, dtype=np.float64)
    tangent = np.gradient(points, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-12)
    helper = np.eye(3)[int(np.argmin(np.abs(tangent[0])))]
    first = np.cross(tangent[0], helper)
    normals = [first / np.linalg.norm(first)]
    for i in range(len(points) - 1):
        step = points[i + 1] - points[i]
        length2 = max(float(step @ step), 1e-18)
        normal = normals[-1] - (2.0 / length2) * (step @ normals[-1]) * step
        reflected = tangent[i] - (2.0 / length2) * (step @ tangent[i]) * step
        turn = tangent[i + 1] - reflected
        turn2 = float(turn @ turn)
        normals.append(normal if turn2 < 1e-18 else normal - (2.0 / turn2) * (turn @ normal) * turn)
    side = np.stack(normals)
    return side, np.cross(tangent, side)


def tube(
    path: ArrayLike,
    radius: float | ArrayLike,
    sides: int = 8,
    *,
    capped: bool = True,
    flat: bool = False,
    tint: ArrayLike = WHITE,
    piece: int = 0,
) -> Mesh:
    """Return a pipe along `path`, (n, 3) metres. radius: metres, one number or (n,)."""
    points = np.asarray(path, dtype=np.float64)
    width = np.broadcast_to(np.asarray(radius, dtype=np.float64), (len(points),))
    side, other = frames_along(points)
    angle = np.arange(sides) * (2.0 * np.pi / sides)
    around = np.cos(angle)[None, :, None] * side[:, None] + np.sin(angle)[None, :, None] * other[:, None]
    return loft(
        points[:, None] + width[:, None, None] * around, capped=capped, flat=flat, tint=tint, piece=piece
    )


def box(
    size: float | ArrayLike, centre: ArrayLike = (0.0, 0.0, 0.0), *, tint: ArrayLike = WHITE, piece: int = 0
) -> Mesh:
    """Return a box. size: edge lengths, one number or (3,), metres. centre: (3,), metres."""
    x, y, z = np.broadcast_to(np.asarray(size, dtype=np.float64), (3,)) / 2.0
    low = np.array([[x, -y, z], [x, -y, -z], [-x, -y, -z], [-x, -y, z]])
    rings = np.stack([low, low + np.array([0.0, 2.0 * y, 0.0])]) + np.asarray(centre, dtype=np.float64)
    return loft(rings, tint=tint, piece=piece)


def plane_grid(
    width: float,
    depth: float,
    columns: int = 1,
    rows: int = 1,
    *,
    tint: ArrayLike = WHITE,
    piece: int = 0,
) -> Mesh:
    """Return a horizontal rectangle that faces up, centred on the origin. width, depth: along x and z, metres."""
    x = np.linspace(-0.5, 0.5, columns + 1) * width
    z = np.linspace(0.5, -0.5, rows + 1) * depth
    rings = np.stack([np.stack([x, np.zeros_like(x), np.full_like(x, height)], axis=1) for height in z])
    return loft(rings, closed=False, flat=False, tint=tint, piece=piece)


def sphere(
    radius: float | ArrayLike = 1.0,
    segments: int = 24,
    rings: int = 12,
    *,
    flat: bool = False,
    tint: ArrayLike = WHITE,
    piece: int = 0,
) -> Mesh:
    """Return a sphere divided by longitude and latitude. radius: metres, one number or (3,) for an ellipsoid."""
    polar = np.linspace(-0.5 * np.pi, 0.5 * np.pi, rings + 1)
    x, y, z = np.broadcast_to(np.asarray(radius, dtype=np.float64), (3,))
    sections = [
        circle((x * np.cos(angle), z * np.cos(angle)), y * np.sin(angle), segments) for angle in polar
    ]
    return loft(sections, capped=False, flat=flat, tint=tint, piece=piece)


@lru_cache(maxsize=8)
def icosphere_triangles(subdivisions: int = 2) -> tuple[Array, NDArray[np.int64]]:
    """Return unit points (n, 3) and triangles (20 * 4**subdivisions, 3) of a subdivided icosahedron. They are
    read-only."""
    golden = (1.0 + 5.0**0.5) / 2.0
    points = [(-1, golden, 0), (1, golden, 0), (-1, -golden, 0), (1, -golden, 0), (0, -1, golden), (0, 1, golden),
              (0, -1, -golden), (0, 1, -golden), (golden, 0, -1), (golden, 0, 1), (-golden, 0, -1), (-golden, 0, 1)]  # fmt: skip
    faces = np.array(
        [(0, 11, 5), (0, 5, 1), (0, 1, 7), (0, 7, 10), (0, 10, 11), (1, 5, 9), (5, 11, 4), (11, 10, 2), (10, 7, 6),
         (7, 1, 8), (3, 9, 4), (3, 4, 2), (3, 2, 6), (3, 6, 8), (3, 8, 9), (4, 9, 5), (2, 4, 11), (6, 2, 10),
         (8, 6, 7), (9, 8, 1)], dtype=np.int64)  # fmt: skip
    vertices = np.asarray(points, dtype=np.float64)
    vertices /= np.linalg.norm(vertices, axis=1, keepdims=True)
    for _ in range(subdivisions):
        pairs = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
        edges, which = np.unique(pairs, axis=0, return_inverse=True)
        middle = vertices[edges].mean(axis=1)
        ab, bc, ca = which.reshape(3, -1) + len(vertices)
        vertices = np.concatenate([vertices, middle / np.linalg.norm(middle, axis=1, keepdims=True)])
        a, b, c = faces.T
        faces = np.concatenate(
            [np.stack(face, axis=1) for face in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))]
        )
    vertices.flags.writeable = faces.flags.writeable = False
    return vertices, faces


def icosphere(
    radius: float = 1.0,
    subdivisions: int = 2,
    *,
    flat: bool = False,
    tint: ArrayLike = WHITE,
    piece: int = 0,
) -> Mesh:
    """Return a sphere of 20 * 4**subdivisions nearly equal triangles. radius: metres."""
    points, faces = icosphere_triangles(subdivisions)
    points = points * radius
    if flat:
        return flat_mesh(list(points[faces]), tint=tint, piece=piece)
    return smooth_mesh(points, faces, tint=tint, piece=piece)
