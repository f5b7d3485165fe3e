"""The poses of all pieces of a frame, packed into one texture that vertex shaders read."""

from collections.abc import Sequence
from itertools import accumulate

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.frame import Draw
from visualizer.gpu.generated import POSES_PER_ROW, TEXELS_PER_POSE
from visualizer.gpu.limits import check_texture
from visualizer.transforms import Array


class PoseTexture:
    """The texture, float32. A pose is four texels: the three rows of relative_from_piece, and the values of
    `Draw.values`."""

    def __init__(self, context: moderngl.Context) -> None:
        self.context = context
        self._texture: moderngl.Texture | None = None
        # Used again for every frame: memory that is allocated and freed for each costs more than the arithmetic.
        self._world: NDArray[np.float64] = np.empty((0, 3, 4))
        self._texels: NDArray[np.float32] = np.empty((0, TEXELS_PER_POSE, 4), np.float32)
        self._filled = 0  # poses that may be other than zero
        self._valued: list[slice] = []  # those whose values may be

    def write(self, draws: Sequence[Draw], origin: Array) -> tuple[list[int], NDArray[np.float32]]:
        """Upload the poses of `draws` and return what `pack` does."""
        found = self.pack(draws, origin)
        self.upload()
        return found

    def pack(self, draws: Sequence[Draw], origin: Array) -> tuple[list[int], NDArray[np.float32]]:
        """Prepare the texels of the poses of `draws`. Return, for each draw, the number of its first pose, and all
        poses.

        The poses are (n, 3, 4), valid until the next call: the upper rows of relative_from_piece, metres, as they are
        uploaded. origin: (3,) world, metres, of the positions on the GPU.
        """
        counts = [len(draw.poses) for draw in draws]
        *first, total = accumulate(counts, initial=0)
        room = max(1, -(-total // POSES_PER_ROW)) * POSES_PER_ROW
        if len(self._texels) != room:
            self._world = np.empty((room, 3, 4))
            self._texels = np.zeros((room, TEXELS_PER_POSE, 4), np.float32)
            self._filled, self._valued = 0, []
        texels, world = self._texels, self._world[:total]
        if draws:
            np.concatenate([draw.poses for draw in draws], out=world)
        away = np.zeros((3, 4))
        away[:, 3] = origin
        np.subtract(world, away, out=texels[:total, :3], casting="same_kind")  # subtracted as float64
        for poses in self._valued:
            texels[poses, 3] = 0.0
        texels[total : self._filled] = 0.0
        self._filled, self._valued = total, []
        for draw, start, count in zip(draws, first, counts, strict=True):
            if draw.values is not None:
                poses = slice(start, start + count)
                texels[poses, 3] = draw.values
                self._valued.append(poses)
        return first, texels[:total, :3]

    def upload(self) -> None:
        """Upload the texels that `pack` has prepared. Raises MachineError if there are too many for a texture."""
        size = (POSES_PER_ROW * TEXELS_PER_POSE, len(self._texels) // POSES_PER_ROW)
        if self._texture is None or self._texture.size != size:
            check_texture(self.context, size, f"the poses of {len(self._texels)} pieces")
            self.release()
            self._texture = self.context.texture(size, 4, dtype="f4")
            self._texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
        self._texture.write(self._texels)

    def use(self, unit: int) -> None:
        """Bind the texture to a texture unit."""
        if self._texture is not None:
            self._texture.use(unit)

    def release(self) -> None:
        """Free the texture."""
        if self._texture is not None:
            self._texture.release()
            self._texture = None
