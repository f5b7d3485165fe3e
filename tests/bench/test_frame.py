"""`bench frame`: a frame is timed as it is drawn for itself, and its passes in another drawing."""

from types import SimpleNamespace

import pytest

from tests.waiting import clocks_that_read
from visualizer.bench import checkout_worker
from visualizer.bench import frame as module


class Fake:
    """A renderer whose draws take `seconds` by the clock of the test, and which measures one pass if `timings` are
    given."""

    def __init__(self, clock: list[float], seconds: float, timings: dict[str, float]) -> None:
        self._clock = clock
        self._seconds = seconds
        self.timings = timings
        self.drawn: list[object] = []
        self.context = SimpleNamespace(finish=lambda: None)

    def draw(self, frame: object) -> None:
        self._clock[0] += self._seconds
        self.drawn.append(frame)


@pytest.fixture
def renderers(monkeypatch):
    """One that takes 3 ms, and one that measures passes and takes 50 ms."""
    clock = [0.0]
    fake = clocks_that_read(clock)
    monkeypatch.setattr(module, "time", fake)
    monkeypatch.setattr(checkout_worker, "time", fake)
    return Fake(clock, 0.003, {}), Fake(clock, 0.050, {"depth": 0.002})


def test_measuring_passes_does_not_slow_the_frame_that_is_timed(renderers):
    plain, timed = renderers
    scene = SimpleNamespace(exposure=lambda t, samples: (t, samples))
    row = module.measured_frame(scene, plain, 1.5, 2, timed)  # type: ignore[arg-type]
    assert plain.drawn == timed.drawn == [(1.5, 2)]
    assert row == pytest.approx({"sample": 0.0, "draw": 3.0, "depth": 2.0})


def test_two_checkouts_are_compared_by_frames_that_are_drawn_for_themselves(renderers):
    plain, timed = renderers
    row = checkout_worker._measured(plain, timed, ["a", "b"])
    assert plain.drawn == timed.drawn == ["a", "b"]
    assert row == pytest.approx({"draw": 3.0, "cpu": 6.0, "depth": 2.0})
