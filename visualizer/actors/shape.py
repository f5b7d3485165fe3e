"""A plain shape: box, sphere, crystal, cylinder or plane. For first scenes and for tests."""

from typing import Literal

import numpy as np

from visualizer.actors.base import Actor, ActorProperties, Contribution, FilmContext
from visualizer.actors.graph import Snapshot
from visualizer.actors.materials import Material
from visualizer.geometry.crystals import crystal
from visualizer.geometry.mesh import Mesh, flat_mesh, transformed
from visualizer.geometry.primitives import box, cylinder, icosphere
from visualizer.properties import Colour, Number, declare
from visualizer.transforms import scaling, translation

PLAIN = Material("plain")


class Shape(Actor["Shape.Properties"]):
    """A shape of one colour. Its origin is the middle of its underside; a plane lies at y = 0."""

    kind = "shape"
    anchors = ("top", "middle")

    class Properties(ActorProperties):
        """What a scene may set."""

        shape: Literal["box", "sphere", "crystal", "cylinder", "plane"] = declare("box", "form")
        size: tuple[float, float, float] = declare(
            (1.0, 1.0, 1.0), "size along x, y and z", unit="m", low=1e-4
        )
        seed: int = declare(0, "random seed of the crystal", low=0)
        colour: Colour = declare((0.5, 0.5, 0.5), "base colour, linear")
        roughness: Number = declare(
            0.4, "roughness of the surface: 0 reflects like a mirror, 1 is matte", low=0.0, high=1.0
        )
        metalness: Number = declare(0.0, "0 is a dielectric such as stone, 1 is a metal", low=0.0, high=1.0)
        emission: Number = declare(0.0, "emitted radiance, as a factor on the colour", unit="factor", low=0.0)

    def __init__(self, name: str, properties: "Shape.Properties", film: FilmContext) -> None:
        super().__init__(name, properties, film)
        self.build_later(shape=lambda: _mesh(properties.shape, properties.size, properties.seed))

    def anchor(self, name: str, snapshot: Snapshot) -> np.ndarray:
        """Return model_from_anchor of the middle of the shape, or of the middle of its top."""
        height = 0.0 if self.properties.shape == "plane" else self.properties.size[1]
        return translation((0.0, height if name == "top" else height / 2.0, 0.0))

    def rests(self, start: float, end: float) -> bool:
        """Return whether no property changes."""
        return self.held(start, end)

    def contribution(self, snapshot: Snapshot) -> Contribution:
        """Return one draw."""
        p, t = self.properties, snapshot.time
        draw = self.draw(
            snapshot, "shape", PLAIN, colour=tuple(p.colour.at(t)), roughness=p.roughness.at(t),
            metalness=p.metalness.at(t), emission=p.emission.at(t),
        )  # fmt: skip
        return Contribution(draws=[draw])


def _mesh(shape: str, size: tuple[float, float, float], seed: int) -> Mesh:
    width, _, depth = size
    if shape == "plane":
        x, z = width / 2.0, depth / 2.0
        return flat_mesh([[(-x, 0, z), (x, 0, z), (x, 0, -z), (-x, 0, -z)]])
    if shape == "crystal":
        return transformed(crystal(1.0, 0.5, seed=seed), scaling(size))
    unit = {
        "box": lambda: box((1.0, 1.0, 1.0)),
        "sphere": lambda: icosphere(0.5, 3),
        "cylinder": lambda: cylinder(0.5, 1.0, segments=32),
    }[shape]()
    low = unit.bounds[0][1]
    return transformed(unit, scaling(size) @ translation((0.0, -low, 0.0)))
