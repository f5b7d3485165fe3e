"""Rows of uniforms: the contents of many uniform blocks in one buffer, of which each draw binds one.

A row takes one call of OpenGL for a draw, where plain uniforms take two for each value.
"""

from __future__ import annotations

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.gpu.native import Uploads


class UniformRows:
    """The rows of one binding point. `release` frees the buffer.

    binding: of the uniform block that the rows are the contents of.
    """

    def __init__(self, context: moderngl.Context, binding: int) -> None:
        self._context = context
        self._binding = binding
        self._alignment = max(1, int(context.info.get("GL_UNIFORM_BUFFER_OFFSET_ALIGNMENT") or 256))
        self._uploads: Uploads | None = None
        self._step = 0

    def write(self, rows: NDArray[np.void] | list[bytes]) -> None:
        """Upload the contents: (n,) of a block's dtype, or the bytes of each, which may differ in length."""
        if not len(rows):
            return
        longest = rows.dtype.itemsize if isinstance(rows, np.ndarray) else max(map(len, rows))
        step = self._step = -(-longest // self._alignment) * self._alignment
        if isinstance(rows, np.ndarray):
            padded = np.zeros((len(rows), step), np.uint8)
            padded[:, : rows.dtype.itemsize] = rows.view(np.uint8).reshape(len(rows), -1)
            data = padded.tobytes()
        else:
            data = b"".join(row.ljust(step, b"\0") for row in rows)
        if self._uploads is None or self._uploads.buffer.size < len(data):
            self.release()
            self._uploads = Uploads(self._context.buffer(reserve=2 * len(data)))
        self._uploads.write(data)

    def bind(self, number: int) -> None:
        """Bind a row for the draws that follow."""
        assert self._uploads is not None
        self._uploads.buffer.bind_to_uniform_block(self._binding, number * self._step, self._step)

    def release(self) -> None:
        """Free the buffer."""
        if self._uploads is not None:
            self._uploads.buffer.release()
            self._uploads = None
