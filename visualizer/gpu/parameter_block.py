"""The uniform block with the parameters of a material, which each draw binds with the values of its own."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter

from visualizer.gpu.blocks import Block, Field
from visualizer.parameters import TYPES, Parameter, Value, checked

MATERIAL_BLOCK = "Material"
"""The name of the block in GLSL. Its members are named as uniforms are, such as ``u_run``."""


class ParameterBlock:
    """The block of the parameters that a shader file declares, by name, in the layout std140; there must be at least
    one."""

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        self._parameters = parameters
        fields = tuple(Field(name, TYPES[one.kind][0], one.about.text) for name, one in parameters.items())
        places = Block(MATERIAL_BLOCK, "", fields).dtype
        self._defaults: dict[str, Value] = {}
        self._vectors: list[tuple[str, struct.Struct, int]] = []  # name, numbers, offset
        numbers = []
        text, end = "=", 0
        for name, one in parameters.items():
            offset = places.fields[name][1]  # type: ignore[index]  # it has fields
            empty: Value = 0.0 if one.size == 1 else (0.0,) * one.size
            self._defaults[name] = empty if one.default is None else one.default
            if one.size > 1:
                self._vectors.append((name, struct.Struct(f"={one.size}f"), offset))
            else:
                text += f"{offset - end}xf"
                end = offset + 4
                numbers.append(name)
        self._numbers = struct.Struct(f"{text}{places.itemsize - end}x")
        self._number_values = _values_of(numbers)

    def packed(self, values: Mapping[str, Value]) -> bytes:
        """Return the content of the block, where parameters without a value have their default, else zero.

        Raises ValueError for a parameter that is not declared, a value of another size, and one that is no float32.
        """
        all_values = {**self._defaults, **values}
        try:
            if len(all_values) > len(self._defaults):
                raise TypeError("another name")
            content = bytearray(self._numbers.pack(*self._number_values(all_values)))
            for name, vector, offset in self._vectors:
                vector.pack_into(content, offset, *all_values[name])  # type: ignore[misc]  # it raises an error for others
            return bytes(content)
        except (TypeError, struct.error, OverflowError) as error:
            checked(values, self._parameters)
            raise ValueError(f"the parameters cannot be {dict(values)}: {error}") from None

    def glsl(self, *, neutral: bool) -> Iterator[tuple[int, str]]:
        """Yield the declarations as (line of the file, GLSL). neutral: parameters that have a neutral value are
        constants."""
        first = next(iter(self._parameters.values())).row
        yield first, f"layout(std140) uniform {MATERIAL_BLOCK} {{"
        constants = []
        for name, one in self._parameters.items():
            constant = neutral and one.neutral is not None
            if constant:
                constants.append(one)
            yield (
                one.row,
                f"    {TYPES[one.kind][0]} {'unread' if constant else 'u'}_{name};  // {one.about.text}",
            )
        yield first, "};"
        for one in constants:
            yield one.row, one.glsl_neutral


def _values_of(names: Sequence[str]) -> Callable[[Mapping[str, Value]], tuple[Value, ...]]:
    """Return a function that returns the values of some names."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)
