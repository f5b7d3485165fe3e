"""Particles by compute shaders: small ones are summed per pixel as integers, large ones are listed as sprites."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import accumulate
from struct import pack, unpack

import moderngl
import numpy as np

from visualizer.errors import TooManyParticles
from visualizer.gpu.blocks import Storage
from visualizer.gpu.context import driver_of
from visualizer.gpu.limits import limits_of
from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.sources import Request
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
    MOST_TOGETHER,
    NO_PLACE,
    PATCH,
    PLACES,
    SURVEY,
    UNKNOWN_EXPONENT,
    WORD_HEIGHT,
    WORD_WIDTH,
    words_of_marks,
)
from visualizer.renderer.particles.glsl import BLOCK, FEW
from visualizer.renderer.particles.inputs import TABLE, part_inputs, row
from visualizer.renderer.particles.reduced_size import WHOLE, ReducedSize, covered
from visualizer.renderer.particles.shaders import EmitterDraw, ParticleShaders, layers
from visualizer.renderer.particles.sprite_tiles import SpriteTiles, scattering
from visualizer.renderer.particles.sprites import SpriteList, storage

LIGHT_SUM = float(2**32)
"""Value at which a pixel's integer sum of light overflows."""
ROUNDINGS = 8.0
"""Margin for rounding: steps by which the integer light of a particle may exceed the exact one."""
MOST_STEPS = 2.0**30
"""Largest integer light of one particle, even if there are few."""
SMALL, SMALL_TOGETHER = 4096, 16384
"""Largest batch that shares sums of light with others, and the most particles of such sums: the finer their step can
be."""
BRIGHTER = 64.0
"""Largest ratio of the radiances of emitters that share sums of light, so that the step of the sums is fine for all of
them."""
MANY, NEVER = 4096, 2**32 - 1
"""Particles of parts from which their sprites may be summed in tiles; a number of sprites that is never reached."""
LARGE = 2.0
"""Pixels across from which particles may be sprites: they begin a little above."""
MOST_GROUPS = 65535
"""Largest number of work groups of a dispatch along x that OpenGL guarantees."""


