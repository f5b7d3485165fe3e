"""The smaller ship: a seed-shaped hull of crystal around a cradle, with petals that open."""

from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from visualizer.actors.base import Actor, ActorProperties, Array, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.cast.seed_ship.geometry import CRIB, CRIB_SIZE, PETALS, crib_mesh, seed_hull, seed_petals
from visualizer.cast.ships.bodies import HULL, LINING, SEED
from visualizer.cast.ships.edge import line_draws, line_mesh
from visualizer.cast.ships.lights import drive_lights, lamp_lights
from visualizer.cast.ships.seal import (
    Seal,
    seal_draws,
    seal_of,
    seam_light,
)
from visualizer.geometry.turns import about, smooth, smoothstep, turns
from visualizer.properties import Colour, Number, declare
from visualizer.transforms import translation

PETAL_OPENING = 38.0  # degrees by which the uppermost petals are opened while `seal` is 0
PETALS_CLOSED = 0.45  # value of `seal` at which the first petals are closed
WAKES = (-3.0, 2.8)  # m, z up to which ribs are lit at wake 0 and 1
DRIVE_LIGHT, DRIVE_REACH = 5.0, 7.0  # intensity of the drive's light at glow 1; m
DRIVE_PLACE, DRIVE_RADIUS = (0.0, 0.0, -2.9), 0.4  # m
ENAMEL = 0.05  # metalness of its plating
WHITENED = 0.65  # share of the colour of light that its hull leaves out, so that it is white in every shot
LAMP_LIGHT = 2.4  # intensity of the cradle's light at lamp 1
LAMP_REACH = 1.9  # m: within the hull, which casts no shadow in it, and not to the floor
LAMP_PLACE = (0.0, 0.55, -0.1)  # m
LAMP_COLOUR = (1.0, 0.72, 0.42)
LAST_FACET = (
    0.28,
    -0.08,
)  # m, arc length and z from the middle of the opening: before a face in the cradle, seen from above
PEARL = (0.36, 0.39, 0.42)  # albedo of the piping and the outside of the crib
CRIB_WARM = 0.6  # light within the cloth of the crib at lamp 1
SHIP_FROM_CRIB = (translation(CRIB) @ np.diag([CRIB_SIZE] * 3 + [1.0]))[None]


