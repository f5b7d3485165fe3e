"""Changes of what has times: they change the spans of what they name, keep comments, order and how a time is written,
and go back."""

import re
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualizer.data import data_folder
from visualizer.editor.edits import Edits
from visualizer.editor.keyframes import (
    added,
    copied,
    deleted,
    eased,
    moved,
    pasted,
    retimed,
    scaled,
    time_of,
    valued,
)
from visualizer.editor.lanes import Lanes, Mark
from visualizer.scene.document import EditError, comments_of
from visualizer.scene.loading import load, load_text, rewritten

TEXT = """format = 1
[film]
duration = 10.0
[[shot]]
name = "one" # the first
start = 0
camera = "eye"
[[shot]]
name = "two"
start = "one+4"
camera = "eye"
[camera.eye]
fov = [
    # wide
    { t = 0, v = 50, ease = "out-cubic" }, # opens
    { t = 2.50, v = 40.0 },
    { t = "two - 0.5", v = 30.0 }, # closes
    { v = 20.0, t = "two+3.0" }
]
position = [{ t = 1.0, v = [0, 1, 4] }, { t = 3.0, v = [0.5, 1, 5.25] }]
roll = 3.0
[[marker]]
name = "hit"
time = "two+1"
[[caption]]
text = "A"
start = 'hit'
end = "hit+2.5"
"""
EYE = ("camera", "eye")
FOV = (*EYE, "fov")


@cache
def scene():
    return load_text(TEXT)


def after(change):
    return change(scene().documents).files[0].source.decode()


def fov(*numbers):
    return [Mark(FOV, number) for number in numbers]


def test_lanes_are_the_written_keyframes_and_times_of_each_object():
    found = {path: [(lane.name, lane.times) for lane in lanes] for path, lanes in Lanes().of(scene()).items()}
    assert found == {
        ("shot", 0): [("start", (0.0,))],
        ("shot", 1): [("start", (4.0,))],
        ("marker", 0): [("time", (5.0,))],
        EYE: [("position", (1.0, 3.0)), ("fov", (0.0, 2.5, 3.5, 7.0))],
        ("caption", 0): [("start", (5.0,)), ("end", (7.5,))],
    }


@pytest.mark.parametrize(
    ("numbers", "by", "old", "new"),
    [
        ((0,), "1", "t = 0,", "t = 1,"),
        ((0,), "1.5", "t = 0,", "t = 1.5,"),
        ((1,), "0.25", "t = 2.50", "t = 2.75"),
        ((2,), "0.25", '"two - 0.5"', '"two - 0.25"'),
        ((2,), "0.5", '"two - 0.5"', '"two"'),
        ((2,), "1.5", '"two - 0.5"', '"two + 1.0"'),
        ((3,), "-5", '{ v = 20.0, t = "two+3.0" }', None),
    ],
)
def test_a_moved_keyframe_stays_written_as_it_was(numbers, by, old, new):
    change = moved(scene(), fov(*numbers), Decimal(by))
    if new is None:  # it is now before others, with the comments of their lines
        assert change.marks == {Mark(FOV, 1)}
        expected = TEXT.replace('{ t = 2.50, v = 40.0 },\n    { t = "two - 0.5", v = 30.0 }, # closes\n    { v = 20.0, t = "two+3.0" }',
            '{ v = 20.0, t = "two-2.0" },\n    { t = 2.50, v = 40.0 },\n    { t = "two - 0.5", v = 30.0 } # closes')  # fmt: skip
        assert after(change) == expected
    else:
        assert after(change) == TEXT.replace(old, new, 1)


