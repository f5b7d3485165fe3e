"""Workers that are forked from a process that has imported the program, so that each starts half a second earlier."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import IO, Any

import pytest

from tests.commands import context
from visualizer.output import processes


def fork_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers of this process be forked. What they do is what they do when they are started."""
    monkeypatch.setattr(
        processes, "subprocess", SimpleNamespace(Popen=Forked, PIPE=subprocess.PIPE), raising=True
    )


def _execute(
    orders: Connection, answers: Connection, errors: Connection, environment: dict[str, str]
) -> None:
    os.setsid()
    for number, one in enumerate((orders, answers, errors)):
        os.dup2(one.fileno(), number)
        one.close()
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  it was the null device
    os.environ.clear()
    os.environ.update(environment)
    from visualizer.output.worker import main

    main()


class Forked:
    """A worker's process, as `subprocess.Popen` has it."""

    def __init__(self, words: list[str], *, stderr: IO[str], env: dict[str, str], **_: Any) -> None:
        orders, own_orders = context().Pipe(duplex=False)
        own_answers, answers = context().Pipe(duplex=False)
        errors = Connection(os.dup(stderr.fileno()))
        given = (orders, answers, errors, dict(env))
        self._process = context().Process(target=_execute, args=given, daemon=True)
        self._process.start()
        for one in (orders, answers, errors):
            one.close()
        self.stdin = os.fdopen(os.dup(own_orders.fileno()), "w", encoding="utf-8")
        self.stdout = os.fdopen(os.dup(own_answers.fileno()), encoding="utf-8")
        own_orders.close()
        own_answers.close()

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for the end, and return the exit status."""
        self._process.join(timeout)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self.returncode is None:
            with suppress(
                ProcessLookupError
            ):  # it ended meanwhile: a child of the server of forks, not of this process
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it by force."""
        self.send_signal(signal.SIGKILL)
