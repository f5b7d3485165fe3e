"""Large particles as quads: lists of sprites that compute shaders fill and sort, and the draws of these lists."""

from __future__ import annotations

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.errors import MachineError, TooManyParticles
from visualizer.gpu.generated import SPRITE
from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.state import State
from visualizer.renderer import requests
from visualizer.renderer.particles.buffers import (
    ARRANGED,
    CHOICE_WORDS,
    COMMAND,
    MOST_TOGETHER,
    ORDER,
    SPRITES,
)
from visualizer.renderer.particles.glsl import FINEST
from visualizer.renderer.particles.tables import UNIT_DEPTH, UNIT_NOISE

MOST_SPRITES = 1 << 20
"""Largest number of sprites in a list."""
_MEMBERS = tuple(f"a_{member.name}" for member in SPRITE.fields)
"""The members of a sprite as vertex attributes: OpenGL does not guarantee storage buffers in vertex shaders."""


class SpriteList:
    """A list of sprites on the GPU, which grows as needed. occluding: its sprites occlude what is behind them."""

    def __init__(self, context: moderngl.Context, programs: Programs, *, occluding: bool) -> None:
        self.context = context
        self.programs = programs
        self.occluding = occluding
        self.room = 0
        self._command = context.buffer(reserve=COMMAND.bytes(MOST_TOGETHER * CHOICE_WORDS))
        self._sprites: moderngl.Buffer | None = None
        self._order: moderngl.Buffer | None = None
        self._arranged: moderngl.Buffer | None = None
        self._array: tuple[Program, moderngl.Buffer, moderngl.VertexArray] | None = None  # the latest one

    @property
    def vertices(self) -> int:
        """Vertices of one sprite."""
        return sprite_vertices(occluding=self.occluding)

    def begin(self, most: int) -> None:
        """Make room for `most` sprites, at most MOST_SPRITES, and bind the list for compute shaders. Raises
        MachineError."""
        room = min(max(most, 64), MOST_SPRITES)
        if room > self.room:
            self._free()
            self.room = room
            self._sprites = storage(self.context, SPRITES.bytes(room))
            if self.occluding:
                self._order = storage(self.context, ORDER.bytes(2 * room))
                self._arranged = storage(self.context, ARRANGED.bytes(room))
        assert self._sprites is not None
        self._command.bind_to_storage_buffer(COMMAND.binding)
        self._sprites.bind_to_storage_buffer(SPRITES.binding)

    def record(self, program: Program, batch: int) -> None:
        """Run the compute program that evaluates the chosen particles of a batch as sprites. batch: its number in the
        choice."""
        program["u_batch"] = batch
        program.run_indirect(self._command, COMMAND.bytes() + 4 * CHOICE_WORDS * batch)

    def run(self, program: Program, groups: str) -> None:
        """Run a compute program in the work groups that a field of the command says."""
        program.run_indirect(self._command, COMMAND.offset(groups))

    def sort(self) -> None:
        """Sort the sprites by depth, the farthest first."""
        assert self._order is not None and self._arranged is not None
        self._order.bind_to_storage_buffer(ORDER.binding)
        self._arranged.bind_to_storage_buffer(ARRANGED.binding)
        program = self.programs.get(requests.sort())
        program.bind("View", 0)
        program["u_room"] = self.room
        program.run(1)
        self.context.memory_barrier()
        arrange = self.programs.get(requests.arrange())
        arrange["u_room"] = self.room
        arrange.run_indirect(self._command, COMMAND.offset("groups_x"))
        self.context.memory_barrier()

    def sort_here(self, near: float, far: float) -> NDArray[np.void]:
        """Sort the sprites as `sort` does, on the CPU: faster where their list can be read at once. Return them,
        `SPRITE.dtype`.

        near, far: of the view, metres.
        """
        assert self._sprites is not None and self._arranged is not None
        count = min(self._asked(), self.room)
        sprites = np.frombuffer(self._sprites.read(SPRITES.bytes(max(count, 1))), SPRITE.dtype)[:count]
        if count:
            sprites = sprites[farthest_first(sprites["place"][:, 3], near, far)]
            self._arranged.write(sprites.tobytes())
        return sprites

    def draw(self, over: moderngl.Framebuffer, *, size: tuple[int, int], shards: bool) -> None:
        """Draw all sprites onto a framebuffer without depth. size: of the whole picture, pixels. shards: whether any
        may be shards.

        The scene's depth and the noise of smoke must be bound to their texture units.
        """
        program = self.programs.get(requests.listed_sprites(occluding=self.occluding, shards=shards))
        program.bind("View", 0)
        program["u_depth"], program["u_noise"] = UNIT_DEPTH, UNIT_NOISE
        program["u_whole"] = whole(over, size)
        blend(over, occluding=self.occluding)
        shown = self._arranged if self.occluding else self._sprites
        assert shown is not None
        if self._array is None or self._array[0] is not program or self._array[1] is not shown:
            self._free_array()
            array = self.context.vertex_array(program.handle, [(shown, "4f 4f 4f 4f/i", *_MEMBERS)])
            self._array = (program, shown, array)
        program.settle()
        self._array[2].render_indirect(self._command, moderngl.TRIANGLE_STRIP, count=1)

    def check(self, most: int) -> None:
        """Raise TooManyParticles if more sprites were chosen than the list can hold. most: as passed to `begin`.

        Waits for the GPU if `most` is above MOST_SPRITES.
        """
        if most > MOST_SPRITES:
            asked = self._asked()
            if asked > self.room:
                raise TooManyParticles(
                    f"{asked} large particles that hide what is behind them are more than the {MOST_SPRITES} that can be"
                    " drawn at once: let the emitters have fewer or smaller ones"
                )

    def _asked(self) -> int:
        """Return how many sprites were chosen; they may be more than the room. Waits for the GPU."""
        return int.from_bytes(self._command.read(4, offset=COMMAND.offset("instances")), "little")

    @property
    def memory(self) -> int:
        """Bytes of its buffers."""
        return sum(
            b.size for b in (self._command, self._sprites, self._order, self._arranged) if b is not None
        )

    def release(self) -> None:
        """Free all buffers."""
        self._free()
        self._command.release()

    def _free_array(self) -> None:
        if self._array is not None:
            self._array[2].release()
        self._array = None

    def _free(self) -> None:
        self._free_array()
        for buffer in (self._sprites, self._order, self._arranged):
            if buffer is not None:
                buffer.release()
        self._sprites = self._order = self._arranged = None
        self.room = 0


