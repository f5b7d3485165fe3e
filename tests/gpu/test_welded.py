"""Passes without shading draw the same triangles from fewer vertices."""

import numpy as np

from visualizer.geometry.primitives import box
from visualizer.gpu.meshes import welded


def test_welded_triangles_have_the_same_corners_and_each_place_once():
    mesh = box((1.0, 2.0, 3.0))
    places, triangles = welded(mesh)
    assert triangles.shape == mesh.triangles.shape
    assert np.array_equal(places[triangles][..., :3], mesh.vertices["position"][mesh.triangles])
    assert np.array_equal(places[triangles][..., 3], mesh.vertices["piece"][mesh.triangles])
    assert len(places) == len(np.unique(places, axis=0)) < len(mesh.vertices)
    first_use = [triangles.reshape(-1).tolist().index(number) for number in range(len(places))]
    assert first_use == sorted(first_use)
