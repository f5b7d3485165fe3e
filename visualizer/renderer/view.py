"""Views: the matrices that a sub-frame is drawn with, from the eye, in the mirror plane, and from the key light.

Positions reach the GPU relative to the eye of the sub-frame, along the world's axes: "relative" in names.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from visualizer.frame import Camera, Frame
from visualizer.renderer.samples import sample_offsets, sequence
from visualizer.transforms import Array, normalized, orthographic, perspective, points, translation, vector
from visualizer.transforms import camera_from_world as looking

_SHADOW_DEPTH = 3.0  # shadow casters are kept this many radii up the light


@dataclass(frozen=True)
class View:
    """One view of a frame. Matrices as in `view_block.VIEW_BLOCK`; depth in clip space is 1 at near and 0 at far, over w.

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
