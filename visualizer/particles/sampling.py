"""Adaptive samples of functions of time: dense where a function bends, two samples at one time where it jumps.

A function is only known by its values, so a jump is what does not shrink when the interval about it is halved. Times at
which jumps and bends are expected are tried first, and are met exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SAME = 1e-6
"""s: times nearer than this are one. A step is taken so much early, so that a birth at the time of a step, however that
time was worked out, is after it."""

PROBES = (0.1873, 0.5, 0.7241)
"""Shares of an interval at which interpolation is held against the function: not even, so that no symmetry hides a bend."""

COARSE = 0.5
"""s: the longest interval of a function that may bend without a key."""
FEWEST, MOST_COARSE = 4, 1 << 13
"""Intervals that such a function begins with, for each span of time, and in all: in films of hours they are longer."""

_LEFT_OUT = 1e-4
"""s between pieces that is no pause between spans of births: a jump was left out there, or a way too steep to follow."""

_BLOCK = 256  # intervals refined together: bounds the memory
_FORETASTE = 32  # of so many intervals one is refined first
_SURELY = 1.5  # times the room: what these foretell to need more is refused


class TooManySamples(ValueError):
    """A function needs more samples than there is room for."""


class Source(Protocol):
    """What is sampled. sided: whether values depend on the interval that they are asked for."""

    sided: bool

    def at(self, times: Array, low: Array, high: Array) -> Array:
        """Return values (n, rows, 4) at times (n,) that lie in intervals low (n,) to high (n,), never looking beyond these."""
        ...

    def allowed(self, width: Array, first: Array, last: Array) -> Array:
        """Return by how much interpolation may be off, (n, rows, 4), in intervals with these widths and values at their ends."""
        ...


@dataclass(frozen=True, eq=False)
class Pieces:
    """Intervals low (n,) to high (n,) in order of time, s, and the values at their ends, (n, rows, 4) each."""

    low: Array
    high: Array
    first: Array
    last: Array

    def __getitem__(self, which: NDArray[np.bool_]) -> Pieces:
        return Pieces(self.low[which], self.high[which], self.first[which], self.last[which])


def samples(
    source: Source,
    spans: Sequence[tuple[float, float]],
    key_times: Sequence[float],
    *,
    keyed: bool,
    most: int,
) -> tuple[Array, Array]:
    """Return times (n,), ascending, two of them equal at a jump, and values (n, rows, 4) of a function.

    spans: of time, s, ascending, in which it is asked for. key_times: where it may jump or bend. keyed: it bends nowhere
    else but smoothly. most: samples there may be; raises TooManySamples for more. Between two samples the function is a
    straight line, within what `source.allowed` says. A jump stands `SAME` before its time.
    """
    low, high = _intervals(spans, key_times, keyed=keyed)
    found: list[Pieces] = []
    count = 0
    numbers = np.arange(len(low))
    early = numbers % _FORETASTE == 0
    for which in (numbers[early], numbers[~early]):
        for start in range(0, len(which), _BLOCK):
            some = which[start : start + _BLOCK]
            for pieces in _refined(source, low[some], high[some], key_times, most - count):
                found.append(pieces)
                count += len(pieces.low)
        # A few from all over the film first, so that what needs far too many is refused before it takes minutes.
        if len(low) > _BLOCK and count > _SURELY * most * len(which) / len(low):
            raise TooManySamples
    order = np.argsort(np.concatenate([p.low for p in found]), kind="stable")
    whole = Pieces(
        *(
            np.concatenate([getattr(p, name) for p in found])[order]
            for name in ("low", "high", "first", "last")
        )
    )
    times, values = _joined(source, whole)
    if len(times) > most:
        raise TooManySamples
    return times, values


def _intervals(
    spans: Sequence[tuple[float, float]], key_times: Sequence[float], *, keyed: bool
) -> tuple[Array, Array]:
    """Return the ends of the intervals to begin with. Before each key a moment is left out, in which it may jump."""
    keys = np.unique(np.asarray(key_times, dtype=np.float64))
    if len(keys):  # of times that are one the last: it is after all that happens at them
        keys = keys[np.append(np.diff(keys) > SAME, True)]
    coarse = max(COARSE, sum(end - start for start, end in spans) / MOST_COARSE)
    low, high = [], []
    for start, end in spans:
        inside = keys[(keys > start + 2.0 * SAME) & (keys < end - 2.0 * SAME)]
        at_start = keys[np.abs(keys - start) <= 2.0 * SAME]  # what begins with a step begins after it
        begin = max(start, float(at_start[-1])) if len(at_start) else start
        for a, b in zip(
            np.concatenate([[begin], inside]), np.concatenate([inside - SAME, [end]]), strict=True
        ):
            parts = 1 if keyed else max(int(np.ceil((b - a) / coarse)), FEWEST if b - a > 0.1 else 1)
            marks = np.linspace(a, b, parts + 1)
            low.append(marks[:-1])
            high.append(marks[1:])
    return np.concatenate(low), np.concatenate(high)


def _refined(
    source: Source, low: Array, high: Array, key_times: Sequence[float], room: int
) -> Iterator[Pieces]:
    """Yield pieces within which the function is a straight line, in no order; those that hold a jump are left out.

    Jumps come before their keys or right after them. So a piece that begins at a key and does not jump there is only steep.
    """
    active = _ends(source, low, high)
    count = 0
    while len(active.low):
        width = active.high - active.low
        within = np.concatenate([active.low + share * width for share in PROBES])
        wanted = source.at(within, np.tile(active.low, len(PROBES)), np.tile(active.high, len(PROBES)))
        wanted = wanted.reshape(len(PROBES), len(width), *wanted.shape[1:])
        allowed = source.allowed(width, active.first, active.last)
        straight = np.ones(len(width), bool)
        for share, value in zip(PROBES, wanted, strict=True):
            off = np.abs(value - (active.first + (active.last - active.first) * share))
            straight &= (off <= allowed).all(axis=(1, 2))
        wide = width > 2.0 * SAME
        narrow = np.flatnonzero(~straight & ~wide & np.isin(active.low, key_times))
        done = straight.copy()
        done[narrow] = _begins_evenly(source, active, narrow)
        yield _final(source, active[done])
        count += int(done.sum())
        bent = ~straight & wide
        if count + 2 * int(bent.sum()) > room:
            raise TooManySamples
        left, middle = active[bent], wanted[1][bent]
        at = left.low + 0.5 * (left.high - left.low)
        active = Pieces(
            np.concatenate([left.low, at]),
            np.concatenate([at, left.high]),
            np.concatenate([left.first, middle]),
            np.concatenate([middle, left.last]),
        )


def _begins_evenly(source: Source, pieces: Pieces, which: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return of which pieces most of what changes in them does not change at once at their beginning, (len(which),)."""
    if not len(which):
        return np.zeros(0, bool)
    low, high = pieces.low[which], pieces.high[which]
    begun = np.abs(source.at(low + 1e-3 * SAME, low, high) - pieces.first[which]).max(axis=(1, 2))
    even: NDArray[np.bool_] = begun < 0.5 * np.abs(pieces.last - pieces.first)[which].max(axis=(1, 2))
    return even


