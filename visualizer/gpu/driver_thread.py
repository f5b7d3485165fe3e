"""A thread of Mesa that executes OpenGL calls, so that Python goes on while a software rasteriser draws."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

VARIABLE = "mesa_glthread"
"""Mesa's name of the option, which it reads from the environment when it first makes a context."""
_STANDARD_ERROR = 2  # its descriptor, to which Mesa writes
_GPUS = ("dri/renderD*", "dxg")  # the latter is that of Windows below Linux


def no_gpu_of_mesa(devices: Path = Path("/dev")) -> bool:
    """Return whether Mesa, if it is the driver, draws on the CPU: on Linux, without a device of a GPU that it knows."""
    return sys.platform.startswith("linux") and not any(any(devices.glob(pattern)) for pattern in _GPUS)


@contextmanager
def driver_thread(*, wanted: bool) -> Iterator[None]:
    """Let contexts that are made within have a thread of the driver, if that is Mesa and a thread is wanted.

    It executes all calls in their order, and calls that return something wait for it: pictures are the same. The
    user's own `mesa_glthread` holds. The environment is as before at the end.
    """
    if not wanted or VARIABLE in os.environ:
        yield
        return
    os.environ[VARIABLE] = "true"
    try:
        with _without_notice():
            yield
    finally:
        os.environ.pop(VARIABLE, None)


@contextmanager
def _without_notice() -> Iterator[None]:
    """Leave out the line in which Mesa tells that the environment sets the option. All else that is written to standard
    error meanwhile follows at the end."""
    try:
        memory = os.memfd_create("notices")
    except (AttributeError, OSError):  # an older C library or kernel
        yield
        return
    with os.fdopen(memory, "rb") as held:
        try:
            kept = os.dup(_STANDARD_ERROR)
        except OSError:  # it is closed
            yield
            return
        os.dup2(held.fileno(), _STANDARD_ERROR)
        try:
            yield
        finally:
            os.dup2(kept, _STANDARD_ERROR)
            os.close(kept)
            held.seek(0)
            rest = b"".join(line for line in held if VARIABLE.encode() not in line)
            with suppress(OSError):  # nobody reads it any more
                if rest:
                    os.write(_STANDARD_ERROR, rest)
