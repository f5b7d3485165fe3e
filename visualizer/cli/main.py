"""The command `visualizer`: its beginning, in which the modules are imported.

An interrupt meanwhile ends it at once, as it would show a traceback of imports, so this module imports next to nothing
before `run` has begun.
"""

from __future__ import annotations

import os
import signal

TYPE_CHECKING = False  # as that of `typing`, which takes a while to import
if TYPE_CHECKING:
    from typing import NoReturn

_INTERRUPTED = 130  # ExitStatus.INTERRUPTED


def run() -> NoReturn:
    """Run the command line and exit with its status: see cli/errors.py."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where it is ignored
        signal.signal(signal.SIGINT, _end)
    from visualizer.cache.memory import collect_later

    collect_later()
    from visualizer.cli import application

    application.run(_report_interrupts)


def _report_interrupts() -> None:
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _end(number: int, frame: object) -> NoReturn:
    """Say that the command was interrupted, and end the process: an exception could be lost in code that imports."""
    try:
        os.write(2, b"visualizer: interrupted\n")
    finally:  # standard error may be closed
        os._exit(_INTERRUPTED)
