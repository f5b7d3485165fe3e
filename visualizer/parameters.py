"""Parameters of materials and skies, which are declared at the head of their GLSL file.

A comment in the file holds a TOML table with one line per parameter:

    /* [parameters]
    run    = { type = "float", low = 0.0, high = 1.0, description = "share of the channel that is lit" }
    colour = { type = "colour", description = "radiance of a filled channel" }
    */

``neutral``, optional, is a number at which a parameter of a material has no effect. Draws in which all such parameters
are neutral get a program of their own, in which they are constants: no pixel computes what they would change.

The ``uniform`` declarations (``u_run``, ``u_colour``), their defaults, the validation of values from draws and scene
files, and the JSON Schema of scene files are made from it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from visualizer.declarations import Declaration
from visualizer.errors import InputError

TYPES: Mapping[str, tuple[str, int]] = {
    "float": ("float", 1),
    "vec2": ("vec2", 2),
    "vec3": ("vec3", 3),
    "vec4": ("vec4", 4),
    "colour": ("vec3", 3),
    "direction": ("vec3", 3),
}
"""By the type of a parameter: its GLSL type and how many numbers it has.

A colour is linear Rec. 709 and not negative; a direction has a length, which the shader normalises.
"""

_BLOCK = re.compile(r"^/\*[ \t]*(\[parameters\].*?)\*/", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(r"\s*\(at line (\d+), column (\d+)\)")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_KEYS = ("type", "description", "unit", "low", "high", "default", "neutral")

Value = float | tuple[float, ...]


class ParameterError(InputError):
    """The parameters at the head of a shader file cannot be read. Names file and line."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a material or sky. kind: one of `TYPES`. default: its value where none is given, or None. neutral:
    the value at which it has no effect, of a float; or None. row: the line of the file that declares it, from 1.
    """

    name: str
    kind: str
    about: Declaration
    default: Value | None
    row: int = field(compare=False)
    neutral: float | None = None

    @cached_property
    def size(self) -> int:
        """How many numbers a value has."""
        return TYPES[self.kind][1]

    @property
    def glsl(self) -> str:
        """The declaration in GLSL, on one line. A uniform without a default is zero until it is set (GLSL 3.30,
        4.3.5)."""
        type_name = TYPES[self.kind][0]
        value = ""
        if self.default is not None:
            numbers = self.default if isinstance(self.default, tuple) else (self.default,)
            value = f" = {type_name}({', '.join(repr(float(number)) for number in numbers)})"
        return f"uniform {type_name} u_{self.name}{value};  // {self.about.text}"

    @property
    def glsl_neutral(self) -> str:
        """The declaration in GLSL of a constant with the neutral value, which replaces the uniform."""
        assert self.neutral is not None
        return f"const float u_{self.name} = {self.neutral!r};  // {self.about.text}"


@dataclass(frozen=True)
class Header:
    """The parameters that a shader file declares, by name. first, last: the lines of the comment, from 1; 0 if it has
    none."""

    parameters: Mapping[str, Parameter]
    first: int = 0
    last: int = 0


@lru_cache(maxsize=256)
def header(text: str, file: str) -> Header:
    """Return the parameters that the text of a shader file declares. file: its name, for errors. Raises
    ParameterError."""
    found = list(_BLOCK.finditer(text))
    if not found:
        return Header({})
    first = text.count("\n", 0, found[0].start()) + 1
    if len(found) > 1:
        second = text.count("\n", 0, found[1].start()) + 1
        raise ParameterError(f"{file}:{second}: the parameters are already declared, in line {first}")
    block = found[0][1]
    try:
        tables = tomllib.loads(block)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        row = first + int(place[1]) - 1 if place else first
        raise ParameterError(f"{file}:{row}: {_PLACE.sub('', str(error))}") from None
    if more := sorted(set(tables) - {"parameters"}):
        raise ParameterError(
            f"{file}:{first}: unknown table '{more[0]}'; this comment holds [parameters] only"
        )
    rows = block.splitlines()
    parameters = {}
    for name, table in tables["parameters"].items():
        key = re.compile(rf'\s*"?{re.escape(name)}"?\s*[.=]')
        row = first + next((number for number, line in enumerate(rows) if key.match(line)), 0)
        try:
            parameters[name] = _parameter(name, table, row)
        except ValueError as error:
            raise ParameterError(f"{file}:{row}: parameter '{name}': {error}") from None
    return Header(parameters, first, first + block.count("\n"))


def _parameter(name: str, table: Any, row: int) -> Parameter:
    """Return a parameter from its table. Raises ValueError."""
    if not _NAME.fullmatch(name):
        raise ValueError("a name is made of lower-case letters, digits and _ and begins with a letter")
    if not isinstance(table, dict):
        raise ValueError('a table is needed, such as { type = "float", description = "what it does" }')
    if unknown := sorted(set(table) - set(_KEYS)):
        raise ValueError(f"unknown key '{unknown[0]}'; choose from {', '.join(_KEYS)}")
    kind = table.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        raise ValueError(f"the type cannot be {kind!r}; choose from {', '.join(TYPES)}")
    sentence = table.get("description")
    if not isinstance(sentence, str) or not sentence or "\n" in sentence:
        raise ValueError("'description' is missing: one line that says what it does")
    unit = table.get("unit")
    if unit is not None and not isinstance(unit, str):
        raise ValueError(f"'unit' is a text, not {unit!r}")
    low, high = (_limit(table, key) for key in ("low", "high"))
    if kind == "colour" and low is None:
        low = 0.0
    if low is not None and high is not None and low > high:
        raise ValueError(f"'low' is {low:g}, above 'high', {high:g}")
    neutral = _limit(table, "neutral")
    if neutral is not None and kind != "float":
        raise ValueError("'neutral' is for parameters of the type float")
    about = Declaration(sentence, unit, low, high)
    return Parameter(name, kind, about, _default(table.get("default"), kind, about), row, neutral)


def _limit(table: Mapping[str, Any], key: str) -> float | None:
    value = table.get(key)
    if value is not None and not _is_number(value):
        raise ValueError(f"'{key}' is a number, not {value!r}")
    return None if value is None else float(value)


def _default(value: Any, kind: str, about: Declaration) -> Value | None:
    if value is None:
        return None
    size = TYPES[kind][1]
    numbers = value if isinstance(value, list) else [value]
    if isinstance(value, list) == (size == 1) or len(numbers) != size or not all(map(_is_number, numbers)):
        raise ValueError(f"'default' is {_shape(size)}, not {value!r}")
    low, high = about.low, about.high
    if any((low is not None and n < low) or (high is not None and n > high) for n in numbers):
        raise ValueError(f"'default' must be {about.limits}, not {value!r}")
    if kind == "direction" and not any(numbers):
        raise ValueError("'default' is a direction without a length")
    return float(value) if size == 1 else tuple(float(number) for number in numbers)


def checked(values: Mapping[str, Value], parameters: Mapping[str, Parameter]) -> None:
    """Raise ValueError if a value is of an unknown parameter, or has another number of components than the
    parameter."""
    for name, value in values.items():
        parameter = parameters.get(name)
        if parameter is None:
            there = ", ".join(sorted(parameters)) or "none"
            raise ValueError(f"there is no parameter '{name}'; there are: {there}")
        if parameter.size != (len(value) if isinstance(value, tuple) else 1):
            raise ValueError(f"the parameter '{name}' is {_shape(parameter.size)}, not {value!r}")


def _shape(size: int) -> str:
    return "a number" if size == 1 else f"a list of {size} numbers"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
