"""The content of properties, of which a digest can be made."""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel

from visualizer.cache.digests import NoDigest
from visualizer.timeline.track import Track


def content_of(value: object) -> str:
    """Return properties as a text that is equal only for equal ones.

    value: a table of the scene file, a track, or a number, text, array, tuple or list, also of these. Raises NoDigest
    for anything else.
    """
    return repr(_plain(value))


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.str, value.tolist()
    if isinstance(value, Track):
        keys = [(key.time, _plain(key.value), key.ease) for key in value.keys]
        return value.kind, value.low, value.high, keys
    if isinstance(value, BaseModel):
        kind = type(value)
        given = [(name, _plain(getattr(value, name))) for name in kind.model_fields]
        return kind.__module__, kind.__qualname__, given
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    raise NoDigest(f"{type(value).__qualname__} is no content of a property")
