"""Shots are trimmed and dragged, markers added, deleted and renamed, in the text."""

from decimal import Decimal

import pytest

from tests.editor.test_keyframes import TEXT
from visualizer.editor.moments import dragged, free_name, marked, renamed, room, trimmed, unmarked
from visualizer.scene.document import EditError
from visualizer.scene.loading import load_text, rewritten

THIRD = '[[shot]]\nname = "three"\nstart = 8\ncamera = "eye"\n'
SHOTS = TEXT.replace("[camera.eye]", f"{THIRD}[camera.eye]")


def after(change, text=SHOTS):
    return change(load_text(text).documents).files[0].source.decode()


def test_a_shot_is_trimmed_and_what_is_relative_to_it_moves_along():
    scene = load_text(SHOTS)
    change = trimmed(scene, "two", Decimal("4.5"))
    assert after(change) == SHOTS.replace("one+4", "one+4.5")
    later = rewritten(scene, change(scene.documents))
    assert [shot.start for shot in later.shots] == [0.0, 4.5, 8.0]
    assert later.markers[0].time == 5.5
    assert later.captions[0].start == 5.5


def test_a_dragged_shot_keeps_its_length_and_with_ripple_all_later_ones_follow():
    change = dragged(load_text(SHOTS), "two", Decimal("-1"))
    assert after(change) == SHOTS.replace("one+4", "one+3").replace("start = 8", "start = 7")
    more = SHOTS.replace(THIRD, THIRD + THIRD.replace("three", "four").replace("8", '"three+1"'))
    assert after(dragged(load_text(more), "two", Decimal(1), ripple=True), more) == more.replace(
        "one+4", "one+5"
    ).replace("start = 8", "start = 9")


def test_a_shot_has_room_between_its_neighbours():
    scene = load_text(SHOTS)
    frame = Decimal("0.041")
    assert room(scene, "one", whole=True) == (Decimal(0), Decimal(0))
    assert room(scene, "two", whole=False) == (-4 + frame, 4 - frame)
    assert room(scene, "two", whole=True) == (-4 + frame, 2 - frame)
    assert room(scene, "three", whole=True) == (-4 + frame, 2 - frame)
    assert room(scene, "two", whole=True, ripple=True) == (-4 + frame, 2 - frame)


def test_a_marker_is_added_after_the_last_one_and_deleted_with_its_lines():
    scene = load_text(SHOTS)
    change = marked(scene, free_name(scene), Decimal("2.5"))
    text = after(change)
    assert text == SHOTS.replace(
        'time = "two+1"\n', 'time = "two+1"\n\n[[marker]]\nname = "marker_1"\ntime = 2.5\n'
    )
    again = load_text(text)
    assert [(one.name, one.time) for one in again.markers] == [("marker_1", 2.5), ("hit", 5.0)]
    assert after(unmarked(again, "marker_1"), text) == SHOTS.replace('"two+1"\n', '"two+1"\n\n')
    first = SHOTS[: SHOTS.index("[[marker]]")]
    assert after(marked(load_text(first), "new", Decimal(1)), first) == first.replace(
        THIRD, THIRD + '\n[[marker]]\nname = "new"\ntime = 1.0\n'
    )


def test_a_marker_that_times_are_relative_to_is_not_deleted():
    with pytest.raises(EditError, match="2 times are relative to the marker 'hit'"):
        unmarked(load_text(SHOTS), "hit")


@pytest.mark.parametrize(
    ("name", "message"), [("two", "called 'two' already"), ("a b", "a name is made of letters")]
)
def test_a_name_that_is_taken_or_none_is_refused(name, message):
    scene = load_text(SHOTS)
    with pytest.raises(EditError, match=message):
        marked(scene, name, Decimal(1))
    with pytest.raises(EditError, match=message):
        renamed(scene, "hit", name)


def test_a_moment_is_renamed_wherever_times_are_relative_to_it():
    scene = load_text(SHOTS)
    assert after(renamed(scene, "hit", "impact")) == SHOTS.replace("hit", "impact")
    text = after(renamed(scene, "two", "zwei"))
    assert text == SHOTS.replace("two", "zwei")
    assert load_text(text).markers[0].time == 5.0
