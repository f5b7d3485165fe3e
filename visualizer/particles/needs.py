"""Which properties of emitters have an effect only together with others, and which others they need."""

from __future__ import annotations

from collections.abc import Callable

from visualizer.particles.properties import EmitterProperties
from visualizer.properties.conditions import Needs, ever


def _shapes(*names: str) -> Callable[[EmitterProperties], bool]:
    return lambda p: p.shape in names


def _bounces(p: EmitterProperties) -> bool:
    return p.floor is not None or bool(p.colliders)


NEEDS: Needs = (
    (("points",), _shapes("curve"), "shape = 'curve'"),
    (("pieces_shown",), _shapes("pieces"), "shape = 'pieces'"),
    (("hollow",), _shapes("sphere", "disc"), "a sphere or disc as its shape"),
    (("extent",), _shapes("box", "sphere", "disc", "cone", "line"), "a box, sphere, disc, cone or line as its shape"),
    (("mesh",), lambda p: p.solid or p.shape in ("surface", "pieces"), "shape = 'surface' or 'pieces', or solid = true"),
    (("born", "each"), lambda p: p.parent is not None, "a parent"),
    (("bounce", "friction"), _bounces, "a floor or colliders"),
    (("wind",), lambda p: ever(p.drag), "drag"),
    (("turbulence_scale", "turbulence_speed"), lambda p: ever(p.turbulence), "turbulence"),
    (("vortex_axis", "vortex_radius"), lambda p: ever(p.vortex), "vortex"),
    (("attractor",), lambda p: ever(p.attraction), "attraction"),
    (("blast_centre", "blast_t", "blast_speed", "blast_falloff"), lambda p: ever(p.blast), "blast"),
    (("temperature_end",), lambda p: p.temperature is not None, "temperature"),
    (("trail_width", "trail_points"), lambda p: ever(p.trail), "trail"),
)  # fmt: skip
