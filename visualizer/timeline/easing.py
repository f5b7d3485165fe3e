"""Easing: how a value goes from one key to the next. Names are those of CSS and easings.net."""

import math
from collections.abc import Callable
from functools import lru_cache

Easing = Callable[[float], float]
"""Maps the share of time between two keys, 0..1, to the share of the way; 0 to 0 and 1 to 1."""

_BACK = 1.70158  # overshoot of 10% (Penner 2002)
_ELASTIC_PERIOD = 0.3
_BEZIER_ERROR = 1e-15  # share of x: a few units in the last place
_BEZIER_STEPS = 100  # an upright tangent makes Newton slow: a third closer a step


def _bounce_out(x: float) -> float:
    # Penner 2002: four parabolas of falling height.
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


def _elastic_in(x: float) -> float:
    if x in (0.0, 1.0):
        return x
    return -math.pow(2.0, 10.0 * x - 10.0) * math.sin(
        (x - 1.0 - _ELASTIC_PERIOD / 4.0) * 2.0 * math.pi / _ELASTIC_PERIOD
    )


_FAMILIES: dict[str, Easing] = {
    "sine": lambda x: 1.0 - math.cos(x * math.pi / 2.0),
    "quad": lambda x: x * x,
    "cubic": lambda x: x * x * x,
    "quart": lambda x: x**4,
    "quint": lambda x: x**5,
    "expo": lambda x: 0.0 if x == 0.0 else math.pow(2.0, 10.0 * x - 10.0),
    "circ": lambda x: 1.0 - math.sqrt(max(0.0, 1.0 - x * x)),
    "back": lambda x: (_BACK + 1.0) * x**3 - _BACK * x * x,
    "elastic": _elastic_in,
    "bounce": lambda x: 1.0 - _bounce_out(1.0 - x),
}


def _out(ease_in: Easing) -> Easing:
    return lambda x: 1.0 - ease_in(1.0 - x)


def _in_out(ease_in: Easing) -> Easing:
    return lambda x: ease_in(2.0 * x) / 2.0 if x < 0.5 else 1.0 - ease_in(2.0 - 2.0 * x) / 2.0


def cubic_bezier(x1: float, y1: float, x2: float, y2: float) -> Easing:
    """Return the easing of CSS Easing Functions Level 1, section 2.2. x1 and x2 lie in 0..1.

    Solved as closely as floats allow, also where the curve begins or ends upright.
    """
    rising = _bezier_half(x1, y1, x2, y2)
    # From the other end the curve is one of the same family; near 1 it keeps digits that 1 - x would lose.
    falling = _bezier_half(1.0 - x2, 1.0 - y2, 1.0 - x1, 1.0 - y1)

    def eased(x: float) -> float:
        if x <= 0.0 or x >= 1.0:
            return min(max(x, 0.0), 1.0)
        return rising(x) if x <= 0.5 else 1.0 - falling(1.0 - x)

    return eased


def _bezier_half(x1: float, y1: float, x2: float, y2: float) -> Easing:
    """Return a bezier easing that is exact in its first half: Newton's method within a bracket."""
    cx, cy = 3.0 * x1, 3.0 * y1
    bx, by = 3.0 * (x2 - x1) - cx, 3.0 * (y2 - y1) - cy
    ax, ay = 1.0 - cx - bx, 1.0 - cy - by

    def eased(x: float) -> float:
        low, high, s = 0.0, 1.0, x
        for _ in range(_BEZIER_STEPS):
            error = ((ax * s + bx) * s + cx) * s - x
            if abs(error) <= _BEZIER_ERROR * x:
                break
            if error > 0.0:
                high = s
            else:
                low = s
            slope = (3.0 * ax * s + 2.0 * bx) * s + cx
            newton = s - error / slope if slope > 0.0 else -1.0
            following = newton if low < newton < high else (low + high) / 2.0
            if following == s:
                break
            s = following
        return ((ay * s + by) * s + cy) * s

    return eased


EASINGS: dict[str, Easing] = {"linear": lambda x: x, "step": lambda x: 0.0 if x < 1.0 else 1.0}
for _name, _family in _FAMILIES.items():
    EASINGS[f"in-{_name}"] = _family
    EASINGS[f"out-{_name}"] = _out(_family)
    EASINGS[f"in-out-{_name}"] = _in_out(_family)
# CSS Easing Functions Level 1, section 2.2: the keywords.
EASINGS["ease"] = cubic_bezier(0.25, 0.1, 0.25, 1.0)
EASINGS["ease-in"] = cubic_bezier(0.42, 0.0, 1.0, 1.0)
EASINGS["ease-out"] = cubic_bezier(0.0, 0.0, 0.58, 1.0)
EASINGS["ease-in-out"] = cubic_bezier(0.42, 0.0, 0.58, 1.0)

SMOOTH = "smooth"
"""Not a function of the share alone: a monotone cubic through the keys on both sides."""


FARTHEST = 1000.0
"""How far a cubic-bezier may overshoot, in widths of the step: more is a slip of the pen, and overflows."""


_EXTENT_SAMPLES = 2048


@lru_cache(maxsize=256)
def extent(text: str) -> tuple[float, float]:
    """Return the least and the greatest share of the way that an easing leads to: 0 and 1 if it does not overshoot.

    Sampled: off by less than 1e-5 of the way for every named easing. Raises ValueError as `easing` does.
    """
    if text == SMOOTH:
        return 0.0, 1.0
    eased = easing(text)
    shares = [eased(k / _EXTENT_SAMPLES) for k in range(_EXTENT_SAMPLES + 1)]
    return min(0.0, *shares), max(1.0, *shares)


@lru_cache(maxsize=256)
def easing(text: str) -> Easing:
    """Return the easing that `text` names. Raises ValueError if it names none."""
    if text == SMOOTH:
        return EASINGS["linear"]
    if text in EASINGS:
        return EASINGS[text]
    if text.startswith("cubic-bezier(") and text.endswith(")"):
        try:
            x1, y1, x2, y2 = (float(part) for part in text[len("cubic-bezier(") : -1].split(","))
        except ValueError:
            raise ValueError("cubic-bezier takes four numbers") from None
        if not (0.0 <= x1 <= 1.0 and 0.0 <= x2 <= 1.0):
            raise ValueError("the first and third number of cubic-bezier lie between 0 and 1")
        if not (abs(y1) <= FARTHEST and abs(y2) <= FARTHEST):
            raise ValueError(f"the second and fourth number of cubic-bezier lie within {FARTHEST:g} of 0")
        return cubic_bezier(x1, y1, x2, y2)
    raise ValueError(f"unknown easing '{text}'")
