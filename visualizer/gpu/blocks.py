"""GPU structures: the NumPy dtype and the GLSL text are made from one declaration, so they always agree.

Uniform blocks have the layout std140, structures of storage buffers std430 (OpenGL 4.6 core, section 7.6.2.2): vec3 and
vec4 are aligned to 16 bytes, a matrix is an array of vec4 columns; in std140 each element of an array, and the whole,
takes a multiple of 16 bytes.

Where a structure repeats fields of a dataclass that are `declared`, `fields_of` makes them: type and comment come from
there.
"""

import dataclasses
import struct
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.declarations import declared_by

_TYPES: Mapping[str, tuple[int, int]] = {  # GLSL type: floats, alignment in floats
    "float": (1, 1),
    "int": (1, 1),
    "uint": (1, 1),
    "vec2": (2, 2),
    "vec3": (3, 4),
    "vec4": (4, 4),
    "uvec2": (2, 2),
    "ivec2": (2, 2),
    "ivec4": (4, 4),
    "uvec4": (4, 4),
    "ivec3": (3, 4),
    "mat4": (16, 4),
}
_SCALARS: Mapping[str, type[np.generic]] = {
    "int": np.int32,
    "uint": np.uint32,
    "uvec2": np.uint32,
    "ivec2": np.int32,
    "ivec4": np.int32,
    "uvec4": np.uint32,
    "ivec3": np.int32,
}


@dataclass(frozen=True)
class Field:
    """One member of a block or structure, or a uniform. type: in GLSL. meaning: a sentence with its unit, written as a
    comment into the GLSL. count: length of the array, or 0 for a single value."""

    name: str
    type: str
    meaning: str
    count: int = 0

    @property
    def glsl(self) -> str:
        """The declaration in GLSL, on one line."""
        array = f"[{self.count}]" if self.count else ""
        return f"{self.type} {self.name}{array};  // {self.meaning}"

    @property
    def uniform(self) -> str:
        """The declaration of a uniform with the name of the field and the prefix ``u_``."""
        array = f"[{self.count}]" if self.count else ""
        return f"uniform {self.type} u_{self.name}{array};  // {self.meaning}"


def fields_of(prefix: str, plain: type[Any], *, but: Collection[str] = ()) -> tuple[Field, ...]:
    """Return a field for each `declared` field of a dataclass except those in `but`: float for a number, vec3 for a
    tuple.

    A name is `prefix`, an underscore and the name in the dataclass; `values_of` returns the values by the same names.
    """
    return tuple(
        Field(
            f"{prefix}_{one.name}",
            "float" if isinstance(one.default, float) else "vec3",
            declared_by(one).text,
        )
        for one in dataclasses.fields(plain)
        if one.name not in but
    )


def values_of(prefix: str, plain: Any, *, but: Collection[str] = ()) -> dict[str, Any]:
    """Return the values of a dataclass by the names of the fields that `fields_of` returns."""
    kind: Any = type(plain)
    names, values = _names_of(prefix, kind, tuple(but))
    return dict(zip(names, values(plain), strict=True))


@cache
def _names_of(
    prefix: str, plain: type[Any], but: tuple[str, ...]
) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """Return the names of the fields of `fields_of`, and what returns their values."""
    fields = [one.name for one in dataclasses.fields(plain) if one.name not in but]
    names = tuple(f"{prefix}_{name}" for name in fields)
    if len(fields) > 1:
        return names, attrgetter(*fields)
    return names, lambda one: tuple(getattr(one, name) for name in fields)


