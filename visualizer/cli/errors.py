"""From errors to messages and exit codes: no traceback reaches a user for anything a user can cause."""

import sys
from typing import TYPE_CHECKING

from visualizer.tracing import VARIABLE, print_trace

if TYPE_CHECKING:
    from visualizer.scene.problems import Problem

DONE, INPUT_AT_FAULT, USAGE, MACHINE_LACKS, BUG, INTERRUPTED = 0, 1, 2, 3, 70, 130
"""Exit statuses. BUG is sysexits' EX_SOFTWARE: a defect of the visualizer itself."""


class ResultsNotPrinted(Exception):
    """Standard output takes no more: what it leads to is full, or gone."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"cannot print the result: {error.strerror or error}")


def say(message: str) -> None:
    """Print to stderr: messages and progress go there, results to stdout."""
    print(message, file=sys.stderr, flush=True)


def tell(problem: "Problem") -> None:
    """Print a problem of a scene, and where its cause came from if the user asked for that."""
    say(str(problem))
    print_trace(problem.cause)


def status_of(error: BaseException) -> int:
    """Print what an error means and return the exit status for it."""
    from visualizer.actors.errors import ActorError
    from visualizer.data import DataMissing
    from visualizer.gpu.context import MachineError
    from visualizer.gpu.programs import ShaderError
    from visualizer.output.problems import DiskFull, EncoderMissing, Interrupted, OutputError
    from visualizer.output.verify import NotAsDrawn
    from visualizer.renderer.limits import FrameTooLarge
    from visualizer.renderer.surfaces import UnknownMaterial
    from visualizer.scene.kinds import BrokenKind
    from visualizer.scene.problems import SceneError

    if isinstance(error, SceneError):
        for problem in error.problems:
            tell(problem)
        return INPUT_AT_FAULT
    if isinstance(error, ActorError) and not error.built_in:
        say(f"visualizer: {error}")
        _say_where(error)
        return INPUT_AT_FAULT
    if isinstance(error, OutputError | UnknownMaterial | ShaderError | NotAsDrawn | FrameTooLarge):
        say(f"visualizer: {error}")
        return INPUT_AT_FAULT
    if isinstance(error, MachineError | EncoderMissing | DiskFull | BrokenKind | ResultsNotPrinted):
        say(f"visualizer: {error}")
        return MACHINE_LACKS
    if isinstance(error, Interrupted):
        say(f"visualizer: {error}")
        return INTERRUPTED
    if isinstance(error, KeyboardInterrupt):
        say("visualizer: interrupted")
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        return DONE  # who read our output has seen enough
    if isinstance(error, DataMissing) or (isinstance(error, ImportError) and _of_another_package(error)):
        say(
            f"visualizer: a part of the installation is missing ({error}). To mend it: pip install --force-reinstall launch-visualizer"
        )
        print_trace(error)
        return MACHINE_LACKS
    if isinstance(error, MemoryError):
        say("visualizer: out of memory; a smaller --size or fewer --samples need less")
        return MACHINE_LACKS
    say(f"visualizer: this is a defect of the visualizer: {type(error).__name__}: {error}")
    _say_where(error, "and please report it")
    return BUG


def _say_where(error: BaseException, wish: str = "") -> None:
    """Print where an error came from, or how to see it."""
    if not print_trace(error):
        say(", ".join(filter(None, (f"Set {VARIABLE}=1 to see where", wish))) + ".")


def _of_another_package(error: ImportError) -> bool:
    """Return whether what could not be imported is a package that this one needs, not a part of itself.

    A kind of actor from elsewhere never gets here: its errors are those of the actor or of its entry point.
    """
    return (error.name or "visualizer").partition(".")[0] != "visualizer"
