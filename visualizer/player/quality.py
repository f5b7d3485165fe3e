"""Quality: what a picture of live play has, so that the film keeps its time.

With "auto", the resolution is lowered while drawing is too slow, a small step at a time. Where the lowest is not enough, what
costs most is left out (`FEATURES`), but from the next cut on only, as that would be seen as a jump. What is still too slow
drops frames: film time always follows the clock. What suited a shot is remembered for the next time that it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import NamedTuple

from visualizer.frame import Frame
from visualizer.output import DEFAULT_SAMPLES

QUALITIES = ("auto", "draft", "preview", "final")
SCALES = (1.0, 0.87, 0.75, 0.65, 0.57, 0.5, 0.43, 0.375)
"""Sizes of the picture as a factor of the window's, largest first. A step is a quarter of the pixels."""

FEATURES = ("mirror", "haze", "shadows")
"""What live play can leave out, in this order."""

FINAL_SAMPLES = DEFAULT_SAMPLES
"""Samples per frame of the quality "final"."""

_DRAFT = 0.5  # scale
_OVER = 1.1  # times the budget: above it the picture gets smaller
_UNDER = 0.9  # times the budget: it gets larger if the larger picture is expected to cost less than that
_SMOOTHING = 0.4  # weight of the newest measurement in the running mean
_HITCHES = 2  # slow pictures in a row before it gets smaller; a single one may be a shader that is compiled
_PATIENCE = 1.0  # seconds at a size before the picture may get larger
_EASIER = 0.8  # times the cost at which a larger picture has been too slow: below it, another try is worth it


@dataclass(frozen=True)
class Level:
    """What a shot is drawn with. step: index into SCALES. left_out: how many of FEATURES are left out.

    refused: mean seconds of a picture, at this step, when a larger one turned out to be too slow; None if none has.
    """

    step: int = 0
    left_out: int = 0
    refused: float | None = None


@dataclass(frozen=True)
class Pace:
    """The state of the quality "auto". Immutable; a function of the costs that were measured and of when.

    budget: seconds a picture may take. shot: name of the one on screen. level: what it is drawn with. cost: running mean of
    the seconds that a picture takes at that level, None before the first. slow: number of slow pictures in a row. changed:
    clock reading at the last change of step, seconds. smaller: mean cost before the last step to a larger picture, None if
    the last step was to a smaller one. wish: what of FEATURES to leave out from the next cut on, a number. levels: what
    other shots were drawn with last, by name.
    """

    budget: float
    shot: str = ""
    level: Level = Level()
    cost: float | None = None
    slow: int = 0
    changed: float = float("-inf")
    smaller: float | None = None
    wish: int = 0
    levels: Mapping[str, Level] = field(default_factory=dict)

    @property
    def scale(self) -> float:
        """The size to draw at, as a factor of the window's."""
        return SCALES[self.level.step]

    @property
    def without(self) -> tuple[str, ...]:
        """What of FEATURES to leave out."""
        return FEATURES[: self.level.left_out]

    def entered(self, shot: str, now: float) -> Pace:
        """Return the pace after a cut, or where a motion begins: there, a change of what is drawn is not seen as a jump.

        A shot that was shown before gets what it had last; another one goes on with what the last one had.
        """
        left = replace(self.level, left_out=self.wish)
        levels = {**self.levels, self.shot: left}
        level = levels.get(shot, replace(left, refused=None))
        return Pace(self.budget, shot, level, changed=now, wish=level.left_out, levels=levels)

    def measured(self, seconds: float, now: float) -> Pace:
        """Return the pace for the next picture. seconds: what the last took, at this level. now: clock reading, seconds."""
        cost = seconds if self.cost is None else self.cost + _SMOOTHING * (seconds - self.cost)
        pace = replace(self, cost=cost, slow=self.slow + 1 if seconds > _OVER * self.budget else 0)
        if pace.slow >= _HITCHES and cost > _OVER * self.budget:
            return pace._slower(now)
        if now - self.changed >= _PATIENCE and cost < self.budget:
            return pace._faster(cost, now)
        return pace

    def _slower(self, now: float) -> Pace:
        """Return the pace with a smaller picture; at the smallest, with one feature less from the next cut on."""
        step = self.level.step
        if step == len(SCALES) - 1:
            return replace(self, wish=min(self.level.left_out + 1, len(FEATURES)))
        # One that has just become larger goes back, and stays there unless pictures become cheaper.
        level = replace(self.level, step=step + 1, refused=self.smaller)
        return replace(self, level=level, cost=None, slow=0, changed=now, smaller=None)

    def _faster(self, cost: float, now: float) -> Pace:
        """Return the pace with a larger picture if that is expected to keep time; at full size, with a feature more."""
        step, refused = self.level.step, self.level.refused
        if step == 0:
            return replace(self, wish=max(self.level.left_out - 1, 0))
        # Assumed proportional to the number of pixels, which is the most that it can be.
        expected = cost * (SCALES[step - 1] / SCALES[step]) ** 2
        if expected > _UNDER * self.budget or (refused is not None and cost > _EASIER * refused):
            return replace(self, wish=self.level.left_out)
        level = replace(self.level, step=step - 1, refused=None)
        return replace(self, level=level, cost=None, slow=0, changed=now, smaller=cost)


def reduced(frame: Frame, without: tuple[str, ...]) -> Frame:
    """Return a frame without some of FEATURES."""
    if "mirror" in without:
        frame = replace(frame, mirror=None)
    if "haze" in without:
        frame = replace(frame, medium=replace(frame.medium, density=0.0))
    if "shadows" in without:
        frame = replace(frame, draws=tuple(replace(draw, shadow=False) for draw in frame.draws))
    return frame


class Setting(NamedTuple):
    """What to draw with. scale: of the window's size. samples: per frame. without: of FEATURES."""

    scale: float
    samples: int
    without: tuple[str, ...] = ()


def check_quality(quality: str) -> None:
    """Raise ValueError unless `quality` is one of QUALITIES."""
    if quality not in QUALITIES:
        raise ValueError(f"no quality is called '{quality}'; there are {', '.join(QUALITIES)}")


def budget(fps: Fraction | float) -> float:
    """Return the seconds that a frame of live play may take: those of one film frame, at 24 to 60 frames per second."""
    return 1.0 / min(max(float(fps), 24.0), 60.0)


def drawn_at(quality: str, pace: Pace, *, playing: bool, moving: bool) -> Setting:
    """Return what to draw with. playing: whether the film runs. moving: whether input moves the picture.

    A picture that stands may take longer. One that input moves has one sample, and with "auto" and "final" keeps its pace.
    Raises ValueError for an unknown quality.
    """
    check_quality(quality)
    live = Setting(pace.scale, 1, pace.without)
    match quality:
        case "auto":
            return live if playing or moving else Setting(1.0, 1)
        case "draft":
            return Setting(_DRAFT, 1)
        case "preview":
            return Setting(1.0, 1)
        case _:
            return live if moving else Setting(1.0, FINAL_SAMPLES)


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
