"""Errors that drivers report and glslang does not: undefined names in conditions, mismatched interfaces of stages."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from tests.shaders.glslang import Complaint
from visualizer.gpu.sources import Request, Source

_DIRECTIVE = re.compile(r"\s*#\s*(line|define|ifdef|ifndef|if|elif|else|endif)\b\s*(.*)$")
_NAME = re.compile(r"[A-Za-z_]\w*")
_DEFINED = re.compile(r"defined\s*(?:\(\s*(\w+)\s*\)|(\w+))")
_VARYING = re.compile(r"\s*(flat |noperspective )?(in|out) (\w+) (v_\w+(?:\s*,\s*v_\w+)*)\s*;")
_UNSIGNED = re.compile(r"\b(\d+)u\b")


def undefined(request: Request, sources: list[Source]) -> set[Complaint]:
    """Return the conditions with undefined names: an error by the specification (GLSL 4.60, section 3.3).

    Many compilers take it for 0, as C does; so a misspelt or forgotten define goes unseen.
    """
    return {
        Complaint(place, f"error: '{name}' is not defined where the condition asks for it")
        for source in sources
        for place, name in _unknown(source, {name: str(value) for name, value in request.defines})
    }


@lru_cache(maxsize=64)
def _directives(text: str) -> tuple[tuple[int, str, str], ...]:
    """Return (row of the text, directive, rest) of all lines that are one, without comments, continued lines joined."""
    joined = text.replace("\\\n", "\0")  # keep the number of rows
    found, row = [], 0
    for line in joined.split("\n"):
        bare = re.sub(r"//.*", "", line.replace("\0", " "))
        if match := _DIRECTIVE.match(bare):
            found.append((row, match[1], match[2].strip()))
        row += 1 + line.count("\0")
    return tuple(found)


def unmatched(request: Request, sources: list[Source]) -> set[Complaint]:
    """Return the inputs of a fragment shader that its vertex shader does not write, or writes with another type.

    Type and interpolation must be the same (GLSL 3.30, sections 4.3.4 and 4.3.7): drivers refuse to link what is not.
    """
    if [stage for stage, _ in request.stages] != ["vertex", "fragment"]:
        return set()
    defines = {name: str(value) for name, value in request.defines}
    written, read = (
        dict(_interface(source, defines, way)) for source, way in zip(sources, ("out", "in"), strict=True)
    )
    return {
        Complaint(
            f"shaders/{sources[1].files[0]}",
            f"error: reads '{kind} {name}', shaders/{sources[0].files[0]} writes "
            + (f"'{written[name]} {name}'" if name in written else "no such output"),
        )
        for name, kind in read.items()
        if written.get(name) != kind
    }


def _interface(source: Source, defines: Mapping[str, str], way: str) -> Iterator[tuple[str, str]]:
    """Yield (name, interpolation and type) of a stage's inputs or outputs."""
    rows: list[tuple[int, bool]] = []
    for _ in _unknown(source, defines, rows):
        pass
    kept, starts = True, dict(rows)
    for row, line in enumerate(f"#line{source.text.partition('#line')[2]}".split("\n")):
        kept = starts.get(row, kept)
        if kept and (match := _VARYING.match(re.sub(r"//.*", "", line))) and match[2] == way:
            for name in match[4].split(","):
                yield name.strip(), f"{match[1] or ''}{match[3]}"


def _unknown(
    source: Source, defines: Mapping[str, str], rows: list[tuple[int, bool]] | None = None
) -> Iterator[tuple[str, str]]:
    """Yield (place, name) for the conditions that a compiler evaluates; those within what is left out are not.

    rows: is given (row of the text, whether what follows it is kept) at every condition.
    """
    known = dict(defines)
    file, offset = 0, 0
    stack: list[
        tuple[bool, bool]
    ] = []  # of each open condition: whether this part is kept, and whether one was
    body = source.text.partition("#line")[2]
    for row, kind, rest in _directives(f"#line{body}"):
        kept = all(part for part, _ in stack)
        if kind == "line":
            number, file = (int(part) for part in rest.split())
            offset = number - row - 1
        elif kind == "define" and kept:
            name, _, value = rest.partition(" ")
            known[name] = value.strip()
        elif kind in ("ifdef", "ifndef"):
            true = (rest in known) == (kind == "ifdef")
            stack.append((true, true))
        elif kind == "if":
            true = False
            if kept:
                yield from _missing(rest, known, f"shaders/{source.files[file]}:{row + offset}")
                true = _true(rest, known)
            stack.append((true, true))
        elif kind == "elif":
            _, done = stack.pop()
            true = False
            if not done and all(part for part, _ in stack):
                yield from _missing(rest, known, f"shaders/{source.files[file]}:{row + offset}")
                true = _true(rest, known)
            stack.append((true, done or true))
        elif kind == "else":
            _, done = stack.pop()
            stack.append((not done, True))
        elif kind == "endif":
            stack.pop()
        if rows is not None:
            rows.append((row, all(part for part, _ in stack)))


def _missing(condition: str, known: Mapping[str, str], place: str) -> Iterator[tuple[str, str]]:
    for name in _NAME.findall(_UNSIGNED.sub(r"\1", _expanded(_DEFINED.sub("0", condition), known))):
        yield place, name


def _expanded(text: str, known: Mapping[str, str]) -> str:
    """Expand macros repeatedly until none is left."""
    for _ in range(8):
        new = _NAME.sub(lambda name: known.get(name[0], name[0]), text)
        if new == text:
            break
        text = new
    return text


def _true(condition: str, known: Mapping[str, str]) -> bool:
    text = _DEFINED.sub(lambda match: str(int((match[1] or match[2]) in known)), condition)
    return _evaluated(_NAME.sub("0", _UNSIGNED.sub(r"\1", _expanded(text, known))))


@lru_cache(maxsize=4096)
def _evaluated(text: str) -> bool:
    python = text.replace("&&", " and ").replace("||", " or ")
    return bool(eval(re.sub(r"!(?!=)", " not ", python).strip(), {"__builtins__": {}}))
