"""The shape 'curve': passes through its points, is parametrised by length, and emits perpendicular to it."""

import numpy as np
import pytest
from pydantic import ValidationError

from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import EmitterProperties
from visualizer.particles.motion import evaluate
from visualizer.particles.paths import PIECES, curve_points

BEND = [(0.0, 0.0, 0.0), (1.0, 2.0, 0.0), (1.2, 2.0, 0.4), (5.0, 0.0, -1.0)]
SQUARE = [(1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (-1.0, 0.0, 0.0), (0.0, 0.0, -1.0), (1.0, 0.0, 0.0)]


def entries(points):
    table = curve_points(points).triangles[:, :, :3].astype(np.float64)
    return table[:, 0], table[:, 1], table[:, 2], table[:, 3]


def test_a_curve_leads_through_its_points():
    start, way, _, _ = entries(BEND)
    knots = np.concatenate([start, start[-1:] + way[-1:]])
    for point in BEND:
        assert np.linalg.norm(knots - point, axis=1).min() < 0.01
    assert np.allclose(knots[[0, -1]], [BEND[0], BEND[-1]], atol=1e-5)


def test_its_pieces_are_equally_long_and_join():
    start, way, change, tangent = entries(BEND)
    length = np.linalg.norm(way, axis=1)
    assert len(length) == PIECES and length.max() / length.min() < 1.02
    assert np.allclose(start[:-1] + way[:-1], start[1:], atol=1e-5)
    assert np.allclose(tangent[:-1] + change[:-1], tangent[1:], atol=1e-5)
    assert np.allclose(np.linalg.norm(tangent, axis=1), 1.0, atol=1e-5)


def test_two_points_are_a_straight_line_and_the_same_point_again_changes_nothing():
    start, way, change, tangent = entries([(0.0, 0.0, 0.0), (0.0, 3.0, 0.0)])
    assert np.allclose(start[:, 1], 3.0 * np.arange(PIECES) / PIECES, atol=1e-6)
    assert (
        np.allclose(tangent, [0.0, 1.0, 0.0])
        and np.allclose(change, 0.0)
        and np.allclose(way[:, [0, 2]], 0.0)
    )
    again = curve_points([(0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 3.0, 0.0)])
    assert np.allclose(again.triangles[:, 0], curve_points([(0, 0, 0), (0, 3, 0)]).triangles[:, 0])


def test_a_closed_curve_has_no_corner_where_it_begins():
    _, _, change, tangent = entries(SQUARE)
    assert np.allclose(tangent[0], tangent[-1] + change[-1], atol=1e-5)
    assert np.allclose(np.abs(tangent[0]), [0.0, 0.0, 1.0], atol=0.02)


def test_particles_are_emitted_evenly_along_the_curve_and_perpendicular_to_it():
    made = compiled(
        EmitterProperties(rate=4000.0, shape="curve", points=BEND, speed=1.0, gravity=(0, 0, 0), life_spread=0.0),
        seed=4, duration=1.0,
    )  # fmt: skip
    state = evaluate(made, np.arange(4000), 0.999)
    start, _, _, tangent = entries(BEND)
    born = state.position - state.velocity * (0.999 - state.born)[:, None] * state.alive[:, None]
    nearest = np.linalg.norm(born[:, None] - start[None], axis=2).argmin(axis=1)
    assert np.linalg.norm(born - start[nearest], axis=1).max() < 0.02
    assert np.abs((state.velocity * tangent[nearest]).sum(axis=1)).max() < 0.05
    counts = np.histogram(nearest, bins=8, range=(0, PIECES))[0]
    assert (np.abs(counts - 500) < 90).all()


@pytest.mark.parametrize("points", [[], [(1.0, 2.0, 3.0)], [(1.0, 2.0, 3.0), (1.0, 2.0, 3.0)]])
def test_less_than_two_points_are_refused_with_what_is_needed(points):
    with pytest.raises(ValueError, match=r"'curve' needs at least 2 different points"):
        compiled(EmitterProperties(shape="curve", points=points), seed=1, duration=1.0)


def test_a_point_has_three_numbers():
    with pytest.raises(ValidationError):
        EmitterProperties.model_validate({"shape": "curve", "points": [(0.0, 0.0), (1.0, 1.0)]})


def test_other_points_are_another_emitter():
    one, other = (
        compiled(EmitterProperties(shape="curve", points=p), seed=1, duration=1.0) for p in (BEND, SQUARE)
    )
    assert one.digest != other.digest