def _ends(source: Source, low: Array, high: Array) -> Pieces:
    """Return intervals with the function's values at their ends."""
    times = np.concatenate([low, high])
    if source.sided:
        both = source.at(times, np.tile(low, 2), np.tile(high, 2))
    else:
        once, back = np.unique(times, return_inverse=True)
        both = source.at(once, once, once)[back]
    return Pieces(low, high, both[: len(low)], both[len(low) :])


def _final(source: Source, pieces: Pieces) -> Pieces:
    """Return pieces with values at their ends that were found within them."""
    # What was found in a wider interval may have looked across a jump that this one ends at.
    return _ends(source, pieces.low, pieces.high) if source.sided and len(pieces.low) else pieces


def _joined(source: Source, pieces: Pieces) -> tuple[Array, Array]:
    """Return the samples of pieces: one where two meet, two where they do not."""
    before, after = pieces.last[:-1], pieces.first[1:]
    near = pieces.low[1:] - pieces.high[:-1] <= _LEFT_OUT
    allowed = source.allowed(np.ones(len(before)), before, before)
    meet = near & (np.abs(after - before) <= allowed).all(axis=(1, 2))
    begin, end = pieces.low.copy(), pieces.high
    jumps = near & ~meet
    begin[1:][jumps] = end[:-1][jumps]
    kept = np.stack([np.ones(len(begin), bool), np.append(~meet, True)], axis=1).ravel()
    times = np.stack([begin, end], axis=1).ravel()[kept]
    values = np.stack([pieces.first, pieces.last], axis=1).reshape(-1, *pieces.first.shape[1:])[kept]
    return times, values
