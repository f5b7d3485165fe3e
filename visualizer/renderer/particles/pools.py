"""Tables of many emitters in few textures, so that one dispatch reads those of several emitters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.gpu.limits import check_texture, limits_of

LEAST_ROWS = 16
"""Rows of a new texture."""


class Page:
    """A texture of four numbers each texel, in which tables have whole rows. It grows as needed.

    dtype: of the numbers, as moderngl names it. width: of the texture, texels.
    """

    def __init__(self, context: moderngl.Context, dtype: str, width: int) -> None:
        self.context = context
        self.dtype = dtype
        self.width = width
        self.texture = self._made(LEAST_ROWS)
        self._used: list[tuple[int, int]] = []  # first row of each table, and one past its last; ascending

    def room(self, rows: int) -> int | None:
        """Return the first of so many rows that are free, or None if there are none in the largest texture of the
        driver."""
        ends = [(0, 0), *self._used, (limits_of(self.context).texture, 0)]
        return next((end for (_, end), (begin, _) in pairwise(ends) if begin - end >= rows), None)

    def write(self, row: int, texels: NDArray[np.generic]) -> None:
        """Write a table, (rows * width, 4), into free rows from `row` on."""
        rows = len(texels) // self.width
        if row + rows > self.texture.height:
            old, height = self.texture, max(row + rows, 2 * self.texture.height)
            self.texture = self._made(min(height, limits_of(self.context).texture))
            self.texture.write(old.read(), viewport=(0, 0, self.width, old.height))
            old.release()
        self.texture.write(texels.tobytes(), viewport=(0, row, self.width, rows))
        self._used = sorted([*self._used, (row, row + rows)])

    def free(self, row: int) -> None:
        """Let the rows of the table that begins at `row` be used again."""
        self._used = [span for span in self._used if span[0] != row]

    def _made(self, rows: int) -> moderngl.Texture:
        texture = self.context.texture((self.width, rows), 4, dtype=self.dtype)
        texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
        return texture


@dataclass(frozen=True, eq=False)
class Place:
    """Where a table is: in the rows of a page from `row` on."""

    page: Page
    row: int

    @property
    def first(self) -> int:
        """The number of its first texel."""
        return self.row * self.page.width

    def use(self, unit: int) -> None:
        """Bind the texture to a texture unit."""
        self.page.texture.use(unit)

    def release(self) -> None:
        """Let its rows be used again."""
        self.page.free(self.row)


class Pool:
    """Tables of one type, in as many pages as they need. dtype, width: as of `Page`. what: they are, in the plural, for
    messages."""

    def __init__(self, context: moderngl.Context, dtype: str, width: int, what: str) -> None:
        self.context = context
        self.dtype = dtype
        self.width = width
        self.what = what
        self._pages: list[Page] = []

    def place(self, texels: NDArray[np.generic]) -> Place:
        """Upload a table, (n, 4). Raises MachineError if it is too large for a texture."""
        rows = max(1, -(-len(texels) // self.width))
        check_texture(self.context, (self.width, rows), self.what)
        filled = np.zeros((rows * self.width, 4), texels.dtype)
        filled[: len(texels)] = texels
        for page in self._pages:
            if (row := page.room(rows)) is not None:
                break
        else:
            page, row = Page(self.context, self.dtype, self.width), 0
            self._pages.append(page)
        page.write(row, filled)
        return Place(page, row)

    @property
    def memory(self) -> int:
        """Bytes of all textures."""
        return sum(16 * self.width * page.texture.height for page in self._pages)

    def release(self) -> None:
        """Free all textures."""
        for page in self._pages:
            page.texture.release()
        self._pages = []
