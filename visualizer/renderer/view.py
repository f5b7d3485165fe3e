"""The view block: what every pass of one view (the eye, or its mirror image) is told about a frame.

Positions reach the GPU relative to the eye of the sub-frame, along the world's axes: "relative" in names. They are
subtracted here in float64, so that float32 has its finest steps where the picture is largest, wherever in the world that is.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from visualizer.errors import TooManyLights
from visualizer.frame import Camera, Frame
from visualizer.gpu.blocks import Block, Field
from visualizer.renderer.particles.places import home_of
from visualizer.transforms import Array, normalized, orthographic, perspective, points, translation, vector
from visualizer.transforms import camera_from_world as looking

MAX_POINT_LIGHTS = 256
"""Point lights that one frame can have: 8 KiB of the 16 KiB that every driver offers a uniform block (OpenGL 3.3 core,
table 6.53). Shaders loop over those that shine, so room that is not used costs nothing."""

VIEW_BLOCK = Block(
    "View",
    "view",
    (
        Field("clip_from_relative", "mat4", "projection of this view"),
        Field("shadow_from_relative", "mat4", "to the shadow map, each axis in [0, 1]"),
        Field("eye", "vec3", "relative, m: of this view; zero, but for the image in the mirror plane"),
        Field("time", "float", "s, film time, in single precision: after hours its steps are milliseconds"),
        Field("ray_right", "vec3", "change of a ray from the middle of the picture to its right edge"),
        Field("key_direction", "vec3", "unit: the way the key light travels"),
        Field("depth", "vec2", "of a distance w along the view: x / w - y, 1 at near and 0 at far"),
        Field("plane", "float", "relative height, m, below which this view shows nothing"),
        Field("ray_up", "vec3", "and to its upper edge"),
        Field("moment", "float", "s, [0, 1): the rest of the film time"),
        Field("shutter", "float", "s: the time that this sub-frame stands for"),
        Field("ray_forward", "vec3", "world axes: the ray through the middle, 1 m along the view"),
        Field("focus", "float", "m: distance of the plane in focus"),
        Field("key_colour", "vec3", "irradiance of the key light, linear"),
        Field("phase", "float", "[0, 1): one number per sub-frame, for patterns that average out"),
        Field("ambient_above", "vec3", "radiance from above, linear"),
        Field("near", "float", "m: distance of the near plane"),
        Field("ambient_horizon", "vec3", "radiance from the horizon, linear"),
        Field("far", "float", "m: distance of the far plane"),
        Field("ambient_below", "vec3", "radiance from below, linear"),
        Field("shadow_texel", "float", "1 / shadow map size; 0: no shadows"),
        Field("medium_colour", "vec3", "single-scattering albedo of the haze"),
        Field("medium_density", "float", "1/m, at the floor"),
        Field("medium_glow", "vec3", "radiance the haze adds per metre at full density"),
        Field("medium_falloff", "float", "1/m"),
        Field("viewport", "vec2", "size of the picture, pixels"),
        Field("medium_floor", "float", "relative height of full density, m"),
        Field("medium_anisotropy", "float", "Henyey-Greenstein g"),
        Field("camera_forward", "vec3", "unit: the way the camera looks"),
        Field("medium_reach", "float", "m: how far light shafts are marched"),
        Field("point_place", "vec4", "xyz: relative, m; w: radius, m", MAX_POINT_LIGHTS),
        Field("point_colour", "vec4", "rgb: intensity; a: reach, m", MAX_POINT_LIGHTS),
        Field("second", "int", "whole seconds of film time"),
        Field("point_count", "int", "how many of them shine"),
        Field(
            "clip_before",
            "mat4",
            "clip_from_relative at the beginning of the time that this sub-frame stands for",
        ),
        Field("home", "vec3", "relative, m: what the places of particles are counted from"),
        Field(
            "lens",
            "float",
            "m: diameter of the part of the lens that this sub-frame stands for; 0 if it is the only one",
        ),
    ),
)

R2 = (0.7548776662466927, 0.5698402909980532)
"""Steps of the two-dimensional R2 sequence (Roberts 2018, "The Unreasonable Effectiveness of
Quasirandom Sequences"): powers of the inverse of the plastic number."""

_SHADOW_DEPTH = 3.0  # shadow casters are kept this many radii up the light


def sequence(index: int, offset: float = 0.5) -> NDArray[np.float64]:
    """Return point `index` of the R2 sequence in [0, 1)²."""
    return np.mod(offset + (index + 1) * np.array(R2), 1.0)


@dataclass(frozen=True)
class View:
    """One view of a frame. Matrices as in `VIEW_BLOCK`; depth in clip space is 1 at near and 0 at far, over w.

    origin: (3,) float64, world, metres: what positions are relative to, the eye of the sub-frame.
    eye: (3,) relative, metres: the eye of this view, which the mirror plane reflects.
    shadow_clip_from_relative: projection of the shadow map; depth grows from 0 to 1 with the distance from the light.
    clip_before: clip_from_relative `shutter` seconds before: the time that this sub-frame stands for.
    """

    origin: Array
    clip_from_relative: Array
    shadow_from_relative: Array
    shadow_clip_from_relative: Array
    clip_before: Array
    shutter: float = 0.0
    eye: Array = field(default_factory=lambda: np.zeros(3))


def sample_offsets(index: int, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (pixel, lens) offsets of sub-frame `index` of `count`: (2,) each. Both are zero if count is 1.

    pixel: in pixels, distributed as a tent two pixels wide (a soft film filter).
    lens: on the unit disc (Shirley and Chiu 1997, concentric map). Either's mean over the sub-frames is zero, so that
    however few there are, the picture is where it is with many.
    """
    pixels, lenses = _offsets(count)
    return pixels[index], lenses[index]


@lru_cache(maxsize=64)
def _offsets(count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the offsets of all sub-frames: two of (count, 2)."""
    if count <= 1:
        return np.zeros((1, 2)), np.zeros((1, 2))
    u = np.stack([sequence(index) for index in range(count)])
    pixels = np.where(u < 0.5, np.sqrt(2.0 * u) - 1.0, 1.0 - np.sqrt(2.0 * (1.0 - u)))
    a, b = np.moveaxis(np.stack([2.0 * sequence(index, 0.25) - 1.0 for index in range(count)]), 1, 0)
    wide = np.abs(a) > np.abs(b)
    radius, other = np.where(wide, a, b), np.where(wide, b, a)
    angle = np.pi / 4.0 * other / np.where(radius == 0.0, 1.0, radius)
    angle = np.where(wide, angle, np.pi / 2.0 - angle)
    lenses = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return pixels - pixels.mean(axis=0), lenses - lenses.mean(axis=0)


def exposed_view(frames: Sequence[Frame], size: tuple[int, int], index: int) -> View:
    """Return the view of sub-frame `index` of one exposure: it stands for the time since the sub-frame before."""
    count = len(frames)
    view = eye_view(frames[index], size, index, count)
    if count == 1:
        return view
    # The first goes on backwards as it will go on forwards.
    other, sign = (frames[index - 1], 1.0) if index else (frames[1], -1.0)
    clip_from_lens, there = _through_lens(other, size, index, count)
    step = sign * (view.clip_from_relative - clip_from_lens @ translation(view.origin - there))
    return replace(
        view, clip_before=view.clip_from_relative - step, shutter=abs(frames[index].time - other.time)
    )


def eye_view(frame: Frame, size: tuple[int, int], index: int = 0, count: int = 1) -> View:
    """Return the view of sub-frame `index` of `count`: offset on the lens and within the pixel. It stands for an instant."""
    clip_from_relative, origin = _through_lens(frame, size, index, count)
    shadow_clip = key_light_view(frame, index, count, origin)
    return View(
        origin=origin,
        clip_from_relative=clip_from_relative,
        shadow_from_relative=_unit_from_clip() @ shadow_clip,
        shadow_clip_from_relative=shadow_clip,
        clip_before=clip_from_relative,
    )


def _through_lens(frame: Frame, size: tuple[int, int], index: int, count: int) -> tuple[Array, Array]:
    """Return clip_from_relative of a sub-frame, and the eye, (3,) world, that it is relative to."""
    camera = frame.camera
    pixel, lens = sample_offsets(index, count)
    clip_from_camera = projection(camera, size)
    clip_from_camera[0, 2] += 2.0 * pixel[0] / size[0]
    clip_from_camera[1, 2] += 2.0 * pixel[1] / size[1]
    shift = lens * camera.aperture / 2.0
    if camera.aperture > 0.0:
        # Shear so that the plane in focus stays where it is: a thin lens.
        clip_from_camera[0, 2] -= shift[0] * clip_from_camera[0, 0] / camera.focus
        clip_from_camera[1, 2] -= shift[1] * clip_from_camera[1, 1] / camera.focus
    turn = np.eye(4)
    turn[:3, :3] = camera.camera_from_world[:3, :3]
    return clip_from_camera @ turn, camera.eye + shift @ turn[:2, :3]


def projection(camera: Camera, size: tuple[int, int]) -> Array:
    """Return clip_from_camera of a camera: x and y as OpenGL has them, depth 1 at near and 0 at far, over w."""
    matrix = perspective(camera.fov, size[0] / size[1], camera.near, camera.far)
    scale, shift = depth_of_distance(camera.near, camera.far)
    matrix[2] = 0.0, 0.0, shift, scale
    return matrix


def mirrored_view(view: View, height: float) -> View:
    """Return `view` reflected in the horizontal plane at `height`: what the plane shows of the set."""
    flip = np.diag([1.0, -1.0, 1.0, 1.0])
    flip[1, 3] = 2.0 * (height - view.origin[1])
    return replace(
        view,
        clip_from_relative=view.clip_from_relative @ flip,
        clip_before=view.clip_before @ flip,
        eye=points(flip, view.eye),
    )


def key_light_view(frame: Frame, index: int, count: int, origin: Array) -> Array:
    """Return clip_from_relative of the shadow map: parallel, about the light's sphere, turned within its softness.

    origin: (3,) world, metres, that positions are relative to.
    """
    light = frame.key_light
    direction = normalized(light.direction)
    if count > 1 and light.softness > 0.0:
        a, b = 2.0 * sequence(index, 0.75) - 1.0
        across = normalized(
            np.cross(direction, [0.0, 1.0, 0.0] if abs(direction[1]) < 0.99 else [1.0, 0.0, 0.0])
        )
        up = np.cross(across, direction)
        direction = normalized(direction + np.tan(np.radians(light.softness)) * (a * across + b * up))
    reach = light.radius
    # The turn is that of a light at the origin, so that it does not depend on where the centre is.
    from_centre = looking(-direction * reach * _SHADOW_DEPTH, (0.0, 0.0, 0.0))
    from_relative = from_centre @ translation(origin - vector(light.centre))
    # Depth in 0..1, as all projections here; not reversed: its steps are the same at all distances.
    from_zero = np.diag([1.0, 1.0, 0.5, 1.0])
    from_zero[2, 3] = 0.5
    return from_zero @ orthographic(reach, reach, 0.0, reach * (_SHADOW_DEPTH + 1.0)) @ from_relative


def depth_of_distance(near: float, far: float) -> tuple[float, float]:
    """Return (scale, shift) of the depth at a distance along the view: scale / distance - shift, 1 at near, 0 at far."""
    shift = near / (far - near)
    return shift * far, shift


def rays(clip_from_relative: Array) -> tuple[Array, Array, Array]:
    """Return the rays of a view, each (3,): right, up, forward.

    What is seen at (x, y) in normalised device coordinates, w metres along the view, is w * (x right + y up + forward)
    from the view's eye. Independent of near and far.
    """
    right, up, forward = np.linalg.inv(clip_from_relative[[0, 1, 3], :3]).T
    return right, up, forward


def _unit_from_clip() -> Array:
    matrix = np.diag([0.5, 0.5, 1.0, 1.0])
    matrix[:2, 3] = 0.5
    return matrix


def packed_view(
    frame: Frame, view: View, size: tuple[int, int], *, index: int, count: int, shadow_size: int, plane: float
) -> bytes:
    """Return the bytes of the view block. plane: height below which the view shows nothing, metres, world.

    Raises TooManyLights.
    """
    light, medium, ambient = frame.key_light, frame.medium, frame.ambient
    places = np.zeros((MAX_POINT_LIGHTS, 4))
    colours = np.zeros((MAX_POINT_LIGHTS, 4))

    shining = [point for point in frame.point_lights if any(point.colour)]
    if len(shining) > MAX_POINT_LIGHTS:
        raise TooManyLights(
            f"{len(shining)} point lights shine at {frame.time:g} s; a frame has at most {MAX_POINT_LIGHTS}: switch some "
            "off (visible = false), or give emitters fewer 'lights'"
        )
    for row, point in enumerate(shining):
        places[row] = (*(vector(point.position) - view.origin), point.radius)
        colours[row] = (*point.colour, point.reach)
    camera_from_world = frame.camera.camera_from_world
    right, up, forward = rays(view.clip_from_relative)
    return VIEW_BLOCK.packed(
        {
            "clip_from_relative": view.clip_from_relative,
            "shadow_from_relative": view.shadow_from_relative,
            "eye": view.eye,
            "home": home_of(frame) - view.origin,
            "ray_right": right,
            "ray_up": up,
            "ray_forward": forward,
            "time": frame.time,
            "second": math.floor(frame.time),
            "moment": frame.time - math.floor(frame.time),
            "key_direction": normalized(light.direction),
            "plane": plane - view.origin[1],
            "key_colour": light.colour,
            "phase": (index + 0.5) / count,
            "ambient_above": ambient.above,
            "near": frame.camera.near,
            "depth": depth_of_distance(frame.camera.near, frame.camera.far),
            "ambient_horizon": ambient.horizon,
            "far": frame.camera.far,
            "ambient_below": ambient.below,
            "shadow_texel": 1.0 / shadow_size if shadow_size else 0.0,
            "medium_colour": medium.colour,
            "medium_density": medium.density,
            "medium_glow": medium.glow,
            "medium_falloff": medium.falloff,
            "viewport": size,
            "medium_floor": medium.floor - view.origin[1],
            "medium_anisotropy": medium.anisotropy,
            "camera_forward": -camera_from_world[2, :3],
            "medium_reach": medium.reach,
            "point_place": places,
            "point_colour": colours,
            "point_count": len(shining),
            "clip_before": view.clip_before,
            "shutter": view.shutter,
            "lens": frame.camera.aperture / math.sqrt(count) if count > 1 else 0.0,
            "focus": frame.camera.focus,
        }
    )
