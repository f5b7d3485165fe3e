"""The README is run: its scene works, its commands exist, its table of keys is the player's own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from visualizer.scene.loading import load

README = Path(__file__).resolve().parents[1] / "README.md"


@pytest.fixture(scope="module")
def text():
    return README.read_text(encoding="utf-8")


def found(pattern: str, text: str, flags: int = re.DOTALL) -> re.Match[str]:
    match = re.search(pattern, text, flags)
    assert match, f"the README has nothing like {pattern}"
    return match


def test_the_ten_line_scene_is_ten_lines_and_works(text, tmp_path):
    scene = found(r"```toml\n(.*?)```", text)[1]
    assert len(scene.splitlines()) == 10
    (tmp_path / "scene.toml").write_text(scene)
    assert load(tmp_path / "scene.toml").at(2.0).draws


def test_the_error_it_shows_has_the_message_it_shows(text, tmp_path):
    scene = found(r"```toml\n(.*?)```", text)[1].replace("stone.middle", "ston.middle")
    (tmp_path / "scene.toml").write_text(scene)
    told = subprocess.run(
        [sys.executable, "-m", "visualizer", "check", "scene.toml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    line = found(r"^scene\.toml:\d+:\d+: .*$", text, re.MULTILINE)[0]
    assert told.stderr.strip() == line


def test_every_command_in_the_table_exists(text):
    helped = subprocess.run(
        [sys.executable, "-m", "visualizer", "--help"], capture_output=True, text=True, check=True
    ).stdout
    named = set(re.findall(r"\| `visualizer (\w+)", text))
    assert named == set(re.findall(r"^  ([a-z]+)  +", helped, re.MULTILINE))


def test_the_table_of_keys_is_the_players_own(text):
    from visualizer.player.keys import manual_table

    assert manual_table().strip() in text


def test_every_file_it_links_to_is_there(text):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (README.parent / target).exists(), target


def test_the_library_example_runs(text, tmp_path, monkeypatch):
    code = found(r"```python\n(.*?)```", text)[1]
    # The same calls on the scene of ten lines, because the film takes long.
    for written, quick in (
        ("scenes/launch.toml", "scene.toml"), ("88.5", "5.95"), ("(1280, 720)", "(32, 18)"), (', shot="explosion"', ', start=5.95'),
        ("16)", "2)"), ("samples=8", "samples=1"),
    ):  # fmt: skip
        assert written in code
        code = code.replace(written, quick)
    (tmp_path / "scene.toml").write_text(found(r"```toml\n(.*?)```", text)[1])
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})
    assert (tmp_path / "launch.mp4").exists()
