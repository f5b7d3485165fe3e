"""Screenshots never overwrite a file."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from visualizer.player.screenshot import save, time_text
from visualizer.timeline.frames import FrameGrid


def test_it_is_named_by_scene_and_time_and_holds_the_picture(tmp_path: Path) -> None:
    pixels = np.arange(3 * 4 * 3, dtype=np.uint8).reshape(3, 4, 3)
    path = save(pixels, tmp_path, "launch", "0012.500")
    assert path.name == "launch_0012.500.png"
    assert np.array_equal(np.asarray(Image.open(path)), pixels)


def test_a_second_one_of_the_same_moment_gets_another_name(tmp_path: Path) -> None:
    first, second = (save(np.full((2, 2, 3), n, np.uint8), tmp_path, "launch", "0001.000") for n in (1, 2))
    assert first != second
    assert np.asarray(Image.open(first)).max() == 1
    assert np.asarray(Image.open(second)).max() == 2


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        save(np.zeros((2, 2, 3), np.uint8), tmp_path / "none", "launch")


@given(st.sampled_from([24, 25, Fraction(30000, 1001), 60, 240]), st.integers(0, 5000))
def test_the_time_in_its_name_is_read_as_that_of_its_frame(fps: Fraction, number: int) -> None:
    grid = FrameGrid.of(100.0, fps)
    time = grid.time(grid.held(number))
    assert grid.settled(float(time_text(time, grid))) == time


def test_a_whole_number_of_milliseconds_needs_no_more_digits() -> None:
    assert time_text(12.5, FrameGrid.of(100.0, 24)) == "0012.500"
