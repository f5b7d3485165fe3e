"""The larger ship, worn and patched, with one seat; an impact can break pieces off its hull."""

from functools import cached_property
from typing import Any

import numpy as np

from visualizer.actors.base import Actor, ActorProperties, Array, Contribution, FilmContext
from visualizer.actors.graph import Snapshot, velocity
from visualizer.actors.timing import NEVER
from visualizer.cast.crystal import CRYSTAL
from visualizer.cast.explorer_ship.cockpit import canopy_latch, canopy_struts, explorer_canopy
from visualizer.cast.explorer_ship.geometry import WOUND, explorer_hull, explorer_losses
from visualizer.cast.explorer_ship.losses import LossFlights, flights_of
from visualizer.cast.gait.limbs import turn_x
from visualizer.cast.ships.bodies import EXPLORER, HULL
from visualizer.cast.ships.edge import line_draws, line_mesh
from visualizer.cast.ships.lights import drive_lights, lamp_lights
from visualizer.cast.ships.seal import (
    Seal,
    seal_draws,
    seal_of,
    seam_light,
)
from visualizer.geometry.fracture import Fracture
from visualizer.geometry.turns import about, smoothstep, turns
from visualizer.properties import Colour, Number, Time, declare
from visualizer.transforms import inverse, translation

FLIGHT_OF_DAMAGE = 3.0  # s after the impact whose state `damage` 1 shows
COOLING = 2.2  # s, time constant of the exponential cooling of the wound
WAKES = (-5.4, 5.0)  # m, z up to which ribs are lit at wake 0 and 1
DRIVE_LIGHT, DRIVE_REACH = 7.0, 8.0  # intensity at glow 1; m
DRIVE_PLACE, DRIVE_RADIUS = (0.0, 0.0, -5.3), 0.5  # m
LAMP_LIGHT = 1.6  # intensity at lamp 1
LAMP_REACH = 2.3  # m: within the hull, which casts no shadow in it, and not to the floor
LAMP_PLACE = (0.0, 0.45, 0.5)  # m
LAMP_COLOUR = (0.6, 0.85, 1.0)


BRONZE = 0.75  # metalness of its plating
WHITENED = 0.35  # share of the colour of light that its metal leaves out, so that it is bronze in every shot
CANOPY_TRAVEL = np.array([0.0, -0.16, -2.5])  # m to where the hull hides the canopy, from where it is closed
CANOPY_SMALLER = 0.2  # share by which it is smaller there
CANOPY_HINGE = np.array([0.0, 0.86, -1.1])  # m, its rear end, about which it turns
CANOPY_RAISED = np.radians(62.0)  # as it stands open
CANOPY_OUT = 0.3  # value of `canopy` at which it has come out of the hull and stands open
CANOPY_GLOW = 0.03
CANOPY_TINT = 30.0  # exponent of the crystal's tint: the canopy is thin, and smoked
SEALED_OVER = 0.6  # value of `seal` from which the facets hide the canopy


def canopy_pose(closed: float) -> Array:
    """Return ship_from_canopy, (4, 4). closed: 0, hidden in the hull behind the seat, to 1, over the seat.

    Up to `CANOPY_OUT` it comes out of the hull and stands up; from there it comes down about the hinge at its rear end.
    """
    hidden = max(1.0 - closed / CANOPY_OUT, 0.0)
    raised = CANOPY_RAISED * min(closed / CANOPY_OUT, (1.0 - closed) / (1.0 - CANOPY_OUT))
    pose = np.eye(4)
    pose[:3, :3] = turn_x(-raised) * (1.0 - CANOPY_SMALLER * hidden)
    pose[:3, 3] = CANOPY_TRAVEL * hidden + CANOPY_HINGE - turn_x(-raised) @ CANOPY_HINGE
    return pose


