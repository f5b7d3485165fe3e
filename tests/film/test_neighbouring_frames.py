"""Nothing appears, vanishes or jumps within a shot: no two neighbouring pictures differ far more than those around
them.

Every fourth frame is drawn; `pytest --every-frame` draws all of them, which takes a minute.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from visualizer.timeline.frames import FrameGrid

SIZE = (64, 36)
STEP = 4  # frames from one picture to the next
AROUND = 2  # differences on each side with which one is compared
MOST = 1.6  # times the largest of those; the film's largest is 1.39
NOISE = 0.5  # of 255; so that a shot in which hardly anything moves has no outliers

EVENTS = {("explosion", 0.417), ("far_door", 1.75), ("collapse", 6.833)}
"""Shot and offset, seconds, of the picture after a jump that the story wants: the flash of the planet; the crystals of
the door, which come down before a camera that stands still; the last pieces of the vault, which fall before the
lens."""


@pytest.fixture
def drawn(film_renderer):
    renderer = film_renderer(SIZE)

    def draw(frame):
        renderer.draw(replace(frame, captions=(), grade=replace(frame.grade, grain=0.0)))
        return renderer.pixels().astype(np.float32)

    return draw


def outliers(pictures):
    """Return the indices of pictures that differ from the one before far more than pictures around them do, and how
    much."""
    moved = [float(np.abs(a - b).mean()) for a, b in pairwise(pictures)]
    found = {}
    for n, one in enumerate(moved):
        others = moved[max(0, n - AROUND) : n] + moved[n + 1 : n + 1 + AROUND]
        ratio = one / (max(others) + NOISE)
        if ratio > MOST:
            found[n + 1] = round(ratio, 2)
    return found


def test_no_picture_of_a_shot_jumps(film, drawn, request):
    grid = FrameGrid.of(film.film.duration, film.film.fps)
    step = 1 if request.config.getoption("--every-frame") else STEP
    found = {}
    for shot in film.shots:
        times = [grid.time(k) for k in film.frames_of(shot, grid)[::step]]
        for n, ratio in outliers([drawn(film.at(t)) for t in times]).items():
            offset = times[n] - shot.start
            if not any(
                shot.name == name and times[n - 1] - shot.start <= at <= offset for name, at in EVENTS
            ):
                found[shot.name, round(offset, 3)] = ratio
    assert not found, "these pictures (shot, seconds from its start) differ too much from the one before"


def test_an_actor_that_vanishes_is_found(film, drawn):
    start = film.shot("embrace").start
    frames = [film.at(start + 0.7 + n * STEP / 24) for n in range(8)]
    without = [
        replace(
            one,
            draws=tuple(draw for draw in one.draws if not draw.mesh.startswith("jor.")),
            objects=(),
        )
        for one in frames
    ]
    assert list(outliers([drawn(one) for one in frames[:4] + without[4:]])) == [4]
