"""Every property of emitters and every birth value is used: a new one that is forgotten somewhere fails here."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from visualizer.particles.birth_values import BIRTH_VALUES, ROW_COUNT, SLOT
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import EmitterProperties
from visualizer.renderer.particles.features import FEATURES, defines, features_of

ROOT = Path(__file__).parents[2]
PYTHON = {
    f"{folder}/{path.name}": path.read_text(encoding="utf-8")
    for folder in ("particles", "renderer/particles", "scene")
    for path in (ROOT / "visualizer" / folder).glob("*.py")
    if path.name not in ("properties.py", "needs.py", "birth_values.py")
}
DECLARED = (ROOT / "visualizer/particles/birth_values.py").read_text(encoding="utf-8")
REFERENCE = ("motion", "appearance", "fields", "origins", "bouncing", "lights")
GLSL = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "shaders/particles").iterdir())
NOT_IN_THE_REFERENCE = {"stretch", "trail_width", "trail"}
"""Values that only drawing uses, which has tests of its own: stretch and trail."""


def other(name: str) -> object:
    """Return a value of a property that is not its default."""
    schema = EmitterProperties.model_json_schema()["properties"][name]
    default = EmitterProperties.model_fields[name].get_default(call_default_factory=True)
    texts = {
        "parent": "p", "rotation": (10.0, 0.0, 0.0), "floor": 1.0, "colour": (0.1, 0.2, 0.3), "colour_end": (0.1, 0.2, 0.3),
        "bursts": [{"t": 1.0, "count": 3}], "points": [(0, 0, 0), (1, 0, 0)], "colliders": [{"shape": "sphere"}], "vortex_axis": (1, 0, 0),
        "solid": True, "temperature": 2000.0, "temperature_end": 2000.0, "lit": 0.5, "lod_distance": 3.0,
        "size_curve": [{"at": 0.0, "v": 1.0}, {"at": 1.0, "v": 0.2}],
        "opacity_curve": [{"at": 0.0, "v": 1.0}, {"at": 1.0, "v": 0.2}],
        "colour_curve": [{"at": 0.0, "v": [1, 1, 1]}, {"at": 1.0, "v": [0, 1, 1]}],
        "size_by_speed": [{"at": 0.0, "v": 1.0}, {"at": 1.0, "v": 0.2}],
        "colour_by_speed": [{"at": 0.0, "v": [1, 1, 1]}, {"at": 1.0, "v": [0, 1, 1]}],
    }  # fmt: skip
    if name in texts:
        return texts[name]
    for names in (schema.get("enum"), *(one.get("enum") for one in schema.get("anyOf", []))):
        if names:
            return next(one for one in names if one != default)
    plain = default.at(0.0) if hasattr(default, "at") else default
    if isinstance(plain, int):
        return plain + 1
    return (np.asarray(plain) * 0.5 + 0.3).tolist()


@pytest.mark.parametrize("name", EmitterProperties.model_fields)
def test_every_property_is_in_the_digest(name):
    one, same = (compiled(EmitterProperties(), seed=1, duration=2.0) for _ in range(2))
    assert one.digest == same.digest
    changed = one.properties.model_copy(
        update={name: getattr(EmitterProperties.model_validate({name: other(name)}), name)}
    )
    # Births and the parent's motion are those of the first emitter, so only the property differs.
    assert replace(one, properties=changed).digest != one.digest


@pytest.mark.parametrize("name", EmitterProperties.model_fields)
def test_every_property_is_read_by_something(name):
    read = re.compile(rf"\b(p|properties|_p|model|emitter|source)\.{name}\b")
    value = re.search(
        rf'_plain\(\s*"{name}"|"[^"]*\b{name}\b[^"]*",\s*(lambda|_carried)|\bp\.{name}\b', DECLARED
    )
    assert value or any(read.search(text) for text in PYTHON.values())


@pytest.mark.parametrize("name", [value.name for value in BIRTH_VALUES])
def test_every_birth_value_is_read_by_shaders_and_by_the_reference(name):
    assert f"emitter_{name}()" in GLSL
    if name not in NOT_IN_THE_REFERENCE and not name.startswith(("turn_", "place_")):
        assert any(f'"{name}"' in PYTHON[f"particles/{file}.py"] for file in REFERENCE)


def test_no_two_values_share_a_number_and_no_row_is_empty():
    taken = [(slot.row, n) for slot in SLOT.values() for n in range(slot.numbers.start, slot.numbers.stop)]
    assert len(taken) == len(set(taken)) and {row for row, _ in taken} == set(range(ROW_COUNT))
    assert all(number < 4 for _, number in taken)


@pytest.mark.parametrize("name", [feature.name for feature in FEATURES])
def test_every_feature_is_read_by_shaders_or_decides_what_is_drawn(name):
    assert (
        re.search(rf"\b{name}\b", GLSL) or name == "TRAILS"
    )  # this one decides in Python whether trails are drawn
    assert name in defines(features_of(compiled(EmitterProperties(), seed=1, duration=1.0)))
