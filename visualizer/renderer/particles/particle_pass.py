"""Particles: small ones splatted by a compute shader, large ones as sprites, solid ones as meshes.

Where the context has no compute shaders, or `compute` is False, the same particles are drawn as points and quads with
floating-point blending; the picture differs only by rounding.
"""

from __future__ import annotations

import warnings

import moderngl
import numpy as np

from visualizer.errors import Notice
from visualizer.frame import Frame
from visualizer.gpu.context import driver_of
from visualizer.gpu.limits import limits_of
from visualizer.gpu.meshes import MeshStore
from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.state import State
from visualizer.gpu.targets import Target
from visualizer.renderer import requests
from visualizer.renderer.detail import Detail
from visualizer.renderer.particles import detail as thinning
from visualizer.renderer.particles.points import Points
from visualizer.renderer.particles.reduced_size import ReducedSize
from visualizer.renderer.particles.shaders import EmitterDraw, ParticleShaders
from visualizer.renderer.particles.splats import Splats, sums_bytes
from visualizer.renderer.particles.trails import Trails


class ParticlePass:
    """Draws a frame's batches. `release` frees all GPU objects.

    detail: as of `Renderer`. compute: None uses compute shaders where the context has them. live: number of particles
    of the last frame.
    """

    def __init__(
        self,
        context: moderngl.Context,
        programs: Programs,
        *,
        detail: Detail = "standard",
        compute: bool | None = None,
    ) -> None:
        self.context = context
        self.programs = programs
        self.compute = driver_of(context).compute if compute is None else compute
        self.live = 0
        self.shaders = ParticleShaders(context, programs)
        self._reduced = ReducedSize(context, programs, detail)
        self.splats = Splats(context, programs, self.shaders, self._reduced)
        self._points = Points(context, programs, self.shaders, self._reduced)
        self._trails = Trails(context, programs, self.shaders)
        self._meshes = MeshStore(context)
        self._over: tuple[moderngl.Texture, moderngl.Framebuffer] | None = None

    def draw(self, frame: Frame, target: Target, shadow: moderngl.Texture, *, moving: bool = False) -> None:
        """Add the particles of a frame that are not meshes to a target with colour and depth; the view block is bound
        to 0.

        shadow: the shadow map. moving: the view covers a span of time, over which moving particles are stretched.
        Raises TooManyParticles, MachineError and ShaderError.
        """
        self.live = sum(batch.count for batch in frame.batches)
        self._meshes.collect()
        self.shaders.collect()
        if not self.live:
            return
        assert target.depth is not None
        over = self._without_depth(target)
        light = self.shaders.begin(frame, target.size, target.depth, shadow, moving=moving, solid=False)
        if light and self.compute and self._fits(target.size):
            self.splats.draw(light, target, over)
        elif light:
            self._points.draw(light, target, over)
        for emitter_draw in light:
            if emitter_draw.tables.defines["TRAILS"]:
                self._trails.draw(emitter_draw, over)

    def draw_solids(
        self, frame: Frame, target: Target, shadow: moderngl.Texture, *, moving: bool = False
    ) -> None:
        """Draw the particles of a frame that are meshes into a target with colour and depth. The arguments and errors
        are those of `draw`."""
        assert target.depth is not None
        for emitter_draw in self.shaders.begin(
            frame, target.size, target.depth, shadow, moving=moving, solid=True
        ):
            program = self.programs.get(requests.solids(self.shaders.defines(emitter_draw)))
            self._draw_meshes(emitter_draw, program, target, State(depth_test=True, depth_write=True))

    def draw_motion(self, frame: Frame, target: Target, shadow: moderngl.Texture, state: State) -> None:
        """Draw the motion in the picture, pixels to the right and down, of the particles of a frame that are meshes
        since `clip_before` of the view.

        target: of the motion and the depth of the scene. shadow: as for `draw`.
        """
        assert target.depth is not None
        for emitter_draw in self.shaders.begin(
            frame, target.size, target.depth, shadow, moving=True, solid=True
        ):
            program = self.programs.get(requests.solid_motion(self.shaders.defines(emitter_draw)))
            program["u_size"] = target.size
            self._draw_meshes(emitter_draw, program, target, state)

    @property
    def memory(self) -> dict[str, int]:
        """Bytes of GPU memory, by purpose. No state of particles is stored."""
        memory = {**self.splats.memory, "tables": self.shaders.memory}
        memory["sprites"] += self._points.memory + self._reduced.memory
        return memory

    def release(self) -> None:
        """Free all GPU objects."""
        self.shaders.release()
        self.splats.release()
        self._points.release()
        self._reduced.release()
        self._trails.release()
        self._meshes.release()
        if self._over is not None:
            self._over[1].release()
        self._over = None

    def _draw_meshes(self, emitter_draw: EmitterDraw, program: Program, target: Target, state: State) -> None:
        mesh = emitter_draw.tables.emitter.mesh
        assert mesh is not None
        self.shaders.prepare(program, emitter_draw)
        middle, extent = mesh.bounds.mean(axis=0), float(np.ptp(mesh.bounds, axis=0).max())
        program["u_mesh"] = (*middle, 1.0 / max(extent, 1e-9))
        state.apply(target.framebuffer)
        array = self._meshes.array(mesh, program)
        for first, count in thinning.draws(emitter_draw.batch):
            program["u_first"] = first
            program.draw(array, moderngl.TRIANGLES, instances=count)

    def _fits(self, size: tuple[int, int]) -> bool:
        """Return whether the sums of light of a picture fit into a storage buffer; if not, issue a Notice."""
        needed, most = sums_bytes(size), limits_of(self.context).storage
        if needed > most:
            text = (
                f"particles are drawn as points and quads, the slower path: a picture of {size[0]}x{size[1]} takes"
                f" {needed >> 20} MiB of a storage buffer, and shaders reach {most >> 20} MiB here"
            )
            warnings.warn(Notice(text), stacklevel=2)
        return needed <= most

    def _without_depth(self, target: Target) -> moderngl.Framebuffer:
        """Return a framebuffer with the target's colour only, so that shaders may read its depth texture."""
        if self._over is None or self._over[0] is not target.image:
            if self._over is not None:
                self._over[1].release()
            self._over = (target.image, self.context.framebuffer(color_attachments=[target.image]))
        return self._over[1]
