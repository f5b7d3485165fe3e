"""Declare: how a field of a table says what it is."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import Field
from pydantic.fields import FieldInfo

from visualizer.declarations import Declaration, Space
from visualizer.properties.limits import Limits


def declare(
    default: Any = ...,
    description: str = "",
    *,
    unit: str | None = None,
    low: float | None = None,
    high: float | None = None,
    above: float | None = None,
    below: float | None = None,
    choices: tuple[str, ...] = (),
    space: Space = "",
    schema: Mapping[str, Any] | None = None,
    default_factory: Callable[[], Any] | None = None,
    about: Declaration | None = None,
) -> Any:
    """Declare a field: its default (... for none), one sentence, its unit, and its limits (`Limits`).

    The text that schema and manual show is made of these: the sentence repeats neither unit nor range. The default is
    held to the limits too. space: of a place, a direction or a rotation. schema: more keys of its JSON Schema.
    default_factory: makes the default, instead of `default`. about: the declaration, where there is one already,
    instead of its parts.
    """
    about = about or Declaration(description, unit, low, high, tuple(choices), above, below, space)
    limits = Limits(about.low, about.high, about.choices, about.above, about.below)
    limited = limits != Limits()
    given: dict[str, Any] = {"default": default, "validate_default": default is not None}
    if default_factory is not None:
        given = {"default_factory": default_factory}

    def describe(one: dict[str, Any]) -> None:
        limits.describe(one)
        one.update(schema or {})

    info = Field(description=about.text, json_schema_extra=describe if limited or schema else None, **given)
    info.metadata.append(about)
    if limited:
        info.metadata.append(limits)
    return info


def declaration_of(field: FieldInfo) -> Declaration | None:
    """Return what a field was declared with, or None if it was not declared by `declare`."""
    return next((one for one in field.metadata if isinstance(one, Declaration)), None)