def storage(context: moderngl.Context, size: int) -> moderngl.Buffer:
    """Return a buffer of `size` bytes. Raises MachineError if the driver cannot allocate it."""
    try:
        return context.buffer(reserve=size)
    except moderngl.Error as error:
        raise MachineError(
            f"the driver cannot allocate {size >> 20} MiB for particles ({error}); choose a smaller size"
        ) from error


def sprite_vertices(*, occluding: bool) -> int:
    """Return the vertices of a sprite: a quad if it is occluding, a triangle around its disc if it only adds light."""
    return 4 if occluding else 3


def farthest_first(distances: np.ndarray, near: float, far: float) -> np.ndarray:
    """Return the indices (m,) int32 of the positive distances (n,), metres, the largest first.

    Distances are quantised as in shaders/particles/sort.comp, in even steps of the logarithm from `near` to `far`, so
    that both give the same order; equal ones keep theirs.
    """
    seen = np.flatnonzero(distances > 0.0)
    share = np.log(np.maximum(distances[seen] / np.float32(near), 1.0)) / np.log(np.float32(far / near))
    key = (np.float32(FINEST) * (1.0 - np.minimum(share, 1.0))).astype(np.uint16)
    return seen[np.argsort(key, kind="stable")].astype(np.int32)


def whole(over: moderngl.Framebuffer, size: tuple[int, int]) -> tuple[float, float]:
    """Return the pixels of a picture of `size` for each pixel of a framebuffer, across and up."""
    return size[0] / over.width, size[1] / over.height


def blend(over: moderngl.Framebuffer, *, occluding: bool) -> None:
    """Apply the blending of occluding sprites, or of those that add light. Colours are premultiplied."""
    (OVER if occluding else _LIGHT).apply(over)


OVER = State(blend=(moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA))
_LIGHT = State(blend=(moderngl.ONE, moderngl.ONE))
