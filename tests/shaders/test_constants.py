"""Constants that Python and GLSL share are declared in Python and generated into the shaders: none is written twice."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import visualizer
from tests.shaders import style
from tests.shaders.flow import bare, files
from visualizer import colour
from visualizer.data import data_folder
from visualizer.gpu.generated import TEXTS, constants
from visualizer.renderer.particles.glsl import SHARED

SHADERS = data_folder("shaders")
CONSTANT = re.compile(r"\bconst\s+\w+\s+(\w+)\s*=\s*([^;]+);")
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")

NO_SHADERS = {"player", "cli", "output", "text", "bench"}
"""Packages unrelated to shaders: a constant of the same name there means something else."""

MIRRORS = re.compile(r"[Mm]irrors\s+((?:[^.]|\.(?=py\b))+)\.")
"""The sentence of a shader that names the modules that compute the same."""
LITERAL = re.compile(r"(?<![\w.])(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)[uUfF]?(?![\w.])")
COUNTS = 100
"""A whole number below, written without a point, counts or shifts: it may stand in both languages by chance."""
DIGITS = 5
"""Digits of a number that is not in two places by chance."""


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
        (np.uint32(7), "const uint A = 7u;\n"),
        (np.array([7, 8], np.uint32), "const uvec2 A = uvec2(7u, 8u);\n"),
        (np.array([1.0, 2.5, 3.0]), "const vec3 A = vec3(1.0, 2.5, 3.0);\n"),
    ],
)
def test_a_constant_is_written_with_its_type(value, text) -> None:
    assert constants({"A": value}) == text


def package(*names: str) -> dict[str, str]:
    """Return the source of the modules of the packages, or of the modules, of these names, by path."""
    root = Path(visualizer.__file__).parent
    paths = [
        path
        for name in names
        for path in ((root / name).rglob("*.py") if (root / name).is_dir() else [root / name])
    ]
    return {
        f"visualizer/{path.relative_to(root).as_posix()}": path.read_text(encoding="utf-8") for path in paths
    }


def in_shader(text: str) -> set[float | int]:
    """Return the numbers of a shader that may mean something: no small whole numbers, no guards, none of
    `style.FREE`."""
    code = bare(re.sub(r"/\*.*?\*/|\blayout\([^)]*\)", "", text, flags=re.DOTALL))
    found = (match[0] for match in LITERAL.finditer(code))
    return {number for one in found if telling(number := value(one))}


def value(literal: str) -> float | int:
    """Return the number of a literal of GLSL: 0x10u, 7u, 1.5, 1e-3."""
    plain = literal if literal[:2] in ("0x", "0X") else literal.rstrip("fF")
    plain = plain.rstrip("uU")
    return float(plain) if re.search(r"[.eE]", plain) and plain[:2] not in ("0x", "0X") else int(plain, 0)


@cache
def in_module(text: str) -> set[float | int]:
    """Return the same of a module."""
    written = [node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
    found = [number for number in written if isinstance(number, int | float) and not isinstance(number, bool)]
    return {number for number in found if telling(number)}


def telling(number: float | int) -> bool:
    """Return whether a number may be a fact that two places share."""
    if isinstance(number, int):
        return number >= COUNTS
    return number not in style.FREE and number > style.LEAST


def in_both(text: str, modules: dict[str, str]) -> list[str]:
    """Return the numbers, with their module, that stand in a shader and in a module that it mirrors, and those that
    stand in it and in any module and are too long or too large to be there by chance."""
    own = in_shader(text)
    mirrored = [
        path for sentence in MIRRORS.findall(text) for path in re.findall(r"visualizer/[\w/]+\.py", sentence)
    ]
    assert set(mirrored) <= set(modules), "a shader mirrors a module that is not there"
    long = {
        number
        for number in own
        if isinstance(number, int) or len(f"{number:.9g}".replace(".", "").strip("0")) >= DIGITS
    }
    return [
        f"{number} in {path}"
        for path, module in modules.items()
        for number in sorted(in_module(module) & (own if path in mirrored else long))
    ]


def test_no_number_of_a_module_is_written_again_in_the_shader_that_mirrors_it() -> None:
    modules = package("particles", "renderer", "gpu", "frame.py", "colour.py")
    found = {
        path.name: both
        for path in files(SHADERS)
        if (both := in_both(path.read_text(encoding="utf-8"), modules))
    }
    assert not found, (
        "declare it in Python, and generate it: `visualizer/renderer/particles/glsl.py`, or `TEXTS`"
    )


@pytest.mark.parametrize(
    ("shader", "module", "found"),
    [
        ("// Mirrors visualizer/a.py.\nfloat y = 0.75 + 9.0 * x;", "y = 9.0 * x", ["9.0 in visualizer/a.py"]),
        ("// Mirrors visualizer/a.py.\nconst float SPIN = 0.75;", "RATE = 0.75", ["0.75 in visualizer/a.py"]),
        (
            "// Mirrors visualizer/b.py and\n// visualizer/a.py. So.\nfloat y = 9.0;",
            "y = 9.0",
            ["9.0 in visualizer/a.py"],
        ),
        ("float y = 9.0;", "y = 9.0", []),
        ("int y = i % 256;", "ROW = 256", ["256 in visualizer/a.py"]),
        ("uint y = x ^ 0x9E3779B9u;", "GOLDEN = 2654435769", ["2654435769 in visualizer/a.py"]),
        ("y = x * 0.785398163;", "y = 0.785398163 * x", ["0.785398163 in visualizer/a.py"]),
        ("layout(local_size_x = 256) in;", "ROW = 256", []),
        (
            "// Mirrors visualizer/a.py.\nint y = x >> 16;\nfloat z = max(1e-6, 0.5);",
            "y = (16, 1e-6, 0.5)",
            [],
        ),
    ],
)
def test_a_number_that_a_shader_shares_with_python_is_found(
    shader: str, module: str, found: list[str]
) -> None:
    assert in_both(shader, {"visualizer/a.py": module, "visualizer/b.py": ""}) == found


def test_every_constant_that_shaders_are_given_is_used_by_one() -> None:
    words = {
        word for path in files(SHADERS) for word in re.findall(r"\w+", bare(path.read_text(encoding="utf-8")))
    }
    assert set(SHARED) <= words


def test_shaders_are_given_every_constant_of_colour() -> None:
    names = {name for name in vars(colour) if name.isupper()}
    assert names == {name for name, _ in CONSTANT.findall(TEXTS["colour"])}
