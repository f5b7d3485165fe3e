"""The public API: the tour in the package's docstring runs, `__all__` is complete, and a user's code is
type-checked."""

import ast
import re
import subprocess
import sys
import textwrap
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

import visualizer
from tests.names import trees
from tests.scene.texts import GOOD

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "visualizer" / "__init__.py"
BLOCKS = [textwrap.dedent(block) for block in re.findall(r"::\n\n((?:    .*\n|\n)+)", visualizer.__doc__)]


def imported_for_types() -> set[str]:
    """Return the names that type checkers see in the package."""
    page = ast.parse(PAGE.read_text(encoding="utf-8"))
    (block,) = [node for node in page.body if isinstance(node, ast.If)]
    return {
        alias.asname or alias.name
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_the_tour_in_the_docstring_runs(tmp_path, monkeypatch):
    assert len(BLOCKS) == 8
    code = "\n".join(BLOCKS[:7])
    # The same calls on a small scene and in a small size.
    for written, small in (
        ("explosion", "one"), ("(1280, 720)", "(32, 18)"), ("samples=16", "samples=2"), ("samples=8", "samples=1"),
        ("start=10.0, end=20.0", "start=0.0, end=0.1"), ("(640, 360))", "(64, 36), end=0.2)"), ('samples=4):', 'samples=2, size=(16, 9), end=0.2):'), ("columns=5", "columns=5, width=48"),
        ('shot="one")', 'shot="one", size=(32, 18), samples=1)'),
    ):  # fmt: skip
        assert written in code, written
        code = code.replace(written, small)
    (tmp_path / "launch.toml").write_text(GOOD)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(compile(code, "visualizer/__init__.py", "exec"), names)
    assert names["pixels"].shape == (18, 32, 3)
    assert names["light"].shape == (9, 16, 3) and names["depth"].shape == (9, 16)
    assert names["clip"].data[4:8] == b"ftyp" and names["larger"].warnings == ()
    assert {path.name for path in tmp_path.iterdir()} >= {"one.png", "sheet.png", "launch.mp4"}


def test_the_kind_of_actor_in_the_docstring_draws():
    names: dict[str, Any] = {}
    exec(compile(BLOCKS[7], "visualizer/__init__.py", "exec", dont_inherit=True), names)
    kind = names["Monolith"]
    actor = kind("slab", kind.Properties.model_validate({"roughness": 0.4}), visualizer.FilmContext())
    graph = visualizer.SceneGraph({"slab": actor})
    (draw,) = actor.contribution(visualizer.Snapshot(graph, 0.0)).draws
    assert draw.mesh == "slab.slab" and draw.uniforms["roughness"] == 0.4


def test_every_public_name_exists_and_is_seen_by_type_checkers():
    assert imported_for_types() | {"__version__"} == set(visualizer.__all__)
    for name in visualizer.__all__:
        assert getattr(visualizer, name) is not None
    assert set(visualizer.__all__) <= set(dir(visualizer))


def test_every_public_name_is_in_the_tour_or_has_a_docstring():
    for name in visualizer.__all__:
        value = getattr(visualizer, name)
        assert name in visualizer.__doc__ or getattr(value, "__doc__", None), name


def test_loading_a_scene_imports_neither_opengl_nor_a_window_nor_what_only_meshes_need(tmp_path):
    (tmp_path / "a.toml").write_text(GOOD)
    code = (
        "import sys, visualizer; visualizer.load('a.toml').at(0.0); "
        "print(sorted({'moderngl', 'moderngl_window', 'pyglet', 'imgui_bundle', 'av', 'scipy'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path)
    assert result.stdout.strip() == "[]", result.stderr


def test_a_still_imports_nothing_of_ffmpeg():
    """Importing it takes 40 ms, which only video needs."""
    code = "import sys, visualizer.output.stills; print('av' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.strip() == "False", result.stderr


def test_the_version_is_that_of_the_package_everywhere():
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert visualizer.__version__ == tomllib.load(file)["project"]["version"]
    result = subprocess.run(
        [sys.executable, "-m", "visualizer", "--version"], capture_output=True, text=True, cwd=ROOT
    )
    assert (result.returncode, result.stdout) == (0, f"visualizer {visualizer.__version__}\n")


PROGRAMS = {"taplo"}
"""Packages that are run as programs, not imported."""


def test_what_is_imported_is_declared_and_what_is_declared_is_imported():
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    extras = [
        entry for name, extra in project["optional-dependencies"].items() if name != "dev" for entry in extra
    ]
    declared = project["dependencies"] + extras
    names = {re.split(r"[<>=\[ ]", entry)[0].lower().replace("_", "-") for entry in declared}
    imported: dict[str, str] = {}
    for path, tree in trees(ROOT / "visualizer").items():
        for node in ast.walk(tree):
            modules = (
                [alias.name for alias in node.names] if isinstance(node, ast.Import)
                else [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level
                else []
            )  # fmt: skip
            imported |= {module.partition(".")[0]: str(path) for module in modules}
    homes = packages_distributions()
    foreign = {
        distribution.lower().replace("_", "-"): path
        for module, path in imported.items()
        if module not in sys.stdlib_module_names and module not in ("visualizer", "")
        for distribution in homes.get(module, [module])  # without a .py file, Python 3.11 finds no home
    }
    names -= PROGRAMS
    foreign.pop("pydantic-core", None)  # pydantic pins the version that fits
    assert set(foreign) == names, {name: path for name, path in foreign.items() if name not in names}


def test_every_dependency_has_a_lowest_version_which_make_lowest_installs():
    with (ROOT / "pyproject.toml").open("rb") as file:
        declared = tomllib.load(file)["project"]["dependencies"]
    assert all(re.fullmatch(r"[A-Za-z-]+>=[0-9.]+", entry) for entry in declared), declared
    rule = re.search(r"\tsed -n '(.*)' pyproject.toml > \$@", (ROOT / "Makefile").read_text())
    assert rule
    found = subprocess.run(["sed", "-n", rule[1], "pyproject.toml"], capture_output=True, text=True, cwd=ROOT)
    assert found.stdout.split() == [entry.replace(">=", "==") for entry in declared]


def test_a_users_program_is_type_checked_against_the_package(tmp_path):
    right = "\n".join(
        ["import visualizer", "from fractions import Fraction", "scene: visualizer.Scene = visualizer.load('a.toml')",
         "rate: Fraction = scene.film.fps", "with visualizer.Renderer((32, 18)) as renderer:",
         "    renderer.draw(scene.at(1.0))", "    shape: tuple[int, ...] = renderer.pixels().shape",
         "options: visualizer.RenderOptions = {'samples': 2}", "visualizer.render(scene, 'a.mp4', **options)",
         *BLOCKS[7].splitlines(), "Monolith.Properties(roughness=0.3)",
         "Monolith.Properties(roughness=[{'t': 0.0, 'v': 0.3}]).roughness.at(1.0).is_integer()"]
    )  # fmt: skip
    (tmp_path / "right.py").write_text(right)
    wrong = (
        "import visualizer\nvisualizer.load(1)\nvisualizer.render(2, 'a.mp4', sample=2)\n"
        "class Options(visualizer.ActorProperties):\n    glow: visualizer.Number = visualizer.declare(0.0)\n"
        "Options(glow='much')\n"
    )
    (tmp_path / "wrong.py").write_text(wrong)
    api = pytest.importorskip("mypy.api")
    out, _, status = api.run(
        # Strict, as the package is checked: so what that has found of the package is used.
        ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(ROOT / ".mypy_cache"),
         str(tmp_path / "right.py"), str(tmp_path / "wrong.py")]
    )  # fmt: skip
    assert "right.py" not in out, out
    assert status == 1 and out.count("error:") == 4, out
