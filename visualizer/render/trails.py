"""Trails: ribbons along the way that particles came. Their points are evaluated by one pass, and drawn by another."""

from __future__ import annotations

import moderngl

from visualizer.gpu.programs import Programs
from visualizer.render import detail, requests
from visualizer.render.particle_shaders import ParticleShaders, Swarm
from visualizer.render.particle_tables import UNIT_POINTS, UNIT_SHINE
from visualizer.render.place_lists import PlaceLists
from visualizer.render.sprites import blend


class Trails:
    """Draws the trails of swarms. Owns its textures."""

    def __init__(self, context: moderngl.Context, programs: Programs, shaders: ParticleShaders) -> None:
        self.programs = programs
        self.shaders = shaders
        self._lists = PlaceLists(context)

    def draw(self, swarm: Swarm, over: moderngl.Framebuffer) -> None:
        """Draw the trails of a swarm onto a framebuffer without depth."""
        points_each = swarm.tables.emitter.properties.trail_points
        defines = self.shaders.defines(swarm)
        self._lists.begin()
        plot = self.programs.get(requests.trail_points(defines))
        self.shaders.prepare(plot, swarm)
        count = detail.drawn(swarm.batch)
        plot["u_count"] = count
        points, shine = self._lists.written(plot, count * points_each)
        ribbon = self.programs.get(requests.ribbons(defines))
        self.shaders.prepare(ribbon, swarm)
        points.use(UNIT_POINTS)
        shine.use(UNIT_SHINE)
        ribbon["u_points"], ribbon["u_shine"] = UNIT_POINTS, UNIT_SHINE
        blend(over, veil=swarm.veil)
        ribbon.bare_array.render(moderngl.TRIANGLE_STRIP, vertices=2 * points_each, instances=count)

    def release(self) -> None:
        """Free everything."""
        self._lists.release()
