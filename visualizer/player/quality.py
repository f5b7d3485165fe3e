"""Quality: what a picture of live play has, so that the film keeps its time.

With "auto", a picture that takes too long gets cheaper a small step at a time: by resolution, or by what is drawn
coarsely (`SAVINGS`). Of the steps that are left, the one is taken that saves most of the time which the passes of this
shot were measured to take, for the least change of the picture. No step changes it more than one of resolution does, so
none is seen as a jump; several are taken at once only after the first picture and at cuts. What is still too slow drops
frames: film time always follows the clock. What suited a shot is remembered for the next time that it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import NamedTuple

from visualizer.frame import COARSE
from visualizer.output import DEFAULT_SAMPLES
from visualizer.renderer.detail import DetailChoice

QUALITIES = ("auto", "draft", "preview", "final")
QUALITIES_BY_COST = {
    "draft": "half of the size, one sample",
    "auto": "keeps time, refined while paused",
    "preview": "full size, one sample",
    "final": f"full size, {DEFAULT_SAMPLES} samples",
}
"""What each quality draws, the cheapest first."""
SHARES = (0.25, 0.375, 0.5, 0.75, 1.0)
"""Factors of the picture's width and height that the user can choose."""
SCALES = (1.0, 0.87, 0.75, 0.65, 0.57, 0.5, 0.43, 0.375)
"""Sizes of the picture as a factor of the window's, largest first. A step is a quarter of the pixels."""

FINAL_SAMPLES = DEFAULT_SAMPLES
"""Samples per frame of the quality "final"."""

_DRAFT = 0.5  # scale
_OVER = 1.1  # times the budget: above it the picture gets cheaper
_FAR_OVER = 2.0  # times the budget: above it each slow picture makes the next one cheaper
_UNDER = 0.9  # times the budget: it gets finer if the finer picture is expected to cost less than that
_SMOOTHING = 0.4  # weight of the newest measurement in the running mean
_HITCHES = 2  # slow pictures in a row before it gets cheaper; a single one may be a shader that is compiled
_PATIENCE = 1.0  # seconds at a level before the picture may get finer
_EASIER = 0.8  # times the cost at which a finer picture has been too slow: below it, another try is worth it


@dataclass(frozen=True)
class Saving:
    """A way to make pictures cheaper.

    passes: the passes that take less time by it; none for all. work: what they do at each step, as a share of the
    first, which is the finest. change: how much a step changes the picture, as a share of what a step of resolution
    does.
    """

    passes: tuple[str, ...]
    work: tuple[float, ...]
    change: float

    def seconds(self, cost: float, passes: Mapping[str, float]) -> float:
        """Return what the passes took of a picture. cost: of the picture. passes: of each pass of it, by name. All
        seconds."""
        return sum(passes.get(name, 0.0) for name in self.passes) if self.passes else cost


SAVINGS = {
    "resolution": Saving((), tuple(scale**2 for scale in SCALES), 1.0),
    "mirror": Saving(("mirror", "coarse_mirror"), (1.0, 0.5), 0.3),
    "haze": Saving(("haze", "coarse_haze"), (1.0, 0.3), 0.4),
}
"""By name: "resolution", and each of `COARSE`. Changes: means of FLIP, a step against the one before, over eight shots
of the shipped film at 0.375 of 1280x720. Shadows are not among them: a smaller shadow map changes the picture more than
a step of resolution does, and saves nothing where vertices are the bound."""


@dataclass(frozen=True)
class Level:
    """What a shot is drawn with. steps: for each of SAVINGS the step that it is at, 0 for the finest.

    refused: mean seconds of a picture, at these steps, when a finer one turned out to be too slow; None if none has.
    """

    steps: tuple[int, ...] = (0,) * len(SAVINGS)
    refused: float | None = None

    def moved(self, number: int, by: int, refused: float | None = None) -> Level:
        """Return the level with one of SAVINGS at another step."""
        steps = (*self.steps[:number], self.steps[number] + by, *self.steps[number + 1 :])
        return Level(steps, refused)


