"""An OpenGL context without a window, and the capabilities of its driver."""

import os
import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import moderngl

from visualizer.errors import MachineError
from visualizer.gpu.driver_thread import driver_thread, no_gpu_of_mesa
from visualizer.gpu.limits import limits_of

__all__ = ["Driver", "MachineError", "create_context", "driver_of"]

OPENGL_VERSIONS = ((4, 6), (4, 5), (4, 3), (3, 3))
"""Versions of OpenGL, (major, minor), in the order in which they are asked for, wherever a context is made.

Some drivers (NVIDIA's) give exactly the version that is asked for, others the newest that is compatible with it,
macOS 4.1 at most. All are core profiles; where the platform has the flag, forward-compatible ones.
"""
LEAST_VERSION = 330
"""Version code of the oldest OpenGL that everything but compute shaders is written for."""
COMPUTE_VERSION = 430
"""OpenGL version code from which compute shaders and shader storage buffers are core."""
COMPUTE_GROUPS = 65535
"""Work groups along x that a dispatch must be able to have: the minimum of OpenGL 4.3 core, table 23.66."""
COMPUTE_STORAGE = 64 << 20
"""Size that a storage buffer must be able to have, bytes: that of a list of 2^20 sprites. With less, particles are
drawn without compute shaders."""

_MADE_IN: set[int] = set()
"""Ids of the processes in which a context was made: this one, and those that it was forked from."""


@dataclass(frozen=True)
class Driver:
    """The driver behind a context. version_code: such as 450 for OpenGL 4.5. software: a rasteriser on the CPU.

    without_compute: the reason why particles are drawn without compute shaders; empty if they are drawn with them.
    """

    vendor: str
    renderer: str
    version: str
    version_code: int
    software: bool
    without_compute: str

    @property
    def compute(self) -> bool:
        """Whether particles are drawn by compute shaders, which is the faster path."""
        return not self.without_compute

    @property
    def path(self) -> str:
        """The name of the path that draws particles: "compute" or "points"."""
        return "compute" if self.compute else "points"

    @property
    def path_text(self) -> str:
        """The path in words, and the reason if it is the slower one."""
        if self.compute:
            return "particles are drawn by compute shaders"
        return f"particles are drawn as points and quads, the slower path: {self.without_compute}"


def create_context() -> moderngl.Context:
    """Return a context without a window, of the newest of `OPENGL_VERSIONS` that the driver supports.

    Where Mesa draws on the CPU, it executes the calls on a thread of its own, beside Python: see `native.begin`.
    Raises MachineError if there is no library or driver, or the driver is too old; or if this process was forked from
    one that has made a context: a fork copies the driver's locks but not its threads, so the driver would wait for
    ever.
    """
    if _MADE_IN - {os.getpid()}:
        raise MachineError(
            "this process was forked from one that uses OpenGL, and OpenGL does not work after a fork. Start the process with "
            "multiprocessing.get_context('spawn'), or fork before the first Renderer is made"
        )
    backends: list[dict[str, Any]] = [{}]
    if sys.platform.startswith("linux"):
        # EGL needs neither a screen nor an X server; GLX is tried next, in case only that is installed.
        backends = [{"backend": "egl", "libgl": _library("GL"), "libegl": _library("EGL")}, {}]
    failures = []
    for backend in backends:
        refusal = ""
        for major, minor in OPENGL_VERSIONS:
            try:
                with driver_thread(wanted=no_gpu_of_mesa()):
                    context = moderngl.create_context(
                        standalone=True, require=major * 100 + minor * 10, **backend
                    )
            except Exception as error:  # glcontext and moderngl raise bare Exception
                refusal = str(error)  # that of the oldest version remains: it says what the machine lacks
            else:
                context.gc_mode = "context_gc"  # see gpu/copies.py
                _MADE_IN.add(os.getpid())
                return context
        failures.append(f"{backend.get('backend', 'default')}: {refusal}")
    how = (
        " On Debian or Ubuntu: apt-get install libegl1 libgl1 libgl1-mesa-dri."
        if sys.platform.startswith("linux")
        else " Update the graphics driver."
    )
    raise MachineError(f"no OpenGL 3.3 context could be made ({'; '.join(failures)}).{how}")


@lru_cache(maxsize=2)
def _library(name: str) -> str | None:
    """Return the file name of a shared library, or None if there is none. It starts a program to find it, so it looks
    once only."""
    from ctypes.util import find_library  # loaded on use: not all commands draw

    return find_library(name)


def driver_of(context: moderngl.Context) -> Driver:
    """Return the driver behind a context."""
    info = context.info
    name = info["GL_RENDERER"]
    return Driver(
        vendor=info["GL_VENDOR"],
        renderer=name,
        version=info["GL_VERSION"],
        version_code=context.version_code,
        software=any(word in name.lower() for word in ("llvmpipe", "softpipe", "swiftshader", "swr")),
        without_compute=_without_compute(context),
    )


def _without_compute(context: moderngl.Context) -> str:
    if context.version_code < COMPUTE_VERSION:
        return (
            f"OpenGL {_dotted(context.version_code)} has no compute shaders, {_dotted(COMPUTE_VERSION)} is needed"
            + (" (macOS has none newer than 4.1)" if sys.platform == "darwin" else "")
        )
    limits = limits_of(context)
    if limits.groups < COMPUTE_GROUPS:
        return f"a dispatch has at most {limits.groups} work groups, {COMPUTE_GROUPS} are needed"
    if (storage := limits.storage) < COMPUTE_STORAGE:
        return (
            f"shaders reach {storage >> 20} MiB of a storage buffer, {COMPUTE_STORAGE >> 20} MiB are needed"
        )
    return ""


def _dotted(code: int) -> str:
    return f"{code // 100}.{code % 100 // 10}"
