"""Views: the matrices that a sub-frame is drawn with, from the eye, in the mirror plane, and from the key light.

Positions on the GPU are relative: their origin is the eye of the sub-frame, their axes are those of the world.
"""

import operator
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from visualizer.frame import Camera, Frame
from visualizer.renderer.samples import sample_offsets, sequence
from visualizer.transforms import (
    Array,
    cross,
    crossed,
    normalized,
    perspective,
    scaling,
    translation,
    triple,
    vector,
)
from visualizer.transforms import camera_from_world as looking

_SHADOW_DEPTH = 3.0  # radii of the region with shadows: how far towards the light objects still cast shadows
_UNIT_FROM_CLIP = translation([0.5, 0.5, 0.0]) @ scaling(
    [0.5, 0.5, 1.0]
)  # of x and y; depth is in 0..1 already


@dataclass(frozen=True)
class View:
    """One view of a frame. Matrices: (4, 4) float64, as in `view_block.VIEW_BLOCK`; after division by w, depth is 1 at
    the near plane and 0 at the far plane.

    origin: (3,) float64, world, metres: the eye of the sub-frame, to which positions are relative. eye: (3,) relative,
    metres: the eye of this view; in the mirror image, the eye reflected in the mirror plane. shadow_clip_from_relative:
    projection of the shadow map; depth grows from 0 to 1 with the distance from the light. lens_place: (2,), metres to
    the right and up, the place of the lens that this sub-frame looks through. offset: (2,), shares of the picture's
    width and height by which the offset within the pixel moves the picture to the right and up. shutter: seconds of the
    exposure that this sub-frame covers. clip_before: clip_from_relative `shutter` seconds earlier.
    """

    origin: Array
    clip_from_relative: Array
    shadow_from_relative: Array
    shadow_clip_from_relative: Array
    clip_before: Array
    shutter: float = 0.0
    offset: Array = field(default_factory=lambda: np.zeros(2))
    lens_place: Array = field(default_factory=lambda: np.zeros(2))
    eye: Array = field(default_factory=lambda: np.zeros(3))

    @cached_property
    def rays(self) -> tuple[Array, Array, Array]:
        """The rays of the view, each (3,), world axes: right, up, forward.

        The point at (x, y) in normalised device coordinates, w metres along the view, is w * (x right + y up + forward)
        from `eye`. Independent of near and far.
        """
        # Cramer's rule: for one matrix NumPy's inverse takes three times as long.
        x, y, w = (triple(self.clip_from_relative[row, :3]) for row in (0, 1, 3))
        right, up, forward = crossed(y, w), crossed(w, x), crossed(x, y)
        whole = sum(map(operator.mul, forward, w))
        return np.array(right) / whole, np.array(up) / whole, np.array(forward) / whole

    def with_shadow_map(self, clip_from_relative: Array) -> "View":
        """Return the view with another projection of the shadow map."""
        return self._changed(
            shadow_clip_from_relative=clip_from_relative,
            shadow_from_relative=shadow_from_clip(clip_from_relative),
        )

    def _changed(self, **values: object) -> "View":
        """Return the view with other values of some fields, in a fifth of the time of `dataclasses.replace`, and with
        the rays, where they are known and stay."""
        changed = object.__new__(View)
        known = vars(changed)
        known |= vars(self) | values
        if "clip_from_relative" in values:
            known.pop("rays", None)
        return changed


def exposed_view(frames: Sequence[Frame], size: tuple[int, int], index: int) -> View:
    """Return the view of sub-frame `index` of one exposure. It covers the time since the sub-frame before.

    size: (width, height) of the picture, pixels.
    """
    count = len(frames)
    view = eye_view(frames[index], size, index, count)
    if count == 1:
        return view
    # No sub-frame comes before the first: its motion is that to the second.
    other, sign = (frames[index - 1], 1.0) if index else (frames[1], -1.0)
    clip_from_lens, there = _through_lens(other, size, index, count)
    step = sign * (view.clip_from_relative - clip_from_lens @ translation(view.origin - there))
    return view._changed(
        clip_before=view.clip_from_relative - step, shutter=abs(frames[index].time - other.time)
    )


def eye_view(frame: Frame, size: tuple[int, int], index: int = 0, count: int = 1) -> View:
    """Return the view of sub-frame `index` of `count`, with its offsets on the lens and within the pixel. `shutter` is
    0.

    size: (width, height) of the picture, pixels.
    """
    clip_from_relative, origin = _through_lens(frame, size, index, count)
    shadow_clip = key_light_view(frame, index, count, origin)
    return View(
        origin=origin,
        clip_from_relative=clip_from_relative,
        shadow_from_relative=shadow_from_clip(shadow_clip),
        shadow_clip_from_relative=shadow_clip,
        clip_before=clip_from_relative,
        offset=-sample_offsets(index, count)[0] / size,
        lens_place=_lens_place(frame, index, count),
    )


