"""Many sprites that add light: compute shaders list them for the tiles of the picture, and add up each tile at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from struct import pack

import moderngl

from visualizer.gpu.context import driver_of
from visualizer.gpu.programs import Programs
from visualizer.renderer import requests
from visualizer.renderer.particles.buffers import BINS
from visualizer.renderer.particles.glsl import MOST_LEVELS, SPAN, TILE_HEIGHT, TILE_WIDTH
from visualizer.renderer.particles.sprites import SpriteList, storage
from visualizer.renderer.particles.tables import UNIT_DEPTH

FEWEST, TILES_A_SPRITE = 256, 8
"""Number of sprites from which they are summed in tiles, and tiles of the picture for each of them at the most. Fewer
are drawn as triangles, which cost more for each sprite and nothing for a tile."""


class SpriteTiles:
    """Adds lists of sprites to a picture, without a draw call."""

    def __init__(self, context: moderngl.Context, programs: Programs) -> None:
        self.context = context
        self.programs = programs
        software = driver_of(context).software
        self._rows_each = requests.ROWS_EACH[0 if software else 1]
        self._most_groups = 256 if software else 65535
        self._bins: moderngl.Buffer | None = None

    def groups(self, size: tuple[int, int]) -> int:
        """Return the work groups that go through all tiles of a picture of (width, height) pixels."""
        return min(levels_of(size)[-1][0] + 1, self._most_groups)

    def fewest(self, size: tuple[int, int]) -> int:
        """Return from how many sprites on they are summed in tiles in a picture of (width, height) pixels."""
        return max(FEWEST, levels_of(size)[-1][0] // TILES_A_SPRITE)

    def sum(self, sprites: SpriteList, size: tuple[int, int], *, streaks: bool) -> None:
        """Add the sprites of a list to the picture bound to image unit 0, if the choice of them has decided so.

        size: of the picture, (width, height) pixels. streaks: as in `requests.tile_sum`. The scene's depth must be
        bound to its texture unit. Raises MachineError.
        """
        tiles = levels_of(size)[-1][0] + 1
        needed = BINS.bytes(3 * tiles + (SPAN - 1) ** 2 * sprites.room)
        if self._bins is None or self._bins.size < needed:
            self.release()
            self._bins = storage(self.context, needed)
            self._bins.clear()
        self._bins.bind_to_storage_buffer(BINS.binding)
        inputs = _inputs(size, self.groups(size))
        for request, groups in (
            (requests.tile_count(), "by_sprite"),
            (requests.tile_place(), "by_tile"),
            (requests.tile_fill(), "by_sprite"),
            (requests.tile_sum(rows_each=self._rows_each, streaks=streaks), "by_tile"),
        ):
            program = self.programs.get(request)
            program.bind("View", 0)
            program.give(inputs)
            sprites.run(program, groups)
            self.context.memory_barrier()

    @property
    def memory(self) -> int:
        """Bytes of its buffer."""
        return 0 if self._bins is None else self._bins.size

    def release(self) -> None:
        """Free the buffer. The next one is empty, also if an exception has left this one half filled."""
        if self._bins is not None:
            self._bins.release()
        self._bins = None


@cache
def _inputs(size: tuple[int, int], groups: int) -> Mapping[str, bytes]:
    """Return the uniforms of the shaders as bytes, by name. groups: work groups of a dispatch over tiles."""
    levels = levels_of(size)
    table = [number for level in levels for number in level] + [0, 0] * (MOST_LEVELS - len(levels))
    tiles = levels[-1][0] + 1
    return {
        "u_levels": pack(f"{len(table)}I", *table),
        "u_tiles": pack("I", tiles),
        "u_last_level": pack("I", len(levels) - 1),
        "u_finest": pack("I", levels[1][0] if len(levels) > 1 else tiles),
        "u_scatter": pack("I", scattering(groups)),
        "u_depth": pack("i", UNIT_DEPTH),
    }


@cache
def levels_of(size: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """Return (index of the first tile, tiles in a row) of each level of tiles; the last level is one tile.

    size: of the picture, (width, height) pixels. A tile has `TILE_WIDTH` x `TILE_HEIGHT` pixels on level 0, and twice
    as many of each on the next.
    """
    across, down = -(-size[0] // TILE_WIDTH), -(-size[1] // TILE_HEIGHT)
    levels = [(0, across)]
    while across * down > 1:
        first = levels[-1][0] + across * down
        across, down = -(-across // 2), -(-down // 2)
        levels.append((first, across))
    return tuple(levels)


def scattering(groups: int) -> int:
    """Return a stride near 0.618 `groups` and coprime to it: its multiples visit all groups, consecutive ones far
    apart."""
    stride = max(1, round(0.618 * groups))
    while math.gcd(stride, groups) > 1:
        stride += 1
    return stride
