"""The crystal hall: a lancet vault of leaning crystals over a polished floor, and what breaks in it."""

from collections.abc import Iterable
from functools import cached_property, partial
from itertools import pairwise

import numpy as np

from visualizer.actors.base import Actor, ActorProperties, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.actors.lights import tube_light
from visualizer.actors.materials import Material
from visualizer.actors.shape import PLAIN
from visualizer.actors.shocks import Shock
from visualizer.cast.crystal import FLOOR, FLOOR_FINISH, FLOOR_SHADE, WALL
from visualizer.cast.crystal_hall import portal
from visualizer.cast.crystal_hall.floor import Floor, floor_poses, melt, parted_floor, wedged_slabs
from visualizer.cast.crystal_hall.geometry import HALF_WIDTH, Niche, wall_chunk
from visualizer.cast.crystal_hall.hairline import hairline, hairline_poses
from visualizer.frame import AreaLight, Draw, PointLight, UniformValue
from visualizer.properties import Colour, Number, Vector3, declare
from visualizer.transforms import points, translation, triple

CHUNK = 10.0  # m of hall per mesh: meshes outside the view are culled
FIRST, LAST = -40.0, 40.0
FISSURE_WIDTH = 2.25  # m, fully open
FISSURE_DEPTH = 9.0  # m
MELT_DEPTH = 2.4  # m below the floor: of the molten rock, which shows between its sides
FLOOR_HALF = HALF_WIDTH + 3.0  # m, half the width of the floor
HAIRLINE_UNTIL = 0.04  # of `fissure`: then the gap itself is wider than the crack that ran before it
TILTED = 0.5  # of `fissure`: slabs along it have tilted fully
CHAMBER_LIGHT = np.array([60.0, 69.0, 78.0])  # intensity of the light behind the panel at panel_glow 1
LEAF_GLOW = (
    7.0  # factor on the glow of the wall: of the leaves of its panel, through which light comes as they part
)
FULLY_LIT = 0.12  # of `panel`: all of that light comes out
CHAMBER_GLOW = 9.0  # radiance of its window
CHAMBER = (0.80, 0.92, 1.0)  # its colour where it is seen
FISSURE_LIGHT = (
    24.0  # largest intensity of the light in the fissure at fissure_glow 1, per metre of half its width
)
FISSURE_COLOUR = (1.0, 0.32, 0.07)
FISSURE_HALF, FISSURE_REACH = 2.8, 4.6  # m: half the length of that light, and where it ends
LIGHT_DEPTH = -3.0  # m, its height

MELT = Material("molten_pool")
HAIRLINE_FINISH: dict[str, UniformValue] = {
    "roughness": 1.0,
    "metalness": 0.0,
    "emission": 0.0,
    "colour": (0.15, 0.22, 0.30),
}
"""Of the crack that runs before the floor parts; the colour is that of its lips."""


SPLITS, SPLITS_FAST = 0.1, 0.3
"""By how much, and how much a second, the fissure opens at least for the ground to shake."""


