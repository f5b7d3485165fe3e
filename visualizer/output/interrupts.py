"""Signals that end a render: they take effect between two steps of drawing instead of in the middle of any statement.

Python runs a signal's handler between any two instructions of the main thread. A KeyboardInterrupt raised while a lock
is being released leaves the lock in a state that later fails with another error.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
"""Names of the signals that end a command. Windows has no SIGHUP."""

_waiting: list[Callable[[], Any]] = []  # handlers of signals that came


@contextmanager
def deferred() -> Iterator[None]:
    """Let `check` run the handlers of ENDING while this context is entered. A second signal runs its handler at once.

    On leaving, the handler of a signal that came since the last `check` is run. Does nothing on other threads than the
    main one.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kept: dict[int, Any] = {}
    for name in ENDING:
        number = getattr(signal, name, None)
        if number is not None and callable(signal.getsignal(number)):
            kept[number] = signal.getsignal(number)

    def remember(number: int, frame: FrameType | None) -> None:
        again = bool(_waiting)
        _waiting.append(lambda: kept[number](number, frame))
        if again:
            check()

    for number in kept:
        signal.signal(number, remember)
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
        check()


def check() -> None:
    """Run the handler of the first signal that came, which usually raises KeyboardInterrupt."""
    if _waiting:
        handler = _waiting[0]
        _waiting.clear()
        handler()
