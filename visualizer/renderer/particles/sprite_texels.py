"""Sprites sorted without compute shaders: a pass writes them into textures, the CPU sorts them, another pass draws
them."""

from __future__ import annotations

from collections.abc import Sequence

import moderngl
import numpy as np

from visualizer.errors import MachineError
from visualizer.gpu.generated import SPRITE
from visualizer.gpu.limits import check_texture, limits_of
from visualizer.gpu.programs import Programs
from visualizer.gpu.state import State
from visualizer.renderer import requests
from visualizer.renderer.particles import detail
from visualizer.renderer.particles.features import LIST_WIDTH
from visualizer.renderer.particles.shaders import EmitterDraw, ParticleShaders
from visualizer.renderer.particles.sprites import blend, farthest_first, sprite_vertices, whole
from visualizer.renderer.particles.tables import UNIT_DEPTH, UNIT_NOISE, UNIT_SPRITES

MEMBERS = tuple(f"u_{member.name}s" for member in SPRITE.fields)
"""Textures by the sampler's name: one for each member of a sprite."""


class SpriteTexels:
    """Draws the occluding sprites of all emitters by distance, the farthest first."""

    def __init__(self, context: moderngl.Context, programs: Programs, shaders: ParticleShaders) -> None:
        self.context = context
        self.programs = programs
        self.shaders = shaders
        self._textures: list[moderngl.Texture] = []
        self._framebuffer: moderngl.Framebuffer | None = None
        self._order: moderngl.Buffer | None = None

    def draw(
        self, emitter_draws: Sequence[EmitterDraw], size: tuple[int, int], over: moderngl.Framebuffer
    ) -> None:
        """Draw batches of occluding particles onto a framebuffer without depth. size: of the whole picture, pixels.
        Raises MachineError, ShaderError."""
        rows = [rows_of(emitter_draw) for emitter_draw in emitter_draws]
        framebuffer = self._reserve(sum(rows))
        for emitter_draw, row, count in zip(emitter_draws, np.cumsum([0, *rows]), rows, strict=False):
            program = self.programs.get(requests.recorded_texels(self.shaders.defines(emitter_draw)))
            self.shaders.prepare(program, emitter_draw)
            program["u_count"], program["u_row"] = detail.drawn(emitter_draw.batch), int(row)
            State().apply(framebuffer, (0, int(row), LIST_WIDTH, count))
            program.draw(mode=moderngl.TRIANGLES, vertices=3)
        texels = framebuffer.read((0, 0, LIST_WIDTH, sum(rows)), components=4, dtype="f4")
        order = farthest_first(np.frombuffer(texels, np.float32).reshape(-1, 4)[:, 3], *self.shaders.depths)
        if len(order):
            self._show(order, size, over, shards=any(emitter_draw.shards for emitter_draw in emitter_draws))

    @property
    def memory(self) -> int:
        """Bytes of its textures and its buffer."""
        textures = sum(texture.width * texture.height * 16 for texture in self._textures)
        return textures + (0 if self._order is None else self._order.size)

    def release(self) -> None:
        """Free everything."""
        for owned in (self._framebuffer, self._order, *self._textures):
            if owned is not None:
                owned.release()
        self._framebuffer, self._order, self._textures = None, None, []

    def _show(
        self, order: np.ndarray, size: tuple[int, int], over: moderngl.Framebuffer, *, shards: bool
    ) -> None:
        if self._order is None or self._order.size < order.nbytes:
            if self._order is not None:
                self._order.release()
            self._order = self.context.buffer(reserve=order.nbytes * 3 // 2)
        self._order.write(order)
        program = self.programs.get(requests.texel_sprites(f"{LIST_WIDTH}u", shards=shards))
        program.bind("View", 0)
        program["u_depth"], program["u_noise"] = UNIT_DEPTH, UNIT_NOISE
        program["u_whole"] = whole(over, size)
        for unit, (name, texture) in enumerate(zip(MEMBERS, self._textures, strict=True), UNIT_SPRITES):
            texture.use(unit)
            program[name] = unit
        blend(over, occluding=True)
        array = self.context.vertex_array(program.handle, [(self._order, "1i/i", "a_sprite")])
        program.draw(
            array, moderngl.TRIANGLE_STRIP, vertices=sprite_vertices(occluding=True), instances=len(order)
        )
        array.release()

    def _reserve(self, rows: int) -> moderngl.Framebuffer:
        """Return a framebuffer over the textures, with at least `rows` rows. Raises MachineError."""
        if self._framebuffer is None or self._framebuffer.height < rows:
            check_texture(self.context, (LIST_WIDTH, rows), "large particles that hide what is behind them")
            for old in (self._framebuffer, *self._textures):
                if old is not None:
                    old.release()
            most = limits_of(self.context).texture
            self._framebuffer, size = None, (LIST_WIDTH, min(rows + rows // 2, most))
            self._textures = [self.context.texture(size, 4, dtype="f4") for _ in MEMBERS]
            for texture in self._textures:
                texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
            try:
                self._framebuffer = self.context.framebuffer(color_attachments=self._textures)
            except moderngl.Error as error:
                raise MachineError(
                    f"the driver cannot allocate {rows * LIST_WIDTH} sprites ({error})"
                ) from error
        return self._framebuffer


def rows_of(emitter_draw: EmitterDraw) -> int:
    """Return the rows of texels that a batch's particles take."""
    return -(-detail.drawn(emitter_draw.batch) // LIST_WIDTH)
