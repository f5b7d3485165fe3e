"""Bounds of how far one sub-frame of an exposure spreads what it shows: a blur that nobody sees need not be drawn."""

from __future__ import annotations

import math

import numpy as np

from visualizer.frame import Camera
from visualizer.renderer.view import View, depth_of_distance

SEEN = 0.75
"""Pixels: a shorter motion within a sub-frame does not show, as the copies of the sub-frames lie beside each other."""
SEEN_RADIUS = 1.0
"""Pixels: neither does a circle of confusion of a smaller radius."""
_STILL = 1e-6  # of a projection: a smaller change is rounding
_STEPS = 5  # places across and up where the motion of the view is found
_BETWEEN = 1.25  # it is quadratic in the place: this much longer between the places at most

_NDC = np.stack(np.meshgrid(*[np.linspace(-1.0, 1.0, _STEPS)] * 2), axis=-1).reshape(-1, 2)


def pixels_of_metre(view: View, rows: int) -> float:
    """Return how many pixels 1 m has in a picture, at 1 m before the eye. rows: height of the picture, pixels."""
    return 0.5 * rows / float(np.linalg.norm(view.rays[1]))


def motion_of_rest(view: View, size: tuple[int, int], nearest: float) -> float:
    """Return at most how far what is at rest moves in a picture, since `View.clip_before`, pixels. Infinite if that is
    not known.

    size: of the picture, pixels. nearest: metres along the view, the least distance of what it shows.
    """
    if np.abs(view.clip_before - view.clip_from_relative).max() <= _STILL:
        return 0.0
    if nearest <= 0.0:
        return math.inf
    right, up, forward = view.rays
    before = view.clip_before[[0, 1, 3]]
    # Of points at the distance w: w * ahead + start, so that the quotients are between those at the ends of w.
    ahead = (_NDC @ np.array([right, up]) + forward) @ before[:, :3].T
    start = before[:, :3] @ view.eye + before[:, 3]
    ends = np.stack([ahead, ahead + start / nearest])
    if ends[..., 2].min() <= 0.0:
        return math.inf
    motion = (ends[..., :2] / ends[..., 2:] - _NDC) * (0.5 * np.array(size))
    return _BETWEEN * float(np.sqrt((motion * motion).sum(axis=-1).max()))


def motion_of_swing(view: View, rows: int, swing: float) -> float:
    """Return at most how far what has swung about the eye, or farther from it, moves in a picture by itself, pixels.

    swing: metres gone per metre of the distance from the eye. rows: height of the picture, pixels.
    """
    right, up, _ = view.rays
    # A metre is this much longer in a corner, where it is seen at a slant.
    slant = 1.0 + float(right @ right + up @ up)
    return pixels_of_metre(view, rows) * slant * swing


def radius(view: View, camera: Camera, count: int, rows: int, nearest: float) -> float:
    """Return the largest radius of a circle of confusion, pixels, as in `blur_spread.frag`.

    count: sub-frames of the exposure. rows: height of the picture, pixels. nearest: as for `motion_of_rest`.
    """
    if camera.aperture == 0.0:
        return 0.0
    if nearest <= 0.0:
        return math.inf
    off = max(1.0 / camera.focus, abs(1.0 / nearest - 1.0 / camera.focus))
    return 0.5 * camera.aperture / math.sqrt(count) * pixels_of_metre(view, rows) * off


def radius_of_depth(view: View, camera: Camera, count: int, rows: int) -> tuple[float, float]:
    """Return factor and summand that make of a depth the radius of its circle of confusion, pixels, as in
    `blur_spread.frag`; its sign is to be ignored.

    count, rows: as for `radius`.
    """
    scale = 0.5 * camera.aperture / math.sqrt(count) * pixels_of_metre(view, rows)
    near, shift = depth_of_distance(camera.near, camera.far)
    return scale / near, scale * (shift / near - 1.0 / camera.focus)


def nearest_in_mirror(view: View, plane: float) -> float:
    """Return the least distance along a mirrored view of what lies above the mirror plane, metres. 0 if the eye is not
    below the plane.

    plane: relative height, metres.
    """
    below = plane - float(view.eye[1])
    right, up, forward = (float(ray[1]) for ray in view.rays)
    rise = abs(right) + abs(up) + forward  # of the steepest ray, per metre along the view
    if below <= 0.0:
        return 0.0
    return below / rise if rise > 0.0 else math.inf
