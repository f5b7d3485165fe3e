"""Where particles are born of other particles: found anew for every frame by one pass, so no state is kept."""

from __future__ import annotations

from collections.abc import Callable

import moderngl

from visualizer.gpu.programs import Program, Programs
from visualizer.particles.emitter import Batch
from visualizer.render.particle_tables import (
    ORIGINS_WIDTH,
    UNIT_HEADINGS,
    UNIT_ORIGINS,
    EmitterTables,
    TableStore,
)

MOST_ORIGINS = 1 << 23
"""Most particles at a time of an emitter whose particles are born of others: 32 bytes each."""


class TooManyOrigins(ValueError):
    """More particles born of others at one time than there is room for."""


class Origins:
    """Textures of the places where the particles of a frame's batches are born. Owns them; they grow to what is asked.

    prepare: gives a program what `particle(k)` reads of a batch.
    """

    def __init__(
        self,
        context: moderngl.Context,
        programs: Programs,
        store: TableStore,
        prepare: Callable[[Program, EmitterTables, Batch], None],
    ) -> None:
        self.context = context
        self.programs = programs
        self._store = store
        self._prepare = prepare
        self._array: dict[int, moderngl.VertexArray] = {}
        self._spare: list[tuple[moderngl.Texture, moderngl.Texture, moderngl.Framebuffer]] = []
        self._used = 0
        self._found: dict[tuple[str, int, int], tuple[moderngl.Texture, moderngl.Texture]] = {}

    def begin(self) -> None:
        """Forget the last frame's."""
        self._used = 0
        self._found.clear()

    def find(self, tables: EmitterTables, batch: Batch) -> None:
        """Find the births of a batch whose emitter has a parent, and those of the parent's particles before."""
        emitter = tables.emitter
        parent = emitter.parent
        if parent is None or _name(tables, batch) in self._found:
            return
        if batch.count > MOST_ORIGINS:
            raise TooManyOrigins(
                f"{batch.count} particles born of others at one time are more than the {MOST_ORIGINS} there is room for:"
                " let fewer be born, or live shorter"
            )
        each = emitter.properties.each
        first, last = batch.first // each, (batch.first + batch.count - 1) // each
        parents = Batch(batch.emitter, first, last - first + 1, batch.time)
        parent_tables = self._store.tables(parent)
        self.find(parent_tables, parents)
        origins, headings, framebuffer = self._room(-(-batch.count // ORIGINS_WIDTH))
        program = self.programs.program(
            "render/screen.vert",
            "particles/origins.frag",
            defines={
                **parent_tables.defines,
                "EVENT": f"EVENT_{emitter.properties.born.upper()}",
            },
        )
        self._prepare(program, parent_tables, parents)
        program["u_child_first"], program["u_child_count"] = batch.first, batch.count
        program["u_child_seed"], program["u_each"] = emitter.seed, each
        framebuffer.use()
        self.context.enable_only(0)
        if id(program) not in self._array:
            self._array[id(program)] = self.context.vertex_array(program.handle, [])
        self._array[id(program)].render(moderngl.TRIANGLES, vertices=3)
        self._found[_name(tables, batch)] = (origins, headings)

    def use(self, program: Program, tables: EmitterTables, batch: Batch) -> None:
        """Give a program the births of a batch, if its emitter has a parent."""
        found = self._found.get(_name(tables, batch))
        if found is None:
            return
        found[0].use(UNIT_ORIGINS)
        found[1].use(UNIT_HEADINGS)
        program["u_origins"], program["u_headings"] = UNIT_ORIGINS, UNIT_HEADINGS
        program["u_origin_first"] = batch.first

    def release(self) -> None:
        """Free everything."""
        for textures in self._spare:
            for one in textures:
                one.release()
        for array in self._array.values():
            array.release()
        self._spare, self._array, self._found = [], {}, {}

    def _room(self, rows: int) -> tuple[moderngl.Texture, moderngl.Texture, moderngl.Framebuffer]:
        """Return two textures with at least so many rows that nothing of this frame is in."""
        if self._used == len(self._spare) or self._spare[self._used][0].height < rows:
            size = (ORIGINS_WIDTH, rows + rows // 2)
            textures = [self.context.texture(size, 4, dtype="f4") for _ in range(2)]
            for texture in textures:
                texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
            made = (textures[0], textures[1], self.context.framebuffer(color_attachments=textures))
            if self._used < len(self._spare):
                for old in self._spare[self._used]:
                    old.release()
                self._spare[self._used] = made
            else:
                self._spare.append(made)
        self._used += 1
        return self._spare[self._used - 1]


def _name(tables: EmitterTables, batch: Batch) -> tuple[str, int, int]:
    return tables.emitter.key, batch.first, batch.count
