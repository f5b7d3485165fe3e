"""Particles by compute shaders: small ones are summed per pixel as integers, large ones are listed as sprites."""

from __future__ import annotations

import math
from collections.abc import Sequence

import moderngl

from visualizer.errors import TooManyParticles
from visualizer.gpu.blocks import Storage
from visualizer.gpu.context import driver_of
from visualizer.gpu.limits import limits_of
from visualizer.gpu.programs import Programs
from visualizer.gpu.targets import Target
from visualizer.particles.births import MOST_LIVE
from visualizer.renderer import requests
from visualizer.renderer.particles import detail
from visualizer.renderer.particles.buffers import (
    CHOSEN,
    LIGHT,
    LIGHT_PLANES,
    LIT,
    MARKS,
    STRIP,
    SURVEY,
    words_of_marks,
)
from visualizer.renderer.particles.glsl import BEGIN_GROUP, BLOCK
from visualizer.renderer.particles.shaders import EmitterDraw, ParticleShaders
from visualizer.renderer.particles.sprites import SpriteList, storage

LIGHT_SUM = float(2**32)
"""Value at which a pixel's integer sum of light overflows."""
ROUNDINGS = 8.0
"""Margin for rounding: steps by which the integer light of a particle may exceed the exact one."""
MOST_STEPS = 2.0**30
"""Largest integer light of one particle, even if there are few."""
MOST_GROUPS = 65535
"""Largest number of work groups of a dispatch along x that OpenGL guarantees."""


