"""Waiting for a condition. The guard only ends a test that would wait for ever: it decides no outcome."""

import time
from collections.abc import Callable

import pytest

GUARD = 180.0
"""Seconds after which a wait gives up. Far beyond what any machine needs that is able to run the tests."""

_NAP = 0.005  # seconds between two looks


def wait_until(true: Callable[[], bool], seen: Callable[[], object], seconds: float = GUARD) -> None:
    """Wait until something is so. seen: what there is instead, for the message of a wait that gave up."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            pytest.fail(f"it did not come about within {seconds:.0f} s; seen was: {seen()!r}")
        time.sleep(_NAP)
