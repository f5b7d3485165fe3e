"""Number texts: numbers as they are shown in little room, and what is typed in place of one. Pure."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable

from visualizer.declarations import Declaration, told

_ROUNDED = 0.1  # of a number, by which the one that is shown where there is little room may differ
_LONGEST = 100  # letters of a number that is typed


def number_text(value: float, speed: float) -> str:
    """Return a number in as many digits as a drag at a speed can change."""
    if not math.isfinite(value):
        return str(value)
    if value and (abs(value) >= 1e7 or abs(value) < 1e-5):
        return f"{value:.4g}"
    digits = min(max(2 - math.floor(math.log10(speed)) - 1, 0), 5) if speed > 0.0 else 3
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shortened(text: str, value: float, fits: Callable[[str], bool]) -> str:
    """Return a number's text, rounded to as many digits as fit, never its beginning alone: in powers of ten if that is
    shorter, and "..." if nothing fits that is within a tenth of the number."""
    if fits(text):
        return text
    places = len(text.partition(".")[2]) if "e" not in text else 0
    shorter = [f"{value:.{digits}f}" for digits in range(places - 1, -1, -1)]
    powers = [f"{value:.{digits}e}".replace("e+0", "e").replace("e-0", "e-") for digits in (3, 2, 1, 0)]
    for one in (*shorter, *powers):
        if fits(one) and abs(float(one) - value) <= _ROUNDED * abs(value):
            return one
    return "..."


def read_number(text: str) -> float | None:
    """Return the number that was typed, or None."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


_SUMS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


def calculated(text: str) -> float | None:
    """Return the number that was typed, or what a sum such as 2*3 or (1+2)/4 comes to; None for any other text."""
    if (plain := read_number(text)) is not None or len(text) > _LONGEST:
        return plain
    try:
        value = _worked_out(ast.parse(text.strip().replace(",", "."), mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def _worked_out(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return float(value)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=one):
            return -_worked_out(one) if isinstance(sign, ast.USub) else _worked_out(one)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SUMS:
            return _SUMS[type(op)](_worked_out(left), _worked_out(right))
    raise ValueError("no sum of numbers")


def taken(
    text: str,
    value: float,
    low: float | None,
    high: float | None,
    whole: bool,
    what: str,
    about: Declaration | None = None,
) -> tuple[float, str]:
    """Return the number that is set where a text was typed, and what is said of it: "" if it is what was typed.

    value: the number before. low, high: the range. what, about: the number's name and declaration.
    """
    unit = f" {about.unit}" if about is not None and about.unit else ""
    typed = calculated(text)
    if typed is None:
        fault = f"'{text.strip()}' is no number" if text.strip() else "No number was typed"
        return value, f"{fault}: {what} stays {told(value)}{unit}"
    if about is not None:
        for bound, out, than in (
            (about.above, about.above is not None and typed <= about.above, "more"),
            (about.below, about.below is not None and typed >= about.below, "less"),
        ):
            if bound is not None and out:
                return value, f"{what} is {than} than {told(bound)}{unit}: {told(typed)} was not set"
    new = held(float(round(typed)) if whole else typed, low, high)
    if low is not None and typed < low:
        return new, f"{what} is at least {told(low)}{unit}: {told(new)} was set"
    if high is not None and typed > high:
        return new, f"{what} is at most {told(high)}{unit}: {told(new)} was set"
    return new, "" if new == typed else f"{what} is a whole number: {told(new)} was set"


def speed_of(value: float, low: float | None, high: float | None) -> float:
    """Return the change of a number for a point that the mouse moves: of its range, or of its size."""
    if low is not None and high is not None and high - low <= 1000.0:
        size = (high - low) / 300.0
    else:
        size = max(abs(value), 0.1) / 150.0
    return float(10.0 ** round(math.log10(size)))


def rounded(value: float, rate: float, whole: bool) -> float:
    """Return a number in as many digits as a drag at a rate, change for a point, can give it."""
    if whole:
        return float(round(value))
    digits = max(0, -math.floor(math.log10(rate))) if rate > 0.0 else 6
    return round(value, digits)


def held(value: float, low: float | None, high: float | None) -> float:
    """Return a number within a range."""
    if low is not None:
        value = max(value, low)
    return value if high is None else min(value, high)
