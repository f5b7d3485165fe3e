"""Shader sources: files with includes pasted in, and the request for a program that is made of them.

``#include "common/noise.glsl"`` names a file below shaders/. Each file is pasted once, between ``#line`` directives
with its number, so that a compiler's message can be traced to file and line. Text that Python generates (vertex inputs,
uniform blocks) is included as ``generated/NAME.glsl``. Where a file declares parameters (`visualizer/parameters.py`),
their uniforms, or the uniform block of a material, replace that comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from visualizer.data import data_folder
from visualizer.errors import InputError
from visualizer.gpu.generated import TEXTS
from visualizer.gpu.parameter_block import ParameterBlock
from visualizer.parameters import Header, Parameter, ParameterError, Value, checked, header

_REGIONS = re.compile(r"^const int REGIONS = (\d+);", re.MULTILINE)
_FORM = re.compile(r"^vec4 sky_form\(vec3 ", re.MULTILINE)
_STARS = re.compile(r"^float star_brightness\(vec3 ", re.MULTILINE)
_INCLUDE = re.compile(r'^\s*#include\s+"([^"]+)"')
_UNIFORMS = re.compile(r"^\s*uniform\s+\w+\s+(\w[^;{]*);", re.MULTILINE)
_COMMENT = re.compile(r"//.*")
_PLAIN_UNIFORM = re.compile(r"^uniform (float|int|uint|[iu]?vec[234]) u_(\w+)((?: = [^;]+)?);", re.MULTILINE)
_NO_HEADER = Header({})
MATERIALS = "materials/"
"""Begin of the names of the files of materials."""
SKIES = "skies/"
"""Begin of the names of the files of skies."""


class ShaderError(InputError):
    """A shader that does not compile or link, or a file of it that cannot be read. Names file and line."""


@dataclass(frozen=True)
class Request:
    """Everything that determines a program. `Programs.get` builds it. Make one with `drawn` or `computed`.

    stages: (stage, file below shaders/) each, where a stage is "vertex", "fragment" or "compute". defines: (name,
    value) in order of name. slots: (name of a placeholder include, the file that replaces it). version: of GLSL, 330 or
    430. varyings: outputs captured by transform feedback. neutral: the parameters that have a neutral value are
    constants. flat: the vertex shader hands the uniforms of the fragment shader over as flat outputs; for few vertices
    that cover many pixels, as llvmpipe (Mesa 22.3) reads each uniform of a fragment shader once per pixel.
    """

    stages: tuple[tuple[str, str], ...]
    defines: tuple[tuple[str, object], ...] = ()
    slots: tuple[tuple[str, str], ...] = ()
    version: int = 330
    varyings: tuple[str, ...] = ()
    neutral: bool = False
    flat: bool = False

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        # Programs are looked up for every draw, and hashing all defines takes longer than the look-up.
        return hash(
            (self.stages, self.defines, self.slots, self.version, self.varyings, self.neutral, self.flat)
        )

    @classmethod
    def drawn(
        cls,
        vertex: str,
        fragment: str | None = None,
        *,
        defines: Mapping[str, object] | None = None,
        slots: Mapping[str, str] | None = None,
        version: int = 330,
        varyings: tuple[str, ...] = (),
        neutral: bool = False,
        flat: bool = False,
    ) -> Request:
        """Return the request for a program that draws, or, without a fragment shader, one for transform feedback."""
        stages = (("vertex", vertex), *((("fragment", fragment),) if fragment else ()))
        return cls(stages, _ordered(defines), _ordered(slots), version, varyings, neutral, flat)

    @classmethod
    def computed(
        cls, name: str, *, defines: Mapping[str, object] | None = None, slots: Mapping[str, str] | None = None
    ) -> Request:
        """Return the request for a compute program, GLSL 4.30."""
        return cls((("compute", name),), _ordered(defines), _ordered(slots), 430)


@dataclass
class Source:
    """A shader's text with all includes pasted in. files: the pasted files, by their ``#line`` number."""

    text: str
    files: list[str] = field(default_factory=list)

    @property
    def uniforms(self) -> set[str]:
        """The uniforms that the text declares. The compiler may remove those that are not read."""
        lists = _UNIFORMS.findall(_COMMENT.sub("", self.text))
        return {re.split(r"\W", name.strip(), maxsplit=1)[0] for names in lists for name in names.split(",")}


