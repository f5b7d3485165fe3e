"""What a long watch leaves behind: reloads of scene and shaders, and frames, with all objects counted.

``python -m tests.player.soak [RELOADS [FRAMES]]`` prints the counts now and then; the test beside this file asks for
few.
"""

import ctypes
import gc
import resource
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import moderngl

from tests.player.scenes import TINY
from visualizer.gpu.context import create_context
from visualizer.gpu.copies import collect_objects
from visualizer.player.picture import Picture
from visualizer.player.session import Session
from visualizer.scene.loading import Reloading
from visualizer.scene.sources import Sources

SIZE = (32, 18)
MOST_NAMES = 1 << 13
"""Names of OpenGL objects that are checked: many more than exist at a time."""
GPU_KINDS = (
    moderngl.Buffer, moderngl.ComputeShader, moderngl.Framebuffer, moderngl.Program, moderngl.Sampler,
    moderngl.Texture, moderngl.Texture3D, moderngl.TextureArray, moderngl.TextureCube, moderngl.VertexArray,
)  # fmt: skip
EMITTERS = """
[actor.ball]
kind = "shape"
shape = "sphere"
position = [1, 0.5, 0]
size = [{size}, 1, 1]

[emitter.smoke]
rate = {rate}
life = 1.0
size = 0.5
appearance = "smoke"
shape = "surface"
mesh = "ball.shape"

[emitter.sparks]
rate = 200
life = 1.0
speed = 2.0
trail = 0.1
lights = 2
"""


class Watch:
    """A scene watched without a window: the player's session and picture, on a context of their own."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "tiny.toml"
        self.context = create_context()
        window: Any = SimpleNamespace(ctx=self.context, buffer_size=SIZE)
        self.picture = Picture(window, SIZE)
        self.frames = 0
        self._write(0)
        self.load = Reloading()
        self.session = Session(self.load(self.path, Sources()), start=1.0, quality="auto", now=0.0)

    def reload(self, number: int) -> None:
        """Take an edited scene, as the player does: other meshes, other emitters."""
        self._write(number)
        self.session.swap(self.load(self.path, Sources()), 0.0)
        self.draw()

    def renew(self) -> None:
        """Reload the shaders."""
        self.picture.begin_reload()
        for _ in self.picture.reloading(self.session.exposure(0.0, 1)):
            pass

    def draw(self) -> None:
        """Draw another frame, sometimes at another size, with more samples, or with a failure in it."""
        self.frames += 1
        self.session.seek(1.0 + self.frames * 0.01 % 18.0, 0.0)
        size = (48, 27) if self.frames % 10 == 0 else SIZE
        frames = self.session.exposure(0.0, 2 if self.frames % 7 == 0 else 1)
        if self.frames % 13 == 0:
            broken: Any = SimpleNamespace(broken=True)
            frames[:1] = [broken]
        try:
            self.picture.draw(frames, size)
        except AttributeError:
            assert self.frames % 13 == 0

    def counts(self) -> Counter[str]:
        """Return how many objects there are on the GPU, by kind; of ours in Python, by class; and in all.

        After a whole frame of each shot, so that nothing is counted that only a failed frame keeps, or not yet made.
        """
        gc.collect()  # and the next frame frees the copies on the GPU of what is gone
        for time in (10.0, 1.0):
            self.session.seek(time, 0.0)
            self.picture.draw(self.session.exposure(0.0, 2), SIZE)  # which keeps the shot's cuts
            self.picture.draw(self.session.exposure(0.0, 1), SIZE)
        gc.collect()
        found: Counter[str] = Counter()
        for thing in gc.get_objects():
            if issubclass(type(thing), GPU_KINDS):  # isinstance would call __class__ of proxy objects
                found[type(thing).__name__] += type(thing.mglo) is not moderngl.InvalidObject
            elif str(type(thing).__module__).startswith("visualizer."):
                found[type(thing).__name__] += 1
            found["all"] += 1
        return found

    def names(self) -> dict[str, int]:
        """Return how many textures, buffers and framebuffers OpenGL itself knows, whoever made them."""
        probes: dict[str, Any] = {
            "Texture": self.context.texture((1, 1), 4),
            "Buffer": self.context.buffer(reserve=16),
            "Framebuffer": self.context.simple_framebuffer((1, 1)),
        }
        found = {}
        for kind, probe in probes.items():
            # Drivers number from 1; some use the numbers of what is gone again, so the latest need not be the largest.
            most = max(probe.glo, MOST_NAMES)
            address = self.context.mglo._context.load(f"glIs{kind}")
            known = ctypes.CFUNCTYPE(ctypes.c_ubyte, ctypes.c_uint)(address)
            found[kind] = sum(known(name) for name in range(1, most + 1)) - 1
            probe.release()
        probes.clear()
        collect_objects(self.context)
        return found

    def release(self) -> None:
        """Free everything."""
        self.picture.release()
        self.context.release()

    def _write(self, number: int) -> None:
        text = TINY + EMITTERS.format(size=1.0 + 0.01 * number, rate=50 + number)
        self.path.write_text(text, encoding="utf-8")


def main(reloads: int = 200, frames: int = 10_000) -> None:
    """Print the counts during reloads of the scene, a tenth as many reloads of the shaders, and frames."""
    with tempfile.TemporaryDirectory() as folder:
        watch = Watch(Path(folder))
        for what, count, step in (
            ("reloads", reloads, watch.reload),
            ("renewals", reloads // 10, lambda _: watch.renew()),
            ("frames", frames, lambda _: watch.draw()),
        ):
            for number in range(count + 1):
                step(number)
                if number % max(1, count // 4) == 0:
                    counts = watch.counts()
                    gpu = sum(counts[kind.__name__] for kind in GPU_KINDS)
                    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                    print(
                        f"{number:6} {what:9} {gpu:5} GPU objects {counts['all']:8} objects"
                        f" {memory:5} MiB at most {watch.names()}",
                        flush=True,
                    )
        watch.release()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
