"""Comparing scenes: the properties that differ are named with both values, and with the seconds in which they
differ."""

import json

import pytest

from tests.commands import run
from tests.scene.texts import GOOD
from visualizer.scene.comparing import MISSING, Difference, compare
from visualizer.scene.loading import load_text

KEYED = GOOD.replace(
    "position = [0, 1, 4]",
    "position = [{ t = 0, v = [0, 1, 4] }, { t = 1, v = [0, 1, 5] }, { t = 4, v = [0, 1, 8] }]",
)


def found(first: str, second: str) -> list[Difference]:
    return compare(load_text(first), load_text(second))


def test_a_scene_equals_itself_however_it_is_written():
    written = GOOD.replace(
        "[look.day.key]\ncolour = [3, 3, 3]\n", "[look]\nday = { key = { colour = [3.0, 3.0, 3.0] } }\n"
    )
    defaults = GOOD.replace('look_at = "stone.top"', 'look_at = "stone.top"\nfov = 45.0')
    assert found(GOOD, written) == [] and found(GOOD, defaults) == []


def test_a_value_that_differs_is_named_and_a_keyframe_with_the_seconds_that_it_changes():
    assert found(GOOD, GOOD.replace("[3, 3, 3]", "[3, 3, 2]")) == [
        Difference("look.day.key.colour", "[3, 3, 3]", "[3, 3, 2]", ((0.0, 4.0),))
    ]
    assert found(KEYED, KEYED.replace("t = 4, v = [0, 1, 8]", "t = 4, v = [0, 1, 9]")) == [
        Difference(
            "camera.still.position", "[0, 1, 8] at 4 s (linear)", "[0, 1, 9] at 4 s (linear)", ((1.1, 4.0),)
        )
    ]


def test_a_keyframe_that_changes_no_value_has_no_seconds():
    added = KEYED.replace(
        "{ t = 1, v = [0, 1, 5] }", "{ t = 0.5, v = [0, 1, 4.5] }, { t = 1, v = [0, 1, 5] }"
    )
    (one,) = found(KEYED, added)
    assert (one.first, one.second, one.spans) == ("no such key", "[0, 1, 4.5] at 0.5 s (linear)", ())


def test_what_only_one_scene_has_is_missing_in_the_other():
    second = GOOD + '[actor.other]\nkind = "shape"\nsize = [2, 2, 2]\n'
    differences = {one.path: one for one in found(GOOD, second)}
    assert differences["actor.other.size"].first == MISSING and "actor.stone.size" not in differences
    assert {one.path for one in found(second, GOOD)} == set(differences)


def test_shots_are_compared_by_name_and_an_edit_of_a_later_one_touches_no_other():
    second = GOOD.replace(
        '[[shot]]\nname = "two"',
        '[[shot]]\nname = "new"\nstart = 1\ncamera = "still"\n[[shot]]\nname = "two"',
    )
    assert {one.path for one in found(GOOD, second)} >= {"shot.new.start"}
    assert not any(one.path.startswith(("shot.one", "shot.two")) for one in found(GOOD, second))


@pytest.mark.parametrize("same", [True, False])
def test_the_command_has_the_exit_status_of_diff(tmp_path, same):
    (tmp_path / "a.toml").write_text(GOOD)
    (tmp_path / "b.toml").write_text(GOOD if same else GOOD.replace("fps = 10", "fps = 12"))
    result = run("diff", "a.toml", "b.toml", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (
        (0, "no property differs\n") if same else (1, "film.fps: 10 -> 12\n")
    )
    assert len(json.loads(run("diff", "a.toml", "b.toml", "--json", cwd=tmp_path).stdout)) == (
        0 if same else 1
    )
