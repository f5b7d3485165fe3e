"""The laboratory: a round room of leaning crystals with a berth for each ship; its roof opens, and it collapses."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from visualizer.actors.base import Actor, ActorProperties, Array, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.actors.shocks import Shock
from visualizer.actors.timing import NEVER
from visualizer.cast.crystal import BLOCKS, FLOOR, FLOOR_FINISH, FLOOR_SHADE, WALL
from visualizer.cast.laboratory.berths import BERTHS, berth_claws, berths, claw_poses, stairs_of
from visualizer.cast.laboratory.collapse import Collapse, collapse_of
from visualizer.cast.laboratory.vault import (
    Vault,
    backing_mesh,
    crystal_mesh,
    floor_mesh,
    roof_poses,
    vault,
    vault_mesh,
)
from visualizer.cast.ships.bodies import EXPLORER, SEED
from visualizer.frame import Draw, PointLight
from visualizer.geometry.mesh import merged
from visualizer.properties import Colour, Number, Time, Vector3, declare
from visualizer.transforms import compose, euler, points, translation, triple

PLACE = np.array([0.0, 0.0, 54.0])
"""Default position of the laboratory: at the end of the hall, metres."""

STEP_TINT = (
    0.80,
    0.62,
    0.48,
)  # factor on the colour of the room: the finer crystal is bluer than that of the walls
FLOOR_FIRST = -14.0  # m: where its floor begins, as that of the hall ends
BACKING_STANDS = 2.75  # s after the collapse begins, while only the roof falls
CLAW_GLOW = 2.0  # at lamps 1 the claws glow 1 + CLAW_GLOW times as much as the walls
LAMP = np.array([1.3, 2.4, 3.4])  # intensity of a lamp at 1
LAMP_REACH = 3.8  # m
CLEAR = (0.2, 0.0, 50.0)  # m, world: where two figures of the film stand


NEAREST = 40
"""Pieces of the collapse whose impact frightens people."""


class Laboratory(Actor["Laboratory.Properties"]):
    """A round room of crystal whose roof opens, and which collapses.

    Origin: the middle of the floor. The door lies towards -z; 26 m wide, 18 m high."""

    kind = "laboratory"
    anchors = ("kara_berth", "kal_berth", "kara_step", "kal_step", "roof", "far_wall")

    class Properties(ActorProperties):
        """What a scene may set."""

        position: Vector3 = declare(
            tuple(PLACE), "position of the middle of its floor", unit="m", space="parent"
        )
        seed: int = declare(5, "random seed of the room", low=0)
        roof: Number = declare(
            0.0, "how far the leaves of the roof have opened, as a share", low=0.0, high=1.0
        )
        release: Number = declare(
            0.0, "how far the supports have released the ships, as a share", low=0.0, high=1.0
        )
        collapse: Time = declare(NEVER, "when it begins to collapse; never if left out")
        clear: Vector3 = declare(
            CLEAR,
            "centre of the area that stays free of falling pieces, in the world",
            unit="m",
            space="world",
        )
        clear_radius: float = declare(1.6, "radius of that area", unit="m", low=0.0)
        colour: Colour = declare((0.20, 0.42, 0.72), "tint of the crystal, linear")
        floor: Number = declare(
            FLOOR_SHADE, "brightness of the floor, as a share of the colour", low=0.0, high=1.0
        )
        glow: Number = declare(0.22, "light from within the walls", unit="radiance", low=0.0)
        lamps: Number = declare(
            1.0, "brightness of the light from the supports onto the ships", unit="factor", low=0.0
        )
        crack: Number = declare(0.0, "how far cracks have run", low=0.0, high=1.0)
        crack_origin: Vector3 = declare(
            (0.0, 4.0, -13.0), "where cracks start, in the room", unit="m", space="own"
        )
        crack_reach: Number = declare(40.0, "how far cracks run at crack = 1", unit="m", low=0.0)
        crack_glow: Number = declare(1.0, "light that cracks let through", unit="radiance", low=0.0)

    def __init__(self, name: str, properties: "Laboratory.Properties", film: FilmContext) -> None:
        super().__init__(name, properties, film)
        kara, kal = berths()
        self._stairs = (stairs_of(EXPLORER, kara, 1.0, 0.66), stairs_of(SEED, kal, -1.0, 1.05))
        self.build_later(
            vault=lambda: vault_mesh(properties.seed),
            pieces=lambda: vault_mesh(properties.seed, broken=True),
            claws=lambda: berth_claws().mesh,
            steps=lambda: merged(
                [
                    crystal_mesh(stairs.steps, seed)
                    for stairs, seed in zip(self._stairs, (300, 400), strict=True)
                ],
                as_pieces=True,
            ),
            backing=backing_mesh,
            # The hall's own floor comes in as far as z = -10.
            floor=lambda: floor_mesh(FLOOR_FIRST, 15.0, 15.0),
        )

    @cached_property
    def vault(self) -> Vault:
        """Walls and roof as unbroken crystals."""
        return vault(self.properties.seed)

    @cached_property
    def collapse(self) -> Collapse | None:
        """The fall of the pieces, or None if the room does not collapse within the film."""
        p = self.properties
        if p.collapse >= self.film.duration:
            return None
        return collapse_of(
            p.seed,
            opened=float(p.roof.at(p.collapse)),
            clear=triple(p.clear.at(p.collapse) - p.position.at(p.collapse)),
            radius=p.clear_radius,
            seed=self.film.seed,
        )

    def shocks(self) -> Iterable[Shock]:
        """Return the shake with which it begins to collapse, and the impacts of the pieces that fall."""
        if self.collapse is None:
            return
        p, flight = self.properties, self.collapse.flight
        room = np.asarray(p.position.at(p.collapse))
        yield Shock.at(p.collapse, room, strength=0.6, reach=60.0, shakes=True)
        landing = p.collapse + self.collapse.delay[self.collapse.loose] + flight.times[:, 1]
        # Of the many that land, those nearest to the area that they stay out of.
        place = flight.places[:, min(1, flight.places.shape[1] - 1)] + room
        away = np.linalg.norm((place - p.clear.at(p.collapse)) * [1.0, 0.0, 1.0], axis=1)
        for one in np.argsort(away, kind="stable")[:NEAREST]:
            yield Shock.at(float(landing[one]), place[one], strength=0.9, reach=7.0)

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return a berth (where the ship's origin rests), the place to stand on its steps, the top of the
        roof, or the upper part of the wall opposite the door."""
        if name in BERTHS:
            place, turn = BERTHS[name]
            return compose(place, euler(*turn))
        places = {
            "kara_step": self._stairs[0].stand,
            "kal_step": self._stairs[1].stand,
            "roof": np.array([0.0, 18.0, 0.0]),
            "far_wall": np.array([0.0, 9.0, 10.0]),
        }
        return translation(places[name])

    def walls(self, snapshot: Snapshot, fallen: Array | None, wall: dict[str, Any]) -> list[Draw]:
        """Return walls and roof: whole crystals, or from the collapse on their pieces, and what is behind them while
        they stand. fallen: (n, 4, 4), room_from_piece then. wall: parameters of the crystals."""
        p, t = self.properties, snapshot.time
        behind = []
        if self.collapse is None or t < p.collapse + BACKING_STANDS:
            behind.append(
                self.draw(snapshot, "backing", WALL, mirrored=False, shadow=False, shared=wall, crack=0.0)
            )
        mesh = "vault" if fallen is None else "pieces"
        poses = roof_poses(self.vault, p.roof.at(t)) if fallen is None else fallen
        return [self.draw(snapshot, mesh, WALL, pieces=poses, shared=wall), *behind]

    def rests(self, start: float, end: float) -> bool:
        """Return whether no property changes, and it does not collapse."""
        return end <= self.properties.collapse and self.held(start, end)

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return floor, walls, roof, claws and steps."""
        return self.contributions([snapshot])[0]

    def contributions(self, snapshots: Sequence[Snapshot]) -> list[Contribution]:
        """Return the room at several times, with the pieces that fall worked out together."""
        if len(snapshots) > 1 and self.rests(snapshots[0].time, snapshots[-1].time):
            return super().contributions(snapshots)
        snapshots[0].stays(self.name, snapshots[1:])
        since = np.array([snapshot.time for snapshot in snapshots]) - self.properties.collapse
        fallen: list[Array | None] = [None] * len(since)
        if self.collapse is not None and since[-1] > 0.0:
            falls = since > 0.0
            fallen[len(since) - int(falls.sum()) :] = self.collapse.poses(since[falls])
        return [self._room(snapshot, pieces) for snapshot, pieces in zip(snapshots, fallen, strict=True)]

    def _room(self, snapshot: Snapshot, fallen: Array | None) -> Contribution:
        """Return the room at one time. fallen: as of `walls`."""
        p, t = self.properties, snapshot.time
        crack: dict[str, Any] = {
            "crack": p.crack.at(t),
            "crack_origin": tuple(p.crack_origin.at(t)),
            "crack_reach": p.crack_reach.at(t),
            "crack_glow": p.crack_glow.at(t),
        }
        colour = tuple(p.colour.at(t))
        wall: dict[str, Any] = {"colour": colour, "glow": p.glow.at(t), **crack}
        lamps = p.lamps.at(t)
        still: dict[str, Any] = {
            **wall,
            "crack": 0.0,
            "glow": p.glow.at(t) * (1.0 + CLAW_GLOW * lamps),
        }
        claws = claw_poses(p.release.at(t))
        draws = [
            *self.walls(snapshot, fallen, wall),
            self.draw(snapshot, "claws", WALL, pieces=claws, shared=still),
            self.draw(
                snapshot,
                "steps",
                BLOCKS,
                colour=tuple(c * tint for c, tint in zip(colour, STEP_TINT, strict=True)),
                light=(0.0, 0.0, 0.0),
                touch=(0.0, 0.0, 0.0),
                spread=0.0,
            ),
            self.draw(
                snapshot,
                "floor",
                FLOOR,
                mirrored=False,
                shadow=False,
                shared={**crack, **FLOOR_FINISH},
                colour=tuple(float(p.floor.at(t)) * c for c in colour),
            ),
        ]
        return Contribution(draws=draws, point_lights=self._lights(snapshot, lamps))

    def _lights(self, snapshot: Snapshot, lamps: float) -> list[PointLight]:
        """Return a cool light above each ship towards the door.

        They reach neither floor nor walls, in which they would be bright spots without a source.
        """
        if lamps <= 0.0:
            return []
        lights = []
        for place, _ in BERTHS.values():
            x, y, z = place
            where = points(snapshot.world_from(self.name), (x, y + 2.4, z - 1.6))
            lights.append(PointLight(triple(where), triple(LAMP * lamps), 0.5, LAMP_REACH))
        return lights
