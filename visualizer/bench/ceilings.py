"""Upper bounds of a machine, beside which `bench particles` shows its results."""

import time
from collections.abc import Callable

import moderngl

from visualizer.bench.report import Ceilings
from visualizer.gpu.context import driver_of
from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State
from visualizer.gpu.targets import Target
from visualizer.renderer.particles.buffers import LIGHT
from visualizer.renderer.requests import screen

COUNT = 1 << 22
"""Compute invocations in one measurement."""


def seconds_of(context: moderngl.Context, work: Callable[[], None]) -> float:
    """Return the wall-clock time of `work` until the GPU has finished it, seconds."""
    context.finish()
    start = time.perf_counter()
    work()
    context.finish()
    return time.perf_counter() - start


def fill_ceiling() -> Request:
    """Return the program that adds to every pixel of the target."""
    return screen("benchmark/fill.frag")


def hash_ceiling(*, atomic: bool) -> Request:
    """Return the compute program that hashes numbers. atomic: each invocation also adds to a random pixel
    atomically."""
    return Request.computed("benchmark/ceiling.comp", defines={"ATOMIC": int(atomic)})


def ceilings_of(programs: Programs) -> Ceilings:
    """Measure the upper bounds of this machine."""
    context = programs.context
    target = Target(context, (1280, 720), depth=True)
    pixels = target.size[0] * target.size[1]
    fill = programs.get(fill_ceiling())
    fills = 8

    def filled() -> None:
        State(blend=(moderngl.ONE, moderngl.ONE)).apply(target.framebuffer)
        fill.draw(mode=moderngl.TRIANGLES, vertices=3, instances=fills)

    rate = fills * pixels / _best(context, filled)
    rates: list[float | None] = [None, None]
    if driver_of(context).compute:
        buffer = context.buffer(reserve=LIGHT.bytes(pixels))
        buffer.bind_to_storage_buffer(LIGHT.binding)
        for atomic in (0, 1):
            program = programs.get(hash_ceiling(atomic=bool(atomic)))
            program["u_pixels"], program["u_row"] = pixels, 1 << 20

            def run(program: Program = program) -> None:
                program.run((1 << 20) // 128, COUNT >> 20)
                context.memory_barrier()

            rates[atomic] = COUNT / _best(context, run)
        buffer.release()
    target.release()
    return Ceilings(rates[0], rates[1], rate)


def _best(context: moderngl.Context, work: Callable[[], None]) -> float:
    """Return the minimum time of five runs, seconds."""
    return min(seconds_of(context, work) for _ in range(5))
