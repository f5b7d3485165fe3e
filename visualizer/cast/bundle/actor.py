"""Bundle: the infant in its blankets. It lies along +x, face up, and is meant to be attached to arms or a cradle."""

from functools import partial

import numpy as np

from visualizer.actors.base import Actor, ActorProperties, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.cast.bundle.blankets import blankets_mesh
from visualizer.cast.bundle.eyes import eye_mesh, eye_poses, painted_lines
from visualizer.cast.bundle.fist import (
    ELBOW,
    FINGERS,
    UPPER,
    fingers_mesh,
    fingers_poses,
    fist_mesh,
    sleeve_mesh,
    upper_sleeve_mesh,
)
from visualizer.cast.bundle.hair import hair_mesh
from visualizer.cast.bundle.head import CENTRE, head_mesh
from visualizer.cast.bundle.mouth import mouth_mesh, mouth_pose
from visualizer.cast.people import CLOTH, HAIR, SKIN
from visualizer.geometry.mesh import Mesh, merged
from visualizer.geometry.turns import smooth
from visualizer.properties import Colour, Number, declare
from visualizer.transforms import IDENTITY, axis_angle, compose, translation, triple

WEAVE = 1300.0
"""Angular frequency of the blankets' weave, 1/m: finer than that of robes."""

FOLDS = 0.3
"""Factor on the height of folds in the drapery of the blankets, whose mesh has folds of its own."""

FACES = 10
"""Meshes from a face at rest to one that cries: from one to the next, no point of it moves more than a millimetre."""

BREATH = np.array([0.024, 0.012])
"""By how much breaths widen the blankets, as shares of their height and width."""

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


class Bundle(Actor["Bundle.Properties"]):
    """An infant wrapped in blankets, with black hair; when it cries it frees a fist from them."""

    kind = "bundle"
    anchors = ("face", "centre")

    class Properties(ActorProperties):
        """What a scene may set."""

        crying: Number = declare(
            0.0, "how hard it cries: it moves, opens its mouth and frees a fist", low=0.0, high=1.0
        )
        eyes: Number = declare(0.0, "how far its eyes are open while it does not cry", low=0.0, high=1.0)
        hand: Number = declare(
            0.0, "how far it holds out a hand and opens it while it does not cry", low=0.0, high=1.0
        )
        blanket: Colour = declare((0.65, 0.69, 0.74), "colour of the blankets")
        trim: Colour = declare((0.22, 0.035, 0.03), "colour of the blankets' borders")
        hair: Colour = declare((0.006, 0.006, 0.008), "colour of the hair")
        skin: Colour = declare((0.66, 0.43, 0.335), "colour of the skin")
        length: float = declare(0.56, "distance from crown to foot", unit="m", above=0.1, below=2.0)

    def __init__(self, name: str, properties: Properties, film: FilmContext) -> None:
        super().__init__(name, properties, film)
        self._long = properties.length / 0.56
        self.build_later(
            blankets=_cloth_mesh,
            hair=hair_mesh,
            **{_skin_of(level): partial(_skin_mesh, level) for level in range(FACES)},
        )

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return model_from_anchor of the face or of the middle of the bundle."""
        frame = IDENTITY.copy()
        if name == "face":
            frame[:3, 3] = self._head(snapshot.time)[:3] @ [
                *(CENTRE + np.array([0.0, 0.07, 0.0])),
                1.0,
            ]
        elif name != "centre":
            raise KeyError(name)
        return frame

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return blankets, skin and hair."""
        p, t = self.properties, snapshot.time
        crying = float(p.crying.at(t))
        world = snapshot.world_from(self.name)
        size = np.diag([self._long] * 3 + [1.0])
        # Sums of sines with incommensurable frequencies, so that the motion does not visibly repeat.
        bout = crying * (0.74 + 0.26 * np.sin(2.0 * np.pi * 0.9 * t))
        kick = bout * (np.sin(9.1 * t) + 0.6 * np.sin(14.3 * t + 1.0))
        calm, sob = BREATH * np.sin(2.6 * t), 0.02 * bout * np.sin(17.0 * t)
        body = compose(
            (0.0, 0.004 * kick, 0.0),
            axis_angle((0.6, 0.8, 0.3), 2.6 * kick),
            (1.0, 1.0 + calm[0] + sob, 1.0 + calm[1] + sob),
        )
        head = self._head(t)
        mouth = head @ mouth_pose(float(bout))
        awake = float(p.eyes.at(t)) * (1.0 - crying)
        lids, brows = painted_lines(crying, awake)
        eyes = head @ eye_poses(awake)
        hand = float(p.hand.at(t)) * (1.0 - crying)
        upper, fist = (body @ arm for arm in _arm(t, crying, hand))
        return Contribution(
            draws=(
                self.draw(
                    snapshot,
                    "blankets",
                    CLOTH,
                    poses=world @ size @ np.stack([body, upper, fist]),
                    colour=triple(p.blanket.at(t)),
                    trim=triple(p.trim.at(t)),
                    weave=WEAVE,
                    folds=FOLDS,
                ),
                self.draw(
                    snapshot,
                    _skin_of(round(min(float(bout), 1.0) * (FACES - 1))),
                    SKIN,
                    poses=world @ size @ np.stack([head, mouth, fist, *(fist @ fingers_poses(hand)), *eyes]),
                    colour=triple(p.skin.at(t)),
                    painted=1.0,
                    lids=lids,
                    brows=brows,
                ),
                self.draw(
                    snapshot, "hair", HAIR, poses=world @ size @ head[None], colour=triple(p.hair.at(t))
                ),
            )
        )

    def _head(self, time: float) -> Array:
        """Return bundle_from_head, (4, 4): a rotation about the neck, larger while the infant cries."""
        crying = float(self.properties.crying.at(time))
        roll = 3.0 * np.sin(0.5 * time) + crying * (11.0 * np.sin(3.3 * time) + 5.0 * np.sin(7.9 * time))
        neck = CENTRE - [0.055, 0.02, 0.0]
        turn = compose((0.0, 0.0, 0.0), axis_angle((1.0, 0.0, 0.0), float(roll)))
        turn[:3, 3] = neck - turn[:3, :3] @ neck
        return turn


