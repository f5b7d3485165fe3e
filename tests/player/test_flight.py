"""A flight of the free camera as keyframes: few, within the stated error, and the same as the scene file gives them
back."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualizer
from tests.player.scenes import TINY, write_tiny
from visualizer.player.flight import TOLERANCE, Sample, fitted
from visualizer.scene.camera_edits import camera_cut
from visualizer.scene.splices import spliced
from visualizer.transforms import inverse


def flown(
    seconds: float, waves: list[tuple[float, float]], rate: float = 24.0, distance: float = 6.0
) -> list[Sample]:
    """Return the samples of a flight whose place, heading and roll are sums of sines. waves: (metres, Hz) of each."""
    samples = []
    for number in range(int(seconds * rate) + 1):
        time = 3.0 + number / rate
        swing = sum(size * math.sin(2.0 * math.pi * each * time) for size, each in waves)
        heading = 0.3 * swing
        forward = (math.sin(heading), 0.0, -math.cos(heading))
        samples.append(
            Sample(time, (swing, 1.0 + 0.2 * time, 8.0 - time), forward, distance, 10.0 * swing, 45.0)
        )
    return samples


wave = st.tuples(st.floats(0.0, 2.0), st.floats(0.05, 1.5))


@settings(max_examples=25)
@given(st.floats(0.1, 6.0), st.lists(wave, max_size=3), st.floats(0.5, 1e5))
def test_the_keyframes_give_the_flight_back_within_the_stated_error_and_that_is_within_the_tolerance(
    seconds: float, waves: list[tuple[float, float]], distance: float
) -> None:
    samples = flown(seconds, waves, distance=distance)
    found = fitted(samples)
    assert found.metres <= 1.8 * TOLERANCE * distance and found.degrees <= 0.7
    assert [key.time for key in found.keys] == sorted({key.time for key in found.keys})
    assert {key.time for key in found.keys} <= {one.time for one in samples}


def test_a_straight_flight_has_two_keyframes_a_standing_camera_too_and_a_long_one_few() -> None:
    assert len(fitted(flown(5.0, [])).keys) == 2
    assert len(fitted(flown(0.0, [])).keys) == 1
    assert len(fitted(flown(10.0, [(1.0, 0.25)])).keys) < 40, "of 241 samples"


def test_samples_that_are_not_in_order_are_refused() -> None:
    samples = flown(1.0, [])
    for wrong in ([], samples[::-1], [samples[0], samples[0]]):
        with pytest.raises(ValueError, match="ascending order"):
            fitted(wrong)


def test_a_flight_that_is_written_into_a_scene_is_flown_again_by_its_camera(tmp_path: Path) -> None:
    """Signs and units of all that is written are those that the scene file reads: place, direction, roll, field of
    view."""
    scene = visualizer.load(write_tiny(tmp_path, TINY))
    samples = flown(4.0, [(1.0, 0.3)])
    found = fitted(samples)
    text = spliced(scene.documents, camera_cut(scene, "flight", found.keys)).files[0].source.decode()
    again = visualizer.load(write_tiny(tmp_path, text))
    assert [shot.name for shot in again.shots] == ["first", "second", "flight"]
    for sample in samples[::7]:
        camera = again.at(sample.time).camera
        turn = inverse(camera.camera_from_world)[:3, :3]
        assert np.linalg.norm(camera.eye - sample.position) <= found.metres + 1e-9
        assert math.degrees(np.linalg.norm(-turn[:, 2] - sample.forward)) <= found.degrees + 1e-3
        level = np.cross(sample.forward, (0.0, 1.0, 0.0))
        roll = math.degrees(math.atan2(turn[1, 0], turn[:, 0] @ level))
        assert roll == pytest.approx(sample.roll, abs=found.degrees + 0.05), (
            "counter-clockwise, seen from behind"
        )
        assert camera.fov == pytest.approx(45.0)