class Splats:
    """Draws batches with compute shaders.

    cull: skip blocks of particles outside the view. asking: read from the GPU what the shaders have found, and leave
    out what has nothing to do: only where a dispatch has ended when its call returns, because else it waits. Both
    change the time only, not the picture.
    """

    def __init__(
        self, context: moderngl.Context, programs: Programs, shaders: ParticleShaders, reduced: ReducedSize
    ) -> None:
        self.context = context
        self.programs = programs
        self.shaders = shaders
        self.reduced = reduced
        self.cull = True
        # Particles per invocation: a CPU rasteriser has a high cost per work group, a GPU needs many work groups.
        software = driver_of(context).software
        self.asking = software
        self._each = 16 if software else 4
        self._least_groups = 8 if software else 1
        self._lanes = requests.LANES[0 if software else 1]
        self._most_groups = 32 if software else MOST_GROUPS
        self._buffers: dict[Storage, moderngl.Buffer] = {}
        self._lists: dict[bool, SpriteList] = {}
        self._tiles = SpriteTiles(context, programs)
        self._marked = True  # there may be marks in LIT
        self._blank: moderngl.Buffer | None = None  # zeros, as many as in LIT

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
            "marks": sum(buffer.size for key, buffer in self._buffers.items() if key != LIGHT)
            + (0 if self._blank is None else self._blank.size),
            "sprites": sum(sprites.memory for sprites in self._lists.values()) + self._tiles.memory,
        }

    def release(self) -> None:
        """Free everything."""
        self._forget()
        for sprites in self._lists.values():
            sprites.release()
        self._lists = {}

    def _draw(self, emitter_draws: Sequence[EmitterDraw], target: Target, over: moderngl.Framebuffer) -> None:
        words = words_of_marks(size := target.size)
        self._reserve(LIGHT, sums_bytes(size))
        self._reserve(SURVEY, SURVEY.bytes())
        self._reserve(LIT, LIT.bytes(3 * words))
        target.image.bind_to_image(0, read=True, write=True)
        # Occluding particles first, those of all emitters sorted by distance; then additive light.
        for chosen in layers(emitter_draws, apart=self.reduced.serves(size)):
            occluding = chosen[0].occluding
            groups = [[self._runs(parts) for parts in group] for group in together(chosen)]
            most = max(
                min(sum(run.marks for run in runs), detail.CHUNK + BLOCK)
                for group in groups
                for runs in group
            )
            room = sum(detail.drawn(emitter_draw.batch) for emitter_draw in chosen) if occluding else most
            self._reserve(MARKS, MARKS.bytes(most // 32))
            sprites: SpriteList | None = None
            for group in groups:
                self._survey(group[0])
                found = _Found()
                few = self._few(group)
                if few:
                    self._reserve(PLACES, PLACES.bytes(most))
                for runs in group:
                    self._splat(runs, group[0], few=few)
                    if self.asking:
                        found = _Found(
                            *unpack("2I", self._buffers[SURVEY].read(8, offset=SURVEY.offset("spilt")))
                        )
                    if not found.marked:
                        continue
                    self._reserve(CHOSEN, CHOSEN.bytes(most))
                    append = occluding and sprites is not None
                    sprites = sprites or self._list(occluding=occluding, most=room)
                    binned = not occluding and self._binned(runs)
                    tiles = (self._tiles.fewest(size), self._tiles.groups(size)) if binned else (NEVER, 0)
                    self._choose(runs, sprites, append=append, tiles=tiles)
                    if not occluding:
                        if binned:
                            self._tiles.sum(sprites, size, streaks=self.shaders.moving)
                        sprites.draw(over, size=size, shards=False)
                        self.context.memory_barrier()  # the resolve reads what was drawn to the image
                self._resolve(words, found, places=sum(run.marks for run in group[0]) if few else None)
            if occluding and sprites is not None:
                boxes = WHOLE
                if self.asking:
                    boxes = covered(sprites.sort_here(*self.shaders.depths), size)
                else:
                    sprites.sort()  # uses the storage binding of the chosen particles
                sprites.check(room)
                draw = partial(sprites.draw, size=size, shards=any(one.shards for one in chosen))
                self.reduced.draw(draw, chosen, target, over, boxes)

    def _list(self, *, occluding: bool, most: int) -> SpriteList:
        if occluding not in self._lists:
            self._lists[occluding] = SpriteList(self.context, self.programs, occluding=occluding)
        self._lists[occluding].begin(most)
        return self._lists[occluding]

    def _runs(self, parts: Parts) -> Runs:
        """Return a run for each kind of parts."""
        kinds: dict[Hashable, list[Part]] = {}
        for part in parts:
            kinds.setdefault(self.shaders.kind(part.emitter_draw), []).append(part)
        runs, first, marked_at = [], 0, 0
        for alike in kinds.values():
            places = list(accumulate((part.marks for part in alike), initial=marked_at))
            runs.append(Run(alike, first, places[:-1]))
            first, marked_at = first + len(alike), places[-1]
        return runs

    def _binned(self, runs: Runs) -> bool:
        """Return whether many particles of runs may be sprites. Then those are summed in tiles, if they are many."""
        if sum(run.marks for run in runs) < MANY:
            return False
        large = (
            part for run in runs for part in run.parts if self.shaders.apparent(part.emitter_draw) >= LARGE
        )
        return sum(part.marks for part in large) >= MANY

    def _few(self, group: Sequence[Runs]) -> bool:
        """Return whether the sums of a group are found again by the places of its particles, each of which is on four
        pixels at the most."""
        drawn_at_once = len(group) == 1 and sum(run.marks for run in group[0]) <= FEW
        # Without asking, the resolve of counters would go through all marks of the picture nevertheless.
        return self.asking and drawn_at_once and not self.shaders.moving

    def _survey(self, runs: Runs) -> None:
        """Prepare the sums that the batches of the runs share, choose their step, and upload the inputs of batches that
        are drawn together."""
        if self._marked:
            self._unmark()
        self._buffers[SURVEY].write(_UNKNOWN)
        if any(len(run.parts) > 1 for run in runs):
            rows = [
                row(self.shaders.inputs(part.emitter_draw), own)
                for run in runs
                for part, own in zip(run.parts, run.inputs, strict=True)
            ]
            self._reserve(TABLE, TABLE.bytes(len(rows)))
            self._buffers[TABLE].write(b"".join(rows))
        most = _most_steps(runs)
        for run in runs:
            program = self._program(requests.survey, run)
            program["u_most_steps"] = most
            program.run(1, len(run.parts))
        self.context.memory_barrier()  # also of what was drawn to the image, which the resolve reads

    def _unmark(self) -> None:
        """Clear all marks on the GPU, in the order of the calls around it, and without a wait: a write from the CPU
        waits for earlier uses, and glClearBufferData for the thread of the driver (`gpu/driver_thread.py`)."""
        lit = self._buffers[LIT]
        if self._blank is None or self._blank.size != lit.size:
            if self._blank is not None:
                self._blank.release()
            self._blank = storage(self.context, lit.size)
            self._blank.clear()
        self.context.copy_buffer(lit, self._blank, lit.size)
        self._marked = False

    def _splat(self, runs: Runs, sharing: Runs, *, few: bool) -> None:
        """Add the light of runs to the sums. sharing: the runs of a part of each batch that these sums are of. few:
        write their places."""
        most = _most_steps(sharing)
        for run in runs:
            program = self._program(partial(requests.splat, cull=self.cull, few=few), run)
            blocks = max(part.marks for part in run.parts) // BLOCK
            each = min(blocks if len(run.parts) > 1 else -(-blocks // self._least_groups), self._each)
            groups = -(-blocks // each)
            program["u_each"], program["u_scatter"], program["u_most_steps"] = each, scattering(groups), most
            program.run(groups, len(run.parts))
        self.context.memory_barrier()

    def _program(self, request: Callable[..., Request], run: Run) -> Program:
        """Return a program that draws a run, with its inputs."""
        emitter_draw, tabled = run.parts[0].emitter_draw, len(run.parts) > 1
        program = self.programs.get(request(self.shaders.defines(emitter_draw), tabled=tabled))
        if tabled:
            self.shaders.prepare_many(program, emitter_draw)
            program.give({"u_row": pack("I", run.first)})
        else:
            self.shaders.prepare(program, emitter_draw)
            program.give(part_inputs(next(run.inputs)))
        return program

    def _choose(self, runs: Runs, sprites: SpriteList, *, append: bool, tiles: tuple[int, int]) -> None:
        """Add the marked particles of runs to a list of sprites. tiles: sprites from which tiles are used; groups."""
        compact = self.programs.get(requests.compact())
        batches: list[int] = []
        for run in runs:
            for n, (part, marked_at) in enumerate(zip(run.parts, run.marked_at, strict=True)):
                stride, whole = detail.stride(part.emitter_draw.batch), 1 if n else len(run.parts)
                batches += marked_at // 32, part.begin, stride, whole
        batches += [0] * (4 * MOST_TOGETHER - len(batches))
        compact.write("u_batches", pack(f"{len(batches)}I", *batches))
        compact["u_count"] = sum(len(run.parts) for run in runs)
        compact["u_words"] = sum(run.marks for run in runs) // 32
        compact["u_room"], compact["u_vertices"] = sprites.room, sprites.vertices
        compact["u_append"] = int(append)
        compact["u_fewest"], compact["u_tile_groups"] = tiles
        compact.run(1)
        self.context.memory_barrier()
        for run in runs:
            record = self._program(requests.record, run)
            record.give({"u_together": pack("I", len(run.parts))})
            sprites.record(record, run.first)
        self.context.memory_barrier()

    def _resolve(self, words: int, found: _Found, *, places: int | None) -> None:
        """Add the sums to the picture, and clear them. words: of marks in a plane. places: number of places of
        particles, if they were written; then only the patches that use counters are marked."""
        if places is not None:
            self._take(places, found)
            if not found.spilt:
                return
        self._marked = True
        count = words
        if self.asking:
            lit = self._buffers[LIT]
            # NumPy finds True faster than other numbers.
            marked = np.frombuffer(lit.read(4 * words), np.uint32) != 0
            listed = np.flatnonzero(marked).astype(np.uint32)
            lit.write(listed.tobytes(), offset=LIT.bytes(2 * words))
            count = len(listed)
        groups = min(-(-count // (self._lanes // PATCH)), self._most_groups)
        for spilt in (True, False):
            if count and (found.spilt if spilt else places is None):
                resolve = self.programs.get(
                    requests.resolve(spilt=spilt, lanes=self._lanes, listed=self.asking)
                )
                resolve["u_count"], resolve["u_scatter"] = count, scattering(groups)
                resolve.run(groups)
        self.context.memory_barrier()

    def _take(self, count: int, found: _Found) -> None:
        """Add the sums on the pixels of places to the picture, and clear them, except where counters were used. count:
        of places."""
        self._reserve(PLACES, PLACES.bytes(count))
        buffer = self._buffers[PLACES]
        places = np.frombuffer(buffer.read(4 * count), np.uint32)
        listed = places[places != NO_PLACE]
        if not (count := len(listed)):
            return
        buffer.write(listed.tobytes())
        take = self.programs.get(requests.take(spilt=bool(found.spilt)))
        groups = min(-(-count // PATCH), self._most_groups)
        take["u_count"] = count
        take.run(groups)
        self.context.memory_barrier()

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
        if self._blank is not None:
            self._blank.release()
        self._buffers, self._blank = {}, None
        self._marked = True
        self._tiles.release()


def sums_bytes(size: tuple[int, int]) -> int:
    """Return the bytes of the sums of light of a picture of `size`, pixels."""
    return LIGHT.bytes(LIGHT_PLANES * words_of_marks(size) * WORD_WIDTH * WORD_HEIGHT)


@dataclass(frozen=True)
class _Found:
    """What splats may have done. spilt: used counters. marked: marked particles as sprites."""

    spilt: int = 1
    marked: int = 1


_UNKNOWN = pack("2if2I", UNKNOWN_EXPONENT, -UNKNOWN_EXPONENT, 0.0, 0, 0)
"""Bytes of `SURVEY` before a survey."""


@dataclass(frozen=True)
class Part:
    """Particles of a batch for one dispatch: `first` to `end` - 1, in blocks from particle `begin` on."""

    emitter_draw: EmitterDraw
    begin: int
    first: int
    end: int

    @cached_property
    def marks(self) -> int:
        """The number of its marks: of particles in whole blocks."""
        return -(-(self.end - self.begin) // (BLOCK * detail.stride(self.emitter_draw.batch))) * BLOCK


Parts = Sequence[Part]


@dataclass(frozen=True)
class Run:
    """Parts of one kind, which one dispatch draws. first: number of its first part among those of all runs that are
    drawn one after the other. marked_at: index of the first mark of each part among theirs."""

    parts: Parts
    first: int
    marked_at: Sequence[int]

    @cached_property
    def marks(self) -> int:
        """The number of marks of its parts."""
        return sum(part.marks for part in self.parts)

    @property
    def inputs(self) -> Iterator[tuple[int, ...]]:
        """The inputs of each part: the numbers of `PART`."""
        for part, marked_at in zip(self.parts, self.marked_at, strict=True):
            batch = part.emitter_draw.batch
            yield (
                detail.begin(batch),
                batch.count,
                detail.drawn(batch),
                part.begin,
                part.first,
                part.end,
                marked_at,
            )


Runs = Sequence[Run]


def together(emitter_draws: Sequence[EmitterDraw]) -> Iterator[list[Parts]]:
    """Yield the groups of batches that share sums of light, each as a list of parts that are drawn one after the other.

    Small batches of similar radiance share sums and dispatches, so that few passes are needed for many of them: all
    parts of such a group are drawn at once. A large batch is a group of its own, of a part or more.
    """
    small: list[Part] = []
    held, faintest = 0, 0.0
    for emitter_draw in sorted(emitter_draws, key=lambda one: one.tables.textures.radiance):
        parts = [Part(emitter_draw, *chunk) for chunk in detail.chunks(emitter_draw.batch)]
        if (count := emitter_draw.batch.count) > SMALL:
            yield [[part] for part in parts]
            continue
        radiance = emitter_draw.tables.textures.radiance
        if small and (
            held + count > SMALL_TOGETHER or len(small) == MOST_TOGETHER or radiance > BRIGHTER * faintest
        ):
            yield [small]
            small, held = [], 0
        faintest = faintest if small else radiance
        small += parts
        held += count
    if small:
        yield [small]


def _most_steps(runs: Runs) -> float:
    return most_steps(sum(part.emitter_draw.batch.count for run in runs for part in run.parts))


def most_steps(count: int) -> float:
    """Return the largest integer light of one of `count` particles of the same sums: the sum does not overflow if all
    are on one pixel.

    Raises TooManyParticles for more particles than `MOST_LIVE`.
    """
    if count > MOST_LIVE:
        raise TooManyParticles(
            f"{count} particles at once are more than the {MOST_LIVE} that a picture can add up"
        )
    return min(LIGHT_SUM / count - ROUNDINGS, MOST_STEPS)
