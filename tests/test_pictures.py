"""The comparison of pictures accepts equal pictures and rejects changed ones."""

import numpy as np
import pytest

from tests import pictures


@pytest.fixture
def scene_like():
    random = np.random.default_rng(1)
    y, x = np.mgrid[0:54, 0:96]
    picture = np.stack([x * 2.0, y * 4.0, (x + y) % 64], axis=2) + random.normal(0, 2, (54, 96, 3))
    return np.clip(picture, 0, 255).astype(np.uint8)


def test_equal_pictures_pass(scene_like):
    mean, share, _ = pictures.difference(scene_like, scene_like)
    assert mean < 1e-6
    assert share == 0.0


def test_a_step_of_one_in_255_passes(scene_like):
    nudged = np.clip(
        scene_like.astype(int) + np.random.default_rng(2).integers(-1, 2, scene_like.shape), 0, 255
    ).astype(np.uint8)
    mean, share, _ = pictures.difference(nudged, scene_like)
    assert mean < pictures.MAX_MEAN
    assert share <= pictures.MAX_VISIBLE_SHARE


@pytest.mark.parametrize(
    "spoil",
    [
        lambda p: np.roll(p, 6, axis=1),
        lambda p: p[..., ::-1].copy(),
        lambda p: np.flipud(p).copy(),
        lambda p: (p * 0.7).astype(np.uint8),
        lambda p: np.where((np.indices(p.shape[:2]).sum(axis=0) % 9 == 0)[..., None], 255, p).astype(
            np.uint8
        ),
    ],
    ids=["shifted", "red and blue exchanged", "upside down", "darker", "speckled"],
)
def test_a_changed_picture_fails(spoil, scene_like, tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "GOLDENS", tmp_path)
    monkeypatch.setattr(pictures, "FAILURES", tmp_path / "failures")
    pictures.check_golden("x", scene_like, renew=True)
    pictures.check_golden("x", scene_like, renew=False)
    with pytest.raises(AssertionError, match="differs from its golden"):
        pictures.check_golden("x", spoil(scene_like), renew=False)
    assert (tmp_path / "failures" / "x.png").exists()


def test_a_missing_golden_picture_is_a_failure(scene_like, tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "GOLDENS", tmp_path)
    with pytest.raises(AssertionError, match="there is no golden"):
        pictures.check_golden("new", scene_like, renew=False)
