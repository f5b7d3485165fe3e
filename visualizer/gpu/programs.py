"""Shader programs: compiled at first use and cached. Compiler errors name the file and line of the source."""

from __future__ import annotations

import re
import struct
import time
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import moderngl

from visualizer.gpu.depth import depth_glsl
from visualizer.gpu.empty import EmptyTextures, empty_units
from visualizer.gpu.sources import Request, ShaderError, Source, Sources

__all__ = ["Program", "Programs", "ShaderError", "located"]

_PLACES = (
    re.compile(r"\b(\d+):(\d+)\(\d+\): (.*)"),  # Mesa: 2:14(7): error: …
    re.compile(r"\b(\d+)\((\d+)\) : (.*)"),  # NVIDIA: 2(14) : error C1008: …
    re.compile(r"ERROR: (\d+):(\d+): (.*)"),  # Apple, Intel, AMD
)


_NUMBERS = count()


class Program:
    """A linked program, with the uniforms that its source declares and their default values.

    Only this object sets the program's uniforms and draws with it. It stores their present values, so that an unchanged
    value is not written again.
    """

    def __init__(self, program: Any, declared: set[str]) -> None:
        self.handle = program
        self.number = next(_NUMBERS)
        """Another one for each program of the process: what is kept for programs is found by it faster than by a weak
        reference."""
        self.declared = declared
        self._members: dict[str, Any] = {name: program[name] for name in program}
        self._uniforms: dict[str, _Uniform] = {}
        self._given: set[str] = set()
        self._changed: set[str] = set()  # those that may hold another value than their default
        self._array: moderngl.VertexArray | None = None
        units = empty_units(program.ctx)
        for name, member in self._members.items():
            if not isinstance(member, moderngl.Uniform):
                continue
            unit = units.get(getattr(member, "gl_type"))  # noqa: B009  # moderngl's stub lacks it
            if unit is not None:
                member.value = unit
            self._uniforms[name] = _Uniform(member)
        self._bound: dict[str, int] = {}

    def reset(self, kept: Iterable[str] = ()) -> None:
        """Give every uniform its default: the initial value in its declaration, else zero; samplers read an empty
        texture.

        The next draw uses the default of each uniform that is not set until then. kept: uniforms that keep their
        values.
        """
        self._given = set(kept)

    @property
    def given(self) -> frozenset[str]:
        """The uniforms that were set since the last `reset`."""
        return frozenset(self._given)

    def __setitem__(self, name: str, value: object) -> None:
        """Set a uniform until the next `reset`. A uniform that the compiler removed is ignored.

        Raises KeyError for a uniform that is not declared, ValueError for a value of another type or size.
        """
        uniform = self._uniforms.get(name)
        if uniform is None:
            self._check(name)
            return
        try:
            data = uniform.pack(value)
            if uniform.held != data:
                self._hold(name, uniform, data)
        except Exception as error:  # moderngl raises its own kind, TypeError, struct.error and more
            raise ValueError(f"the uniform '{name}' cannot be {value!r}: {error}") from error
        self._given.add(name)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def write(self, name: str, data: bytes) -> None:
        """Set a uniform, such as a matrix, from bytes, until the next `reset`. Raises KeyError if it is not
        declared."""
        if (uniform := self._uniforms.get(name)) is not None:
            self._hold(name, uniform, data)
            self._given.add(name)
        else:
            self._check(name)

    def give(self, values: Mapping[str, bytes]) -> None:
        """Set those of the uniforms that the program has, from bytes, until the next `reset`; others are ignored.

        Of an array, the elements are set that the compiler kept: those up to the last one that is read.
        """
        there = self._uniforms.keys() & values.keys()
        for name in there:
            uniform, data = self._uniforms[name], values[name]
            if uniform.held != data:
                self._hold(name, uniform, data[: len(uniform.default)])
        self._given |= there

    def length(self, name: str) -> int:
        """Return how many elements of a uniform array the compiler kept. Raises KeyError if it removed all."""
        found: int = self._members[name].array_length
        return found

    def settle(self) -> None:
        """Give the uniforms that were not set since the last `reset` their defaults. `draw` and `run` call this."""
        for name in self._changed - self._given:
            uniform = self._uniforms[name]
            self._hold(name, uniform, uniform.default)
            self._changed.discard(name)

    def draw(
        self,
        array: moderngl.VertexArray | None = None,
        mode: int | None = None,
        *,
        vertices: int = -1,
        instances: int = 1,
    ) -> None:
        """Draw a vertex array of this program. array: `bare_array` if None. mode: its own if None; vertices: all if
        -1."""
        self.settle()
        (array or self.bare_array).render(mode, vertices=vertices, instances=instances)

    def run(self, x: int, y: int = 1, z: int = 1) -> None:
        """Run a compute program in x * y * z work groups."""
        self.settle()
        self.handle.run(x, y, z)

    def run_indirect(self, buffer: moderngl.Buffer, offset: int) -> None:
        """Run a compute program. The numbers of work groups, three uint32, are read from a buffer at `offset`,
        bytes."""
        self.settle()
        self.handle.run_indirect(buffer, offset)

    def bind(self, block: str, unit: int) -> None:
        """Connect a uniform block to a binding point, if the program reads it."""
        if self._bound.get(block) != unit and (member := self._members.get(block)) is not None:
            member.binding = self._bound[block] = unit

    @property
    def bare_array(self) -> moderngl.VertexArray:
        """A vertex array without attributes, for shaders that compute vertices from gl_VertexID."""
        if self._array is None:
            self._array = self.handle.ctx.vertex_array(self.handle, [])
        return self._array

    def release(self) -> None:
        """Free the program and its vertex array."""
        if self._array is not None:
            self._array.release()
            self._array = None
        self.handle.release()

    def _hold(self, name: str, uniform: _Uniform, data: bytes) -> None:
        """Write a uniform unless it has this value already. After a failed write, the next one is always done."""
        if uniform.held != data:
            uniform.held = None
            self._changed.add(name)
            uniform.member.write(data)
            uniform.held = data

    def _check(self, name: str) -> None:
        """Raise KeyError for a name that is not declared, ValueError for one that is no uniform but a block or an
        input."""
        if name in self._members:
            raise ValueError(f"'{name}' is no uniform, but a {type(self._members[name]).__name__}")
        if name not in self.declared:
            raise KeyError(f"the program has no uniform '{name}'; it declares {sorted(self.declared)}")


