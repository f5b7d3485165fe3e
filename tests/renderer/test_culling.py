"""Culling: what is left out is in no view, and leaving it out changes no bit of the picture."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import KDTree

from tests.renderer.frames import LIBRARY, PLAIN, pose, still_life
from visualizer.frame import AreaLight, Camera, Draw, Frame, Library, PointLight
from visualizer.geometry.mesh import Mesh, flat_mesh, merged, transformed
from visualizer.geometry.primitives import box, icosphere
from visualizer.gpu.state import State
from visualizer.renderer import culling
from visualizer.renderer.culling import Boxes
from visualizer.renderer.renderer import Renderer
from visualizer.renderer.requests import TUBES
from visualizer.renderer.surfaces import Surfaces
from visualizer.renderer.view import eye_view
from visualizer.transforms import axis_angle, camera_from_world, compose

MESH = box((1.0, 2.0, 0.5))
MANY = merged([MESH] * 20, as_pieces=True)
PLACE = st.tuples(*[st.floats(-20.0, 20.0)] * 3)
BALL = icosphere(1.0, 3)
FLAT_BALL = flat_mesh(BALL.vertices["position"][BALL.triangles])
INSTANCES = 2
PLACES = st.lists(PLACE, min_size=20, max_size=20)


def draw(place, angle=0.0, count=1):
    pose = compose(place, axis_angle((0.3, 0.9, 0.1), angle))[:3]
    return Draw("box", "crystal", np.repeat(pose[None], count, axis=0))


def relative(mesh, poses, view):
    """Return the vertices of a mesh, or of all of its instances, (n, 3), relative to the eye."""
    if len(poses) != mesh.pieces:
        return relative(mesh, poses[:1], view)
    at = poses[mesh.vertices["piece"].astype(int)]
    return np.einsum("nij,nj->ni", at[:, :, :3], mesh.vertices["position"]) + at[:, :, 3] - view.origin


def boxes(draws, origin, *, fine=True):
    poses = np.concatenate([np.zeros((0, 3, 4)), *[one.poses for one in draws]])
    poses[:, :, 3] -= origin
    return Boxes(draws, {"box": MESH, "many": MANY}, poses.astype(np.float32), fine=fine)


def seen(draws, camera, *, fine=True, plane=None):
    view = eye_view(Frame(Library({}, {}), 0.0, camera=camera), (16, 9))
    height = None if plane is None else plane - view.origin[1]
    return boxes(draws, view.origin, fine=fine).inside(view.clip_from_relative, height), view


@given(PLACES, st.floats(0.0, 360.0), PLACE, st.booleans())
def test_a_triangle_is_kept_if_any_corner_of_it_is_in_the_view(places, angle, eye, fine):
    camera = Camera(camera_from_world(eye, (0.0, 0.1, 30.0)), near=0.1, far=100.0)
    poses = np.stack([compose(place, axis_angle((0.3, 0.9, 0.1), angle))[:3] for place in places])
    draws = [draw(places[0], angle), Draw("many", "crystal", poses), draw(places[1], angle, count=2)]
    kept, view = seen(draws, camera, fine=fine)
    for one, runs in zip(draws, kept, strict=True):
        mesh = MANY if one.mesh == "many" else MESH
        clip = relative(mesh, one.poses, view) @ view.clip_from_relative[:, :3].T
        clip += view.clip_from_relative[:, 3]
        inside = (
            (np.abs(clip[:, :2]) <= clip[:, 3:]).all(axis=1) & (clip[:, 2] >= 0) & (clip[:, 2] <= clip[:, 3])
        )
        needed = inside[mesh.triangles[mesh.clusters.order]].any(axis=1)
        drawn = np.zeros(len(needed), bool)
        for first, count, _ in runs:
            drawn[first : first + count] = True
        assert (drawn | ~needed).all()


def test_parts_out_of_view_are_left_out_and_bodies_in_view_hide_their_back_faces():
    camera = Camera(camera_from_world((0.0, 0.0, 0.0), (0.0, 0.0, -1.0)))
    ahead, behind = (0.0, 0.0, -10.0), (0.0, 0.0, 10.0)
    poses = np.stack([compose(behind if k < 8 else ahead, (0.0, 0.0, 0.0, 1.0))[:3] for k in range(20)])
    draws = [draw(ahead), draw(behind), Draw("many", "crystal", poses), Draw("lost", "crystal", poses[:1])]
    each = len(MESH.triangles)
    found = seen(draws, camera)[0]
    assert found[:2] == [[(0, each, True)], ()] and found[3] == ((0, 0, False),)
    assert found[2] == [(first, 20 * each - first, True) for first, _, _ in found[2]] and found[2][0][0] > 0
    assert seen(draws, camera, fine=False)[0][2] == [(0, 20 * each, False)]  # some of it is behind


def test_back_faces_are_drawn_of_what_is_cut_open_or_mirrored():
    camera = Camera(camera_from_world((0.0, 0.0, 0.0), (0.0, 0.0, -1.0)), near=0.1)
    whole, cut = draw((0.0, 0.0, -10.0)), draw((0.0, 0.0, 0.0))
    flipped = draw((0.0, 0.0, -10.0))
    flipped.poses[:, 0] *= -1.0
    solid = [runs[0][2] for runs in seen([whole, cut, flipped], camera)[0]]
    assert solid == [True, False, False]
    assert [runs and runs[0][2] for runs in seen([whole, whole], camera, plane=0.0)[0]] == [False, False]
    assert seen([whole], camera, plane=2.0)[0] == [()] and seen([whole], camera, plane=-2.0)[0][0][0][2]


@given(st.sampled_from([BALL, FLAT_BALL]), st.floats(0.5, 200.0), st.floats(0.1, 4.0), st.booleans())
def test_a_coarser_mesh_is_drawn_where_it_moves_no_place_by_more_than_a_pixel_or_two_if_smooth(
    ball, distance, scale, fine
):
    matrix = np.diag([scale, scale, scale, 1.0])
    matrix[:3, 3] = (0.1, 0.2, -distance)
    draws = [Draw("ball", "plain", matrix[None, :3])]
    view = eye_view(Frame(Library({}, {}), 0.0, camera=Camera(np.eye(4), far=1000.0)), (64, 36))
    tested = Boxes(draws, {"ball": ball}, draws[0].poses.astype(np.float32), fine=fine)
    (level,) = tested.levels(view.clip_from_relative, (64, 36))
    assert level == 0 or fine
    assert level > 0 or distance < 20.0 * scale or not fine
    gaps, _ = KDTree(BALL.vertices["position"]).query(ball.coarser(level).vertices["position"])
    away = np.max(gaps) * scale
    most = 1.05 if ball is FLAT_BALL else 2.1
    assert away * 36 * view.clip_from_relative[1, 1] / 2 / max(distance - scale, 1e-3) < most or level == 0


def test_what_is_shrunk_to_a_point_is_drawn_as_it_is():
    nothing = np.zeros((1, 3, 4), np.float32)
    nothing[0, 2, 3] = -5.0
    draws = [Draw(name, "plain", nothing.astype(np.float64)) for name in ("ball", "box")]
    view = eye_view(Frame(Library({}, {}), 0.0), (64, 36))
    tested = Boxes(draws, {"ball": BALL, "box": MESH}, np.concatenate([nothing] * 2), fine=True)
    assert tested.levels(view.clip_from_relative, (64, 36)) == [0, 0]


def crowd() -> Frame:
    """Return a frame with bodies on all sides of the camera, some of which the floor and the near plane cut."""
    random = np.random.default_rng(5)
    poses = np.zeros((20 * INSTANCES, 3, 4))
    for number in range(len(poses)):
        place = random.uniform((-5.0, -0.5, -5.0), (5.0, 2.0, 5.0))
        poses[number] = compose(place, axis_angle(random.normal(size=3), 70.0))[:3]
    small = Mesh(MANY.vertices.copy(), MANY.triangles, MANY.pieces)
    small.vertices["position"] *= 0.5
    ball = transformed(icosphere(0.8, 4), compose((0.0, 0.5, -1.5), (0.0, 0.0, 0.0, 1.0)))
    draws = (
        Draw("floor", "plain", pose(), uniforms=PLAIN),
        Draw("many", "plain", poses, uniforms=PLAIN),
        Draw("ball", "crystal", pose(), layer="transmissive"),
    )
    return still_life(
        draws=draws,
        library=Library({**LIBRARY.meshes, "many": small, "ball": ball}, {}),
        camera=Camera(camera_from_world((0.1, 0.9, 0.2), (0.0, 0.3, -1.0)), fov=50.0, far=60.0),
    )


@pytest.mark.parametrize("count", [1, 2])
def test_culling_changes_no_bit_of_the_picture(monkeypatch, count):
    frames = [crowd()] * count
    issued: list[int] = []
    meshes = [frames[0].library.meshes[one.mesh] for one in frames[0].draws]
    whole = [[(0, len(mesh.triangles), False)] for mesh in meshes]
    inside = Boxes.inside

    def counted(self, *view):
        found = whole if lights else inside(self, *view)
        issued.append(sum(run[1] for runs in found for run in runs))
        return found

    monkeypatch.setattr(Boxes, "inside", counted)
    lights, triangles = [], []
    with Renderer((64, 36)) as renderer:
        for _ in range(2):  # with and without culling
            issued.clear()
            renderer.draw(frames)
            lights.append(renderer.light())
            triangles.append(sum(issued))
    assert np.array_equal(lights[0], lights[1])
    assert triangles[0] < triangles[1]


def test_a_frame_without_draws_has_nothing_to_test():
    assert seen([], Camera())[0] == []


@given(PLACE, st.floats(0.0, 360.0), st.lists(st.tuples(PLACE, st.floats(0.1, 20.0)), max_size=6))
def test_a_draw_is_lit_by_every_light_that_reaches_any_point_of_its_mesh(place, angle, placed):
    lights = [PointLight(position, (1.0, 1.0, 1.0), reach=reach) for position, reach in placed]
    one, origin = draw(place, angle), np.array([1.0, 2.0, 3.0])
    ((first, end),) = boxes([one], origin).lit(lights, origin)
    points = MESH.vertices["position"] @ one.poses[0, :, :3].T + one.poses[0, :, 3]
    for number, light in enumerate(lights):
        away = np.linalg.norm(points - np.array(light.position), axis=1).min()
        assert first <= number < end or away > light.reach


def test_parts_that_no_area_light_reaches_are_drawn_without_and_the_picture_stays_the_same(monkeypatch):
    near = AreaLight("sphere", (1.2, 0.5, -1.5), (9.0, 5.0, 2.0), radius=0.1, reach=0.9)
    ball = transformed(icosphere(0.8, 2), compose((0.0, 0.5, -1.5), (0.0, 0.0, 0.0, 1.0)))
    draws = (Draw("ball", "plain", pose(), uniforms=PLAIN),)
    frame = replace(crowd(), draws=draws, library=Library({"ball": ball}, {}), area_lights=(near,))
    with Renderer((64, 36)) as renderer:
        renderer.draw(frame)
        parts = renderer.light()
        assert len({areas for _, areas in asked(renderer)}) == 2  # with and without
        monkeypatch.setattr(renderer.surfaces, "fine", False)
        renderer.draw(frame)
        assert np.array_equal(parts, renderer.light())
    with Renderer((64, 36)) as renderer:
        renderer.draw(replace(frame, area_lights=()))
        assert not np.array_equal(parts, renderer.light())


RECTANGLE = AreaLight(
    "rectangle", (0.0, 2.0, -1.5), (4.0, 4.0, 4.0), right=(0.0, 0.0, 0.5), up=(0.5, 0.0, 0.0), reach=9.0
)
"""It shines upwards."""


def test_what_lies_behind_a_rectangle_of_one_side_is_drawn_without_its_light_and_the_picture_stays_the_same(
    monkeypatch,
):
    lamp = AreaLight("sphere", (1.2, 0.5, -1.5), (9.0, 5.0, 2.0), radius=0.1, reach=9.0)
    frame = replace(crowd(), area_lights=(RECTANGLE, lamp))
    with Renderer((64, 36)) as renderer:
        renderer.draw(frame)
        lights = renderer.light()
        assert TUBES in {
            areas for slots, areas in asked(renderer) if ("material", "materials/plain.glsl") in slots
        }
        monkeypatch.setattr(culling, "_faced", lambda *given: True)
        renderer.draw(frame)
        assert np.array_equal(lights, renderer.light())


@given(PLACES, PLACE, st.booleans(), st.integers(0, 2))
def test_a_part_that_any_corner_is_in_front_of_a_rectangle_is_lit_by_it(places, at, two_sided, axis):
    sides = np.roll(np.eye(3), axis, axis=0) * (0.5, -0.7, 0.6)
    light = AreaLight(
        "rectangle",
        at,
        (1.0, 1.0, 1.0),
        right=tuple(sides[0]),
        up=tuple(sides[1]),
        reach=99.0,
        two_sided=two_sided,
    )
    poses = np.stack([compose(place, axis_angle((0.3, 0.9, 0.1), 40.0))[:3] for place in places])
    one, origin = Draw("many", "crystal", poses), np.array([1.0, 2.0, 3.0])
    (reached,) = boxes([one], origin).reached_parts([light], origin)
    corners = np.einsum(
        "nij,nj->ni", poses[MANY.vertices["piece"].astype(int), :, :3], MANY.vertices["position"]
    )
    corners += poses[MANY.vertices["piece"].astype(int), :, 3]
    front = (corners - at) @ np.cross(sides[0], sides[1]) > 1e-4
    for number, (first, end) in enumerate(pairwise(MANY.clusters.starts)):
        lit = front[MANY.triangles[MANY.clusters.order[first:end]]].any()
        assert reached[number] or not (lit or two_sided)
    behind = [compose((0.0, at[1] - 9.0, 0.0), (0.0, 0.0, 0.0, 1.0))[:3]] * len(poses)
    if axis == 0 and not two_sided:  # it shines along -z or z
        behind = [
            compose((0.0, 0.0, at[2] + 9.0 * np.sign(-np.cross(*sides[:2])[2])), (0.0, 0.0, 0.0, 1.0))[:3]
        ] * len(poses)
        assert not boxes([replace(one, poses=np.stack(behind))], origin).reached([light], origin).any()


def test_a_light_among_the_parts_of_a_draw_that_reaches_none_of_them_does_not_reach_the_draw():
    poses = draw((0.0, 0.0, 0.0), count=20).poses
    poses[:, 0, 3] = [-90.0] * 8 + [90.0] * 12  # nothing of them is in the middle
    tested = boxes([Draw("many", "crystal", poses), Draw("lost", "crystal", poses)], np.zeros(3))
    lights = [PointLight((x, 0.0, 0.0), (1.0, 1.0, 1.0), reach=2.0) for x in (0.0, 90.0)]
    assert tested.reached(lights, np.zeros(3)).tolist() == [[True, True], [True, True]]
    reached = tested.of_parts(tested.reached_parts(lights, np.zeros(3)))
    assert reached.tolist() == [[False, True], [True, True]]


def test_of_one_draw_what_hides_its_back_faces_is_drawn_apart_from_the_rest(monkeypatch):
    changes: list[int] = []
    issue, leave_out = Surfaces._issue, State.leave_out_back_faces

    def counted(self, frame, number, level, runs, program, state):
        changes.append(0)
        mixed.append(len({hidden for _, _, hidden in runs}) > 1)
        issue(self, frame, number, level, runs, program, state)

    def changed(self, context, hidden):
        changes[-1] += 1
        leave_out(self, context, hidden)

    mixed: list[bool] = []
    monkeypatch.setattr(Surfaces, "_issue", counted)
    monkeypatch.setattr(State, "leave_out_back_faces", changed)
    frame = crowd()
    poses = np.repeat(pose(), 20, axis=0)
    poses[:, :, 3] = (0.0, 0.3, -5.0)
    poses[:12, :, 3] = frame.camera.eye  # bodies that are cut open, between others
    poses[:4, :, 3] = (0.0, 0.3, -5.0)
    with Renderer((64, 36)) as renderer:
        renderer.draw(replace(frame, draws=(Draw("many", "plain", poses, uniforms=PLAIN),)))
    assert any(mixed) and max(changes) == 1


def asked(renderer):
    """Return (material, AREA_LIGHTS) of the programs of surfaces that a renderer has requested."""
    surfaces = [one for one in renderer.programs.requests if one.stages[1][1] == "renderer/surface.frag"]
    return {(one.slots, dict(one.defines).get("AREA_LIGHTS", 0)) for one in surfaces}


@given(PLACES, st.lists(st.tuples(PLACE, st.floats(0.1, 20.0)), min_size=1, max_size=4))
def test_a_part_is_lit_by_every_light_that_reaches_a_corner_of_it(places, placed):
    lights = [AreaLight("sphere", position, (1.0, 1.0, 1.0), reach=reach) for position, reach in placed]
    poses = np.stack([compose(place, axis_angle((0.3, 0.9, 0.1), 40.0))[:3] for place in places])
    one, origin = Draw("many", "crystal", poses), np.array([1.0, 2.0, 3.0])
    reached = boxes([one], origin).reached_parts(lights, origin).any(axis=0)
    parts = MANY.clusters
    at = poses[MANY.vertices["piece"].astype(int)]
    points = np.einsum("nij,nj->ni", at[:, :, :3], MANY.vertices["position"]) + at[:, :, 3]
    for number, (first, end) in enumerate(pairwise(parts.starts)):
        corners = points[MANY.triangles[parts.order[first:end]]].reshape(-1, 3)
        for light in lights:
            away = np.linalg.norm(corners - np.array(light.position), axis=1).min()
            assert reached[number] or away > light.reach


def test_a_draw_out_of_reach_is_lit_by_no_light_and_one_without_a_mesh_by_all():
    far = PointLight((100.0, 0.0, 0.0), (1.0, 1.0, 1.0), reach=5.0)
    near = PointLight((0.0, 0.0, 2.0), (1.0, 1.0, 1.0), reach=5.0)
    poses = draw((0.0, 0.0, 0.0), count=2).poses
    apart = poses.copy()
    apart[1, 0, 3] = 100.0
    lost = Draw("lost", "crystal", poses)
    draws = boxes([draw((0.0, 0.0, 0.0)), Draw("box", "crystal", apart), lost], np.zeros(3))
    assert draws.lit([far, near, far], np.zeros(3)).tolist() == [[1, 2], [0, 3], [0, 3]]
    assert draws.lit([far], np.zeros(3)).tolist() == [[0, 0], [0, 1], [0, 1]]
    assert draws.lit([], np.zeros(3)).tolist() == [[0, 0], [0, 0], [0, 0]]


@given(
    st.lists(st.tuples(PLACE, st.floats(0.0, 360.0)), min_size=1, max_size=3),
    st.integers(0, 2),
    st.floats(-3.0, 3.0),
    PLACE,
    PLACE,
)
def test_own_motion_is_how_far_middles_and_corners_go_in_a_picture(places, which, way, eye, eye_before):
    """From wherever the positions at the other time are relative to; infinite if it goes on behind the eye."""
    which %= len(places)
    now = [draw(place, angle) for place, angle in places]
    (x, y, z), angle = places[which]
    before = [draw((x, y + way, z), angle) if k == which else one for k, one in enumerate(now)]
    camera = Camera(camera_from_world(eye, np.add(eye, (1.0, 0.3, -2.0))), fov=50.0)
    view = eye_view(Frame(Library({}, {}), 0.0, camera=camera), (160, 90))
    tested, earlier = boxes(now, view.origin), boxes(before, np.array(eye_before))
    shift = view.origin - np.array(eye_before)
    found = tested.own_motion([which], earlier, shift, view.clip_from_relative, (160, 90))
    corner = np.array([0.5, 1.0, 0.25])
    ends = []
    for one in (now, before):
        pose = one[which].poses[0].astype(np.float64)
        points = (
            np.array([pose[:, :3] @ (sign * corner) + pose[:, 3] for sign in (-1.0, 0.0, 1.0)]) - view.origin
        )
        ends.append(np.column_stack([points, np.ones(3)]) @ view.clip_from_relative.T)
    nearest = np.minimum(ends[0][:, 3], ends[1][:, 3])
    if nearest.min() > 0.05:
        (x0, y0), (x1, y1) = ((clip[:, 0] / clip[:, 3], clip[:, 1] / clip[:, 3]) for clip in ends)
        far = np.hypot((x0 - x1) * 80.0, (y0 - y1) * 45.0).max()
        assert found == [pytest.approx(far, rel=1e-2, abs=1e-2 / nearest.min())]
    elif nearest.min() < -0.05 and abs(way) > 0.1:
        assert found == [np.inf]
    assert tested.own_motion([], earlier, shift, view.clip_from_relative, (160, 90)) == []


@given(
    st.lists(st.tuples(PLACE, st.floats(0.0, 360.0)), min_size=1, max_size=3),
    PLACE,
    PLACE,
    st.floats(0.5, 4.0),
)
def test_no_corner_swings_about_the_eye_farther_than_the_bound(places, way, eye_before, least):
    now = [draw(place, angle) for place, angle in places]
    before = [draw(np.add(place, way), angle + 9.0) for place, angle in places]
    tested, earlier = boxes(now, np.zeros(3)), boxes(before, np.array(eye_before))
    changed = range(len(now))
    bound = tested.swing(changed, earlier, -np.array(eye_before), least)
    for one, other in zip(now, before, strict=True):
        ends = [
            pose.poses[0, :, :3] @ MESH.vertices["position"].T + pose.poses[0, :, 3:] for pose in (one, other)
        ]
        gone, away = np.linalg.norm(ends[0] - ends[1], axis=0), np.linalg.norm(ends[0], axis=0)
        assert (gone / np.maximum(away, least)).max() <= bound * (1 + 1e-3) + 1e-3
    assert tested.swing([], earlier, -np.array(eye_before), least) == 0.0


def test_the_nearest_of_what_is_seen_is_no_farther_than_any_of_its_corners():
    camera = Camera(camera_from_world((0.0, 0.0, 9.0), (0.0, 0.0, 0.0)), fov=50.0)
    view = eye_view(Frame(Library({}, {}), 0.0, camera=camera), (16, 9))
    draws = [draw((0.0, 0.0, 0.0)), draw((0.0, 0.0, 30.0)), draw((0.5, 0.0, -5.0))]
    near = boxes(draws, view.origin).nearest(view.clip_from_relative)
    assert near == pytest.approx(8.75, abs=0.5)
    assert near <= 9.0 - MESH.vertices["position"][:, 2].max()
    assert boxes([], view.origin).nearest(view.clip_from_relative) == np.inf
    assert (
        boxes([Draw("none", "crystal", draws[0].poses)], view.origin).nearest(view.clip_from_relative) == 0.0
    )
