"""Particles: small ones splatted by a compute shader, large ones as sprites, solid ones as meshes.

Where the context has no compute shaders, or `compute` is off, points and quads of the same particles are drawn
with floating-point blending instead: the same picture but for rounding.
"""

from __future__ import annotations

import moderngl
import numpy as np

from visualizer.frame import Frame
from visualizer.gpu.context import COMPUTE_VERSION
from visualizer.gpu.meshes import MeshStore
from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.targets import Target
from visualizer.particles.emitter import VEILS, Batch, Emitter
from visualizer.render.particle_tables import (
    PARTICLES_GLSL,
    UNIT_DEPTH,
    UNIT_SHADOW,
    EmitterTables,
    TableStore,
)

GROUP = 128
"""Invocations in a work group of the splat."""
ROW_OF_GROUPS = 32768
"""Work groups in one direction: no driver is asked for more than 65535."""
SPLAT_PIXELS = 0.785398163 * 3.0**2
"""Most pixels that a splat stands for: the disc at which a particle becomes a sprite."""
MOST_LIGHT = float(2**32 - 2**20)
"""Most fixed-point light that may come together in a pixel; the rest is room for single precision."""
FINEST = float(2**20)
"""Most fixed-point steps in a unit of radiance: finer would be lost on a half-float picture."""

_LIGHT, _MARKS, _CHOSEN, _COMMAND = 1, 2, 3, 4  # storage bindings


