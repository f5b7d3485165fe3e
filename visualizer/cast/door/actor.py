"""The laboratory's door: blades of crystal that interlock in a lancet arch, and rise into the wall above."""

from typing import Any

import numpy as np

from visualizer.actors.base import Actor, ActorProperties, Array, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.cast.crystal import CRYSTAL, WALL
from visualizer.cast.door.geometry import CLEARANCE, HEIGHT, LAST_START, door_arch, door_blades, door_frame
from visualizer.frame import PointLight
from visualizer.geometry.turns import smooth
from visualizer.properties import Colour, Number, Vector3, declare
from visualizer.transforms import points, translation, triple

BLADE_GLOW = 0.12  # factor on the wall's glow
BLADE_PANE = 0.4  # share by which blades are clear panes: what is behind the closed door shows through it
SIGNAL_GLOW = 2.4  # radiance that the arch has at signal 1 beside the wall's glow
BLADE_SIGNAL = 0.04  # the same, of the blades
SIGNAL_LIGHT = 14.0  # intensity of the light before the arch at signal 1
SIGNAL_REACH = 9.0  # m


class CrystalDoor(Actor["CrystalDoor.Properties"]):
    """A door of crystal blades that rise into the wall.

    Origin: on the floor in the middle of the opening; the hall lies towards -z. 5.4 m wide, 7.2 m high."""

    kind = "crystal_door"
    anchors = ("middle", "top")

    class Properties(ActorProperties):
        """What a scene may set."""

        position: Vector3 = declare(
            (0.0, 0.0, 40.0), "position of the middle of its threshold", unit="m", space="parent"
        )
        open: Number = declare(0.0, "how far the blades have risen", low=0.0, high=1.0)
        colour: Colour = declare((0.24, 0.46, 0.74), "tint of the crystal, linear")
        crystal: Colour = declare((0.55, 0.78, 0.92), "colour of light after 1 m of the blades, linear")
        glow: Number = declare(0.25, "brightness of the light from within", unit="radiance", low=0.0)
        crack: Number = declare(0.0, "how far cracks have run", low=0.0, high=1.0)
        signal: Number = declare(0.0, "light in the arch, as when somebody commands the door", low=0.0)
        signal_colour: Colour = declare((1.0, 0.46, 0.13), "its colour, linear")

    def __init__(self, name: str, properties: "CrystalDoor.Properties", film: FilmContext) -> None:
        super().__init__(name, properties, film)
        self.build_later(frame=door_frame, arch=door_arch, blades=lambda: door_blades().mesh)

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return model_from_anchor of the middle of the opening, or of the top of its arch."""
        return translation((0.0, HEIGHT if name == "top" else 0.5 * HEIGHT, 0.0))

    def blade_poses(self, opened: float) -> Array:
        """Return model_from_piece, (n, 4, 4), of the blades: they rise as one leaf, each until it is clear of the
        opening, which all are at 1."""
        blades = door_blades()
        poses = np.tile(np.eye(4), (len(blades.rise), 1, 1))
        risen = (HEIGHT + CLEARANCE) * smooth((opened - blades.start) / (1.0 - LAST_START))
        poses[:, 1, 3] = np.minimum(risen, blades.rise)
        return poses

    def rests(self, start: float, end: float) -> bool:
        """Return whether no property changes."""
        return self.held(start, end)

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return wall, arch and blades."""
        p, t = self.properties, snapshot.time
        glow, colour, signal = p.glow.at(t), p.colour.at(t), float(p.signal.at(t))
        wall: dict[str, Any] = {
            "crack": p.crack.at(t),
            "crack_origin": (0.0, 7.0, 0.0),
            "crack_reach": 16.0,
            "crack_glow": 1.0,
        }

        added = SIGNAL_GLOW * signal
        tint = (glow * colour + added * p.signal_colour.at(t)) / (glow + added) if added > 0.0 else colour
        blades = self.blade_poses(p.open.at(t))
        return Contribution(
            draws=[
                self.draw(snapshot, "frame", WALL, shared=wall, colour=triple(colour), glow=glow),
                self.draw(snapshot, "arch", WALL, shared=wall, colour=triple(tint), glow=glow + added),
                self.draw(
                    snapshot,
                    "blades",
                    CRYSTAL,
                    pieces=blades,
                    colour=triple(p.crystal.at(t)),
                    glow=BLADE_GLOW * glow + BLADE_SIGNAL * signal,
                    pane=BLADE_PANE,
                    layer="transmissive",
                ),
            ],
            point_lights=self._light(snapshot, signal),
        )

    def _light(self, snapshot: Snapshot, signal: float) -> list[PointLight]:
        """Return the light of the arch while there is a signal."""
        if signal <= 0.0:
            return []
        place = triple(points(snapshot.world_from(self.name), (0.0, 0.75 * HEIGHT, -1.2)))
        light = triple(SIGNAL_LIGHT * signal * self.properties.signal_colour.at(snapshot.time))
        return [PointLight(place, light, 0.6, SIGNAL_REACH)]
