"""Baselines of `bench particles`: hardware points as a function of time, and hardware points with state in buffers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

import moderngl
import numpy as np

from visualizer.bench.workloads import LIFE, Workload
from visualizer.gpu.blocks import gpu_matrix
from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State
from visualizer.gpu.targets import Target
from visualizer.particles.motion import evaluate
from visualizer.renderer.particles.glsl import GLOW_OF_LIGHT
from visualizer.renderer.particles.sprites import storage
from visualizer.renderer.view import projection

STATE_BYTES = 32
"""Bytes of a particle in each of the two state buffers of `Feedback`: position, age, velocity, generation."""
DEFINES: Mapping[str, int] = {"CURL": 0, "BOUNCE": 0, "SOFT": 0}
"""Default defines of the baselines' shaders; a workload may replace them."""
PART = 1 << 24
"""Largest number of particles per pair of buffers and per draw call: some drivers count a buffer's bytes in 32 bits,
and an operating system may abort a draw call that takes seconds."""


def stateless(defines: Mapping[str, object]) -> Request:
    """Return the program that draws points whose positions are a function of particle number and time."""
    return Request.drawn("benchmark/stateless.vert", "benchmark/point.frag", defines=defines)


def step(defines: Mapping[str, object]) -> Request:
    """Return the program that advances the particle state in buffers by transform feedback."""
    return Request.drawn("benchmark/step.vert", defines=defines, varyings=("v_place", "v_velocity"))


def state(defines: Mapping[str, object]) -> Request:
    """Return the program that draws points from the particle state in buffers."""
    return Request.drawn("benchmark/state.vert", "benchmark/point.frag", defines=defines)


_POINTS = State(depth_test=True, blend=(moderngl.ONE, moderngl.ONE), point_sizes=True)


class Baseline(ABC):
    """Draws a workload's particles as additive points onto a target, tested against its depth.

    count: particles alive at a time.
    """

    name: str

    def __init__(self, programs: Programs, work: Workload, count: int, target: Target) -> None:
        self.programs = programs
        self.context = programs.context
        self.work = work
        self.count = count
        self.target = target
        self._properties = work.emitter(1000, target.size[1]).properties
        self.defines = {**DEFINES, **work.defines}

    @property
    @abstractmethod
    def bytes(self) -> int:
        """Bytes of all its buffers."""

    @abstractmethod
    def draw(self, t: float) -> None:
        """Draw the particles at time t, s."""

    @abstractmethod
    def release(self) -> None:
        """Free its buffers."""

    def _prepare(self, program: Program, t: float) -> None:
        p = self._properties
        camera, size = self.work.camera(t), self.target.size
        clip_from_world = projection(camera, size) @ camera.camera_from_world
        program.write("u_clip_from_world", gpu_matrix(clip_from_world).tobytes())
        # A particle must add as much light as in the particle system, which draws discs. A baseline draws squares of
        # 2x2 pixels, or soft discs whose mean brightness is one third of that at the centre.
        soft = self.work.pixels >= 2.0
        disc = np.pi / 4.0 * self.work.pixels**2
        drawn = np.pi / 12.0 * (self.work.pixels * GLOW_OF_LIGHT) ** 2 if soft else 4.0
        brightness = p.brightness.at(0.0) * disc / drawn
        for name, value in {
            "u_time": t, "u_life": LIFE, "u_rebirth": 0.0 if self.work.together else 1.0,
            "u_extent": p.extent.at(0.0), "u_velocity": p.velocity.at(0.0), "u_spread": p.velocity_spread.at(0.0),
            "u_pull": p.gravity.at(0.0), "u_drag": p.drag.at(0.0), "u_floor": 0.0 if p.floor is None else p.floor.at(0.0),
            "u_bounce": p.bounce.at(0.0), "u_turbulence": p.turbulence.at(0.0),
            "u_point_size": self.work.pixels * GLOW_OF_LIGHT if soft else 2.0, "u_count": float(self.count),
            "u_colour": tuple(brightness * np.asarray(p.colour.at(0.0))),
            "u_colour_end": tuple(brightness * np.asarray((p.colour_end or p.colour).at(0.0))),
        }.items():  # fmt: skip
            if name in program.declared:
                program[name] = value if isinstance(value, float) else tuple(float(part) for part in value)

    def _points(self, program: Program, array: moderngl.VertexArray, count: int, first: int = 0) -> None:
        _POINTS.apply(self.target.framebuffer)
        program.settle()
        array.render(moderngl.POINTS, vertices=count, first=first)


