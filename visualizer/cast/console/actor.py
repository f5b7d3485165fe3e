"""The console: crystals that rise and light up, and channels in the floor that carry their light to the ships."""

import numpy as np

from visualizer.actors.base import Actor, ActorProperties, Array, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.actors.materials import Material
from visualizer.cast.console.geometry import channel_mesh, console_body
from visualizer.frame import PointLight
from visualizer.geometry.turns import smooth
from visualizer.properties import Colour, Number, Vector3, declare
from visualizer.transforms import points, translation

WAKING = 0.3  # part of the range of `wake` in which one crystal rises and lights up
LIGHT = 2.2  # intensity at wake 1
BERTHS = ((-4.7, 5.0), (3.8, 4.0))  # m, x and z of the ships' berths from the console
RINGS = (1.5, 1.2)  # m, radius of the ring of light under each ship

CRYSTALS = Material("console")
CHANNEL = Material("channel")


class Console(Actor["Console.Properties"]):
    """A console of crystals, and channels of light to the ships' berths.

    Origin: on the floor below it. Its operator stands at -z and faces +z."""

    kind = "console"
    anchors = ("table", "stand", "kara_ring", "kal_ring")

    class Properties(ActorProperties):
        """What a scene may set."""

        position: Vector3 = declare((0.2, 0.0, 52.0), "position of its base", unit="m")
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
        self.build_later(body=lambda: console_body().mesh, channels=lambda: channel_mesh(BERTHS, RINGS))

    def anchor(self, name: str, snapshot: Snapshot) -> Array:
        """Return the table's middle, where one stands to work it, or the rings under the ships."""
        places = {
            "table": (0.0, 1.06, -0.1),
            "stand": (0.0, 0.0, -0.75),
            "kara_ring": (BERTHS[0][0], 0.0, BERTHS[0][1]),
            "kal_ring": (BERTHS[1][0], 0.0, BERTHS[1][1]),
        }
        return translation(places[name])

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
        draws = [
            self.draw(
                snapshot,
                "body",
                CRYSTALS,
                pieces=poses,
                values=values,
                colour=tuple(p.colour.at(t)),
                light=tuple(light),
            ),
            self.draw(
                snapshot,
                "channels",
                CHANNEL,
                shadow=False,
                mirrored=False,
                colour=tuple(light),
                run=p.channels.at(t),
                pulse=p.pulse.at(t),
            ),
        ]
        lights = []
        if wake > 0.0:
            place = points(snapshot.world_from(self.name), [0.0, 1.45, -0.25])
            red, green, blue = (light / light.max() * (LIGHT * wake)).tolist()
            lights.append(PointLight(tuple(place.tolist()), (red, green, blue), 0.3, 9.0))
        return Contribution(draws=draws, point_lights=lights)
