"""Problems of a scene: every error and warning with its position in the file, its value, and the valid values."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from visualizer.errors import ExitStatus, VisualizerError
from visualizer.file_names import printable

_SHOWN = 40  # characters of an offending value that a message repeats


Severity = Literal["error", "warning"]
"""error: the scene is not loaded. warning: it is loaded, but drawn differently from what the file says."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong. line, column: from 1; 0 if the file as a whole is meant. path: as in ``film.fps``.

    cause: the exception behind it, where code of an actor or a check failed; its traceback can be asked for.
    Text: ``file:line:column: path: message``, with ``warning:`` after the place for a warning.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    severity: Severity = "error"
    cause: Exception | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        file = printable(self.file)
        place = f"{file}:{self.line}:{self.column}" if self.line else file
        if self.severity != "error":
            place = f"{place}: {self.severity}"
        return f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"

    def as_dict(self) -> dict[str, Any]:
        """Return the problem as plain values, for ``--json``."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "path": self.path,
            "message": self.message,
            "severity": self.severity,
        }


class SceneError(VisualizerError):
    """A scene that cannot be shown. Holds all problems that were found, warnings too, in the order of the file."""

    exit_status = ExitStatus.INPUT_AT_FAULT

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @property
    def causes(self) -> tuple[Exception, ...]:
        """The exceptions behind problems, where code failed."""
        return tuple(problem.cause for problem in self.problems if problem.cause is not None)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems in the order of the file, each once."""
    return tuple(sorted(set(problems)))


def reason(error: Exception) -> str:
    """Return why something failed, in one line: the error's text, and its type where that is no plain refusal."""
    text = " ".join(str(error).split())
    return (
        text
        if isinstance(error, ValueError | VisualizerError) and text
        else f"{type(error).__name__}: {text}".rstrip(": ")
    )


def shown(value: object) -> str:
    """Return a value as a message repeats it: as TOML would write it, in brackets, cut short."""
    text = _toml(value)
    return f"({text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'})"


def _toml(value: object) -> str:
    """Return a value as TOML writes it. Texts keep Python's quotes and escapes, which show what cannot be printed."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return (
            f"{{ {', '.join(f'{key} = {_toml(item)}' for key, item in value.items())} }}" if value else "{}"
        )
    return repr(value)
