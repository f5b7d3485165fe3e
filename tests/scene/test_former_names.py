"""Renamed keys of the scene file: the former name still works, with a warning at its place."""

import pytest

from tests.scene.texts import GOOD
from visualizer import load
from visualizer.scene.problems import SceneError

EMITTER = GOOD + "[emitter.e]\nrate = 5\n"


def written(folder, text):
    path = folder / "s.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_former_name_is_accepted_with_a_warning_at_its_place(tmp_path):
    former = load(written(tmp_path, EMITTER + 'look = "smoke"\n'))
    (warning,) = former.warnings
    assert (warning.line, warning.column, warning.path) == (26, 1, "emitter.e.look")
    assert warning.message == "'look' of an emitter is now called 'appearance'"
    assert former.library.emitters["e"].properties.appearance == "smoke"
    assert load(written(tmp_path, EMITTER + 'appearance = "smoke"\n')).warnings == ()


def test_a_mistake_in_the_value_of_a_former_name_is_found_where_it_is_written(tmp_path):
    with pytest.raises(SceneError, match=r"s\.toml:26:8: emitter\.e\.appearance: unknown name \('fog'\)"):
        load(written(tmp_path, EMITTER + 'look = "fog"\n'))


def test_a_key_under_both_its_names_is_an_error(tmp_path):
    with pytest.raises(SceneError, match=r"s\.toml:26:1: emitter\.e\.look: .*, which is given too"):
        load(written(tmp_path, EMITTER + 'look = "smoke"\nappearance = "dust"\n'))