class Splats:
    """Draws batches with compute shaders.

    cull: skip blocks of particles outside the view. It changes the time only, not the picture.
    """

    def __init__(self, context: moderngl.Context, programs: Programs, shaders: ParticleShaders) -> None:
        self.context = context
        self.programs = programs
        self.shaders = shaders
        self.cull = True
        # Particles per invocation: a CPU rasteriser has a high cost per work group, a GPU needs many work groups.
        software = driver_of(context).software
        self._each = 16 if software else 4
        self._lanes = requests.LANES[0 if software else 1]
        self._most_groups = 16 if software else MOST_GROUPS
        self._buffers: dict[Storage, moderngl.Buffer] = {}
        self._lists: dict[bool, SpriteList] = {}

    def draw(self, emitter_draws: Sequence[EmitterDraw], target: Target, over: moderngl.Framebuffer) -> None:
        """Add batches to a target; `over` is its colour without its depth. Raises TooManyParticles, ShaderError."""
        try:
            self._draw(emitter_draws, target, over)
        except BaseException:  # an interrupt too
            self._forget()  # sums and marks may be incomplete: the next frame begins with empty ones
            raise

    @property
    def memory(self) -> dict[str, int]:
        """Bytes of GPU memory, by purpose. No state of particles is stored."""
        return {
            "sums of light": self._buffers[LIGHT].size if LIGHT in self._buffers else 0,
            "marks": sum(buffer.size for key, buffer in self._buffers.items() if key != LIGHT),
            "sprites": sum(sprites.memory for sprites in self._lists.values()),
        }

    def release(self) -> None:
        """Free everything."""
        self._forget()
        for sprites in self._lists.values():
            sprites.release()
        self._lists = {}

    def _draw(self, emitter_draws: Sequence[EmitterDraw], target: Target, over: moderngl.Framebuffer) -> None:
        words = words_of_marks(target.size)
        most = min(
            max(detail.drawn(emitter_draw.batch) for emitter_draw in emitter_draws) + BLOCK, detail.CHUNK
        )
        self._reserve(LIGHT, sums_bytes(target.size))
        self._reserve(SURVEY, SURVEY.bytes())
        self._reserve(LIT, LIT.bytes(2 * words))
        self._reserve(MARKS, MARKS.bytes(-(-most // 32)))
        self._reserve(CHOSEN, CHOSEN.bytes(most))
        target.image.bind_to_image(0, read=True, write=True)
        self.context.memory_barrier()  # shaders read what was drawn to the image through a framebuffer
        # Occluding particles first, those of all emitters sorted by distance; then additive light.
        if occluding := [emitter_draw for emitter_draw in emitter_draws if emitter_draw.occluding]:
            room = sum(detail.drawn(emitter_draw.batch) for emitter_draw in occluding)
            sprites = self._list(occluding=True, most=room)
            empty = True
            for emitter_draw in occluding:
                self._survey(emitter_draw, words)
                for begin, first, end in detail.chunks(emitter_draw.batch):
                    self._splat(emitter_draw, begin, first, end)
                    self._choose(emitter_draw, begin, end, sprites, append=not empty)
                    empty = False
                self._resolve(words)
            sprites.sort()  # uses the storage binding of the chosen particles
            sprites.check(room)
            sprites.draw(over, shards=any(emitter_draw.shards for emitter_draw in occluding))
            self._reserve(CHOSEN, CHOSEN.bytes(most))
        for emitter_draw in emitter_draws:
            if emitter_draw.occluding:
                continue
            sprites = self._list(occluding=False, most=most)
            self._survey(emitter_draw, words)
            for begin, first, end in detail.chunks(emitter_draw.batch):
                self._splat(emitter_draw, begin, first, end)
                self._choose(emitter_draw, begin, end, sprites, append=False)
                sprites.draw(over, shards=False)
            self._resolve(words)

    def _list(self, *, occluding: bool, most: int) -> SpriteList:
        if occluding not in self._lists:
            self._lists[occluding] = SpriteList(self.context, self.programs, occluding=occluding)
        self._lists[occluding].begin(most)
        return self._lists[occluding]

    def _survey(self, emitter_draw: EmitterDraw, words: int) -> None:
        begin = self.programs.get(requests.begin_sums())
        groups = self._groups(words, self._lanes // STRIP)
        begin["u_words"], begin["u_groups"] = 2 * words, groups
        begin.run(self._groups(words, BEGIN_GROUP))
        self.context.memory_barrier()
        program = self.programs.get(requests.survey(self.shaders.defines(emitter_draw)))
        self.shaders.prepare(program, emitter_draw)
        program["u_count"], program["u_drawn"] = emitter_draw.batch.count, detail.drawn(emitter_draw.batch)
        program["u_most_steps"] = most_steps(emitter_draw.batch.count)
        program.run(1)
        self.context.memory_barrier()

    def _splat(self, emitter_draw: EmitterDraw, begin: int, first: int, end: int) -> None:
        program = self.programs.get(requests.splat(self.shaders.defines(emitter_draw), cull=self.cull))
        self.shaders.prepare(program, emitter_draw)
        program["u_begin"], program["u_first"], program["u_end"] = begin, first, end
        program["u_each"] = self._each
        program["u_most_steps"] = most_steps(emitter_draw.batch.count)
        groups = -(-(end - begin) // (BLOCK * self._each * detail.stride(emitter_draw.batch)))
        program["u_scatter"] = scattering(groups)
        program.run(groups)
        self.context.memory_barrier()

    def _choose(
        self, emitter_draw: EmitterDraw, begin: int, end: int, sprites: SpriteList, *, append: bool
    ) -> None:
        compact = self.programs.get(requests.compact())
        stride = detail.stride(emitter_draw.batch)
        compact["u_first"], compact["u_stride"] = begin, stride
        compact["u_words"] = -(-(end - begin) // (BLOCK * stride)) * (BLOCK // 32)
        compact["u_room"], compact["u_vertices"] = sprites.room, sprites.vertices
        compact["u_append"] = int(append)
        compact.run(1)
        self.context.memory_barrier()
        record = self.programs.get(requests.record(self.shaders.defines(emitter_draw)))
        self.shaders.prepare(record, emitter_draw)
        sprites.record(record)

    def _resolve(self, words: int) -> None:
        self.context.memory_barrier()  # sprites were drawn to the image through a framebuffer
        for spilt in (True, False):
            resolve = self.programs.get(requests.resolve(spilt=spilt, lanes=self._lanes))
            resolve["u_words"] = words
            if spilt:
                resolve.run_indirect(self._buffers[LIT], LIT.offset("spilt_groups"))
            else:
                resolve.run(self._groups(words, self._lanes // STRIP))
        self.context.memory_barrier()

    def _groups(self, words: int, each: int) -> int:
        """Return the work groups that go through all words of marks, `each` at a time."""
        return min(-(-words // each), self._most_groups)

    def _reserve(self, declared: Storage, size: int) -> None:
        """Bind a storage buffer of at least `size` bytes. A new one is zero; shaders clear it again after use."""
        size = max(size, 16)
        buffer = self._buffers.get(declared)
        if buffer is None or buffer.size < size:
            if buffer is not None:
                size = max(size, min(buffer.size * 3 // 2, limits_of(self.context).storage))
                buffer.release()
            size = -(-size // 16) * 16
            self._buffers.pop(declared, None)
            self._buffers[declared] = buffer = storage(self.context, size)
            buffer.clear()
        buffer.bind_to_storage_buffer(declared.binding)

    def _forget(self) -> None:
        for buffer in self._buffers.values():
            buffer.release()
        self._buffers = {}


def sums_bytes(size: tuple[int, int]) -> int:
    """Return the bytes of the sums of light of a picture of `size`, pixels."""
    return LIGHT.bytes(LIGHT_PLANES * size[0] * size[1])


def scattering(groups: int) -> int:
    """Return a stride near 0.618 `groups` and coprime to it: its multiples visit all groups, consecutive ones far apart."""
    stride = max(1, round(0.618 * groups))
    while math.gcd(stride, groups) > 1:
        stride += 1
    return stride


def most_steps(count: int) -> float:
    """Return the largest integer light of one of `count` particles: the sum does not overflow if all are on one pixel.

    Raises TooManyParticles for more particles than `MOST_LIVE`.
    """
    if count > MOST_LIVE:
        raise TooManyParticles(
            f"{count} particles at once are more than the {MOST_LIVE} that a picture can add up"
        )
    return min(LIGHT_SUM / count - ROUNDINGS, MOST_STEPS)
