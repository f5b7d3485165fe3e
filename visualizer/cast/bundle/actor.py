"""Bundle: the infant in its blankets. It lies along +x, face up, and is meant to be attached to arms or a cradle."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from visualizer.actors.base import Actor, ActorProperties, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.cast.bundle.blankets import blankets_mesh
from visualizer.cast.bundle.eyes import eye_mesh, eye_poses, painted_lines
from visualizer.cast.bundle.fist import (
    FINGERS,
    fingers_mesh,
    fingers_poses,
    fist_mesh,
    sleeve_mesh,
    upper_sleeve_mesh,
)
from visualizer.cast.bundle.hair import hair_mesh
from visualizer.cast.bundle.head import CENTRE, head_mesh
from visualizer.cast.bundle.mouth import mouth_mesh, mouth_poses
from visualizer.cast.bundle.poses import arms, bodies, heads
from visualizer.cast.people import CLOTH, HAIR, SKIN
from visualizer.frame import UniformValue
from visualizer.geometry.mesh import Mesh, merged
from visualizer.properties import Colour, Number, declare
from visualizer.transforms import IDENTITY, triple

WEAVE = 1300.0
"""Angular frequency of the blankets' weave, 1/m: finer than that of robes."""

FOLDS = 0.3
"""Factor on the height of folds in the drapery of the blankets, whose mesh has folds of its own."""

FACES = 10
"""Meshes from a face at rest to one that cries: from one to the next, no point of it moves more than a millimetre."""


Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Look = Mapping[str, UniformValue]
"""Parameters of a material."""


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
            time = np.array([snapshot.time])
            frame[:3, 3] = heads(time, self.properties.crying.sample(time))[0, :3] @ [
                *(CENTRE + np.array([0.0, 0.07, 0.0])),
                1.0,
            ]
        elif name != "centre":
            raise KeyError(name)
        return frame

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return blankets, skin and hair."""
        return self.contributions([snapshot])[0]

    def contributions(self, snapshots: Sequence[Snapshot]) -> list[Contribution]:
        """Return blankets, skin and hair at several times, whose poses are one computation on arrays."""
        p, times = self.properties, np.array([snapshot.time for snapshot in snapshots])
        # Of what is the same at all times there is one value, so that what follows from it is worked out once.
        crying = p.crying.over(times)
        awake, hand = p.eyes.over(times) * (1.0 - crying), p.hand.over(times) * (1.0 - crying)
        # Sums of sines with incommensurable frequencies, so that the motion does not visibly repeat.
        bout = crying * (0.74 + 0.26 * np.sin(2.0 * np.pi * 0.9 * times)) if crying.any() else crying
        world = np.array([snapshot.world_from(self.name)[:3] for snapshot in snapshots])
        world[..., :3] *= self._long
        body, head = world @ bodies(times, bout), world @ heads(times, crying)
        upper, fist = arms(times, crying, hand)
        cloth, skin = (np.empty((len(times), pieces, 3, 4)) for pieces in (3, 13))
        cloth[:, 0], cloth[:, 1], cloth[:, 2] = body, body @ upper, body @ fist
        skin[:, 0], skin[:, 1], skin[:, 2] = head, head @ mouth_poses(bout), cloth[:, 2]
        skin[:, 3:11] = cloth[:, 2, None] @ fingers_poses(hand)
        skin[:, 11:] = head[:, None] @ eye_poses(awake)
        faces = np.rint(np.minimum(bout, 1.0) * (FACES - 1)).astype(int)
        each = zip(
            snapshots,
            cloth,
            skin,
            head[:, None],
            _each(faces, times),
            self._looks(times, crying, awake),
            strict=True,
        )
        return [
            Contribution(
                draws=(
                    self.draw(snapshot, "blankets", CLOTH, poses=wrapped, shared=looks[0]),
                    self.draw(snapshot, _skin_of(face), SKIN, poses=bare, shared=looks[1]),
                    self.draw(snapshot, "hair", HAIR, poses=hair, shared=looks[2]),
                )
            )
            for snapshot, wrapped, bare, hair, face, looks in each
        ]

    def _looks(self, times: Array, crying: Array, awake: Array) -> Sequence[tuple[Look, Look, Look]]:
        """Return the parameters of the materials of blankets, skin and hair at each of the times."""
        p = self.properties

        def at(time: float, crying: float, awake: float) -> tuple[Look, Look, Look]:
            lids, brows = painted_lines(crying, awake)
            return (
                {
                    "colour": triple(p.blanket.at(time)),
                    "trim": triple(p.trim.at(time)),
                    "weave": WEAVE,
                    "folds": FOLDS,
                },
                {"colour": triple(p.skin.at(time)), "painted": 1.0, "lids": lids, "brows": brows},
                {"colour": triple(p.hair.at(time))},
            )

        tracks = p.crying, p.eyes, p.blanket, p.trim, p.hair, p.skin
        if all(track.held(times[0], times[-1]) for track in tracks):
            return [at(float(times[0]), float(crying[0]), float(awake[0]))] * len(times)
        return [
            at(*row) for row in zip(times.tolist(), _each(crying, times), _each(awake, times), strict=True)
        ]


def _each(values: Array, times: Array) -> list[Any]:
    """Return the value at each of n times, of n values or of one that is the same at all of them."""
    return [value for value in values.tolist() for _ in range(len(times) // len(values))]


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
