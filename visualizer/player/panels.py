"""Panels: what lies over the picture. Each function draws one, from plain values."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.player.brush import ACCENT, ALARM, DIM, GROUND, INK, Brush
from visualizer.player.keys import help_groups
from visualizer.player.layout import ScrubBar, clock_text

Size = tuple[float, float]
"""Of the window, points."""


@dataclass(frozen=True)
class Shown:
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


def draw_loading(brush: Brush, size: Size, text: str) -> None:
    """Say in the middle of the empty window what is being waited for."""
    points = 17.0 * brush.scale
    brush.text(size[0] / 2, size[1] / 2 - points, text, points, DIM, align=0.5)


def draw_transport(brush: Brush, size: Size, shown: Shown, bar: ScrubBar) -> None:
    """Draw the scrub bar with its shots and, below it, state, time, shot and tags."""
    s = brush.scale
    brush.shade(0, size[1] - 110 * s, size[0], size[1], GROUND, 0.82)
    _scrub_bar(brush, shown, bar)
    row, points = bar.row, 14.0 * s
    _play_mark(brush, bar.left, row + points / 2, 5 * s, shown.playing)
    x = bar.left + 22 * s
    now, whole = clock_text(shown.time), f" / {clock_text(shown.duration, digits=0)}"
    brush.text(x, row, now, points)
    # The time's width is that of its widest digits, so that what follows stands still while it runs.
    x += brush.width("0" * (len(now) - 2) + ":.", points)
    brush.text(x, row, whole, points, DIM)
    x += brush.width(whole, points) + 18 * s
    brush.text(x, row, shown.shot, points)
    x += brush.width(shown.shot, points) + 18 * s
    tags = "   ".join(shown.tags)
    if bar.right - brush.width(tags, points) > x:
        brush.text(bar.right, row, tags, points, ACCENT, align=1.0)


def _scrub_bar(brush: Brush, shown: Shown, bar: ScrubBar) -> None:
    s = brush.scale
    active = shown.pointer is not None or shown.scrubbing
    half = (2.0 if active else 1.25) * s
    here = bar.x_of(shown.time)
    brush.box(bar.left, bar.y - half, bar.right, bar.y + half, INK, 0.22, half)
    brush.box(bar.left, bar.y - half, here, bar.y + half, ACCENT, 0.95, half)
    for _, start in shown.shots[1:]:
        x = bar.x_of(start)
        brush.box(
            x - 0.75 * s,
            bar.y - 4.5 * s,
            x + 0.75 * s,
            bar.y + 4.5 * s,
            INK if start > shown.time else ACCENT,
            0.6,
        )
    brush.disc(here, bar.y, (6.0 if active else 4.5) * s, INK)
    if shown.pointer is not None:
        _hover(brush, shown, bar, shown.pointer)


def _hover(brush: Brush, shown: Shown, bar: ScrubBar, x: float) -> None:
    s, points = brush.scale, 13.0 * brush.scale
    time = bar.time_at(x)
    before = shown.shots[0][0] if shown.shots else ""
    shot = next((name for name, start in reversed(shown.shots) if start <= time), before)
    text = f"{clock_text(time, digits=1)}   {shot}"
    half = brush.width(text, points) / 2 + 8 * s
    middle = min(max(x, bar.left + half), bar.right - half)
    top = bar.y - 38 * s
    brush.box(middle - half, top, middle + half, top + points + 9 * s, GROUND, 0.88, 4 * s)
    brush.text(middle, top + 4 * s, text, points, align=0.5)


def _play_mark(brush: Brush, left: float, y: float, half: float, playing: bool) -> None:
    """Draw what a click does: two bars to pause, a triangle to play."""
    if not playing:
        brush.triangle(((left, y - half), (left, y + half), (left + 1.7 * half, y)), INK)
        return
    for x in (left, left + 1.0 * half):
        brush.box(x, y - half, x + 0.55 * half, y + half, INK)


def draw_help(brush: Brush, size: Size) -> None:
    """Draw the keys in the middle of the window, in two columns."""
    groups = help_groups()
    columns = (("Film", "Free camera"), ("Speed", "View"))
    rows = [sum(len(groups[name]) + 2 for name in column) for column in columns]
    # The table must fit the smallest window: it shrinks before it is cut off.
    points = min(14.5 * brush.scale, (size[1] - 24) / (1.55 * (max(rows) + 2)), size[0] / 54)
    line, key_width, column_width = 1.55 * points, 8.0 * points, 24.5 * points
    width, height = 2 * column_width + 2 * points, max(rows) * line + 1.6 * points
    left, top = (size[0] - width) / 2, max(4.0, (size[1] - height) / 2)
    brush.box(left, top, left + width, top + height, GROUND, 0.94, 8 * brush.scale)
    for number, column in enumerate(columns):
        x, y = left + 1.8 * points + number * column_width, top + 1.3 * points
        for name in column:
            brush.text(x, y, name, points, ACCENT, font=brush.fonts.bold)
            y += 1.15 * line
            for keys, text in groups[name]:
                brush.text(x, y, keys, points, INK)
                brush.text(x + key_width, y, text, points, DIM)
                y += line
            y += 0.85 * line


def draw_error(brush: Brush, size: Size, text: str) -> None:
    """Draw what is wrong over the last good picture, and what that picture is."""
    s, points = brush.scale, 14.0 * brush.scale
    margin = 20 * s
    inner = size[0] - 2 * margin - 30 * s
    mono = brush.fonts.mono
    room = 0.6 * size[1]
    shown = text
    while brush.height(shown, points, inner, mono) > room and "\n" in shown:
        shown = shown.rpartition("\n")[0]
    hidden = text.count("\n") - shown.count("\n")
    note = "The last good picture is shown until the file is mended."
    if hidden:
        note = f"and {hidden} more.  {note}"
    height = brush.height(shown, points, inner, mono)
    bottom = margin + 12 * s + height + 8 * s + 12 * s + 12 * s
    brush.box(margin, margin, size[0] - margin, bottom, GROUND, 0.92, 5 * s)
    brush.box(margin, margin, margin + 4 * s, bottom, ALARM, 1.0, 2 * s)
    brush.text(margin + 18 * s, margin + 12 * s, shown, points, INK, font=mono, wrap=inner)
    brush.text(margin + 18 * s, bottom - 22 * s, note, 12 * s, DIM)


def draw_figures(brush: Brush, size: Size, figures: tuple[tuple[str, str], ...], *, below: bool) -> None:
    """Draw a small table of (name, figure) in the upper right corner, or `below` what is there already."""
    s, points = brush.scale, 13.0 * brush.scale
    line = 1.45 * points
    width, height = 190 * s, len(figures) * line + 14 * s
    right, top = size[0] - 16 * s, size[1] / 2 if below else 16 * s
    brush.box(right - width, top, right, top + height, GROUND, 0.75, 5 * s)
    for number, (name, figure) in enumerate(figures):
        y = top + 8 * s + number * line
        brush.text(right - width + 12 * s, y, name, points, DIM)
        brush.text(right - 12 * s, y, figure, points, align=1.0)


def draw_toast(brush: Brush, size: Size, text: str, *, below: bool) -> None:
    """Draw a short message at the top, where no caption is; `below` what is there already, in the middle."""
    s, points = brush.scale, 14.0 * brush.scale
    half = brush.width(text, points) / 2 + 14 * s
    top, middle = size[1] / 2 if below else 18 * s, size[0] / 2
    brush.box(middle - half, top, middle + half, top + points + 14 * s, GROUND, 0.85, 6 * s)
    brush.text(middle, top + 6 * s, text, points, align=0.5)
