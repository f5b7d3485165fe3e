"""Times and shots as a user writes them, on the command line or in the library, and the frames that they select."""

from __future__ import annotations

import math
import re
import warnings
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from visualizer.errors import InputError, Notice
from visualizer.properties.values import moment_and_offset, moved
from visualizer.timeline.frames import FrameGrid

if TYPE_CHECKING:
    from visualizer.scene.film import Shot
    from visualizer.scene.scene import Scene

FORMS = "seconds, minutes:seconds, a timecode such as 00:01:23:12, a frame such as 120f, or the name of a shot or marker with an offset such as launch+0.5"
"""The ways to write a time, for messages."""

_CLOCK = re.compile(r"(?:([0-9]{1,6}):)?([0-9]{1,6}):([0-9]{1,2}(?:\.[0-9]*)?)")
_FRAME = re.compile(r"([0-9]{1,9})f")
_TIMECODE = re.compile(r"([0-9]{1,6}):([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,3})")


def moment_of(scene: Scene, given: float | str, grid: FrameGrid) -> float:
    """Return the film time, seconds, of a time in one of FORMS. grid: the frames that a timecode counts.

    Raises InputError for text in none of the forms, an unknown shot or marker, and a time outside the film.
    """
    time = _not_before(scene, given, grid)
    if time > max(scene.film.duration, grid.seconds):
        raise InputError(
            f"{_named(given, time)} is after the film's end: the film lasts {scene.film.duration:.10g} s"
        )
    return time


def is_moment(text: str) -> bool:
    """Return whether a text has one of FORMS. Whether the shot or marker exists, and the film is so long, is not
    checked."""
    if (number := _number(text)) is not None:
        return math.isfinite(number) and number >= 0.0
    if _CLOCK.fullmatch(text) or _TIMECODE.fullmatch(text) or _FRAME.fullmatch(text):
        return True
    try:
        moment_and_offset(text)
    except PydanticCustomError:
        return False
    return True


def frames_between(
    scene: Scene,
    grid: FrameGrid,
    start: float | str | None = None,
    end: float | str | None = None,
    shot: str | None = None,
    *,
    what: str,
) -> range:
    """Return the frames of a part of the film: within [start, end), and of one shot if it is named.

    `end` may lie beyond the film: the part ends with it. what: a verb for the message, such as "render".
    Raises InputError for a part without any frame, and as `moment_of` and `Scene.shot` do.
    """
    first = 0.0 if start is None else grid.settled(_not_before(scene, start, grid))
    last = grid.seconds if end is None else grid.settled(_not_before(scene, end, grid))
    frames = grid.span(first, last)
    if shot is not None:
        named = scene.shot(shot)
        own = scene.frames_of(named, grid)
        if not own:
            raise InputError(f"no frame shows the shot '{shot}': {_why(scene, named)}")
        frames = range(max(frames.start, own.start), min(frames.stop, own.stop))
    if not frames:
        span = f"from {first:.10g} s on" if end is None else f"from {first:.10g} s to {last:.10g} s"
        within = f" in the shot '{shot}'" if shot is not None else ""
        raise InputError(
            f"there is nothing to {what} {span}{within}: "
            f"the film lasts {scene.film.duration:.10g} s, {grid.count} frames"
        )
    if last > max(scene.film.duration, grid.seconds):
        text = f"the film ends at {scene.film.duration:.10g} s, before {_named(end or 0.0, last).rstrip(',')}"
        warnings.warn(Notice(f"{text}: there is nothing more to {what}"), stacklevel=3)
    return frames


def _not_before(scene: Scene, given: float | str, grid: FrameGrid) -> float:
    time = _seconds(scene, given, grid)
    if not math.isfinite(time):
        raise InputError(f"{given} is not a time")
    if time < 0.0:
        raise InputError(f"{_named(given, time)} is before the film's beginning")
    return time


def _named(given: float | str, time: float) -> str:
    if isinstance(given, str) and _number(given) is None:
        return f"'{given}', {time:.10g} s,"
    return f"{time:.10g} s"


def _why(scene: Scene, shot: Shot) -> str:
    if shot.start >= scene.film.duration:
        return f"it starts at {shot.start:.10g} s, and the film ends at {scene.film.duration:.10g} s"
    return f"it lasts from {shot.start:.10g} s to {shot.end:.10g} s, between two frames"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _seconds(scene: Scene, given: float | str, grid: FrameGrid) -> float:
    if not isinstance(given, str):
        return float(given)
    if (number := _number(given)) is not None:
        return number
    if match := _CLOCK.fullmatch(given):
        # Decimal arithmetic: the result is the float nearest to the written time.
        return float((Decimal(match[1] or 0) * 60 + Decimal(match[2])) * 60 + Decimal(match[3]))
    if match := _TIMECODE.fullmatch(given):
        try:
            return grid.time(grid.of_timecode(*(int(part) for part in match.groups())))
        except ValueError as error:
            raise InputError(f"'{given}' is not a timecode: {error}") from None
    if (match := _FRAME.fullmatch(given)) and not any(shot.name == given for shot in scene.shots):
        return grid.time(int(match[1]))
    try:
        name, offset = moment_and_offset(given)
    except PydanticCustomError:
        raise InputError(f"'{given}' is not a time; write {FORMS}") from None
    return moved(scene.moment(name), offset)


def moments_of(
    scene: Scene,
    *,
    every: float | None = None,
    start: float | str | None = None,
    end: float | str | None = None,
    shot: str | None = None,
) -> list[float]:
    """Return the times of the frames to show: the middle one of each shot, or one every `every` seconds.

    start, end: only frames whose time lies in [start, end), as in `moment_of`. No frame is shown twice.
    Raises InputError if there are none.
    """
    grid = scene.film.grid()
    frames = frames_between(scene, grid, start, end, shot, what="show")
    if every is None:
        parts = (scene.frames_of(one, grid) for one in scene.shots)
        within = (range(max(part.start, frames.start), min(part.stop, frames.stop)) for part in parts)
        chosen = [part[len(part) // 2] for part in within if part]
    else:
        low, high = grid.time(frames.start), grid.time(frames.stop)
        steps = range(math.ceil((high - low) / every))
        chosen = sorted({grid.first(grid.settled(low + step * every)) for step in steps} & set(frames))
    return [grid.time(frame) for frame in chosen]
