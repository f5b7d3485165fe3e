"""The skeleton of a figure: the transform of each bone, from its feet and its pose.

Lengths are those of a body 1.8 m tall; a taller one is scaled as a whole. Model space: origin on the floor below
the body, +z its front, +x its left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.figure import poses
from visualizer.cast.gait.limbs import bone_frames, turn_x, turn_y, turned_about, two_bones

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
LARGEST_SINK = 0.13  # m by which the hips are lowered at most on the level, so that the feet reach the ground
ASIDE = 0.075  # m the hips move over the foot that bears the weight
TIPPED, BACK = 8.0, 4.0  # degrees the hips roll up on that side then, and the shoulders down
EYES_LEAD = 0.86  # share of a turn towards something that the head makes; the eyes make the rest
BEHIND = 0.6  # rad from straight behind, within which a head turns less and less
ANKLE = np.array([0.0, 0.075, -0.085])  # from the ball of the foot

_ROOTS = np.array([[HIP, 0.0, 0.0], [-HIP, 0.0, 0.0]])
_SHOULDERS = np.array([SHOULDER, SHOULDER * [-1.0, 1.0, 1.0]])
# The direction of an arm that lies half-way between all that arms do, and that in which its elbow bends, in the chest's
# frame.
_REACH = np.array([[0.39, -0.59, 0.71], [-0.39, -0.59, 0.71]])
_REACH /= np.linalg.norm(_REACH, axis=1, keepdims=True)
_ELBOWS = np.array([[0.32, -1.0, -1.0], [-0.32, -1.0, -1.0]])
_ELBOWS -= (_ELBOWS * _REACH).sum(axis=1, keepdims=True) * _REACH
_ELBOWS /= np.linalg.norm(_ELBOWS, axis=1, keepdims=True)
_ELBOWS_OUT = np.array([[1.0, 0.0, 0.6], [-1.0, 0.0, 0.6]])
_KNEELING = np.array([[0.02, 0.0, 0.12], [0.0, 0.05, -0.42]])
_SEATED = np.array([0.0, 0.0, 0.52])
_TURNS = [
    poses.LEAN, poses.BOW, poses.NOD, poses.TWIST, poses.TWIST, poses.LOOK, poses.SWAY, poses.TILT, poses.STANCE
]  # fmt: skip
_TURN_SHARES = np.array([1.0, 1.0, 1.0, -0.35, 1.35, 1.0, 1.0, 1.0, 0.0])  # of a twist, the hips turn back
_FRONT = np.array([[-1.0], [-1.0], [1.0], [1.0]])
_UPPER = np.array([UPPER_ARM, UPPER_ARM, THIGH, THIGH])
_LOWER = np.array([FOREARM, FOREARM, SHIN, SHIN])


@dataclass(frozen=True, eq=False)
class Feet:
    """Both feet, left then right, in model space, at n times.

    balls: (n, 2, 3) balls of the feet, metres. headings: (n, 2) radians. lifts: (n, 2) 0..1, height within a step.
    swings: (n, 2) 0..1, time within a step.
    """

    balls: Array
    headings: Array
    lifts: Array
    swings: Array


@dataclass(frozen=True, eq=False)
class Skeleton:
    """The bones of a figure, model space, for a body 1.8 m tall, at one time or, with one more axis in front, several.

    bones: (..., BONES, 4, 4) model_from_bone; the -y axis of a limb points to its far end. knees, ankles: (..., 2, 3),
    left, right. elbows: (...) how far elbows are moved out to the sides, as in `bent_elbows`.
    """

    bones: Array
    knees: Array
    ankles: Array
    elbows: Array

    @classmethod
    def stacked(cls, bodies: Sequence[Skeleton]) -> Skeleton:
        """Return the skeletons of several figures at the same number of times, with one more axis in front."""
        return cls(
            np.stack([body.bones for body in bodies]),
            np.stack([body.knees for body in bodies]),
            np.stack([body.ankles for body in bodies]),
            np.stack([body.elbows for body in bodies]),
        )

    def __getitem__(self, which: int | slice) -> Skeleton:
        """Return the skeleton at one or some of several times."""
        return Skeleton(self.bones[which], self.knees[which], self.ankles[which], self.elbows[which])


def skeletons(pose: Array, feet: Feet, *, rise: Array, bob: Array, width: Array) -> Skeleton:
    """Return the skeletons at n times for poses, (n, poses.SIZE), and the positions of both feet.

    rise: (n,) height above the floor in a leap, metres. bob: (n,) height that the gait adds to the hips, metres. width:
    (n,) factor on that of the shoulders.
    """
    count = len(pose)
    bones = np.zeros((count, BONES, 4, 4))
    bones[..., 3, 3] = 1.0
    kneel, seated = pose[:, poses.KNEEL], pose[:, poses.SIT]
    # A foot behind the body pitches up over its ball, so that the leg can reach it.
    behind = np.minimum(np.maximum((-feet.balls[..., 2] - 0.06) / 0.36, 0.0), 1.0)
    pitch = 0.95 * behind + 0.5 * np.sin(np.pi * feet.swings) * feet.lifts * (1.0 - behind)
    # In a run the heel comes up behind the body, and the toes rise before the foot lands.
    raised = np.minimum(np.maximum((feet.balls[..., 1] - rise[:, None] - 0.10) / 0.28, 0.0), 1.0)
    ahead = np.minimum(np.maximum((feet.balls[..., 2] - 0.12) / 0.3, 0.0), 1.0)
    pitch += (0.75 * raised * (1.0 - ahead) - 0.4 * feet.lifts * ahead) * grounded(rise)[:, None]
    pitch = (pitch + kneel[:, None] * [0.0, 1.2]) * (1.0 - seated)[:, None]
    balls = feet.balls + kneel[:, None, None] * _KNEELING + seated[:, None, None] * _SEATED
    middle = np.minimum(np.maximum(0.5 * (balls[:, 0] + balls[:, 1]), -FARTHEST), FARTHEST)
    middle *= grounded(rise)[:, None]
    # The hip above the foot that bears the weight is higher than the other, and the shoulder lower.
    stance = pose[:, poses.STANCE] * grounded(rise) * (1.0 - seated)
    degrees = pose[:, _TURNS] * _TURN_SHARES
    degrees[:, _TURNS.index(poses.SWAY)] -= (TIPPED + BACK) * stance
    degrees[:, _TURNS.index(poses.STANCE)] = TIPPED * stance
    angles = np.radians(degrees)
    lean, bow = angles[:, 0], angles[:, 1]
    # All rotations about one axis are one computation: small arrays cost by their number.
    about_x, about_y, about_z = turned_about(
        np.concatenate([angles[:, :3], (0.35 * (lean + bow))[:, None], pitch], axis=1),
        np.concatenate([angles[:, 3:6], feet.headings], axis=1),
        angles[:, 6:],
    )
    # The hips are above the path, moved a little towards the feet, and low enough for both legs to reach.
    hips = 0.15 * middle
    hips[:, 0] += ASIDE * stance
    hips[:, 1] = HIP_HEIGHT - 0.012 - pose[:, poses.DROP] + bob + rise - (0.40 * kneel + 0.44 * seated)
    hips[:, 2] = hips[:, 2] * (1.0 - seated) - 0.03 * kneel
    hips[:, 2] -= 0.30 * np.sin(lean) * 0.35  # balance: the hips move back as the chest moves forward
    hips[:, 2] += pose[:, poses.SHIFT] * grounded(rise)
    turn_hips = about_y[:, 0] @ about_x[:, 0] @ about_z[:, 2]
    foot_turns = about_y[:, 3:] @ about_x[:, 4:]
    ankles = balls + foot_turns @ ANKLE
    apart = np.abs(ankles[:, 0, 1] - ankles[:, 1, 1]) * (1.0 - feet.lifts).prod(axis=1)  # on stairs
    hips[:, 1] = _low_enough(hips, ankles, turn_hips, LARGEST_SINK + apart)
    bones[:, HIPS, :3, :3], bones[:, HIPS, :3, 3] = turn_hips, hips
    turn_chest = turn_hips @ about_y[:, 1] @ about_x[:, 1] @ about_z[:, 0]
    chest = hips + turn_hips @ [0.0, SPINE, 0.0]
    bones[:, CHEST, :3, :3], bones[:, CHEST, :3, 3] = turn_chest, chest
    # The head stays level and faces forward, apart from the angles of the pose.
    bones[:, HEAD, :3, :3] = about_x[:, 3] @ about_y[:, 2] @ about_z[:, 1] @ about_x[:, 2]
    bones[:, HEAD, :3, 3] = chest + turn_chest @ NECK
    chest_from = turn_chest.swapaxes(-1, -2)
    wide = np.ones((count, 1, 3))
    wide[:, 0, 0] = width
    sockets = _SHOULDERS * wide
    sockets[..., 1] += pose[:, poses.SHRUG, None]
    shoulders = chest[:, None] + sockets @ chest_from
    hands = pose[:, poses.LEFT.start : poses.RIGHT.stop].reshape(count, 2, 3)
    wrists = chest[:, None] + (hands * wide) @ chest_from
    elbow_pole = bent_elbows(wrists - shoulders, turn_chest, pose[:, poses.ELBOWS])
    leg_roots = hips[:, None] + _ROOTS @ turn_hips.swapaxes(-1, -2)
    toes = about_y[:, 3:, :, 2]  # level: those of a foot that is kicked up behind point down, and then back
    across = np.stack([toes[..., 2], 0.0 * toes[..., 1], -toes[..., 0]], axis=-1)
    knee_pole = hinged(ankles - leg_roots, across, toes) + [[0.08, 0.0, 0.0], [-0.08, 0.0, 0.0]]
    roots = np.concatenate([shoulders, leg_roots], axis=1)
    targets = np.concatenate([wrists, ankles], axis=1)
    poles = np.concatenate([elbow_pole, knee_pole], axis=1)
    joints, ends, bend = two_bones(roots, targets, poles, _UPPER, _LOWER)
    fronts = bend * _FRONT  # elbows bend backwards, knees forwards: never along a bone, so frames cannot flip
    # Arms, then legs; upper bones, then lower ones; left, then right: the order of the bones.
    starts, tips = np.empty((2, count, 2, 2, 2, 3))
    starts[:, :, 0], starts[:, :, 1] = roots.reshape(count, 2, 2, 3), joints.reshape(count, 2, 2, 3)
    tips[:, :, 0], tips[:, :, 1] = starts[:, :, 1], ends.reshape(count, 2, 2, 3)
    frames = bone_frames(starts, tips, fronts.reshape(count, 2, 1, 2, 3)).reshape(count, 2, 4, 4, 4)
    bones[:, ARM_L : FOREARM_R + 1], bones[:, THIGH_L : SHIN_R + 1] = frames[:, 0], frames[:, 1]
    bones[:, HAND_L : HAND_R + 1] = frames[:, 0, 2:]
    bones[:, HAND_L : HAND_R + 1, :3, 3] = ends[:, :2]
    bones[:, FOOT_L : FOOT_R + 1, :3, :3] = foot_turns
    bones[:, FOOT_L : FOOT_R + 1, :3, 3] = balls + (ends[:, 2:] - ankles)
    return Skeleton(bones, joints[:, 2:], ends[:, 2:], pose[:, poses.ELBOWS])


def hinged(way: Array, across: Array, ahead: Array) -> Array:
    """Return the directions, (..., 3), towards which knees bend, for legs along `way`, (..., 3), from hip to ankle.

    A knee is a hinge about the axis `across`, from right to left: it bends upwards on a leg that is raised forwards,
    where the direction `ahead` alone would run along the leg and flip. On a leg that is raised sideways it bends ahead
    and upwards.
    """
    x, y, z = (way[..., axis] for axis in range(3))
    u, v, w = (across[..., axis] for axis in range(3))
    return np.asarray(
        np.stack([y * w - z * v, z * u - x * w, x * v - y * u], axis=-1) + 0.4 * ahead + [0.0, 0.3, 0.0]
    )


def bent_elbows(way: Array, turn_chest: Array, out: Array, sides: slice = slice(2)) -> Array:
    """Return the directions, (n, k, 3), towards which elbows bend, for arms along `way`, (n, k, 3), from shoulder to
    wrist.

    An arm turns from its middle direction to `way` on the shortest arc, and the bend of its elbow with it: backwards on
    an arm that hangs, downwards on one that is stretched forwards, upwards on one that is swung back. So no direction
    of an arm flips it but the one opposite to the middle, inwards behind the head, where arms do not get to.
    turn_chest: (n, 3, 3). out: (n,) how far elbows are moved out to the sides. sides: which of left and right arms.
    """
    middle, bend = _REACH[sides], _ELBOWS[sides]
    ways = way @ turn_chest
    ways /= np.maximum(np.sqrt((ways * ways).sum(axis=-1)), 1e-6)[..., None]
    along = (ways * bend).sum(axis=-1) / np.maximum(1.0 + (ways * middle).sum(axis=-1), 1e-3)
    bends = bend - (middle + ways) * along[..., None] + out[:, None, None] * _ELBOWS_OUT[sides]
    return np.asarray(bends @ turn_chest.swapaxes(-1, -2))


def grounded(rise: Array) -> Array:
    """Return how much the feet move the hips, (n,): 1 on the ground, falling to 0 at FREE metres.

    rise: (n,) height in a leap, metres.
    """
    return np.asarray(np.minimum(np.maximum(1.0 - rise / FREE, 0.0), 1.0))


def _low_enough(hips: Array, ankles: Array, turn: Array, sink: Array) -> Array:
    """Return the heights of the hips, (n,), not above the present ones, at which both legs reach their ankles.

    hips: (n, 3). ankles: (n, 2, 3). turn: (n, 3, 3) of the hips. sink: (n,) by which they are lowered at most, metres.
    """
    reach = 0.998 * (THIGH + SHIN)
    height = hips[:, 1]
    roots = hips[:, None] + _ROOTS @ turn.swapaxes(-1, -2)
    across = ((roots - ankles)[..., ::2] ** 2).sum(axis=-1)
    highest = (
        ankles[..., 1] + np.sqrt(np.maximum(reach**2 - across, 0.09)) - (roots[..., 1] - height[:, None])
    )
    return np.asarray(np.maximum(np.minimum(height, highest.min(axis=-1)), height - sink))


def with_head_turned(body: Skeleton, way: Array, share: Array) -> tuple[Skeleton, Array]:
    """Return the skeletons at n times with the head rotated by `share`, (n,), of the angle to the direction `way`, and
    the rest.

    way: (n, 3) in the head's frame. The angle is limited to about 60 degrees sideways and 30 up and down; the rest, (n,
    2) radians left and down, is what the eyes have to turn, by the same share.
    """
    x, y, z = way.T
    aside = np.arctan2(x, z)
    # Nobody looks straight behind: there the side to which the head turns would change at once.
    share = share * np.minimum((np.pi - np.abs(aside)) / BEHIND, 1.0)
    angles = np.stack([aside, -np.arctan2(y, np.hypot(x, z))], axis=-1) * share[:, None]
    turns = np.clip(EYES_LEAD * angles, [-1.1, -0.5], [1.1, 0.6])
    turned = body.bones.copy()
    turned[:, HEAD, :3, :3] = turned[:, HEAD, :3, :3] @ turn_y(turns[:, 0]) @ turn_x(turns[:, 1])
    return replace(body, bones=turned), angles - turns
