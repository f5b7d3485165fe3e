"""Memory of frames: what one frame has freed is kept for the next one instead of being returned to the system."""

from functools import lru_cache

import numpy as np

LARGEST = (32 << 20) - (1 << 16)
"""Bytes of a block to whose size the thresholds of glibc rise at most: a little less than 32 MB."""


@lru_cache(maxsize=1)
def keep_freed_memory() -> None:
    """Let the C library keep up to about 64 MB of freed memory, so that the next frame need not take it from the system again.

    Poses of moving cloth are some megabytes for each exposure. glibc takes a block above a threshold from the system and returns it
    when it is freed, and returns free memory above twice that threshold; the system then clears each page anew. The threshold rises
    to the size of any such block that is freed (its manual page mallopt), so one block that is never written to suffices. Other
    C libraries do as they did.
    """
    np.empty(LARGEST, np.uint8)
