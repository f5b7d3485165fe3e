"""The red sun: a granulated disc with a dark limb and spots, and prominences. The sky `red_sun` draws its corona."""

from __future__ import annotations

import numpy as np

from visualizer.actors.base import Actor, ActorProperties, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.actors.materials import Material
from visualizer.cache.kept import kept
from visualizer.cast.red_sun.arch import arch
from visualizer.frame import Layer
from visualizer.geometry.mesh import Mesh, merged
from visualizer.geometry.primitives import icosphere, tube
from visualizer.properties import Colour, FixedDirection, Number, declare
from visualizer.transforms import compose, from_up_to, normalized, scaling, translation

PROMINENCES = 7
STRANDS = 14  # per prominence

DISC = Material("star")
ARCS = Material("prominence")
LAYERS: tuple[tuple[str, Material, Layer], ...] = (("disc", DISC, "opaque"), ("arcs", ARCS, "additive"))


class RedSun(Actor["RedSun.Properties"]):
    """A star of radius `radius` around its origin. The sky `red_sun` adds its corona."""

    kind = "red_sun"

    class Properties(ActorProperties):
        """What a scene may set."""

        radius: float = declare(1000.0, "radius, fixed when the scene loads", unit="m", low=1e-3)
        seed: int = declare(2, "random seed of the prominences", low=0)
        brightness: Number = declare(1.5, "radiance at the middle of the disc", low=0.0)
        colour: Colour = declare((1.0, 0.20, 0.045), "colour of its light, linear")
        activity: Number = declare(1.0, "strength of prominences and spots", low=0.0, high=2.0)
        arch: Number = declare(
            0.0, "how high one great prominence has risen, as a share of its height", low=0.0, high=1.0
        )
        arch_light: Number = declare(3.0, "its light, in that of the others", unit="factor", low=0.0)
        arch_side: FixedDirection = declare((1.0, 0.2, 0.0), "direction in which it rises", space="own")

    def __init__(self, name: str, properties: RedSun.Properties, film: FilmContext) -> None:
        super().__init__(name, properties, film)
        self.build_later(
            disc=lambda: icosphere(1.0, 5),
            arcs=lambda: _arcs(properties.seed),
            arch=lambda: arch(properties.seed),
        )

    def rests(self, start: float, end: float) -> bool:
        """Return whether no property changes."""
        return self.held(start, end)

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return the disc and the prominences; the corona belongs to the sky `red_sun`."""
        p, t = self.properties, snapshot.time
        size = compose((0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0), p.radius)[None]
        red, green, blue = (float(c) for c in p.colour.at(t))
        colour = (red, green, blue)
        brightness, activity = p.brightness.at(t), p.activity.at(t)
        draws = [
            self.draw(
                snapshot, mesh, material, pieces=size, layer=layer, shadow=False, mirrored=False,
                brightness=brightness, colour=colour, activity=activity,
            )
            for mesh, material, layer in LAYERS
        ]  # fmt: skip
        risen = p.arch.at(t)
        if risen > 0.0:
            # It grows out of the face, and its feet part as it does.
            grown = translation((0.0, 1.0, 0.0)) @ scaling((0.6 + 0.4 * risen, risen, 0.6 + 0.4 * risen))
            upright = compose((0.0, 0.0, 0.0), from_up_to(normalized(p.arch_side)), p.radius)
            draws.append(
                self.draw(
                    snapshot, "arch", ARCS, pieces=(upright @ grown @ translation((0.0, -1.0, 0.0)))[None],
                    layer="additive", shadow=False, mirrored=False, activity=activity,
                    brightness=brightness * p.arch_light.at(t), colour=colour,
                )
            )  # fmt: skip
        return Contribution(draws=draws)


@kept(memory=4)
def _arcs(seed: int) -> Mesh:
    """Return the prominences of a star of radius 1: bundles of thin loops that begin and end below the surface."""
    random = np.random.default_rng([seed, 13])
    parts = []
    for number in range(PROMINENCES):
        # Distributed along the limb as seen from +z, where they appear against the dark sky.
        angle = 2.0 * np.pi * (number + random.uniform(-0.8, 0.8)) / PROMINENCES
        foot = normalized([np.cos(angle), np.sin(angle), random.uniform(-0.12, 0.22)])
        along = normalized(np.cross(foot, normalized(random.normal(size=3))))
        width = 0.05 + 0.17 * random.uniform() ** 2
        for strand in range(STRANDS):
            reach = width * (0.55 + 0.045 * strand)
            tall = reach * random.uniform(0.9, 1.5)
            lean = random.normal(0.0, 0.06)
            share = np.linspace(0.0, np.pi, 40)
            # A loop in the plane of `foot` and `along`, tilted by `lean`.
            out = 0.97 + tall * np.sin(share) ** 1.4
            aside = reach * np.cos(share)
            across = np.cross(foot, along)
            path = foot * out[:, None] + along * aside[:, None] + across * (lean * np.sin(share))[:, None]
            thickness = 0.017 * random.uniform(0.3, 1.0)
            loop = tube(path, thickness, 8)
            vertices = loop.vertices.copy()
            vertices["tint"] = (float(strand) / STRANDS, random.uniform(), 1.0, 0.0)
            parts.append(Mesh(vertices, loop.triangles))
    return merged(parts)
