"""Keyframes: changes of what has times, as splices of a scene's text: move, scale, copy, paste, delete, ease, set.

Each function is given the scene before the change, and returns a `Change`. What is relative to a moment that is moved
moves with it, as it is written so. A time that is moved stays written as it was: in seconds, or relative to the same
moment.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from visualizer.editor.lanes import Mark
from visualizer.editor.written_times import (
    MILLISECOND,
    exact,
    moment_in,
    moments_of,
    number_text,
    relative_text,
    rewritten_time,
)
from visualizer.scene.aim import Aim
from visualizer.scene.document import Document, EditError, toml_of
from visualizer.scene.documents import Documents
from visualizer.scene.order import dependencies_first
from visualizer.scene.paths import Path, dotted
from visualizer.scene.scene import Scene
from visualizer.scene.splices import (
    Splice,
    exchanging,
    inserting,
    item_count,
    pairing,
    removing,
    replacing,
    spliced,
)
from visualizer.timeline.track import Track

SHORTEST = MILLISECOND
"""s: two keyframes of one property are at least so far from each other."""


@dataclass(frozen=True)
class Change:
    """Splices of a scene's text. marks: what was changed, as it is named afterwards."""

    splices: tuple[Splice, ...]
    marks: frozenset[Mark]

    def __call__(self, documents: Documents) -> Documents:
        """Return documents with the change. Raises EditError as `spliced` does."""
        return spliced(documents, self.splices)


@dataclass(frozen=True)
class Copied:
    """A keyframe that was copied. path: of its property. after: time since the first one of all that were copied, s.

    text: of the whole keyframe, as TOML. relative: whether its time was written relative to a moment.
    """

    path: Path
    after: Decimal
    text: str
    relative: bool


# Times


def time_of(scene: Scene, mark: Mark) -> Decimal:
    """Return when something is, s. Raises EditError for what the scene does not have."""
    value = value_at(scene, mark.path)
    if mark.number is None and isinstance(value, float | int):
        return exact(value)
    if isinstance(value, Track) and mark.number is not None and mark.number < len(value.keys):
        return exact(value.times[mark.number])
    raise EditError(f"{dotted(mark.written)} is not in the scene")


def moved(scene: Scene, marks: Iterable[Mark], by: Decimal) -> Change:
    """Return the change that moves marks in time. by: s."""
    return retimed(scene, {mark: time_of(scene, mark) + by for mark in marks})


def scaled(scene: Scene, marks: Iterable[Mark], about: Decimal, factor: float) -> Change:
    """Return the change that scales times about another one, s, to the millisecond. A negative factor reverses their
    order."""
    times = {}
    for mark in marks:
        distance = float(time_of(scene, mark) - about) * factor
        times[mark] = (about + exact(distance)).quantize(MILLISECOND)
    return retimed(scene, times)


def retimed(scene: Scene, times: Mapping[Mark, Decimal]) -> Change:
    """Return the change that gives marks other times, s. A list whose order changes is written in the new order.

    Raises EditError if two keyframes of one property would be at one time, or a time is not written in a form that can
    be changed.
    """
    documents = scene.documents
    moments = _moments_after(scene, times)
    texts: dict[Mark, str] = {}
    for mark, time in times.items():
        written = documents.written(mark.written)
        texts[mark] = rewritten_time(written, time, moments)
    splices: list[Splice] = []
    marks: set[Mark] = {mark for mark in times if mark.number is None}
    for path in dict.fromkeys(mark.path for mark in times):
        own = {
            mark.number: text for mark, text in texts.items() if mark.path == path and mark.number is not None
        }
        if not own:
            continue
        order = _order(scene, path, {number: times[Mark(path, number)] for number in own})
        if order == list(range(len(order))):
            splices += [
                replacing(documents, (*path, number, "t"), text)
                for number, text in own.items()
                if text != documents.written((*path, number, "t"))
            ]
        else:
            items = {number: _item_text(documents, (*path, number), text) for number, text in own.items()}
            splices += exchanging(documents, path, order, items)
        marks |= {Mark(path, place) for place, number in enumerate(order) if number in own}
    splices += [
        replacing(documents, mark.path, text)
        for mark, text in texts.items()
        if mark.number is None and text != documents.written(mark.path)
    ]
    return Change(tuple(splices), frozenset(marks))


def _order(scene: Scene, path: Path, times: Mapping[int, Decimal]) -> list[int]:
    """Return the numbers of a property's keyframes in the order of their times, some of which are others than in the
    scene."""
    track = value_at(scene, path)
    after = {number: times.get(number, exact(time)) for number, time in enumerate(track.times)}
    order = sorted(after, key=lambda number: after[number])
    for one, other in itertools.pairwise(order):
        if after[other] - after[one] < SHORTEST and (one in times or other in times):
            raise EditError(f"{dotted(path)}: two keyframes would be at {float(after[one]):g} s")
    return order


