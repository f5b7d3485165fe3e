"""Captions of a scene: checks of length and speed, their fonts, and characters that no font has."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from visualizer.scene.choices import choices
from visualizer.scene.model import (
    MAX_CAPTION_LINES,
    MAX_CAPTION_SPEED,
    MAX_CAPTION_WIDTH,
    CaptionModel,
    FilmModel,
)
from visualizer.scene.paths import Path
from visualizer.scene.problems import shown
from visualizer.scene.reading import Reading
from visualizer.text.breaking import broken
from visualizer.text.font_file import SUFFIXES, FontFile, font_file, shipped_font, shipped_fonts
from visualizer.text.fonts import FontError, needs_glyph, opened
from visualizer.text.layout import LEAST_SCALE, paragraphs_of, stacked_captions, usual_size
from visualizer.text.shaping import clusters_of, fonts_for, missing_clusters
from visualizer.text.system import font_named, named_fonts
from visualizer.timeline.frames import FrameGrid

_LONGEST_TEXT = 1000  # code points: what is longer is a mistake, and slow to break into lines
_NAMED = 3  # characters without a glyph that one warning names
_FONT_SUFFIXES = (*SUFFIXES, ".woff", ".woff2", ".pfb", ".dfont")
_ALLOWED_CONTROLS = "\t\n\r"


@dataclass(frozen=True)
class TimedCaption:
    """A caption of a film. start, end: seconds. font: what it is set in; the shipped font if None."""

    text: str
    start: float
    end: float
    font: FontFile | None = None


def check_captions(reading: Reading, models: Sequence[CaptionModel | None]) -> None:
    """Report captions that cannot be shown as they are, and warn of those that are too short on screen."""
    for number, model in enumerate(models):
        if model is not None:
            _check(reading, ("caption", number), model)


def timed_captions(
    reading: Reading, film: FilmModel, models: Sequence[CaptionModel | None]
) -> tuple[TimedCaption, ...]:
    """Return captions in order of start, with their fonts; those whose text is invalid are left out.

    Reports fonts that cannot be had. Warns of characters that no font has, of what does not fit into the picture, and
    of captions that no frame shows.
    """
    film_font = _font(reading, ("film", "font"), film.font) if film.font is not None else None
    found: list[tuple[int, TimedCaption]] = []
    for number, model in enumerate(models):
        if model is None or len(model.text) > _LONGEST_TEXT:
            continue
        path: Path = ("caption", number)
        font = _font(reading, (*path, "font"), model.font) if model.font is not None else film_font
        found.append((number, TimedCaption(model.text, float(model.start), float(model.end), font)))
        _warn_of_boxes(reading, (*path, "text"), model.text, font)
        _note_fonts(reading, model.text, font)
    found.sort(key=lambda entry: entry[1].start)
    _warn_of_the_unseen(reading, film, found)
    _warn_of_what_does_not_fit(reading, found, film.size)
    return tuple(caption for _, caption in found)


def reading_length(text: str) -> int:
    """Return how many characters a reader counts in a text: grapheme clusters, wide ones (UAX 11) as two."""
    return sum(2 if unicodedata.east_asian_width(c[0]) in "WF" else 1 for c in clusters_of(text))


def _check(reading: Reading, path: Path, caption: CaptionModel) -> None:
    text = caption.text
    if not any(map(needs_glyph, text)):
        reading.problem((*path, "text"), f"this is empty {shown(text)}")
        return
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in _ALLOWED_CONTROLS for c in text):
        reading.problem((*path, "text"), f"this holds characters that cannot be printed {shown(text)}")
        return
    lines = paragraphs_of(text)
    if len(lines) > MAX_CAPTION_LINES:
        reading.problem((*path, "text"), f"a caption has at most {MAX_CAPTION_LINES} lines, not {len(lines)}")
    if len(text) > _LONGEST_TEXT:
        reading.problem((*path, "text"), f"a caption has at most two lines, not {len(text)} characters")
        return
    if len(lines) == 1 and reading_length(lines[0]) > MAX_CAPTION_WIDTH:
        lines = broken(lines[0], MAX_CAPTION_LINES, reading_length)
    if (longest := max(map(reading_length, lines))) > MAX_CAPTION_WIDTH:
        reading.problem(
            (*path, "text"),
            f"a line of a caption has at most {MAX_CAPTION_WIDTH} characters, not {longest}",
        )
    seconds = caption.end - caption.start
    length = reading_length(text)
    if seconds <= 0.0:
        reading.problem((*path, "end"), f"a caption ends after it starts {shown(caption.end)}")
    elif length / seconds > MAX_CAPTION_SPEED:
        needed = length / MAX_CAPTION_SPEED
        reading.warning(
            (*path, "end"),
            f"caption too fast: {length} characters in {seconds:.1f} s "
            f"(limit {MAX_CAPTION_SPEED:g} per second; needs {needed:.1f} s)",
        )


def _font(reading: Reading, path: Path, name: str) -> FontFile | None:
    """Return the font that is named at a place of the scene: a file below that place's own folder, or a family."""
    if "/" in name or "\\" in name or name.lower().endswith(_FONT_SUFFIXES):
        return _font_of_file(reading, path, name)
    if (found := font_named(name)) is None:
        for shipped in shipped_fonts():
            if name.strip().casefold() == opened(shipped).family.casefold():
                return shipped
        reading.problem(
            path,
            f"no font of this machine is called {shown(name)[1:-1]}{choices(name, named_fonts())}",
        )
    return found


