"""Time to issue a sub-frame: all that the renderer does on its thread, with the OpenGL calls that draw left out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import moderngl

from visualizer.renderer.renderer import Renderer
from visualizer.scene.scene import Scene

_DRAWING = {
    moderngl.VertexArray: ("render", "render_indirect"),
    moderngl.ComputeShader: ("run", "run_indirect"),
    moderngl.Framebuffer: ("clear",),
    moderngl.Texture: ("build_mipmaps",),
    moderngl.Context: ("memory_barrier",),
}
"""The calls for which a rasteriser on the CPU works, or waits."""


def issuing(scene: Scene, times: Sequence[float]) -> list[float]:
    """Return the CPU time of the thread, milliseconds, to issue the frame at each of `times`, s, with one sample.

    Raises MachineError without OpenGL.
    """
    frames = [scene.at(t) for t in times]
    found = []
    with Renderer((64, 36)) as renderer:
        for frame in frames:  # uploads meshes and compiles programs
            renderer.draw(frame)
        with _left_out():
            for frame in frames:
                start = time.thread_time()
                renderer.draw(frame)
                found.append((time.thread_time() - start) * 1e3)
    return found


@contextmanager
def _left_out() -> Iterator[None]:
    """Let the calls that draw do nothing."""
    kept = [(owner, name, getattr(owner, name)) for owner, names in _DRAWING.items() for name in names]
    try:
        for owner, name, _ in kept:
            setattr(owner, name, lambda *_, **__: None)
        yield
    finally:
        for owner, name, call in kept:
            setattr(owner, name, call)
