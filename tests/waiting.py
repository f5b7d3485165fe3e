"""Waiting for a condition, and clocks that a test sets. The timeout only ends a test that would wait for ever."""

import time
from collections.abc import Callable, Sequence
from types import SimpleNamespace

import pytest

GUARD = 600.0
"""Seconds after which a wait fails: far more than any machine needs that can run the tests."""

_NAP = 0.005  # seconds between two checks


def wait_until(true: Callable[[], bool], seen: Callable[[], object], seconds: float = GUARD) -> None:
    """Wait until a condition holds. seen: describes the state for the message if it does not in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            pytest.fail(f"it did not come about within {seconds:.0f} s; seen was: {seen()!r}")
        time.sleep(_NAP)


def clocks_that_read(seconds: Sequence[float]) -> SimpleNamespace:
    """Return what takes the place of the module `time`: its clocks read seconds[0], that of the CPU twice as much."""
    return SimpleNamespace(perf_counter=lambda: seconds[0], process_time=lambda: 2.0 * seconds[0])
