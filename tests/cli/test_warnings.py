"""Warnings: where a scene is drawn differently from what its file says, it loads and every command reports it."""

import json

import pytest

from tests.scene.texts import GOOD, replaced
from visualizer.cli.scenes import check, info
from visualizer.player.session import print_warnings
from visualizer.scene import loading
from visualizer.scene.problems import SceneError

WARNING = "s.toml:5:7: warning: film.fps: is an unusual rate (10)"


@pytest.fixture
def scene(tmp_path, monkeypatch):
    """A scene whose loading gives a warning."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        loading,
        "check_captions",
        lambda reading, captions: reading.warning(("film", "fps"), "is an unusual rate (10)"),
    )
    path = tmp_path / "s.toml"
    path.write_text(GOOD)
    return path.relative_to(tmp_path)


def test_a_warning_has_its_place_and_the_scene_is_loaded(scene):
    found = loading.load(scene).warnings
    assert [str(warning) for warning in found] == [WARNING]
    assert found[0].as_dict()["severity"] == "warning"


def test_check_prints_warnings_and_exits_with_0(scene, capsys):
    assert check([scene]) == 0
    printed = capsys.readouterr()
    assert printed.err.strip() == WARNING
    assert printed.out.startswith("s.toml: ok")


def test_json_carries_warnings_beside_errors_each_with_its_severity(scene, capsys):
    assert check([scene], as_json=True) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["ok"] is True
    assert [problem["severity"] for problem in row["problems"]] == ["warning"]
    info(scene, as_json=True)
    assert json.loads(capsys.readouterr().out)["warnings"][0]["line"] == 5


def test_other_commands_print_warnings_too(scene, capsys):
    info(scene)
    assert capsys.readouterr().err.strip() == WARNING


def test_the_window_prints_warnings_and_shows_how_many_there_are(scene, capsys):
    assert (
        print_warnings(loading.load(scene), "Reloaded in 5 ms")
        == "Reloaded in 5 ms; 1 warning in the terminal"
    )
    assert capsys.readouterr().err.strip() == WARNING


def test_errors_and_warnings_are_reported_together_in_the_order_of_the_file(scene):
    scene.write_text(replaced("size = [64, 36]", "size = [64, 0]").replace("[1, 1, 1]", "[1, 1, 0]"))
    with pytest.raises(SceneError) as caught:
        loading.load(scene)
    assert [problem.severity for problem in caught.value.problems] == ["warning", "error", "error"]
