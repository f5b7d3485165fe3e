"""Hulls: a ship's body as a surface over (angle, z), and the shells, interiors, ribs and fins made from it.

Ship space: origin at the ship's centre, +z is the nose, +y is up, metres. An angle is measured from the
top (+y), positive towards +x, in radians.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.geometry.convex import Convex
from visualizer.geometry.hulls import convex_hull
from visualizer.geometry.mesh import Mesh, cross, flat_mesh, merged, rounded, smooth_mesh
from visualizer.transforms import normalized

Array = NDArray[np.float64]
Face = Array
"""A convex polygon, (k, 3), counter-clockwise seen from outside."""


RIM_REACH = 0.085  # radians beyond the opening that its band covers
BENT = np.radians(40.0)  # up to which the quads of a strip are one bent surface


@dataclass(frozen=True)
class Opening:
    """An elliptic opening in the top of a body.

    centre: its z, metres. length: half its length along z, metres. angle: half its width, radians.
    """

    centre: float
    length: float
    angle: float

    def rim(self, z: ArrayLike) -> Array:
        """Return half the angle of the opening at `z`, radians; 0 outside its length."""
        share = (np.asarray(z, dtype=np.float64) - self.centre) / self.length
        return self.angle * np.sqrt(np.clip(1.0 - share * share, 0.0, None))


@dataclass(frozen=True)
class Body:
    """A lofted body with an opening.

    stations: rows of z, half width, height above and depth below the axis, and the exponent of the
    cross-section (a superellipse: 2 is an ellipse, less is a diamond, more is a box), tail first.
    """

    stations: tuple[tuple[float, float, float, float, float], ...]
    opening: Opening

    @cached_property
    def lengths(self) -> Array:
        """(n,): z of the stations."""
        return np.array([station[0] for station in self.stations])

    @cached_property
    def _columns(self) -> list[Array]:
        """The other values of the stations, (n,) each."""
        return list(np.array(self.stations).T[1:].copy())

    def surface(self, angle: ArrayLike, z: ArrayLike, inset: float = 0.0) -> Array:
        """Return points (..., 3) of the surface, `inset` metres inside it (towards the axis)."""
        theta, length = np.broadcast_arrays(np.asarray(angle, np.float64), np.asarray(z, np.float64))
        width, top, bottom, power = (np.interp(length, self.lengths, column) for column in self._columns)
        sine, cosine = np.sin(theta), np.cos(theta)
        radius = (np.abs(sine) ** power + np.abs(cosine) ** power) ** (-1.0 / power)
        x = width * radius * sine
        y = np.where(cosine > 0.0, top, bottom) * radius * cosine
        reach = np.hypot(x, y)
        shrink = np.clip(1.0 - inset / np.maximum(reach, 1e-9), 0.02, None) if inset else 1.0
        return np.stack([x * shrink, y * shrink, length], axis=-1)

    def normal(self, angle: ArrayLike, z: ArrayLike) -> Array:
        """Return unit normals (..., 3), outward, by central differences."""
        step = 1e-3
        theta, length = np.asarray(angle, np.float64), np.asarray(z, np.float64)
        around = self.surface(theta + step, length) - self.surface(theta - step, length)
        along = self.surface(theta, length + step) - self.surface(theta, length - step)
        normal = cross(along, around) * -1.0
        outward = self.surface(theta, length) * np.array([1.0, 1.0, 0.0])
        normal *= np.where((normal * outward).sum(axis=-1, keepdims=True) < 0.0, -1.0, 1.0)
        return normalized(normal)


def outward(face: ArrayLike, inside: ArrayLike) -> Face:
    """Return `face`, reversed if necessary, so that it is counter-clockwise seen from the side away from `inside`,
    (3,)."""
    polygon = np.asarray(face, dtype=np.float64)
    area = cross(polygon, np.concatenate([polygon[1:], polygon[:1]])).sum(axis=0)
    away = polygon.mean(axis=0) - np.asarray(inside, dtype=np.float64)
    return polygon[::-1] if area @ away < 0.0 else polygon


def _outwards(faces: Array, inside: Array) -> Array:
    """Return `outward` of polygons (n, k, 3), each with its own point inside, (n, 3)."""
    area = cross(faces, np.roll(faces, -1, axis=1)).sum(axis=1)
    away = faces.mean(axis=1) - inside
    turned: Array = np.where(np.einsum("ij,ij->i", area, away)[:, None, None] < 0.0, faces[:, ::-1], faces)
    return turned


def reversed_faces(faces: Sequence[Face]) -> list[Face]:
    """Return the faces seen from the other side."""
    return [face[::-1] for face in faces]


def shell(
    body: Body,
    lengths: Sequence[float],
    per_side: int,
    *,
    inset: float = 0.0,
    gem: bool = False,
    keep: Callable[[float, float], bool] = lambda angle, z: True,
) -> list[Face]:
    """Return the faces of the body's outside from rim to keel, without the opening.

    lengths: z of the rings, ascending. per_side: faces from rim to keel on each side. gem: split every
    quad into two triangles, with alternating diagonals. keep: called with the mean angle and z of each face; where it
    returns False the face is left out.
    """
    faces: list[Face] = []
    z = np.asarray(lengths, dtype=np.float64)
    share = np.linspace(0.0, 1.0, per_side + 1)
    for side in (1.0, -1.0):
        rim = body.opening.rim(z)[:, None]
        angles = side * (rim + (np.pi - rim) * share)
        # The four corners of each face, ring by ring.
        quads = _quads(body.surface(angles, z[:, None], inset)[..., None, :]).reshape(-1, 4, 3)
        middle = _quads(angles[..., None, None]).reshape(-1, 4).mean(axis=1)
        axis = np.zeros((len(quads), 3))
        axis[:, 2] = np.repeat(0.5 * (z[:-1] + z[1:]), per_side)
        kept = [k for k in range(len(quads)) if keep(float(middle[k]), float(axis[k, 2]))]
        if not gem:
            faces += list(_outwards(quads[kept], axis[kept]))
            continue
        # Diagonals alternate from face to face.
        odd = [sum(divmod(k, per_side)) % 2 for k in kept]
        order = np.array([[[0, 1, 3], [1, 2, 3]], [[0, 1, 2], [0, 2, 3]]])[odd]
        triangles = quads[np.array(kept)[:, None, None], order]
        faces += list(_outwards(triangles.reshape(-1, 3, 3), np.repeat(axis[kept], 2, axis=0)))
    return faces


def _quads(grid: Array) -> Array:
    """Return the four corners of each cell of a grid (n, m, 1, k), around the cell: (n - 1, m - 1, 4, k)."""
    return np.concatenate([grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]], axis=2)


def caps(body: Body, per_side: int, *, inset: float = 0.0) -> list[Face]:
    """Return the polygons that close the first and the last station."""
    share = np.linspace(0.0, 2.0 * np.pi, 2 * per_side, endpoint=False)
    first, last = body.lengths[0], body.lengths[-1]
    centre = [0.0, 0.0, 0.5 * (first + last)]
    return [outward(body.surface(share, z, inset), centre) for z in (first, last)]


def rim_band(body: Body, lengths: Sequence[float], depth: float, lip: float) -> tuple[list[Face], list[Face]]:
    """Return the outside of the raised band along the edge of the opening, and its inside, which faces the opening.

    lengths: z of its rings. lip: its height over the surface; depth: how far it reaches inside, metres.
    """
    outside: list[Face] = []
    inside: list[Face] = []
    for side in (1.0, -1.0):
        angle = side * body.opening.rim(lengths)
        outer = body.surface(angle, lengths)
        normal = body.normal(angle, lengths)
        back = body.surface(angle + side * RIM_REACH, lengths) + normal * 0.004
        crest = outer + normal * lip
        inner = body.surface(angle, lengths, depth)
        for i in range(len(lengths) - 1):
            below = body.surface(angle[i] + side * 0.1, lengths[i], depth)
            for faces, low, high in ((outside, back, crest), (inside, crest, inner)):
                # The outside of the band faces away from a point below the surface.
                faces.append(outward(np.array([low[i], low[i + 1], high[i + 1], high[i]]), below))
    return outside, inside


def tub(body: Body, lengths: Sequence[float], per_side: int, inset: float) -> list[Face]:
    """Return the interior below the opening, facing inwards: the surface of the body, `inset` metres smaller."""
    faces = reversed_faces(shell(body, lengths, per_side, inset=inset))
    centre = np.array([0.0, 0.0, 0.5 * (lengths[0] + lengths[-1])])
    share = np.linspace(0.0, 2.0 * np.pi, 2 * per_side, endpoint=False)
    for z in (lengths[0], lengths[-1]):
        faces.append(outward(body.surface(share, z, inset), centre)[::-1])
    return faces


def upholstered(faces: Sequence[Face], tint: ArrayLike) -> Mesh:
    """Return the quads of `faces` as one smooth surface, as cloth over padding is, and the other polygons as flat
    ones."""
    quads = np.array([face for face in faces if len(face) == 4])
    places, corner = np.unique(np.round(quads.reshape(-1, 3), 6), axis=0, return_inverse=True)
    a, b, c, d = corner.reshape(-1, 4).T
    triangles = np.concatenate([np.stack(face, axis=1) for face in ((a, b, c), (a, c, d))])
    rest = [face for face in faces if len(face) != 4]
    return merged([smooth_mesh(places, triangles, tint=tint), flat_mesh(rest, tint=tint)])


def hoop(
    body: Body, z: float, angles: Sequence[float], *, width: float, height: float, lean: float = 0.0
) -> list[Face]:
    """Return a crystal rib around the body: a ridge `height` metres above the surface, `width` metres wide along z.

    angles: radians, along the rib. lean: metres along -z by which the rib is swept back at its last angle.
    """
    faces: list[Face] = []
    theta = np.asarray(angles, dtype=np.float64)
    middle = z - lean * np.linspace(0.0, 1.0, len(theta)) ** 1.5
    low = [body.surface(theta, middle + offset, 0.02) for offset in (-0.5 * width, 0.5 * width)]
    crest = body.surface(theta, middle) + body.normal(theta, middle) * height
    for i in range(len(theta) - 1):
        inside = body.surface(theta[i], middle[i], 0.2)
        for edge in low:
            faces.append(outward([edge[i], edge[i + 1], crest[i + 1], crest[i]], inside))
    for i in (0, len(theta) - 1):
        inside = body.surface(theta[1 if i == 0 else i - 1], middle[i], 0.1)
        faces.append(outward([low[0][i], low[1][i], crest[i]], inside))
    return faces


def spine(body: Body, angle: float, lengths: Sequence[float], *, width: float, height: float) -> list[Face]:
    """Return a rib along the body at one angle, radians: a ridge that rises to `height`, metres, in its middle."""
    z = np.asarray(lengths, dtype=np.float64)
    rise = height * np.sin(np.pi * np.linspace(0.08, 0.97, len(z))) ** 0.6
    half = 0.5 * width / max(float(np.hypot(*body.surface(angle, z.mean())[:2])), 0.1)
    crest = body.surface(angle, z) + body.normal(angle, z) * rise[:, None]
    low = [body.surface(angle + offset, z, 0.02) for offset in (-half, half)]
    faces: list[Face] = []
    for i in range(len(z) - 1):
        inside = body.surface(angle, z[i], 0.25)
        faces += [outward([edge[i], edge[i + 1], crest[i + 1], crest[i]], inside) for edge in low]
    for i in (0, len(z) - 1):
        inside = body.surface(angle, z[1 if i == 0 else i - 1], 0.1)
        faces.append(outward([low[0][i], low[1][i], crest[i]], inside))
    return faces


def blade(root: ArrayLike, tip: ArrayLike, thickness: tuple[float, float], flat: ArrayLike) -> Convex:
    """Return a fin of diamond section.

    root, tip: (2, 3) leading and trailing corner. thickness: at root and tip, metres.
    flat: (3,) the direction across its thickness.
    """
    across = np.asarray(flat, dtype=np.float64)
    across = across / np.linalg.norm(across)
    corners = []
    for edge, thick in (
        (np.asarray(root, np.float64), thickness[0]),
        (np.asarray(tip, np.float64), thickness[1]),
    ):
        middle = edge[0] * 0.62 + edge[1] * 0.38
        corners += [edge[0], middle + across * thick / 2, edge[1], middle - across * thick / 2]
    return convex_hull(np.array(corners))


def plate(polygon: ArrayLike, normal: ArrayLike, thickness: float, chamfer: float = 0.2) -> list[Face]:
    """Return a plate that lies on a convex polygon: chamfered top, sides and underside.

    polygon: (k, 3). normal: (3,) away from what it lies on. thickness: metres. chamfer: share by which the top is
    smaller than the polygon.
    """
    base = np.asarray(polygon, dtype=np.float64)
    up = np.asarray(normal, dtype=np.float64)
    up = up / max(float(np.linalg.norm(up)), 1e-12)
    middle = base.mean(axis=0)
    top = middle + (base - middle) * (1.0 - chamfer) + up * thickness
    centre = middle + up * (0.4 * thickness)
    quads = np.stack([base, np.roll(base, -1, axis=0), np.roll(top, -1, axis=0), top], axis=1)
    sides = _outwards(quads, np.broadcast_to(centre, (len(base), 3)))
    return [outward(top, centre), *sides, outward(base, centre)]


def ribbon_mesh(faces: Sequence[Face], tint: ArrayLike) -> Mesh:
    """Return strips of quads as a mesh of which only the long sides are edges.

    The builders above return quads whose first and third sides run along the strip. The sides between one quad and the
    next are not edges of the surface, and get no bevel: light runs along it without steps. Polygons that are not quads
    get bevels on all sides.
    """
    quads = [face for face in faces if len(face) == 4]
    rest = [face for face in faces if len(face) != 4]
    strip = rounded(flat_mesh(quads, tint=tint, edges=(True, False, True, False)), BENT)
    return merged([strip, flat_mesh(rest, tint=tint)])