_RAISED, _SUNK = np.array([0.082, 0.074, 0.070]), np.array([0.098, -0.012, 0.050])
"""Places of the elbow in the bundle: of an arm held out, and of one under the blankets, metres."""
_SHOULDER = np.array([0.130, 0.010, 0.060])
_WAYS = np.array([[0.15, 1.0, -0.05], [0.30, 0.95, 0.18], [-0.42, 0.80, 0.42]])
"""Directions of the forearm in the bundle: at rest, in a cry, held out."""
_SMALL = 0.90  # size of the arm over that of its meshes


def _arm(time: float, crying: float, hand: float) -> tuple[Array, Array]:
    """Return bundle_from_sleeve of the upper arm and bundle_from_fist, (4, 4) each."""
    out = float(smooth(max(crying, hand)))
    elbow = _SUNK + (_RAISED - _SUNK) * out
    rest = 1.0 - max(crying, hand)
    way = np.array([rest, crying, hand]) @ _WAYS / (rest + crying + hand)
    # In a cry the fist beats, in strokes that are not alike.
    beat = crying * (0.30 * np.sin(11.0 * time) + 0.12 * np.sin(17.3 * time + 0.7))
    way = way + beat * np.array([0.8, 0.0, -0.6])
    fist = _frame(way) @ translation((0.0, -ELBOW, 0.0))
    fist[:3, :] *= _SMALL
    fist[:3, 3] += elbow
    upper = _frame(_SHOULDER - elbow)
    upper[:3, 1] *= np.linalg.norm(_SHOULDER - elbow) / UPPER
    upper[:3, 3] = elbow
    return upper, fist


def _frame(way: Array) -> Array:
    """Return a rotation, (4, 4), that turns +y into the direction `way`, (3,), and keeps +z towards the feet."""
    frame = np.eye(4)
    frame[:3, 1] = way / np.linalg.norm(way)
    aside = np.cross(frame[:3, 1], [-1.0, 0.0, 0.25])
    frame[:3, 0] = aside / np.linalg.norm(aside)
    frame[:3, 2] = np.cross(frame[:3, 0], frame[:3, 1])
    return frame


def _cloth_mesh() -> Mesh:
    """Return the blankets, and the sleeves of the upper arm and of the forearm, as pieces."""
    return merged([blankets_mesh(), upper_sleeve_mesh(), sleeve_mesh()], as_pieces=True)


def _skin_of(level: int) -> str:
    """Return the name of the mesh of skin whose face is `level` of the way from rest, 0, to a cry, FACES - 1."""
    return f"skin.{level}" if level else "skin"


def _skin_mesh(level: int) -> Mesh:
    crying = level / (FACES - 1)
    return merged(
        [
            head_mesh(crying),
            mouth_mesh(crying),
            fist_mesh(),
            *(fingers_mesh(ends, finger) for ends in (False, True) for finger in range(len(FINGERS))),
            eye_mesh(0),
            eye_mesh(1),
        ],
        as_pieces=True,
    )
