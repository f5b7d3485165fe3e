"""Sub-pixel and lens offsets of the sub-frames of an exposure."""

import numpy as np
import pytest

from visualizer.renderer.samples import sample_offsets


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 16, 64])
def test_sub_frame_offsets_are_balanced_over_pixel_and_lens(count):
    """For any number of them: otherwise the picture would shift when the number changes."""
    for offsets, widest in zip(
        np.moveaxis(np.array([sample_offsets(n, count) for n in range(count)]), 1, 0),
        (1.6, 1.3),
        strict=True,
    ):
        assert np.allclose(offsets.mean(axis=0), 0.0, atol=1e-12)
        assert np.linalg.norm(offsets, axis=1).max() < widest
        assert len(np.unique(offsets.round(9), axis=0)) == count


def test_many_sub_frame_offsets_follow_a_tent_filter_and_a_disc():
    pixels, lenses = np.moveaxis(np.array([sample_offsets(n, 1024) for n in range(1024)]), 1, 0)
    assert np.allclose(pixels.std(axis=0), np.sqrt(1.0 / 6.0), atol=0.01)  # of a tent filter from -1 to 1
    assert np.allclose(lenses.std(axis=0), 0.5, atol=0.01)  # of a disc of radius 1
