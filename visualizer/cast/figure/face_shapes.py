"""Shapes of faces: the one face that is modelled, stretched smoothly, so that people differ at a glance.

The frame is that of the head. Lengths are metres of a body 1.8 m tall.
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualizer.geometry.mesh import Mesh

Array = NDArray[np.float64]

FaceShape = Literal["oval", "round", "long", "square"]


class Shape(NamedTuple):
    """A shape. jaw, cheeks: factors on the breadth at the mouth and below the eyes. long: factor on what is below the
    eyes. point: factor on the breadth of the chin. nose, chin, full: how much farther nose, chin and cheeks stand out.
    eyes, lips, brows: factors on the size of eyes and mouth, and on the thickness of the brows."""

    jaw: float = 1.0
    cheeks: float = 1.0
    long: float = 1.0
    point: float = 1.0
    nose: float = 0.0
    chin: float = 0.0
    full: float = 0.0
    eyes: float = 1.0
    lips: float = 1.0
    brows: float = 1.0


SHAPES: dict[FaceShape, Shape] = {
    "oval": Shape(),
    "round": Shape(1.0, 1.08, 0.85, 0.78, -0.0060, -0.009, 0.006, 1.12, 0.94, 0.62),
    "long": Shape(0.88, 0.965, 1.03, 0.84, 0.0, -0.003, 0.001, 1.07, 1.08, 0.70),
    "square": Shape(1.15, 1.02, 1.05, 1.10, 0.006, 0.005, -0.003, 0.90, 1.08, 1.15),
}

_EYES, _MOUTH, _SOFT = 0.1365, 0.058, 0.020  # heights, and over which length the shape begins below the eyes
_NOSE, _CHIN, _CHEEK = (0.0, 0.096), (0.0, 0.020), (0.045, 0.095)  # places x, y
_NOSE_SIZE, _CHIN_SIZE, _CHEEK_SIZE = (0.012, 0.014), (0.022, 0.018), (0.018, 0.022)
_FRONT = (0.03, 0.05)  # depth at which the face begins to stand out, and over which length
_STEP = 1e-4  # m, of the differences by which normals are turned


def shaped_points(shape: FaceShape, points: Array) -> Array:
    """Return the places, (..., 3), that points (..., 3) of the modelled head have in a head of that shape."""
    s = SHAPES[shape]
    x, y, z = np.moveaxis(np.asarray(points, dtype=np.float64), -1, 0)
    below = _SOFT * np.logaddexp(0.0, (_EYES - y) / _SOFT)
    at_mouth = np.clip(below / (_EYES - _MOUTH), 0.0, 1.6)
    at_cheeks = np.exp(-0.5 * ((y - 0.110) / 0.030) ** 2)
    wide = 1.0 + (s.jaw - 1.0) * at_mouth + (s.cheeks - 1.0) * at_cheeks
    wide += (s.point - 1.0) * np.exp(-0.5 * ((y - 0.005) / 0.026) ** 2)
    front = np.clip((z - _FRONT[0]) / _FRONT[1], 0.0, 1.0)
    out = sum(
        high * np.exp(-0.5 * (((np.abs(x) - at[0]) / size[0]) ** 2 + ((y - at[1]) / size[1]) ** 2))
        for high, at, size in (
            (s.nose, _NOSE, _NOSE_SIZE),
            (s.chin, _CHIN, _CHIN_SIZE),
            (s.full, _CHEEK, _CHEEK_SIZE),
        )
    )
    return np.stack([x * wide, y - (s.long - 1.0) * below, z + front * out], axis=-1)


def shaped(shape: FaceShape, mesh: Mesh, origin: Array | None = None, size: float = 1.0) -> Mesh:
    """Return a mesh of the modelled head in a head of that shape, its normals turned with it.

    origin: (3,) where the mesh's own origin is in the head's frame; it stays the mesh's origin. size: a factor about
    it.
    """
    if shape == "oval":
        return mesh
    at = np.zeros(3) if origin is None else origin
    vertices = mesh.vertices.copy()
    place = size * vertices["position"].astype(np.float64) + at
    moved = shaped_points(shape, place)
    # Columns of the derivative of place; normals turn with its inverse transpose.
    slopes = np.stack(
        [(shaped_points(shape, place + step) - moved) / _STEP for step in _STEP * np.eye(3)], axis=-1
    )
    normal = np.linalg.solve(slopes.swapaxes(-1, -2), vertices["normal"].astype(np.float64)[..., None])[
        ..., 0
    ]
    vertices["position"] = moved - shaped_points(shape, at)
    vertices["normal"] = normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    return Mesh(vertices, mesh.triangles, mesh.pieces)
