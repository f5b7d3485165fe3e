"""Cameras: what the renderer needs of a camera of the scene file at a time."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.graph import Snapshot
from visualizer.frame import Camera
from visualizer.scene.aim import Target
from visualizer.scene.model import CameraModel
from visualizer.scene.sight import Sight
from visualizer.transforms import camera_from_right, camera_from_world, inverse, normalized, points, vector

Array = NDArray[np.float64]

_TREMOR_OCTAVES = ((2.3, 1.0), (5.9, 0.5), (12.7, 0.22))  # Hz, share of the amplitude
_TARGET_SHAKE = 0.6  # the target shakes less than the eye, or the picture would only slide
_MIN_FOCUS = 0.05  # m
_MIN_DISTANCE = 1e-9  # m: an eye closer than this to its target looks along -z


def camera_at(model: CameraModel, snapshot: Snapshot, sight: Sight) -> Camera:
    """Return the renderer's camera at the snapshot's time. sight: the camera's line of sight over time."""
    t = snapshot.time
    still_eye, still_target = _eye_and_target(model, snapshot)
    focus = model.focus.at(t)
    if model.focus_on is not None:
        focus = max(_MIN_FOCUS, math.dist(snapshot.position(model.focus_on).tolist(), still_eye.tolist()))
    shake = model.tremor.at(t)
    eye, target = still_eye, still_target
    if shake > 0.0:
        eye = eye + shake * tremor(t, 0)
        target = _apart(eye, target + _TARGET_SHAKE * shake * tremor(t, 3))
    near, roll = model.near.at(t), model.roll.at(t)
    up = normalized(model.up.at(t))
    turned = sight.right(t)
    if turned is None:
        view = camera_from_world(eye, target, roll, tuple(up))
    else:
        # Applied after the path is followed: near the pole the shake would spin the picture.
        right, polar = turned
        still, forward = normalized(still_target - still_eye), normalized(target - eye)
        right = sight.shaken(right, still, forward, up, polar)
        view = camera_from_right(eye, forward, right, roll)
    return Camera(
        camera_from_world=view,
        fov=model.fov.at(t),
        near=near,
        far=max(model.far.at(t), near * 1.001),
        focus=focus,
        aperture=model.aperture.at(t),
        position=(float(eye[0]), float(eye[1]), float(eye[2])),
    )


def line_of(model: CameraModel, snapshot: Snapshot) -> tuple[Array, Array]:
    """Return the direction in which a camera looks at the snapshot's time, without its tremor, and its up: two unit
    vectors, (3,), world."""
    eye, target = _eye_and_target(model, snapshot)
    return normalized(target - eye), normalized(model.up.at(snapshot.time))


def tremor(time: float, channel: int) -> Array:
    """Return the shake of a camera at a time, (3,), each about -1..1: octaves of sines, a function of the time
    alone."""
    shake = [0.0, 0.0, 0.0]
    for octave, (rate, share) in enumerate(_TREMOR_OCTAVES):
        angle = 2.0 * math.pi * rate * time
        for axis in range(3):
            # Two sines of incommensurate rates for each octave, so that no period shows within a shot.
            phase = 12.9898 * (channel + axis) + 78.233 * octave
            shake[axis] += share * 0.5 * (math.sin(angle + phase) + math.sin(angle * 1.618034 + 2.4 * phase))
    return np.array(shake)


def placing(model: CameraModel, snapshot: Snapshot) -> Callable[[Target], Array]:
    """Return a function that gives the world position, (3,) metres, of a camera's point or of a named actor or
    anchor."""
    parent = snapshot.world_from(model.attach) if model.attach else None

    def place(target: Target) -> Array:
        if isinstance(target, str):
            return snapshot.position(target)
        return vector(target) if parent is None else points(parent, target)

    return place


def aimed_at(model: CameraModel, snapshot: Snapshot) -> Array:
    """Return the point that a camera looks at, (3,) metres, in the frame of its own points: the world's, or that of
    what it is attached to."""
    point = model.look_at.at(snapshot.time, placing(model, snapshot))
    return points(inverse(snapshot.world_from(model.attach)), point) if model.attach else point


def _eye_and_target(model: CameraModel, snapshot: Snapshot) -> tuple[Array, Array]:
    """Return where a camera is and what point it looks at, (3,) metres, world, without its tremor."""
    place = placing(model, snapshot)
    eye = place(tuple(model.position.at(snapshot.time)))
    return eye, _apart(eye, model.look_at.at(snapshot.time, place))


def _apart(eye: Array, target: Array) -> Array:
    """Return `target`, or a point along -z where the eye is in it."""
    if math.dist(target.tolist(), eye.tolist()) < _MIN_DISTANCE:
        return vector(eye + (0.0, 0.0, -1.0))
    return target