class Sources:
    """Reads shader files.

    generated: texts for ``#include "generated/NAME.glsl"``, by NAME, besides those of `TEXTS`. folder: of the shader
    files.
    """

    def __init__(self, generated: Mapping[str, str] | None = None, folder: Path | None = None) -> None:
        self.folder = folder or data_folder("shaders")
        self.generated = {**TEXTS, **(generated or {})}
        self._parameters: dict[str, Mapping[str, Parameter]] = {}
        self._materials: dict[str, tuple[ParameterBlock | None, list[tuple[str, Value, float]]]] = {}
        self._existing: set[str] = set()
        self._regions: dict[str, int] = {}
        self._forms: dict[str, bool] = {}
        self._stars: dict[str, bool] = {}

    def exists(self, name: str) -> bool:
        """Return whether there is a shader file of this name below shaders/."""
        if name not in self._existing and (self.folder / name).is_file():
            self._existing.add(name)
        return name in self._existing

    def forget(self) -> None:
        """Empty the cache of parameters and file names, so that files are read again."""
        self._parameters.clear()
        self._materials.clear()
        self._existing.clear()
        self._regions.clear()
        self._forms.clear()
        self._stars.clear()

    def names(self, folder: str) -> list[str]:
        """Return the sorted names, without ending, of the ``.glsl`` files in a folder below shaders/."""
        return sorted(path.stem for path in (self.folder / folder).glob("*.glsl"))

    def sources(self, request: Request) -> list[Source]:
        """Return the text of each stage, in order. Raises ShaderError for a file that cannot be read."""
        found = [self._source(name, request) for _, name in request.stages]
        if request.flat:
            _hand_over(*found)
        return found

    def _source(self, name: str, request: Request) -> Source:
        source = Source("")
        lines = [f"#version {request.version} core"]
        lines += [f"#define {key} {value}" for key, value in request.defines]
        self._paste(name, source, lines, request, None)
        source.text = "\n".join(lines) + "\n"
        return source

    def _paste(
        self, name: str, source: Source, lines: list[str], request: Request, asked_by: str | None
    ) -> None:
        name = dict(request.slots).get(name, name)
        if name in source.files:
            return
        number = len(source.files)
        source.files.append(name)
        lines.append(f"#line 1 {number}")
        text = self._read(name, asked_by)
        declared = self._header(name, text)
        for row, line in enumerate(text.splitlines(), 1):
            if declared.first <= row <= declared.last:
                if row == declared.last:
                    for parameter_row, glsl in _declarations(name, declared, neutral=request.neutral):
                        lines += [f"#line {parameter_row} {number}", glsl]
                    lines.append(f"#line {row + 1} {number}")
            elif match := _INCLUDE.match(line):
                self._paste(match[1], source, lines, request, f"shaders/{name}:{row}")
                lines.append(f"#line {row + 1} {number}")
            else:
                lines.append(line)

    def parameters(self, name: str) -> Mapping[str, Parameter]:
        """Return the parameters that a file below shaders/ declares, read once. Raises ShaderError if it cannot be
        read."""
        if name not in self._parameters:
            self._parameters[name] = self._header(name, self._read(name, None)).parameters
        return self._parameters[name]

    def uniforms_of(self, name: str, values: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
        """Yield (name of the uniform, value) for values of the parameters that a file below shaders/ declares.

        Raises ValueError for a parameter that the file does not declare, or a value of another size; ShaderError if the
        file cannot be read.
        """
        checked(values, self.parameters(name))
        for parameter, value in values.items():
            yield f"u_{parameter}", value

    def material(self, name: str, values: Mapping[str, Value]) -> tuple[bytes, bool]:
        """Return the content of the uniform block of a material's file (see `ParameterBlock`), and whether it is
        neutral: it declares parameters with a neutral value, and `values` leaves all of them at it.

        Raises ValueError for a parameter that the file does not declare, or a value that it cannot have; ShaderError if
        the file cannot be read.
        """
        found = self._materials.get(name)
        if found is None:
            parameters = self.parameters(name)
            neutral = [
                (one.name, one.default or 0.0, one.neutral)
                for one in parameters.values()
                if one.neutral is not None
            ]
            found = ParameterBlock(parameters) if parameters else None, neutral
            self._materials[name] = found
        block, numbers = found
        if block is None:
            checked(values, {})
            return b"", False
        content = block.packed(values)
        for key, default, number in numbers:
            if values.get(key, default) != number:
                return content, False
        return content, bool(numbers)

    def regions(self, name: str) -> int:
        """Return how many regions of a mesh a material's file distinguishes, from 0 on: its constant REGIONS; 0 if it
        has none.

        Raises ShaderError if it cannot be read.
        """
        if name not in self._regions:
            match = _REGIONS.search(self._read(name, None))
            self._regions[name] = int(match[1]) if match else 0
        return self._regions[name]

    def has_form(self, name: str) -> bool:
        """Return whether the file of a sky defines `sky_form`, which is drawn at a smaller size. Raises ShaderError if
        it cannot be read."""
        if name not in self._forms:
            self._forms[name] = bool(_FORM.search(self._read(name, None)))
        return self._forms[name]

    def has_stars(self, name: str) -> bool:
        """Return whether the file of a sky defines `star_brightness`, so that it has stars. Raises ShaderError if it
        cannot be read."""
        if name not in self._stars:
            self._stars[name] = bool(_STARS.search(self._read(name, None)))
        return self._stars[name]

    def _header(self, name: str, text: str) -> Header:
        if name.startswith("generated/"):
            return _NO_HEADER
        try:
            return header(text, f"shaders/{name}")
        except ParameterError as error:
            raise ShaderError(str(error)) from error

    def _read(self, name: str, asked_by: str | None) -> str:
        if name.startswith("generated/"):
            return self.generated[name.removeprefix("generated/").removesuffix(".glsl")]
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except OSError as error:
            raise ShaderError(
                f"{asked_by or 'renderer'}: cannot read shaders/{name}: {error.strerror}"
            ) from error


def _declarations(name: str, declared: Header, *, neutral: bool) -> Iterator[tuple[int, str]]:
    """Yield the declarations of a file's parameters as (line of the file, GLSL): a block of a material, uniforms of a
    sky."""
    parameters = declared.parameters
    if parameters and name.startswith(MATERIALS):
        yield from ParameterBlock(parameters).glsl(neutral=neutral)
    else:
        yield from ((one.row, one.glsl) for one in parameters.values())


def _ordered(mapping: Mapping[str, object] | None) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted((mapping or {}).items()))


def _hand_over(vertex: Source, fragment: Source) -> None:
    """Move the plain uniforms of a fragment shader to its vertex shader, and hand them over as flat outputs (see
    `Request`)."""
    moved = _PLAIN_UNIFORM.findall(fragment.text)
    version, _, rest = _PLAIN_UNIFORM.sub(r"flat in \1 v_\2;", fragment.text).partition("\n")
    fragment.text = "\n".join([version, *(f"#define u_{name} v_{name}" for _, name, _ in moved), rest])
    declared = [
        f"uniform {kind} u_{name}{default};\nflat out {kind} v_{name};" for kind, name, default in moved
    ]
    assigned = [f"    v_{name} = u_{name};" for _, name, _ in moved]
    text = vertex.text.replace("void main()", "void place()")
    vertex.text = "\n".join([text, *declared, "void main()", "{", "    place();", *assigned, "}", ""])
