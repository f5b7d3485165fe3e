"""Trails: ribbons along the way that particles came. Their points are evaluated by one pass, and drawn by another."""

from __future__ import annotations

from collections.abc import Callable

import moderngl

from visualizer.gpu.programs import Program, Programs
from visualizer.particles.emitter import VEILS, Batch
from visualizer.render import detail
from visualizer.render.particle_tables import UNIT_POINTS, UNIT_SHINE, EmitterTables
from visualizer.render.place_lists import PlaceLists
from visualizer.render.sprites import blend


class Trails:
    """Draws the trails of batches. Owns its textures and vertex arrays.

    prepare: gives a program what drawing a batch takes: what `particle(k)` reads, view, depth, shadow.
    """

    def __init__(
        self,
        context: moderngl.Context,
        programs: Programs,
        prepare: Callable[[Program, EmitterTables, Batch, float], None],
    ) -> None:
        self.context = context
        self.programs = programs
        self._prepare = prepare
        self._lists = PlaceLists(context)
        self._arrays: dict[int, moderngl.VertexArray] = {}

    def draw(
        self,
        tables: EmitterTables,
        batch: Batch,
        defines: dict[str, object],
        over: moderngl.Framebuffer,
        pixels: float,
    ) -> None:
        """Draw the trails of a batch onto a framebuffer without depth."""
        p = tables.emitter.properties
        self._lists.begin()
        plot = self.programs.program("render/screen.vert", "particles/trail.frag", defines=defines)
        self._prepare(plot, tables, batch, pixels)
        count = detail.drawn(batch)
        plot["u_count"] = count
        points, shine = self._lists.written(plot, count * p.trail_points)
        ribbon = self.programs.program("particles/ribbon.vert", "particles/ribbon.frag", defines=defines)
        self._prepare(ribbon, tables, batch, pixels)
        points.use(UNIT_POINTS)
        shine.use(UNIT_SHINE)
        ribbon["u_points"], ribbon["u_shine"] = UNIT_POINTS, UNIT_SHINE
        blend(self.context, over, veil=p.look in VEILS)
        if id(ribbon) not in self._arrays:
            self._arrays[id(ribbon)] = self.context.vertex_array(ribbon.handle, [])
        self._arrays[id(ribbon)].render(moderngl.TRIANGLE_STRIP, vertices=2 * p.trail_points, instances=count)

    def release(self) -> None:
        """Free everything."""
        self._lists.release()
        for array in self._arrays.values():
            array.release()
        self._arrays = {}
