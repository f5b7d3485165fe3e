"""Opening: the user's editor is started at the line of what is selected."""

import sys
from pathlib import Path

import pytest

from tests.player.scenes import TINY, write_tiny
from tests.waiting import wait_until
from visualizer.editor.opening import command_of, open_text
from visualizer.scene.loading import load

FILE = Path("film.toml")


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("code --wait", ["code", "--wait", "--goto", "film.toml:7:3"]),
        ("vim", ["vim", "+7", "film.toml"]),
        ("emacsclient -n", ["emacsclient", "-n", "+7:3", "film.toml"]),
        ("subl", ["subl", "film.toml:7:3"]),
        ("kate", ["kate", "--line", "7", "--column", "3", "film.toml"]),
        ("myeditor", ["myeditor", "+7", "film.toml"]),
    ],
)
def test_each_editor_is_told_the_line_in_its_own_way(editor: str, command: list[str]) -> None:
    assert command_of(editor, FILE, 7, 3) == command


def test_the_editor_is_run_at_the_line_of_the_property(tmp_path: Path) -> None:
    scene, told = load(write_tiny(tmp_path)), tmp_path / "told"
    script = tmp_path / "write.py"
    script.write_text(f"import sys; open({str(told)!r}, 'w').write(' '.join(sys.argv[1:]))")
    line = TINY[: TINY.index("fov = 45")].count("\n") + 1
    said = open_text(scene, ("camera", "eye", "fov"), {"VISUAL": f"{sys.executable} {script}"})
    assert said == f"Opened tiny.toml:{line}"
    wait_until(lambda: told.is_file() and told.read_text() != "", lambda: said)
    assert told.read_text() == f"+{line} {scene.path}"


def test_without_an_editor_or_with_a_wrong_one_the_message_says_what_to_do(tmp_path: Path) -> None:
    scene = load(write_tiny(tmp_path))
    assert "set VISUAL or EDITOR" in open_text(scene, ("camera", "eye", "fov"), {})
    assert "cannot be run" in open_text(scene, ("camera", "eye", "fov"), {"EDITOR": "/no/such/editor"})