class ExplorerShip(Actor["ExplorerShip.Properties"]):
    """A ship that is struck on its starboard (+x) flank.

    Origin: the ship's centre. +z is the nose, +y is up; 9 m long, 3 m wide.

    With `struck`, the time of the impact, the pieces that break off keep the ship's velocity and fly freely in world
    space. With keyframes of `damage` they fly relative to the ship.
    """

    kind = "explorer_ship"
    anchors = ("seat", "canopy", "nose", "tail", "rim", "wound")

    class Properties(ActorProperties):
        """What a scene may set."""

        seal: Number = declare(0.0, "how far the crystal has closed over the seat", low=0.0, high=1.0)
        canopy: Number = declare(
            0.0,
            "how far the canopy has closed over the seat: out of the hull behind it by 0.3, then down on its hinge",
            low=0.0,
            high=1.0,
        )
        latch: Number = declare(0.0, "light along the canopy's frame, as when it locks", low=0.0)
        line: Number = declare(
            0.0, "how far a line of light has run round the opening as it is sealed", low=0.0, high=1.0
        )
        line_light: Number = declare(1.0, "light of that line", low=0.0)
        wake: Number = declare(
            0.0, "how far light has run through its ribs, from the tail to the nose", low=0.0, high=1.0
        )
        glow: Number = declare(0.0, "brightness of the drive", low=0.0)
        damage: Number = declare(
            0.0, "how far its hull has broken open where it was struck, as a share", low=0.0, high=1.0
        )
        struck: Time = declare(NEVER, "when it is struck; never if left out")
        lamp: Number = declare(0.4, "light around the seat", unit="radiance", low=0.0)
        wear: Number = declare(0.85, "strength of scratches and dents", low=0.0, high=1.0)
        colour: Colour = declare((0.46, 0.27, 0.13), "plating, linear: bronze")
        crystal: Colour = declare((0.55, 0.78, 0.95), "tint of the crystal, linear")
        drive: Colour = declare((2.6, 4.0, 5.6), "radiance of the drive at glow 1")

    def __init__(self, name: str, properties: "ExplorerShip.Properties", film: FilmContext) -> None:
        super().__init__(name, properties, film)
        self.build_later(
            hull=explorer_hull,
            canopy=explorer_canopy,
            struts=canopy_struts,
            latch=canopy_latch,
            seal=lambda: self._seal.mesh,
            line=lambda: line_mesh(EXPLORER),
            losses=lambda: self._losses.mesh,
        )

    @cached_property
    def _seal(self) -> Seal:
        return seal_of(EXPLORER, size=0.26, thickness=0.06, bulge=0.20)

    @property
    def _losses(self) -> Fracture:
        return explorer_losses()

    @cached_property
    def _flights(self) -> LossFlights:
        return flights_of(self._losses, self.wound, self.film.seed)

    @cached_property
    def _whole(self) -> Array:
        """The poses of the pieces that break off, before they do."""
        return np.tile(np.eye(4), (len(self._losses.centres), 1, 1))

    @cached_property
    def wound(self) -> Array:
        """(3,): the middle of the wound, ship space."""
        return EXPLORER.surface(0.5 * (WOUND[0] + WOUND[1]), 0.5 * (WOUND[2] + WOUND[3]))

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return the seat, the middle of the canopy, the nose, the tail, the rim on the +x side, or the
        wound."""
        return translation(self._places[name])

    @cached_property
    def _places(self) -> dict[str, Array]:
        opening = EXPLORER.opening
        return {
            "seat": np.array([0.0, -0.26, 0.10]),
            "canopy": EXPLORER.surface(0.0, opening.centre),
            "nose": np.array([0.0, 0.0, 4.5]),
            "tail": np.array([0.0, 0.0, -4.7]),
            "rim": EXPLORER.surface(opening.angle, opening.centre),
            "wound": self.wound,
        }

    def flight_time(self, time: float) -> float:
        """Return the seconds for which the pieces have been flying; 0 while the ship is undamaged."""
        since = time - self.properties.struck
        return max(since, 0.0) if since > 0.0 else self.properties.damage.at(time) * FLIGHT_OF_DAMAGE

    def rests(self, start: float, end: float) -> bool:
        """Return whether no property changes, and it is not struck yet."""
        return end <= self.properties.struck and self.held(start, end)

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return the hull, the pieces that it can lose, and, once the seal has begun, its facets."""
        p, t = self.properties, snapshot.time
        seal, glow = p.seal.at(t), p.glow.at(t)
        drive = p.drive.at(t)
        flown = self.flight_time(t)
        hull: dict[str, Any] = {
            "colour": tuple(p.colour.at(t)),
            "wear": p.wear.at(t),
            "metal": BRONZE,
            "whitened": WHITENED,
            "glow": glow,
            "glow_colour": tuple(drive),
            "seam": seam_light(seal),
            "wake": float(np.interp(p.wake.at(t), (0.0, 1.0), WAKES)),
            "lamp": p.lamp.at(t) * (1.0 - 0.8 * smoothstep((seal - 0.8) / 0.2)),
            "strike": tuple(self.wound),
            "scorch": smoothstep(flown / 0.12),
            "ember": float(np.exp(-flown / COOLING)) if flown > 0.0 else 0.0,
        }
        draws = [
            self.draw(snapshot, "hull", HULL, shared=hull),
            self.draw(snapshot, "losses", HULL, pieces=self.loss_poses(snapshot, flown), shared=hull),
        ]
        closed, latch = float(p.canopy.at(t)), float(p.latch.at(t))
        if closed > 0.0 and seal < SEALED_OVER:
            clear: dict[str, Any] = {
                "colour": tuple(p.crystal.at(t) ** CANOPY_TINT),
                "glow": CANOPY_GLOW,
                "pane": 1.0,
                "layer": "transmissive",
            }
            pose = canopy_pose(closed)[None]
            draws.append(self.draw(snapshot, "canopy", CRYSTAL, pieces=pose, shadow=False, **clear))
            draws.append(self.draw(snapshot, "struts", HULL, pieces=pose, shared=hull))
            if latch > 0.0:
                draws.append(
                    self.draw(snapshot, "latch", HULL, pieces=pose, shadow=False, shared=hull, lamp=latch)
                )
        draws += seal_draws(self, snapshot, self._seal, seal, colour=tuple(p.crystal.at(t)), glow=glow)
        run, shine = float(p.line.at(t)), float(p.line_light.at(t))
        draws += line_draws(self, snapshot, EXPLORER, run, shine, hull)
        world = snapshot.world_from(self.name)
        return Contribution(
            draws=draws,
            point_lights=lamp_lights(world, LAMP_PLACE, LAMP_COLOUR, LAMP_LIGHT * hull["lamp"], LAMP_REACH),
            area_lights=drive_lights(
                world, DRIVE_PLACE, DRIVE_RADIUS, drive, DRIVE_LIGHT * glow, DRIVE_REACH
            ),
        )

    def loss_poses(self, snapshot: Snapshot, flown: float) -> Array:
        """Return model_from_piece, (n, 4, 4), of the pieces that break off, `flown` seconds after the impact."""
        if flown <= 0.0:
            return self._whole
        flights = self._flights
        turned = turns(flights.axis, flights.spin * flown)
        model_then = about(self._losses.centres, turned, flights.velocity * flown)
        if snapshot.time < self.properties.struck:
            return model_then
        # A piece that has broken off keeps the ship's world-space velocity from just before the impact.
        struck = self.properties.struck
        then = snapshot.shifted(struck - snapshot.time).world_from(self.name)
        before = snapshot.graph.stretch(self.name, struck).held(struck - 1.0 / 60.0)
        drift = velocity(snapshot.graph, self.name, before) * flown
        return inverse(snapshot.world_from(self.name)) @ translation(drift) @ then @ model_then
