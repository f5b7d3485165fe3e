"""Signals during a render take effect where it looks for them, and nowhere else."""

import signal

import pytest

from visualizer.output.interrupts import check, deferred

ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@pytest.fixture(autouse=True)
def handlers():
    """All signals that end a command raise KeyboardInterrupt, with their number."""

    def interrupt(number, frame):
        raise KeyboardInterrupt(number)

    before = {number: signal.signal(number, interrupt) for number in ENDING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_takes_effect_at_the_next_check(number):
    reached = False
    with pytest.raises(KeyboardInterrupt, match=str(int(number))), deferred():
        check()
        signal.raise_signal(number)
        reached = True
        check()
    assert reached
    check()


def test_a_second_signal_takes_effect_at_once():
    with pytest.raises(KeyboardInterrupt), deferred():
        signal.raise_signal(ENDING[0])
        signal.raise_signal(ENDING[0])
        pytest.fail("the second signal had no effect")


def test_a_signal_without_a_check_takes_effect_at_the_end():
    with pytest.raises(KeyboardInterrupt), deferred():
        signal.raise_signal(ENDING[0])


def test_a_signal_that_is_ignored_stays_ignored():
    signal.signal(ENDING[0], signal.SIG_IGN)
    with deferred():
        signal.raise_signal(ENDING[0])
        check()


def test_the_handlers_are_as_before_afterwards():
    before = [signal.getsignal(number) for number in ENDING]
    with deferred():
        pass
    assert [signal.getsignal(number) for number in ENDING] == before
