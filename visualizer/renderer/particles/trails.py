"""Trails: ribbons along the past paths of particles. One pass evaluates their points, another draws them."""

from __future__ import annotations

import moderngl

from visualizer.gpu.programs import Programs
from visualizer.renderer import requests
from visualizer.renderer.particles import detail
from visualizer.renderer.particles.point_texels import PointTexels
from visualizer.renderer.particles.shaders import EmitterDraw, ParticleShaders
from visualizer.renderer.particles.sprites import blend
from visualizer.renderer.particles.tables import UNIT_POINTS, UNIT_SHINE


class Trails:
    """Draws the trails of batches."""

    def __init__(self, context: moderngl.Context, programs: Programs, shaders: ParticleShaders) -> None:
        self.programs = programs
        self.shaders = shaders
        self._lists = PointTexels(context)

    def draw(self, emitter_draw: EmitterDraw, over: moderngl.Framebuffer) -> None:
        """Draw the trails of a batch onto a framebuffer without depth."""
        points_each = emitter_draw.tables.emitter.properties.trail_points
        defines = self.shaders.defines(emitter_draw)
        self._lists.begin()
        plot = self.programs.get(requests.trail_points(defines))
        self.shaders.prepare(plot, emitter_draw)
        count = detail.drawn(emitter_draw.batch)
        plot["u_count"] = count
        points, shine = self._lists.written(plot, count * points_each)
        ribbon = self.programs.get(requests.ribbons(defines))
        self.shaders.prepare(ribbon, emitter_draw)
        points.use(UNIT_POINTS)
        shine.use(UNIT_SHINE)
        ribbon["u_points"], ribbon["u_shine"] = UNIT_POINTS, UNIT_SHINE
        blend(over, occluding=emitter_draw.occluding)
        ribbon.draw(mode=moderngl.TRIANGLE_STRIP, vertices=2 * points_each, instances=count)

    def release(self) -> None:
        """Free everything."""
        self._lists.release()
