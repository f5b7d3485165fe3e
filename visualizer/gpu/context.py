"""The OpenGL context without a window, and what the driver behind it can do."""

import sys
from dataclasses import dataclass

import moderngl

COMPUTE_VERSION = 430
"""OpenGL version code from which compute shaders and shader storage buffers are core."""


class MachineError(RuntimeError):
    """The machine lacks something. The message says what, and how to get it."""


@dataclass(frozen=True)
class Driver:
    """What draws. version_code: such as 450 for OpenGL 4.5. software: a rasteriser on the CPU."""

    vendor: str
    renderer: str
    version: str
    version_code: int
    software: bool
    compute: bool


def create_context() -> moderngl.Context:
    """Return a context of OpenGL 3.3 core or newer, drawing to no window.

    Raises MachineError if there is none: no library, no driver, or one that is too old.
    """
    settings: dict[str, object] = {"standalone": True, "require": 330}
    attempts = [settings]
    if sys.platform.startswith("linux"):
        # EGL needs neither a screen nor an X server; GLX is the way out where only that is installed.
        attempts = [{**settings, "backend": "egl"}, settings]
    failures = []
    for attempt in attempts:
        try:
            context = moderngl.create_context(**attempt)  # type: ignore[arg-type]
        except Exception as error:  # glcontext and moderngl raise bare Exception
            failures.append(f"{attempt.get('backend', 'default')}: {error}")
        else:
            context.gc_mode = "auto"
            return context
    how = (
        " On Debian or Ubuntu: apt-get install libegl1 libgl1 libgl1-mesa-dri."
        if sys.platform.startswith("linux")
        else " Update the graphics driver."
    )
    raise MachineError(f"no OpenGL 3.3 context could be made ({'; '.join(failures)}).{how}")


def driver_of(context: moderngl.Context) -> Driver:
    """Describe the driver behind a context."""
    info = context.info
    name = info["GL_RENDERER"]
    return Driver(
        vendor=info["GL_VENDOR"],
        renderer=name,
        version=info["GL_VERSION"],
        version_code=context.version_code,
        software=any(word in name.lower() for word in ("llvmpipe", "softpipe", "swiftshader", "swr")),
        compute=context.version_code >= COMPUTE_VERSION,
    )
