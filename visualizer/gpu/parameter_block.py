"""The uniform block with the parameters of a material, which each draw binds with the values of its own."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

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
        self._order: list[tuple[str, int, Value]] = []
        text, end = "=", 0
        for name, one in parameters.items():
            offset = places.fields[name][1]  # type: ignore[index]  # it has fields
            text += f"{offset - end}x{one.size}f"
            end = offset + 4 * one.size
            empty: Value = 0.0 if one.size == 1 else (0.0,) * one.size
            self._order.append((name, one.size, empty if one.default is None else one.default))
        self._struct = struct.Struct(f"{text}{places.itemsize - end}x")

    def packed(self, values: Mapping[str, Value]) -> bytes:
        """Return the content of the block, where parameters without a value have their default, else zero.

        Raises ValueError for a parameter that is not declared, a value of another size, and one that is no float32.
        """
        numbers: list[float] = []
        found = 0
        try:
            for name, size, default in self._order:
                value = values.get(name)
                if value is None:
                    value = default
                else:
                    found += 1
                if size == 1:
                    numbers.append(value)  # type: ignore[arg-type]  # struct raises an error for others
                elif len(value) == size:  # type: ignore[arg-type]
                    numbers.extend(value)  # type: ignore[arg-type]
                else:
                    raise TypeError(name)
            if found < len(values):
                raise TypeError("another name")
            return self._struct.pack(*numbers)
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