class CrystalHall(Actor["CrystalHall.Properties"]):
    """A hall of crystal whose floor can split open.

    Origin: the middle of the floor. The hall runs from z = -40 (open, to the light) to z = 40 (the door)."""

    kind = "crystal_hall"
    anchors = ("panel", "fissure", "vault")

    class Properties(ActorProperties):
        """What a scene may set."""

        seed: int = declare(3, "random seed of the hall", low=0)
        crack: Number = declare(0.0, "how far cracks have run", low=0.0, high=1.0)
        crack_origin: Vector3 = declare((0.0, 6.0, -34.0), "where cracks start", unit="m", space="own")
        crack_reach: Number = declare(90.0, "how far cracks run at crack = 1", unit="m", low=0.0)
        trunk: Number = declare(
            0.0, "how much farther one wide crack along each wall has run", unit="m", low=0.0
        )
        crack_glow: Number = declare(1.0, "light that cracks let through", unit="radiance", low=0.0)
        glow: Number = declare(0.25, "light from within the walls", unit="radiance", low=0.0)
        colour: Colour = declare((0.20, 0.42, 0.72), "tint of the crystal, linear")
        hairline: Number = declare(
            0.0,
            "how far, from the wall at +x to the other, a crack has run over the floor where it will split",
            low=0.0,
            high=1.0,
        )
        fissure: Number = declare(0.0, "how far the floor has split open", low=0.0, high=1.0)
        fissure_z: float = declare(21.5, "z of the fissure in the floor", unit="m", low=-39.0, high=39.0)
        fissure_glow: Number = declare(
            1.0, "brightness of the light from the fissure", unit="factor", low=0.0
        )
        panel: Number = declare(
            0.0, "how far the leaves of the wall panel have moved apart", low=0.0, high=1.0
        )
        panel_glow: Number = declare(
            1.0, "brightness of the chamber behind the panel", unit="factor", low=0.0
        )
        panel_z: float = declare(17.0, "z of the panel in the wall", unit="m", low=-39.0, high=39.0)

    def __init__(self, name: str, properties: "CrystalHall.Properties", film: FilmContext) -> None:
        super().__init__(name, properties, film)
        p = properties
        niche = Niche(side=1, z=p.panel_z, width=2.0 * portal.REACH)
        starts = [float(start) for start in np.arange(FIRST, LAST, CHUNK)]
        self._chunks = [f"walls{number}" for number in range(len(starts))]
        for chunk, start in zip(self._chunks, starts, strict=True):
            self.build_later(**{chunk: partial(wall_chunk, start, start + CHUNK, p.seed, niche)})
        self.build_later(
            floor=lambda: self._floor.mesh,
            hairline=lambda: hairline(p.fissure_z, FLOOR_HALF, p.seed),
            melt=lambda: melt(p.fissure_z, FLOOR_HALF, MELT_DEPTH),
            hanging=lambda: wedged_slabs(p.fissure_z, FLOOR_HALF, p.seed),
            panel=lambda: portal.leaves(p.panel_z, p.seed),
            portal=lambda: portal.frame(p.panel_z, p.seed),
            chamber=lambda: portal.chamber(p.panel_z),
        )

    @cached_property
    def _floor(self) -> Floor:
        p = self.properties
        return parted_floor(FIRST - 4.0, LAST, p.fissure_z, FLOOR_HALF, FISSURE_DEPTH, p.seed)

    def shocks(self) -> Iterable[Shock]:
        """Return each time at which the floor splits fast: the ground shakes along the fissure."""
        p = self.properties
        for first, second in pairwise(p.fissure.times):
            wider = float(p.fissure.at(second)) - float(p.fissure.at(first))
            if wider > SPLITS and wider > SPLITS_FAST * (second - first):
                along = np.linspace(-FLOOR_HALF, FLOOR_HALF, 9)
                line = np.stack([along, 0.0 * along, np.full(9, p.fissure_z)], axis=1)
                yield Shock.at(first, line + p.position.at(first), strength=1.0, reach=12.0, shakes=True)

    def anchor(self, name: str, snapshot: Snapshot) -> np.ndarray:
        """Return the frame of the panel, of the fissure, or of the top of the vault."""
        p = self.properties
        places = {
            "panel": (portal.FRONT, 1.6, p.panel_z),
            "fissure": (0.0, 0.0, p.fissure_z),
            "vault": (0.0, 12.0, 0.0),
        }
        return translation(places[name])

    def rests(self, start: float, end: float) -> bool:
        """Return whether no property changes."""
        return self.held(start, end)

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return walls, vault, floor, panel and fissure."""
        p, t = self.properties, snapshot.time
        crack: dict[str, UniformValue] = {
            "crack": p.crack.at(t),
            "crack_origin": tuple(p.crack_origin.at(t)),
            "crack_reach": p.crack_reach.at(t),
            "crack_glow": p.crack_glow.at(t),
        }
        colour = tuple(p.colour.at(t))
        wall: dict[str, UniformValue] = {
            "colour": colour,
            "glow": p.glow.at(t),
            "trunk": p.trunk.at(t),
            **crack,
        }
        draws: list[Draw] = [self.draw(snapshot, chunk, WALL, shared=wall) for chunk in self._chunks]
        opened = float(p.panel.at(t))
        draws.append(self.draw(snapshot, "portal", WALL, shared=wall))
        draws.append(
            self.draw(
                snapshot,
                "panel",
                WALL,
                pieces=portal.leaf_poses(opened),
                shared={
                    **wall,
                    "glow": p.glow.at(t) * (1.0 + (LEAF_GLOW - 1.0) * min(opened / FULLY_LIT, 1.0)),
                },
            )
        )
        lights: list[PointLight] = []
        areas: list[AreaLight] = []
        if opened > 0.0:
            lit = float(p.panel_glow.at(t))
            draws.append(
                self.draw(
                    snapshot,
                    "chamber",
                    WALL,
                    shadow=False,
                    shared={**wall, "crack": 0.0, "colour": CHAMBER, "glow": CHAMBER_GLOW * lit},
                )
            )
            place = points(snapshot.world_from(self.name), (portal.BACK - 1.5, 2.0, p.panel_z))
            lights.append(
                PointLight(
                    triple(place), triple(CHAMBER_LIGHT * lit * min(opened / FULLY_LIT, 1.0)), 0.4, 11.0
                )
            )
        split = float(p.fissure.at(t))
        torn = split * FISSURE_WIDTH / 2.0
        finish: dict[str, UniformValue] = {
            **crack,
            **FLOOR_FINISH,
            "colour": tuple(FLOOR_SHADE * c for c in colour),
        }
        poses = floor_poses(self._floor, torn, split / TILTED)
        draws.append(
            self.draw(snapshot, "floor", FLOOR, pieces=poses, mirrored=False, shadow=False, shared=finish)
        )
        run = float(p.hairline.at(t))
        if run > 0.0 and split < HAIRLINE_UNTIL:
            draws.append(
                self.draw(
                    snapshot,
                    "hairline",
                    PLAIN,
                    pieces=hairline_poses(p.fissure_z, FLOOR_HALF, p.seed, run),
                    shadow=False,
                    mirrored=False,
                    shared=HAIRLINE_FINISH,
                )
            )
        if torn > 0.0:
            glow = p.fissure_glow.at(t)
            draws.append(self.draw(snapshot, "hanging", FLOOR, mirrored=False, shadow=False, shared=finish))
            draws.append(self.draw(snapshot, "melt", MELT, shadow=False, mirrored=False, glow=3.0 * glow))
            strength = FISSURE_LIGHT * glow * torn
            start, end = ((x, LIGHT_DEPTH, p.fissure_z) for x in (-FISSURE_HALF, FISSURE_HALF))
            areas.append(
                tube_light(
                    snapshot.world_from(self.name),
                    start,
                    end,
                    0.5,
                    np.multiply(FISSURE_COLOUR, strength),
                    FISSURE_REACH,
                )
            )
        return Contribution(draws=draws, point_lights=lights, area_lights=areas)
