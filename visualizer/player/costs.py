"""Costs: what the last picture took, by pass and by emitter, beside what a frame may take. Needs no OpenGL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_MOST = 9  # passes, and emitters, that are named; the others are one row


@dataclass(frozen=True)
class Cost:
    """seconds: None if it was not measured. count: of particles, None for passes."""

    name: str
    seconds: float | None
    count: int | None = None


@dataclass(frozen=True)
class Costs:
    """budget: seconds a frame may take. passes, emitters: the dearest first, small ones in one row. counts: (name,
    value) of others.

    samples: that the times are of.
    """

    budget: float
    passes: tuple[Cost, ...]
    emitters: tuple[Cost, ...]
    counts: tuple[tuple[str, str], ...]
    samples: int = 1

    @property
    def total(self) -> float:
        """Seconds of all passes of a sample."""
        return sum(one.seconds or 0.0 for one in self.passes)


def costs_of(
    passes: Mapping[str, float],
    particles: Mapping[str, int],
    emitters: Mapping[str, float],
    counts: Sequence[tuple[str, str]],
    *,
    budget: float,
    samples: int,
) -> Costs:
    """Return the costs of a picture.

    passes: seconds of all samples, by name. particles: that are alive, by emitter. emitters: seconds of each alone, as
    far as it was measured. samples: of the picture; the times are divided by it.
    """
    found = sorted(
        (Cost(name, seconds / samples) for name, seconds in passes.items()), key=_seconds, reverse=True
    )
    alive = [Cost(name, emitters.get(name), count) for name, count in particles.items() if count]
    alive.sort(key=lambda one: (_seconds(one), one.count or 0), reverse=True)
    return Costs(budget, _few(found), _few(alive), tuple(counts), samples)


def milliseconds(seconds: float | None) -> str:
    """Return a time as the overlay shows it; a dash for one that was not measured."""
    return (
        "-" if seconds is None else f"{1e3 * seconds:.2f} ms" if seconds < 0.01 else f"{1e3 * seconds:.1f} ms"
    )


def bytes_text(count: int) -> str:
    """Return a number of bytes as MiB."""
    return f"{count / (1 << 20):,.1f} MiB"


def _seconds(cost: Cost) -> float:
    return cost.seconds or 0.0


def _few(costs: Sequence[Cost]) -> tuple[Cost, ...]:
    """Return the first ones, and the rest as one row."""
    if len(costs) <= _MOST:
        return tuple(costs)
    rest = costs[_MOST - 1 :]
    measured = [one.seconds for one in rest if one.seconds is not None]
    count = sum(one.count or 0 for one in rest) if rest[0].count is not None else None
    return (*costs[: _MOST - 1], Cost(f"{len(rest)} others", sum(measured) if measured else None, count))
