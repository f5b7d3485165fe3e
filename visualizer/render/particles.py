"""Particles: small ones splatted by a compute shader, large ones as sprites, solid ones as meshes.

Where the context has no compute shaders, or `compute` is off, points and quads of the same particles are drawn
with floating-point blending instead: the same picture but for rounding.
"""

from __future__ import annotations

import math

import moderngl
import numpy as np

from visualizer.frame import Frame
from visualizer.gpu.context import COMPUTE_VERSION, driver_of
from visualizer.gpu.meshes import MeshStore
from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.targets import Target
from visualizer.particles.births import MOST_LIVE
from visualizer.particles.emitter import VEILS, Batch
from visualizer.render import detail
from visualizer.render.limits import TooManyParticles
from visualizer.render.particle_origins import Origins
from visualizer.render.particle_tables import (
    BLOCK,
    PARTICLES_GLSL,
    UNIT_DEPTH,
    UNIT_NOISE,
    UNIT_SHADOW,
    EmitterTables,
    TableStore,
)
from visualizer.render.smoke_noise import SAMPLES, smoke_noise
from visualizer.render.sprites import BINDING_CHOSEN, SpriteList, blend, sprite_vertices
from visualizer.render.trails import Trails

TILE = (32, 32)
"""Width and height, pixels, of what a work group of the resolve takes; see light_sum.glsl."""
LIGHT_SUM = float(2**32)
"""Steps at which a pixel's sum of light would wrap."""
ROUNDINGS = 8.0
"""Steps by which rounding may raise a particle's light, and some."""

_LIGHT, _MARKS, _CHOSEN, _SURVEY, _TILES = 1, 2, BINDING_CHOSEN, 5, 6  # storage bindings