class ParticlePass:
    """Draws a frame's batches. Owns the emitters' tables and its buffers.

    compute: None uses compute shaders where the context has them. live: particles of the last frame drawn.
    """

    def __init__(self, context: moderngl.Context, programs: Programs, *, compute: bool | None = None) -> None:
        self.context = context
        self.programs = programs
        programs.generated["particles"] = PARTICLES_GLSL
        self.compute = context.version_code >= COMPUTE_VERSION if compute is None else compute
        self.live = 0
        self._haze = False
        self._store = TableStore(context)
        self._meshes = MeshStore(context)
        self._buffers: dict[int, moderngl.Buffer] = {}
        self._arrays: dict[int, moderngl.VertexArray] = {}
        self._over: tuple[moderngl.Texture, moderngl.Framebuffer] | None = None

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
        drawn = [(self._store.tables(frame.library.emitters[b.emitter]), b) for b in frame.batches]
        light = [(tables, batch) for tables, batch in drawn if not tables.emitter.properties.solid]
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

    def release(self) -> None:
        """Free all GPU objects."""
        self._store.release()
        self._meshes.release()
        for array in self._arrays.values():
            array.release()
        for buffer in self._buffers.values():
            buffer.release()
        if self._over is not None:
            self._over[1].release()
        self._arrays, self._buffers, self._over = {}, {}, None

    def _draw_with_compute(
        self,
        drawn: list[tuple[EmitterTables, Batch]],
        target: Target,
        over: moderngl.Framebuffer,
        pixels: float,
    ) -> None:
        scale, limits = fixed_point([(tables.emitter, batch) for tables, batch in drawn])
        self._reserve(_LIGHT, target.size[0] * target.size[1] * 12)
        most = max((batch.count for _, batch in drawn), default=0)
        self._reserve(_MARKS, -(-most // 32) * 4)
        self._reserve(_CHOSEN, most * 4)
        self._reserve(_COMMAND, 16)
        for (tables, batch), limit in zip(drawn, limits, strict=True):
            self._splat(tables, batch, pixels, scale, limit)
            self._sprites(tables, batch, pixels, over, chosen=True)
        self.context.memory_barrier()
        target.image.bind_to_image(0, read=True, write=True)
        resolve = self.programs.compute("particles/resolve.comp")
        resolve["u_unit"] = 1.0 / scale
        resolve.handle.run(-(-target.size[0] // 8), -(-target.size[1] // 8))
        self.context.memory_barrier()

    def _splat(self, tables: EmitterTables, batch: Batch, pixels: float, scale: float, limit: float) -> None:
        program = self.programs.compute("particles/splat.comp", defines=self._defines(tables))
        self._prepare(program, tables, batch, pixels)
        program["u_count"] = batch.count
        program["u_row"] = ROW_OF_GROUPS * GROUP
        program["u_scale"] = scale
        program["u_limit"] = limit
        groups = -(-batch.count // GROUP)
        program.handle.run(min(groups, ROW_OF_GROUPS), -(-groups // ROW_OF_GROUPS))
        self.context.memory_barrier()
        compact = self.programs.compute("particles/compact.comp")
        compact["u_first"] = batch.first
        compact["u_words"] = -(-batch.count // 32)
        compact.handle.run(1)
        self.context.memory_barrier()

    def _draw_solids(self, drawn: list[tuple[EmitterTables, Batch]], target: Target) -> None:
        for tables, batch in drawn:
            mesh = tables.emitter.mesh
            assert mesh is not None
            program = self.programs.program(
                "particles/solid.vert", "particles/solid.frag", defines=self._defines(tables)
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
        for tables, batch in drawn:
            self._sprites(tables, batch, pixels, over, chosen=False)
        for tables, batch in drawn:
            program = self.programs.program(
                "particles/points.vert", "particles/points.frag", defines=self._defines(tables)
            )
            self._prepare(program, tables, batch, pixels)
            self._blend(over, (moderngl.ONE, moderngl.ONE))
            self._array(program).render(moderngl.POINTS, vertices=4, instances=batch.count)

    def _sprites(
        self, tables: EmitterTables, batch: Batch, pixels: float, over: moderngl.Framebuffer, *, chosen: bool
    ) -> None:
        program = self.programs.program(
            "particles/sprite.vert",
            "particles/sprite.frag",
            defines={**self._defines(tables), "CHOSEN": int(chosen)},
            version=430 if chosen else 330,
        )
        self._prepare(program, tables, batch, pixels)
        veil = tables.emitter.properties.look in VEILS
        self._blend(over, (moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA if veil else moderngl.ONE))
        array = self._array(program)
        if chosen:
            array.render_indirect(self._buffers[_COMMAND], moderngl.TRIANGLE_STRIP, count=1)
        else:
            array.render(moderngl.TRIANGLE_STRIP, vertices=4, instances=batch.count)

    def _prepare(self, program: Program, tables: EmitterTables, batch: Batch, pixels: float) -> None:
        program.bind("View", 0)
        tables.use(program, batch)
        if "u_depth" in program:
            program["u_depth"] = UNIT_DEPTH
        program["u_shadow"] = UNIT_SHADOW
        program["u_pixels"] = pixels
        if "u_first" in program:
            program["u_first"] = batch.first

    def _defines(self, tables: EmitterTables) -> dict[str, object]:
        return {**tables.defines, "HAZE": int(self._haze)}

    def _blend(self, over: moderngl.Framebuffer, factors: tuple[int, int]) -> None:
        over.use()
        self.context.enable_only(moderngl.BLEND)
        self.context.blend_func = factors
        self.context.blend_equation = moderngl.FUNC_ADD  # type: ignore[assignment]

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


def fixed_point(drawn: list[tuple[Emitter, Batch]]) -> tuple[float, list[float]]:
    """Return (steps in a unit of light, most light of one particle of each batch).

    If all live particles fell into one pixel at their brightest, the sum would still be below 2^32: it cannot wrap.
    """
    # The scene's light on a lit particle has no bound; more than this is cut off.
    limits = [max(emitter.brightest, 1e-3) * 16.0 * SPLAT_PIXELS for emitter, _ in drawn]
    limits = [
        limit if emitter.properties.look in VEILS or emitter.properties.lit is not None else limit / 4.0
        for limit, (emitter, _) in zip(limits, drawn, strict=True)
    ]
    total = sum(limit * batch.count for limit, (_, batch) in zip(limits, drawn, strict=True))
    # Each particle may be rounded up by a step. Past three quarters of all steps too little is left for light.
    room = MOST_LIGHT - sum(batch.count for _, batch in drawn)
    if room < MOST_LIGHT / 4.0:
        raise ValueError(f"{MOST_LIGHT - room:.3g} particles at once are more than a picture can add up")
    return min(FINEST, room / max(total, 1e-6)), limits
