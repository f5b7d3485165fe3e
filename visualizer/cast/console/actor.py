"""The console: crystals that rise and light up, and channels in the floor that carry their light to the ships."""

from itertools import pairwise
from typing import Any

import numpy as np

from visualizer.actors.base import Actor, ActorProperties, Array, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.actors.lights import full, rectangle_light, sphere_light, tube_light
from visualizer.actors.materials import Material
from visualizer.cast.console.geometry import (
    CHANNEL_SHARE,
    GLOW_HEIGHT,
    GLOW_WIDER,
    PLATE,
    SLANT,
    channel_mesh,
    channel_path,
    console_body,
)
from visualizer.cast.crystal import BLOCKS
from visualizer.frame import AreaLight
from visualizer.geometry.turns import smooth, smoothstep
from visualizer.properties import Colour, Number, Vector3, declare
from visualizer.transforms import axis_angle, compose, translation, triple

WAKING = 0.3  # part of the range of `wake` in which one crystal rises and lights up
SPREAD = 1.3  # m that light has run from where the table is touched, at wake 1
TABLE_LIGHT = 5.0  # largest intensity of the table at wake 1
CHANNEL_LIGHT = 0.35  # the same of a metre of lit channel
HEAD_LIGHT = 3.0  # the same of the head of the light that runs
RING_LIGHT = 1.6  # the same of the ring under a ship
CHANNEL_LIFT, HEAD_LIFT = 0.06, 0.16  # m, heights of these lights above the floor
LONG, LEAST_LIT = (
    0.9,
    0.05,
)  # m: parts of a channel that are lights of their own, and what is lit of them at least
BERTHS = ((-4.7, 5.0), (3.8, 4.0))  # m, x and z of the ships' berths from the console
RINGS = (1.5, 1.2)  # m, radius of the ring of light under each ship

CHANNEL, SPILL = Material("channel"), Material("channel_glow")


