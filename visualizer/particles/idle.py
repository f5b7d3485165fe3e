"""Idle properties: what a scene sets of an emitter that has no effect beside what else it sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from visualizer.particles.properties import EmitterProperties
from visualizer.timeline.track import Track

Test = Callable[[EmitterProperties], bool]


def _ever(track: Track[float]) -> bool:
    return any(key.value != 0.0 for key in track.keys)


def _shapes(*names: str) -> Test:
    return lambda p: p.shape in names


def _bounces(p: EmitterProperties) -> bool:
    return p.floor is not None or bool(p.colliders)


_NEEDS: tuple[tuple[tuple[str, ...], Test, str], ...] = (
    (("points",), _shapes("curve"), "shape = 'curve'"),
    (("pieces_shown",), _shapes("pieces"), "shape = 'pieces'"),
    (("hollow",), _shapes("sphere", "disc"), "a sphere or disc as its shape"),
    (("extent",), _shapes("box", "sphere", "disc", "cone", "line"), "a box, sphere, disc, cone or line as its shape"),
    (("mesh",), lambda p: p.solid or p.shape in ("surface", "pieces"), "shape = 'surface' or 'pieces', or solid = true"),
    (("born", "each"), lambda p: p.parent is not None, "a parent"),
    (("bounce", "friction"), _bounces, "a floor or colliders"),
    (("wind",), lambda p: _ever(p.drag), "drag"),
    (("turbulence_scale", "turbulence_speed"), lambda p: _ever(p.turbulence), "turbulence"),
    (("vortex_axis", "vortex_radius"), lambda p: _ever(p.vortex), "vortex"),
    (("attractor",), lambda p: _ever(p.attraction), "attraction"),
    (("blast_centre", "blast_t", "blast_speed", "blast_falloff"), lambda p: _ever(p.blast), "blast"),
    (("temperature_end",), lambda p: p.temperature is not None, "temperature"),
    (("trail_width", "trail_points"), lambda p: _ever(p.trail), "trail"),
)  # fmt: skip
"""Properties, when they have an effect, and what they need for it."""


def idle_properties(p: EmitterProperties) -> Iterator[tuple[str, str]]:
    """Yield each property that was set and has no effect, with what it needs to have one."""
    for names, works, needed in _NEEDS:
        if not works(p):
            yield from ((name, needed) for name in names if name in p.model_fields_set)
