"""What is dragged in the timeline: the change that it makes, as far as there is room, and where things are
meanwhile."""

from decimal import Decimal

import pytest

from tests.editor.test_keyframes import FOV
from tests.editor.test_moments import SHOTS
from visualizer.editor.easing_menu import ROWS, preview, row_name
from visualizer.editor.lanes import Lanes, Mark
from visualizer.editor.style import GROUND, INK, MARKER, contrast, hue
from visualizer.editor.time_view import TimeView
from visualizer.editor.timeline_gestures import Gesture
from visualizer.editor.timeline_rows import (
    bar_at,
    caption_bars,
    marks_at,
    marks_in,
    row_at,
    rows_of,
    shot_bars,
)
from visualizer.scene.document import EditError
from visualizer.scene.loading import load_text
from visualizer.timeline.easing import EASINGS, SMOOTH

PLACE = (0.0, 0.0)


@pytest.fixture(scope="module")
def scene():
    return load_text(SHOTS)


def view(scene):
    return TimeView(0.0, 10.0, 0.0, 1000.0, scene.film.grid())


def after(gesture, by):
    gesture.far = True
    return gesture.moved(Decimal(by))[0](gesture.scene.documents).files[0].source.decode()


def test_rows_are_objects_and_the_properties_of_those_that_are_open(scene):
    lanes = Lanes().of(scene)
    closed = rows_of(lanes, (), "", 1.0)
    assert [row.label for row in closed] == ["camera.eye"]
    assert list(closed[0].marks) == [0.0, 1.0, 2.5, 3.0, 3.5, 7.0]
    opened = rows_of(lanes, {("camera", "eye")}, "", 1.0)
    assert [row.label for row in opened] == ["camera.eye", "position", "fov"]
    assert row_at(opened, opened[1].top + 1.0) is opened[1]
    assert marks_at(opened[2], view(scene), 252.0, 1.0) == (Mark(FOV, 1),)
    assert marks_at(opened[2], view(scene), 300.0, 1.0) == ()
    box = (200.0, opened[2].top, 400.0, 100.0)
    assert set(marks_in(opened, view(scene), box)) == {Mark(FOV, 1), Mark(FOV, 2)}
    assert [row.label for row in rows_of(lanes, (), "eye.pos", 1.0)] == ["camera.eye", "position"]
    assert rows_of(lanes, (), "", 1.0, within=(7.5, 9.0)) == []
    assert len(rows_of(lanes, {("camera", "eye")}, "", 1.0, within=(7.5, 9.0))) == 3


def test_edges_and_bodies_of_shots_are_told_apart(scene):
    bars = shot_bars(scene)
    parts = [bar_at(bars, view(scene), x, 1.0) for x in (402.0, 600.0, 797.0)]
    assert [(one[0].name, one[1]) for one in parts if one] == [
        ("two", "start"),
        ("two", "body"),
        ("two", "end"),
    ]


def test_keyframes_stop_at_the_films_beginning_and_are_scaled_about_the_farthest(scene):
    marks = frozenset({Mark(FOV, 1), Mark(FOV, 2)})
    gesture = Gesture.of_keys(scene, PLACE, Mark(FOV, 2), marks, scale=False)
    with pytest.raises(EditError, match="two keyframes would be at 0 s"):
        gesture.moved(Decimal(-9))
    assert gesture.by == Decimal("-2.5")
    scaled = Gesture.of_keys(scene, PLACE, Mark(FOV, 2), marks, scale=True)
    assert after(scaled, "0.5") == SHOTS.replace('"two - 0.5"', '"two"')
    assert scaled.time_of((Mark(FOV, 2),), 3.5) == 4.0
    assert scaled.time_of((Mark(FOV, 0),), 0.0) == 0.0


def test_a_dragged_shot_shows_where_its_neighbours_will_be(scene):
    bars = shot_bars(scene)
    gesture = Gesture.of_bar(scene, PLACE, bars[1], "body")
    assert after(gesture, "9") == SHOTS.replace("one+4", "one+5.959").replace("start = 8", "start = 9.959")
    assert [bar.start for bar in gesture.bars(bars)] == pytest.approx([0.0, 5.959, 9.959])
    trim = Gesture.of_bar(scene, PLACE, bars[1], "start")
    assert after(trim, "-1") == SHOTS.replace("one+4", "one+3")
    assert [(bar.start, bar.end) for bar in trim.bars(bars)] == [(0.0, 3.0), (3.0, 8.0), (8.0, 10.0)]


def test_a_caption_is_moved_and_trimmed_and_stays_relative(scene):
    (bar,) = caption_bars(scene)
    assert after(Gesture.of_bar(scene, PLACE, bar, "body"), "0.5") == SHOTS.replace(
        "'hit'", "'hit+0.5'"
    ).replace("hit+2.5", "hit+3.0")
    assert after(Gesture.of_bar(scene, PLACE, bar, "end"), "-9") == SHOTS.replace("hit+2.5", "hit+0.1")
    assert after(Gesture.of_bar(scene, PLACE, bar, "start"), "1") == SHOTS.replace("'hit'", "'hit+1.0'")


def test_a_marker_takes_what_is_relative_to_it_along(scene):
    gesture = Gesture.of_marker(scene, PLACE, "hit")
    assert after(gesture, "0.25") == SHOTS.replace('"two+1"', '"two+1.25"')


def test_texts_on_shots_and_flags_can_be_read():
    assert all(contrast(hue(number), INK) > 4.5 for number in range(60))
    assert contrast(MARKER, GROUND) > 4.5


def test_the_menu_shows_the_curve_of_every_easing():
    names = [name for row in ROWS for name in row]
    spellings = {"step-end", "step-start"}
    assert {*EASINGS, SMOOTH} - spellings <= set(names)
    for name in names:
        points = preview(name)
        assert points[0] == pytest.approx((0.0, 0.0)) and points[-1] == pytest.approx((1.0, 1.0)), name


def test_other_spellings_and_other_numbers_are_marked_in_the_menu_too():
    names = {name for row in ROWS for name in row}
    for ease in ("linear", "step-end", "cubic-bezier(0.1, 0.0, 1.0, 1.0)", "in-out-back"):
        assert row_name(ease) in names
    assert row_name("steps(4)") not in names, "it is told of above the rows"
