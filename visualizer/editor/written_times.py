"""Written times: how a time is written in a scene's text, in seconds or relative to a moment, and the same one at
another time."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal

from visualizer.properties.values import composed, moment_and_offset
from visualizer.scene.document import EditError
from visualizer.scene.scene import Scene

MILLISECOND = Decimal("0.001")

_RELATIVE = re.compile(
    r"""(?P<open>["'])(?P<name>\s*[^+\-"']*?)(?P<sign>\s*[+-]\s*)?(?P<digits>[0-9.]*)(?P<close>\s*["'])"""
)


def exact(time: float) -> Decimal:
    """Return a time as it is computed with: in decimals, as it is written."""
    return Decimal(repr(float(time)))


def moments_of(scene: Scene) -> dict[str, float]:
    """Return when shots start and markers are, s, by name."""
    return {marker.name: marker.time for marker in scene.markers} | {
        shot.name: shot.start for shot in scene.shots
    }


def moment_in(text: str) -> tuple[str, Decimal] | None:
    """Return the name and the offset, s, of a time that is written relative to a moment, as TOML; None for seconds."""
    (value,) = tomllib.loads(f"v = {text}").values()
    return moment_and_offset(value) if isinstance(value, str) else None


def rewritten_time(text: str, time: Decimal, moments: Mapping[str, float]) -> str:
    """Return a written time at another time, in the same form: seconds, or relative to the same moment. Both are TOML.

    time: s. moments: when they are, s. Raises EditError for a moment that is not among them.
    """
    relative = moment_in(text)
    if relative is None:
        if exact(tomllib.loads(f"v = {text}")["v"]) == time:
            return text
        return number_text(time, whole=re.fullmatch(r"[+-]?[0-9_]+", text) is not None)
    name, offset = relative
    if name not in moments:
        raise EditError(f"no shot or marker is called '{name}'")
    distance = time - exact(moments[name])
    if distance == offset:
        return text
    match = _RELATIVE.fullmatch(text)
    if match is None:  # written with escape sequences
        return relative_text(name, distance)
    written = match["name"].rstrip()
    if not distance:
        return f"{match['open']}{written}{match['close']}"
    sign = match["sign"] or "+"
    sign = sign.replace("-", "+").replace("+", "-" if distance < 0 else "+")
    digits = number_text(abs(distance), whole=match["digits"].isdecimal())
    return f"{match['open']}{written}{sign}{digits}{match['close']}"


def relative_text(name: str, distance: Decimal) -> str:
    """Return a time relative to a moment, as TOML. distance: s from it."""
    if not distance:
        return f'"{composed(name)}"'
    return f'"{composed(name)}{"-" if distance < 0 else "+"}{number_text(abs(distance))}"'


def number_text(number: Decimal, *, whole: bool = False) -> str:
    """Return a number in decimals, with one digit after the point at least. whole: none where there need be none."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0")
    if text.endswith("."):
        text = text[:-1]
    if Decimal(text) == 0:
        text = text.removeprefix("-")
    return text if whole or "." in text else f"{text}.0"
