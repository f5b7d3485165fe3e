"""Easing: how a value goes from one key to the next. Names are those of CSS and easings.net."""

import math
import re
from functools import lru_cache

from visualizer.timeline.css import Easing, css_easing, cubic_bezier

# Penner 2002, "Robert Penner's Programming Flash MX", chapter 7, and easings.net: back overshoots by 10%. In the in-out
# forms, back overshoots more, and elastic has a longer period, than in the in and out forms.
_BACK, _BACK_BOTH = 1.70158, 1.70158 * 1.525
_ELASTIC_PERIOD, _ELASTIC_PERIOD_BOTH = 0.3, 0.3 * 1.5


def _bounce_out(x: float) -> float:
    # Penner 2002: four parabolas of decreasing height.
    strength, width = 7.5625, 2.75
    if x < 1.0 / width:
        return strength * x * x
    if x < 2.0 / width:
        x -= 1.5 / width
        return strength * x * x + 0.75
    if x < 2.5 / width:
        x -= 2.25 / width
        return strength * x * x + 0.9375
    x -= 2.625 / width
    return strength * x * x + 0.984375


def _back_in(strength: float) -> Easing:
    return lambda x: (strength + 1.0) * x**3 - strength * x * x


def _elastic_in(period: float) -> Easing:
    def eased(x: float) -> float:
        if x in (0.0, 1.0):
            return x
        return -math.pow(2.0, 10.0 * x - 10.0) * math.sin((x - 1.0 - period / 4.0) * 2.0 * math.pi / period)

    return eased


_FAMILIES: dict[str, Easing] = {
    "sine": lambda x: 1.0 - math.cos(x * math.pi / 2.0),
    "quad": lambda x: x * x,
    "cubic": lambda x: x * x * x,
    "quart": lambda x: x**4,
    "quint": lambda x: x**5,
    "expo": lambda x: 0.0 if x == 0.0 else math.pow(2.0, 10.0 * x - 10.0),
    "circ": lambda x: 1.0 - math.sqrt(max(0.0, 1.0 - x * x)),
    "back": _back_in(_BACK),
    "elastic": _elastic_in(_ELASTIC_PERIOD),
    "bounce": lambda x: 1.0 - _bounce_out(1.0 - x),
}
_BOTH: dict[str, Easing] = {"back": _back_in(_BACK_BOTH), "elastic": _elastic_in(_ELASTIC_PERIOD_BOTH)}
"""Families whose in-out form has other constants than their in and out forms."""


def _out(ease_in: Easing) -> Easing:
    return lambda x: 1.0 - ease_in(1.0 - x)


def _in_out(ease_in: Easing) -> Easing:
    return lambda x: ease_in(2.0 * x) / 2.0 if x < 0.5 else 1.0 - ease_in(2.0 - 2.0 * x) / 2.0


EASINGS: dict[str, Easing] = {"linear": lambda x: x, "step": lambda x: 0.0 if x < 1.0 else 1.0}
"""Easings by name. Each maps 0 to 0 and 1 to 1."""
for _name, _family in _FAMILIES.items():
    EASINGS[f"in-{_name}"] = _family
    EASINGS[f"out-{_name}"] = _out(_family)
    EASINGS[f"in-out-{_name}"] = _in_out(_BOTH.get(_name, _family))
# CSS Easing Functions Level 2, sections 2.3 and 2.4: the keywords. A key's own value is shown at its own time, so
# step-start jumps right after it.
EASINGS["step-end"] = EASINGS["step"]
EASINGS["step-start"] = lambda x: 1.0 if x > 0.0 else 0.0
EASINGS["ease"] = cubic_bezier(0.25, 0.1, 0.25, 1.0)
EASINGS["ease-in"] = cubic_bezier(0.42, 0.0, 1.0, 1.0)
EASINGS["ease-out"] = cubic_bezier(0.0, 0.0, 0.58, 1.0)
EASINGS["ease-in-out"] = cubic_bezier(0.42, 0.0, 0.58, 1.0)

SMOOTH = "smooth"
"""A monotone cubic, which also depends on the neighbouring keyframes: not a function of the share of time alone."""


_EXTENT_SAMPLES = 2048


@lru_cache(maxsize=256)
def extent(text: str) -> tuple[float, float]:
    """Return the smallest and the largest share of the way that an easing reaches: 0 and 1 if it does not overshoot.

    Found by sampling; the error is less than 1e-5 of the way for every named easing. Raises ValueError as `easing`
    does.
    """
    if text == SMOOTH:
        return 0.0, 1.0
    eased = easing(text)
    shares = [eased(k / _EXTENT_SAMPLES) for k in range(_EXTENT_SAMPLES + 1)]
    return min(0.0, *shares), max(1.0, *shares)


@lru_cache(maxsize=256)
def easing(text: str) -> Easing:
    """Return the easing that `text` names. Raises UnknownEasing if it names none, ValueError if it is a function of CSS
    with wrong arguments.
    """
    if text == SMOOTH:
        return EASINGS["linear"]
    if text in EASINGS:
        return EASINGS[text]
    if (found := css_easing(text)) is not None:
        return found[0]
    raise UnknownEasing(text)


class UnknownEasing(ValueError):
    """No easing has this name. meant: the name that this program uses for it, if it is one of CSS, jQuery or
    easings.net."""

    def __init__(self, text: str) -> None:
        super().__init__(f"unknown easing '{text}'")
        words = re.sub(r"(?<=[a-z])(?=[A-Z])|[_\s]+", "-", text.strip()).lower()
        spellings = (words, words.removeprefix("ease-"))
        self.meant = next((one for one in spellings if one in EASINGS or one == SMOOTH), text)


def jumps(text: str) -> tuple[float, ...]:
    """Return the shares of time, 0..1, at which an easing jumps. Raises ValueError as `easing` does.

    A jump at 0 comes right after the key, which has its own value at its own time; one at 1 comes at the next key.
    """
    if text in ("step", "step-end"):
        return (1.0,)
    if text == "step-start":
        return (0.0,)
    easing(text)
    found = css_easing(text)
    return found[1] if found is not None else ()
