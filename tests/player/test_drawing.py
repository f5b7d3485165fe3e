"""Drawing in slices: what is drawn on, what is given up. No picture is drawn here, and no clock is read."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from visualizer.player.drawing import SLICE, Drawing, Wanted

ONE = Wanted(1.0, 0, (320, 180), 1)
MANY = replace(ONE, samples=16)


class Machine:
    """A clock that goes on with each pass. cost: seconds of a pass."""

    def __init__(self, cost: float) -> None:
        self.now, self.cost, self.waits = 0.0, cost, 0

    def steps(self, count: int) -> Iterator[tuple[int, int]]:
        for number in range(count):
            self.now += self.cost
            yield number + 1, count

    def clock(self) -> float:
        return self.now

    def wait(self) -> None:
        self.waits += 1


def drawing(wanted: Wanted, *, live: bool = False, done: int = 0, machine: Machine | None = None) -> Drawing:
    machine = machine or Machine(SLICE)
    made = Drawing(wanted, [], machine.steps(10), live=live, start=0.0)
    for _ in range(done):
        made.advance(machine.clock, machine.wait)
    return made


def test_a_fast_picture_is_drawn_in_one_slice_and_a_slow_one_pass_by_pass() -> None:
    fast, slow = Machine(SLICE / 20), Machine(SLICE)
    assert drawing(ONE, machine=fast).advance(fast.clock, fast.wait) and fast.waits == 0
    made = drawing(ONE, machine=slow)
    shares = []
    while not made.advance(slow.clock, slow.wait):
        shares.append(made.share)
    assert shares == [pytest.approx(number / 10) for number in range(1, 11)] and slow.waits == 10


def test_what_is_still_wanted_is_never_given_up() -> None:
    for wanted in (ONE, MANY):
        for live in (True, False):
            assert not drawing(wanted, live=live).outdated(wanted)


def test_a_picture_of_many_samples_is_given_up_for_any_other_and_goes_on_while_the_film_plays() -> None:
    for other in (replace(MANY, changed=1), replace(MANY, size=(32, 18)), ONE):
        assert drawing(MANY, done=9).outdated(other)
    assert drawing(MANY, done=9).outdated(replace(MANY, time=2.0)), "the film stands: somebody has moved it"
    assert not drawing(MANY, live=True).outdated(replace(MANY, time=2.0)), "the film plays"
    assert drawing(MANY, live=True).outdated(replace(MANY, changed=1))


def test_a_picture_of_a_motion_is_finished_so_that_something_moves() -> None:
    assert not drawing(ONE, live=True).outdated(replace(ONE, time=2.0, changed=1))


def test_a_standing_picture_of_one_sample_is_finished_once_half_of_it_is_drawn() -> None:
    assert drawing(ONE, done=4).outdated(replace(ONE, changed=1))
    assert not drawing(ONE, done=6).outdated(replace(ONE, changed=1))
