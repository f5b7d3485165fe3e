"""Curves: what is drawn is what is sampled; keyframes and handles are dragged in time and value, within their room and
limits."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scene.texts import GOOD
from visualizer.editor.curve_gestures import CurveGesture, nearest
from visualizer.editor.curve_paint import names_of
from visualizer.editor.curve_shapes import (
    Scaled,
    ValueView,
    bezier_of,
    curve_of,
    rounded_step,
    shown_paths,
)
from visualizer.editor.lanes import Lanes, Mark
from visualizer.scene.loading import load_text

TEXT = GOOD.replace("duration = 4.0", "duration = 10.0") + (
    "roughness = [\n"
    '    { t = 0.0, v = 0.2, ease = "cubic-bezier(0.25, 0.5, 0.75, 1.0)" }, # soft\n'
    "    { t = 2.0, v = 0.6 },\n"
    "    { t = 4.0, v = 0.4 },\n"
    "]\n"
    "position = [{ t = 0.0, v = [0, 1, 2] }, { t = 2.0, v = [3, 1, 0.5], ease = 'smooth' }, { t = 3.0, v = [1, 1, 1] }]\n"
    "rotation = [{ t = 0.0, v = [0, 0, 0] }, { t = 4.0, v = [360, 0, 0] }]\n"
    'colour = [{ t = 0.0, v = "#ff0000" }, { t = 4.0, v = [0.1, 0.2, 0.3] }]\n'
    "visible = [{ t = 0.0, v = true }, { t = 9.0, v = false }]\n"
)
STONE = ("actor", "stone")
ROUGH = (*STONE, "roughness")


@pytest.fixture(scope="module")
def scene():
    return load_text(TEXT)


@pytest.fixture(scope="module")
def curves(scene):
    lanes = Lanes().of(scene)[STONE]
    return {lane.path: curve for lane in lanes if (curve := curve_of(lane)) is not None}


def gesture(scene, curves, *numbers, taken=1, path=ROUGH, component=0):
    marks = frozenset(Mark(path, number) for number in numbers)
    return CurveGesture(
        "keys", scene, (0.0, 0.0), marks, curves=curves, taken=Mark(path, taken), component=component
    )


def after(scene, change):
    return change(scene.documents).files[0].source.decode()


def test_what_has_numbers_has_a_curve_with_named_components(curves):
    assert {path[-1]: list(curve.names) for path, curve in curves.items()} == {
        "roughness": [""],
        "position": ["x", "y", "z"],
        "rotation": ["heading", "pitch", "roll"],
        "colour": ["red", "green", "blue"],
    }


def test_the_curve_is_what_is_sampled(scene, curves):
    times = np.linspace(-1.0, 5.0, 61)
    properties = scene.tables[STONE]
    for name in ("roughness", "position", "colour"):
        expected = np.array([np.atleast_1d(getattr(properties, name).at(float(t))) for t in times])
        assert np.array_equal(curves[*STONE, name].sampled(times), expected), name
    turn = curves[*STONE, "rotation"].sampled(np.array([0.0, 1.0, 4.0]))
    assert turn[:, 0].tolist() == [0.0, 90.0, 360.0], "a full turn is a straight line"


def test_a_keyframe_is_moved_in_time_and_value_between_its_neighbours(scene, curves):
    change, name = gesture(scene, curves, 1).moved(Decimal("0.5"), 0.1)
    assert name == "move a keyframe"
    assert after(scene, change) == TEXT.replace("t = 2.0, v = 0.6 }", "t = 2.5, v = 0.7 }")
    far, _ = gesture(scene, curves, 1).moved(Decimal(9), 0.9)
    assert after(scene, far) == TEXT.replace("t = 2.0, v = 0.6 }", "t = 3.999, v = 1.0 }"), (
        "within its limits"
    )


def test_several_keyframes_move_together_and_only_the_component_that_was_taken_rises(scene, curves):
    path = (*STONE, "position")
    change, _ = gesture(scene, curves, 1, 2, path=path, component=2).moved(Decimal("-0.5"), 0.25)
    assert after(scene, change) == TEXT.replace(
        "t = 2.0, v = [3, 1, 0.5]", "t = 1.5, v = [3, 1, 0.75]"
    ).replace("t = 3.0, v = [1, 1, 1]", "t = 2.5, v = [1, 1, 1.25]")
    hexed, _ = gesture(scene, curves, 0, taken=0, path=(*STONE, "colour"), component=1).moved(Decimal(0), 0.5)
    assert after(scene, hexed) == TEXT.replace('"#ff0000"', "[1.0, 0.5, 0.0]")


def test_handles_are_at_the_control_points_and_bend_the_easing(scene, curves):
    first, second = curves[ROUGH].handles()
    assert (first.time, first.value) == pytest.approx((0.5, 0.4))
    assert (second.time, second.value, second.end) == (1.5, pytest.approx(0.6), (2.0, 0.6))
    bending = CurveGesture("handle", scene, (0.0, 0.0), curves=curves, handle=second)
    change, _ = bending.bent(1.0, 0.8)
    assert after(scene, change) == TEXT.replace("(0.25, 0.5, 0.75, 1.0)", "(0.25, 0.5, 0.5, 1.5)")
    change, _ = bending.bent(99.0, 0.6)
    assert "(0.25, 0.5, 1, 1)" in after(scene, change), "a handle stays between its two keyframes"
    assert bezier_of("out-back") is None


def test_properties_of_the_selected_object_and_of_selected_keyframes_are_shown(scene):
    lanes = [lane for own in Lanes().of(scene).values() for lane in own]
    assert len(shown_paths(lanes, STONE, ())) == 5
    both = shown_paths(lanes, ROUGH, [Mark((*STONE, "colour"), 1)])
    assert set(both) == {ROUGH, (*STONE, "colour")}
    assert shown_paths(lanes, (), ()) == []
    whole = shown_paths(lanes, STONE, ())
    assert shown_paths(lanes, (*STONE, "scale"), ()) == whole, (
        "a property without keyframes: those of its object"
    )
    assert shown_paths(lanes, (*STONE, "visible"), ()) == whole, "one whose keyframes have no curve"


def test_properties_of_several_objects_are_listed_with_their_owners():
    mine, other = (*STONE, "heading"), ("actor", "jor", "heading")
    assert names_of([mine]) == {mine: "heading"}
    assert names_of([mine, other]) == {mine: "stone.heading", other: "jor.heading"}


def test_normalised_curves_go_from_0_to_1(curves):
    for curve in curves.values():
        low, high = curve.range()
        scaled = Scaled.of(curve, normalised=True)
        assert (scaled.drawn(low), scaled.drawn(high)) == pytest.approx((0.0, 1.0))
        assert scaled.value(scaled.drawn(0.3)) == pytest.approx(0.3)
        assert Scaled.of(curve, normalised=False).drawn(0.3) == 0.3


VIEW = ValueView(0.0, 10.0, 100.0, 300.0)


@given(st.floats(0.1, 10.0), st.floats(100.0, 300.0))
def test_zooming_values_keeps_what_is_under_the_mouse(factor, y):
    zoomed = VIEW.zoomed(factor, y)
    assert zoomed.y_of(VIEW.value_at(y)) == pytest.approx(y)
    assert zoomed.high - zoomed.low == pytest.approx(10.0 * factor)


def test_values_are_fitted_and_snap_to_those_of_others_and_to_round_ones():
    fitted = VIEW.fitted([(2.0, 4.0), (3.0, 8.0)])
    assert fitted.low < 2.0 and fitted.high > 8.0
    assert VIEW.fitted([(5.0, 5.0)]).low < 5.0 < VIEW.fitted([(5.0, 5.0)]).high
    assert VIEW.ticks(30.0) == [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    assert VIEW.snapped(4.13, [4.3, 7.0], 6.0, snaps=True) == 4.3
    assert VIEW.snapped(5.13, [4.3, 7.0], 6.0, snaps=True) == 5.1
    assert VIEW.snapped(4.137, [4.15], 6.0, snaps=False) == 4.15
    assert rounded_step(0.013) == pytest.approx(0.02)
    assert VIEW.panned(20.0).low == pytest.approx(1.0)


def test_the_nearest_of_several_places_is_taken():
    assert nearest([(0.0, 0.0), (5.0, 0.0)], 4.0, 1.0, 6.0) == 1
    assert nearest([(0.0, 0.0)], 9.0, 0.0, 6.0) is None


LOOKING = TEXT.replace(
    "[actor.stone]",
    "[camera.named]\nposition = [0, 2, 9]\nfov = 30\n"
    "look_at = [{ t = 1, v = 'stone', ease = 'cubic-bezier(0.2, 0, 0.8, 1)' }, { t = 3, v = [0, 1, 0] }, { t = 5, v = 'stone' }]\n\n"
    "[camera.pointed]\nposition = [0, 2, 9]\nfov = 30\n"
    "look_at = [{ t = 1, v = [0, 1, 0], ease = 'in-out-sine' }, { t = 3, v = [2, 1, 0], ease = 'smooth' }, { t = 5, v = [2, 4, 1] }]\n\n"
    "[actor.stone]",
    1,
)


def test_what_a_camera_looks_at_has_a_curve_of_its_points_or_of_the_weight_of_each_target():
    scene = load_text(LOOKING)
    lanes = {lane.path: lane for own in Lanes().of(scene).values() for lane in own}
    pointed = curve_of(lanes["camera", "pointed", "look_at"])
    times = np.linspace(0.0, 6.0, 61)
    aim = scene.cameras["pointed"].look_at
    assert pointed is not None and pointed.names == ("x", "y", "z")
    seen = [aim.at(float(time), lambda target: np.array(target, dtype=float)) for time in times]
    assert pointed.sampled(times) == pytest.approx(np.array(seen), abs=1e-9), (
        "what is sampled is what is drawn"
    )
    path = ("camera", "named", "look_at")
    named = curve_of(lanes[path])
    assert named is not None and named.labels == ("stone", "0, 1, 0", "stone")
    places = {"stone": np.array([10.0, 0.0, 0.0]), (0.0, 1.0, 0.0): np.zeros(3)}
    seen = [scene.cameras["named"].look_at.at(float(time), places.__getitem__) for time in times]
    weight = named.sampled(times)[:, 0]
    expected = np.where(weight <= 1.0, 1.0 - weight, weight - 1.0) * 10.0
    assert np.array(seen)[:, 0] == pytest.approx(expected, abs=1e-9)
    assert (named.told(0.0), named.told(2.0), named.told(9.0)) == ("stone", "50% to 0, 1, 0", "stone")
    assert [handle.value for handle in named.handles()] == pytest.approx([0.0, 1.0])
    moved = gesture(scene, {path: named}, 1, path=path)
    change, _ = moved.moved(Decimal("0.5"), 0.0)
    assert "t = 3.5, v = [0, 1, 0]" in after(scene, change)


def test_objects_that_are_alike_have_lanes_of_their_own():
    twins = "".join(
        f'[actor.{name}]\nkind = "shape"\nscale = [{{ t = 0, v = 1 }}]\n' for name in ("a", "b", "c")
    )
    found = Lanes().of(load_text(GOOD + twins))
    assert [found["actor", name][0].path for name in "abc"] == [("actor", name, "scale") for name in "abc"]
