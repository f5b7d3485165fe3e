"""Which programs the window builds itself, and which another process compiles first."""

from visualizer.gpu.sources import Request
from visualizer.player.gate import COLD, Gate

SURFACE, HAZE = Request.computed("surface.comp"), Request.computed("haze.comp")


class Process:
    """Compiles what a test says that it has."""

    def __init__(self) -> None:
        self.warm, self.running = 0, True
        self.built: set[Request] = set()
        self.drawn: set[float] = set()
        self.asked: list[float] = []

    def has_built(self, request: Request) -> bool:
        return request in self.built

    def has_drawn(self, moment: float) -> bool:
        self.asked.append(moment)
        return moment in self.drawn

    def stop(self) -> None:
        self.running = False


def begun(process: Process) -> Gate:
    """Return a gate after a program that the driver had not kept."""
    gate = Gate(warm=lambda: process)
    gate.time = 2.0
    gate.built(SURFACE, 2 * COLD)
    return gate


def test_programs_that_the_driver_has_kept_begin_no_process_and_wait_for_nothing() -> None:
    gate = Gate(warm=lambda: Process())
    gate.built(SURFACE, COLD / 10)
    assert gate.warm_moments is None and not gate.holds(SURFACE)


def test_one_that_it_has_not_kept_begins_the_process_and_is_drawn_with_once_that_has_built_it() -> None:
    process = Process()
    gate = begun(process)
    assert gate.warm_moments == 0 and gate.holds(SURFACE) and process.asked == [2.0]
    process.built.add(SURFACE)
    assert not gate.holds(SURFACE) and gate.holds(HAZE)


def test_the_window_builds_what_the_process_does_not_need_at_the_same_time_of_the_film() -> None:
    process = Process()
    gate = begun(process)
    process.drawn.add(2.0)
    assert not gate.holds(HAZE)
    gate.time = 3.0
    assert gate.holds(HAZE)


def test_nothing_waits_for_a_process_that_has_ended() -> None:
    process = Process()
    gate = begun(process)
    process.running = False
    assert not gate.holds(SURFACE) and gate.warm_moments is None


def test_a_driver_that_keeps_no_programs_ends_the_process() -> None:
    process = Process()
    gate = begun(process)
    process.built.add(SURFACE)
    gate.built(HAZE, 2 * COLD)
    gate.built(SURFACE, 2 * COLD)
    assert process.running
    for _ in range(2):
        gate.built(SURFACE, 2 * COLD)
    assert not process.running and not gate.holds(HAZE)
    gate.built(HAZE, 2 * COLD)
    assert not gate.holds(HAZE)
