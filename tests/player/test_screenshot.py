"""Screenshots never overwrite a file."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from visualizer.player.screenshot import save


def test_it_is_named_by_scene_and_time_and_holds_the_picture(tmp_path: Path) -> None:
    pixels = np.arange(3 * 4 * 3, dtype=np.uint8).reshape(3, 4, 3)
    path = save(pixels, tmp_path, "launch", 12.5)
    assert path.name == "launch_0012.500.png"
    assert np.array_equal(np.asarray(Image.open(path)), pixels)


def test_a_second_one_of_the_same_moment_gets_another_name(tmp_path: Path) -> None:
    first, second = (save(np.full((2, 2, 3), n, np.uint8), tmp_path, "launch", 1.0) for n in (1, 2))
    assert first != second
    assert np.asarray(Image.open(first)).max() == 1
    assert np.asarray(Image.open(second)).max() == 2


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        save(np.zeros((2, 2, 3), np.uint8), tmp_path / "none", "launch", 1.0)
