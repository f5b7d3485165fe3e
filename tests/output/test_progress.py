"""The progress of a render: the frames that are told, and their small pictures."""

import numpy as np
import pytest

from tests.scene.texts import GOOD
from visualizer.output import progress
from visualizer.output.job import job_for
from visualizer.output.progress import Previews, Progress, Tally, as_json, from_json
from visualizer.output.rendering import render_job
from visualizer.scene.loading import load


@pytest.mark.parametrize("workers", [1, 2])
def test_a_listener_gets_each_frame_with_its_shot_and_a_small_picture(tmp_path, workers):
    (tmp_path / "s.toml").write_text(GOOD)
    scene = load(tmp_path / "s.toml")
    out = tmp_path / "%03d.png"
    told: list[Progress] = []
    job = job_for(scene, out, start=1.8, end=2.2, size=(64, 36), fps=10, samples=1, workers=workers)
    render_job(scene, out, job, told.append, preview=(16, 16))
    assert [(now.done, now.count) for now in told] == [(done, 4) for done in range(5)]
    assert told[0].number is None and told[0].preview is None
    grid = scene.film.grid(10)
    for now in told[1:]:
        assert now.number is not None and now.shot == scene.shot_at(grid.time(now.number)).name
        assert now.preview is not None and now.preview.shape == (9, 16, 3)
    assert len({now.shot for now in told[1:]}) == 2


def test_a_preview_is_the_mean_of_the_pixels_below_it_and_made_at_most_so_often():
    now = 100.0
    pixels = np.random.default_rng(1).integers(0, 255, (8, 12, 3), np.uint8)
    previews = Previews((3, 2), lambda: now)
    made = previews.of(pixels)
    assert made is not None
    np.testing.assert_allclose(made, pixels.reshape(2, 4, 3, 4, 3).mean((1, 3)), atol=1.0)
    np.testing.assert_array_equal(from_json(as_json(made)), made)
    assert previews.of(pixels) is None
    now += progress.PREVIEW_INTERVAL
    assert previews.of(pixels) is not None
    assert Previews(None).of(pixels) is None and from_json(as_json(None)) is None


def test_frames_that_are_lost_are_counted_again():
    told: list[int] = []
    tally = Tally(4, lambda now: told.append(now.done))
    tally.begin(1)
    tally.drawn(1)
    tally.drawn(2)
    tally.lost(2)
    tally.drawn(1)
    assert told == [1, 2, 3, 2]
