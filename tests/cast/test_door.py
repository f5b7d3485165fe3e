"""The laboratory's door: closed it fills its arch, it rises as one leaf, and open it leaves the arch free."""

import numpy as np
import pytest

from tests.actors.graphs import alone
from visualizer.cast.door.actor import CrystalDoor
from visualizer.cast.door.geometry import HALF_WIDTH, arch, door_blades


def blades_at(opened):
    """Return the corners, (m, 3), of each blade, metres."""
    door, _ = alone(CrystalDoor)
    vertices = door_blades().mesh.vertices
    return [
        vertices["position"][vertices["piece"] == k] @ pose[:3, :3].T + pose[:3, 3]
        for k, pose in enumerate(door.blade_poses(opened))
    ]


def test_closed_it_stands_on_the_floor_and_leaves_no_gap_in_its_arch():
    blades = blades_at(0.0)
    assert max(abs(blade[:, 1].min()) for blade in blades) < 0.02
    for x in np.linspace(-HALF_WIDTH + 0.02, HALF_WIDTH - 0.02, 60):
        over = [b for b in blades if b[:, 0].min() < x < b[:, 0].max()]
        assert over and max(b[:, 1].max() for b in over) > arch(x)


@pytest.mark.parametrize("opened", [0.3, 0.5])
def test_it_rises_as_one_leaf(opened):
    lower = [blade[:, 1].min() for blade in blades_at(opened)]
    assert min(lower) > 0.3
    assert np.ptp(lower) < 1.5, "its lower edge is one edge"


def test_its_leaf_is_thick():
    assert min(np.ptp(blade[:, 2]) for blade in blades_at(0.0)) > 0.35


def test_open_it_leaves_the_arch_free():
    for blade in blades_at(1.0):
        inner = np.abs(blade[:, 0]).min() if blade[:, 0].min() * blade[:, 0].max() > 0.0 else 0.0
        assert arch(inner) - 0.15 < blade[:, 1].min() < arch(inner) + 0.5, "clear of the arch, and not beyond"
