"""From errors to messages: an actor's own code, modules that are not there, and where an error came from."""

import os
import subprocess
import sys

import pytest

from tests.scene.texts import GOOD
from visualizer.actors.errors import ActorError
from visualizer.cli.errors import BUG, INPUT_AT_FAULT, MACHINE_LACKS, status_of
from visualizer.data import DataMissing

KIND = """from visualizer.actors.base import Actor
class Odd(Actor):
    kind = "odd"
    anchors = ("tip",)
    def __init__(self, name, properties, film):
        super().__init__(name, properties, film)
        {init}
    def contribution(self, snapshot):
        {parts}
    def placement(self, snapshot):
        {placement}
        return super().placement(snapshot)
"""


def run(folder, *arguments, init="pass", parts="raise NotImplementedError", placement="pass", **environment):
    """Run a command on a scene that uses a kind of another package."""
    info = folder / "site" / "odd-1.0.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odd\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[visualizer.actors]\nodd = odd_kind:Odd\n")
    source = KIND.format(init=init, parts=parts, placement=placement)
    (folder / "site" / "odd_kind.py").write_text(source)
    (folder / "s.toml").write_text(
        GOOD + '[actor.thing]\nkind = "odd"\n[actor.rider]\nkind = "shape"\nattach = "thing"\n'
    )
    path = os.pathsep.join(filter(None, [str(folder / "site"), os.getcwd(), os.environ.get("PYTHONPATH")]))
    return subprocess.run(
        [sys.executable, "-m", "visualizer", *arguments],
        capture_output=True, text=True, cwd=folder, env={**os.environ, "PYTHONPATH": path, **environment},
    )  # fmt: skip


@pytest.mark.parametrize(
    "fault", [{"parts": "import not_there"}, {"placement": "1 / 0"}, {"parts": "raise KeyError('x')"}]
)
def test_what_fails_in_an_actor_of_another_package_is_told_of_that_actor(fault, tmp_path):
    result = run(tmp_path, "still", "s.toml", "-t", "0.5", "-o", "a.png", "--samples", "1", **fault)
    assert result.returncode == INPUT_AT_FAULT
    assert "visualizer: actor 'thing' of kind 'odd' (odd_kind) failed at 0.5 s: " in result.stderr
    assert "Traceback" not in result.stderr
    assert "Set VISUALIZER_TRACEBACK=1 to see where." in result.stderr


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["check", "s.toml"], {"init": "raise RuntimeError('odd init')"}),
        (["info", "s.toml"], {"init": "import not_there"}),
        (
            ["still", "s.toml", "-t", "0", "-o", "a.png", "--samples", "1"],
            {"parts": "raise RuntimeError('odd')"},
        ),
    ],
)
def test_the_traceback_of_an_actors_own_error_can_be_asked_for(arguments, fault, tmp_path):
    result = run(tmp_path, *arguments, **fault, VISUALIZER_TRACEBACK="1")
    assert result.returncode == INPUT_AT_FAULT
    assert "Traceback (most recent call last)" in result.stderr
    assert "odd_kind.py" in result.stderr


def test_a_kind_of_the_visualizers_own_that_fails_is_its_defect(capfd):
    error = ActorError("stone", "shape", "visualizer.actors.shape", 1.0, ValueError("x"))
    assert status_of(error) == BUG
    assert (
        "actor 'stone' of kind 'shape' (visualizer.actors.shape) failed at 1 s: ValueError: x"
        in capfd.readouterr().err
    )


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (DataMissing("the folder 'shaders' is neither in nor beside /x"), MACHINE_LACKS, "a part of the installation is missing (the folder 'shaders' is neither in nor beside /x). To mend it: pip install"),
        (ModuleNotFoundError("No module named 'av'", name="av"), MACHINE_LACKS, "a part of the installation is missing (No module named 'av')"),
        (ImportError("libGL.so.1: cannot open", name="imgui_bundle._imgui_bundle"), MACHINE_LACKS, "a part of the installation"),
        (ImportError("cannot import name 'x' from 'visualizer.frame'", name="visualizer.frame"), BUG, "this is a defect of the visualizer"),
        (ModuleNotFoundError("No module named 'visualizer.nothing'", name="visualizer.nothing"), BUG, "this is a defect"),
        (ImportError("raised by hand"), BUG, "this is a defect"),
    ],
)  # fmt: skip
def test_only_a_missing_package_is_blamed_on_the_installation(error, status, text, capfd):
    assert status_of(error) == status
    assert text in capfd.readouterr().err
