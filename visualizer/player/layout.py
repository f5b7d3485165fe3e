"""Layout of the panels: scale, the place of the scrub bar, and the film time at a place on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_SMALLEST, _LARGEST = 0.95, 1.8  # thin strokes of smaller letters are lost
_LEAST_HEIGHT = (
    210.0  # of the window, points, below which the panels become smaller still, so that they have room
)
_DESIGN_HEIGHT = 640.0  # the window height, in points, at which the panels have their design size


@dataclass(frozen=True)
class Button:
    """A button at the right below the scrub bar. action: of a key. key: that key. opens, closes: what it says, which is
    what it does; brief: the same in few letters, where there is little room. width: points at scale 1."""

    action: str
    key: str
    opens: str
    closes: str
    brief: tuple[str, str]
    width: float

    def word(self, *, opened: bool, long: bool) -> str:
        """Return what it says. opened: whether what it opens is open. long: whether there is room."""
        return (self.closes if opened else self.opens) if long else self.brief[int(opened)]


BUTTONS = (
    Button("toggle_panels", "Tab", "Open editor", "Close editor", ("Edit", "Close"), 134.0),
    Button("toggle_help", "?", "Show keys", "Hide keys", ("Keys", "Hide"), 98.0),
)
"""The buttons at the right below the scrub bar."""
_REACH = 11.0  # points at scale 1
_BRIEF_WIDTH = 64.0  # points at scale 1, of a button with few letters
_BUTTON_GAP = 14.0
_ROOM, _LONG = (
    290.0,
    560.0,
)  # points at scale 1 that the bar is long at least where there is room for them, and for whole words


def panel_scale(height: float) -> float:
    """Return the factor for the size of the panels in a window of this height, points."""
    return min(max(height / _DESIGN_HEIGHT, _SMALLEST), _LARGEST, _SMALLEST * height / _LEAST_HEIGHT)


@dataclass(frozen=True)
class ScrubBar:
    """The scrub bar and the buttons below it. Lengths are in points, x from the left, y from the top of the window.

    left, right: x of the ends. y: of the line. reach: how far from the line a click still hits it. top: y of the top of
    the label above it. row: y of the top of the text below. snap: how near to a mark the mouse means the mark.
    duration: of the film, seconds.
    """

    left: float
    right: float
    y: float
    reach: float
    top: float
    row: float
    snap: float
    duration: float

    @classmethod
    def of(cls, window: tuple[float, float], duration: float) -> ScrubBar:
        """Return the bar of a window, (width, height) in points, for a film of `duration` seconds."""
        scale = panel_scale(window[1])
        margin = 24.0 * scale
        right = max(window[0] - margin, margin + 1.0)
        y = window[1] - 46.0 * scale
        return cls(
            left=margin,
            right=right,
            y=y,
            reach=_REACH * scale,
            top=y - 38.0 * scale,
            row=y + 13.0 * scale,
            snap=5.0 * scale,
            duration=max(duration, 1e-9),
        )

    def hit(self, x: float, y: float) -> bool:
        """Return whether a click at a point, points, hits the bar."""
        return abs(y - self.y) <= self.reach and self.left - self.reach <= x <= self.right + self.reach

    def button_hit(self, x: float, y: float) -> bool:
        """Return whether a click at a point, points, hits the play button."""
        return (
            self.left - self.reach <= x <= self.left + 1.5 * self.reach
            and 0.0 <= y - self.row <= 2.0 * self.reach
        )

    @property
    def scale(self) -> float:
        """Of all its sizes."""
        return self.reach / _REACH

    def actions(self) -> dict[str, tuple[float, float]]:
        """Return x of the left and right of each of `BUTTONS`, by its action; none where there is no room for them."""
        if self.right - self.left < _ROOM * self.scale:
            return {}
        found: dict[str, tuple[float, float]] = {}
        right = self.right
        for button in reversed(BUTTONS):
            left = right - (button.width if self.long else _BRIEF_WIDTH) * self.scale
            found = {button.action: (left, right)} | found
            right = left - _BUTTON_GAP * self.scale
        return found

    @property
    def long(self) -> bool:
        """Whether the buttons have room for whole words."""
        return self.right - self.left >= _LONG * self.scale

    def action_hit(self, x: float, y: float) -> str:
        """Return the action whose button a click at a point, points, hits, or ""."""
        if not 0.0 <= y - self.row <= 2.0 * self.reach:
            return ""
        found = (name for name, (left, right) in self.actions().items() if left <= x <= right)
        return next(found, "")

    def time_at(self, x: float) -> float:
        """Return the film time at x, seconds; beyond the ends of the bar, that of the end."""
        share = (x - self.left) / (self.right - self.left)
        return min(max(share, 0.0), 1.0) * self.duration

    def snapped(self, x: float, marks: Sequence[float]) -> float:
        """Return the film time at x, or that of a mark that is near, seconds. marks: film times, ascending.

        Between two marks that are close to each other, at least a third of the way is free of both.
        """
        time = self.time_at(x)
        if not marks:
            return time
        near = min(range(len(marks)), key=lambda number: abs(marks[number] - time))
        here = self.x_of(marks[near])
        others = [abs(self.x_of(mark) - here) for mark in (*marks[:near][-1:], *marks[near + 1 :][:1])]
        return marks[near] if abs(x - here) <= min([self.snap, *(other / 3.0 for other in others)]) else time

    def x_of(self, time: float) -> float:
        """Return x of a film time, points."""
        share = min(max(time / self.duration, 0.0), 1.0)
        return self.left + share * (self.right - self.left)


def clock_text(time: float, *, digits: int = 3) -> str:
    """Return a film time, seconds, as minutes:seconds, such as 1:07.250. digits: after the decimal point."""
    # Rounded before it is split into minutes and seconds: 59.9996 must not give 0:60.000.
    ticks = round(max(time, 0.0) * 10**digits)
    minutes, ticks = divmod(ticks, 60 * 10**digits)
    seconds, fraction = divmod(ticks, 10**digits)
    return f"{minutes}:{seconds:02d}" + (f".{fraction:0{digits}d}" if digits else "")