class Points(Baseline):
    """Hardware points from a function of their number and the time, evaluated in the vertex shader."""

    name = "points"

    def __init__(self, programs: Programs, work: Workload, count: int, target: Target) -> None:
        super().__init__(programs, work, count, target)
        self._program = programs.get(stateless(self.defines))
        self._array = self.context.vertex_array(self._program.handle, [])

    @property
    def bytes(self) -> int:
        """0: no buffer is used."""
        return 0

    def draw(self, t: float) -> None:
        """Draw the particles at time t, s."""
        self._prepare(self._program, t)
        for first in range(0, self.count, PART):
            self._points(self._program, self._array, min(PART, self.count - first), first)

    def release(self) -> None:
        """Free the vertex array."""
        self._array.release()


class Feedback(Baseline):
    """State in two buffers, advanced by transform feedback every frame, then drawn as hardware points.

    The initial state is that of the workload's emitter at the workload's start, so both methods draw the same
    particles. `draw` must be called with ascending times.
    """

    name = "feedback"

    def __init__(self, programs: Programs, work: Workload, count: int, target: Target) -> None:
        super().__init__(programs, work, count, target)
        self._time = work.start
        self._step = programs.get(step(self.defines))
        self._draw = programs.get(state(self.defines))
        known = self._state(work, count)
        self._parts = [
            _Part(self.context, self._step, self._draw, first, known.take(numbers, axis=0, mode="wrap"))
            for first in range(0, count, PART)
            for numbers in [np.arange(first, min(count, first + PART))]
        ]

    @property
    def bytes(self) -> int:
        """Bytes of its state buffers."""
        return 2 * STATE_BYTES * self.count

    def draw(self, t: float) -> None:
        """Advance the particles to time t, s, and draw them."""
        self._prepare(self._step, t)
        self._step["u_step"] = t - self._time
        self._time = t
        self.target.framebuffer.use()  # a driver without a surface drops feedback with no framebuffer
        for part in self._parts:
            self._step["u_first"] = part.first
            self._step.settle()
            part.move()
        self._prepare(self._draw, t)
        for part in self._parts:
            self._points(self._draw, part.draws[0], part.count)

    def release(self) -> None:
        """Free buffers and vertex arrays."""
        for part in self._parts:
            part.release()

    def _state(self, work: Workload, count: int) -> np.ndarray:
        """Return initial states, (n, 8) float32: position (m), age (s), velocity (m/s), 0; n is at most 200,000."""
        emitter = work.emitter(count, self.target.size[1])
        known = min(count, 200_000)  # beyond that, initial states are repeated
        batches = emitter.batches("", work.start)
        numbers = np.concatenate([np.arange(b.first, b.first + b.count) for b in batches])[-count:]
        chosen = numbers[np.linspace(0, len(numbers) - 1, known).astype(np.int64)]
        state = evaluate(emitter, chosen, work.start)
        rows = np.zeros((known, 8), np.float32)
        rows[:, :3], rows[:, 3] = state.position, np.clip(work.start - state.born, 0.0, LIFE)
        rows[:, 4:7] = state.velocity
        return rows


class _Part:
    """State of up to PART particles in two buffers, the current one first."""

    def __init__(
        self, context: moderngl.Context, step: Program, draw: Program, first: int, state: np.ndarray
    ) -> None:
        self.first = first
        self.count = len(state)
        self._buffers = [storage(context, state.nbytes) for _ in range(2)]
        self._buffers[0].write(state)
        self._steps = [
            context.vertex_array(step.handle, [(buffer, "4f 4f", "a_place", "a_velocity")])
            for buffer in self._buffers
        ]
        self.draws = [
            context.vertex_array(draw.handle, [(buffer, "4f 4x4", "a_place")]) for buffer in self._buffers
        ]

    def move(self) -> None:
        """Write the state after a step into the other buffer and make that the current one."""
        self._steps[0].transform(self._buffers[1], moderngl.POINTS, vertices=self.count)
        for pair in (self._buffers, self._steps, self.draws):
            pair.reverse()

    def release(self) -> None:
        """Free buffers and vertex arrays."""
        for array in (*self._steps, *self.draws):
            array.release()
        for buffer in self._buffers:
            buffer.release()
