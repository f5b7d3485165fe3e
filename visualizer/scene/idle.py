"""Warnings of what a scene sets that has no effect beside what else it sets."""

from __future__ import annotations

from collections.abc import Mapping

from visualizer.particles.idle import idle_properties
from visualizer.properties.conditions import Needs, ever, idle
from visualizer.scene.emitters import EmitterModel
from visualizer.scene.model import CameraModel, LookModel
from visualizer.scene.problems import shown
from visualizer.scene.reading import Reading

_OF_CAMERAS: Needs = (
    (("focus", "focus_on"), lambda c: ever(c.aperture), "aperture"),
    (("focus",), lambda c: c.focus_on is None, "that there is no focus_on beside it"),
)
_OF_HAZE: Needs = (
    (("falloff", "floor", "colour", "anisotropy", "reach", "glow"), lambda m: ever(m.density), "density"),
)


def warn_of_idle(
    reading: Reading,
    cameras: Mapping[str, CameraModel | None],
    looks: Mapping[str, LookModel | None],
    emitters: Mapping[str, EmitterModel | None],
    duration: float | None,
) -> None:
    """Warn, at its place, of each property of cameras, haze and emitters that is set and has no effect.

    duration: of the film, s; None if it is not known, and then of no burst that comes after its end.
    """
    for name, camera in cameras.items():
        for key, needed in idle(camera, _OF_CAMERAS) if camera is not None else ():
            _warn(reading, ("camera", name, key), needed)
    for name, look in looks.items():
        for key, needed in idle(look.medium, _OF_HAZE) if look is not None else ():
            _warn(reading, ("look", name, "medium", key), needed)
    for name, emitter in emitters.items():
        if emitter is None:
            continue
        for key, needed in idle_properties(emitter):
            _warn(reading, ("emitter", name, key), needed)
        for number, burst in enumerate(emitter.bursts):
            if emitter.parent is None and duration is not None and burst.t >= duration:
                text = f"the film ends at {duration:g} s, so this burst is never seen {shown(burst.t)}"
                reading.warning(("emitter", name, "bursts", number, "t"), text)
        if emitter.parent is None and not ever(emitter.rate) and not any(b.count for b in emitter.bursts):
            reading.warning(
                ("emitter", name), "nothing is born of this: it needs a rate, bursts or a parent", key=True
            )


def _warn(reading: Reading, path: tuple[str, ...], needed: str) -> None:
    reading.warning(path, f"this has no effect: it needs {needed}", key=True)