@dataclass(frozen=True)
class Pace:
    """The state of the quality "auto". Immutable; a function of the costs that were measured and of when.

    budget: seconds a picture may take. shot: name of the one on screen. level: what it is drawn with. cost: running
    mean of the seconds that a picture takes at that level, None before the first. slow: number of slow pictures in a
    row. changed: clock reading at the last change of level, seconds. coarser: the level before the last change if that
    was to a finer one, with its mean cost as `refused`; else None. passes: seconds of each pass of the last picture, by
    name. levels: what other shots were drawn with last, by name. fresh: whether no picture was measured yet.
    """

    budget: float
    shot: str = ""
    level: Level = Level()
    cost: float | None = None
    slow: int = 0
    changed: float = float("-inf")
    coarser: Level | None = None
    passes: Mapping[str, float] = field(default_factory=dict)
    levels: Mapping[str, Level] = field(default_factory=dict)
    fresh: bool = True

    @property
    def scale(self) -> float:
        """The size to draw at, as a factor of the window's."""
        return SCALES[self._step("resolution")]

    @property
    def coarse(self) -> frozenset[str]:
        """Which of `COARSE` to draw coarsely."""
        return frozenset(name for name in COARSE if self._step(name))

    def entered(self, shot: str, now: float) -> Pace:
        """Return the pace after a cut, where several steps at once are not seen as a jump.

        A shot that was shown before gets what it had last. Another one goes on as the last, or with what that should
        have had.
        """
        levels = {**self.levels, self.shot: self.level}
        going_on = self.level if self.cost is None else self._keeping_time(self.cost, self.passes)
        level = levels.get(shot, replace(going_on, refused=None))
        return Pace(self.budget, shot, level, changed=now, levels=levels, fresh=self.fresh)

    def measured(self, seconds: float, now: float, passes: Mapping[str, float] | None = None) -> Pace:
        """Return the pace for the next picture.

        seconds: what the last took, at this level. passes: what each pass of it took, seconds, by name, as far as it
        was measured. now: clock reading, seconds.
        """
        passes = passes or {}
        if self.fresh:  # the film has not begun to move
            return replace(self._at(self._keeping_time(seconds, passes), now), fresh=False)
        cost = seconds if self.cost is None else self.cost + _SMOOTHING * (seconds - self.cost)
        slow = self.slow + 1 if seconds > _OVER * self.budget else 0
        pace = replace(self, cost=cost, slow=slow, passes=passes)
        if pace.slow >= _HITCHES and cost > _OVER * self.budget:
            return pace._cheaper(cost, now)
        if now - self.changed >= _PATIENCE and cost < self.budget:
            return pace._finer(cost, now)
        return pace

    def _cheaper(self, cost: float, now: float) -> Pace:
        """Return the pace with the step that saves most for its change; the same if nothing is left to save."""
        if self.coarser is not None:  # goes back, and stays there unless pictures become cheaper
            return self._at(self.coarser, now)
        step = _best(self.level, cost, self.passes)
        if step is None:
            return self
        pace = self._at(self.level.moved(step.number, 1), now)
        # The next slow picture is enough where one step cannot be.
        return replace(pace, slow=_HITCHES - 1) if cost > _FAR_OVER * self.budget else pace

    def _keeping_time(self, cost: float, passes: Mapping[str, float]) -> Level:
        """Return the finest level that is expected to keep time, by what a picture and its passes took at the present
        one."""
        level = self.level
        while cost > _OVER * self.budget and (step := _best(level, cost, passes)) is not None:
            saving = list(SAVINGS.values())[step.number]
            passes = {
                name: seconds * (step.share if name in saving.passes or not saving.passes else 1.0)
                for name, seconds in passes.items()
            }
            level, cost = level.moved(step.number, 1), cost - step.saved
        return level

    def _finer(self, cost: float, now: float) -> Pace:
        """Return the pace with the finer step that adds least for its change, if that is expected to keep time."""
        refused = self.level.refused
        if refused is not None and cost > _EASIER * refused:
            return self
        found = []
        for number, saving in enumerate(SAVINGS.values()):
            step = self.level.steps[number]
            if step > 0:
                added = saving.seconds(cost, self.passes) * (saving.work[step - 1] / saving.work[step] - 1.0)
                if cost + added <= _UNDER * self.budget:
                    found.append((added / saving.change, number))
        if not found:
            return self
        pace = self._at(self.level.moved(min(found)[1], -1), now)
        return replace(pace, coarser=replace(self.level, refused=cost))

    def _at(self, level: Level, now: float) -> Pace:
        return replace(self, level=level, cost=None, slow=0, changed=now, coarser=None)

    def _step(self, name: str) -> int:
        return self.level.steps[list(SAVINGS).index(name)]


