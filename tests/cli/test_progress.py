"""Progress as lines: rate and time left, at least every ten seconds, however long a frame takes."""

import itertools
import re

import pytest

from visualizer.cli.progress import INTERVAL, TICK, Lines
from visualizer.output.progress import Progress


class Film:
    """A render whose frames take as long as a test says."""

    def __init__(self, total: int) -> None:
        self.now, self.said = 1000.0, list[tuple[float, str]]()
        self.lines = Lines(total, lambda text: self.said.append((self.now, text)), lambda: self.now)
        self.total, self.shot = total, "hall"

    def elapse(self, seconds: float) -> None:
        """Let the time pass in which the timer looks every `TICK`."""
        end = self.now + seconds
        while self.now + TICK < end:
            self.now += TICK
            self.lines.tick()
        self.now = end

    def render(self, frames: int, seconds: float, first: int = 0) -> None:
        self.lines.update(Progress(first, self.total))
        for number in range(frames):
            self.elapse(seconds)
            self.lines.update(Progress(first + number + 1, self.total, number, self.shot))


@pytest.mark.parametrize("seconds", [0.02, 0.7, 4.0, 95.0])
def test_lines_are_at_most_ten_seconds_apart_and_the_last_frame_has_one(seconds: float) -> None:
    film = Film(20)
    film.render(20, seconds)
    times = [time for time, _ in film.said]
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert max(gaps) <= INTERVAL
    assert film.said[0][1] == "0 of 20 frames"
    assert film.said[-1][1].startswith("20 of 20 frames")


def test_a_line_says_rate_and_time_left() -> None:
    film = Film(1000)
    film.render(20, 0.5)
    assert film.said[-1] == (1007.5, "15 of 1000 frames, 2.00 frames/s, 0:08:12 left, shot hall")


def test_a_quick_render_prints_a_line_at_its_start_and_one_at_its_end() -> None:
    film = Film(240)
    film.render(240, 0.01)
    assert len(film.said) == 2


def test_frames_that_were_kept_do_not_count_as_rendered() -> None:
    film = Film(1000)
    film.render(10, 1.0, first=500)
    assert film.said[-1][1] == "508 of 1000 frames, 1.00 frames/s, 0:08:12 left, shot hall"


def test_the_rate_is_that_of_the_last_half_minute() -> None:
    film = Film(10_000)
    film.render(1000, 0.1)
    film.render(40, 1.0, first=1000)
    assert re.search(r", 1\.\d\d frames/s", film.said[-1][1])


def test_nothing_is_said_of_the_rate_before_a_frame_is_done() -> None:
    film = Film(4)
    film.lines.update(Progress(0, 4))
    film.elapse(25.0)
    assert [text for _, text in film.said] == ["0 of 4 frames"] * 4


def test_the_time_that_the_first_frame_waits_for_the_start_does_not_count() -> None:
    film = Film(1000)
    film.lines.update(Progress(0, 1000))
    film.elapse(9.0)
    film.lines.update(Progress(1, 1000, 0, "hall"))
    for number in range(1, 40):
        film.elapse(0.5)
        film.lines.update(Progress(number + 1, 1000, number, "hall"))
    rates = [rate for _, text in film.said for rate in re.findall(r"([\d.]+) frames/s", text)]
    assert rates and set(rates) == {"2.00"}