def _laid_out(name: str, fields: Sequence[Field], *, std140: bool) -> np.dtype[np.void]:
    """Return the NumPy dtype of a structure. Matrices are stored column by column.

    Raises TypeError for an array whose elements the layout would pad.
    """
    names, formats, offsets, place, widest = [], [], [], 0, 4 if std140 else 1
    for field in fields:
        floats, alignment = _TYPES[field.type]
        scalar = _SCALARS.get(field.type, np.float32)
        if field.count:
            if floats % (4 if std140 else alignment):
                raise TypeError(f"{name}.{field.name}: arrays of {field.type} have padding between elements")
            alignment = 4 if std140 else alignment
        place = -(-place // alignment) * alignment
        names.append(field.name)
        shape = (field.count, floats) if field.count else ((floats,) if floats > 1 else ())
        formats.append((scalar, shape))
        offsets.append(place * 4)
        place += floats * max(field.count, 1)
        widest = max(widest, alignment)
    size = -(-place // widest) * widest * 4
    return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": size})


@dataclass(frozen=True)
class Struct:
    """A structure of storage buffers, in the layout std430: an element of an array of them takes `dtype.itemsize`
    bytes."""

    name: str
    fields: tuple[Field, ...]

    @cached_property
    def dtype(self) -> np.dtype[np.void]:
        """The NumPy dtype with std430 offsets."""
        return _laid_out(self.name, self.fields, std140=False)

    @cached_property
    def glsl(self) -> str:
        """The GLSL declaration of the structure."""
        return "\n".join(
            [f"struct {self.name} {{", *(f"    {field.glsl}" for field in self.fields), "};", ""]
        )

    def readers(self, parameter: str, texel: str) -> str:
        """Return GLSL functions that read a field each from texels of four numbers, such as ``knot_time(texel)``.

        parameter: of the functions, with its type. texel: the expression of a texel, in which ``{}`` is its number in
        the element.
        """
        lines = []
        for field in self.fields:
            number, first = divmod(self.dtype.fields[field.name][1] // 4, 4)  # type: ignore[index]  # it has fields
            numbers = "xyzw"[first : first + _TYPES[field.type][0]]
            lines.append(
                f"{field.type} {self.name.lower()}_{field.name}({parameter}) "
                f"{{ return {texel.format(number)}.{numbers}; }}  // {field.meaning}\n"
            )
        return "".join(lines)


@dataclass(frozen=True, eq=False)
class Storage:
    """A storage buffer, in the layout std430: fields, then `elements` as often as the buffer has room for.

    binding: its binding point. instance: the name that shaders use, as in ``survey.unit``; empty if they use the names
    of its fields alone. struct: the type of the elements, if it is a structure. qualifier: of memory, such as
    "coherent".
    """

    name: str
    binding: int
    fields: tuple[Field, ...] = ()
    instance: str = ""
    elements: Field | None = None
    struct: Struct | None = None
    qualifier: str = ""

    @cached_property
    def dtype(self) -> np.dtype[np.void]:
        """The NumPy dtype of the fields, with std430 offsets."""
        return _laid_out(self.name, self.fields, std140=False)

    @cached_property
    def _begin_and_step(self) -> tuple[int, int]:
        """Offset of the first element, and bytes from one to the next."""
        if self.elements is None:
            return self.dtype.itemsize, 0
        fields = (self.elements,) if self.struct is None else self.struct.fields
        alignment = 4 * max(_TYPES[field.type][1] for field in fields)
        step = _laid_out(self.name, fields, std140=False).itemsize
        return -(-self.dtype.itemsize // alignment) * alignment, step

    @cached_property
    def glsl(self) -> str:
        """The GLSL declaration of the buffer."""
        layout = f"layout(std430, binding = {self.binding}) {self.qualifier}".rstrip()
        lines = [f"    {field.glsl}" for field in self.fields]
        if self.elements is not None:
            lines.append(f"    {self.elements.type} {self.elements.name}[];  // {self.elements.meaning}")
        return "\n".join(
            [f"{layout} buffer {self.name} {{", *lines, f"}} {self.instance}".rstrip() + ";", ""]
        )

    def bytes(self, count: int = 0) -> int:
        """Return the size of a buffer with `count` elements, bytes."""
        begin, step = self._begin_and_step
        return begin + count * step

    def offset(self, field: str) -> int:
        """Return the offset of a field, bytes. Raises KeyError for an unknown name."""
        fields: Mapping[str, Any] = self.dtype.fields or {}
        return int(fields[field][1])


@dataclass(frozen=True)
class Block:
    """A uniform block, in the layout std140. instance: the name that shaders use, as in ``view.time``."""

    name: str
    instance: str
    fields: tuple[Field, ...]

    @cached_property
    def dtype(self) -> np.dtype[np.void]:
        """The NumPy dtype with std140 offsets."""
        return _laid_out(self.name, self.fields, std140=True)

    @cached_property
    def glsl(self) -> str:
        """The GLSL declaration of the block."""
        lines = [f"layout(std140) uniform {self.name} {{", *(f"    {field.glsl}" for field in self.fields)]
        return "\n".join([*lines, f"}} {self.instance};", ""])

    def packed(self, values: Mapping[str, object]) -> bytes:
        """Return the block's bytes. Arguments and errors are those of `filled`."""
        return self.filled(values).tobytes()

    def filled(self, values: Mapping[str, object]) -> NDArray[np.void]:
        """Return the block as () of `dtype`.

        values: by field, matrices as (4, 4). Arrays may have fewer elements than the field; the rest is zero. Raises
        KeyError unless they are exactly the fields, ValueError for an array with too many elements.
        """
        if values.keys() != self._places.keys():
            missing = self._places.keys() ^ values.keys()
            raise KeyError(f"block {self.name}: fields given and declared differ in {sorted(missing)}")
        content = bytearray(self.dtype.itemsize)
        packer, names, others = self._packed_at_once
        numbers: list[Any] = []
        for name, width in names:
            value: Any = values[name]
            if width == 1:
                numbers.append(value)
            elif len(value) == width:
                numbers.extend(value)
            else:
                raise ValueError(f"block {self.name}: {name} has {width} numbers, not {len(value)}")
        packer.pack_into(content, 0, *numbers)
        return self._filled(content, {name: values[name] for name in others})

    def changed(self, data: NDArray[np.void], values: Mapping[str, object]) -> NDArray[np.void]:
        """Return a copy of a block, () of `dtype`, with other values of some fields. Raises KeyError for an unknown
        name."""
        return self._filled(bytearray(data.tobytes()), values)

    def _filled(self, content: bytearray, values: Mapping[str, object]) -> NDArray[np.void]:
        """Return a block of this content, () of `dtype`, after setting some fields."""
        # By place among numbers of 4 bytes: assigning to a field by its name takes three times as long.
        numbers = {kind: np.frombuffer(content, kind) for kind in self._kinds}
        value: Any
        for name, value in values.items():
            kind, first, end, width, array = self._places[name]
            if array:
                if len(value) > (end - first) // width:
                    raise ValueError(f"block {self.name}: {name} cannot hold {len(value)} elements")
                if len(value):
                    numbers[kind][first : first + width * len(value)].reshape(-1, width)[:] = value
            elif width == 1:
                numbers[kind][first] = value
            elif width == 16:
                numbers[kind][first:end] = np.asarray(value).T.reshape(16)
            else:
                numbers[kind][first:end] = value
        return np.frombuffer(content, self.dtype).reshape(())

    @cached_property
    def _packed_at_once(self) -> tuple[struct.Struct, list[tuple[str, int]], list[str]]:
        """What packs all numbers and vectors of the block, which takes a third of the time of assigning each; their
        fields, with how many numbers each has; the other fields, arrays and matrices."""
        text, end = "=", 0
        names, others = [], []
        for name, (kind, first, last, width, array) in self._places.items():
            if array or width == _TYPES["mat4"][0]:
                others.append(name)
                continue
            text += f"{4 * first - end}x{width}{np.dtype(kind).char}"
            end = 4 * last
            names.append((name, width))
        return struct.Struct(text), names, others

    @cached_property
    def _places(self) -> Mapping[str, tuple[type[np.generic], int, int, int, bool]]:
        """By field: the type of its numbers, its first one among those of the block, the one past its last, and how
        many a value or an element of an array has; whether it is an array."""
        found = {}
        for field in self.fields:
            first = self.dtype.fields[field.name][1] // 4  # type: ignore[index]  # it has fields
            width = _TYPES[field.type][0]
            kind = _SCALARS.get(field.type, np.float32)
            found[field.name] = kind, first, first + width * max(field.count, 1), width, field.count > 0
        return found

    @cached_property
    def _kinds(self) -> frozenset[type[np.generic]]:
        """The types of its numbers."""
        return frozenset(kind for kind, *_ in self._places.values())


def gpu_matrix(matrix: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return a (4, 4) column-vector matrix as 16 floats, column by column, as OpenGL reads it. Nothing else
    transposes."""
    return np.asarray(matrix, dtype=np.float32).T.reshape(16)