class _Step(NamedTuple):
    """A step of a saving. number: of the saving. saved: seconds. share: of the work of its passes that is left."""

    number: int
    saved: float
    share: float


def _best(level: Level, cost: float, passes: Mapping[str, float]) -> _Step | None:
    """Return the next step of the saving that saves most for its change, or None if none saves anything."""
    found: list[tuple[float, _Step]] = []
    for number, saving in enumerate(SAVINGS.values()):
        step = level.steps[number]
        if step + 1 < len(saving.work):
            share = saving.work[step + 1] / saving.work[step]
            saved = saving.seconds(cost, passes) * (1.0 - share)
            found.append((saved / saving.change, _Step(number, saved, share)))
    worth, best = max(found, default=(0.0, None))
    return best if worth > 0.0 else None


class Setting(NamedTuple):
    """What to draw with. scale: of the window's size. samples: per frame. coarse: as in `Frame`.

    refined: samples of the picture that is drawn after it, if nothing has changed.
    """

    scale: float
    samples: int
    coarse: frozenset[str] = frozenset()
    refined: int = 1


def check_quality(quality: str) -> None:
    """Raise ValueError unless `quality` is one of QUALITIES."""
    if quality not in QUALITIES:
        raise ValueError(f"no quality is called '{quality}'; there are {', '.join(QUALITIES)}")


def budget(fps: Fraction | float) -> float:
    """Return the seconds that a frame of live play may take: those of one film frame, at 24 to 60 frames per second."""
    return 1.0 / min(max(float(fps), 24.0), 60.0)


def detail_at(quality: str, choice: DetailChoice) -> DetailChoice:
    """Return the choice of the detail at a quality: "final" makes "auto" full."""
    return "full" if quality == "final" and choice == "auto" else choice


def drawn_at(quality: str, pace: Pace, *, playing: bool, moving: bool) -> Setting:
    """Return what to draw with. playing: whether the film runs. moving: whether input moves the picture.

    A picture that stands may take longer, and is refined with "auto" and "final". One that input moves has one sample,
    and with "auto" and "final" keeps its pace. Raises ValueError for an unknown quality.
    """
    check_quality(quality)
    live = Setting(pace.scale, 1, pace.coarse)
    standing = Setting(1.0, 1, refined=FINAL_SAMPLES)
    match quality:
        case "auto":
            return live if playing or moving else standing
        case "draft":
            return Setting(_DRAFT, 1)
        case "preview":
            return Setting(1.0, 1)
        case _:
            return live if moving else Setting(1.0, FINAL_SAMPLES) if playing else standing


def picture_size(window: tuple[int, int], film: tuple[int, int], scale: float) -> tuple[int, int]:
    """Return (width, height) to draw, pixels: the largest size of the film's aspect ratio that fits the window, times
    `scale`."""
    # Computed from the exact ratio, not from `letterbox`: rounding twice would change the aspect ratio by more than a
    # pixel.
    share = scale * min(window[0] / film[0], window[1] / film[1])
    return max(16, round(film[0] * share)), max(9, round(film[1] * share))


def letterbox(window: tuple[int, int], film: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return (x, y, width, height), pixels, of the largest box of the film's aspect ratio, centred in the window."""
    share = min(window[0] / film[0], window[1] / film[1])
    width, height = max(1, round(film[0] * share)), max(1, round(film[1] * share))
    return (window[0] - width) // 2, (window[1] - height) // 2, width, height
