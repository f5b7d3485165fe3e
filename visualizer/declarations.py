"""Declarations: what a field, property or parameter is, in one sentence with its unit and its limits.

Everything that is shown or checked about a value is made from its `Declaration`: the text of the manual, of the schema
and of comments in generated GLSL, and the limits that values are held to. No sentence repeats a unit or a range.
"""

from dataclasses import Field, dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeVar

T = TypeVar("T")

Space = Literal["", "world", "parent", "own", "chosen", "target", "extent"]
"""The space of a place, a direction, a rotation or a heading, or "" for what is none of these: the world; what the
table is attached to; that of the table itself, with its pose; the world, or that of the parent if the table's `space`
is "local"; what the `target` of the table names. "extent" is for sizes about the place of their table.
"""


@dataclass(frozen=True)
class Declaration:
    """What a value is.

    sentence: in plain words, without unit and range. unit: as in "m" or "1/m"; None for a pure number or what has none.
    low, high: the range, inclusive; None where it is open. above, below: the same, exclusive. choices: allowed
    names; empty if any will do. space: in which it is a place, a direction or a rotation, so that it can be moved or
    turned in the picture.
    """

    sentence: str
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    above: float | None = None
    below: float | None = None
    space: Space = ""

    @property
    def text(self) -> str:
        """The sentence with unit and range behind it, as in ``height of the floor [m, 0 to 100]``."""
        marks = ", ".join(mark for mark in (self.unit, self.limits) if mark)
        return f"{self.sentence} [{marks}]" if marks else self.sentence

    @property
    def limits(self) -> str:
        """The range in words: ``0 to 1``, ``at least 0.001``, ``more than 0, less than 4``; empty if it is open."""
        if self.low is not None and self.high is not None:
            return f"{told(self.low)} to {told(self.high)}"
        bounds = {
            "at least": self.low,
            "more than": self.above,
            "at most": self.high,
            "less than": self.below,
        }
        return ", ".join(f"{words} {told(bound)}" for words, bound in bounds.items() if bound is not None)


def told(number: float) -> str:
    """Return a number as messages print it: 0.000001, and not 1e-06, unless it is very small or large."""
    text = f"{number:.8g}"
    return f"{Decimal(text):f}" if "e" in text and 1e-7 <= abs(number) < 1e12 else text


def declared(
    default: T,
    sentence: str,
    *,
    unit: str | None = None,
    low: float | None = None,
    high: float | None = None,
    space: Space = "",
) -> T:
    """Declare a field of a dataclass, as in ``bloom: float = declared(0.06, "share of light ...", low=0.0,
    high=1.0)``."""
    about = Declaration(sentence, unit, low, high, space=space)
    return field(default=default, metadata={Declaration: about})


def declared_by(one: Field[Any]) -> Declaration:
    """Return what a field of a dataclass was declared with. Raises KeyError if it was not declared by `declared`."""
    about: Declaration = one.metadata[Declaration]
    return about
