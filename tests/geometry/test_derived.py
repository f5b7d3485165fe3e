"""What is derived from a mesh is kept in the cache folder; distinct places are found whatever their hashes are."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from visualizer.geometry import mesh as module
from visualizer.geometry import places as hashing
from visualizer.geometry.mesh import Mesh, merged
from visualizer.geometry.places import first_uses, places
from visualizer.geometry.primitives import box, icosphere

BALL = icosphere(1.0, 3)


def again() -> Mesh:
    """Return a mesh of the same content, as a second process would have it."""
    return Mesh(BALL.vertices.copy(), BALL.triangles.copy(), BALL.pieces)


@pytest.mark.parametrize(
    ("change", "computed"),
    [
        (lambda folder: None, []),
        (lambda folder: [path.write_bytes(b"damaged") for path in folder.iterdir()], ["clusters", "coarse"]),
    ],
    ids=["kept", "damaged"],
)
def test_clusters_and_coarser_levels_are_computed_once_for_meshes_of_one_content(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path], object],
    computed: list[str],
) -> None:
    monkeypatch.setenv("VISUALIZER_CACHE", str(tmp_path))
    first = again()
    expected = first.coarser(2), first.clusters, first.finest_cell
    change(tmp_path)
    calls = []

    def counted(name: str) -> None:
        original = getattr(module, name)

        def call(*given: object, **named: object) -> object:
            calls.append(name)
            return original(*given, **named)

        monkeypatch.setattr(module, name, call)

    counted("clusters")
    counted("coarse")
    second = again()
    assert second.coarser(2).digest == expected[0].digest
    np.testing.assert_array_equal(second.clusters.order, expected[1].order)
    assert second.finest_cell == expected[2]
    assert sorted(calls) == computed


def test_equal_positions_of_one_piece_are_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    mesh = merged([box((1.0, 2.0, 0.5))] * 2, as_pieces=True)
    for _ in ("by hash", "by content, as all have one hash"):
        found = places(mesh.vertices["position"], mesh.vertices["piece"], mesh.triangles)
        assert len(found.rows) == 2 * len(np.unique(mesh.vertices["position"], axis=0))
        np.testing.assert_array_equal(found.rows[found.of_vertex][:, :3], mesh.vertices["position"])
        np.testing.assert_array_equal(found.rows[found.of_vertex][:, 3], mesh.vertices["piece"])
        np.testing.assert_array_equal(found.of_vertex[mesh.triangles], found.corners)
        monkeypatch.setattr(hashing, "_hashed", lambda rows: np.zeros(len(rows), np.uint64))


def test_zero_and_minus_zero_are_one_place() -> None:
    position = np.array([[0.0, 1.0, 2.0], [-0.0, 1.0, 2.0], [0.0, 1.0, 3.0]], np.float32)
    found = places(position, np.zeros(3, np.float32), np.array([[0, 1, 2]], np.uint32))
    assert len(found.rows) == 2


def test_first_uses_are_the_lowest_indices() -> None:
    assert first_uses(np.array([2, 0, 2, 0]), 4).tolist() == [1, 4, 0, 4]
