"""Figures: how fast pictures follow each other, and what they take."""

from __future__ import annotations

from collections import deque

_PICTURES = 24  # the mean is of so many


class Figures:
    """Measures the pictures of a motion. frame, rate and drawing are means over the same pictures."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._intervals: deque[float] = deque(maxlen=_PICTURES)
        self._costs: deque[float] = deque(maxlen=_PICTURES)
        self.cost = 0.0
        """Seconds that the last picture took to draw."""

    def drawn(self, end: float, cost: float, *, live: bool) -> None:
        """Note a picture. end: clock reading when it was complete. cost: seconds of drawing. live: one of a motion."""
        self.cost = cost
        if not live:
            self._last = None
            self._intervals.clear()
            self._costs.clear()
            return
        if self._last is not None:
            self._intervals.append(end - self._last)
            self._costs.append(cost)
        self._last = end

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Return (name, value) of each figure. The rate is the inverse of the time of a frame."""
        if not self._intervals:
            return (("rate", "still"), ("drawing", f"{self.cost * 1000.0:.1f} ms"))
        frame = sum(self._intervals) / len(self._intervals)
        drawing = sum(self._costs) / len(self._costs)
        return (
            ("rate", f"{1.0 / frame:.1f} / s" if frame > 0.0 else "-"),
            ("frame", f"{frame * 1000.0:.1f} ms"),
            ("drawing", f"{drawing * 1000.0:.1f} ms"),
        )
