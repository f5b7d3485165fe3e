"""A thread of Mesa that executes OpenGL calls, so that Python goes on while a software rasteriser draws."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "mesa_glthread"
"""Mesa's name of the option, which it reads from the environment when it first makes a context."""
_QUIET = ("MESA_DEBUG", "silent")  # else Mesa prints that the environment sets the option
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
    name, quiet = _QUIET
    set_here = {VARIABLE: "true", **({} if name in os.environ else {name: quiet})}
    os.environ.update(set_here)
    try:
        yield
    finally:
        for one in set_here:
            os.environ.pop(one, None)
