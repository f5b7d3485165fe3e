"""Single values of a scene file: numbers, colours, rotations, flags, names, times.

Each function takes one value as TOML gives it and returns it in the program's terms, or raises a validation error
that says what is needed.
"""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

from visualizer.transforms import normalized

_RELATIVE = re.compile(r"\s*(.*?)\s*(?:([+-])\s*([0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*)?", re.DOTALL)
HEX_COLOUR = re.compile(r"^#([0-9a-fA-F]{6})$")
LARGEST = 1e12
"""Numbers beyond this in a scene file are mistakes: they overflow on the GPU."""


NAME_RULE = "a name is made of letters, digits and _ and does not begin with a digit"


def is_name(text: str) -> bool:
    """Return whether a text can name a shot, camera, look, light, actor or emitter: letters of any script, digits,
    _."""
    # The rule of Python's identifiers (Unicode Standard Annex 31): it knows the marks of scripts that \w leaves out.
    return text.isidentifier()


def composed(name: str) -> str:
    """Return a name as names are compared, in Unicode's normal form C: é is the same letter in one code point or in
    two."""
    return unicodedata.normalize("NFC", name)


KIND = "visualizer"
"""Pydantic's type of the errors that `problem` makes."""


def problem(message: str, *within: str | int, **context: Any) -> PydanticCustomError:
    """Return a validation error with a message of our own.

    within: where in the value that is validated, as keys and list positions, such as (1, "v", 0). context: `given` and
    `known` names for a did-you-mean; `value`, what a message repeats instead of the value at `within`; `key`, whether
    the name at `within` is at fault rather than its value; `plain`, whether the message does not repeat a value. As
    text, the error lists the known names; the loader of scenes adds the nearest of them instead.
    """
    listed = ", ".join(context.get("known", ()))
    choices = f"; choose from {listed}" if listed else ""
    return PydanticCustomError(
        KIND, "{message}{choices}", {**context, "message": message, "within": within, "choices": choices}
    )


def nested(error: PydanticCustomError, *outer: str | int, prefix: str = "") -> PydanticCustomError:
    """Return an error of `problem` in a part of a value as an error of the whole.

    outer: where the part is in the whole. prefix: what the message begins with.
    """
    context = dict(error.context or {})
    message, within = context.pop("message"), context.pop("within")
    return problem(f"{prefix}{message}", *outer, *within, **context)


def number_of(value: object) -> float:
    """Return a finite number. Raises a validation error for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise problem("a number is needed")
    # Whole numbers are compared as such: one of 400 digits does not fit a float.
    if (isinstance(value, float) and not math.isfinite(value)) or abs(value) > LARGEST:
        raise problem("a finite number below 1e12 is needed")
    return float(value)


def numbers_of(value: object, *counts: int) -> tuple[float, ...]:
    """Return a list of numbers of one of the allowed lengths. An error has the place of the item at fault."""
    wanted = " or ".join(str(count) for count in counts)
    if not isinstance(value, list | tuple) or len(value) not in counts:
        raise problem(f"a list of {wanted} numbers is needed")
    found = []
    for place, item in enumerate(value):
        try:
            found.append(number_of(item))
        except PydanticCustomError as error:
            raise nested(error, place) from None
    return tuple(found)


def colour_of(value: object) -> tuple[float, ...]:
    """Return a linear colour from [r, g, b] in linear light, or from "#rrggbb" in sRGB (IEC 61966-2-1)."""
    if isinstance(value, str):
        if not HEX_COLOUR.fullmatch(value):
            raise problem("a colour is three linear numbers or '#rrggbb'")
        channels = [int(value[k : k + 2], 16) / 255.0 for k in (1, 3, 5)]
        return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    colour = numbers_of(value, 3)
    if (least := min(colour)) < 0.0:
        raise problem("a colour has no negative component", colour.index(least), value=least)
    return colour


def srgb_of(colour: Sequence[float]) -> tuple[float, ...]:
    """Return the sRGB values, 0..1, of a linear colour in 0..1 (IEC 61966-2-1)."""
    return tuple(12.92 * c if c <= 0.0031308 else 1.055 * c ** (1.0 / 2.4) - 0.055 for c in colour)


def turn_of(value: object) -> tuple[float, ...]:
    """Return heading, pitch and roll in degrees as they are, or four numbers x, y, z, w as a unit quaternion."""
    numbers = numbers_of(value, 3, 4)
    if len(numbers) == 3:
        return numbers
    if sum(n * n for n in numbers) < 1e-12:
        raise problem("a quaternion needs a length above 0")
    return tuple(normalized(numbers))


def flag_of(value: object) -> bool:
    """Return a boolean. Raises a validation error for anything else, such as 1 or "true"."""
    if not isinstance(value, bool):
        raise problem("true or false is needed")
    return value


def name_of(value: object) -> str:
    """Return a non-empty text."""
    if not isinstance(value, str) or not value:
        raise problem("a name is needed")
    return composed(value)


def identifier_of(value: object) -> str:
    """Return a text that can name something and be used in references and times."""
    if not isinstance(value, str):
        raise problem("a text is needed")
    if not is_name(value):
        raise problem(NAME_RULE)
    return composed(value)


def time_of(value: object, info: ValidationInfo | None) -> float:
    """Return seconds from a number, the name of a moment (a shot or marker), or a name and an offset such as
    "explosion+0.5"."""
    if isinstance(value, str):
        name, offset = moment_and_offset(value)
        moments: Mapping[str, float] = ((info.context or {}) if info is not None else {}).get("moments", {})
        if name not in moments:
            raise problem(f"no shot or marker is called '{name}'", given=name, known=sorted(moments))
        return number_of(moved(moments[name], offset))
    return number_of(value)


def moment_and_offset(text: str) -> tuple[str, Decimal]:
    """Return the moment's name and the seconds of a text such as "explosion+0.5", whether there is such a moment or
    not."""
    match = _RELATIVE.fullmatch(text)
    if not match or not is_name(match[1]):
        raise problem(
            "a time is seconds, or the name of a shot or marker with an offset such as 'launch+0.5'"
        )
    return composed(match[1]), Decimal(f"{match[2] or '+'}{match[3] or 0}")


def moved(time: float, offset: Decimal) -> float:
    """Return `time` + `offset`, seconds, added in decimals: 0.1 and 0.2 are 0.3, as they are written."""
    return float(Decimal(repr(time)) + offset)
