"""The help texts of all commands and options."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from visualizer.cli.application import app
from visualizer.errors import ExitStatus
from visualizer.output.codecs import CODECS
from visualizer.output.format import DEFAULT_FORMAT, codec_for
from visualizer.player.quality import QUALITIES


def commands(name="visualizer", command=None):
    """Return every command by its name, including those of groups."""
    command = command or typer.main.get_command(app)
    yield name, command
    for child, sub in getattr(command, "commands", {}).items():
        yield from commands(f"{name} {child}", sub)


COMMANDS = dict(commands())


def option(command, name):
    return next(parameter for parameter in COMMANDS[command].params if name in parameter.opts)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_every_option_is_described_in_sentences(name):
    command = COMMANDS[name]
    assert command.help and command.help.rstrip().endswith("."), name
    for parameter in command.params:
        text = getattr(parameter, "help", None) or ""
        assert text.endswith("."), f"{name} {parameter.name}: '{text}'"


def test_the_help_lists_the_codecs_and_qualities_there_are():
    codecs = option("visualizer render", "--codec").help
    assert set(re.findall(r"\w+", codecs.partition(". ")[0])) - {"or"} == set(CODECS)
    assert f"for .webm, {codec_for(Path('a.webm'), DEFAULT_FORMAT).name};" in codecs
    qualities = option("visualizer watch", "--quality").help
    assert set(re.findall(r"\w+", qualities.partition(". ")[0])) - {"or"} == set(QUALITIES)


def test_help_and_readme_list_the_exit_statuses():
    epilog = typer.main.get_command(app).epilog or ""
    readme = " ".join((Path(__file__).parents[2] / "README.md").read_text().split())
    for status in ExitStatus:
        assert f"{status.value} {status.meaning}" in epilog
        assert f"{status.value} {status.meaning}" in readme


def test_the_help_imports_no_large_library():
    code = "import sys; import visualizer.cli.application; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"numpy", "moderngl", "av", "pydantic", "PIL", "rich", "scipy"} & set(loaded)
