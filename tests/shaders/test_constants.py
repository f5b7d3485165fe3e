"""Constants that Python and GLSL share are declared in Python and generated into the shaders: none is written twice."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

import visualizer
from visualizer import colour
from visualizer.data import data_folder
from visualizer.gpu.generated import TEXTS, constants

SHADERS = data_folder("shaders")
CONSTANT = re.compile(r"\bconst\s+\w+\s+(\w+)\s*=\s*([^;]+);")
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")

NO_SHADERS = {"player", "cli", "output", "text", "bench"}
"""Packages unrelated to shaders: a constant of the same name there means something else."""


def numbers(text: str) -> tuple[float, ...]:
    """Return the numbers of a text such as ``vec3(0.1, 0.2, 0.3)`` or ``np.array([0.1, 0.2, 0.3])``."""
    return tuple(float(one) for one in NUMBER.findall(text))


def in_python() -> dict[str, set[tuple[float, ...]]]:
    """Return the numbers of each constant of a module, by its name without a leading underscore."""
    found = defaultdict(set)
    package = Path(visualizer.__file__).parent
    for path in package.rglob("*.py"):
        if path.relative_to(package).parts[0] in NO_SHADERS:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id.removeprefix("_")].add(numbers(ast.unparse(node.value)))
    return found


def repeated(text: str, known: dict[str, set[tuple[float, ...]]]) -> list[str]:
    """Return the names of a shader's constants that Python declares with the same numbers."""
    return [
        name
        for name, value in CONSTANT.findall(text)
        if numbers(value) and numbers(value) in known.get(name, ())
    ]


def test_no_constant_is_declared_in_python_and_again_in_a_shader() -> None:
    known = in_python()
    files = [p for p in SHADERS.rglob("*") if p.suffix in {".glsl", ".vert", ".frag", ".comp"}]
    found = {
        path.name: names for path in files if (names := repeated(path.read_text(encoding="utf-8"), known))
    }
    assert not found, "declare it in Python and add it to `TEXTS`"


def test_a_repeated_constant_is_found() -> None:
    assert repeated("const vec3 LUMINANCE = vec3(0.2126, 0.7152, 0.0722);", in_python()) == ["LUMINANCE"]
    assert not repeated("const vec3 LUMINANCE = vec3(0.3, 0.6, 0.1);", in_python())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "const int A = 3;\n"),
        (0.5, "const float A = 0.5;\n"),
        (1e-9, "const float A = 1e-09;\n"),
        ((1, 2.5), "const vec2 A = vec2(1.0, 2.5);\n"),
    ],
)
def test_a_constant_is_written_with_its_type(value, text) -> None:
    assert constants({"A": value}) == text


def test_shaders_are_given_every_constant_of_colour() -> None:
    names = {name for name in vars(colour) if name.isupper()}
    assert names == {name for name, _ in CONSTANT.findall(TEXTS["colour"])}
