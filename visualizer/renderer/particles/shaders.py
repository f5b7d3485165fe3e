"""Shared by all ways to draw particles: the tables of emitters, and the defines and inputs of their shaders."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from struct import pack

import moderngl
import numpy as np

from visualizer.frame import Frame
from visualizer.gpu.programs import Program, Programs
from visualizer.particles.emitter import OCCLUDING, Batch
from visualizer.renderer.fog import dense, packed_fog
from visualizer.renderer.particles import detail
from visualizer.renderer.particles.features import AIRS, Defines
from visualizer.renderer.particles.origins import Origins
from visualizer.renderer.particles.places import ORIGIN, home_of
from visualizer.renderer.particles.smoke_noise import SAMPLES, smoke_noise
from visualizer.renderer.particles.tables import (
    UNIT_DEPTH,
    UNIT_NOISE,
    UNIT_SHADOW,
    EmitterTables,
    TableStore,
)


@dataclass(frozen=True, eq=False)
class EmitterDraw:
    """A batch of a frame, and the tables of its emitter."""

    tables: EmitterTables
    batch: Batch

    @property
    def occluding(self) -> bool:
        """Whether its particles hide what is behind them."""
        return self.tables.emitter.properties.appearance in OCCLUDING

    @property
    def smoke(self) -> bool:
        """Whether its particles are puffs of smoke."""
        return self.tables.emitter.properties.appearance == "smoke"

    @property
    def shards(self) -> bool:
        """Whether its particles are shards."""
        return self.tables.emitter.properties.appearance == "shard"


def layers(emitter_draws: Sequence[EmitterDraw], *, apart: bool) -> Iterator[list[EmitterDraw]]:
    """Yield the batches that are drawn together, layer by layer: occluding ones, sorted by distance, then those that
    add light.

    apart: smoke is a layer of its own, before the other occluding ones.
    """
    occluding = [one for one in emitter_draws if one.occluding]
    yield from filter(
        None,
        (
            [one for one in occluding if one.smoke and apart],
            [one for one in occluding if not (one.smoke and apart)],
            [one for one in emitter_draws if not one.occluding],
        ),
    )


class ParticleShaders:
    """Sets the uniforms and textures that particle programs read, of a frame and of an emitter.

    depths: near and far plane of the latest frame's camera, metres. moving: whether the frame covers a span of time.
    """

    def __init__(self, context: moderngl.Context, programs: Programs) -> None:
        self.context = context
        self._store = TableStore(context)
        self._origins = Origins(context, programs, self._store, self._set_particles)
        self._noise: moderngl.TextureArray | None = None
        self._air = AIRS.index("clear")
        self._lens = self.moving = False
        self._units: dict[str, bytes] = {}
        self._eye, self._pixels = ORIGIN, 1.0
        self._defines: dict[tuple[object, ...], Defines] = {}
        self._home = ORIGIN
        self.depths = (0.1, 1000.0)

    def begin(
        self,
        frame: Frame,
        size: tuple[int, int],
        depth: moderngl.Texture,
        shadow: moderngl.Texture,
        *,
        moving: bool,
        solid: bool,
    ) -> list[EmitterDraw]:
        """Bind the textures of a frame and return some of its batches. size: (width, height) of the picture, pixels.

        depth: of the scene. shadow: the shadow map. moving: the view covers a span of time. solid: return those whose
        particles are meshes; otherwise all others.
        """
        fog = dense(frame)
        self._air = AIRS.index("haze_and_fog" if fog else "haze" if frame.medium.density > 0.0 else "clear")
        self.moving = moving
        self._home = home_of(frame)
        self.depths = (frame.camera.near, frame.camera.far)
        self._lens = moving and frame.camera.aperture > 0.0
        self._eye = frame.camera.eye
        self._pixels = 0.5 * size[1] / float(np.tan(np.radians(frame.camera.fov) / 2.0))
        self._units = {
            "u_depth": pack("i", UNIT_DEPTH),
            "u_noise": pack("i", UNIT_NOISE),
            "u_shadow": pack("i", UNIT_SHADOW),
            "u_pixels": pack("f", self._pixels),
        }
        if fog:
            self._units |= {"u_fog": packed_fog(fog, self._eye), "u_fog_count": pack("i", len(fog))}
        depth.use(UNIT_DEPTH)
        shadow.use(UNIT_SHADOW)
        if self._noise is None:
            noise = smoke_noise()
            layers = np.stack([noise, np.roll(noise, -1, axis=0)], axis=-1)
            self._noise = self.context.texture_array(noise.shape, 2, layers.tobytes(), dtype="f1")
            self._noise.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self._noise.use(UNIT_NOISE)
        emitter_draws = [
            EmitterDraw(self._store.tables(frame.library.emitters[b.emitter]), b)
            for b in frame.batches
            if frame.library.emitters[b.emitter].properties.solid == solid
        ]
        self._origins.begin()
        for emitter_draw in emitter_draws:
            self._origins.find(emitter_draw.tables, emitter_draw.batch)
        return emitter_draws

    def defines(self, emitter_draw: EmitterDraw) -> Defines:
        """Return the defines of a batch's shaders."""
        thinned = emitter_draw.batch.level > 0.0
        key = (emitter_draw.tables.defines, self._air, self._lens, self.moving, thinned)
        found = self._defines.get(key)
        if found is None:
            frame = {"AIR": self._air, "LENS": self._lens, "MOVING": self.moving, "THINNED": thinned}
            found = Defines({**key[0], **{name: int(value) for name, value in frame.items()}})
            self._defines[key] = found
        return found

    def prepare(self, program: Program, emitter_draw: EmitterDraw) -> None:
        """Set the inputs of a program: the view, a batch's particles, depth, shadow and noise."""
        program.bind("View", 0)
        self._set_particles(program, emitter_draw.tables, emitter_draw.batch)
        program.give({**self._units, "u_first": pack("I", detail.begin(emitter_draw.batch))})

    def prepare_many(self, program: Program, emitter_draw: EmitterDraw) -> None:
        """Set the inputs of a program that draws many batches of the kind of one: the view, tables, depth, shadow and
        noise."""
        program.bind("View", 0)
        emitter_draw.tables.use_tables(program, self._home)
        program.give(self._units)

    def inputs(self, emitter_draw: EmitterDraw) -> Mapping[str, bytes]:
        """Return the inputs of a batch, as `EmitterTables.inputs` does."""
        return emitter_draw.tables.inputs(emitter_draw.batch, self._home)

    def kind(self, emitter_draw: EmitterDraw) -> Hashable:
        """Return what is equal for batches that one dispatch can draw."""
        if emitter_draw.tables.emitter.parent is not None:
            return emitter_draw  # its births are in textures of its own
        return self.defines(emitter_draw), emitter_draw.tables.shared

    def apparent(self, emitter_draw: EmitterDraw) -> float:
        """Return about how many pixels wide a batch's particles are, near their emitter; infinite if that is not
        known."""
        return self._pixels * emitter_draw.tables.apparent(emitter_draw.batch, self._eye)

    def collect(self) -> None:
        """Free the tables of emitters that no longer exist."""
        self._store.collect()

    @property
    def memory(self) -> int:
        """Bytes of all textures."""
        return self._store.memory + (0 if self._noise is None else 2 * SAMPLES**3)

    def release(self) -> None:
        """Free everything."""
        self._store.release()
        self._origins.release()
        if self._noise is not None:
            self._noise.release()
            self._noise = None

    def _set_particles(self, program: Program, tables: EmitterTables, batch: Batch) -> None:
        tables.use(program, batch, self._home)
        self._origins.use(program, tables, batch)
