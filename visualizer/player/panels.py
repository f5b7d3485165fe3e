"""Panels: what lies over the picture. Each function draws one, from plain values."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.player.keys import help_groups
from visualizer.player.layout import ScrubBar, clock_text
from visualizer.player.painter import ACCENT, ALARM, DIM, GROUND, INK, Painter

Size = tuple[float, float]
"""Of the window, points."""


@dataclass(frozen=True)
class OverlayState:
    """All that the panels show. Two equal ones look the same, so the screen need not be drawn again.

    time, duration: seconds. shots: (name, start) of each. tags: states worth a word, such as "loop".
    awake: 0..1, how much the transport shows. pointer: x of the mouse on the scrub bar, points, or None.
    """

    time: float = 0.0
    duration: float = 1.0
    shots: tuple[tuple[str, float], ...] = ()
    shot: str = ""
    playing: bool = False
    tags: tuple[str, ...] = ()
    awake: float = 1.0
    pointer: float | None = None
    scrubbing: bool = False
    error: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    help: bool = False
    toast: str = ""
    loading: str = ""

    @property
    def words(self) -> str:
        """All texts that come from a scene or a message, one after the other."""
        names = (name for name, _ in self.shots)
        return " ".join((*names, self.shot, *self.tags, self.error, self.toast, self.loading))


def draw_loading(painter: Painter, size: Size, text: str) -> None:
    """Say in the middle of the empty window what is being waited for."""
    points = 17.0 * painter.scale
    painter.text(size[0] / 2, size[1] / 2 - points, text, points, DIM, align=0.5)


def draw_transport(painter: Painter, size: Size, shown: OverlayState, bar: ScrubBar) -> None:
    """Draw the scrub bar with its shots and, below it, state, time, shot and tags."""
    s = painter.scale
    painter.shade(0, size[1] - 110 * s, size[0], size[1], GROUND, 0.82)
    _scrub_bar(painter, shown, bar)
    row, points = bar.row, 14.0 * s
    _play_mark(painter, bar.left, row + points / 2, 5 * s, shown.playing)
    x = bar.left + 22 * s
    now, whole = clock_text(shown.time), f" / {clock_text(shown.duration, digits=0)}"
    painter.text(x, row, now, points)
    # The time's width is that of its widest digits, so that what follows stands still while it runs.
    x += painter.width("0" * (len(now) - 2) + ":.", points)
    painter.text(x, row, whole, points, DIM)
    x += painter.width(whole, points) + 18 * s
    painter.text(x, row, shown.shot, points)
    x += painter.width(shown.shot, points) + 18 * s
    tags = "   ".join(shown.tags)
    if bar.right - painter.width(tags, points) > x:
        painter.text(bar.right, row, tags, points, ACCENT, align=1.0)


def _scrub_bar(painter: Painter, shown: OverlayState, bar: ScrubBar) -> None:
    s = painter.scale
    active = shown.pointer is not None or shown.scrubbing
    half = (2.0 if active else 1.25) * s
    here = bar.x_of(shown.time)
    painter.box(bar.left, bar.y - half, bar.right, bar.y + half, INK, 0.22, half)
    painter.box(bar.left, bar.y - half, here, bar.y + half, ACCENT, 0.95, half)
    for _, start in shown.shots[1:]:
        x = bar.x_of(start)
        painter.box(
            x - 0.75 * s,
            bar.y - 4.5 * s,
            x + 0.75 * s,
            bar.y + 4.5 * s,
            INK if start > shown.time else ACCENT,
            0.6,
        )
    painter.disc(here, bar.y, (6.0 if active else 4.5) * s, INK)
    if shown.pointer is not None:
        _hover(painter, shown, bar, shown.pointer)


def _hover(painter: Painter, shown: OverlayState, bar: ScrubBar, x: float) -> None:
    s, points = painter.scale, 13.0 * painter.scale
    time = bar.time_at(x)
    before = shown.shots[0][0] if shown.shots else ""
    shot = next((name for name, start in reversed(shown.shots) if start <= time), before)
    text = f"{clock_text(time, digits=1)}   {shot}"
    half = painter.width(text, points) / 2 + 8 * s
    middle = min(max(x, bar.left + half), bar.right - half)
    top = bar.y - 38 * s
    painter.box(middle - half, top, middle + half, top + points + 9 * s, GROUND, 0.88, 4 * s)
    painter.text(middle, top + 4 * s, text, points, align=0.5)


def _play_mark(painter: Painter, left: float, y: float, half: float, playing: bool) -> None:
    """Draw what a click does: two bars to pause, a triangle to play."""
    if not playing:
        painter.triangle(((left, y - half), (left, y + half), (left + 1.7 * half, y)), INK)
        return
    for x in (left, left + 1.0 * half):
        painter.box(x, y - half, x + 0.55 * half, y + half, INK)


def draw_help(painter: Painter, size: Size) -> None:
    """Draw the keys in the middle of the window, in two columns."""
    groups = help_groups()
    columns = (("Film", "Free camera"), ("Speed", "View"))
    rows = [sum(len(groups[name]) + 2 for name in column) for column in columns]
    # The table must fit the smallest window: it shrinks before it is cut off.
    points = min(14.5 * painter.scale, (size[1] - 24) / (1.55 * (max(rows) + 2)), size[0] / 54)
    line, key_width, column_width = 1.55 * points, 8.0 * points, 24.5 * points
    width, height = 2 * column_width + 2 * points, max(rows) * line + 1.6 * points
    left, top = (size[0] - width) / 2, max(4.0, (size[1] - height) / 2)
    painter.box(left, top, left + width, top + height, GROUND, 0.94, 8 * painter.scale)
    for number, column in enumerate(columns):
        x, y = left + 1.8 * points + number * column_width, top + 1.3 * points
        for name in column:
            painter.text(x, y, name, points, ACCENT, font=painter.fonts.bold)
            y += 1.15 * line
            for keys, text in groups[name]:
                painter.text(x, y, keys, points, INK)
                painter.text(x + key_width, y, text, points, DIM)
                y += line
            y += 0.85 * line


def draw_error(painter: Painter, size: Size, text: str) -> None:
    """Draw what is wrong over the last good picture, and what that picture is."""
    s, points = painter.scale, 14.0 * painter.scale
    margin = 20 * s
    inner = size[0] - 2 * margin - 30 * s
    mono = painter.fonts.mono
    room = 0.6 * size[1]
    shown = text
    while painter.height(shown, points, inner, mono) > room and "\n" in shown:
        shown = shown.rpartition("\n")[0]
    hidden = text.count("\n") - shown.count("\n")
    note = "The last good picture is shown until the file is mended."
    if hidden:
        note = f"and {hidden} more.  {note}"
    height = painter.height(shown, points, inner, mono)
    bottom = margin + 12 * s + height + 8 * s + 12 * s + 12 * s
    painter.box(margin, margin, size[0] - margin, bottom, GROUND, 0.92, 5 * s)
    painter.box(margin, margin, margin + 4 * s, bottom, ALARM, 1.0, 2 * s)
    painter.text(margin + 18 * s, margin + 12 * s, shown, points, INK, font=mono, wrap=inner)
    painter.text(margin + 18 * s, bottom - 22 * s, note, 12 * s, DIM)


def draw_figures(painter: Painter, size: Size, figures: tuple[tuple[str, str], ...], *, below: bool) -> None:
    """Draw a small table of (name, figure) in the upper right corner, or `below` what is there already."""
    s, points = painter.scale, 13.0 * painter.scale
    line = 1.45 * points
    width, height = 190 * s, len(figures) * line + 14 * s
    right, top = size[0] - 16 * s, size[1] / 2 if below else 16 * s
    painter.box(right - width, top, right, top + height, GROUND, 0.75, 5 * s)
    for number, (name, figure) in enumerate(figures):
        y = top + 8 * s + number * line
        painter.text(right - width + 12 * s, y, name, points, DIM)
        painter.text(right - 12 * s, y, figure, points, align=1.0)


def draw_toast(painter: Painter, size: Size, text: str, *, below: bool) -> None:
    """Draw a short message at the top, where no caption is; `below` what is there already, in the middle."""
    s, points = painter.scale, 14.0 * painter.scale
    half = painter.width(text, points) / 2 + 14 * s
    top, middle = size[1] / 2 if below else 18 * s, size[0] / 2
    painter.box(middle - half, top, middle + half, top + points + 14 * s, GROUND, 0.85, 6 * s)
    painter.text(middle, top + 6 * s, text, points, align=0.5)
