"""Quality: how large and how finely a live picture is drawn, so that the film keeps its time.

What gives way is the resolution, in steps; where that is not enough, frames; the clock never.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

QUALITIES = ("auto", "draft", "preview", "final")
SCALES = (1.0, 0.75, 0.5, 0.375)
"""Sizes of the picture as a share of the window's, largest first."""

FINAL_SAMPLES = 16

_OVER = 1.1  # of the budget: above it the picture shrinks
_UNDER = 0.75  # of the budget: it grows if the larger picture would stay below
_SMOOTHING = 0.4  # share of the newest measurement in the mean
_HITCHES = 2  # this many slow frames in a row count; a single one is a compiled shader or a busy machine
_PATIENCE = (1.0, 16.0)  # seconds before the picture may grow again, at first and at most
_REGRET = 3.0  # seconds after growing within which shrinking shows that it was a mistake


@dataclass(frozen=True)
class Pace:
    """budget: seconds a frame may take. step: index into SCALES. cost: mean seconds a frame takes at that step.

    slow: slow frames in a row. changed: clock reading of the last change. patience: see _PATIENCE.
    """

    budget: float
    step: int = 0
    cost: float | None = None
    slow: int = 0
    changed: float = float("-inf")
    grew: bool = False
    patience: float = _PATIENCE[0]

    @property
    def scale(self) -> float:
        """The size to draw at, as a share of the window's."""
        return SCALES[self.step]

    def measured(self, seconds: float, now: float) -> Pace:
        """Take in what the last frame cost, drawn at this pace's scale, and return the pace of the next."""
        cost = seconds if self.cost is None else self.cost + _SMOOTHING * (seconds - self.cost)
        slow = self.slow + 1 if seconds > _OVER * self.budget else 0
        pace = replace(self, cost=cost, slow=slow)
        if slow >= _HITCHES and cost > _OVER * self.budget and self.step < len(SCALES) - 1:
            return pace._shrunk(now)
        if (
            self.step > 0
            and now - self.changed >= self.patience
            and pace._expected(self.step - 1) < _UNDER * self.budget
        ):
            return replace(pace, step=self.step - 1, cost=None, slow=0, changed=now, grew=True)
        return pace

    def _expected(self, step: int) -> float:
        # Most of a frame's cost goes with its pixels.
        assert self.cost is not None
        return self.cost * (SCALES[step] / self.scale) ** 2

    def _shrunk(self, now: float) -> Pace:
        fitting = (step for step in range(self.step + 1, len(SCALES)) if self._expected(step) <= self.budget)
        step = next(fitting, len(SCALES) - 1)
        regret = self.grew and now - self.changed < _REGRET
        patience = min(self.patience * 2.0, _PATIENCE[1]) if regret else self.patience
        return Pace(self.budget, step, changed=now, patience=patience)


def budget(fps: Fraction | float) -> float:
    """Return the seconds that a frame of live play may take: the film's own rate, at most a common screen's."""
    return 1.0 / min(max(float(fps), 24.0), 60.0)


def drawn_at(quality: str, pace: Pace, still: bool) -> tuple[float, int]:
    """Return (scale, samples) to draw with. still: the picture stands, so that it may take its time.

    Raises ValueError for an unknown quality.
    """
    match quality:
        case "auto":
            return (1.0 if still else pace.scale), 1
        case "draft":
            return SCALES[2], 1
        case "preview":
            return 1.0, 1
        case "final":
            return 1.0, FINAL_SAMPLES
    raise ValueError(f"no quality is called '{quality}'; there are {', '.join(QUALITIES)}")


def picture_size(window: tuple[int, int], film: tuple[int, int], scale: float) -> tuple[int, int]:
    """Return the pixels to draw: the film's shape, as large as the window holds, times `scale`."""
    # Not of the letterbox's whole pixels: what is rounded twice is off by more than a pixel in the other direction.
    share = scale * min(window[0] / film[0], window[1] / film[1])
    return max(16, round(film[0] * share)), max(9, round(film[1] * share))


def letterbox(window: tuple[int, int], film: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return (x, y, width, height) of the largest box of the film's shape, centred in the window, pixels."""
    share = min(window[0] / film[0], window[1] / film[1])
    width, height = max(1, round(film[0] * share)), max(1, round(film[1] * share))
    return (window[0] - width) // 2, (window[1] - height) // 2, width, height
