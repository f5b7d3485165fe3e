"""Memory: what is allocated at the start stays until the end, and what a frame frees the next one allocates again."""

import gc
import os
import sys
from functools import lru_cache

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h
_LARGEST = 32 << 20  # bytes: the most that glibc allows for the second
_KEPT = 256 << 20  # bytes of freed memory
_VARIABLES = ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES")
"""Environment variables with which a user chooses otherwise (mallopt(3))."""

_OBJECTS_OF_A_START = 250_000
"""More than a process makes until it draws: about 180,000 for the film, 140,000 for a small scene, modules included."""


def collect_later() -> None:
    """Let Python's garbage collector begin when the process has made as many objects as it needs to start.

    They stay, but by default the collector looks at all of them again and again while they are made: a tenth of the
    time of a start. After its first run it works as before. It is done at the beginning of a process.
    """
    usual = gc.get_threshold()
    if usual[0] == _OBJECTS_OF_A_START:
        return  # it was asked for already

    def begun(phase: str, info: dict[str, int]) -> None:
        gc.callbacks.remove(begun)
        gc.set_threshold(*usual)

    gc.set_threshold(_OBJECTS_OF_A_START, *usual[1:])
    gc.callbacks.append(begun)


@lru_cache(maxsize=1)
def keep_freed_memory() -> bool:
    """Let the process keep freed memory, up to `_KEPT`, in place of returning it to the system, and return whether that
    was possible.

    By default glibc returns large blocks at once, so that a rasteriser on the CPU takes the pages of its vertices and
    tiles anew in each frame, and the system clears them: a thousand page faults. So are poses of moving cloth, some
    megabytes of an exposure. It is done once for the process. Without effect with another C library, or where the
    environment chooses.
    """
    if not sys.platform.startswith("linux") or any(os.environ.get(name) for name in _VARIABLES):
        return False
    import ctypes  # loaded on use: a command that draws nothing starts sooner

    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return False
    return all(
        mallopt(which, size) for which, size in ((_TRIM_THRESHOLD, _KEPT), (_MMAP_THRESHOLD, _LARGEST))
    )
