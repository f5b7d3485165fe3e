"""The skeleton of a figure: the transform of each bone, from its feet and its pose.

Lengths are those of a body 1.8 m tall; a taller one is scaled as a whole. Model space: origin on the floor below
the body, +z its front, +x its left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.figure import poses
from visualizer.cast.gait.limbs import bone_frames, turn_x, turn_y, turn_z, two_bones

Array = NDArray[np.float64]

(
    HIPS,
    CHEST,
    HEAD,
    ARM_L,
    ARM_R,
    FOREARM_L,
    FOREARM_R,
    HAND_L,
    HAND_R,
    THIGH_L,
    THIGH_R,
    SHIN_L,
    SHIN_R,
    FOOT_L,
    FOOT_R,
) = range(15)
BONES = 15

HIP_HEIGHT = 0.93
SPINE = 0.13  # from the hips up to the waist, where the chest bends
SHOULDER = np.array([0.18, 0.355, -0.012])  # left, in the chest's frame
NECK = np.array([0.0, 0.475, -0.005])
HIP = 0.09
UPPER_ARM, FOREARM = 0.285, 0.255
THIGH, SHIN = 0.435, 0.42
FARTHEST = 2.0  # m: limit of the offset of the feet from the path that moves the hips
FREE = 0.3  # m: height of a leap above which the feet do not move the hips any more
LARGEST_SINK = 0.13  # m by which the hips are lowered at most, so that the feet reach the ground
ANKLE = np.array([0.0, 0.075, -0.085])  # from the ball of the foot

_ROOTS = np.array([[HIP, 0.0, 0.0], [-HIP, 0.0, 0.0]])
_SHOULDERS = np.array([SHOULDER, SHOULDER * [-1.0, 1.0, 1.0]])
_FRONT = np.array([[-1.0], [-1.0], [1.0], [1.0]])
_UPPER = np.array([UPPER_ARM, UPPER_ARM, THIGH, THIGH])
_LOWER = np.array([FOREARM, FOREARM, SHIN, SHIN])


@dataclass(frozen=True)
class Feet:
    """Both feet, left then right, in model space.

    balls: (2, 3) balls of the feet, metres. headings: (2,) radians. lifts: (2,) 0..1, height within a step. swings: (2,)
    0..1, time within a step.
    """

    balls: Array
    headings: Array
    lifts: Array
    swings: Array


@dataclass(frozen=True, eq=False)
class Skeleton:
    """The bones of a figure, model space, for a body 1.8 m tall, at one time or, with one more axis in front, several.

    bones: (..., BONES, 4, 4) model_from_bone; the -y axis of a limb points to its far end. knees, ankles: (..., 2, 3), left,
    right.
    """

    bones: Array
    knees: Array
    ankles: Array

    @classmethod
    def stacked(cls, bodies: Sequence[Skeleton]) -> Skeleton:
        """Return the skeletons at several times as one, with the times along the first axis."""
        return cls(*(np.array([getattr(body, one.name) for body in bodies]) for one in fields(cls)))


def skeleton(
    pose: Array, feet: Feet, *, rise: float, bob: float, phase: float, width: float = 1.0
) -> Skeleton:
    """Return the skeleton for a pose, (poses.SIZE,), and the positions of both feet.

    rise: height above the floor in a leap, metres. bob: height that the gait adds to the hips, metres. phase: of the
    gait, strides. width: factor on that of the shoulders.
    """
    bones = np.zeros((BONES, 4, 4))
    bones[:, 3, 3] = 1.0
    kneel = pose[poses.KNEEL]
    balls = feet.balls.copy()
    # A foot behind the body pitches up over its ball, so that the leg can reach it.
    behind = np.clip((-balls[:, 2] - 0.06) / 0.36, 0.0, 1.0)
    pitch = 0.95 * behind + 0.5 * np.sin(np.pi * feet.swings) * feet.lifts * (1.0 - behind)
    if kneel > 0.0:
        balls[1] += kneel * np.array([0.0, 0.05, -0.42])
        balls[0] += kneel * np.array([0.02, 0.0, 0.12])
        pitch = pitch + kneel * np.array([0.0, 1.2])
    seated = pose[poses.SIT]
    if seated > 0.0:
        balls += seated * np.array([0.0, 0.0, 0.52])
        pitch = pitch * (1.0 - seated)
    middle = np.clip(0.5 * (balls[0] + balls[1]), -FARTHEST, FARTHEST) * grounded(rise)
    # The hips are above the path, moved a little towards the feet, and low enough for both legs to reach.
    hips = np.array(
        [
            0.15 * middle[0],
            HIP_HEIGHT - 0.012 - pose[poses.DROP] + bob + rise,
            0.15 * middle[2] * (1.0 - seated) - 0.03 * kneel,
        ]
    )
    hips[1] -= 0.40 * kneel + 0.44 * seated
    lean = np.radians(pose[poses.LEAN])
    yaw = np.radians(-0.35 * pose[poses.TWIST])
    hips[2] -= 0.30 * np.sin(lean) * 0.35  # balance: the hips move back as the chest moves forward
    turn_hips = turn_y(yaw) @ turn_x(lean)
    foot_turns = [turn_y(float(h)) @ turn_x(float(p)) for h, p in zip(feet.headings, pitch, strict=True)]
    ankles = np.array([ball + turn @ ANKLE for ball, turn in zip(balls, foot_turns, strict=True)])
    hips[1] = _low_enough(hips, ankles, turn_hips)
    bones[HIPS, :3, :3], bones[HIPS, :3, 3] = turn_hips, hips
    turn_chest = (
        turn_hips
        @ turn_y(np.radians(1.35 * pose[poses.TWIST]))
        @ turn_x(np.radians(pose[poses.BOW]))
        @ turn_z(np.radians(pose[poses.SWAY]))
    )
    chest = hips + turn_hips @ np.array([0.0, SPINE, 0.0])
    bones[CHEST, :3, :3], bones[CHEST, :3, 3] = turn_chest, chest
    # The head stays level and faces forward, apart from the angles of the pose.
    level = turn_x(0.35 * (lean + np.radians(pose[poses.BOW])))
    bones[HEAD, :3, :3] = (
        level
        @ turn_y(np.radians(pose[poses.LOOK]))
        @ turn_z(np.radians(pose[poses.TILT]))
        @ turn_x(np.radians(pose[poses.NOD]))
    )
    bones[HEAD, :3, 3] = chest + turn_chest @ NECK
    wide = np.array([width, 1.0, 1.0])
    shoulders = chest + (_SHOULDERS * wide) @ turn_chest.T
    wrists = chest + (np.array([pose[poses.LEFT], pose[poses.RIGHT]]) * wide) @ turn_chest.T
    out = pose[poses.ELBOWS]
    elbow_pole = (
        np.array([[0.35 + out, -0.45, -0.9 + 0.6 * out], [-0.35 - out, -0.45, -0.9 + 0.6 * out]])
        @ turn_chest.T
    )
    knee_pole = np.array([turn[:, 2] for turn in foot_turns]) * [1.0, 0.0, 1.0] + [
        [0.08, 0.0, 0.0],
        [-0.08, 0.0, 0.0],
    ]
    roots = np.concatenate([shoulders, hips + _ROOTS @ turn_hips.T])
    targets = np.concatenate([wrists, ankles])
    poles = np.concatenate([elbow_pole, knee_pole])
    joints, ends, bend = two_bones(roots, targets, poles, _UPPER, _LOWER)
    fronts = bend * _FRONT  # elbows bend backwards, knees forwards: never along a bone, so frames cannot flip
    first = bone_frames(roots, joints, fronts)
    second = bone_frames(joints, ends, fronts)
    bones[[ARM_L, ARM_R, THIGH_L, THIGH_R]] = first
    bones[[FOREARM_L, FOREARM_R, SHIN_L, SHIN_R]] = second
    bones[HAND_L], bones[HAND_R] = second[0], second[1]
    bones[[HAND_L, HAND_R], :3, 3] = ends[:2]
    for bone, turn, ball, ankle, end in zip(
        (FOOT_L, FOOT_R), foot_turns, balls, ankles, ends[2:], strict=True
    ):
        bones[bone, :3, :3], bones[bone, :3, 3] = turn, ball + (end - ankle)
    return Skeleton(bones, joints[2:], ends[2:])


def grounded(rise: float) -> float:
    """Return how much the feet move the hips: 1 on the ground, falling to 0 at FREE metres. rise: height in a leap, metres."""
    return min(max(1.0 - rise / FREE, 0.0), 1.0)


def _low_enough(hips: Array, ankles: Array, turn: Array) -> float:
    """Return the height of the hips, not above the present one, at which both legs reach their ankles."""
    reach = 0.998 * (THIGH + SHIN)
    roots = hips + _ROOTS @ turn.T
    across = ((roots - ankles)[:, [0, 2]] ** 2).sum(axis=1)
    highest = ankles[:, 1] + np.sqrt(np.maximum(reach**2 - across, 0.09)) - (roots[:, 1] - hips[1])
    return float(max(min(hips[1], highest.min()), hips[1] - LARGEST_SINK))


def with_head_turned(body: Skeleton, way: Array, share: float) -> Skeleton:
    """Return the skeleton with its head rotated by `share` of the angle to the direction `way`, (3,) in the head's frame.

    The angle is limited to about 60 degrees sideways and 30 up and down.
    """
    yaw = np.clip(np.arctan2(way[0], way[2]), -1.1, 1.1) * share
    pitch = np.clip(-np.arctan2(way[1], np.hypot(way[0], way[2])), -0.5, 0.6) * share
    turned = body.bones.copy()
    turned[HEAD, :3, :3] = turned[HEAD, :3, :3] @ turn_y(float(yaw)) @ turn_x(float(pitch))
    return Skeleton(turned, body.knees, body.ankles)
