"""Reads particles back from the shipped shaders, with a small compute shader that includes them."""

import numpy as np

from visualizer.gpu.context import create_context
from visualizer.gpu.programs import Programs
from visualizer.gpu.sources import Request
from visualizer.particles.emitter import Batch
from visualizer.renderer.includes import includes
from visualizer.renderer.particles.origins import Origins
from visualizer.renderer.particles.tables import TableStore

PROBE = """
#include "particles/particle.glsl"
layout(local_size_x = 64) in;
layout(std430, binding = 1) buffer Found { vec4 found[]; };
layout(std430, binding = 3) buffer Appearances { vec4 appearances[]; };
layout(std430, binding = 2) buffer Hashes { uvec4 hashes[]; };
layout(std430, binding = 4) buffer Shines { float shines[]; };
uniform uint u_first;
uniform uint u_count;
void main()
{
    uint i = gl_GlobalInvocationID.x;
    if (i >= u_count) return;
    Particle p = particle(u_first + i);
    found[2u * i] = vec4(p.position, p.alive ? 1.0 : 0.0);
    found[2u * i + 1u] = vec4(p.velocity, p.size);
    appearances[i] = vec4(p.colour, p.opacity);
    shines[i] = p.shine;
    hashes[i] = hash_particle(u_first + i, 3u);
}
"""


class Probe:
    """One context for a test module."""

    def __init__(self) -> None:
        self.context = create_context()
        self.programs = Programs(
            self.context,
            {**includes("standard"), "probe": PROBE},
        )
        self.store = TableStore(self.context)
        self.origins = Origins(self.context, self.programs, self.store, self._use)

    def particles(self, emitter, first, count, t):
        """Return (alive, position, velocity, size, hashes) of particles first to first + count - 1 at t."""
        data, words, _, _ = self._read(emitter, first, count, t)
        return data[:, 3] > 0.5, data[:, :3], data[:, 4:7], data[:, 7], words

    def appearances(self, emitter, first, count, t):
        """Return (alive, colour, opacity) of the same particles."""
        data, _, appearances, _ = self._read(emitter, first, count, t)
        return data[:, 3] > 0.5, appearances[:, :3], appearances[:, 3]

    def shines(self, emitter, first, count, t):
        """Return the radiance that the same particles emit."""
        return self._read(emitter, first, count, t)[3]

    def _use(self, program, tables, batch):
        tables.use(program, batch)
        self.origins.use(program, tables, batch)

    def _read(self, emitter, first, count, t):
        tables = self.store.tables(emitter)
        program = self.programs.get(Request.computed("generated/probe.glsl", defines=tables.defines))
        frames = [batch.world_from_local for batch in emitter.batches("probe", t)]
        batch = Batch("probe", first, count, t, frames[0] if frames else None)
        self.origins.begin()
        self.origins.find(tables, batch)
        self._use(program, tables, batch)
        program["u_first"], program["u_count"] = first, count
        found, hashes, appearances, shines = (
            self.context.buffer(reserve=count * size) for size in (32, 16, 16, 4)
        )
        for binding, buffer in enumerate((found, hashes, appearances, shines), 1):
            buffer.bind_to_storage_buffer(binding)
        program.run(-(-count // 64))
        self.context.memory_barrier()
        data = np.frombuffer(found.read(), np.float32).reshape(count, 8)
        words = np.frombuffer(hashes.read(), np.uint32).reshape(count, 4)
        colours = np.frombuffer(appearances.read(), np.float32).reshape(count, 4)
        return data, words, colours, np.frombuffer(shines.read(), np.float32)

    def release(self):
        self.origins.release()
        self.store.release()
        self.programs.clear()
        self.context.release()
