"""Survey: which object is where in a picture, and how far away. Needs no OpenGL."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualizer.frame import Camera
from visualizer.transforms import inverse, triple

Point = tuple[float, float, float]

_NEAR_SHARE = 0.9
"""Share of an object's visible points that its radius holds, so that a few far ones do not count."""


class Extent(NamedTuple):
    """A sphere about what is seen of an object. centre: metres, world. radius: metres."""

    centre: Point
    radius: float


@dataclass(frozen=True, eq=False)
class Survey:
    """camera: of the picture. distance: (height, width) float64, metres along the view, infinite where there is no
    surface.

    numbers: (height, width) int64, of objects as in `Frame.objects`, 0 where there is none. Top row first.
    """

    camera: Camera
    distance: NDArray[np.float64]
    numbers: NDArray[np.int64]

    def number(self, x: float, y: float) -> int:
        """Return the number of the object at a place of the picture, 0 for none. x, y: 0..1 from the left and the
        top."""
        return int(self.numbers[self._texel(x, y)])

    def point(self, x: float, y: float) -> Point | None:
        """Return the point of the surface at a place of the picture, metres, world, or None. x, y: as for `number`."""
        row, column = self._texel(x, y)
        if not math.isfinite(self.distance[row, column]):
            return None
        return triple(self._points(np.array([row]), np.array([column]))[0])

    def extent(self, number: int) -> Extent | None:
        """Return the sphere about what is seen of an object, or None if nothing is."""
        rows, columns = np.nonzero((self.numbers == number) & np.isfinite(self.distance))
        if not len(rows):
            return None
        points = self._points(rows, columns)
        centre = (np.quantile(points, 0.05, axis=0) + np.quantile(points, 0.95, axis=0)) / 2.0
        radius = float(np.quantile(np.linalg.norm(points - centre, axis=1), _NEAR_SHARE))
        # A single texel has no extent; its own size is the least that can be told.
        texel = 2.0 * math.tan(math.radians(self.camera.fov) / 2.0) / self.distance.shape[0]
        return Extent(triple(centre), max(radius, texel * float(self.distance[rows, columns].min())))

    def box(self, number: int) -> tuple[float, float, float, float] | None:
        """Return left, top, right and bottom of what is seen of an object, 0..1 of the picture, or None if nothing
        is."""
        rows, columns = np.nonzero(self.numbers == number)
        if not len(rows):
            return None
        height, width = self.numbers.shape
        left, right = columns.min() / width, (columns.max() + 1) / width
        return float(left), float(rows.min() / height), float(right), float((rows.max() + 1) / height)

    def _texel(self, x: float, y: float) -> tuple[int, int]:
        height, width = self.distance.shape
        return min(max(int(y * height), 0), height - 1), min(max(int(x * width), 0), width - 1)

    def _points(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the points of surfaces, (n, 3) metres, world."""
        height, width = self.distance.shape
        half = math.tan(math.radians(self.camera.fov) / 2.0)
        x = ((columns + 0.5) / width * 2.0 - 1.0) * half * width / height
        y = (1.0 - (rows + 0.5) / height * 2.0) * half
        depth = self.distance[rows, columns]
        local = np.stack([x * depth, y * depth, -depth], axis=1)
        found: NDArray[np.float64] = (
            local @ inverse(self.camera.camera_from_world)[:3, :3].T + self.camera.eye
        )
        return found
