"""Culling: a draw is left out only if no point of its box is in the view."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from visualizer.frame import Camera, Draw, Frame, Library, PointLight
from visualizer.geometry.primitives import box
from visualizer.renderer.culling import Boxes
from visualizer.renderer.view import eye_view
from visualizer.transforms import axis_angle, camera_from_world, compose

MESH = box((1.0, 2.0, 0.5))
PLACE = st.tuples(*[st.floats(-20.0, 20.0)] * 3)


def draw(place, angle=0.0, count=1):
    pose = compose(place, axis_angle((0.3, 0.9, 0.1), angle))[:3]
    return Draw("box", "crystal", np.repeat(pose[None], count, axis=0))


def seen(draws, camera):
    view = eye_view(Frame(Library({}, {}), 0.0, camera=camera), (16, 9))
    return Boxes(draws, {"box": MESH}, view.origin).inside(view.clip_from_relative), view


@given(st.lists(PLACE, min_size=1, max_size=6), st.floats(0.0, 360.0), PLACE)
def test_a_draw_is_kept_if_any_point_of_its_mesh_is_in_the_view(places, angle, eye):
    camera = Camera(camera_from_world(eye, (0.0, 0.1, 30.0)), near=0.1, far=100.0)
    draws = [draw(place, angle) for place in places]
    kept, view = seen(draws, camera)
    for one, keep in zip(draws, kept, strict=True):
        points = MESH.vertices["position"] @ one.poses[0, :, :3].T + one.poses[0, :, 3] - view.origin
        clip = points @ view.clip_from_relative[:, :3].T + view.clip_from_relative[:, 3]
        inside = (
            (np.abs(clip[:, :2]) <= clip[:, 3:]).all(axis=1) & (clip[:, 2] >= 0) & (clip[:, 2] <= clip[:, 3])
        )
        assert keep or not inside.any()


def test_what_is_behind_the_camera_is_left_out_and_what_has_several_poses_is_kept():
    camera = Camera(camera_from_world((0.0, 0.0, 0.0), (0.0, 0.0, -1.0)))
    ahead, behind = (0.0, 0.0, -10.0), (0.0, 0.0, 10.0)
    draws = [draw(ahead), draw(behind), draw(behind, count=2), Draw("lost", "crystal", draw(behind).poses)]
    assert seen(draws, camera)[0].tolist() == [True, False, True, True]


def test_a_frame_without_draws_has_nothing_to_test():
    assert seen([], Camera())[0].tolist() == []


@given(PLACE, st.floats(0.0, 360.0), st.lists(st.tuples(PLACE, st.floats(0.1, 20.0)), max_size=6))
def test_a_draw_is_lit_by_every_light_that_reaches_any_point_of_its_mesh(place, angle, placed):
    lights = [PointLight(position, (1.0, 1.0, 1.0), reach=reach) for position, reach in placed]
    one = draw(place, angle)
    ((first, end),) = Boxes([one], {"box": MESH}, np.array([1.0, 2.0, 3.0])).lit(lights)
    points = MESH.vertices["position"] @ one.poses[0, :, :3].T + one.poses[0, :, 3]
    for number, light in enumerate(lights):
        away = np.linalg.norm(points - np.array(light.position), axis=1).min()
        assert first <= number < end or away > light.reach


def test_a_draw_out_of_reach_is_lit_by_no_light_and_one_of_several_poses_by_all():
    far = PointLight((100.0, 0.0, 0.0), (1.0, 1.0, 1.0), reach=5.0)
    near = PointLight((0.0, 0.0, 2.0), (1.0, 1.0, 1.0), reach=5.0)
    boxes = Boxes([draw((0.0, 0.0, 0.0)), draw((0.0, 0.0, 0.0), count=2)], {"box": MESH}, np.zeros(3))
    assert boxes.lit([far, near, far]).tolist() == [[1, 2], [0, 3]]
    assert boxes.lit([far]).tolist() == [[0, 0], [0, 1]]
    assert boxes.lit([]).tolist() == [[0, 0], [0, 0]]
