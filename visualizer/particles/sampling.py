"""Adaptive sampling of functions of time: dense where a function bends, with two samples at one time where it jumps.

A function is only known by its values, so a jump is recognised as a difference that does not shrink when the interval
around it is halved. Times at which jumps and bends are expected are ends of intervals from the start, and are met
exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SAME = 1e-6
"""s: times nearer to each other count as one. Steps are moved earlier by this, so that a birth at the time of a step is
after it in spite of rounding errors."""

PROBES = (0.1873, 0.5, 0.7241)
"""Shares of an interval at which interpolation is compared with the function: irregular, so that no symmetry hides a
bend."""

COARSE = 0.5
"""s: the longest interval of a function that may bend without a key."""
FEWEST, MOST_COARSE = 4, 1 << 13
"""Number of first intervals of such a function: at least for each span of time, and at most in all (in films of hours,
they are longer than COARSE)."""

_LEFT_OUT = 1e-4
"""s: a shorter gap between pieces is a jump or a steep part that was left out, not a pause between spans of births."""

_BLOCK = 256  # intervals that are refined together, which bounds the memory
_ESTIMATE_EVERY = 32  # one of so many intervals is refined first, to estimate the number of samples
_ESTIMATE_MARGIN = 1.5  # an estimate above this multiple of the allowed number is refused


class TooManySamples(ValueError):
    """A function needs more samples than are allowed."""


class Source(Protocol):
    """A function to sample. sided: whether its values depend on the interval for which they are computed."""

    sided: bool

    def at(self, times: Array, low: Array, high: Array) -> Array:
        """Return values (n, rows, 4) at times (n,), s, computed only from the intervals low (n,) to high (n,) that
        contain them."""
        ...

    def allowed(self, width: Array, first: Array, last: Array) -> Array:
        """Return the largest error of interpolation, (n, rows, 4), in intervals of these widths, s, and values at their
        ends."""
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

    spans: of time, s, ascending, to sample. key_times: times, s, at which it may jump or bend. keyed: elsewhere it is
    smooth. most: largest number of samples; raises TooManySamples for more. Linear interpolation between samples has at
    most the error that `source.allowed` returns. A jump is placed `SAME` before its time.
    """
    low, high = _intervals(spans, key_times, keyed=keyed)
    found: list[Pieces] = []
    count = 0
    numbers = np.arange(len(low))
    early = numbers % _ESTIMATE_EVERY == 0
    for which in (numbers[early], numbers[~early]):
        for start in range(0, len(which), _BLOCK):
            some = which[start : start + _BLOCK]
            for pieces in _refined(source, low[some], high[some], key_times, most - count):
                found.append(pieces)
                count += len(pieces.low)
        # Some intervals from the whole film come first, so that a function with far too many samples is refused at
        # once.
        if len(low) > _BLOCK and count > _ESTIMATE_MARGIN * most * len(which) / len(low):
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
    """Return the ends of the first intervals. They leave out `SAME` before each key, where the function may jump."""
    keys = np.unique(np.asarray(key_times, dtype=np.float64))
    if len(keys):  # of keys nearer than SAME, the last: it comes after all their jumps
        keys = keys[np.append(np.diff(keys) > SAME, True)]
    coarse = max(COARSE, sum(end - start for start, end in spans) / MOST_COARSE)
    low, high = [], []
    for start, end in spans:
        inside = keys[(keys > start + 2.0 * SAME) & (keys < end - 2.0 * SAME)]
        at_start = keys[np.abs(keys - start) <= 2.0 * SAME]  # a span that begins with a step begins after it
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
    """Yield pieces within which the function is linear, in no order; pieces that contain a jump are left out.

    Jumps come just before a key or right after it, so a narrow piece that begins at a key and does not jump there is
    only steep. room: largest number of pieces; raises TooManySamples for more.
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
    """Return for each of the pieces `which` whether less than half of its change happens at its very start,
    (len(which),)."""
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
    """Return pieces with values at their ends that are computed from these pieces only."""
    # Values that were computed for a wider interval may include a jump at the end of this one.
    return _ends(source, pieces.low, pieces.high) if source.sided and len(pieces.low) else pieces


def _joined(source: Source, pieces: Pieces) -> tuple[Array, Array]:
    """Return the samples of pieces: one where the values of two neighbours agree, two where they do not."""
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
