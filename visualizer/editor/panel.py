"""Panel: the base class of what is docked beside the picture."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Literal

from visualizer.editor.desk import Desk

Place = Literal["left", "right", "bottom"]


class Panel(ABC):
    """A docked panel. A subclass is listed in `visualizer.editor.panels.PANELS`, and made once for each window.

    name: its title. place: the side of the picture; several of one side are tabs.
    """

    name: ClassVar[str]
    place: ClassVar[Place]

    @abstractmethod
    def draw(self, desk: Desk) -> None:
        """Draw it with Dear ImGui, in its window, which is begun. Called only while it can be seen."""
