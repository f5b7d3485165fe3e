"""Clusters: every triangle is in one, every box holds its vertices, and closed is what hides its own back faces."""

import numpy as np
import pytest

from visualizer.geometry.mesh import Mesh, merged, transformed
from visualizer.geometry.primitives import box, icosphere, plane_grid
from visualizer.transforms import compose

BOX = box((1.0, 2.0, 0.5))


def moved(mesh: Mesh, x: float) -> Mesh:
    return transformed(mesh, compose((x, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0)))


SPREAD = merged([moved(BOX, x) for x in range(0, 40, 2)], as_pieces=True)
"""Twenty boxes, a piece each."""


@pytest.mark.parametrize(
    "mesh", [BOX, SPREAD, merged([icosphere(1.0, 4), BOX]), plane_grid(10.0, 10.0, 20, 20)]
)
@pytest.mark.parametrize("joined", [False, True])
def test_each_triangle_is_in_one_cluster_whose_boxes_hold_it(mesh, joined):
    clusters = mesh.clusters.joined if joined else mesh.clusters
    assert sorted(clusters.order) == list(range(len(mesh.triangles)))
    assert clusters.starts[0] == 0 and clusters.starts[-1] == len(mesh.triangles)
    ends = np.append(clusters.boxes[1:], len(clusters.pieces))
    for number, (first, end) in enumerate(zip(clusters.boxes, ends, strict=True)):
        chosen = clusters.order[clusters.starts[number] : clusters.starts[number + 1]]
        vertices = mesh.vertices[mesh.triangles[chosen].reshape(-1)]
        boxes = {int(piece): k for k, piece in enumerate(clusters.pieces[first:end], first)}
        which = [boxes[int(piece)] for piece in vertices["piece"]]
        away = np.abs(vertices["position"] - clusters.middle[which])
        assert (away <= clusters.half[which] + 1e-5).all()


def test_bodies_and_parts_of_large_bodies_are_clusters_of_their_own():
    assert len(SPREAD.clusters.starts) > 5
    large = icosphere(1.0, 4).clusters
    assert len(large.closed) > 8 and not large.body.any()
    assert np.diff(large.starts).max() <= 128


def test_triangles_of_different_regions_are_in_different_clusters_which_share_their_body():
    ball = icosphere(1.0, 3)
    high = ball.vertices["position"][ball.triangles].mean(axis=1)[:, 1] > 0.0
    vertices = ball.vertices[ball.triangles.reshape(-1)]
    vertices["tint"][:, 3] = np.repeat(2.0 * high, 3)
    parts = Mesh(vertices, np.arange(len(vertices), dtype=np.uint32).reshape(-1, 3)).clusters
    assert set(parts.region.tolist()) == {0, 2} and parts.joined.region.tolist() == [-1]
    for number, region in enumerate(parts.region):
        chosen = parts.order[parts.starts[number] : parts.starts[number + 1]]
        assert (high[chosen] == (region == 2)).all()
    assert parts.closed.all() and not parts.body.any()


def test_a_mesh_whose_tint_varies_within_triangles_has_no_regions():
    ball = icosphere(1.0, 3)
    ball.vertices["tint"][:, 3] = ball.vertices["position"][:, 1]
    assert set(ball.clusters.region.tolist()) == {-1}


def test_only_a_body_without_holes_that_is_turned_outwards_is_closed():
    turned = Mesh(BOX.vertices, BOX.triangles[:, ::-1].copy())
    pierced = Mesh(BOX.vertices, BOX.triangles[1:])
    bent = Mesh(BOX.vertices.copy(), BOX.triangles, 2)
    bent.vertices["piece"] = bent.vertices["position"][:, 0] > 0.0
    twice = merged([BOX, BOX])  # four triangles at each edge
    for mesh, closed in (
        (BOX, True),
        (icosphere(1.0, 2), True),
        (SPREAD, True),
        (turned, False),
        (pierced, False),
        (bent, False),
        (twice, False),
        (merged([turned, moved(BOX, 5.0)]), False),
    ):
        assert mesh.clusters.joined.closed.tolist() == [closed]


def test_closed_bodies_of_a_mesh_are_told_from_open_ones():
    sheet, ball = plane_grid(1.0, 1.0, 10, 10), moved(icosphere(1.0, 3), 5.0)
    clusters = merged([sheet, ball]).clusters
    triangles = np.diff(clusters.starts)
    assert triangles[clusters.closed].sum() == len(ball.triangles)
    assert triangles[~clusters.closed].sum() == len(sheet.triangles)
