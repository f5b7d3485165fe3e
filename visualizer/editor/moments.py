"""Moments: changes of shots and markers, as splices of a scene's text: drag and trim shots; add, delete and rename
markers.

What is timed relative to a moment moves with it, because it is written so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from visualizer.editor.keyframes import Change, moment_marks, retimed
from visualizer.editor.lanes import Lanes, Mark
from visualizer.editor.time_view import frame_time
from visualizer.editor.written_times import exact, moment_in, moments_of, number_text
from visualizer.properties.values import NAME_RULE, composed, is_name
from visualizer.scene.document import Document, EditError, Span
from visualizer.scene.scene import Scene
from visualizer.scene.splices import Splice, replacing


def trimmed(scene: Scene, name: str, start: Decimal) -> Change:
    """Return the change that lets a shot begin at another time, s; the shot before it ends there. Raises EditError for
    no such shot."""
    return retimed(scene, {_start(scene, name): start})


def dragged(scene: Scene, name: str, by: Decimal, *, ripple: bool = False) -> Change:
    """Return the change that moves a shot, and with it the end of it. by: s.

    ripple: whether all later shots move too; else the shot before and the one after become longer and shorter.
    """
    starts = [shot.start for shot in scene.shots]
    number = _number(scene, name)
    last = len(starts) if ripple else min(number + 2, len(starts))
    return retimed(
        scene,
        {_start(scene, scene.shots[k].name): exact(starts[k]) + by for k in range(number, last)},
    )


def room(scene: Scene, name: str, *, whole: bool, ripple: bool = False) -> tuple[Decimal, Decimal]:
    """Return how far a shot can be moved earlier and later, s: both as a way, so the first is not above 0.

    whole: whether the whole shot is moved, as `dragged` does, else its start only. A shot keeps one frame at least. The
    first one begins with the film and stays there.
    """
    number, grid = _number(scene, name), scene.film.grid()
    frame = frame_time(grid, 1)
    starts = [exact(shot.start) for shot in scene.shots] + [exact(grid.seconds)]
    if number == 0 and starts[0] <= 0:
        return Decimal(0), Decimal(0)
    before = starts[number - 1] + frame if number else Decimal(0)
    moved_last = (
        len(scene.shots) - 1 if ripple else (min(number + 1, len(scene.shots) - 1) if whole else number)
    )
    after = starts[moved_last + 1] - frame
    return min(before - starts[number], Decimal(0)), max(after - starts[moved_last], Decimal(0))


def marked(scene: Scene, name: str, time: Decimal) -> Change:
    """Return the change that adds a marker at a time, s, after the last marker of the scene's own file, or after its
    last shot.

    Raises EditError for what can be no name, or is one of a shot or marker already.
    """
    if not is_name(name):
        raise EditError(NAME_RULE)
    if composed(name) in moments_of(scene):
        raise EditError(f"a shot or marker is called '{name}' already")
    document = scene.documents.files[0]
    place = _after_tables(document)
    ending = "\r\n" if b"\r\n" in document.source else "\n"
    lines = ["", "[[marker]]", f'name = "{composed(name)}"', f"time = {number_text(time)}", ""]
    if place and document.source[place - 1 : place] != b"\n":
        lines.insert(0, "")
    text = ending.join(lines)
    number = sum(path[0] == "marker" for path in scene.tables)
    return Change(
        (Splice(document.file, Span(place, place), text),), frozenset({Mark(("marker", number, "time"))})
    )


def unmarked(scene: Scene, name: str) -> Change:
    """Return the change that deletes a marker, with its lines. Raises EditError if something is timed relative to
    it."""
    mark = moment_marks(scene).get(composed(name))
    if mark is None or mark.path[0] != "marker":
        raise EditError(f"no marker is called '{name}'")
    users = [used for used in _uses(scene, name) if used.path != mark.path]
    if users:
        count = "1 time is" if len(users) == 1 else f"{len(users)} times are"
        raise EditError(f"{count} relative to the marker '{name}'")
    found = scene.documents.find(mark.path[:2])
    if found is None or found[1] not in found[0].tables:
        raise EditError(f"the marker '{name}' is not written as a table of its own")
    document, own = found
    span, source = document.tables[own], document.source
    start = source.rfind(b"\n", 0, span.start) + 1
    end = _end_of_line(source, span.end)
    blank = re.match(rb"[ \t]*\r?\n", source[end:])
    before = source[:start].endswith((b"\n\n", b"\r\n\r\n"))
    if blank is not None and before:
        end += blank.end()
    elif before and end == len(source):
        start -= 2 if source[:start].endswith(b"\r\n") else 1
    return Change((Splice(document.file, Span(start, end), ""),), frozenset())


def renamed(scene: Scene, old: str, new: str) -> Change:
    """Return the change that gives a shot or marker another name, in all times that are relative to it too."""
    if not is_name(new):
        raise EditError(NAME_RULE)
    mark = moment_marks(scene).get(composed(old))
    if mark is None:
        raise EditError(f"no shot or marker is called '{old}'")
    if composed(new) in moments_of(scene) and composed(new) != composed(old):
        raise EditError(f"a shot or marker is called '{new}' already")
    splices = [replacing(scene.documents, (*mark.path[:2], "name"), f'"{composed(new)}"')]
    for used in _uses(scene, old):
        text = scene.documents.written(used.written)
        place = next(
            (n for n in range(1, len(text)) if composed(text[1 : n + 1]).strip() == composed(old)),
            len(text) - 2,
        )
        written = text[1 : place + 1]
        spaces = written[: len(written) - len(written.lstrip())]
        splices.append(
            replacing(scene.documents, used.written, f"{text[0]}{spaces}{composed(new)}{text[place + 1 :]}")
        )
    return Change(tuple(splices), frozenset())


def free_name(scene: Scene, wish: str = "marker") -> str:
    """Return a name that no shot or marker has: the wish, or that with a number."""
    taken = moments_of(scene)
    return next(name for number in range(1, len(taken) + 2) if (name := f"{wish}_{number}") not in taken)


def _uses(scene: Scene, name: str) -> Iterator[Mark]:
    """Yield all that is timed relative to a moment."""
    for lanes in Lanes().of(scene).values():
        for lane in lanes:
            for mark in lane.marks:
                relative = moment_in(scene.documents.written(mark.written))
                if relative is not None and relative[0] == composed(name):
                    yield mark


def _number(scene: Scene, name: str) -> int:
    for number, shot in enumerate(scene.shots):
        if shot.name == name:
            return number
    raise EditError(f"no shot is called '{name}'")


def _start(scene: Scene, name: str) -> Mark:
    _number(scene, name)
    return moment_marks(scene)[name]


def _after_tables(document: Document) -> int:
    """Return the byte after the line of the last marker of a file, or else of its last shot, or else the end of the
    file."""
    for table in ("marker", "shot"):
        ends = [span.end for path, span in document.tables.items() if path[:1] == (table,)]
        if ends:
            return _end_of_line(document.source, max(ends))
    return len(document.source)


def _end_of_line(source: bytes, place: int) -> int:
    if source[place - 1 : place] == b"\n":
        return place
    end = source.find(b"\n", place)
    return len(source) if end < 0 else end + 1