def test_what_is_relative_to_a_moment_moves_with_it_and_what_moves_beside_it_is_not_moved_twice():
    start = Mark(("shot", 1, "start"))
    assert after(moved(scene(), [start], Decimal(1))) == TEXT.replace("one+4", "one+5")
    # The next shot's start is relative to this one's, so it has moved already.
    both = moved(scene(), [Mark(("shot", 0, "start")), start], Decimal("0.5"))
    assert after(both) == TEXT.replace("start = 0\n", "start = 0.5\n")
    kept = retimed(scene(), {Mark(("shot", 0, "start")): Decimal("0.5"), start: Decimal(4)})
    assert after(kept) == TEXT.replace("start = 0\n", "start = 0.5\n").replace("one+4", "one+3.5")
    caption = Mark(("caption", 0, "start"))
    assert after(moved(scene(), [caption], Decimal("0.5"))) == TEXT.replace("'hit'", "'hit+0.5'")


def test_times_are_scaled_about_another_one():
    change = scaled(scene(), fov(1, 2, 3), Decimal("2.5"), 0.5)
    assert after(change) == TEXT.replace("two - 0.5", "two - 1.0").replace("two+3.0", "two+0.75")
    with pytest.raises(EditError, match=r"camera\.eye\.fov: two keyframes would be at 2\.5 s"):
        scaled(scene(), fov(1, 2, 3), Decimal("2.5"), 0.0)


def test_a_keyframe_is_deleted_with_the_comment_of_its_line_and_the_last_one_leaves_its_value():
    assert after(deleted(scene(), fov(2))) == TEXT.replace(
        '    { t = "two - 0.5", v = 30.0 }, # closes\n', ""
    )
    change = deleted(scene(), [Mark((*EYE, "position"), 0), Mark((*EYE, "position"), 1)])
    assert "position = [0, 1, 4]\n" in after(change)
    with pytest.raises(EditError, match=r"shot\[0\]\.start is a time, and no keyframe"):
        deleted(scene(), [Mark(("shot", 0, "start"))])


def test_easings_and_values_are_written_where_they_differ():
    assert after(eased(scene(), fov(0, 1), "step")) == TEXT.replace("out-cubic", "step").replace(
        "v = 40.0 }", 'v = 40.0, ease = "step" }'
    )
    assert after(eased(scene(), fov(1), "linear")) == TEXT
    position = Mark((*EYE, "position"), 1)
    assert after(valued(scene(), {position: [0.5, 1.25, 5.25], fov(0)[0]: 48.0})) == TEXT.replace(
        "[0.5, 1, 5.25]", "[0.5, 1.25, 5.25]"
    ).replace("v = 50,", "v = 48,")


def test_a_keyframe_is_set_between_others_at_another_or_on_one_value():
    change = added(scene(), FOV, Decimal(3), 35.0)
    assert change.marks == {Mark(FOV, 2)}
    assert after(change) == TEXT.replace("v = 40.0 },\n", "v = 40.0 },\n    { t = 3.0, v = 35.0 },\n")
    assert after(added(scene(), FOV, Decimal("2.5"), 35.0)) == TEXT.replace("v = 40.0", "v = 35.0")
    assert "roll = [{ t = 0.0, v = 3.0 }, { t = 2.0, v = 9.0 }]\n" in after(
        added(scene(), (*EYE, "roll"), Decimal(2), 9.0)
    )


def test_copied_keyframes_are_pasted_as_they_are_written_at_another_time_and_into_another_property():
    keys = copied(scene(), fov(1, 2))
    change = pasted(scene(), keys, Decimal("4.5"))
    assert change.marks == {Mark(FOV, 3), Mark(FOV, 4)}
    assert after(change) == TEXT.replace(
        "# closes\n", '# closes\n    { t = 4.5, v = 40.0 },\n    { t = "two+1.5", v = 30.0 },\n'
    )
    over = pasted(scene(), keys, Decimal("2.5"))
    assert after(over) == TEXT.replace('"two - 0.5"', '"one+3.5"').replace("2.50", "2.5")
    assert over.marks == {Mark(FOV, 1), Mark(FOV, 2)}
    assert 'roll = [{ t = 0.0, v = 40.0 }, { t = "one+1.0", v = 30.0 }]' in after(
        pasted(scene(), keys, Decimal(0), (*EYE, "roll"))
    )


