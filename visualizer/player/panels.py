"""Panels over the picture. `draw_panels` places them so that none covers another; each function draws one, in
points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Literal, NamedTuple

from visualizer.player.costs import Costs, milliseconds
from visualizer.player.keys import help_groups
from visualizer.player.layout import BUTTONS, ScrubBar, clock_text
from visualizer.player.painter import ACCENT, ALARM, DIM, GROUND, INK, Colour, Painter
from visualizer.player.wires import Line

Size = tuple[float, float]
"""Width and height of the window, points."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a panel, points."""

_GAP = 10.0  # points between two panels, at scale 1
_FIGURE_POINTS, _FIGURE_LINE = (
    13.0,
    18.85,
)  # points, at scale 1: letters of the figures, and from line to line
_FIGURES = "Figures"  # heading in the help
_ERROR, _ERROR_BESIDE_HELP = 0.6, 0.3  # shares of the height that an error takes at most
_MOST_COLUMNS = 4  # of the help
_KEY_GAP, _COLUMN_GAP = 1.2, 2.2  # between keys and texts, and between columns, in sizes of the letters
_TOAST = 28.0  # points, at scale 1: height of a message
_WIRES: dict[str, Colour] = {
    "camera": (0.95, 0.95, 0.95),
    "path": (0.47, 0.80, 1.0),
    "light": (1.0, 0.85, 0.35),
    "fog": (0.72, 0.72, 0.98),
    "probe": (0.45, 0.9, 0.9),
    "emitter": (0.55, 0.95, 0.55),
    "collider": (1.0, 0.6, 0.75),
}
_LEGEND_POINTS, _LEGEND_LINE = 12.5, 17.5  # points, at scale 1: letters of a legend, and from line to line
_LEAST_LEGEND = 0.72  # factor of the smallest letters of a legend that can be read
_SAFE = (0.93, 0.9)  # shares of width and height
_LEAST_ROWS = 4  # of the costs
_LAST_GOOD = "The last good version of the scene is shown until the error is fixed."
_WAITING = "The scene is shown once it is saved without errors."
_LEAST_POINTS = 6.0  # size of the smallest letters of the help that can be read


