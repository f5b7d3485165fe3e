"""Reaching: a hand or foot moved to a place, by two-bone inverse kinematics in closed form, as a function of the
pose."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.figure import skeleton as bones
from visualizer.cast.figure.skeleton import Skeleton
from visualizer.cast.gait.limbs import bone_frames, turn_y, two_bones
from visualizer.geometry.turns import turns

Array = NDArray[np.float64]

Limb = Literal["left_hand", "right_hand", "left_foot", "right_foot"]
"""The limbs that reach, by their names in a scene file."""

PALM = np.array([0.0, -0.09, 0.004])
"""The middle of the palm in the frame of the hand, inside of it, metres."""
PALM_THICK = 0.019
"""From the middle of the hand to the surface of the palm, metres."""
ASIDE, BENT = np.radians(40.0), np.radians(68.0)
"""Angles between forearm and hand: above which the hand is turned on the surface towards the forearm, and those a wrist
bends at most."""


SUPINE = np.radians(140.0)
"""The farthest turn of a hand with the thumb outwards, from the pose in which the palm faces the body."""


@dataclass(frozen=True)
class _Bones:
    """The bones of one limb, and their lengths, metres."""

    upper: int
    lower: int
    end: int
    upper_length: float
    lower_length: float


_OF: Mapping[Limb, _Bones] = {
    "left_hand": _Bones(bones.ARM_L, bones.FOREARM_L, bones.HAND_L, bones.UPPER_ARM, bones.FOREARM),
    "right_hand": _Bones(bones.ARM_R, bones.FOREARM_R, bones.HAND_R, bones.UPPER_ARM, bones.FOREARM),
    "left_foot": _Bones(bones.THIGH_L, bones.SHIN_L, bones.FOOT_L, bones.THIGH, bones.SHIN),
    "right_foot": _Bones(bones.THIGH_R, bones.SHIN_R, bones.FOOT_R, bones.THIGH, bones.SHIN),
}


def reaching(
    body: Skeleton, limb: Limb, place: Array, weight: Array, *, normal: Array | None, along: Array | None
) -> Skeleton:
    """Return the skeletons at n times with the palm or the ball of the foot of a limb at a place, where it can reach
    it.

    place: (n, 3) model space of a body 1.8 m tall, metres. weight: (n,) 0..1, share of the way there from the pose.
    normal: (n, 3) direction out of the surface on which palm or sole lies; without it, a hand continues its forearm,
    and a foot keeps its rotation. along: (n, 3) direction of fingers or toes, made perpendicular to `normal`; without
    it, that from the shoulder or of the pose. Where the wrist would be bent too far, the hand is turned towards the
    forearm. The limb is stretched towards a place out of reach. Elbow or knee stay on the side of the pose.
    """
    of = _OF[limb]
    turned = body.bones.copy()
    root, end = (body.bones[:, bone, :3, 3] for bone in (of.upper, of.end))
    rest = body.bones[:, of.end, :3, :3]
    hand, left = limb.endswith("hand"), limb.startswith("left")
    if hand:
        pole = _elbow(body, place - root, left=left)
        turn = _hand(root, of, place, pole, normal, along, left=left)
        # The palm is the side towards the middle of the body.
        thick = 0.0 if normal is None else -PALM_THICK if left else PALM_THICK
        touch = PALM + [thick, 0.0, 0.0]
        wrist = place - turn @ touch
        if normal is not None:
            turn = _eased(turn, _forearm(root, wrist, pole, of), normal)
            wrist = place - turn @ touch
        there = _elbow(body, wrist - root, left=left)
        pole = _elbow(body, end + (wrist - end) * weight[:, None] - root, left=left)
    else:
        turn = rest if normal is None else _facing(normal, along if along is not None else rest[..., 2])
        wrist = place + turn @ bones.ANKLE
        end = end + rest @ bones.ANKLE
        hips = body.bones[:, bones.HIPS, :3]
        pole = bones.hinged(end + (wrist - end) * weight[:, None] - root, hips[..., 0], hips[..., 2])
    share = weight[:, None]
    target = end + (wrist - end) * share
    middle, last, bend = _limb(root, target, pole, of)
    facing = (-bend if hand else bend)[:, None]
    turned[:, of.upper] = bone_frames(root[:, None], middle[:, None], facing)[:, 0]
    turned[:, of.lower] = bone_frames(middle[:, None], last[:, None], facing)[:, 0]
    if weight.min() < 1.0 and hand:
        # The hand turns about the forearm, wherever that is on the way.
        elbow, tip, out = _limb(root, wrist, there, of)
        reached = bone_frames(elbow[:, None], tip[:, None], -out[:, None])[:, 0, :3, :3]
        before = body.bones[:, of.lower, :3, :3].swapaxes(-1, -2) @ rest
        wrist_turn = _between(before, reached.swapaxes(-1, -2) @ turn, weight, left=left)
        turn = turned[:, of.lower, :3, :3] @ wrist_turn
    elif weight.min() < 1.0:
        turn = _orthonormal(rest + (turn - rest) * share[..., None])
    turned[:, of.end, :3, :3] = turn
    turned[:, of.end, :3, 3] = last if hand else last - turn @ bones.ANKLE
    if hand:
        return replace(body, bones=turned)
    side = 0 if left else 1
    knees, ankles = body.knees.copy(), body.ankles.copy()
    knees[:, side], ankles[:, side] = middle, last
    return replace(body, bones=turned, knees=knees, ankles=ankles)


def _hand(
    root: Array,
    of: _Bones,
    place: Array,
    pole: Array,
    normal: Array | None,
    along: Array | None,
    *,
    left: bool,
) -> Array:
    """Return model_from_hand, (n, 3, 3), of a hand on a surface, or one that continues the forearm."""
    if normal is not None:
        fingers = place - root if along is None else along
        lying = _facing(normal, fingers)
        # The hand's -y axis runs along the fingers, and its palm faces the surface.
        x = lying[..., 1] if left else -lying[..., 1]
        return np.stack([x, -lying[..., 2], np.cross(x, -lying[..., 2])], axis=-1)
    # With the palm as the end of a longer forearm the hand is straight.
    middle, last, bend = _limb(root, place, pole, of, -PALM[1])
    return np.asarray(bone_frames(middle[:, None], last[:, None], -bend[:, None])[:, 0, :3, :3])


def _elbow(body: Skeleton, way: Array, *, left: bool) -> Array:
    """Return the directions, (n, 3), towards which the elbow of an arm along `way`, (n, 3), bends."""
    sides = slice(1) if left else slice(1, 2)
    chest = body.bones[:, bones.CHEST, :3, :3]
    return bones.bent_elbows(way[:, None], chest, body.elbows, sides)[:, 0]


def _limb(
    root: Array, end: Array, pole: Array, of: _Bones, longer: float = 0.0
) -> tuple[Array, Array, Array]:
    """Return middle joints, ends and directions of the bend, (n, 3) each, of a limb from `root` to `end`, as
    `two_bones` does.

    longer: length added to the lower bone, metres.
    """
    lengths = np.array([of.upper_length]), np.array([of.lower_length + longer])
    middle, last, bend = two_bones(root[:, None], end[:, None], pole[:, None], *lengths)
    return middle[:, 0], last[:, 0], bend[:, 0]


def _forearm(root: Array, wrist: Array, pole: Array, of: _Bones) -> Array:
    """Return the unit directions, (n, 3), of the forearms of arms from `root` to `wrist`, (n, 3)."""
    middle, last, _ = _limb(root, wrist, pole, of)
    return np.asarray((last - middle) / of.lower_length)


def _between(first: Array, second: Array, share: Array, *, left: bool) -> Array:
    """Return the rotations, (n, 3, 3), of hands between two in the frame of the forearm, (n, 3, 3) each. share: (n,) of
    the second.

    The bend of the wrist and the turn about the forearm are blended each for itself. From the pose in which the palm
    faces the body, a turn with the thumb outwards is at most SUPINE, and every other one has the thumb inwards, as the
    shoulder helps there: where no forearm gets to is never on the way between two turns.
    """
    (bend, turn), (other_bend, other_turn) = _bend_and_turn(first), _bend_and_turn(second)
    outwards = 1.0 if left else -1.0
    turn, other_turn = (
        outwards * (SUPINE - (SUPINE - outwards * one) % (2.0 * np.pi)) for one in (turn, other_turn)
    )
    bend = bend + (other_bend - bend) * share[:, None]
    turn = turn + (other_turn - turn) * share
    angle = np.sqrt((bend * bend).sum(axis=-1))
    return np.asarray(turns(bend / np.maximum(angle, 1e-9)[:, None], angle) @ turn_y(turn))


def _bend_and_turn(hand: Array) -> tuple[Array, Array]:
    """Return rotations, (n, 3, 3), as those vectors, (n, 3), whose length is the angle by which the wrist bends about
    them, radians, and the turns about y before that, (n,) radians (swing and twist).
    """
    x, y, z = hand[:, 0, 1], hand[:, 1, 1], hand[:, 2, 1]
    sine = np.hypot(x, z)
    angle = np.arctan2(sine, y)
    axis = np.stack([z, 0.0 * z, -x], axis=-1) / np.maximum(sine, 1e-9)[:, None]
    turned = turns(axis, -angle) @ hand
    return axis * angle[:, None], np.arctan2(turned[:, 0, 2], turned[:, 0, 0])


def _eased(turn: Array, forearm: Array, normal: Array) -> Array:
    """Return the rotations of hands, (n, 3, 3), that bend the wrist less than `turn`.

    The hand is first turned about the normal of the surface, so that its palm stays on it, then, if the wrist is still
    bent by more than BENT, lifted from it. forearm: (n, 3) unit. normal: (n, 3) of the surface.
    """
    up = normal / np.linalg.norm(normal, axis=-1, keepdims=True)
    fingers = -turn[..., 1]
    along = forearm - (forearm * up).sum(axis=-1, keepdims=True) * up
    flat = np.sqrt((along * along).sum(axis=-1))
    aside = np.arctan2((np.cross(fingers, along) * up).sum(axis=-1), (fingers * along).sum(axis=-1))
    free = np.arccos(np.minimum(np.cos(ASIDE) / np.maximum(flat, 1e-6), 1.0))
    # A forearm that stands upright on the surface has no direction there.
    swing = np.sign(aside) * np.maximum(np.abs(aside) - free, 0.0) * np.minimum(flat / 0.25, 1.0)
    turn = turns(up, swing) @ turn
    fingers = -turn[..., 1]
    axis = np.cross(fingers, forearm)
    sine = np.sqrt((axis * axis).sum(axis=-1))
    bend = np.arctan2(sine, (fingers * forearm).sum(axis=-1))
    lift = turns(axis / np.maximum(sine, 1e-6)[:, None], np.maximum(bend - BENT, 0.0))
    return np.asarray(lift @ turn)


def _facing(up: Array, ahead: Array) -> Array:
    """Return rotations, (n, 3, 3), whose y axis is `up` and whose z axis is as close to `ahead` as possible."""
    y = up / np.linalg.norm(up, axis=-1, keepdims=True)
    # Where `ahead` is parallel to `up`, any perpendicular direction serves.
    z = ahead - (ahead * y).sum(axis=-1, keepdims=True) * y + 1e-6 * np.roll(y, 1, axis=-1)
    z = z - (z * y).sum(axis=-1, keepdims=True) * y
    z /= np.linalg.norm(z, axis=-1, keepdims=True)
    return np.stack([np.cross(y, z), y, z], axis=-1)


def _orthonormal(turn: Array) -> Array:
    """Return the rotations that are closest to (n, 3, 3): polar decomposition."""
    u, _, v = np.linalg.svd(turn)
    sign = np.linalg.det(u @ v)
    u[..., :, 2] *= sign[:, None]
    return np.asarray(u @ v)
