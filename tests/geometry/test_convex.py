"""Many bodies are cut, measured and meshed at once: each as it is alone."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counting import calls_of
from visualizer.cast.crystal_hall.geometry import wall_chunk
from visualizer.geometry.convex import Convex, clipped, convex_box, mesh_of, moments
from visualizer.geometry.crystals import Crystal, crystal_bodies, crystal_body
from visualizer.geometry.fracture import fractured
from visualizer.geometry.mesh import flat_mesh, merged
from visualizer.geometry.polygons import distinct, following, ordered, preceding
from visualizer.geometry.prisms import Prism, prism, prisms


def same(one: Convex | None, other: Convex | None) -> bool:
    """Return whether two bodies are equal to the last bit."""
    if one is None or other is None:
        return one is other
    return all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ("points", "counts", "regions")
    )


def bodies_of(seed: int) -> list[Convex]:
    """Return bodies of different sizes: boxes, crystals and prisms."""
    random = np.random.default_rng(seed)
    boxes = [convex_box(-random.uniform(0.5, 1.0, 3), random.uniform(0.5, 1.0, 3)) for _ in range(3)]
    grown = prism(
        (0, 0, 0), random.uniform(0.5, 1.0, 3), (1, 0, 0), (0.2, 0.1), seed=seed, point=0.3, cuts=(0.4,)
    )
    return [*boxes, crystal_body(1.0, 0.3, seed=seed), *grown]


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000))
def test_bodies_that_are_cut_together_are_those_that_are_cut_alone(seed: int) -> None:
    random = np.random.default_rng([seed, 1])
    bodies = bodies_of(seed)
    normals = random.normal(size=(len(bodies), 3))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    offsets = random.uniform(-0.9, 1.2, len(bodies))
    together = clipped(bodies, normals, offsets, 2.0)
    for body, normal, offset, part in zip(bodies, normals, offsets, together, strict=True):
        assert same(part, body.clipped(normal, offset, 2.0))
        if part is not None:
            assert (part.points @ normal <= offset + 1e-8).all()
            other = body.clipped(-normal, -offset)
            rest = 0.0 if other is None else other.volume
            np.testing.assert_allclose(part.volume + rest, body.volume, rtol=1e-9, atol=1e-12)


def test_a_cut_leaves_closed_bodies() -> None:
    cut = bodies_of(3)[3].clipped(np.array([0.6, 0.8, 0.0]), 0.4)
    assert cut is not None
    edges = np.round(np.stack([cut.points, cut.points[following(cut.counts)]], axis=1), 9)
    there = {tuple(map(tuple, edge)) for edge in edges.tolist()}
    assert {(b, a) for a, b in there} == there
    assert len(there) == len(edges)


def test_a_cut_through_corners_and_along_a_face_is_exact() -> None:
    cube = convex_box((0, 0, 0), (1, 1, 1))
    half = cube.clipped(np.array([1.0, 1.0, 0.0]) / np.sqrt(2.0), 1.0 / np.sqrt(2.0), 5.0)
    assert half is not None
    assert half.volume == 0.5
    assert sorted(half.counts.tolist()) == [3, 3, 4, 4, 4]
    assert half.regions[-1] == 5.0
    assert cube.clipped((1.0, 0.0, 0.0), 1.0) is cube
    assert cube.clipped((1.0, 0.0, 0.0), 0.0) is None


def test_moments_and_meshes_of_many_are_those_of_each() -> None:
    bodies = bodies_of(5)
    volumes, centres = moments(bodies)
    np.testing.assert_array_equal(volumes, [body.volume for body in bodies])
    np.testing.assert_array_equal(centres, [body.centroid for body in bodies])
    for body in bodies:
        planes = body.planes
        np.testing.assert_allclose(np.linalg.norm(planes[:, :3], axis=1), 1.0)
        assert (body.points @ planes[:, :3].T <= planes[:, 3] + 1e-9).all()
    one_by_one = merged([body.mesh() for body in bodies], as_pieces=True)
    assert mesh_of(bodies).digest == one_by_one.digest
    assert mesh_of(bodies).pieces == one_by_one.pieces


def test_faces_with_pieces_of_their_own_are_in_the_order_of_the_pieces() -> None:
    square, triangle = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)], [(0, 0, 1), (1, 0, 1), (0, 1, 1)]
    both = flat_mesh([square, triangle, triangle, square], piece=np.array([0, 0, 1, 1]))
    each = merged([flat_mesh([square, triangle]), flat_mesh([triangle, square])], as_pieces=True)
    assert (both.digest, both.pieces) == (each.digest, each.pieces)


def test_crystals_and_prisms_that_are_made_together_are_those_that_are_made_alone() -> None:
    crystals = [
        Crystal(2.0, 0.3, seed=1),
        Crystal(1.0, 0.2, seed=2, sides=5, pointed_base=True),
        Crystal(3.0, 0.9, seed=3, tip=0.6),
    ]
    for crystal, body in zip(crystals, crystal_bodies(crystals), strict=True):
        assert same(body, crystal_bodies([crystal])[0])
        assert body.points[:, 1].max() == crystal.height
    specs = [
        Prism((0, 0, 0), (0, 2, 0), (1, 0, 0), (0.3, 0.2), seed=1, cuts=(0.3, 0.7)),
        Prism((1, 0, 0), (1, 2, 1), (0, 0, 1), (0.3, 0.2), seed=2, point=0.2),
        Prism((0, 0, 0), (0, 2, 0), (1, 0, 0), (0.3, 0.2), seed=3, cuts=(0.5,)),
    ]
    together = prisms(specs)
    assert [len(pieces) for pieces in together] == [3, 1, 2]
    for spec, pieces in zip(specs, together, strict=True):
        assert all(same(one, other) for one, other in zip(pieces, prisms([spec])[0], strict=True))


def test_polygons_of_any_size_have_neighbours_and_an_order() -> None:
    counts = np.array([3, 0, 4, 1])
    assert following(counts).tolist() == [1, 2, 0, 4, 5, 6, 3, 7]
    assert preceding(counts).tolist() == [2, 0, 1, 6, 3, 4, 5, 7]
    square = np.array([(0, 0, 0), (1, 1, 0), (1, 0, 0), (1, 0, 0), (0, 1, 0)], float)
    points, sizes = ordered(square, np.zeros(5, np.int64), np.array([[0.0, 0.0, 1.0]]))
    assert sizes.tolist() == [4]
    area = np.cross(points, np.roll(points, -1, axis=0)).sum(axis=0) / 2.0
    np.testing.assert_allclose(area, [0.0, 0.0, 1.0])
    assert distinct(square[[0, 0, 1]], np.array([3])).tolist() == [True, False, True]


def test_a_wall_and_a_fracture_take_few_calls_because_bodies_are_cut_together() -> None:
    assert calls_of(lambda: wall_chunk.__wrapped__(10.0, 20.0, 3)) < 75_000
    body = crystal_body(1.8, 0.3, seed=4)
    assert calls_of(lambda: fractured.__wrapped__(body, count=90, seed=2)) < 75_000
