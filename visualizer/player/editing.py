"""Editing: what the window needs of an editor, which `visualizer.editor` is. The player knows no panel."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from visualizer.frame import Camera
from visualizer.player.area import Area
from visualizer.player.session import Change, Session
from visualizer.player.small_pictures import Pixels, Wishing
from visualizer.scene.scene import Scene
from visualizer.transforms import points as transformed

if TYPE_CHECKING:
    from visualizer.player.fonts import Fonts


class Images(Protocol):
    """Keeps pictures as textures."""

    def keep(self, pixels: Pixels) -> int:
        """Make a texture of a picture, and return its number for `imgui.ImTextureRef`."""

    def drop(self, number: int) -> None:
        """Free a texture. It must be in nothing that is still to be drawn."""


@dataclass(frozen=True)
class Sight:
    """How the picture in the window is seen. camera: of it. box: its left, top, right and bottom, points of the
    window."""

    camera: Camera
    box: tuple[float, float, float, float]

    def metres_per_point(self, distance: float) -> float:
        """Return the size of a point of the window at a distance along the view, metres, in metres."""
        _, top, _, bottom = self.box
        return 2.0 * distance * math.tan(math.radians(self.camera.fov) / 2.0) / max(bottom - top, 1.0)

    def places(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points, (n, 3) metres, world, are in the window: (n, 3), x and y in points, and metres along the
        view."""
        local = transformed(self.camera.camera_from_world, points)
        depth = -local[:, 2]
        left, top, right, bottom = self.box
        scale = 1.0 / np.maximum(depth, 1e-9) / self.metres_per_point(1.0)
        x, y = 0.5 * (left + right) + local[:, 0] * scale, 0.5 * (top + bottom) - local[:, 1] * scale
        return np.stack([x, y, depth], axis=1)

    def offset(self, right: float, down: float, distance: float) -> NDArray[np.float64]:
        """Return the offset, (3,) metres, world, by which what is at a distance along the view moves by points of the
        window."""
        scale = self.metres_per_point(distance)
        found: NDArray[np.float64] = self.camera.camera_from_world[:3, :3].T @ (
            right * scale,
            -down * scale,
            0.0,
        )
        return found


@dataclass(frozen=True)
class Host:
    """What the window gives an editor.

    fonts: of all texts. area: what the panels leave to the picture; they set its insets. written: to be called with the
    path and the content of each file just before it is written, so that it is not taken for a change by somebody else.
    dots: points of a text at a usual distance, as a factor: 2 on a screen whose pixels are half as large. stir: lets
    the panels be drawn again soon. sight: returns how the picture is seen, or None while there is none. images: keeps
    pictures as textures; None where nothing is drawn.
    """

    fonts: Fonts
    area: Area
    written: Callable[[Path, bytes], None]
    dots: float = 1.0
    stir: Callable[[], None] = lambda: None
    sight: Callable[[], Sight | None] = lambda: None
    images: Images | None = None


class Editor(Wishing, Protocol):
    """Panels beside the picture, and the changes of the scene that are made in them. Needs a current Dear ImGui
    context."""

    def draw(self, session: Session, now: float) -> None:
        """Draw all panels, within a frame of Dear ImGui, and set the insets of the area. now: clock reading,
        seconds."""

    def act(self, action: str, session: Session, now: float) -> None:
        """Do what a key asks for: "undo", "redo", "save", or "open" for the text of what is selected."""

    def change(self, change: Change, session: Session, now: float) -> None:
        """Make a change of the scene, save it, and say why if that is impossible."""

    def take(self, scene: Scene) -> Scene | None:
        """Take a scene that was read from its files. Return what is to be shown: it, it with the changes in the window,
        or None for no change."""

    def advance(self, session: Session, now: float, *, ready: bool) -> Scene | None:
        """Go on with a value that is dragged. ready: whether the last scene is shown. Return the scene that is to be
        shown next, or None."""

    @property
    def busy(self) -> bool:
        """Whether a value is being dragged, or a change waits to be shown."""

    @property
    def over_picture(self) -> bool:
        """Whether there is something in the picture that takes the mouse."""

    @property
    def holding(self) -> bool:
        """Whether the mouse drags something in the picture."""

    @property
    def unsaved(self) -> bool:
        """Whether there are changes that are not in the files."""

    def close(self) -> None:
        """Keep what is kept between sessions."""


EditorFactory = Callable[[Host, Scene], Editor]
"""Makes the editor of a scene, when its panels are first shown."""