def _font_of_file(reading: Reading, path: Path, name: str) -> FontFile | None:
    folder = reading.file_of(path).parent
    target = folder / name
    try:
        inside = target.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # RuntimeError: links in a cycle, until Python 3.13
        inside = False
    if FilePath(name).is_absolute() or not inside:
        reading.problem(path, f"leaves the scene's folder; fonts must be below it {shown(name)}")
        return None
    reading.sources.note(target)
    try:
        file = font_file(target)
        opened(file)
    except FileNotFoundError:
        there = [p.relative_to(folder).as_posix() for p in sorted(target.parent.glob("*")) if _is_font(p)]
        text = "this is a folder" if target.is_dir() else f"there is no font file {shown(name)[1:-1]}"
        reading.problem(path, f"{text}{choices(name, there)}")
        return None
    except OSError as error:
        reading.problem(path, f"cannot read {shown(name)[1:-1]}: {error.strerror or error}")
        return None
    except FontError as error:
        reading.problem(path, f"{error} {shown(name)}")
        return None
    return file


def _is_font(path: FilePath) -> bool:
    return path.name.lower().endswith(SUFFIXES) and not path.is_dir()


def _note_fonts(reading: Reading, text: str, font: FontFile | None) -> None:
    """Make the fonts of the machine that a text is set in a part of what the scene is made from."""
    for file in {file for file in fonts_for(text, font or shipped_font()).values() if file is not None}:
        if file.content is None and file not in shipped_fonts():
            used = opened(file)
            reading.sources.note_machine(f"font {used.full_name}, {used.version}")


def _warn_of_boxes(reading: Reading, path: Path, text: str, font: FontFile | None) -> None:
    """Warn of the characters of a text that no font of this machine has."""
    missing = missing_clusters(text, font or shipped_font())
    if not missing:
        return
    named = ", ".join(map(character_name, missing[:_NAMED]))
    if len(missing) > _NAMED:
        named += f" and {len(missing) - _NAMED} more"
    boxes = "a box is drawn in its place" if len(missing) == 1 else "boxes are drawn in their place"
    reading.warning(path, f"no font of this machine has {named}; {boxes}")


def character_name(cluster: str) -> str:
    """Return a grapheme cluster as a message names it: itself, if it can be printed, and its code points."""
    points = " + ".join(f"U+{ord(c):04X} {unicodedata.name(c, '(no name)')}" for c in cluster)
    return f"'{cluster}' ({points})" if cluster.isprintable() else points


def _warn_of_the_unseen(
    reading: Reading, film: FilmModel, captions: Sequence[tuple[int, TimedCaption]]
) -> None:
    """Warn of captions that no frame of the film shows."""
    if reading.problems:
        return  # what is wrong may be the times themselves
    grid = FrameGrid.of(film.duration, film.fps)
    for number, caption in captions:
        if caption.end <= caption.start or grid.span(caption.start, caption.end):
            continue  # an error, or seen
        if caption.start >= grid.seconds:
            text = f"the film ends at {film.duration:g} s, so this caption is never seen"
        elif caption.end <= 0.0:
            text = f"this caption ends at {caption.end:g} s, before the film begins"
        else:
            text = f"no frame shows this caption: it ends at {caption.end:g} s, before the next frame"
        reading.warning(("caption", number, "start"), f"{text} {shown(caption.start)}")


def _warn_of_what_does_not_fit(
    reading: Reading, captions: Sequence[tuple[int, TimedCaption]], size: tuple[int, int]
) -> None:
    """Warn of captions whose letters must be very small for all that is shown with them to fit into the picture."""
    usual = usual_size(size)
    shown_now: list[TimedCaption] = []
    for number, caption in captions:
        if caption.end <= caption.start:
            continue
        shown_now = [*(other for other in shown_now if other.end > caption.start), caption]
        placed = stacked_captions(tuple((c.text, c.font or shipped_font(), 1.0) for c in shown_now), size)
        if (em := placed[-1].em) < LEAST_SCALE * usual:
            others = len(shown_now) - 1
            shown_with = f" with {others} shown at the same time" if others else ""
            reading.warning(
                ("caption", number, "text"),
                f"does not fit into {size[0]}x{size[1]} pixels{shown_with} at its usual size: "
                f"letters of {em:.1f} pixels instead of {usual:.1f}",
            )