class Console(Actor["Console.Properties"]):
    """A console of crystals, and channels of light to the ships' berths.

    Origin: on the floor below it. Its operator stands at -z and faces +z."""

    kind = "console"
    anchors = ("table", "plate", "stand", "kara_ring", "kal_ring")

    class Properties(ActorProperties):
        """What a scene may set."""

        position: Vector3 = declare((0.2, 0.0, 52.0), "position of its base", unit="m", space="parent")
        wake: Number = declare(0.0, "how far its crystals have risen and lit up", low=0.0, high=1.0)
        channels: Number = declare(
            0.0, "how far light has run along the channels to the ships", low=0.0, high=1.0
        )
        pulse: Number = declare(
            0.5, "strength of the pulses of light along channels that are lit", low=0.0, high=1.0
        )
        colour: Colour = declare((0.30, 0.52, 0.78), "tint of the crystal, linear")
        light: Colour = declare((0.8, 1.7, 2.6), "radiance of the lit parts")

    def __init__(self, name: str, properties: "Console.Properties", film: FilmContext) -> None:
        super().__init__(name, properties, film)
        self.build_later(
            body=lambda: console_body().mesh,
            channels=lambda: channel_mesh(BERTHS, RINGS),
            spill=lambda: channel_mesh(BERTHS, RINGS, GLOW_WIDER, GLOW_HEIGHT),
        )

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return the table's middle, the plate for a palm (+y out of it), where one stands to work it, or a ship's
        ring."""
        if name == "plate":
            return compose(PLATE, axis_angle((1.0, 0.0, 0.0), -float(np.degrees(np.arctan(SLANT)))))
        places = {
            "table": (0.0, 1.06, -0.1),
            "stand": (0.0, 0.0, -0.75),
            "kara_ring": (BERTHS[0][0], 0.0, BERTHS[0][1]),
            "kal_ring": (BERTHS[1][0], 0.0, BERTHS[1][1]),
        }
        return translation(places[name])

    def rests(self, start: float, end: float) -> bool:
        """Return whether no property changes."""
        return self.held(start, end)

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return the console, its channels and its light."""
        p, t = self.properties, snapshot.time
        wake, light = p.wake.at(t), p.light.at(t)
        body = console_body()
        awake = smooth((wake - body.wakes * (1.0 - WAKING) / max(body.wakes.max(), 1e-9)) / WAKING)
        poses = np.tile(np.eye(4), (len(awake), 1, 1))
        poses[:, 1, 3] = -body.rises * (1.0 - awake)
        values = np.zeros((len(awake), 4))
        values[:, 0] = awake
        lit: dict[str, Any] = {
            "colour": tuple(light),
            "run": float(p.channels.at(t)),
            "pulse": float(p.pulse.at(t)),
        }
        draws = [
            self.draw(
                snapshot,
                "body",
                BLOCKS,
                pieces=poses,
                values=values,
                colour=tuple(p.colour.at(t)),
                light=tuple(light),
                touch=triple(PLATE),
                spread=SPREAD * wake,
            ),
            self.draw(snapshot, "channels", CHANNEL, shadow=False, mirrored=False, shared=lit),
        ]
        if lit["run"] > 0.0:
            draws.append(
                self.draw(
                    snapshot,
                    "spill",
                    SPILL,
                    shadow=False,
                    mirrored=False,
                    layer="additive",
                    wider=GLOW_WIDER,
                    shared=lit,
                )
            )
        return Contribution(draws=draws, area_lights=self._lights(snapshot, wake, p.channels.at(t), light))

    def _lights(self, snapshot: Snapshot, wake: float, run: float, light: Array) -> list[AreaLight]:
        """Return the light of the table, and of the channels as far as they are lit."""
        world, colour = snapshot.world_from(self.name), full(light)
        lights = []
        if wake > 0.0:
            lights.append(
                rectangle_light(
                    world,
                    (0.0, 1.12, -0.1),
                    (0.0, 0.0, 0.35),
                    (0.65, 0.0, 0.0),
                    colour * (TABLE_LIGHT * wake),
                    5.5,
                )
            )
        if run > 0.0:
            for end, radius in zip(BERTHS, RINGS, strict=True):
                lights += _channel_lights(world, channel_path(end, radius), run, colour)
                x, z = end
                arrived = smoothstep((run - CHANNEL_SHARE) / (1.0 - CHANNEL_SHARE))
                if arrived > 0.0:
                    lights.append(
                        sphere_light(
                            world, (x, CHANNEL_LIFT, z), radius / 2.0, colour * (RING_LIGHT * arrived), 4.0
                        )
                    )
        return lights


def _channel_lights(world: Array, path: Array, run: float, colour: Array) -> list[AreaLight]:
    """Return a tube for each long part of a channel that is lit, and a sphere at the head of its light while it runs.

    path: (n, 2), x and z from the console, metres. run: share of the channel and its ring that is lit.
    """
    lengths = np.linalg.norm(np.diff(path, axis=0), axis=1)
    lit = lengths.sum() * min(run / CHANNEL_SHARE, 1.0)
    lights, head = [], path[0]
    for (a, b), length in zip(pairwise(path), lengths, strict=True):
        if lit <= 0.0:
            break
        head = a + (b - a) * min(lit / length, 1.0)
        shown = min(lit, length)
        if length > LONG and shown > LEAST_LIT:
            start, end = ((x, CHANNEL_LIFT, z) for x, z in (a, head))
            lights.append(
                tube_light(world, start, end, CHANNEL_LIFT / 2.0, colour * (CHANNEL_LIGHT * shown), 3.2)
            )
        lit -= length
    if run < 1.0:
        fade = 1.0 - smoothstep((run - CHANNEL_SHARE) / (1.0 - CHANNEL_SHARE))
        lights.append(
            sphere_light(
                world, (head[0], HEAD_LIFT, head[1]), HEAD_LIFT / 2.0, colour * (HEAD_LIGHT * fade), 4.8
            )
        )
    return lights
