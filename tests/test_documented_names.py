"""Every name that a docstring, a comment or a page writes in backticks exists, and so does every field it describes."""

import re

import pytest
import typer

from tests.names import ROOT, listed, mentions, unknown
from visualizer.cli.main import app

FOREIGN = {
    "-m": "an option of Python",
    "scene.toml": "a file of the reader's",
    "scene.schema.json": "a file that an example writes",
    "snake_case": "a way to write names",
    "b_from_a": "a matrix in an example of how matrices are named",
    "p_world": "a point in an example of how matrices are named",
    "p_model": "a point in an example of how matrices are named",
    "tests/failures": "made by a test of pictures that fails",
    "visualizer/_data": "in installed copies only",
}
"""Names in backticks that the project does not define, each with the reason why it may stand there."""


def command_line():
    """Return the commands of `visualizer` and of the Makefile, as "visualizer check"."""
    commands, rest = set(), [("visualizer", typer.main.get_command(app))]
    while rest:
        name, command = rest.pop()
        commands.add(name)
        rest += [(f"{name} {child}", sub) for child, sub in getattr(command, "commands", {}).items()]
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return commands | {f"make {target}" for target in targets}


def test_every_name_in_backticks_exists():
    commands = command_line()
    wrong = [
        f"{mention.place}: `{mention.text}`: nothing is called {name}"
        for mention in mentions()
        for name in unknown(mention.text, commands, page=mention.place.partition(":")[0].endswith(".md"))
        if name not in FOREIGN
    ]
    assert not wrong, "\n".join(wrong)


def test_every_field_and_parameter_that_a_docstring_describes_exists():
    wrong = [
        f"{place}: '{name}' is none of {', '.join(sorted(there))}"
        for place, name, there in listed()
        if name not in there
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "actors/errors.py", "visualizer/render", "shaders/render/grade.frag", "Track.many", "Snapshot.parts", "transport.Nothing",
        "visualizer chekc", "make everything", "--sizes", "Swarm", "unheard_of(name)", "materials/nothing.glsl", "in-out-bakc",
    ],
)  # fmt: skip
def test_a_name_that_is_gone_is_found(text):
    assert unknown(text, command_line(), page=False)


@pytest.mark.parametrize(
    "text",
    [
        "timeline/track.py", "visualizer/renderer", "renderer/grade.frag", "Track.sample", "Snapshot.past", "transport.Transport",
        "visualizer check", "make test", "--size", "Actor", "scene.at(t)", "materials/NAME.glsl", "in-out-back", "u_", "sprite.*",
    ],
)  # fmt: skip
def test_a_name_that_exists_is_found(text):
    assert not unknown(text, command_line(), page=True)