def _item_text(documents: Documents, path: Path, time: str) -> str:
    """Return the text of a keyframe with another time."""
    document, own = _found(documents, path)
    whole, part = document.values[own], document.values[*own, "t"]
    source = document.source
    return (source[whole.start : part.start] + time.encode() + source[part.end : whole.end]).decode()


def _moments_after(scene: Scene, times: Mapping[Mark, Decimal]) -> dict[str, float]:
    """Return when each moment is, s, if marks have other times, of which some may be those of moments."""
    before = moments_of(scene)
    places = moment_marks(scene)
    given = {name: float(times[mark]) for name, mark in places.items() if mark in times}
    if not given:
        return before
    written = {name: moment_in(scene.documents.written(mark.path)) for name, mark in places.items()}
    after: dict[str, float] = {}
    for name in dependencies_first({name: None if one is None else one[0] for name, one in written.items()}):
        relative = written[name]
        if name in given:
            after[name] = given[name]
        elif relative is not None and relative[0] in after:
            after[name] = float(exact(after[relative[0]]) + relative[1])
        else:
            after[name] = before[name]
    return after


def moment_marks(scene: Scene) -> dict[str, Mark]:
    """Return where the times of shots and markers are written, by their names."""
    found = {}
    for path, model in scene.tables.items():
        if path[0] in ("shot", "marker"):
            found[model.name] = Mark((*path, "start" if path[0] == "shot" else "time"))
    return found


# Keyframes


def deleted(scene: Scene, marks: Iterable[Mark]) -> Change:
    """Return the change that deletes keyframes. A property that loses all of them keeps the value of the first.

    Raises EditError for what is a time and no keyframe.
    """
    documents = scene.documents
    splices: list[Splice] = []
    for path, numbers in _by_path(marks).items():
        if len(numbers) == item_count(documents, path):
            splices.append(replacing(documents, path, documents.written((*path, min(numbers), "v"))))
        else:
            splices += removing(documents, path, numbers)
    return Change(tuple(splices), frozenset())


def eased(scene: Scene, marks: Iterable[Mark], ease: str) -> Change:
    """Return the change that gives keyframes an easing, to the next keyframe of each."""
    documents, known = scene.documents, frozenset(marks)
    splices: list[Splice] = []
    for path, numbers in _by_path(known).items():
        for number in numbers:
            place: Path = (*path, number)
            if ease == "linear" and not _has(documents, (*place, "ease")):
                continue
            splices += pairing(documents, place, "ease", toml_of(ease))
    return Change(tuple(splices), known)


def valued(scene: Scene, values: Mapping[Mark, object]) -> Change:
    """Return the change that gives keyframes other values: numbers, lists, texts. Of a list, only the items that differ
    are written."""
    documents = scene.documents
    splices: list[Splice] = []
    for mark, value in values.items():
        if mark.number is None:
            raise EditError(f"{dotted(mark.path)} is a time, and no keyframe")
        place: Path = (*mark.path, mark.number, "v")
        splices += _value(documents, place, value)
    return Change(tuple(splices), frozenset(values))


def _value(documents: Documents, path: Path, value: object) -> list[Splice]:
    """Return the splices that write a value, each number of a list by itself if a list of that length is written."""
    old = _parsed(documents.written(path))
    if isinstance(value, list | tuple) and isinstance(old, list) and len(old) == len(value):
        return [
            replacing(documents, (*path, place), _text_like(documents.written((*path, place)), item))
            for place, item in enumerate(value)
            if old[place] != item
        ]
    return [] if old == value else [replacing(documents, path, _text_like(documents.written(path), value))]


def _text_like(written: str, value: object) -> str:
    """Return a value as TOML; a number as a whole one only if that was written as one."""
    if isinstance(value, float):
        return number_text(exact(value), whole=written.lstrip("+-").isdecimal())
    return toml_of(list(value) if isinstance(value, tuple) else value)


def added(scene: Scene, path: Path, time: Decimal, value: object, ease: str = "linear") -> Change:
    """Return the change that sets a keyframe: one more, or the value of the one that is at that time.

    A property that is written as one value gets two keyframes, if the scene begins before that time; else one.
    """
    documents = scene.documents
    track = value_at(scene, path)
    text = _key_text(scene, path, time, toml_of(value), ease)
    if not _has(documents, (*path, 0, "t")):
        first = "" if time <= 0 else f"{{ t = 0.0, v = {documents.written(path)} }}, "
        marks = frozenset({Mark(path, 1 if first else 0)})
        return Change((replacing(documents, path, f"[{first}{text}]"),), marks)
    number = _place(track, time)
    if number < len(track.times) and abs(exact(track.times[number]) - time) < SHORTEST:
        return valued(scene, {Mark(path, number): value})
    return Change(tuple(inserting(documents, path, number, [text])), frozenset({Mark(path, number)}))


