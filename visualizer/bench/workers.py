"""Processes that draw with the code of a checkout, and answer requests: lines of JSON on standard input and output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import visualizer
from visualizer.errors import InputError

HERE = Path(visualizer.__file__).resolve().parent.parent
"""Root of this checkout."""


class Worker:
    """A process that runs a file of this folder with the packages of this Python and the code of a checkout.

    root: of the checkout. file: name of the file. arguments: its arguments. A context manager; leaving it ends the
    process. Raises InputError if there is no checkout at root.
    """

    def __init__(self, root: Path, file: str, arguments: Sequence[str]) -> None:
        if not (root / "visualizer" / "__init__.py").is_file():
            raise InputError(f"{root}: no checkout of this program (no visualizer/__init__.py)")
        self._root = root.resolve()
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name(file)), *arguments],
            cwd=self._root,
            env={**os.environ, "PYTHONPATH": str(self._root)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def read(self) -> Any:
        """Return the next line that it writes, parsed. Raises InputError if it has ended."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise InputError(f"{self._root}: could not draw the scene (its message is above)")
        return json.loads(line)

    def ask(self, request: Any) -> Any:
        """Send a request of types that JSON has, and return the answer. Raises InputError if it has ended."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # `read` finds that it has ended
        return self.read()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self._process.kill()
        self._process.communicate()
