"""Bundle: the infant in its blankets. It lies along +x, face up, and is meant to be attached to arms or a cradle."""

from functools import partial

import numpy as np

from visualizer.actors.base import Actor, ActorProperties, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.cast.bundle.blankets import blankets_mesh
from visualizer.cast.bundle.eyes import eye_mesh, eye_poses, painted_lines
from visualizer.cast.bundle.fist import fingers_mesh, fingers_poses, fist_mesh
from visualizer.cast.bundle.hair import hair_mesh
from visualizer.cast.bundle.head import CENTRE, head_mesh
from visualizer.cast.bundle.mouth import mouth_mesh, mouth_pose
from visualizer.cast.people import CLOTH, HAIR, SKIN
from visualizer.geometry.mesh import Mesh, merged
from visualizer.geometry.turns import smooth
from visualizer.properties import Colour, Number, declare
from visualizer.transforms import IDENTITY, axis_angle, compose, multiply, triple

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
            blankets=blankets_mesh,
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
        bout = crying * (0.6 + 0.4 * np.sin(2.0 * np.pi * 0.7 * t))
        kick = bout * (np.sin(9.1 * t) + 0.6 * np.sin(14.3 * t + 1.0))
        calm, sob = BREATH * np.sin(2.6 * t), 0.02 * bout * np.sin(17.0 * t)
        body = compose(
            (0.0, 0.004 * kick, 0.0),
            axis_angle((0.6, 0.8, 0.3), 2.6 * kick),
            (1.0, 1.0 + calm[0] + sob, 1.0 + calm[1] + sob),
        )
        head = self._head(t)
        mouth = head @ mouth_pose(float(bout))
        lids, brows = painted_lines(crying)
        eyes = head @ eye_poses(float(p.eyes.at(t)) * (1.0 - crying))
        hand = float(p.hand.at(t)) * (1.0 - crying)
        # The forearm leans towards the feet and outwards; the blankets hide it at rest.
        shake = multiply(
            axis_angle((1.0, 0.2, 0.4), 14.0 * crying * np.sin(11.0 * t)), axis_angle((0.45, 0.0, 0.9), 24.0)
        )
        fist = body @ compose((0.095, 0.012 + 0.085 * float(smooth(max(crying, hand))), 0.052), shake)
        return Contribution(
            draws=(
                self.draw(
                    snapshot,
                    "blankets",
                    CLOTH,
                    poses=world @ size @ body[None],
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
            fingers_mesh(False),
            fingers_mesh(True),
            eye_mesh(0),
            eye_mesh(1),
        ],
        as_pieces=True,
    )