def _key_text(scene: Scene, path: Path, time: Decimal, value: str, ease: str) -> str:
    """Return a new keyframe as TOML: its time is relative to the shot on screen if most times of the property are
    relative."""
    count = item_count(scene.documents, path) if _has(scene.documents, (*path, 0, "t")) else 0
    relative = sum(
        moment_in(scene.documents.written((*path, number, "t"))) is not None for number in range(count)
    )
    written = _time_text(scene, time, relative=2 * relative > count)
    ending = "" if ease == "linear" else f", ease = {toml_of(ease)}"
    return f"{{ t = {written}, v = {value}{ending} }}"


def _time_text(scene: Scene, time: Decimal, *, relative: bool) -> str:
    """Return a time as TOML. relative: to the shot on screen, if there is one."""
    shot = scene.shot_at(float(time))
    if relative and exact(shot.start) <= time:
        return relative_text(shot.name, time - exact(shot.start))
    return number_text(time)


def _place(track: Track[Any], time: Decimal) -> int:
    """Return the number of the keyframe before which one at a time belongs, or that of the one that is there."""
    return next(
        (number for number, one in enumerate(track.times) if exact(one) > time - SHORTEST), len(track.times)
    )


# The clipboard


def copied(scene: Scene, marks: Iterable[Mark]) -> tuple[Copied, ...]:
    """Return keyframes as they are written, in the order of their times."""
    documents = scene.documents
    found = [(time_of(scene, mark), mark) for mark in marks if mark.number is not None]
    keys = sorted(found, key=lambda one: one[0])
    return tuple(
        Copied(
            mark.path,
            time - keys[0][0],
            documents.written((*mark.path, int(mark.number or 0))),
            moment_in(documents.written(mark.written)) is not None,
        )
        for time, mark in keys
    )


def pasted(scene: Scene, keys: Sequence[Copied], time: Decimal, path: Path | None = None) -> Change:
    """Return the change that adds copied keyframes, the first of them at a time, s. A keyframe that is at such a time
    is replaced.

    path: of the property that gets them, if they are all of one property; None for those that they were copied from.
    """
    documents = scene.documents
    targets = {key.path for key in keys}
    if path is not None and len(targets) == 1:
        keys = [Copied(path, key.after, key.text, key.relative) for key in keys]
    splices: list[Splice] = []
    marks: set[Mark] = set()
    for target in dict.fromkeys(key.path for key in keys):
        track = value_at(scene, target)
        own = [key for key in keys if key.path == target]
        texts = [_pasted_text(scene, key, time + key.after) for key in own]
        if not _has(documents, (*target, 0, "t")):
            splices.append(replacing(documents, target, f"[{', '.join(texts)}]"))
            marks |= {Mark(target, number) for number in range(len(own))}
            continue
        before: dict[int, list[str]] = {}
        shift = 0
        for key, text in zip(own, texts, strict=True):
            at = time + key.after
            number = _place(track, at)
            marks.add(Mark(target, number + shift))
            if number < len(track.times) and abs(exact(track.times[number]) - at) < SHORTEST:
                splices.append(replacing(documents, (*target, number), text))
            else:
                before.setdefault(number, []).append(text)
                shift += 1
        for number, added_texts in before.items():
            splices += inserting(documents, target, number, added_texts)
    return Change(tuple(splices), frozenset(marks))


def _pasted_text(scene: Scene, key: Copied, time: Decimal) -> str:
    document = Document(scene.path, f"v = {key.text}".encode())
    span = document.values["v", "t"]
    text = _time_text(scene, time, relative=key.relative)
    return (document.source[4 : span.start] + text.encode() + document.source[span.end :]).decode()


# Reading


def value_at(scene: Scene, path: Path) -> Any:
    """Return the value or the track of a property. Raises EditError if the scene has none there."""
    for length in range(len(path), 0, -1):
        if path[:length] in scene.tables:
            value: Any = scene.tables[path[:length]]
            break
    else:
        raise EditError(f"{dotted(path)} is not in the scene")
    for step in path[length:]:
        try:
            value = value[step] if isinstance(step, int) else getattr(value, step, None)
        except (LookupError, TypeError):
            value = None
        if value is None:
            raise EditError(f"{dotted(path)} is not in the scene")
    return value.track if isinstance(value, Aim) else value


def _by_path(marks: Iterable[Mark]) -> dict[Path, list[int]]:
    found: dict[Path, list[int]] = {}
    for mark in sorted(marks, key=lambda one: (str(one.path), one.number or 0)):
        if mark.number is None:
            raise EditError(f"{dotted(mark.path)} is a time, and no keyframe")
        found.setdefault(mark.path, []).append(mark.number)
    return found


def _has(documents: Documents, path: Path) -> bool:
    found = documents.find(path)
    return found is not None and found[1] in found[0].values


def _found(documents: Documents, path: Path) -> tuple[Document, Path]:
    found = documents.find(path)
    if found is None or found[1] not in found[0].values:
        raise EditError(f"{dotted(path)} is not in the scene's files")
    return found


def _parsed(text: str) -> Any:
    (value,) = tomllib.loads(f"v = {text}").values()
    return value
