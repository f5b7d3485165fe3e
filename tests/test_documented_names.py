"""Every name in backticks in docstrings, comments and pages exists, and so does every field that a docstring
describes."""

import re

import pytest
import typer

from tests.names import ROOT, listed, mentions, unknown
from visualizer.cli.application import app

FOREIGN = {
    "other programs, formats and standards": "HarfBuzz ImGui ImGuizmo NumPy NaN OpenGL OpenType ProRes PyAV SciPy W3C WebM WebP VP8X AVMasteringDisplayMetadata MaxCLL MaxFALL AgX DefaultDuration",
    "units": "KiB MiB",
    "authors": "McGuire",
    "constants of other libraries": (
        "ARB_clip_control DEPTH_COMPONENT32F GL_CLIP_DISTANCE0 GL_PACK GL_PIXEL_PACK_BUFFER GL_PIXEL_UNPACK_BUFFER "
        "GL_UNPACK_SWAP_BYTES IMAGE_HEIGHT LSB_FIRST ROW_LENGTH SKIP_IMAGES SKIP_PIXELS SKIP_ROWS AVCOL_RANGE_MPEG EX_SOFTWARE"
    ),
    "a character's code point": "FE0F",
    "an option of Python": "-m",
    "the reader's own files": "scene.toml scene.schema.json",
    "ways to write names": "snake_case PascalCase UPPER_CASE",
    "points in an example of how matrices are named": "p_world p_model",
    "made by a test of pictures that fails": "tests/failures",
    "in installed copies only": "visualizer/_data",
}
"""Names that the project does not define but documentation may use, by the reason for it."""
ALLOWED = {name for names in FOREIGN.values() for name in names.split()}
MATRIX = re.compile(r"[a-z]\w*_from_[a-z]\w*")  # matrices are named after the frames they lead from and to


def command_line():
    """Return the commands of `visualizer` and of the Makefile, as "visualizer check", and all options, as "--json"."""
    commands, rest = set(), [("visualizer", typer.main.get_command(app))]
    while rest:
        name, command = rest.pop()
        commands |= {name, *(option for parameter in command.params for option in parameter.opts)}
        rest += [(f"{name} {child}", sub) for child, sub in getattr(command, "commands", {}).items()]
    targets = re.findall(r"^([a-z]\w*):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    return commands | {f"make {target}" for target in targets}


def test_every_name_in_backticks_exists():
    commands = command_line()
    wrong = [
        f"{mention.place}: `{mention.text}`: nothing is called {name}"
        for mention in mentions()
        for name in unknown(mention.text, commands, page=mention.place.partition(":")[0].endswith(".md"))
        if name not in ALLOWED and not MATRIX.fullmatch(name)
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
