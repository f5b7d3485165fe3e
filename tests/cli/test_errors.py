"""Messages of errors: those raised in an actor's code, missing modules, and tracebacks on request."""

import ast
import builtins
import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import visualizer
from tests.scene.texts import GOOD
from visualizer.cli.application import app
from visualizer.cli.errors import status_of
from visualizer.errors import ActorError, ExitStatus, IncompleteInstallation, VisualizerError
from visualizer.player.session import start_of
from visualizer.scene.loading import load

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
def test_an_error_in_an_actor_of_another_package_names_that_actor(fault, tmp_path):
    result = run(tmp_path, "still", "s.toml", "-t", "0.5", "-o", "a.png", "--samples", "1", **fault)
    assert result.returncode == ExitStatus.INPUT_AT_FAULT
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
    assert result.returncode == ExitStatus.INPUT_AT_FAULT
    assert "Traceback (most recent call last)" in result.stderr
    assert "odd_kind.py" in result.stderr


def test_an_error_in_a_kind_of_this_package_is_reported_as_a_defect(capfd):
    error = ActorError("stone", "shape", "visualizer.actors.shape", "failed at 1 s", ValueError("x"))
    assert status_of(error) == ExitStatus.DEFECT
    assert (
        "actor 'stone' of kind 'shape' (visualizer.actors.shape) failed at 1 s: ValueError: x"
        in capfd.readouterr().err
    )


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (IncompleteInstallation("the folder 'shaders' is neither in nor beside /x"), ExitStatus.MACHINE_LACKS, "a part of the installation is missing (the folder 'shaders' is neither in nor beside /x). To fix it: pip install"),
        (ModuleNotFoundError("No module named 'av'", name="av"), ExitStatus.MACHINE_LACKS, "a part of the installation is missing (No module named 'av')"),
        (ImportError("libGL.so.1: cannot open", name="imgui_bundle._imgui_bundle"), ExitStatus.MACHINE_LACKS, "a part of the installation"),
        (ImportError("cannot import name 'x' from 'visualizer.frame'", name="visualizer.frame"), ExitStatus.DEFECT, "this is a defect of the visualizer"),
        (ModuleNotFoundError("No module named 'visualizer.nothing'", name="visualizer.nothing"), ExitStatus.DEFECT, "this is a defect"),
        (ImportError("raised by hand"), ExitStatus.DEFECT, "this is a defect"),
    ],
)  # fmt: skip
def test_only_a_missing_package_is_reported_as_an_incomplete_installation(error, status, text, capfd):
    assert status_of(error) == status
    assert text in capfd.readouterr().err


UNKNOWN_SHOT = "visualizer: no shot is called 'tow'; did you mean 'two'? There are one, two"
PACKAGE = Path(visualizer.__file__).parent
NOT_FOR_USERS = {
    "visualizer.cache.digests.NoDigest": "asked for by those who keep results, which keep none then",
    "visualizer.player.drawing._Paused": "a private signal, caught where it is raised",
    "visualizer.player.warming._Asked": "a private signal, caught where it is raised",
    "visualizer.renderer.renderer.Superseded": "a RuntimeError of the library: another draw was begun",
    "visualizer.particles.sampling.TooManySamples": "a private signal, caught in visualizer/particles/tables.py",
    "visualizer.timeline.easing.UnknownEasing": "a ValueError of the library, which the loader turns into a problem",
}
"""Classes of exceptions that need no exit status, and why."""


def exception_classes():
    """Return every exception class of the package. Only the modules that define one are imported: others need a
    screen."""
    bases, modules = {}, {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
                modules[node.name] = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)

    def is_exception(name):
        if name in bases:
            return any(is_exception(base) for base in bases[name])
        builtin = getattr(builtins, name, None)
        return isinstance(builtin, type) and issubclass(builtin, BaseException)

    found = [getattr(importlib.import_module(modules[name]), name) for name in bases if is_exception(name)]
    return [cls for cls in found if not issubclass(cls, Warning)]


def test_every_error_has_an_exit_status_and_the_command_line_uses_it(capfd):
    classes = exception_classes()
    assert len(classes) > 15
    for cls in classes:
        name = f"{cls.__module__}.{cls.__qualname__}"
        if cls is VisualizerError or name in NOT_FOR_USERS:
            continue
        assert issubclass(cls, VisualizerError), f"{name} is no VisualizerError: give it an exit status"
        assert cls is ActorError or cls.exit_status not in (ExitStatus.DONE, ExitStatus.DEFECT), name
        error = cls.__new__(cls, "what is wrong")
        assert status_of(error) == cls.exit_status, name
        told = capfd.readouterr().err
        assert told.startswith("visualizer: ") and "what is wrong" in told, (name, told)


@pytest.mark.parametrize(
    "arguments",
    [
        ("render", "--shot", "tow", "-o", "a.mp4"),
        ("render", "--from", "tow", "-o", "a.mp4"),
        ("still", "--shot", "tow", "-o", "a.png"),
        ("still", "-t", "tow+0.5", "-o", "a.png"),
        ("sheet", "--shot", "tow", "-o", "a.png"),
        ("sheet", "--to", "tow-0.5", "-o", "a.png"),
    ],
)
def test_every_command_prints_the_same_message_for_an_unknown_shot(arguments, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    scene = tmp_path / "s.toml"
    scene.write_text(GOOD)
    with pytest.raises(VisualizerError) as caught:
        app([arguments[0], str(scene), *arguments[1:]], standalone_mode=False)
    assert status_of(caught.value) == ExitStatus.INPUT_AT_FAULT
    assert capfd.readouterr().err.splitlines()[-1] == UNKNOWN_SHOT


@pytest.mark.parametrize(("start", "shot"), [("tow", None), (0.0, "tow")])
def test_the_window_prints_the_same_message_for_an_unknown_shot(start, shot, tmp_path):
    scene = tmp_path / "s.toml"
    scene.write_text(GOOD)
    with pytest.raises(VisualizerError) as caught:
        start_of(load(scene), start, shot)
    assert f"visualizer: {caught.value}" == UNKNOWN_SHOT
