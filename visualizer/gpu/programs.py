"""Shader programs: loading with includes, errors that name the file a person edits, reload.

``#include "common/noise.glsl"`` names a file below shaders/. Each file is pasted once, between ``#line``
directives that carry its number, so that a driver's message can be led back to file and line.
Text that Python declares (vertex inputs, uniform blocks) is included as ``generated/NAME.glsl``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import moderngl

from visualizer.data import data_folder
from visualizer.gpu.depth import depth_glsl
from visualizer.gpu.empty import EmptyTextures, empty_units

_INCLUDE = re.compile(r'^\s*#include\s+"([^"]+)"')
_UNIFORM = re.compile(r"^\s*uniform\s+\w+\s+(\w+)", re.MULTILINE)
_PLACES = (
    re.compile(r"\b(\d+):(\d+)\(\d+\): (.*)"),  # Mesa: 2:14(7): error: …
    re.compile(r"\b(\d+)\((\d+)\) : (.*)"),  # NVIDIA: 2(14) : error C1008: …
    re.compile(r"ERROR: (\d+):(\d+): (.*)"),  # Apple, Intel, AMD
)


class ShaderError(RuntimeError):
    """A shader that does not compile or link, or a file of it that cannot be read. Names file and line."""


@dataclass
class Source:
    """A shader's text with all includes pasted in. files: what was pasted, by its ``#line`` number."""

    text: str
    files: list[str] = field(default_factory=list)

    @property
    def uniforms(self) -> set[str]:
        """The uniforms that the text declares; the driver may drop those that nothing reads."""
        return set(_UNIFORM.findall(self.text))


class Program:
    """A linked program that knows which uniforms its text declares, and what they are where nobody sets them.

    Only this object sets the program's uniforms, so that `reset` knows which of them hold something else.
    """

    def __init__(self, program: Any, declared: set[str]) -> None:
        self.handle = program
        self.declared = declared
        self._members: dict[str, Any] = {name: program[name] for name in program}
        self._defaults: dict[str, bytes] = {}
        self._given: set[str] = set()
        self._array: moderngl.VertexArray | None = None
        units = empty_units(program.ctx)
        for name, member in self._members.items():
            if not isinstance(member, moderngl.Uniform):
                continue
            unit = units.get(getattr(member, "gl_type"))  # noqa: B009  # moderngl's stub lacks it
            if unit is not None:
                member.value = unit
            self._defaults[name] = member.read()

    def reset(self) -> None:
        """Give every uniform its default: what its declaration says, else zero; samplers read an empty texture."""
        for name in self._given:
            self._members[name].write(self._defaults[name])
        self._given.clear()

    def __setitem__(self, name: str, value: object) -> None:
        """Set a uniform until the next `reset`. One that the driver dropped is passed over.

        Raises KeyError for one that was never declared, ValueError for a value that does not fit.
        """
        member = self._member(name)
        if member is None:
            return
        try:
            member.value = value
        except Exception as error:  # moderngl raises its own kind, TypeError, struct.error and more
            raise ValueError(f"the uniform '{name}' cannot be {value!r}: {error}") from error
        self._given.add(name)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def write(self, name: str, data: bytes) -> None:
        """Set a uniform, such as a matrix, from bytes, until the next `reset`. Raises KeyError."""
        if (member := self._member(name)) is not None:
            member.write(data)
            self._given.add(name)

    def bind(self, block: str, unit: int) -> None:
        """Connect a uniform block to a binding point, if the program reads it."""
        if (member := self._members.get(block)) is not None:
            member.binding = unit

    @property
    def bare_array(self) -> moderngl.VertexArray:
        """A vertex array without attributes, for shaders that know their vertices by number."""
        if self._array is None:
            self._array = self.handle.ctx.vertex_array(self.handle, [])
        return self._array

    def release(self) -> None:
        """Free the program and its vertex array."""
        if self._array is not None:
            self._array.release()
            self._array = None
        self.handle.release()

    def _member(self, name: str) -> Any:
        member = self._members.get(name)
        if member is None and name not in self.declared:
            raise KeyError(f"the program has no uniform '{name}'; it declares {sorted(self.declared)}")
        return member


