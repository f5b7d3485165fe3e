"""A lazy mesh is built when it is first read, once, and is then the mesh that was built."""

import threading

import numpy as np
import pytest

from tests.waiting import GUARD
from visualizer.geometry.lazy import LazyMesh
from visualizer.geometry.mesh import Mesh
from visualizer.geometry.primitives import box


def counted() -> tuple[LazyMesh, list[Mesh]]:
    """Return a lazy mesh, and the list of what has been built for it."""
    built: list[Mesh] = []

    def build() -> Mesh:
        built.append(box((1.0, 2.0, 3.0)))
        return built[-1]

    return LazyMesh(build), built


def test_a_lazy_mesh_is_built_when_it_is_first_read_and_only_once() -> None:
    mesh, built = counted()
    assert not built
    assert not mesh.is_built
    assert mesh.pieces == 1
    assert mesh.is_built
    assert mesh.vertices is built[0].vertices
    assert len(built) == 1


def test_all_that_is_read_of_a_lazy_mesh_is_that_of_the_mesh_itself() -> None:
    mesh, _ = counted()
    same = box((1.0, 2.0, 3.0))
    assert (mesh.digest, mesh.pieces) == (same.digest, same.pieces)
    for name in ("vertices", "triangles", "bounds", "centres"):
        np.testing.assert_array_equal(getattr(mesh, name), getattr(same, name))


def test_two_threads_that_read_a_lazy_mesh_at_once_get_one_mesh() -> None:
    entered, finish = threading.Event(), threading.Event()
    built: list[Mesh] = []

    def build() -> Mesh:
        entered.set()
        assert finish.wait(GUARD)
        built.append(box((1.0, 1.0, 1.0)))
        return built[-1]

    mesh = LazyMesh(build)
    found: list[Mesh] = []
    first = threading.Thread(target=lambda: found.append(mesh.built))
    second = threading.Thread(target=lambda: found.append(mesh.built))
    first.start()
    assert entered.wait(GUARD)
    second.start()
    finish.set()
    first.join()
    second.join()
    assert len(built) == 1
    assert found == built * 2


def test_a_mesh_that_could_not_be_built_is_tried_again() -> None:
    results: list[Mesh | None] = [None, box((1.0, 1.0, 1.0))]

    def build() -> Mesh:
        result = results.pop(0)
        if result is None:
            raise ValueError("not yet")
        return result

    mesh = LazyMesh(build)
    with pytest.raises(ValueError, match="not yet"):
        assert mesh.pieces
    assert mesh.pieces == 1
