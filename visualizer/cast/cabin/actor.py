"""The inside of the smaller ship: a padded crib under a clear canopy, and a crystal that lights up with a voice."""

import numpy as np

from visualizer.actors.base import Actor, ActorProperties, Array, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.actors.lights import tube_light
from visualizer.actors.shape import PLAIN
from visualizer.cast.cabin.geometry import (
    VOICE_FOOT,
    bed_mesh,
    canopy_mesh,
    emblem_mesh,
    heart_mesh,
    voice_mesh,
    voice_pose,
    walls_mesh,
)
from visualizer.cast.crystal import CRYSTAL
from visualizer.cast.ships.bodies import HULL, LINING
from visualizer.frame import AreaLight, PointLight
from visualizer.properties import Colour, Number, declare
from visualizer.transforms import points, translation

VOICE_LIGHT = 0.55  # intensity at voice 1
WARM_LIGHT = 0.34  # intensity at warmth 1
WALL_WEAR = 0.9  # so that they reflect the crystal dully
PULSE = 2.2  # power of the voice by which the crystal shines: the eye sees light by its ratios
EMBLEM_LIGHT = np.array([0.03, 1.7])  # radiance of its emblem: without a voice, added at voice 1
HEART_LIGHT = np.array([0.02, 1.4])  # radiance of the body of light within it, likewise
VOICE_GLOW = np.array([0.0, 0.38])  # radiance of the crystal itself, likewise
CLEAR = 0.6  # how much clearer than its light the crystal is: share of white in its tint
EMBLEM_COLOUR = (1.0, 0.56, 0.16)
STRUT_COLOUR, STRUT_LIGHT = (0.20, 0.26, 0.34), 0.05  # of the canopy's bars; radiance per unit of it
WARM = np.array([1.0, 0.66, 0.34])
PIPING = (4.0, 3.6, 2.6)  # factor on the colour of the cloth: piping and outside of the crib


class Cabin(Actor["Cabin.Properties"]):
    """The inside of the smaller ship, for close shots.

    Origin: the middle of the crib's bed. +z is the ship's nose, where the head lies; +y is up."""

    kind = "cabin"
    anchors = ("cradle", "crystal", "camera", "canopy")

    class Properties(ActorProperties):
        """What a scene may set."""

        voice: Number = declare(
            0.0, "light of the crystal that speaks, and how much of it falls on the crib", low=0.0
        )
        warmth: Number = declare(0.2, "warm light in the cabin", low=0.0)
        cloth: Colour = declare((0.040, 0.044, 0.075), "lining of the crib, linear")
        wall: Colour = declare((0.06, 0.075, 0.10), "walls, linear")
        gold: Colour = declare((1.0, 0.62, 0.24), "tint of the crystal that speaks, linear")

    def __init__(self, name: str, properties: "Cabin.Properties", film: FilmContext) -> None:
        super().__init__(name, properties, film)
        self.build_later(
            bed=bed_mesh, walls=walls_mesh, voice=voice_mesh, emblem=emblem_mesh, heart=heart_mesh, canopy=canopy_mesh
        )  # fmt: skip

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return the bed, the crystal, a place for the camera, or the top of the canopy."""
        x, y, z = VOICE_FOOT
        places = {
            "cradle": (0.0, 0.0, 0.0),
            "crystal": (x - 0.03, y + 0.25, z),
            "camera": (-0.62, 0.52, -0.42),
            "canopy": (0.0, 0.9, 0.0),
        }
        return translation(places[name])

    def rests(self, start: float, end: float) -> bool:
        """Return whether no property changes."""
        return self.held(start, end)

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return crib, walls, canopy, crystal and their lights."""
        p, t = self.properties, snapshot.time
        voice, warmth = p.voice.at(t), p.warmth.at(t)
        gold = p.gold.at(t)
        pulse = (1.0, voice**PULSE)
        draws = [
            self.draw(
                snapshot,
                "bed",
                LINING,
                colour=tuple(p.cloth.at(t)),
                piping=tuple(p.cloth.at(t) * PIPING),
                warm=0.4 * (warmth + 0.6 * voice),
            ),
            self.draw(snapshot, "walls", HULL, colour=tuple(p.wall.at(t)), wear=WALL_WEAR),
            self.draw(
                snapshot,
                "emblem",
                PLAIN,
                shadow=False,
                colour=EMBLEM_COLOUR,
                roughness=0.5,
                metalness=0.0,
                emission=float(EMBLEM_LIGHT @ pulse),
            ),
            self.draw(
                snapshot,
                "heart",
                PLAIN,
                pieces=voice_pose(),
                shadow=False,
                colour=tuple(gold),
                roughness=1.0,
                metalness=0.0,
                emission=float(HEART_LIGHT @ pulse),
            ),
            self.draw(
                snapshot,
                "voice",
                CRYSTAL,
                pieces=voice_pose(),
                layer="transmissive",
                shadow=False,
                colour=tuple(CLEAR + (1.0 - CLEAR) * gold),
                glow=float(VOICE_GLOW @ pulse),
            ),
            self.draw(
                snapshot,
                "canopy",
                PLAIN,
                shadow=False,
                colour=STRUT_COLOUR,
                roughness=0.3,
                metalness=0.0,
                emission=STRUT_LIGHT,
            ),
        ]
        world = snapshot.world_from(self.name)
        lights: list[PointLight] = []
        areas: list[AreaLight] = []
        if voice > 0.0:
            foot = np.array(VOICE_FOOT)
            areas.append(
                tube_light(
                    world,
                    foot + [-0.02, 0.08, 0.0],
                    foot + [-0.08, 0.48, 0.0],
                    0.05,
                    gold * VOICE_LIGHT * voice,
                    3.0,
                )
            )
        if warmth > 0.0:
            place = points(world, np.array(VOICE_FOOT) + [-0.10, 0.34, -0.06])
            lights.append(
                PointLight(tuple(place.tolist()), tuple((WARM * WARM_LIGHT * warmth).tolist()), 0.25, 3.0)
            )
        return Contribution(draws=draws, point_lights=lights, area_lights=areas)
