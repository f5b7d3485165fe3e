"""Writing: an edit of any property in any shipped scene changes its own bytes and no others, and undo gives these
back."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.editor.edits_of_scenes import FIELDS, SCENES, Unsaved, check_an_edit, field, shipped, text_after
from tests.player.scenes import TINY
from visualizer.editor import writing
from visualizer.scene.document import EditError
from visualizer.scene.loading import load_text


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_an_edit_of_any_property_of_any_shipped_scene_changes_only_its_span_and_undo_gives_the_same_bytes(
    data,
):
    check_an_edit(shipped(data.draw(st.sampled_from(SCENES))), data.draw)


def after(text: str, path: tuple[str, ...], what: str, value: object = None, time: float = 1.0) -> str:
    """Return a scene's text after an edit."""
    one = load_text(text)
    made = {
        "value": lambda: writing.value_written(one, field(one, *path), value, time),
        "key": lambda: writing.key_set(one, field(one, *path), time),
        "reset": lambda: writing.reset(one, field(one, *path)),
    }[what]()
    return text_after(one, made)


LOOK = TINY.replace('camera = "eye"\n\n[camera', 'camera = "eye"\nlook = "day"\n\n[camera') + "\n[look.day]\n"


def test_a_value_that_is_not_written_is_added_to_its_table_however_that_is_written():
    assert after(TINY, ("camera", "eye", "roll"), "value", 3.0) == TINY.replace(
        "fov = 45\n", "fov = 45\nroll = 3.0\n"
    )
    dotted = LOOK + "key.softness = 0.5 # bright\nmirror = 0.0\n"
    assert (
        after(dotted, ("look", "day", "grade", "exposure"), "value", 1.5) == dotted + "grade.exposure = 1.5\n"
    )
    more = after(dotted, ("look", "day", "key", "radius"), "value", 9.0)
    assert more == dotted.replace("# bright\n", "# bright\nkey.radius = 9.0\n")
    inline = LOOK + "key = { softness = 0.5 }\n"
    assert "key = { softness = 0.5, radius = 9.0 }" in after(
        inline, ("look", "day", "key", "radius"), "value", 9.0
    )
    header = LOOK + "[look.day.key]\nsoftness = 0.5"
    assert after(header, ("look", "day", "key", "radius"), "value", 9.0) == header + "\nradius = 9.0"


def test_a_reset_takes_the_line_and_its_comment_and_nothing_else():
    noted = TINY.replace("fov = 45\n", "fov = 45 # wide\n# about the box\n")
    assert after(noted, ("camera", "eye", "fov"), "reset") == TINY.replace("fov = 45\n", "# about the box\n")
    with pytest.raises(EditError, match="has no default"):
        one = load_text(TINY)
        writing.reset(one, next(f for f in FIELDS.of(one, ("film",)) if f.path == ("film", "duration")))


def test_the_value_at_the_playhead_is_written_into_the_key_there_or_into_a_new_one():
    keyed = TINY.replace(
        "fov = 45", "fov = [{ t = 0, v = 40 }, { t = 2, v = 60, ease = 'in-sine' }, { t = 4, v = 20 }]"
    )
    path = ("camera", "eye", "fov")
    assert after(keyed, path, "value", 50.0, 2.01) == keyed.replace("v = 60", "v = 50")
    new = after(keyed, path, "value", 30.0, 3.0)
    assert "{ t = 2, v = 60, ease = 'in-sine' }, { t = 3.0, v = 30.0, ease = \"in-sine\" }, { t = 4" in new
    assert "fov = [{ t = 1.0, v = 45 }]" in after(TINY, path, "key")


def test_a_colour_and_a_list_change_in_the_items_that_differ():
    path = ("actor", "box", "position")
    text = TINY + "position = [1, 2.50, 3] # kept\n"
    text = text.replace(
        '[[caption]]\ntext = "A caption"\nstart = 0.5\nend = 19.5\nposition', "position"
    ).replace('"#8a8f98"\n\n', '"#8a8f98"\n')
    assert "position = [1, 2.50, 7] # kept" in after(text, path, "value", [1.0, 2.5, 7.0])
    assert 'colour = "#ff0000"' in after(TINY, ("actor", "box", "colour"), "value", "#ff0000")


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("title",), "Other", 'title = "Tiny"', 'title = "Other"'),
        (("film", "duration"), 12.5, "duration = 20.0", "duration = 12.5"),
        (("film", "size"), [640, 360], "size = [320, 180]", "size = [640, 360]"),
        (("film", "seed"), 5, "seed = 1", "seed = 5"),
    ],
)
def test_settings_of_the_film_are_written_like_any_property(
    path: tuple[str, ...], value: object, old: str, new: str
) -> None:
    text = TINY.replace("end = 19.5", "end = 9.5").replace("t = 20,", "t = 10,")
    one = load_text(text)
    (found,) = [setting for setting in FIELDS.of(one, ("film",)) if setting.path == path]
    assert text_after(one, writing.value_written(one, found, value, 1.0)) == text.replace(old, new)


def test_a_title_that_is_missing_is_written_below_the_format_and_taken_out_again() -> None:
    text = TINY.replace('title = "Tiny"\n', "")
    one = load_text(text)
    title = FIELDS.of(one, ("film",))[0]
    edits = Unsaved(one)
    edits.change(writing.value_written(one, title, "New", 0.0), "it")
    assert edits.scene.film.title == "New" and edits.scene.documents.files[0].source.decode() == TINY.replace(
        "Tiny", "New"
    )
    edits.change(writing.reset(edits.scene, title), "it")
    assert edits.scene.documents.files[0].source.decode() == text


@pytest.mark.parametrize(
    ("written", "rate"),
    [("25", 25), ('"30000/1001"', Fraction(30000, 1001)), ("29.97", Fraction(30000, 1001))],
)
def test_a_rate_is_a_number_or_a_fraction(written: str, rate: Fraction) -> None:
    one = load_text(TINY)
    fps = next(setting for setting in FIELDS.of(one, ("film",)) if setting.path == ("film", "fps"))
    assert fps.kind == "rate"
    edits = Unsaved(one)
    edits.change(writing.text_written(one, fps, written), "it")
    assert (
        edits.scene.film.fps == rate
        and f"fps = {written}\n" in edits.scene.documents.files[0].source.decode()
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-9, "0.000000001"),
        (1.23456e-5, "0.00001235"),
        (1e-17, "0.0"),
        (0.1234567, "0.123457"),
        (-2e-7, "-0.0000002"),
    ],
)
def test_a_small_number_is_not_written_as_zero(value: float, text: str) -> None:
    assert writing.text_of(value) == text
