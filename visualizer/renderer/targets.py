"""The textures of one size of the picture, and the framebuffers over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import moderngl

from visualizer.gpu.limits import check_picture
from visualizer.gpu.targets import Target, colour_texture, depth_texture
from visualizer.renderer.graph import Image


class Targets:
    """The textures of a graph's images for one size of the picture. Each is made at first use and used again for every
    frame.

    size: (width, height) of the picture, pixels. Raises MachineError if the driver cannot draw a picture of that size.
    """

    def __init__(self, context: moderngl.Context, images: Mapping[str, Image], size: tuple[int, int]) -> None:
        check_picture(context, size)
        self.context = context
        self.size = size
        self._images = images
        self._textures: dict[str, moderngl.Texture] = {}
        self._targets: dict[tuple[str, ...], Target] = {}
        self._sums: dict[str, Target] = {}

    @property
    def memory(self) -> int:
        """Bytes of all textures, as their formats declare them."""
        textures = [*self._textures.values(), *(target.image for target in self._sums.values())]
        sizes = {"f1": 1, "f2": 2, "f4": 4}
        return sum(one.width * one.height * one.components * sizes.get(one.dtype, 4) for one in textures)

    def texture(self, name: str) -> moderngl.Texture:
        """Return the texture of an image. Raises MachineError if the driver cannot allocate it."""
        if name not in self._textures:
            image = self._images[name]
            size = image.size(self.size)
            if image.dtype == "depth":
                self._textures[name] = depth_texture(
                    self.context, size, compare=image.compare, linear=image.linear
                )
            else:
                self._textures[name] = colour_texture(
                    self.context, size, dtype=image.dtype, linear=image.linear
                )
        return self._textures[name]

    def target(self, names: Sequence[str]) -> Target:
        """Return the target over at most one colour image and at most one depth image, of one size."""
        key = tuple(names)
        if key not in self._targets:
            colour = [self.texture(name) for name in key if self._images[name].dtype != "depth"]
            depth = [self.texture(name) for name in key if self._images[name].dtype == "depth"]
            self._targets[key] = Target.over(self.context, *colour, depth=depth[0] if depth else None)
        return self._targets[key]

    def sum(self, name: str) -> Target:
        """Return the target in which the samples of an image are summed, float32."""
        if name not in self._sums:
            self._sums[name] = Target(self.context, self._images[name].size(self.size), dtype="f4")
        return self._sums[name]

    def exchange(self, target: Target, spare: Target) -> None:
        """Hand a target of one image over to the caller, so that no draw changes it, and take `spare` in exchange.

        A spare of another size is freed; a new target is then made when it is needed.
        """
        (name,) = next(names for names, one in self._targets.items() if one is target)
        del self._targets[(name,)], self._textures[name]
        if spare.size == target.size:
            self._targets[(name,)], self._textures[name] = spare, spare.image
        else:
            free(spare)

    def release(self) -> None:
        """Free all textures and framebuffers."""
        for target in (*self._targets.values(), *self._sums.values()):
            target.release()
        for texture in self._textures.values():
            texture.release()
        self._textures, self._targets, self._sums = {}, {}, {}


def free(target: Target) -> None:
    """Free a target of one image that `Targets.exchange` gave away, with its texture."""
    target.release()
    target.image.release()
