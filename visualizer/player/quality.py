"""Quality: the resolution and the samples of live play.

With "auto", the resolution is lowered in steps while drawing is too slow; if the lowest is not enough, frames are
dropped. Film time always follows the clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from visualizer.output import DEFAULT_SAMPLES

QUALITIES = ("auto", "draft", "preview", "final")
SCALES = (1.0, 0.75, 0.5, 0.375)
"""Sizes of the picture as a factor of the window's, largest first."""

FINAL_SAMPLES = DEFAULT_SAMPLES
"""Samples per frame of the quality "final"."""

_OVER = 1.1  # times the budget: above it the picture gets smaller
_UNDER = 0.75  # times the budget: it gets larger if the larger picture is expected to cost less than that
_SMOOTHING = 0.4  # weight of the newest measurement in the running mean
_HITCHES = 2  # slow frames in a row before it gets smaller; a single one may be a shader that is compiled
_PATIENCE = (1.0, 16.0)  # seconds before the picture may get larger again, at first and at most
_REGRET = 3.0  # seconds: getting smaller this soon after getting larger doubles the patience


@dataclass(frozen=True)
class Pace:
    """The state of the quality "auto". Immutable.

    budget: seconds a frame may take. step: index into SCALES. cost: running mean of the seconds a frame takes at that
    step, None before the first. slow: number of slow frames in a row. changed: clock reading at the last change of step,
    seconds. grew: whether that change made the picture larger. patience: see _PATIENCE.
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
        """The size to draw at, as a factor of the window's."""
        return SCALES[self.step]

    def measured(self, seconds: float, now: float) -> Pace:
        """Return the pace for the next frame. seconds: what the last frame took, at this scale. now: clock reading, seconds."""
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
        # Assumed proportional to the number of pixels.
        assert self.cost is not None
        return self.cost * (SCALES[step] / self.scale) ** 2

    def _shrunk(self, now: float) -> Pace:
        fitting = (step for step in range(self.step + 1, len(SCALES)) if self._expected(step) <= self.budget)
        step = next(fitting, len(SCALES) - 1)
        regret = self.grew and now - self.changed < _REGRET
        patience = min(self.patience * 2.0, _PATIENCE[1]) if regret else self.patience
        return Pace(self.budget, step, changed=now, patience=patience)


def check_quality(quality: str) -> None:
    """Raise ValueError unless `quality` is one of QUALITIES."""
    if quality not in QUALITIES:
        raise ValueError(f"no quality is called '{quality}'; there are {', '.join(QUALITIES)}")


def budget(fps: Fraction | float) -> float:
    """Return the seconds that a frame of live play may take: those of one film frame, at 24 to 60 frames per second."""
    return 1.0 / min(max(float(fps), 24.0), 60.0)


def drawn_at(quality: str, pace: Pace, *, playing: bool, moving: bool) -> tuple[float, int]:
    """Return (scale, samples) to draw with. playing: whether the film runs. moving: whether input moves the picture.

    A picture that stands may take longer. One that input moves has one sample, and with "auto" and "final" keeps its pace.
    Raises ValueError for an unknown quality.
    """
    check_quality(quality)
    match quality:
        case "auto":
            return (pace.scale if playing or moving else 1.0), 1
        case "draft":
            return SCALES[2], 1
        case "preview":
            return 1.0, 1
        case _:
            return (pace.scale, 1) if moving else (1.0, FINAL_SAMPLES)


def picture_size(window: tuple[int, int], film: tuple[int, int], scale: float) -> tuple[int, int]:
    """Return (width, height) to draw, pixels: the largest size of the film's aspect ratio that fits the window, times `scale`."""
    # Computed from the exact ratio, not from `letterbox`: rounding twice would change the aspect ratio by more than a pixel.
    share = scale * min(window[0] / film[0], window[1] / film[1])
    return max(16, round(film[0] * share)), max(9, round(film[1] * share))


def letterbox(window: tuple[int, int], film: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return (x, y, width, height), pixels, of the largest box of the film's aspect ratio, centred in the window."""
    share = min(window[0] / film[0], window[1] / film[1])
    width, height = max(1, round(film[0] * share)), max(1, round(film[1] * share))
    return (window[0] - width) // 2, (window[1] - height) // 2, width, height