class Programs:
    """Loads, compiles and keeps programs of one context. A program that is asked for has all uniforms at their defaults.

    generated: texts that ``#include "generated/NAME.glsl"`` finds, by NAME. folder: where the shaders lie.
    """

    def __init__(
        self,
        context: moderngl.Context,
        generated: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.context = context
        self.folder = folder or data_folder("shaders")
        self.generated = {"depth": depth_glsl(context), **(generated or {})}
        self.empty = EmptyTextures(context)
        self._cache: dict[tuple[object, ...], Program] = {}

    def program(
        self,
        vertex: str,
        fragment: str | None = None,
        *,
        defines: Mapping[str, object] | None = None,
        slots: Mapping[str, str] | None = None,
        version: int = 330,
        varyings: tuple[str, ...] = (),
    ) -> Program:
        """Return the program of two files below shaders/.

        slots: files that includes of a made-up name stand for, such as {"material": "materials/hull.glsl"}.
        varyings: outputs captured by transform feedback, if any. Raises ShaderError.
        """
        key = (
            vertex,
            fragment,
            *sorted((defines or {}).items()),
            *sorted((slots or {}).items()),
            version,
            varyings,
        )
        if key not in self._cache:
            sources = [self._source(name, defines, slots, version) for name in (vertex, fragment) if name]
            arguments: dict[str, Any] = {"vertex_shader": sources[0].text}
            if fragment:
                arguments["fragment_shader"] = sources[1].text
            if varyings:
                arguments["varyings"] = varyings
            self._cache[key] = self._built(sources, lambda: self.context.program(**arguments))
        return self._asked(key)

    def compute(
        self,
        name: str,
        *,
        defines: Mapping[str, object] | None = None,
        slots: Mapping[str, str] | None = None,
    ) -> Program:
        """Return the compute program of a file below shaders/. Raises ShaderError."""
        key = ("compute", name, *sorted((defines or {}).items()), *sorted((slots or {}).items()))
        if key not in self._cache:
            source = self._source(name, defines, slots, 430)
            self._cache[key] = self._built([source], lambda: self.context.compute_shader(source.text))
        return self._asked(key)

    def exists(self, name: str) -> bool:
        """Return whether there is a shader file of this name below shaders/."""
        return (self.folder / name).is_file()

    def clear(self) -> None:
        """Forget all programs, so that the next use reads the files again."""
        for program in self._cache.values():
            program.release()
        self._cache.clear()

    def release(self) -> None:
        """Free all programs and the empty textures."""
        self.clear()
        self.empty.release()

    def _asked(self, key: tuple[object, ...]) -> Program:
        program = self._cache[key]
        program.reset()
        return program

    def _source(
        self, name: str, defines: Mapping[str, object] | None, slots: Mapping[str, str] | None, version: int
    ) -> Source:
        source = Source("")
        lines = [f"#version {version} core"]
        lines += [f"#define {key} {value}" for key, value in sorted((defines or {}).items())]
        self._paste(name, source, lines, slots or {}, None)
        source.text = "\n".join(lines) + "\n"
        return source

    def _paste(
        self, name: str, source: Source, lines: list[str], slots: Mapping[str, str], asked_by: str | None
    ) -> None:
        name = slots.get(name, name)
        if name in source.files:
            return
        number = len(source.files)
        source.files.append(name)
        lines.append(f"#line 1 {number}")
        for row, line in enumerate(self._read(name, asked_by).splitlines(), 1):
            if match := _INCLUDE.match(line):
                self._paste(match[1], source, lines, slots, f"shaders/{name}:{row}")
                lines.append(f"#line {row + 1} {number}")
            else:
                lines.append(line)

    def _read(self, name: str, asked_by: str | None) -> str:
        if name.startswith("generated/"):
            return self.generated[name.removeprefix("generated/").removesuffix(".glsl")]
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except OSError as error:
            raise ShaderError(
                f"{asked_by or 'renderer'}: cannot read shaders/{name}: {error.strerror}"
            ) from error

    def _built(self, sources: list[Source], build: Any) -> Program:
        try:
            handle = build()
        except moderngl.Error as error:
            raise ShaderError(located(str(error), sources)) from None
        return Program(handle, set().union(*(source.uniforms for source in sources)))


def located(message: str, sources: list[Source]) -> str:
    """Return a driver's message with ``file:line`` in place of its own numbers."""
    # moderngl heads its message with the stage that failed; both stages share the common files.
    stage = 1 if "fragment_shader" in message and len(sources) > 1 else 0
    files = sources[stage].files
    found = []
    for line in message.splitlines():
        for pattern in _PLACES:
            if (match := pattern.search(line)) and int(match[1]) < len(files):
                found.append(f"shaders/{files[int(match[1])]}:{match[2]}: {match[3]}")
                break
    return "\n".join(found) if found else f"shaders/{files[0]}: {message.strip()}"
