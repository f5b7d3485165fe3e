"""From errors to messages and exit codes: no traceback reaches a user for anything a user can cause."""

import os
import sys

DONE, INPUT_AT_FAULT, USAGE, MACHINE_LACKS, BUG, INTERRUPTED = 0, 1, 2, 3, 70, 130
"""Exit statuses. BUG is sysexits' EX_SOFTWARE: a defect of the visualizer itself."""


def say(message: str) -> None:
    """Print to stderr: messages and progress go there, results to stdout."""
    print(message, file=sys.stderr, flush=True)


def status_of(error: BaseException) -> int:
    """Print what an error means and return the exit status for it."""
    from visualizer.gpu.context import MachineError
    from visualizer.gpu.programs import ShaderError
    from visualizer.output.problems import DiskFull, EncoderMissing, Interrupted, OutputError
    from visualizer.output.verify import NotAsDrawn
    from visualizer.render.limits import TooManyParticles
    from visualizer.render.surfaces import UnknownMaterial
    from visualizer.scene.kinds import BrokenKind
    from visualizer.scene.problems import SceneError

    if isinstance(error, SceneError):
        for problem in error.problems:
            say(str(problem))
        return INPUT_AT_FAULT
    if isinstance(error, OutputError | UnknownMaterial | ShaderError | NotAsDrawn | TooManyParticles):
        say(f"visualizer: {error}")
        return INPUT_AT_FAULT
    if isinstance(error, MachineError | EncoderMissing | DiskFull | BrokenKind):
        say(f"visualizer: {error}")
        return MACHINE_LACKS
    if isinstance(error, Interrupted):
        say(f"visualizer: {error}")
        return INTERRUPTED
    if isinstance(error, KeyboardInterrupt):
        say("visualizer: interrupted")
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        # Whoever read our output has gone: nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    if isinstance(error, ImportError):
        say(
            f"visualizer: a part of the installation is missing ({error}). To mend it: pip install --force-reinstall launch-visualizer"
        )
        return MACHINE_LACKS
    if isinstance(error, MemoryError):
        say("visualizer: out of memory; a smaller --size or fewer --samples need less")
        return MACHINE_LACKS
    say(f"visualizer: this is a defect of the visualizer: {type(error).__name__}: {error}")
    if os.environ.get("VISUALIZER_TRACEBACK"):
        import traceback

        traceback.print_exception(error)
    else:
        say("Set VISUALIZER_TRACEBACK=1 to see where, and please report it.")
    return BUG
