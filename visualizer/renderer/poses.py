"""The poses of all pieces of a frame, packed into one texture that vertex shaders read."""

from collections.abc import Sequence

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.frame import Draw
from visualizer.gpu.generated import POSES_PER_ROW, TEXELS_PER_POSE
from visualizer.gpu.limits import check_texture
from visualizer.transforms import Array


class PoseTexture:
    """The texture, float32. A pose is four texels: the three rows of relative_from_piece, and the values of `Draw.values`."""

    def __init__(self, context: moderngl.Context) -> None:
        self.context = context
        self._texture: moderngl.Texture | None = None

    def write(self, draws: Sequence[Draw], origin: Array) -> tuple[list[int], NDArray[np.float32]]:
        """Upload the poses of `draws` and return, for each draw, the number of its first pose, and all poses as uploaded.

        The poses are (n, 3, 4): the upper rows of relative_from_piece, metres. origin: (3,) world, metres, of the positions on the GPU. Raises MachineError if there are too many poses for a texture.
        """
        first, data = packed(draws, origin)
        self.upload(data)
        return first[:-1], data[: first[-1], :3]

    def upload(self, data: NDArray[np.float32]) -> None:
        """Upload the texels that `packed` returns. Raises MachineError if there are too many for a texture."""
        size = (POSES_PER_ROW * TEXELS_PER_POSE, len(data) // POSES_PER_ROW)
        if self._texture is None or self._texture.size != size:
            check_texture(self.context, size, f"the poses of {len(data)} pieces")
            self.release()
            self._texture = self.context.texture(size, 4, dtype="f4")
            self._texture.filter = (moderngl.NEAREST, moderngl.NEAREST)
        self._texture.write(data.tobytes())

    def use(self, unit: int) -> None:
        """Bind the texture to a texture unit."""
        if self._texture is not None:
            self._texture.use(unit)

    def release(self) -> None:
        """Free the texture."""
        if self._texture is not None:
            self._texture.release()
            self._texture = None


def packed(draws: Sequence[Draw], origin: Array) -> tuple[list[int], NDArray[np.float32]]:
    """Return the number of the first pose of each of `draws`, and one beyond the last, and the texels of all poses.

    The texels are (rows * POSES_PER_ROW, TEXELS_PER_POSE, 4). origin: as for `PoseTexture.write`.
    """
    counts = [len(draw.poses) for draw in draws]
    first = [0, *np.cumsum(counts).tolist()]
    rows = max(1, -(-first[-1] // POSES_PER_ROW))
    data = np.zeros((rows * POSES_PER_ROW, TEXELS_PER_POSE, 4), np.float32)
    for draw, start, count in zip(draws, first, counts, strict=False):
        data[start : start + count, :3, :3] = draw.poses[:, :, :3]
        data[start : start + count, :3, 3] = draw.poses[:, :, 3] - origin
        if draw.values is not None:
            data[start : start + count, 3] = draw.values
    return first, data