class SeedShip(Actor["SeedShip.Properties"]):
    """A ship for an infant, with petals at its tail.

    Origin: the ship's centre. +z is the nose, +y is up; 4.6 m long. The child lies along z, head
    towards the nose."""

    kind = "seed_ship"
    anchors = ("cradle", "canopy", "nose", "tail", "rim")

    class Properties(ActorProperties):
        """What a scene may set."""

        seal: Number = declare(0.0, "how far the crystal has closed over the cradle", low=0.0, high=1.0)
        line: Number = declare(
            0.0, "how far a line of light has run round the opening as it is sealed", low=0.0, high=1.0
        )
        line_light: Number = declare(1.0, "light of that line", low=0.0)
        petals: Number = declare(
            1.0, "how far its petals stand open before the crystal closes", low=0.0, high=1.0
        )
        wake: Number = declare(
            0.0, "how far light has run through its ribs, from the tail to the nose", low=0.0, high=1.0
        )
        glow: Number = declare(0.0, "brightness of the drive", low=0.0)
        lamp: Number = declare(0.6, "warm light of the cradle", unit="radiance", low=0.0)
        wear: Number = declare(0.0, "strength of scratches and dents", low=0.0, high=1.0)
        colour: Colour = declare((0.86, 0.87, 0.88), "plating, linear: white enamel")
        crystal: Colour = declare((0.62, 0.84, 0.98), "tint of the crystal, linear")
        cloth: Colour = declare((0.10, 0.12, 0.20), "lining of the crib, linear")
        drive: Colour = declare((2.6, 4.2, 6.0), "radiance of the drive at glow 1")

    def __init__(self, name: str, properties: "SeedShip.Properties", film: FilmContext) -> None:
        super().__init__(name, properties, film)
        self.build_later(
            hull=seed_hull,
            crib=crib_mesh,
            seal=lambda: self._seal.mesh,
            line=lambda: line_mesh(SEED),
            petals=lambda: seed_petals().mesh,
        )

    @cached_property
    def _seal(self) -> Seal:
        return seal_of(SEED, size=0.24, thickness=0.06, bulge=0.10, last=LAST_FACET)

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return the cradle's bed, the middle of the canopy, the nose, the tail, or the rim on the -x
        side."""
        return translation(self._places[name])

    @cached_property
    def _places(self) -> dict[str, Array]:
        opening = SEED.opening
        return {
            "cradle": np.array([0.0, -0.22, -0.1]),
            "canopy": SEED.surface(0.0, opening.centre),
            "nose": np.array([0.0, 0.0, 2.3]),
            "tail": np.array([0.0, 0.0, -2.4]),
            "rim": SEED.surface(-opening.angle, opening.centre),
        }

    def rests(self, start: float, end: float) -> bool:
        """Return whether no property changes."""
        return self.held(start, end)

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return hull, crib, petals and, once the seal has begun, its facets."""
        p, t = self.properties, snapshot.time
        seal, glow, lamp = p.seal.at(t), p.glow.at(t), p.lamp.at(t)
        drive, crystal = p.drive.at(t), tuple(p.crystal.at(t))
        hull: dict[str, Any] = {
            "colour": tuple(p.colour.at(t)),
            "wear": p.wear.at(t),
            "metal": ENAMEL,
            "whitened": WHITENED,
            "glow": glow,
            "glow_colour": tuple(drive),
            "seam": seam_light(seal),
            "wake": float(np.interp(p.wake.at(t), (0.0, 1.0), WAKES)),
            "lamp": lamp * (1.0 - 0.85 * smoothstep((seal - 0.8) / 0.2)),
        }
        petals = _petal_poses(seal, float(p.petals.at(t)))
        draws = [
            self.draw(snapshot, "hull", HULL, shared=hull),
            self.draw(
                snapshot,
                "crib",
                LINING,
                pieces=SHIP_FROM_CRIB,
                colour=tuple(p.cloth.at(t)),
                piping=PEARL,
                warm=CRIB_WARM * hull["lamp"],
            ),
            self.draw(snapshot, "petals", HULL, pieces=petals, shared=hull),
        ]
        draws += seal_draws(self, snapshot, self._seal, seal, colour=crystal, glow=glow)
        run, shine = float(p.line.at(t)), float(p.line_light.at(t))
        draws += line_draws(self, snapshot, SEED, run, shine, hull)
        world = snapshot.world_from(self.name)
        return Contribution(
            draws=draws,
            point_lights=lamp_lights(world, LAMP_PLACE, LAMP_COLOUR, LAMP_LIGHT * hull["lamp"], LAMP_REACH),
            area_lights=drive_lights(
                world, DRIVE_PLACE, DRIVE_RADIUS, drive, DRIVE_LIGHT * glow, DRIVE_REACH
            ),
        )


@lru_cache(maxsize=8)  # the petals rest in most shots
def _petal_poses(seal: float, opened: float) -> Array:
    """Return model_from_piece, (PETALS, 4, 4), at an amount of the seal, 0..1, and of the petals before it, 0..1.

    The lower petals open less: the floor is close.
    """
    upper = 0.5 + 0.5 * np.cos(2.0 * np.pi * (np.arange(PETALS) + 0.5) / PETALS)
    stand = np.radians(PETAL_OPENING * opened * (0.35 + 0.65 * upper)) * (
        1.0 - smooth(seal / PETALS_CLOSED - 0.12 * (np.arange(PETALS) % 3))
    )
    return about(seed_petals().hinges, turns(seed_petals().axes, stand))