class ParticlePass:
    """Draws a frame's batches. Owns the emitters' tables and its buffers.

    compute: None uses compute shaders where the context has them. cull: leave out blocks of particles that cannot be seen,
    which changes nothing but the time it takes. live: particles of the last frame drawn.
    """

    def __init__(self, context: moderngl.Context, programs: Programs, *, compute: bool | None = None) -> None:
        self.context = context
        self.programs = programs
        programs.generated["particles"] = PARTICLES_GLSL
        self.compute = context.version_code >= COMPUTE_VERSION if compute is None else compute
        self.cull = True
        self.live = 0
        # Work groups are dear to a rasteriser on the CPU; a GPU wants many.
        self._each = 16 if driver_of(context).software else 4
        self._haze = False
        self._store = TableStore(context)
        self._meshes = MeshStore(context)
        self._buffers: dict[int, moderngl.Buffer] = {}
        self._arrays: dict[int, moderngl.VertexArray] = {}
        self._over: tuple[moderngl.Texture, moderngl.Framebuffer] | None = None
        self._lists: dict[bool, SpriteList] = {}
        self._noise: moderngl.Texture3D | None = None
        self._origins = Origins(context, programs, self._store, self._particles_of)
        self._trails = Trails(context, programs, self._prepare)

    def draw(self, frame: Frame, target: Target, shadow: moderngl.Texture) -> None:
        """Add the particles of a frame to a target with colour and depth; the view block is bound to 0."""
        self.live = sum(batch.count for batch in frame.batches)
        if not self.live:
            return
        assert target.depth is not None
        self._haze = frame.medium.density > 0.0
        over = self._without_depth(target)
        target.depth.use(UNIT_DEPTH)
        shadow.use(UNIT_SHADOW)
        self._smoke().use(UNIT_NOISE)
        drawn = [(self._store.tables(frame.library.emitters[b.emitter]), b) for b in frame.batches]
        light = [(tables, batch) for tables, batch in drawn if not tables.emitter.properties.solid]
        self._origins.begin()
        for tables, batch in drawn:
            self._origins.find(tables, batch)
        self._draw_solids(
            [(tables, batch) for tables, batch in drawn if tables.emitter.properties.solid], target
        )
        if not light:
            return
        pixels = 0.5 * target.size[1] / float(np.tan(np.radians(frame.camera.fov) / 2.0))
        if self.compute:
            self._draw_with_compute(light, target, over, pixels)
        else:
            self._draw_points(light, over, pixels)
        for tables, batch in light:
            if tables.defines["TRAILS"]:
                self._trails.draw(tables, batch, self._defines(tables, batch), over, pixels)

    @property
    def memory(self) -> dict[str, int]:
        """Bytes of GPU memory, by what they are for; no particle's state is among them."""
        return {
            "sums of light": self._buffers[_LIGHT].size if _LIGHT in self._buffers else 0,
            "marks": sum(b.size for key, b in self._buffers.items() if key != _LIGHT),
            "sprites": sum(sprites.memory for sprites in self._lists.values()),
            "tables": self._store.memory + (0 if self._noise is None else SAMPLES**3),
        }

    def release(self) -> None:
        """Free all GPU objects."""
        self._store.release()
        self._origins.release()
        self._trails.release()
        self._meshes.release()
        for sprites in self._lists.values():
            sprites.release()
        for array in self._arrays.values():
            array.release()
        for buffer in self._buffers.values():
            buffer.release()
        if self._over is not None:
            self._over[1].release()
        if self._noise is not None:
            self._noise.release()
            self._noise = None
        self._arrays, self._buffers, self._lists, self._over = {}, {}, {}, None

    def _draw_with_compute(
        self,
        drawn: list[tuple[EmitterTables, Batch]],
        target: Target,
        over: moderngl.Framebuffer,
        pixels: float,
    ) -> None:
        self._reserve(_LIGHT, target.size[0] * target.size[1] * 16)
        self._reserve(_SURVEY, 16)
        tiles = (-(-target.size[0] // TILE[0]), -(-target.size[1] // TILE[1]))
        self._reserve(_TILES, tiles[0] * tiles[1] * 8)
        most = min(max(detail.drawn(batch) for _, batch in drawn) + BLOCK, detail.CHUNK)
        self._reserve(_MARKS, -(-most // 32) * 4)
        target.image.bind_to_image(0, read=True, write=True)
        # What hides comes first, all of it in order of distance; light shines over it.
        veils = [(tables, batch) for tables, batch in drawn if tables.emitter.properties.look in VEILS]
        if veils:
            room = sum(detail.drawn(batch) for _, batch in veils)
            sprites = self._list(veil=True)
            sprites.begin(room)
            for number, (tables, batch) in enumerate(veils):
                self._survey(tables, batch, pixels, tiles[0] * tiles[1])
                for part, (begin, first, end) in enumerate(detail.chunks(batch)):
                    self._reserve(_CHOSEN, most * 4)
                    self._splat(tables, batch, pixels, begin, first, end)
                    self._choose(tables, batch, pixels, begin, end, sprites, append=number + part > 0)
                self._resolve(tiles)
            sprites.sort()
            looks = [tables.emitter.properties.look for tables, _ in veils]
            sprites.draw(over, shards="shard" in looks)
            sprites.check(room)
        self._reserve(_CHOSEN, most * 4)
        for tables, batch in drawn:
            if tables.emitter.properties.look in VEILS:
                continue
            sprites = self._list(veil=False)
            sprites.begin(most)
            self._survey(tables, batch, pixels, tiles[0] * tiles[1])
            for begin, first, end in detail.chunks(batch):
                self._splat(tables, batch, pixels, begin, first, end)
                self._choose(tables, batch, pixels, begin, end, sprites, append=False)
                sprites.draw(over, shards=False)
            self._resolve(tiles)

    def _smoke(self) -> moderngl.Texture3D:
        if self._noise is None:
            noise = smoke_noise()
            self._noise = self.context.texture3d(noise.shape, 1, noise.tobytes(), dtype="f1")
            self._noise.filter = (moderngl.LINEAR, moderngl.LINEAR)
        return self._noise

    def _list(self, *, veil: bool) -> SpriteList:
        if veil not in self._lists:
            self._lists[veil] = SpriteList(self.context, self.programs, veil=veil)
        return self._lists[veil]

    def _survey(self, tables: EmitterTables, batch: Batch, pixels: float, tiles: int) -> None:
        program = self.programs.compute("particles/survey.comp", defines=self._defines(tables, batch))
        self._prepare(program, tables, batch, pixels)
        program["u_count"], program["u_drawn"] = batch.count, detail.drawn(batch)
        program["u_tiles"] = tiles
        program["u_most_steps"] = most_steps(batch.count)
        program.handle.run(1)
        self.context.memory_barrier()

    def _splat(
        self, tables: EmitterTables, batch: Batch, pixels: float, begin: int, first: int, end: int
    ) -> None:
        defines = {**self._defines(tables, batch), "CULLED": int(self.cull)}
        program = self.programs.compute("particles/splat.comp", defines=defines)
        self._prepare(program, tables, batch, pixels)
        program["u_begin"], program["u_first"], program["u_end"] = begin, first, end
        program["u_each"] = self._each
        groups = -(-(end - begin) // (BLOCK * self._each * detail.stride(batch)))
        program["u_scatter"] = scattering(groups)
        program.handle.run(groups)
        self.context.memory_barrier()

    def _choose(
        self,
        tables: EmitterTables,
        batch: Batch,
        pixels: float,
        begin: int,
        end: int,
        sprites: SpriteList,
        *,
        append: bool,
    ) -> None:
        compact = self.programs.compute("particles/compact.comp")
        compact["u_first"], compact["u_stride"] = begin, detail.stride(batch)
        compact["u_words"] = -(-(end - begin) // (BLOCK * detail.stride(batch))) * (BLOCK // 32)
        compact["u_room"], compact["u_vertices"] = sprites.room, sprites.vertices
        compact["u_append"] = int(append)
        compact.handle.run(1)
        self.context.memory_barrier()
        record = self.programs.compute("particles/record.comp", defines=self._defines(tables, batch))
        self._prepare(record, tables, batch, pixels)
        sprites.record(record)

    def _resolve(self, tiles: tuple[int, int]) -> None:
        for spilt in (0, 1):
            self.programs.compute("particles/resolve.comp", defines={"SPILT": spilt}).handle.run(*tiles)
        self.context.memory_barrier()

    def _draw_solids(self, drawn: list[tuple[EmitterTables, Batch]], target: Target) -> None:
        for tables, batch in drawn:
            mesh = tables.emitter.mesh
            assert mesh is not None
            program = self.programs.program(
                "particles/solid.vert", "particles/solid.frag", defines=self._defines(tables, batch)
            )
            self._prepare(program, tables, batch, 1.0)
            middle, extent = mesh.bounds.mean(axis=0), float(np.ptp(mesh.bounds, axis=0).max())
            program["u_mesh"] = (*middle, 1.0 / max(extent, 1e-9))
            target.framebuffer.use()
            self.context.enable_only(moderngl.DEPTH_TEST)
            self.context.depth_func = "<="
            self._meshes.array(mesh, program).render(moderngl.TRIANGLES, instances=batch.count)

    def _draw_points(
        self, drawn: list[tuple[EmitterTables, Batch]], over: moderngl.Framebuffer, pixels: float
    ) -> None:
        # Veils by their numbers: nothing here could sort them.
        for tables, batch in sorted(drawn, key=lambda one: one[0].emitter.properties.look not in VEILS):
            veil = tables.emitter.properties.look in VEILS
            for vertex, mode, hides in (
                ("sprite", moderngl.TRIANGLE_STRIP, veil),
                ("points", moderngl.POINTS, False),
            ):
                vertices = sprite_vertices(veil=veil) if vertex == "sprite" else 4
                program = self.programs.program(
                    f"particles/{vertex}.vert",
                    f"particles/{vertex}.frag",
                    defines={**self._defines(tables, batch), "LISTED": 0, "SORTED": 0, "SHARDS": 1},
                )
                self._prepare(program, tables, batch, pixels)
                blend(self.context, over, veil=hides)
                self._array(program).render(mode, vertices=vertices, instances=detail.drawn(batch))

    def _prepare(self, program: Program, tables: EmitterTables, batch: Batch, pixels: float) -> None:
        program.bind("View", 0)
        self._particles_of(program, tables, batch)
        if "u_depth" in program:
            program["u_depth"] = UNIT_DEPTH
        if "u_noise" in program:
            program["u_noise"] = UNIT_NOISE
        program["u_shadow"] = UNIT_SHADOW
        program["u_pixels"] = pixels
        if "u_first" in program:
            program["u_first"] = detail.begin(batch)

    def _particles_of(self, program: Program, tables: EmitterTables, batch: Batch) -> None:
        """Give a program all that `particle(k)` reads of a batch."""
        tables.use(program, batch)
        if batch.level > 0.0:
            program["u_stride"], program["u_leaving"] = detail.stride(batch), detail.leaving(batch)
            program["u_range"] = (batch.first, batch.first + batch.count)
        self._origins.use(program, tables, batch)

    def _defines(self, tables: EmitterTables, batch: Batch) -> dict[str, object]:
        return {**tables.defines, "HAZE": int(self._haze), "THINNED": int(batch.level > 0.0)}

    def _array(self, program: Program) -> moderngl.VertexArray:
        if id(program) not in self._arrays:
            self._arrays[id(program)] = self.context.vertex_array(program.handle, [])
        return self._arrays[id(program)]

    def _reserve(self, binding: int, size: int) -> None:
        """Bind a storage buffer of at least `size` bytes. A new one is zero, and the shaders leave it so."""
        size = max(size, 16)
        buffer = self._buffers.get(binding)
        if buffer is None or buffer.size < size:
            if buffer is not None:
                size = max(size, buffer.size * 3 // 2)
                buffer.release()
            size = -(-size // 16) * 16
            self._buffers[binding] = buffer = self.context.buffer(reserve=size)
            buffer.clear()
        buffer.bind_to_storage_buffer(binding)

    def _without_depth(self, target: Target) -> moderngl.Framebuffer:
        """The target's colour alone, so that its depth may be read while it is drawn to."""
        if self._over is None or self._over[0] is not target.image:
            if self._over is not None:
                self._over[1].release()
            self._over = (target.image, self.context.framebuffer(color_attachments=[target.image]))
        return self._over[1]


def scattering(groups: int) -> int:
    """Return a number without a common divisor with `groups`, some 0.6 of it: its multiples reach all, far apart."""
    stride = max(1, round(0.618 * groups))
    while math.gcd(stride, groups) > 1:
        stride += 1
    return stride


def most_steps(count: int) -> float:
    """Return how many steps of light one of `count` particles may have: all on one pixel still do not wrap.

    Raises TooManyParticles for more than `MOST_LIVE`.
    """
    if count > MOST_LIVE:
        raise TooManyParticles(
            f"{count} particles at once are more than the {MOST_LIVE} that a picture can add up"
        )
    return min(LIGHT_SUM / count - ROUNDINGS, 2.0**30)
