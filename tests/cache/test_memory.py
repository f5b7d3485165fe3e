"""Memory: freed memory is kept for the next frame, and the garbage collector begins late."""

import gc
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from visualizer.cache import memory

ROUNDS = f"""
import importlib.util, resource
import numpy as np
spec = importlib.util.spec_from_file_location("memory", {str(Path(memory.__file__))!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    blocks = [np.ones(200_000, np.uint8) for _ in range(40)]
    del blocks
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

faults(), faults()
before = faults()
module.keep_freed_memory()
faults()
print(before, faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the allocator of glibc alone is told")
def test_memory_that_a_frame_has_freed_is_not_returned_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", ROUNDS], capture_output=True, text=True, check=True)
    before, after = map(int, done.stdout.split())
    # 8 MB in pages of at most 64 KB.
    assert before > 100, "the allocator keeps this much anyway: the function is not needed any more"
    assert after < before / 10, "pages are returned after each frame and taken again"


def test_the_garbage_collector_begins_late_and_then_works_as_before() -> None:
    before, usual, callbacks = gc.get_threshold(), (700, 10, 10), list(gc.callbacks)
    gc.callbacks.clear()  # a command that a test has run in this process asked for the same
    gc.set_threshold(*usual)
    try:
        memory.collect_later()
        assert gc.get_threshold()[0] > 100 * usual[0]
        gc.collect()
        assert gc.get_threshold() == usual
        assert not gc.callbacks
    finally:
        gc.set_threshold(*before)
        gc.callbacks[:] = callbacks
