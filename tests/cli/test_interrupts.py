"""Start and end of a command: an interrupt at any moment ends it with status 130 and at most one line, without a
traceback; the end takes no time."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.scene.texts import GOOD
from visualizer.cli import main
from visualizer.errors import ExitStatus

MODULES = (
    "visualizer.cache.memory",  # the first after the handler of interrupts
    "typer",
    "visualizer.cli.film",
    "numpy.linalg",
    "pydantic.main",
    "visualizer.scene.loading",
    "visualizer.cast.robot.actor",
)
"""Modules that `check` imports, in this order: some before the command line is read, some by the command."""

INTERRUPTED = """
import os, runpy, signal, sys
kind, there, module, *words = sys.argv[1:]
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
sys.argv = ["visualizer", *words]
if kind == "module":
    runpy.run_module(there, run_name="__main__", alter_sys=True)
else:
    runpy.run_path(there, run_name="__main__")
"""
"""A command to which SIGINT comes when it begins to import a module. there: the module or the script that it runs."""

INSTALLED = Path(sysconfig.get_path("scripts")) / "visualizer"


def run(kind: str, there: object, module: str, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", INTERRUPTED, kind, str(there), module, *map(str, words)],
        capture_output=True,
        text=True,
    )


@pytest.fixture
def scene(tmp_path: Path) -> Path:
    (tmp_path / "s.toml").write_text(GOOD)
    return tmp_path / "s.toml"


@pytest.mark.skipif(sys.platform == "win32", reason="a signal that is sent there ends a process at once")
@pytest.mark.parametrize("module", MODULES)
def test_an_interrupt_while_modules_are_imported_shows_no_traceback(module: str, scene: Path) -> None:
    done = run("module", "visualizer", module, "check", scene)
    assert done.returncode == ExitStatus.INTERRUPTED, "not interrupted: does check still import it?"
    assert done.stderr in ("", "visualizer: interrupted\n")
    assert done.stdout == ""


@pytest.mark.skipif(not INSTALLED.exists(), reason="the command is not installed")
def test_the_installed_command_is_interrupted_alike(scene: Path) -> None:
    done = run("script", INSTALLED, "typer", "check", scene)
    assert (done.returncode, done.stderr) == (ExitStatus.INTERRUPTED, "visualizer: interrupted\n")


@pytest.mark.skipif(sys.platform == "win32", reason="as above")
def test_a_command_that_ignores_interrupts_goes_on_ignoring_them(scene: Path) -> None:
    ignoring = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    done = subprocess.run(
        [sys.executable, "-c", ignoring + INTERRUPTED, "module", "visualizer", "typer", "check", str(scene)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == ExitStatus.DONE, done.stderr


def test_the_command_begins_with_few_imports() -> None:
    """Until it has a handler, an interrupt shows a traceback: what is imported before takes a millisecond or two."""
    code = (
        "import sys; before = set(sys.modules); import visualizer.cli.main; print(*set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    large = {"typing", "importlib", "re", "inspect", "dataclasses", "typer", "numpy"}
    assert not large & set(done.stdout.split())


def test_a_command_does_not_look_for_garbage_when_it_ends() -> None:
    code = (
        "import atexit, gc, sys; atexit.register(lambda: print(gc.get_freeze_count()))\n"
        "sys.argv = ['visualizer', '--version']; from visualizer.cli.main import run; run()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout.split()[-1]) > 10_000, "the end of a command with a film takes 0.2 s"


def test_the_status_is_that_of_an_interrupt() -> None:
    assert main._INTERRUPTED == ExitStatus.INTERRUPTED