def _through_lens(frame: Frame, size: tuple[int, int], index: int, count: int) -> tuple[Array, Array]:
    """Return clip_from_relative of a sub-frame, and its eye, (3,) world, metres."""
    camera = frame.camera
    pixel, _ = sample_offsets(index, count)
    clip_from_camera = projection(camera, size)
    clip_from_camera[0, 2] += 2.0 * pixel[0] / size[0]
    clip_from_camera[1, 2] += 2.0 * pixel[1] / size[1]
    turn = camera.camera_from_world.copy()
    turn[:3, 3] = 0.0
    if camera.aperture > 0.0:
        # A thin lens: the projection is sheared so that the plane in focus does not move in the picture.
        shift = _lens_place(frame, index, count)
        clip_from_camera[0, 2] -= shift[0] * clip_from_camera[0, 0] / camera.focus
        clip_from_camera[1, 2] -= shift[1] * clip_from_camera[1, 1] / camera.focus
    return clip_from_camera @ turn, eye(frame, index, count)


def eye(frame: Frame, index: int = 0, count: int = 1) -> Array:
    """Return the eye of sub-frame `index` of `count`, (3,) world, metres: its place of the lens."""
    camera = frame.camera
    if camera.aperture > 0.0:
        return camera.eye + _lens_place(frame, index, count) @ camera.camera_from_world[:2, :3]
    return camera.eye


def _lens_place(frame: Frame, index: int, count: int) -> Array:
    """Return `View.lens_place` of a sub-frame."""
    return sample_offsets(index, count)[1] * frame.camera.aperture / 2.0


def projection(camera: Camera, size: tuple[int, int]) -> Array:
    """Return clip_from_camera: x and y as in OpenGL; depth after division by w is 1 at near and 0 at far."""
    matrix = perspective(camera.fov, size[0] / size[1], camera.near, camera.far)
    scale, shift = depth_of_distance(camera.near, camera.far)
    matrix[2] = 0.0, 0.0, shift, scale
    return matrix


def mirrored_view(view: View, height: float) -> View:
    """Return `view` reflected in the horizontal plane at `height`, metres, world: the view of the mirror image."""
    twice = 2.0 * float(height - view.origin[1])
    x, y, z = view.eye.tolist()
    flipped = _flipped(view.clip_from_relative, twice)
    moves = view.clip_before is not view.clip_from_relative
    return view._changed(
        clip_from_relative=flipped,
        clip_before=_flipped(view.clip_before, twice) if moves else flipped,
        eye=vector((x, twice - y, z)),
    )


def _flipped(matrix: Array, twice: float) -> Array:
    """Return a (4, 4) matrix that takes y, m, as `matrix` takes twice - y."""
    flipped = matrix.copy()
    flipped[:, 3] += twice * matrix[:, 1]
    flipped[:, 1] = -matrix[:, 1]
    return flipped


def key_light_view(frame: Frame, index: int, count: int, origin: Array) -> Array:
    """Return clip_from_relative of the shadow map: orthographic, around the sphere of `KeyLight.centre` and `radius`.

    Each sub-frame has another direction within `KeyLight.softness`. origin: (3,) world, metres, of relative positions.
    """
    light = frame.key_light
    direction = _direction(triple(light.direction), light.softness if count > 1 else 0.0, index)
    return _clip_from_centre(direction, light.radius) @ translation(origin - vector(light.centre))


@lru_cache(maxsize=256)
def _direction(middle: tuple[float, float, float], softness: float, index: int) -> tuple[float, float, float]:
    """Return the direction of the key light in sub-frame `index`, unit. middle: of all of them. softness: degrees; 0
    for a single sub-frame."""
    direction = normalized(middle)
    if softness > 0.0:
        a, b = 2.0 * sequence(index, 0.75) - 1.0
        across = normalized(
            cross(direction, [0.0, 1.0, 0.0] if abs(direction[1]) < 0.99 else [1.0, 0.0, 0.0])
        )
        up = cross(across, direction)
        direction = normalized(direction + np.tan(np.radians(softness)) * (a * across + b * up))
    return triple(direction)


def shadow_from_clip(clip_from_relative: Array) -> Array:
    """Return the places in the shadow map, each axis in [0, 1], from its projection."""
    matrix: Array = _UNIT_FROM_CLIP @ clip_from_relative
    return matrix


@lru_cache(maxsize=256)
def _clip_from_centre(direction: tuple[float, float, float], reach: float) -> Array:
    """Return the projection of the shadow map from positions relative to `KeyLight.centre`. reach: `KeyLight.radius`,
    metres."""
    # The rotation is computed for a light that looks at the origin, so that its rounding does not depend on the centre.
    from_centre = looking(-vector(direction) * reach * _SHADOW_DEPTH, (0.0, 0.0, 0.0))
    # Depth in 0..1, as in all projections here; not reversed, because the depth of an orthographic view is linear.
    clip_from_light = np.diag([1.0 / reach, 1.0 / reach, -1.0 / (reach * (_SHADOW_DEPTH + 1.0)), 1.0])
    return clip_from_light @ from_centre


def depth_of_distance(near: float, far: float) -> tuple[float, float]:
    """Return (scale, shift) of the depth at a distance along the view: scale / distance - shift, 1 at near, 0 at
    far."""
    shift = near / (far - near)
    return shift * far, shift