# Properties, on shipped scenes


NAMES = ("templates/rocket.toml", "templates/flight.toml", "learn_3_lift_off.toml", "particles/local.toml")


@cache
def shipped(name):
    loaded = load(data_folder("scenes") / name, sampled=False)
    lanes = [lane for of_object in Lanes().of(loaded).values() for lane in of_object]
    return loaded, [lane for lane in lanes if lane.track is not None]


@st.composite
def chosen(draw):
    """Draw the name of a scene and some keyframes of it."""
    name = draw(st.sampled_from(NAMES))
    marks = [mark for lane in shipped(name)[1] for mark in lane.marks]
    return name, draw(st.lists(st.sampled_from(marks), min_size=1, max_size=6, unique=True))


STEPS = st.integers(-3000, 3000).map(lambda ms: Decimal(ms) / 1000)


def unchanged_elsewhere(before, after, marks):
    """Assert that two documents differ within the lists of some keyframes only, and have the same comments."""
    for one, other in zip(before.files, after.files, strict=True):
        assert sorted(comments_of(one.source)) == sorted(comments_of(other.source))
        paths = {mark.path for mark in marks if before.find(mark.path)[0] is one}
        old, new = (without(document, [before.find(path)[1] for path in paths]) for document in (one, other))
        assert old == new


def without(document, paths):
    """Return the text of a document without the values at some paths."""
    source = document.source
    for span in sorted((document.values[path] for path in paths), key=lambda span: -span.start):
        source = source[: span.start] + b"*" + source[span.end :]
    return source


@settings(max_examples=40, deadline=None)
@given(chosen=chosen(), by=STEPS)
def test_moving_there_and_back_changes_no_time_and_nothing_else(chosen, by):
    name, marks = chosen
    loaded, _ = shipped(name)
    try:
        change = moved(loaded, marks, by)
    except EditError as error:
        assert "two keyframes would be at" in str(error)
        return
    there = change(loaded.documents)
    unchanged_elsewhere(loaded.documents, there, marks)
    second = rewritten(loaded, there, sampled=False)
    assert len(change.marks) == len(marks)
    assert sorted(time_of(second, mark) for mark in change.marks) == sorted(
        time_of(loaded, mark) + by for mark in marks
    )
    back = moved(second, change.marks, -by)(there)
    for one, other in zip(loaded.documents.files, back.files, strict=True):
        assert shortest(one.source) == shortest(other.source)


def shortest(source):
    """Return a text without the zeros at the end of its decimals, which a number that was moved is written without."""
    return (
        re.sub(rb"(\d\.\d*?)0*(?=\D)", rb"\1", source)
        .replace(b". ", b" ")
        .replace(b".,", b",")
        .replace(b'."', b'"')
    )


class Unsaved(Edits):
    """Edits that write nothing into the shipped scenes."""

    def save(self):
        """Write nothing."""


@settings(max_examples=30, deadline=None)
@given(chosen=chosen(), by=STEPS, kind=st.sampled_from(["move", "delete", "ease", "paste"]))
def test_undo_gives_the_same_bytes_back(chosen, by, kind):
    name, marks = chosen
    loaded, _ = shipped(name)
    sources = [one.source for one in loaded.documents.files]
    edits = Unsaved(loaded)
    try:
        change = {
            "move": lambda: moved(loaded, marks, by),
            "delete": lambda: deleted(loaded, marks),
            "ease": lambda: eased(loaded, marks, "in-out-sine"),
            "paste": lambda: pasted(loaded, copied(loaded, marks), Decimal("1.5")),
        }[kind]()
        edits.change(change, "a change")
    except Exception as error:
        assert "two keyframes" in str(error) or "one step" in str(error) or "two keys" in str(error)
        return
    for mark in change.marks:
        assert time_of(edits.scene, mark) >= 0 or kind == "move"
    if edits.done:
        edits.undo()
    assert [one.source for one in edits.scene.documents.files] == sources
