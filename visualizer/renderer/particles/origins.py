"""Births of particles that have a parent, computed for every frame by a pass, so that no state is kept."""

from __future__ import annotations

from collections.abc import Callable

import moderngl

from visualizer.gpu.programs import Program, Programs
from visualizer.particles.emitter import Batch
from visualizer.renderer import requests
from visualizer.renderer.particles.point_texels import PointTexels
from visualizer.renderer.particles.tables import UNIT_HEADINGS, UNIT_ORIGINS, EmitterTables, TableStore


class Origins:
    """Position, velocity and time of birth of the particles of a frame's batches, as textures.

    prepare: sets the inputs of a program that `particle(k)` reads for a batch.
    """

    def __init__(
        self,
        context: moderngl.Context,
        programs: Programs,
        store: TableStore,
        prepare: Callable[[Program, EmitterTables, Batch], None],
    ) -> None:
        self.programs = programs
        self._store = store
        self._prepare = prepare
        self._lists = PointTexels(context)
        self._found: dict[tuple[str, int, int], tuple[moderngl.Texture, moderngl.Texture]] = {}

    def begin(self) -> None:
        """Discard the births of the last frame."""
        self._lists.begin()
        self._found.clear()

    def find(self, tables: EmitterTables, batch: Batch) -> None:
        """Compute the births of a batch whose emitter has a parent, and before them those of the parent's particles."""
        emitter = tables.emitter
        parent = emitter.parent
        if parent is None or _name(tables, batch) in self._found:
            return
        each = emitter.properties.each
        first, last = batch.first // each, (batch.first + batch.count - 1) // each
        parents = Batch(batch.emitter, first, last - first + 1, batch.time)
        parent_tables = self._store.tables(parent)
        self.find(parent_tables, parents)
        program = self.programs.get(requests.origins(parent_tables.defines, emitter.properties.born))
        self._prepare(program, parent_tables, parents)
        program["u_child_first"], program["u_child_count"] = batch.first, batch.count
        program["u_child_seed"], program["u_each"] = emitter.seed, each
        self._found[_name(tables, batch)] = self._lists.written(program, batch.count)

    def use(self, program: Program, tables: EmitterTables, batch: Batch) -> None:
        """Set the textures of a program to the births of a batch, if its emitter has a parent."""
        found = self._found.get(_name(tables, batch))
        if found is None:
            return
        found[0].use(UNIT_ORIGINS)
        found[1].use(UNIT_HEADINGS)
        program["u_origins"], program["u_headings"] = UNIT_ORIGINS, UNIT_HEADINGS
        program["u_origin_first"] = batch.first

    def release(self) -> None:
        """Free everything."""
        self._lists.release()
        self._found = {}


def _name(tables: EmitterTables, batch: Batch) -> tuple[str, int, int]:
    return tables.emitter.digest, batch.first, batch.count
