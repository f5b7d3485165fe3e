"""Panels over the picture. Each function draws one of them from plain values, in points."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.player.keys import help_groups
from visualizer.player.layout import ScrubBar, clock_text
from visualizer.player.painter import ACCENT, ALARM, DIM, GROUND, INK, Painter

Size = tuple[float, float]
"""Width and height of the window, points."""


@dataclass(frozen=True)
class OverlayState:
    """Everything that the panels show. Equal states give equal pixels, so the screen is drawn again only if it differs.

    time, duration: seconds. shots: (name, start in seconds) of each. shot: the name of the one on screen. tags: states
    that are not the usual ones, such as "loop". transport_opacity: 0..1. pointer: x of the mouse on the scrub bar,
    points, or None. error: what is wrong with the files. figures: (name, value) of each measurement, empty to hide them.
    help: whether the keys are shown. toast: a short message. loading: what is being loaded; it hides
    all else. progress: how much of it is done, 0..1.
    """

    time: float = 0.0
    duration: float = 1.0
    shots: tuple[tuple[str, float], ...] = ()
    shot: str = ""
    playing: bool = False
    tags: tuple[str, ...] = ()
    transport_opacity: float = 1.0
    pointer: float | None = None
    scrubbing: bool = False
    error: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    help: bool = False
    toast: str = ""
    loading: str = ""
    progress: float = 0.0

    @property
    def words(self) -> str:
        """All texts whose characters the fonts may lack, separated by spaces."""
        names = (name for name, _ in self.shots)
        return " ".join((*names, self.shot, *self.tags, self.error, self.toast, self.loading))


def draw_loading(painter: Painter, size: Size, text: str, progress: float) -> None:
    """Draw a text in the middle of the empty window, and how far it is below."""
    points, s = 17.0 * painter.scale, painter.scale
    middle, y = size[0] / 2, size[1] / 2
    painter.text(middle, y - points, text, points, DIM, align=0.5)
    half = min(120.0 * s, 0.4 * size[0])
    top = y + 14 * s
    painter.box(middle - half, top, middle + half, top + 3 * s, INK, 0.18, 1.5 * s)
    painter.box(middle - half, top, middle - half + 2 * half * progress, top + 3 * s, ACCENT, 0.95, 1.5 * s)


def draw_transport(painter: Painter, size: Size, state: OverlayState, bar: ScrubBar) -> None:
    """Draw the scrub bar with the shots' starts and, below it, the play button, time, shot and tags."""
    s = painter.scale
    painter.shade(0, size[1] - 110 * s, size[0], size[1], GROUND, 0.82)
    _scrub_bar(painter, state, bar)
    row, points = bar.row, 14.0 * s
    _play_mark(painter, bar.left, row + points / 2, 5 * s, state.playing)
    x = bar.left + 22 * s
    now, whole = clock_text(state.time), f" / {clock_text(state.duration, digits=0)}"
    painter.text(x, row, now, points)
    # As wide as the widest digits, so that the text to its right does not move while the time runs.
    x += painter.width("0" * (len(now) - 2) + ":.", points)
    painter.text(x, row, whole, points, DIM)
    x += painter.width(whole, points) + 18 * s
    painter.text(x, row, state.shot, points)
    x += painter.width(state.shot, points) + 18 * s
    tags = "   ".join(state.tags)
    if bar.right - painter.width(tags, points) > x:
        painter.text(bar.right, row, tags, points, ACCENT, align=1.0)


def _scrub_bar(painter: Painter, state: OverlayState, bar: ScrubBar) -> None:
    s = painter.scale
    active = state.pointer is not None or state.scrubbing
    half = (2.0 if active else 1.25) * s
    here = bar.x_of(state.time)
    painter.box(bar.left, bar.y - half, bar.right, bar.y + half, INK, 0.22, half)
    painter.box(bar.left, bar.y - half, here, bar.y + half, ACCENT, 0.95, half)
    for _, start in state.shots[1:]:
        x = bar.x_of(start)
        painter.box(
            x - 0.75 * s,
            bar.y - 4.5 * s,
            x + 0.75 * s,
            bar.y + 4.5 * s,
            INK if start > state.time else ACCENT,
            0.6,
        )
    painter.disc(here, bar.y, (6.0 if active else 4.5) * s, INK)
    if state.pointer is not None:
        _hover(painter, state, bar, state.pointer)


def _hover(painter: Painter, state: OverlayState, bar: ScrubBar, x: float) -> None:
    s, points = painter.scale, 13.0 * painter.scale
    time = bar.snapped(x, [start for _, start in state.shots])
    before = state.shots[0][0] if state.shots else ""
    shot = next((name for name, start in reversed(state.shots) if start <= time), before)
    text = f"{clock_text(time, digits=1)}   {shot}"
    half = painter.width(text, points) / 2 + 8 * s
    middle = min(max(x, bar.left + half), bar.right - half)
    top = bar.top
    painter.box(middle - half, top, middle + half, top + points + 9 * s, GROUND, 0.88, 4 * s)
    painter.text(middle, top + 4 * s, text, points, align=0.5)


def _play_mark(painter: Painter, left: float, y: float, half: float, playing: bool) -> None:
    """Draw the play button: two bars (pause) while the film plays, a triangle (play) while it is paused."""
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
    # Smaller letters in a small window, so that the table fits.
    points = min(14.5 * painter.scale, (size[1] - 24) / (1.55 * (max(rows) + 2)), size[0] / 56)
    line, key_width, column_width = 1.55 * points, 9.8 * points, 26.0 * points
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
    """Draw an error message at the top, with a note that the picture below is the last good one.

    Lines that do not fit into 60 % of the height are left out from the end and counted in the note.
    """
    s, points = painter.scale, 14.0 * painter.scale
    margin = 20 * s
    inner = size[0] - 2 * margin - 30 * s
    mono = painter.fonts.mono
    room = 0.6 * size[1]
    shown = text
    while painter.height(shown, points, inner, mono) > room and "\n" in shown:
        shown = shown.rpartition("\n")[0]
    hidden = text.count("\n") - shown.count("\n")
    note = "The last good picture is shown until the error is fixed."
    if hidden:
        note = f"and {hidden} more.  {note}"
    height = painter.height(shown, points, inner, mono)
    bottom = margin + 12 * s + height + 8 * s + 12 * s + 12 * s
    painter.box(margin, margin, size[0] - margin, bottom, GROUND, 0.92, 5 * s)
    painter.box(margin, margin, margin + 4 * s, bottom, ALARM, 1.0, 2 * s)
    painter.text(margin + 18 * s, margin + 12 * s, shown, points, INK, font=mono, wrap=inner)
    painter.text(margin + 18 * s, bottom - 22 * s, note, 12 * s, DIM)


def draw_figures(painter: Painter, size: Size, figures: tuple[tuple[str, str], ...], *, below: bool) -> None:
    """Draw a table of (name, value) in the upper right corner. below: at half the height, as an error is at the top."""
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
    """Draw a short message at the top, away from captions. below: at half the height, as an error is at the top."""
    s, points = painter.scale, 14.0 * painter.scale
    half = painter.width(text, points) / 2 + 14 * s
    top, middle = size[1] / 2 if below else 18 * s, size[0] / 2
    painter.box(middle - half, top, middle + half, top + points + 14 * s, GROUND, 0.85, 6 * s)
    painter.text(middle, top + 6 * s, text, points, align=0.5)
