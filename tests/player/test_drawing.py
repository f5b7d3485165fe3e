"""Drawing in slices: what is drawn on, what is given up. No picture is drawn here, and no clock is read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from visualizer.gpu.sources import Request
from visualizer.player.drawing import SLICE, Drawing, Steps, Wanted
from visualizer.player.gate import Gate
from visualizer.renderer.renderer import Superseded

ONE = Wanted(1.0, 0, (320, 180), 1)
MANY = replace(ONE, samples=16)


class Machine:
    """Draws with a clock that goes on with each pass and each program. cost: seconds of either the first time.

    passes: how many programs each pass has. programs: those that were built.
    """

    def __init__(self, cost: float, passes: tuple[int, ...] = (0,) * 10) -> None:
        self.now, self.cost, self.waits, self.begun = 0.0, cost, 0, 0
        self.passes = passes
        self.programs: set[tuple[int, int]] = set()
        self.superseded = False
        self._before: Callable[[Request], None] = lambda request: None
        self._after: Callable[[Request, float], None] = lambda request, seconds: None

    def begin(self) -> Iterator[tuple[int, int]]:
        self.begun += 1
        for number, programs in enumerate(self.passes):
            if self.superseded:
                self.superseded = False
                raise Superseded
            for program in range(programs):
                if (number, program) not in self.programs:
                    request = Request.computed(f"{number}-{program}.comp")
                    self._before(request)
                    self.programs.add((number, program))
                    self.now += self.cost
                    self._after(request, self.cost)
            if not programs:
                self.now += self.cost
            yield number + 1, len(self.passes)

    @contextmanager
    def interrupted(
        self, before_program: Callable[[Request], None], after_program: Callable[[Request, float], None]
    ) -> Iterator[None]:
        self._before, self._after = before_program, after_program
        yield

    def clock(self) -> float:
        return self.now

    def wait(self) -> None:
        self.waits += 1


def drawing(wanted: Wanted, *, live: bool = False, done: int = 0) -> Drawing:
    machine = Machine(SLICE)
    made = Drawing(wanted, [], Steps(machine.begin), live=live, start=0.0)
    for _ in range(done):
        made.steps.advance(machine, machine.clock)
    return made


def slices(machine: Machine, steps: Steps) -> Iterator[float]:
    """Yield how much is drawn after each slice."""
    while not steps.advance(machine, machine.clock):
        yield steps.share


def test_a_fast_picture_is_drawn_in_one_slice_and_a_slow_one_pass_by_pass() -> None:
    fast, slow = Machine(SLICE / 20), Machine(SLICE)
    assert Steps(fast.begin).advance(fast, fast.clock) and fast.waits == 0
    shares = list(slices(slow, Steps(slow.begin)))
    assert shares == [pytest.approx(number / 10) for number in range(1, 11)] and slow.waits == 10
    assert slow.begun == 1


def test_a_pass_of_many_programs_pauses_before_each_and_nothing_is_built_twice() -> None:
    machine = Machine(SLICE, passes=(1, 5, 1))
    steps = Steps(machine.begin)
    built = []
    for _ in slices(machine, steps):
        built.append(len(machine.programs))
    assert built == [1, 2, 3, 4, 5, 6, 7]
    assert machine.now == pytest.approx(7 * SLICE)


def test_nothing_is_drawn_while_a_program_is_held_and_all_is_once_it_is_not() -> None:
    machine, held = Machine(SLICE, passes=(1, 0, 1)), {"1-0.comp", "2-0.comp"}
    gate = Gate()
    gate.holds = lambda request: request.stages[0][1] in held  # type: ignore[method-assign]
    steps = Steps(machine.begin)
    while not steps.held:
        assert not steps.advance(machine, machine.clock, gate=gate)
    begun = machine.begun
    for _ in range(3):
        assert not steps.advance(machine, machine.clock, gate=gate) and steps.paused
    assert machine.begun == begun and machine.programs == {(0, 0)}
    held.clear()
    while not steps.advance(machine, machine.clock, gate=gate):
        assert not steps.held
    assert machine.programs == {(0, 0), (2, 0)}


def test_a_program_that_turns_out_to_be_held_once_it_is_built_is_not_drawn_with() -> None:
    machine, gate, built = Machine(SLICE, passes=(1, 0)), Gate(), []
    gate.built = lambda request, seconds: built.append(seconds)  # type: ignore[method-assign]
    gate.holds = lambda request: bool(built)  # type: ignore[method-assign]
    steps = Steps(machine.begin)
    assert not steps.advance(machine, machine.clock, gate=gate)
    assert steps.held and steps.share == 0.0 and built == [SLICE]


def test_what_another_draw_has_ended_is_begun_anew_and_comes_to_its_end() -> None:
    machine = Machine(SLICE / 4)
    steps = Steps(machine.begin)
    for number, _ in enumerate(slices(machine, steps)):
        machine.superseded = number < 3
        assert number < 100
    assert steps.share == 1.0 and machine.begun > 1


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


def test_what_is_drawn_ahead_stops_after_any_pass_once_there_is_something_to_act_on():
    machine, come = Machine(SLICE / 100.0), [False]
    gate = Gate(lambda: come[0])
    steps = Steps(machine.begin)
    come[0] = True
    assert not steps.advance(machine, machine.clock, SLICE, SLICE, gate, yields=True)
    assert steps.share == 0.1, "one pass at least"
    come[0] = False
    assert steps.advance(machine, machine.clock, SLICE, SLICE, gate, yields=True)
    come[0] = True
    wanted = Steps(machine.begin)
    assert wanted.advance(machine, machine.clock, SLICE, SLICE, gate), "a picture that is wanted goes on"
