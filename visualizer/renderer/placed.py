"""The pieces of a frame's draws where a sub-frame has them: their poses on the GPU, and the boxes around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from weakref import ref

import moderngl
import numpy as np

from visualizer.frame import Draw, Frame
from visualizer.geometry.mesh import Mesh
from visualizer.renderer.culling import Boxes
from visualizer.renderer.poses import PoseTexture
from visualizer.transforms import Array


class Placed:
    """Poses and boxes of the draws that were placed last.

    origin: (3,) world, metres: what positions are relative to. boxes: none before the first time.
    """

    def __init__(self, context: moderngl.Context) -> None:
        self.poses = PoseTexture(context)
        self.boxes: Boxes | None = None
        self.origin: Array = np.zeros(3)
        self._frame: ref[Frame] | None = None

    def place(
        self,
        draws: Sequence[Draw],
        meshes: Mapping[str, Mesh],
        origin: Array,
        *,
        fine: bool,
        frame: Frame | None = None,
    ) -> list[int]:
        """Upload poses and find boxes. Return for each draw the number of its first pose. fine: as in `Boxes`. frame:
        whose draws they are, if they are those of a frame."""
        first, poses = self.poses.write(draws, origin)
        self.boxes = Boxes(draws, meshes, poses, fine=fine)
        self.origin = origin
        self._frame = None if frame is None else ref(frame)
        return first

    def holds(self, frame: Frame, origin: Array) -> bool:
        """Return whether these are the draws of a frame, relative to an origin."""
        return (
            self._frame is not None and self._frame() is frame and self.origin.tobytes() == origin.tobytes()
        )

    def forget(self) -> None:
        """Forget the boxes, which hold parts of meshes."""
        self.boxes = self._frame = None

    def release(self) -> None:
        """Free the poses."""
        self.poses.release()
