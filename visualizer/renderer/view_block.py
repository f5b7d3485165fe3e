"""The view block: the uniform block with the values of a frame and of its view that all shaders read.

Positions are relative to the eye of the sub-frame, with the axes of the world. The eye is subtracted here in float64,
so that float32 is most precise near the eye, anywhere in the world.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.errors import TooManyLights
from visualizer.frame import Ambient, Contact, Frame, KeyLight, Medium, PointLight, Probe
from visualizer.gpu.blocks import Block, Field, fields_of, values_of
from visualizer.gpu.native import Uploads
from visualizer.renderer.area_lights import AREA_FIELDS, packed_areas, points_of, shining_areas
from visualizer.renderer.detail import ByDetail, Detail
from visualizer.renderer.particles.places import home_of
from visualizer.renderer.view import View, depth_of_distance
from visualizer.transforms import Array, normalized, vector

_SHADOW_TAP = np.array([0.5, 1.15])  # texels: of the square before it is turned

MAX_POINT_LIGHTS = 256
"""Point lights that one frame can have: 8 KiB of the 16 KiB that every driver offers a uniform block (OpenGL 3.3 core,
table 6.53). Shaders loop over `point_count` lights, so unused entries cost no time."""

_LIGHT_ROWS = MAX_POINT_LIGHTS + 1  # a loop over lights may read the row beyond the last
SHADOW_SIZE = ByDetail("width and height of the shadow map, texels", standard=768, full=2048)
VIEW_BINDING = 0
"""The binding point of the view block."""
RELATIVE = ("floor",)
"""Fields of the medium that have another form in the block: heights, which are relative to the eye."""
OF_SHADOWS = ("centre", "radius", "softness")
"""Fields of the key light that only `view.key_light_view` reads, for the shadow map. No shader reads them."""

VIEW_BLOCK = Block(
    "View",
    "view",
    (
        Field("clip_from_relative", "mat4", "projection of this view"),
        Field("shadow_from_relative", "mat4", "to the shadow map, each axis in [0, 1]"),
        Field("eye", "vec3", "relative, m: the eye of this view; zero except in the mirror image"),
        Field("time", "float", "s, film time, in single precision: after hours its steps are milliseconds"),
        Field("ray_right", "vec3", "change of a ray from the middle of the picture to its right edge"),
        *fields_of("key", KeyLight, but=OF_SHADOWS),
        Field("depth", "vec2", "depth of a distance w, m, along the view: x / w - y, 1 at near and 0 at far"),
        Field("ray_up", "vec3", "change of a ray from the middle of the picture to its upper edge"),
        Field("moment", "float", "s, [0, 1): film time minus `second`"),
        Field("shutter", "float", "s: duration of the exposure that this sub-frame covers"),
        Field("ray_forward", "vec3", "world axes: the ray through the middle, 1 m along the view"),
        Field("focus", "float", "m: distance of the plane in focus"),
        Field(
            "phase",
            "float",
            "[0, 1): another number in each sub-frame, for sampling patterns that average out",
        ),
        *fields_of("ambient", Ambient),
        *fields_of("contact", Contact),
        Field("near", "float", "m: distance of the near plane"),
        Field("far", "float", "m: distance of the far plane"),
        Field("shadow_texel", "float", "1 / shadow map size; 0: no shadows"),
        Field("shadow_tap", "vec2", "shadow map: corner of the square of comparisons, turned by sub-frame"),
        Field(
            "shadow_spread",
            "float",
            "of the sub-frame's share of the key light: shadow map to each side that it blurs, per depth to what hides the light",
        ),
        *fields_of("medium", Medium, but=RELATIVE),
        Field("viewport", "vec2", "size of the picture, pixels"),
        Field("medium_floor", "float", "relative height of full density, m"),
        Field("camera_forward", "vec3", "unit: direction in which the camera looks"),
        Field("point_place", "vec4", "xyz: relative, m; w: radius, m", _LIGHT_ROWS),
        Field("point_colour", "vec4", "rgb: intensity; a: reach, m", _LIGHT_ROWS),
        *AREA_FIELDS,
        Field("second", "int", "whole seconds of film time"),
        Field(
            "point_count",
            "int",
            "number of points: point lights, then those that stand for area lights in haze and on particles",
        ),
        Field("probe_place", "vec3", "relative, m: where the reflections of the set were drawn from"),
        Field("probe_strength", "float", "share of reflections that are taken from them; 0 without a probe"),
        Field("probe_low", "vec3", "relative, m: lowest corner of the box that they are projected onto"),
        Field("probe_high", "vec3", "relative, m: highest corner"),
        Field(
            "clip_before",
            "mat4",
            "clip_from_relative `shutter` seconds earlier",
        ),
        Field("home", "vec3", "relative, m: origin of the positions of particles"),
        Field(
            "offset",
            "vec2",
            "shares of the picture's width and height by which the offset within the pixel moves this sub-frame to the right and up",
        ),
        Field(
            "lens",
            "float",
            "m: diameter of the part of the lens that this sub-frame covers; 0 if it is the only one",
        ),
        Field("aperture", "float", "m: diameter of the whole lens"),
        Field(
            "lens_place",
            "vec2",
            "m to the right and up: the place of the lens that this sub-frame looks through",
        ),
    ),
)


def packed_view(
    frame: Frame, view: View, size: tuple[int, int], *, index: int, count: int, shadow_size: int
) -> bytes:
    """Return the bytes of the view block. size: (width, height), pixels. index, count: of sub-frames. shadow_size: of
    the shadow map, texels; 0 for no shadows.

    Raises TooManyLights.
    """
    return _filled(frame, view, size, index=index, count=count, shadow_size=shadow_size).tobytes()


def _filled(
    frame: Frame, view: View, size: tuple[int, int], *, index: int, count: int, shadow_size: int
) -> NDArray[np.void]:
    """Return the view block. Arguments and errors are those of `packed_view`."""
    shining = shining_lights(frame)
    areas = shining_areas(frame)
    shining += points_of(areas)
    if len(shining) > MAX_POINT_LIGHTS:
        raise TooManyLights(
            f"{len(shining)} point lights shine at {frame.time:g} s; a frame has at most {MAX_POINT_LIGHTS}: switch some "
            "off (visible = false), or give emitters fewer 'lights'"
        )
    places: Sequence[object] | Array = ()
    if shining:
        places = np.array([(*point.position, point.radius) for point in shining])
        places[:, :3] -= view.origin
    camera_from_world = frame.camera.camera_from_world
    return VIEW_BLOCK.filled(
        {
            **_of_view(view, size),
            "shadow_from_relative": view.shadow_from_relative,
            "home": home_of(frame) - view.origin,
            "time": frame.time,
            "second": math.floor(frame.time),
            "moment": frame.time - math.floor(frame.time),
            **values_of("key", frame.key_light, but=OF_SHADOWS),
            "key_direction": normalized(frame.key_light.direction),  # of length 1, which shaders rely on
            "phase": (index + 0.5) / count,
            **values_of("ambient", frame.ambient),
            **values_of("contact", frame.contact),
            "near": frame.camera.near,
            "depth": depth_of_distance(frame.camera.near, frame.camera.far),
            "far": frame.camera.far,
            "shadow_texel": 1.0 / shadow_size if shadow_size else 0.0,
            "shadow_tap": _shadow_tap(index, count) / shadow_size if shadow_size else np.zeros(2),
            "shadow_spread": _shadow_spread(view, frame.key_light.softness, count),
            **values_of("medium", frame.medium, but=RELATIVE),
            "medium_floor": frame.medium.floor - view.origin[1],
            "camera_forward": -camera_from_world[2, :3],
            "point_place": places,
            "point_colour": [(*point.colour, point.reach) for point in shining],
            "point_count": len(shining),
            **packed_areas(areas, view.origin),
            **packed_probe(frame.probe, view.origin),
            "offset": view.offset,
            "shutter": view.shutter,
            "lens": frame.camera.aperture / math.sqrt(count) if count > 1 else 0.0,
            "aperture": frame.camera.aperture,
            "lens_place": view.lens_place,
            "focus": frame.camera.focus,
        }
    )


@lru_cache(maxsize=256)
def _shadow_tap(index: int, count: int) -> NDArray[np.float64]:
    """Return the corner of the square of comparisons with the shadow map, (2,) texels: one turn over all sub-frames."""
    turn = 2.0 * np.pi * ((index + 0.5) / count - 0.5)
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray(turned @ _SHADOW_TAP, np.float64)


def _of_view(view: View, size: tuple[int, int]) -> dict[str, object]:
    """Return the values of the fields that differ between a view and its mirror image. size: of the picture, pixels."""
    right, up, forward = view.rays
    return {
        "clip_from_relative": view.clip_from_relative,
        "clip_before": view.clip_before,
        "eye": view.eye,
        "ray_right": right,
        "ray_up": up,
        "ray_forward": forward,
        "viewport": size,
    }


def _shadow_spread(view: View, softness: float, count: int) -> float:
    """Return the width of the penumbra to each side in the shadow map, per depth in it. softness: degrees. count: of
    sub-frames, of which each has an equal share of the source."""
    across, depth = (
        math.sqrt(x * x + y * y + z * z) for x, y, z, _ in view.shadow_from_relative[0:3:2].tolist()
    )
    return math.tan(math.radians(softness)) / math.sqrt(count) * across / depth


def packed_probe(probe: Probe | None, origin: Array) -> dict[str, object]:
    """Return the values of the fields of a probe. origin: (3,) world, metres, of relative positions."""
    if probe is None:
        return {
            "probe_place": (0.0,) * 3,
            "probe_strength": 0.0,
            "probe_low": (0.0,) * 3,
            "probe_high": (0.0,) * 3,
        }
    middle, half = vector(probe.centre) - origin, 0.5 * vector(probe.size)
    return {
        "probe_place": vector(probe.capture.position) - origin,
        "probe_strength": probe.strength,
        "probe_low": middle - half,
        "probe_high": middle + half,
    }


def shining_lights(frame: Frame) -> list[PointLight]:
    """Return the point lights of the frame that the block holds first, in its order: those that are not black."""
    return [point for point in frame.point_lights if any(point.colour)]


class ViewBuffer:
    """A view block on the GPU. detail: of the renderer. data: what it holds, () of `VIEW_BLOCK.dtype`."""

    def __init__(self, context: moderngl.Context, detail: Detail) -> None:
        self._shadow_size = SHADOW_SIZE.at(detail)
        self._uploads = Uploads(context.buffer(reserve=VIEW_BLOCK.dtype.itemsize))
        self.data: NDArray[np.void] = np.zeros((), VIEW_BLOCK.dtype)

    def write(self, frame: Frame, view: View, size: tuple[int, int], *, index: int, count: int) -> None:
        """Write what `packed_view` returns, with the size of the shadow map. Raises TooManyLights."""
        self._write(_filled(frame, view, size, index=index, count=count, shadow_size=self._shadow_size))

    def write_mirrored(self, other: "ViewBuffer", view: View, size: tuple[int, int]) -> None:
        """Write the block that another buffer holds, for the mirror image of its view (see `view.mirrored_view`).

        The mirror image keeps the offset within the pixel, as the picture, which is offset alike, reads it.
        """
        self._write(VIEW_BLOCK.changed(other.data, {**_of_view(view, size), "offset": (0.0, 0.0)}))

    def _write(self, data: NDArray[np.void]) -> None:
        self.data = data
        self._uploads.write(data.tobytes())

    def bind(self) -> None:
        """Bind the block for shaders."""
        self._uploads.buffer.bind_to_uniform_block(VIEW_BINDING)

    def release(self) -> None:
        """Free the buffer."""
        self._uploads.buffer.release()
