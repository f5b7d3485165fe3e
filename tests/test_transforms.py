"""Matrices and quaternions keep the conventions that visualizer/transforms.py states."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer import transforms as tf

angles = st.floats(-720.0, 720.0)
coordinates = st.floats(-10.0, 10.0)
vectors = st.tuples(coordinates, coordinates, coordinates)


@pytest.mark.parametrize(
    ("axis", "start", "end"),
    [((0, 0, 1), (1, 0, 0), (0, 1, 0)), ((0, 1, 0), (0, 0, 1), (1, 0, 0)), ((1, 0, 0), (0, 1, 0), (0, 0, 1))],
)
def test_a_quarter_turn_is_counter_clockwise_seen_from_the_tip_of_the_axis(axis, start, end):
    turned = tf.directions(tf.rotation(tf.axis_angle(axis, 90.0)), start)
    np.testing.assert_allclose(turned, end, atol=1e-12)


@given(heading=angles, pitch=angles, roll=angles)
def test_a_rotation_matrix_gives_its_quaternion_back(heading, pitch, roll):
    quaternion = tf.euler(heading, pitch, roll)
    back = tf.quaternion_of(tf.rotation(quaternion))
    assert abs(abs(float(back @ quaternion)) - 1.0) < 1e-9


@given(a=vectors, b=vectors, degrees=angles)
def test_multiplied_quaternions_turn_as_their_matrices_do(a, b, degrees):
    first, second = tf.axis_angle((1, 2, 3), degrees), tf.axis_angle((-2, 1, 0.5), 0.5 * degrees)
    product = tf.rotation(tf.multiply(first, second))
    np.testing.assert_allclose(product, tf.rotation(first) @ tf.rotation(second), atol=1e-9)


def test_slerp_begins_ends_and_is_halfway_between():
    start, end = tf.IDENTITY_QUATERNION, tf.axis_angle((0, 1, 0), 90.0)
    np.testing.assert_allclose(tf.slerp(start, end, 0.0), start, atol=1e-12)
    np.testing.assert_allclose(tf.slerp(start, end, 1.0), end, atol=1e-12)
    np.testing.assert_allclose(tf.slerp(start, end, 0.5), tf.axis_angle((0, 1, 0), 45.0), atol=1e-12)


def test_facing_turns_the_front_to_the_direction_and_keeps_up_up():
    matrix = tf.rotation(tf.facing((1.0, 0.0, 1.0)))
    np.testing.assert_allclose(matrix[:3, 2], tf.normalized([1, 0, 1]), atol=1e-12)
    assert matrix[1, 1] == pytest.approx(1.0)


def test_facing_straight_up_still_gives_a_rotation():
    matrix = tf.rotation(tf.facing((0.0, 1.0, 0.0)))
    np.testing.assert_allclose(matrix[:3, :3] @ matrix[:3, :3].T, np.eye(3), atol=1e-9)


def test_what_a_camera_looks_at_is_in_front_of_it_in_the_middle_of_the_picture():
    view = tf.camera_from_world((3, 2, 5), (0, 1, 0))
    seen = tf.points(view, (0, 1, 0))
    assert seen[2] < 0.0
    np.testing.assert_allclose(seen[:2], 0.0, atol=1e-9)
    clip = tf.perspective(50.0, 1.5, 0.1, 100.0) @ np.array([*seen, 1.0])
    assert -1.0 < clip[2] / clip[3] < 1.0


def test_a_camera_that_looks_straight_down_has_a_picture():
    view = tf.camera_from_world((0, 5, 0), (0, 0, 0))
    assert np.isfinite(view).all()


def test_integers_give_the_same_result_as_floats():
    np.testing.assert_allclose(
        tf.rotation(np.array([0, 1, 0, 0])), np.diag([-1.0, 1.0, -1.0, 1.0]), atol=1e-12
    )


@given(offset=vectors, degrees=angles)
def test_compose_scales_then_turns_then_moves(offset, degrees):
    quaternion = tf.axis_angle((0, 1, 0), degrees)
    expected = tf.translation(offset) @ tf.rotation(quaternion) @ tf.scaling((1, 2, 3))
    np.testing.assert_allclose(tf.compose(offset, quaternion, (1, 2, 3)), expected, atol=1e-9)