@dataclass(frozen=True)
class OverlayState:
    """Everything that the panels show. Equal states give equal pixels, so the screen is drawn again only if it differs.

    time, duration: seconds. shots: (name, start in seconds) of each. shot: the name of the one on screen. tags: states
    that are not the usual ones, such as "loop". transport_opacity: 0..1. pointer: x of the mouse on the scrub bar,
    points, or None. error: what is wrong with the files; with `loading`, there is no picture yet. figures: (name,
    value) of each measurement, empty to hide them. costs: what a picture took, or None to hide it. picture: its box,
    points. guides: lines over it: "thirds", "safe areas". wires: lines over it. legend: (colour, meaning) of the view,
    8-bit sRGB. editing: whether the panels of the editor are shown. picked: name of an actor, and its box as shares of
    the picture's sides, None if it is not seen. help: whether the keys are shown. entry: what is being typed, and a
    note about it; None if nothing is. toast: a short message, which an entry takes the place of. loading: what is being
    loaded; it hides all else. progress: how much of it is done, 0..1.
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
    costs: Costs | None = None
    picture: Box = (0.0, 0.0, 1.0, 1.0)
    guides: frozenset[str] = frozenset()
    wires: tuple[Line, ...] = ()
    legend: tuple[tuple[tuple[int, int, int], str], ...] = ()
    picked: tuple[str, Box | None] = ("", None)
    editing: bool = False
    help: bool = False
    entry: tuple[str, str] | None = None
    toast: str = ""
    loading: str = ""
    progress: float = 0.0

    @property
    def words(self) -> str:
        """All texts whose characters the fonts may lack, separated by spaces."""
        names = (name for name, _ in self.shots)
        typed = self.entry or ()
        return " ".join((*names, self.shot, *self.tags, self.error, *typed, self.toast, self.loading))


class HelpColumn(NamedTuple):
    """names: its headings. keys, texts: widths of both in sizes of the letters."""

    names: tuple[str, ...]
    keys: float
    texts: float

    @property
    def width(self) -> float:
        """The width, in sizes of the letters."""
        return self.keys + _KEY_GAP + self.texts


class HelpLayout(NamedTuple):
    """points: size of the letters. rows: lines of the longest column."""

    points: float
    rows: int
    columns: tuple[HelpColumn, ...]

    @property
    def width(self) -> float:
        """The width with a margin of the gap between columns, in sizes of the letters."""
        return sum(column.width + _COLUMN_GAP for column in self.columns) + _COLUMN_GAP


def draw_panels(painter: Painter, size: Size, state: OverlayState) -> dict[str, Box]:
    """Draw all panels of a state, and return the box of each by its name.

    From the top: the error, the message, and the figures on the right; the transport is at the bottom. The help takes
    the room between the message, whether there is one or not, and the transport, with the figures in it. An entry hides
    message and help.
    """
    if state.loading and not state.error:
        draw_loading(painter, size, state.loading, state.progress)
        return {}
    gap, boxes = _GAP * painter.scale, {}
    if state.loading:
        return {"error": draw_error(painter, size, state.error, 1.6 * gap, size[1] - 3.2 * gap, _WAITING)}
    draw_guides(painter, state)
    bar = ScrubBar.of(size, state.duration)
    if state.transport_opacity > 0.0:
        draw_transport(painter.faded(state.transport_opacity), size, state, bar)
        boxes["transport"] = 0.0, bar.top, *size
    top, bottom = 1.6 * gap, bar.top - gap
    message = _TOAST * painter.scale + gap
    if state.error:
        room = (bottom - top - message) * (_ERROR_BESIDE_HELP if state.help else _ERROR)
        boxes["error"] = draw_error(painter, size, state.error, top, room, _LAST_GOOD)
        top = boxes["error"][3] + gap
    helping = state.help and state.entry is None
    help_ = _help_fitting(painter, size, state.figures, bottom - top - message) if helping else None
    toast = state.toast or ("Enlarge the window to see the keys" if helping and help_ is None else "")
    if state.entry is not None:
        boxes["toast"] = draw_entry(painter, size, *state.entry, top, bottom)
    elif toast:
        boxes["toast"] = draw_toast(painter, size, toast, top)
    if help_ is not None:
        boxes["help"] = draw_help(painter, size, help_, state.figures, top + message, bottom)
    elif state.figures:
        box = figures_box(painter, size, state.figures, top)
        if "toast" in boxes and boxes["toast"][2] + gap > box[0]:
            box = figures_box(painter, size, state.figures, boxes["toast"][3] + gap)
        if box[3] <= bottom:
            boxes["figures"] = box
            draw_figures(painter, box, state.figures)
    if state.costs is not None and help_ is None:
        start = boxes["figures"][3] + gap if "figures" in boxes else top
        if "figures" not in boxes and "toast" in boxes:
            start = boxes["toast"][3] + gap
        costs = draw_costs(painter, size, state.costs, start, bottom)
        if costs is not None:
            boxes["costs"] = costs
    if state.legend and help_ is None:
        box = legend_box(painter, state.legend, bottom, bottom - top)
        if box[1] >= top and box[2] <= size[0] and not any(_meet(box, other) for other in boxes.values()):
            boxes["legend"] = box
            draw_legend(painter, box, state.legend)
    return boxes


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
    """Draw the scrub bar with the shots' starts and, below it, the play button, time, shot, tags, and buttons for the
    panels and the keys."""
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
    buttons = bar.actions()
    end = min((left - 14 * s for left, _ in buttons.values()), default=bar.right)
    if x + painter.width(state.shot, points) <= end:
        painter.text(x, row, state.shot, points)
        x += painter.width(state.shot, points) + 18 * s
    opened = {"toggle_panels": state.editing, "toggle_help": state.help}
    for button in BUTTONS:
        if button.action in buttons:
            left, right = buttons[button.action]
            word, key = button.word(opened=opened[button.action], long=bar.long), button.key
            # Dark first: the key is dim, and is read before a bright picture too.
            painter.box(left, row - 3 * s, right, row + points + 5 * s, GROUND, 0.5, 4 * s)
            painter.box(left, row - 3 * s, right, row + points + 5 * s, INK, 0.12, 4 * s)
            painter.text(left + 8 * s, row, word, points, INK)
            if bar.long:
                painter.text(right - 8 * s, row, key, points, DIM, align=1.0)
    tags = "   ".join(state.tags)
    if end - painter.width(tags, points) > x:
        painter.text(end, row, tags, points, ACCENT, align=1.0)


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


def _help_fitting(
    painter: Painter, size: Size, figures: tuple[tuple[str, str], ...], room: float
) -> HelpLayout | None:
    """Return the layout of the help with the largest letters in a height, points, or None if they could not be read."""
    groups = _help_groups(figures)
    found = []
    for columns in range(1, _MOST_COLUMNS + 1):
        shared = _shared(tuple((name, len(entries) + 2) for name, entries in groups.items()), columns)
        rows = max(sum(len(groups[name]) + 2 for name in names) for names in shared) - 1
        measured = tuple(_measured(painter, names, groups) for names in shared)
        layout = HelpLayout(1.0, rows, measured)
        points = min(14.5 * painter.scale, room / (1.55 * rows + 2.6), (size[0] - 1.0) / layout.width)
        found.append(layout._replace(points=points))
    best = max(found, key=lambda layout: layout.points)
    return best if best.points >= _LEAST_POINTS else None


@lru_cache(maxsize=64)
def _shared(headings: tuple[tuple[str, int], ...], columns: int) -> tuple[tuple[str, ...], ...]:
    """Return headings in so many columns at most, so that the longest is as short as possible; in a column they keep
    their order.

    headings: (name, lines) of each.
    """
    lengths = dict(headings)
    best: tuple[int, tuple[tuple[str, ...], ...]] | None = None
    for places in product(range(columns), repeat=len(lengths)):
        named = [
            tuple(name for name, place in zip(lengths, places, strict=True) if place == number)
            for number in range(columns)
        ]
        longest = max(sum(lengths[name] for name in names) for names in named)
        if best is None or longest < best[0]:
            best = longest, tuple(names for names in named if names)
    assert best is not None
    return best[1]


def _measured(
    painter: Painter, names: tuple[str, ...], groups: Mapping[str, list[tuple[str, str]]]
) -> HelpColumn:
    entries = [entry for name in names for entry in groups[name]]
    keys, texts = (max(painter.width(entry[part], 100.0) for entry in entries) / 100.0 for part in (0, 1))
    return HelpColumn(names, keys, texts)


def _help_groups(figures: tuple[tuple[str, str], ...]) -> dict[str, list[tuple[str, str]]]:
    return {**help_groups(), **({_FIGURES: list(figures)} if figures else {})}


def draw_help(
    painter: Painter,
    size: Size,
    layout: HelpLayout,
    figures: tuple[tuple[str, str], ...],
    top: float,
    bottom: float,
) -> Box:
    """Draw the keys, with the figures beside them, in the middle between two heights. Return the box."""
    groups = _help_groups(figures)
    points, rows, columns = layout
    line = 1.55 * points
    width, height = layout.width * points, rows * line + 2.6 * points
    left, top = (size[0] - width) / 2, (top + bottom - height) / 2
    box = left, top, left + width, top + height
    painter.box(*box, GROUND, 0.94, 8 * painter.scale)
    x = left + _COLUMN_GAP * points
    for column in columns:
        y = top + 1.3 * points
        for name in column.names:
            painter.text(x, y, name, points, ACCENT, font=painter.fonts.bold)
            y += 1.15 * line
            for keys, text in groups[name]:
                painter.text(x, y, keys, points, INK)
                painter.text(x + (column.keys + _KEY_GAP) * points, y, text, points, DIM)
                y += line
            y += 0.85 * line
        x += (column.width + _COLUMN_GAP) * points
    return box


def draw_error(painter: Painter, size: Size, text: str, top: float, room: float, note: str) -> Box:
    """Draw an error message with a note below it. Return the box.

    room: its height at most, points. Lines that do not fit are left out from the end and counted in the note; of a
    single line, words are.
    """
    s, points = painter.scale, 14.0 * painter.scale
    margin = 20 * s
    inner = size[0] - 2 * margin - 30 * s
    mono = painter.fonts.mono
    frame = (12 + 8 + 12 + 12) * s  # above the text, the note below it, and between them
    shown = text
    while painter.height(shown, points, inner, mono) > room - frame and "\n" in shown:
        shown = shown.rpartition("\n")[0]
    hidden = text.count("\n") - shown.count("\n")
    words = shown
    while painter.height(shown, points, inner, mono) > room - frame and " " in words:
        words = words.rpartition(" ")[0]
        shown = f"{words} ..."
    if hidden:
        note = f"and {hidden} more in the terminal.  {note}"
    box = margin, top, size[0] - margin, top + painter.height(shown, points, inner, mono) + frame
    painter.box(*box, GROUND, 0.92, 5 * s)
    painter.box(margin, top, margin + 4 * s, box[3], ALARM, 1.0, 2 * s)
    painter.text(margin + 18 * s, top + 12 * s, shown, points, INK, font=mono, wrap=inner)
    painter.text(margin + 18 * s, box[3] - 22 * s, note, 12 * s, DIM)
    return box


def figures_box(painter: Painter, size: Size, figures: tuple[tuple[str, str], ...], top: float) -> Box:
    """Return the box of the figures at the right edge."""
    s = painter.scale
    right = size[0] - 16 * s
    return right - 190 * s, top, right, top + len(figures) * _FIGURE_LINE * s + 14 * s


def draw_figures(painter: Painter, box: Box, figures: tuple[tuple[str, str], ...]) -> None:
    """Draw a table of (name, value)."""
    s, points = painter.scale, _FIGURE_POINTS * painter.scale
    left, top, right, _ = box
    painter.box(*box, GROUND, 0.75, 5 * s)
    for number, (name, figure) in enumerate(figures):
        y = top + 8 * s + number * _FIGURE_LINE * s
        painter.text(left + 12 * s, y, name, points, DIM)
        painter.text(right - 12 * s, y, figure, points, align=1.0)


def draw_entry(painter: Painter, size: Size, text: str, note: str, top: float, bottom: float) -> Box:
    """Draw what is being typed in a field, with a note below it if there is room above `bottom`. Return the box."""
    s = painter.scale
    points, small = 16.0 * s, 12.5 * s
    width = min(520 * s, size[0] - 32 * s)
    left, inner = (size[0] - width) / 2, width - 28 * s
    box = left, top, left + width, top + points + painter.height(note, small, inner) + 38 * s
    noted = box[3] <= bottom
    if not noted:
        box = left, top, left + width, top + points + 20 * s
    painter.box(*box, GROUND, 0.94, 6 * s)
    label, x = "Go to  ", left + 14 * s
    painter.text(x, top + 11 * s, label, points, DIM)
    x += painter.width(label, points)
    painter.text(x, top + 11 * s, text, points)
    x += painter.width(text, points) + 2 * s
    painter.box(x, top + 10 * s, x + 1.5 * s, top + 10 * s + 1.25 * points, ACCENT)
    if noted:
        painter.text(left + 14 * s, top + points + 24 * s, note, small, DIM, wrap=inner)
    return box


def draw_guides(painter: Painter, state: OverlayState) -> None:
    """Draw lines over the picture: thirds, safe areas (SMPTE ST 2046-1: action 93 %, title 90 %), and corners about the
    actor that is picked."""
    left, top, right, bottom = state.picture
    width, height = right - left, bottom - top
    if "thirds" in state.guides:
        for share in (1.0 / 3.0, 2.0 / 3.0):
            x, y = left + share * width, top + share * height
            painter.line((x, top), (x, bottom), INK, 0.55)
            painter.line((left, y), (right, y), INK, 0.55)
    if "safe areas" in state.guides:
        for share in _SAFE:
            x, y = (1.0 - share) / 2.0 * width, (1.0 - share) / 2.0 * height
            _outline(painter, (left + x, top + y, right - x, bottom - y), INK, 0.55)
    for wire in state.wires:
        start, end = ((left + x * width, top + y * height) for x, y in (wire.start, wire.end))
        painter.line(start, end, _WIRES[wire.kind], 0.85)
        if wire.label:
            points, s = 12.0 * painter.scale, painter.scale
            long = painter.width(wire.label, points)
            x, y = min(start[0] + 4 * s, right - long - 4 * s), min(start[1] + 3 * s, bottom - points - 6 * s)
            painter.box(x - 3 * s, y - s, x + long + 3 * s, y + points + 3 * s, GROUND, 0.85, 2 * s)
            painter.text(x, y, wire.label, points, _WIRES[wire.kind])
    name, box = state.picked
    if name and box is not None:
        seen = left + box[0] * width, top + box[1] * height, left + box[2] * width, top + box[3] * height
        _corners(painter, seen)
        points = 13.0 * painter.scale
        x = min(seen[0], right - painter.width(name, points) - 8 * painter.scale)
        y = max(seen[1] - points - 10 * painter.scale, top)
        painter.box(
            x,
            y,
            x + painter.width(name, points) + 8 * painter.scale,
            y + points + 6 * painter.scale,
            GROUND,
            0.85,
        )
        painter.text(x + 4 * painter.scale, y + 2 * painter.scale, name, points, ACCENT)


def _outline(painter: Painter, box: Box, colour: Colour, alpha: float) -> None:
    left, top, right, bottom = box
    corners = (left, top), (right, top), (right, bottom), (left, bottom)
    for number in range(4):
        painter.line(corners[number], corners[(number + 1) % 4], colour, alpha)


def _corners(painter: Painter, box: Box) -> None:
    left, top, right, bottom = box
    arm = min(14.0 * painter.scale, 0.4 * (right - left), 0.4 * (bottom - top))
    for x, across in ((left, arm), (right, -arm)):
        for y, down in ((top, arm), (bottom, -arm)):
            painter.line((x, y), (x + across, y), ACCENT, 1.0, 1.5)
            painter.line((x, y), (x, y + down), ACCENT, 1.0, 1.5)


def legend_box(
    painter: Painter, legend: Sequence[tuple[tuple[int, int, int], str]], bottom: float, room: float
) -> Box:
    """Return the box of a legend at the left edge, above `bottom`: with smaller letters where it is higher than
    `room`."""
    s = painter.scale
    size = min(1.0, room / ((len(legend) * _LEGEND_LINE + 14.0) * s))
    size = max(size, _LEAST_LEGEND)
    width = max(painter.width(text, _LEGEND_POINTS * size * s) for _, text in legend) + 46 * size * s
    height = (len(legend) * _LEGEND_LINE + 14.0) * size * s
    return 16 * s, bottom - height, 16 * s + width, bottom


def draw_legend(painter: Painter, box: Box, legend: Sequence[tuple[tuple[int, int, int], str]]) -> None:
    """Draw the colours of a view with their meanings, the brightest at the top."""
    s = (box[3] - box[1]) / (len(legend) * _LEGEND_LINE + 14.0)
    line = _LEGEND_LINE * s
    painter.box(*box, GROUND, 0.88, 5 * s)
    for number, (colour, text) in enumerate(reversed(legend)):
        y = box[1] + 7 * s + number * line
        red, green, blue = (part / 255.0 for part in colour)
        # On an edge, as the darkest colours are those of the ground.
        painter.box(box[0] + 9 * s, y + s, box[0] + 27 * s, y + 15 * s, DIM)
        painter.box(box[0] + 10 * s, y + 2 * s, box[0] + 26 * s, y + 14 * s, (red, green, blue))
        painter.text(box[0] + 34 * s, y, text, _LEGEND_POINTS * s)


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


class _CostRow(NamedTuple):
    """seconds: the length of its bar; None for none. kind: how it is written."""

    name: str
    value: str
    seconds: float | None = None
    kind: Literal["heading", "sum", "part"] = "part"


def _cost_rows(costs: Costs) -> list[_CostRow]:
    whole = "all passes" if costs.samples == 1 else f"all passes, mean of {costs.samples} samples"
    rows = [
        _CostRow(f"budget at {1.0 / costs.budget:.0f} a second", milliseconds(costs.budget), kind="heading"),
        _CostRow(whole, milliseconds(costs.total), costs.total, "sum"),
    ]
    rows += [_CostRow(one.name, milliseconds(one.seconds), one.seconds) for one in costs.passes]
    if costs.emitters:
        rows.append(_CostRow("particles by emitter, each drawn alone", "", kind="heading"))
    for one in costs.emitters:
        rows.append(_CostRow(f"{one.name}  {one.count:,}", milliseconds(one.seconds), one.seconds or 0.0))
    rows.append(_CostRow("surfaces in all passes, and memory", "", kind="heading"))
    return rows + [_CostRow(name, value) for name, value in costs.counts]


def draw_costs(painter: Painter, size: Size, costs: Costs, top: float, bottom: float) -> Box | None:
    """Draw what a picture took at the right edge, as many rows as there is room for. Return the box, or None without
    room.

    The length of a bar is the time, and the line through the bars is the budget.
    """
    s, points, line = painter.scale, 12.5 * painter.scale, 17.5 * painter.scale
    rows = _cost_rows(costs)[: max(0, int((bottom - top - 16 * s) / line))]
    if len(rows) < _LEAST_ROWS:
        return None
    right, width = size[0] - 16 * s, min(330 * s, size[0] - 32 * s)
    box = right - width, top, right, top + len(rows) * line + 16 * s
    painter.box(*box, GROUND, 0.9, 5 * s)
    start, room = box[0] + 12 * s, width - 24 * s
    longest = max(costs.budget, costs.total)
    x = start + room * costs.budget / longest
    for number, row in enumerate(rows):
        y = top + 8 * s + number * line
        if row.seconds is not None:
            colour = ALARM if row.kind == "sum" and costs.total > costs.budget else ACCENT
            end = start + room * min(row.seconds / longest, 1.0)
            painter.box(start, y + 0.5 * s, end, y + line - 2 * s, colour, 0.3, 2 * s)
            painter.box(x - 0.75 * s, y - 1.5 * s, x + 0.75 * s, y + line - 1.5 * s, INK, 0.35)
        colour = {"heading": ACCENT, "sum": INK, "part": DIM}[row.kind]
        painter.text(start + 4 * s, y, row.name, points, colour)
        painter.text(right - 16 * s, y, row.value, points, align=1.0)
    return box


def draw_toast(painter: Painter, size: Size, text: str, top: float) -> Box:
    """Draw a short message, in smaller letters where it is wider than the window. Return the box."""
    s, points = painter.scale, 14.0 * painter.scale
    room = size[0] - 44 * s
    points *= min(1.0, room / max(painter.width(text, points), 1.0))
    half, middle = painter.width(text, points) / 2 + 14 * s, size[0] / 2
    box = middle - half, top, middle + half, top + points + 14 * s
    painter.box(*box, GROUND, 0.85, 6 * s)
    painter.text(middle, top + 6 * s, text, points, align=0.5)
    return box
