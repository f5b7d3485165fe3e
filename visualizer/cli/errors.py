"""Errors as messages and exit statuses: a user sees a traceback only where VISUALIZER_TRACEBACK asks for it."""

import sys
from typing import TYPE_CHECKING

from visualizer.errors import (
    TRACEBACK_VARIABLE,
    ExitStatus,
    IncompleteInstallation,
    MachineError,
    VisualizerError,
    print_trace,
)

if TYPE_CHECKING:
    from visualizer.scene.problems import Problem


class ResultsNotPrinted(MachineError):
    """Standard output cannot be written to: the disk is full, or what reads it has ended."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"cannot print the result: {error.strerror or error}")


def say(message: str) -> None:
    """Print to stderr: messages and progress go there, results to stdout."""
    print(message, file=sys.stderr, flush=True)


def print_problem(problem: "Problem") -> None:
    """Print a problem of a scene, and the traceback of its cause if VISUALIZER_TRACEBACK is set."""
    say(str(problem))
    print_trace(problem.cause)


def status_of(error: BaseException) -> ExitStatus:
    """Print the message of an error and return the exit status for it."""
    if isinstance(error, BrokenPipeError):
        return ExitStatus.DONE  # the program that reads our output has ended, as `head` does
    if isinstance(error, KeyboardInterrupt):
        say("visualizer: interrupted")
        return ExitStatus.INTERRUPTED
    if isinstance(error, MemoryError):
        say("visualizer: out of memory; a smaller --size or fewer --samples need less")
        return ExitStatus.MACHINE_LACKS
    if isinstance(error, ImportError) and _of_another_package(error):
        error = IncompleteInstallation(error).with_traceback(error.__traceback__)
    if isinstance(error, VisualizerError) and error.exit_status != ExitStatus.DEFECT:
        _report(error)
        return error.exit_status
    say(f"visualizer: this is a defect of the visualizer: {type(error).__name__}: {error}")
    _say_where(error, "and please report it")
    return ExitStatus.DEFECT


def _report(error: VisualizerError) -> None:
    problems: tuple[Problem, ...] = getattr(error, "problems", ())
    for problem in problems:
        print_problem(problem)
    if not problems:
        say(f"visualizer: {error}")
        if error.of_foreign_code:
            _say_where(error)
        else:
            print_trace(error)


def _say_where(error: BaseException, request: str = "") -> None:
    """Print the traceback of an error, or how to see it. request: what else the user is asked to do."""
    if not print_trace(error):
        say(", ".join(filter(None, (f"Set {TRACEBACK_VARIABLE}=1 to see where", request))) + ".")


def _of_another_package(error: ImportError) -> bool:
    """Return whether what could not be imported belongs to a dependency rather than to this package.

    An import that fails in another package's kind of actor raises ActorError or BrokenKind instead.
    """
    return (error.name or "visualizer").partition(".")[0] != "visualizer"
