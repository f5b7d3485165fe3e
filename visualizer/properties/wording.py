"""Wording: what Pydantic finds wrong with a table, in plain words and with the names that would be right.

Each table words the errors of its own fields, where their declarations are known; Pydantic adds where the table is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from visualizer.properties.values import KIND, problem

_TEXTS = {
    "int_type": "a whole number is needed",
    "int_parsing": "a whole number is needed",
    "int_from_float": "a whole number is needed",
    "float_type": "a number is needed",
    "float_parsing": "a number is needed",
    "finite_number": "a finite number is needed",
    "string_type": "a text is needed",
    "bool_type": "true or false is needed",
    "bool_parsing": "true or false is needed",
    "list_type": "a list is needed",
    "tuple_type": "a list is needed",
    "dict_type": "a table is needed",
    "model_type": "a table is needed",
    "model_attributes_type": "a table is needed",
    "string_too_short": "this is empty",
    "too_long": "a list of {max_length} is needed",
    "too_short": "a list of {min_length} is needed",
    "greater_than_equal": "must be at least {ge:g}",
    "greater_than": "must be more than {gt:g}",
    "less_than_equal": "must be at most {le:g}",
    "less_than": "must be less than {lt:g}",
}
"""By Pydantic's type of an error, the message, with what its context holds."""


def worded(cls: type[BaseModel], table: object, error: ValidationError) -> ValidationError:
    """Return the errors of a table of the model `cls` as errors of `problem`. Those of tables within it are already."""
    given: Mapping[str, Any] = table if isinstance(table, dict) else {}
    single = {
        name
        for name, field in cls.model_fields.items()
        if _are_keyframes(given.get(name)) and not _takes_rows(field)
    }
    found: list[InitErrorDetails] = [
        InitErrorDetails(
            type=problem("this property takes a single value, not keyframes", plain=True),
            loc=(name,),
            input=given[name],
        )
        for name in single
    ]
    for detail in error.errors(include_url=False):
        loc = detail["loc"]
        if loc[:1] and loc[0] in single:
            continue
        missing = detail["type"] == "missing"
        found.append(
            InitErrorDetails(
                type=as_problem(detail, cls), loc=loc[:-1] if missing else loc, input=detail["input"]
            )
        )
    return ValidationError.from_exception_data(cls.__name__, found)


def as_problem(detail: ErrorDetails, cls: type[BaseModel] | None = None) -> PydanticCustomError:
    """Return one of Pydantic's errors as one of `problem`. cls: the model that has the field at fault, if it is
    known."""
    kind, context, given = detail["type"], detail.get("ctx") or {}, detail["input"]
    name = str(detail["loc"][-1]) if detail["loc"] else ""
    if kind == KIND:
        return PydanticCustomError(KIND, "{message}{choices}", context)
    if kind == "extra_forbidden":
        known = list(cls.model_fields) if cls is not None else []
        return problem("unknown key", given=name, known=known, key=True, plain=True)
    if kind == "missing":
        return problem(f"'{name}' is missing", plain=True)
    if kind == "literal_error" and isinstance(given, str):
        return problem(
            "unknown name", given=given, known=re.findall(r"'([^']*)'", str(context.get("expected")))
        )
    if kind in _TEXTS:
        return problem(_TEXTS[kind].format(**context))
    message = str(detail["msg"])
    return problem(message[:1].lower() + message[1:])


def marks_of(field: FieldInfo) -> Iterator[Any]:
    """Yield all types, and all that `Annotated` adds to them, of which a field's type is made, in unions and lists
    too."""
    rest = [field.annotation, *field.metadata]
    while rest:
        one = rest.pop()
        yield one
        rest += [*get_args(one), *getattr(one, "__metadata__", ())]


@lru_cache(maxsize=512)
def marked(cls: type[BaseModel], mark: object) -> tuple[str, ...]:
    """Return the names of the fields of which `mark` is one of the marks."""
    return tuple(
        name for name, field in cls.model_fields.items() if any(one is mark for one in marks_of(field))
    )


def _are_keyframes(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, dict) and {"t", "v"} & set(row) for row in value)
    )


def _takes_rows(field: FieldInfo) -> bool:
    """Return whether a field is read from a list of keyframes, or of tables."""
    return any(
        getattr(one, "takes_keyframes", False) or (isinstance(one, type) and issubclass(one, BaseModel))
        for one in marks_of(field)
    )
