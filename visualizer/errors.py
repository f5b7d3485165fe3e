"""Errors that reach a user, their exit statuses, and notices.

Every error that a user can cause is a `VisualizerError` and carries its exit status; the command line has one handler
for all of them. Errors that only need a message are here. The others are in the module that raises them (`SceneError`
in ``scene/problems.py``, `ShaderError` in ``gpu/sources.py``, ...).
"""

from __future__ import annotations

import os
import sys
import traceback
from enum import IntEnum

TRACEBACK_VARIABLE = "VISUALIZER_TRACEBACK"
"""The environment variable that makes `print_trace` print."""


class ExitStatus(IntEnum):
    """How a command ended. meaning: in words, as the help prints it."""

    meaning: str

    DONE = 0, "done"
    INPUT_AT_FAULT = 1, "the scene or another input is at fault"
    USAGE = 2, "a usage error"
    MACHINE_LACKS = 3, "the machine lacks something"
    DEFECT = 70, "a defect of the visualizer"  # EX_SOFTWARE of sysexits.h
    # As shells report the end by a signal: 128 and its number.
    HUNG_UP = 129, "the terminal was closed"
    INTERRUPTED = 130, "interrupted"
    TERMINATED = 143, "asked to end"

    def __new__(cls, number: int, meaning: str) -> ExitStatus:
        """Make a member of a number and its meaning."""
        status = int.__new__(cls, number)
        status._value_ = number
        status.meaning = meaning
        return status


class VisualizerError(Exception):
    """An error that a user can cause. Its message says what is wrong and what would be right.

    exit_status: the status with which a command ends; subclasses set it. of_foreign_code: whether code of another
    package failed, so that its author needs the traceback: the commands then say how to get it.
    """

    exit_status: ExitStatus = ExitStatus.DEFECT
    of_foreign_code: bool = False


class InputError(VisualizerError):
    """An input other than the scene's text is at fault: a time, the name of a shot or a file, a codec, a size."""

    exit_status = ExitStatus.INPUT_AT_FAULT


class FrameTooLarge(VisualizerError):
    """A frame has more of something than can be drawn. The message says how many, and what to change."""

    exit_status = ExitStatus.INPUT_AT_FAULT


class TooManyParticles(FrameTooLarge):
    """More particles at one time than can be drawn."""


class TooManyLights(FrameTooLarge):
    """More point lights at one time than the view block has room for."""


class TooMuchFog(FrameTooLarge):
    """More fog volumes at one time than shaders have room for."""


class MachineError(VisualizerError):
    """The machine lacks something. The message says what, and how to get it."""

    exit_status = ExitStatus.MACHINE_LACKS


class EncoderMissing(MachineError):
    """This machine has no such encoder."""


class DiskFull(MachineError):
    """The disk of the output is full. name: of the file, for the message."""

    def __init__(self, name: object) -> None:
        super().__init__(f"cannot write {name}: the disk is full; free some space, or write to another disk")


class IncompleteInstallation(MachineError):
    """A file or a package that is installed together with the visualizer is missing. detail: which."""

    def __init__(self, detail: object) -> None:
        super().__init__(
            f"a part of the installation is missing ({detail}). To fix it: pip install --force-reinstall launch-visualizer"
        )


class Interrupted(VisualizerError):
    """A render was stopped. The message says what is finished, and how to go on."""

    exit_status = ExitStatus.INTERRUPTED


class ActorError(VisualizerError):
    """The code of a kind of actor failed while a frame or a mesh was made. Its cause is the original exception.

    actor: the actor's name in the scene. kind: its kind. module: where the kind is defined. what: what it did not do.
    exit_status: a defect if the kind is one of the visualizer's own, else that of an input.
    """

    of_foreign_code = True

    def __init__(self, actor: str, kind: str, module: str, what: str, cause: Exception) -> None:
        self.actor = actor
        self.module = module
        own = module.partition(".")[0] == __name__.partition(".")[0]
        self.exit_status = ExitStatus.DEFECT if own else ExitStatus.INPUT_AT_FAULT
        detail = " ".join(f"{type(cause).__name__}: {cause}".split()).rstrip(": ")
        super().__init__(f"actor '{actor}' of kind '{kind}' ({module}) {what}: {detail}")


class Notice(UserWarning):
    """A warning that something is shown or kept differently than asked. Issued through `warnings`, so each text is
    printed once.

    The commands print it as one line. A library's user filters it as any warning.
    """


def print_trace(error: BaseException | None) -> bool:
    """Print an error's traceback to stderr if VISUALIZER_TRACEBACK is set. Return whether it was printed."""
    if error is None or not os.environ.get(TRACEBACK_VARIABLE):
        return False
    traceback.print_exception(error, file=sys.stderr)
    sys.stderr.flush()
    return True
