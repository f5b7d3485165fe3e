"""The command line as processes, forked from one that has imported the program: each starts half a second earlier.

What they do is what `python -m visualizer` does, in a process of its own. Tests of the start itself run that.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import IO

from tests.waiting import GUARD

_IMPORTED = ("pytest", "tests.imported")
"""What the processes have imported when they begin. pytest is what the process of the tests itself runs."""

_CONTEXT: list[ForkServerContext] = []


def context() -> ForkServerContext:
    """Return what starts processes that have imported the program."""
    if not _CONTEXT:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(_IMPORTED))
        _CONTEXT.append(context)
    return _CONTEXT[0]


def _execute(
    arguments: tuple[str, ...], folder: str, environment: dict[str, str], out: str, errors: str, before: str
) -> None:
    """Run the command line in this process, with its standard output and error in files. before: code to execute
    first."""
    for number, path in ((1, out), (2, errors)):
        file = os.open(path, os.O_WRONLY | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["visualizer", *arguments]
    sys.stdin = open(0, closefd=False)  # noqa: SIM115  the null device
    exec(before, {})
    from visualizer.cli.main import run

    run()


class Command:
    """A running command, as `subprocess.Popen` has it. out, errors: files that get its standard output and error.

    before: Python code that the process executes first.
    """

    def __init__(
        self,
        arguments: Sequence[object],
        folder: Path,
        environment: Mapping[str, str],
        errors: Path,
        out: Path = Path(os.devnull),
        before: str = "",
    ) -> None:
        words = tuple(map(str, arguments))
        given = (words, str(folder), dict(environment), str(out), str(errors), before)
        self._process = context().Process(target=_execute, args=given, daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Return the exit status, negative for a signal; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit status. Raises TimeoutExpired."""
        self._process.join(timeout)
        status = self._process.exitcode
        if status is None:
            raise subprocess.TimeoutExpired("visualizer", timeout or 0.0)
        return status

    def send_signal(self, number: signal.Signals | int) -> None:
        """Send a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it by force."""
        self.send_signal(signal.SIGKILL)


def run(
    *arguments: object, cwd: Path | str | None = None, before: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end. before: Python code that the process executes first. environment: variables besides
    those of this process."""
    words = tuple(map(str, arguments))
    with _file() as out, _file() as errors:
        command = Command(
            words,
            Path(cwd or Path.cwd()),
            {**os.environ, **environment},
            Path(errors.name),
            Path(out.name),
            before,
        )
        try:
            status = command.wait(GUARD)
        finally:
            command.kill()
        return subprocess.CompletedProcess(words, status, out.read(), errors.read())


def _file() -> IO[str]:
    return tempfile.NamedTemporaryFile("r", encoding="utf-8", prefix="visualizer-command-")