class _Uniform:
    """A uniform of a linked program. default, held: the bytes of its default, and those it has now; None after a failed
    write.

    pack: returns the bytes of a value. It raises TypeError and struct.error.
    """

    __slots__ = ("default", "held", "member", "pack")

    def __init__(self, member: moderngl.Uniform) -> None:
        self.member = member
        self.default: bytes = member.read()
        self.held: bytes | None = self.default
        self.pack = _packer(member)


def _packer(member: moderngl.Uniform) -> Callable[[Any], bytes]:
    """Return `_Uniform.pack`."""
    pack = struct.Struct(getattr(member, "fmt")).pack  # noqa: B009  # moderngl's stub lacks it
    if member.array_length > 1:
        if member.dimension > 1:
            return lambda value: b"".join(pack(*row) for row in value)
        return lambda value: b"".join(pack(item) for item in value)
    return pack if member.dimension == 1 else lambda value: pack(*value)


class Programs(Sources):
    """Loads, compiles and caches the programs of one context.

    generated: texts for ``#include "generated/NAME.glsl"``, by NAME, besides those of `TEXTS`. folder: of the shader
    files.
    """

    def __init__(
        self,
        context: moderngl.Context,
        generated: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        super().__init__({"depth": depth_glsl(context), **(generated or {})}, folder)
        self.context = context
        self.empty = EmptyTextures(context)
        self.before_build: Callable[[Request], None] = lambda request: None
        """Called before a program is built, which may take long. An exception of it ends what asked for the program."""
        self.after_build: Callable[[Request, float], None] = lambda request, seconds: None
        """Called after a program was built, with the CPU time that it took, seconds. Its exceptions do the same; the
        program is kept then too."""
        self._cache: dict[Request, Program] = {}

    @property
    def requests(self) -> set[Request]:
        """The requests passed to `get` since the last `clear`."""
        return set(self._cache)

    def get(self, request: Request) -> Program:
        """Return the program of a request, built at first use, with all uniforms at their defaults. Raises
        ShaderError."""
        program = self._cache.get(request)
        if program is None:
            self.before_build(request)
            sources = self.sources(request)
            texts: dict[str, Any] = {
                f"{stage}_shader": source.text
                for (stage, _), source in zip(request.stages, sources, strict=True)
            }

            def build() -> Any:
                if "compute_shader" in texts:
                    return self.context.compute_shader(texts["compute_shader"])
                more: dict[str, Any] = {"varyings": request.varyings} if request.varyings else {}
                return self.context.program(**texts, **more)

            begun = time.thread_time()
            program = self._cache[request] = self._built(sources, build)
            self.after_build(request, time.thread_time() - begun)
        program.reset()
        return program

    def clear(self) -> None:
        """Free all programs, so that the next use reads the files again."""
        for program in self._cache.values():
            program.release()
        self._cache.clear()
        self.forget()

    def release(self) -> None:
        """Free all programs and the empty textures."""
        self.clear()
        self.empty.release()

    def _built(self, sources: list[Source], build: Any) -> Program:
        try:
            handle = build()
        except moderngl.Error as error:
            raise ShaderError(located(str(error), sources)) from None
        return Program(handle, set().union(*(source.uniforms for source in sources)))


def located(message: str, sources: list[Source]) -> str:
    """Return a compiler's message with ``file:line`` instead of its numbers of files and lines. sources: of the
    stages."""
    # moderngl's message begins with the name of the stage that failed.
    stage = 1 if "fragment_shader" in message and len(sources) > 1 else 0
    files = sources[stage].files
    found = []
    for line in message.splitlines():
        for pattern in _PLACES:
            if (match := pattern.search(line)) and int(match[1]) < len(files):
                found.append(f"shaders/{files[int(match[1])]}:{match[2]}: {match[3]}")
                break
    return "\n".join(found) if found else f"shaders/{files[0]}: {message.strip()}"
