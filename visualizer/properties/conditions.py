"""Conditions that hold at every time for a whole track, or for several properties of one table.

`in_order` and `with_length` return the model that they are given, for a validator of that model, or raise a validation
error with the location of the property or keyframe at fault. `without_effect` finds properties that are set but have no
effect.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails

from visualizer.properties.values import problem
from visualizer.timeline.order import closest, shortest
from visualizer.timeline.track import Track

M = TypeVar("M", bound=BaseModel)

_SHORTEST = (
    1e-3  # of its longest keyframe: between keyframes, a direction that gets shorter passes through zero
)


def in_order(model: M, lower: str, upper: str, message: str, *, equal: bool = False) -> M:
    """Return a model whose property `upper`, metres, is above `lower` at every time.

    message: what is needed, as in "must be farther than near". equal: whether they may be equal.
    """
    above, below = _track(model, upper), _track(model, lower)
    time, gap = closest(below, above)
    if gap > 0.0 or (equal and gap == 0.0):
        return model
    values = f"{above.at(time):g} m, with {lower} at {below.at(time):g} m"
    if above.constant and below.constant:
        raise _refusal(model, (upper,), f"{message}, not {values}", above.at(time))
    keyed, name = (below, lower) if above.constant else (above, upper)
    number = max(0, bisect_right(keyed.times, time) - 1)
    text = f"{upper} {message} at every time: at {time:.4g} s it is {values}"
    raise _refusal(model, _key(keyed, name, number), text, keyed.keys[number].value)


def with_length(model: M, name: str) -> M:
    """Return a model whose property `name`, a direction, has a length at every time."""
    track = _track(model, name)
    time, length = shortest(track)
    longest = max(math.hypot(*key.value) for key in track.keys)
    if length > _SHORTEST * longest:
        return model
    number = max(0, bisect_right(track.times, time) - 1)
    text = "a direction has a length"
    if not track.constant:
        text = f"{text} at every time: at {time:.4g} s this has none; add a keyframe in between that leads around zero"
    raise _refusal(model, _key(track, name, number), text, list(track.keys[number].value))


def _track(model: BaseModel, name: str) -> Track[Any]:
    """Return a property over time; one that cannot be keyed is the same at every time."""
    value = getattr(model, name)
    return value if isinstance(value, Track) else Track.constant_of(value)


def _key(track: Track[Any], name: str, number: int) -> tuple[str | int, ...]:
    return (name,) if track.constant else (name, number)


Needs = tuple[tuple[tuple[str, ...], Callable[[Any], bool], str], ...]
"""Properties of a table, when they have an effect, and what they need for it."""


def without_effect(model: BaseModel, needs: Needs) -> Iterator[tuple[str, str]]:
    """Yield each property of a model that was set and has no effect, with what it needs to have one."""
    for names, works, needed in needs:
        if not works(model):
            yield from ((name, needed) for name in names if name in model.model_fields_set)


def ever(track: Track[float]) -> bool:
    """Return whether a number is other than 0 at any time."""
    return any(key.value != 0.0 for key in track.keys)


def _refusal(model: BaseModel, loc: tuple[str | int, ...], text: str, value: object) -> ValidationError:
    return ValidationError.from_exception_data(
        type(model).__name__, [InitErrorDetails(type=problem(text, value=value), loc=loc, input=value)]
    )
