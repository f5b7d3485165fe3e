"""Reading pictures back while the next ones are drawn: a ring of pixel buffers that the GPU fills in the order of the
calls.

Reading pixels into memory waits until the picture is drawn, and the GPU then has nothing to do until the next one is
issued. Into a pixel buffer (OpenGL 4.6 core, 18.2) it is a command like any other; a fence (4.1) tells when it has been
carried out.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import moderngl

from visualizer.gpu.native import function

# Of OpenGL 4.6 core, 4.1: "commands complete", "flush commands" and "timeout expired" of fences.
_COMPLETE, _FLUSH, _EXPIRED = 0x9117, 0x1, 0x911B
_WAIT = 1_000_000_000  # ns: of one wait for a fence, which is repeated


class Reading:
    """A picture on its way from the GPU. ahead: how many others may be read after it before it must be taken."""

    def __init__(self, ring: Ring, slot: _Slot) -> None:
        self._ring, self._slot = ring, slot
        self._data: bytes | None = None
        self.ahead = len(ring) - 1

    def take(self) -> bytes:
        """Return its bytes, rows from the bottom up, without padding. Waits until the GPU has written them."""
        if self._data is None:
            self._data = self._ring.data(self._slot)
            self._slot.reading = None
        return self._data


@dataclass(eq=False)
class _Slot:
    """A buffer of the ring. reading: the picture in it that was not taken yet. fence: of the command that fills it."""

    buffer: moderngl.Buffer
    reading: Reading | None = None
    fence: int | None = None


class Ring:
    """Pixel buffers for pictures of one size. context: must be current in all calls. size: bytes of a picture. count:
    of buffers.

    `release` frees them.
    """

    def __init__(self, context: moderngl.Context, size: int, count: int) -> None:
        self._context = context
        self.size = size
        self._slots = [_Slot(context.buffer(reserve=size)) for _ in range(count)]
        self._next = 0

    def __len__(self) -> int:
        return len(self._slots)

    def read(self, framebuffer: moderngl.Framebuffer, *, components: int, dtype: str) -> Reading:
        """Begin to read the first colour of a framebuffer. The picture that was in the buffer is taken first, if it
        still waits."""
        slot = self._slots[self._next]
        self._next = (self._next + 1) % len(self._slots)
        if slot.reading is not None:
            slot.reading.take()
        framebuffer.read_into(slot.buffer, components=components, alignment=1, dtype=dtype)
        slot.fence = self._fence()
        slot.reading = Reading(self, slot)
        return slot.reading

    def data(self, slot: _Slot) -> bytes:
        """Return the content of a buffer when the GPU has written it."""
        self._await(slot)
        return slot.buffer.read()

    def release(self) -> None:
        """Free all buffers. Pictures that were not taken are lost."""
        for slot in self._slots:
            self._delete(slot)
            slot.buffer.release()

    def _fence(self) -> int | None:
        """Return a fence after all commands so far; None if the driver has none: reading the buffer then waits by
        itself."""
        make = function(self._context, "glFenceSync", ctypes.c_uint, ctypes.c_uint, result=ctypes.c_void_p)
        return None if make is None else make(_COMPLETE, 0)

    def _await(self, slot: _Slot) -> None:
        wait = function(
            self._context,
            "glClientWaitSync",
            ctypes.c_void_p,
            ctypes.c_uint,
            ctypes.c_uint64,
            result=ctypes.c_uint,
        )
        if slot.fence is not None and wait is not None:
            while wait(slot.fence, _FLUSH, _WAIT) == _EXPIRED:
                continue
        self._delete(slot)

    def _delete(self, slot: _Slot) -> None:
        delete = function(self._context, "glDeleteSync", ctypes.c_void_p)
        if slot.fence is not None and delete is not None:
            delete(slot.fence)
        slot.fence = None
