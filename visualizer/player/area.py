"""Area: the part of the window that docked panels leave to the picture, and to all that is drawn over the picture."""

from __future__ import annotations

from typing import Any

Insets = tuple[float, float, float, float]
"""What is taken from the left, top, right and bottom of the window, points."""

_LEAST = 16.0  # points of width and height that are left in any case


class Area:
    """The middle of a window, whose `insets` panels set. Lengths are in points, y from the top, unless said otherwise.

    window: with `buffer_size`, (width, height) in pixels, and `size` in points; the latter is asked for once there are
    insets.
    """

    def __init__(self, window: Any) -> None:
        self._window = window
        self.insets: Insets = (0.0, 0.0, 0.0, 0.0)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height."""
        left, top, right, bottom = self.insets
        width, height = self._window.size
        return left, top, max(width - left - right, _LEAST), max(height - top - bottom, _LEAST)

    @property
    def pixels(self) -> tuple[int, int, int, int]:
        """x, y, width and height, pixels, y from the bottom of the window."""
        width, height = self._window.buffer_size
        if not any(self.insets):
            return 0, 0, width, height
        scale = width / max(self._window.size[0], 1)
        left, top, wide, high = (round(length * scale) for length in self.box)
        return left, height - top - high, wide, high

    def local(self, x: float, y: float) -> tuple[float, float]:
        """Return a place of the window from the left and the top of the area."""
        left, top, _, _ = self.box
        return x - left, y - top

    def holds(self, x: float, y: float) -> bool:
        """Return whether a place of the window is in the area."""
        left, top, width, height = self.box
        return left <= x < left + width and top <= y < top + height
