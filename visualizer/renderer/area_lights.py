"""Area lights as shaders read them: rows of the view block, tubes first, and points that stand for them in haze and on
particles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from visualizer.errors import TooManyLights
from visualizer.frame import AreaLight, Frame, PointLight
from visualizer.gpu.blocks import Field
from visualizer.transforms import Array, vector

MAX_AREA_LIGHTS = 32
"""Area lights that one frame can have: 2 KiB of the view block."""
AREA_ROWS = MAX_AREA_LIGHTS + 1  # a loop over lights may read the row beyond the last
AREA_FIELDS = (
    Field("area_place", "vec4", "xyz: relative, m, of the middle; w: radius of a tube, m", AREA_ROWS),
    Field(
        "area_right",
        "vec4",
        "xyz: of a rectangle half of a side, m, of a tube its axis, unit, zero for a sphere; w: 1 if it has two sides",
        AREA_ROWS,
    ),
    Field(
        "area_up",
        "vec4",
        "xyz: of a rectangle half of the other side, m; x: half length of a tube, m; w: largest projected area / pi, m2",
        AREA_ROWS,
    ),
    Field("area_colour", "vec4", "rgb: largest intensity; a: reach, m", AREA_ROWS),
)
"""The fields of the view block."""

_POINT = 1e-3  # of its radius: half the length of the tube that stands for a sphere
_MEAN_OF_SINE = np.pi / 4  # over all directions: share of its largest intensity that a tube has in the mean
_KEPT = 256  # lights whose rows are kept
_MEAN_OF_COSINE = 0.5  # over the directions in front: the same of a rectangle

_NONE = np.zeros((0, 4))


@dataclass(frozen=True, eq=False)
class Areas:
    """The area lights of a frame that shine, tubes and spheres first. tubes: how many of these there are."""

    lights: tuple[AreaLight, ...]
    tubes: int


def shining_areas(frame: Frame) -> Areas:
    """Return the area lights that the block holds, in its order: those that are not black. Raises TooManyLights."""
    lights = [light for light in frame.area_lights if any(light.colour)]
    if len(lights) > MAX_AREA_LIGHTS:
        raise TooManyLights(
            f"{len(lights)} area lights shine at {frame.time:g} s; a frame has at most {MAX_AREA_LIGHTS}: switch some off "
            "(visible = false)"
        )
    # Those that reach farthest come first of their shape: the first is evaluated at every pixel.
    lights.sort(key=lambda light: (light.shape == "rectangle", -light.reach))
    return Areas(tuple(lights), sum(light.shape != "rectangle" for light in lights))


def packed_areas(areas: Areas, origin: Array) -> dict[str, NDArray[np.float64]]:
    """Return the values of AREA_FIELDS. origin: (3,) world, metres, of relative positions."""
    if not areas.lights:
        return {field.name: _NONE for field in AREA_FIELDS}
    rows = np.array([_rows(light) for light in areas.lights])
    rows[:, 0, :3] -= origin
    return {field.name: rows[:, number] for number, field in enumerate(AREA_FIELDS)}


def points_of(areas: Areas) -> list[PointLight]:
    """Return a point light for each area light, of its mean intensity and its size, for haze and particles."""
    return [_point(light) for light in areas.lights]


# Sub-frames share most lights: those that do not change are worked out once.
@lru_cache(maxsize=_KEPT)
def _rows(light: AreaLight) -> NDArray[np.float64]:
    """Return the rows of a light, (4, 4), in the order of AREA_FIELDS, with its position in the world."""
    first, second = vector(light.right), vector(light.up)
    length = float(np.linalg.norm(first))
    right, up = np.zeros(4), np.zeros(4)
    if light.shape == "rectangle":
        right[:] = *first, float(light.two_sided)
        up[:] = *second, 4.0 * float(np.linalg.norm(np.cross(first, second))) / np.pi
    elif light.shape == "tube":
        right[:] = *(first / length), 0.0
        up[:] = length, 0.0, 0.0, 4.0 * length * light.radius / np.pi
    else:
        up[:] = _POINT * light.radius, 0.0, 0.0, light.radius**2
    return np.array([(*light.position, light.radius), right, up, (*light.colour, light.reach)])


@lru_cache(maxsize=_KEPT)
def _point(light: AreaLight) -> PointLight:
    """Return the point light that stands for an area light."""
    half = np.hypot(np.linalg.norm(light.right), np.linalg.norm(light.up))
    share = {"sphere": 1.0, "tube": _MEAN_OF_SINE, "rectangle": _MEAN_OF_COSINE}[light.shape]
    red, green, blue = (share * value for value in light.colour)
    radius = light.radius if light.shape == "sphere" else 0.5 * float(half)
    return PointLight(light.position, (red, green, blue), radius, light.reach)
