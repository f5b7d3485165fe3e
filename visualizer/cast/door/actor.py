"""The laboratory's door: blades of crystal that interlock in a lancet arch, and rise into the wall above."""

from typing import Any

import numpy as np

from visualizer.actors.base import Actor, ActorProperties, Array, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.cast.crystal import WALL
from visualizer.cast.door.geometry import HEIGHT, door_blades, door_frame
from visualizer.geometry.turns import smooth
from visualizer.properties import Colour, Number, Vector3, declare
from visualizer.transforms import translation

LAST_START = 0.28  # value of `open` at which the outermost blades start to rise
BLADE_GLOW = 1.8  # factor on the wall's glow


class CrystalDoor(Actor["CrystalDoor.Properties"]):
    """A door of crystal blades that rise into the wall.

    Origin: on the floor in the middle of the opening; the hall lies towards -z. 5 m wide, 7 m high."""

    kind = "crystal_door"
    anchors = ("middle", "top")

    class Properties(ActorProperties):
        """What a scene may set."""

        position: Vector3 = declare((0.0, 0.0, 40.0), "position of the middle of its threshold", unit="m")
        open: Number = declare(0.0, "how far the blades have risen", low=0.0, high=1.0)
        colour: Colour = declare((0.24, 0.46, 0.74), "tint of the crystal, linear")
        glow: Number = declare(0.25, "brightness of the light from within", unit="radiance", low=0.0)
        crack: Number = declare(0.0, "how far cracks have run", low=0.0, high=1.0)

    def __init__(self, name: str, properties: "CrystalDoor.Properties", film: FilmContext) -> None:
        super().__init__(name, properties, film)
        self.build_later(frame=door_frame, blades=lambda: door_blades().mesh)

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return model_from_anchor of the middle of the opening, or of the top of its arch."""
        return translation((0.0, HEIGHT if name == "top" else 0.5 * HEIGHT, 0.0))

    def blade_poses(self, opened: float) -> Array:
        """Return model_from_piece, (n, 4, 4), of the blades; at 1 all are clear of the opening."""
        blades = door_blades()
        poses = np.tile(np.eye(4), (len(blades.rise), 1, 1))
        poses[:, 1, 3] = blades.rise * smooth((opened - blades.start) / (1.0 - LAST_START))
        return poses

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return frame and blades."""
        p, t = self.properties, snapshot.time
        glow = p.glow.at(t)
        wall: dict[str, Any] = {
            "colour": tuple(p.colour.at(t)),
            "crack": p.crack.at(t),
            "crack_origin": (0.0, 7.0, 0.0),
            "crack_reach": 16.0,
            "crack_glow": 1.0,
        }
        return Contribution(
            draws=[
                self.draw(snapshot, "frame", WALL, glow=glow, **wall),
                self.draw(
                    snapshot,
                    "blades",
                    WALL,
                    pieces=self.blade_poses(p.open.at(t)),
                    glow=BLADE_GLOW * glow,
                    **wall,
                ),
            ]
        )
