"""Rules of shaders/README.md that no compiler checks: prefixes and case of names, numbers without a name, length of
files."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.shaders.flow import bare, files, functions

LONGEST = 150
"""Lines that a shader file has at most."""
SLOTS = frozenset({"main", "material", "sky", "sky_form", "star_brightness"})
"""Functions that each of many files defines."""
SHORT = 60
"""Length in characters up to which bodies are too short to compare."""
FREE = frozenset({0.0, 1.0, 2.0, 0.5, 0.25})
"""Numbers that need no name anywhere."""
NOISES = frozenset(
    {
        "value_noise",
        "fbm",
        "ridged",
        "voronoi_border_2d",
        "moving_fbm",
        "moving_ridged",
        "moving_voronoi_edge",
    }
)
"""Noise and pattern functions: the numbers in their arguments are frequencies and offsets."""
RANGES = frozenset({"smoothstep", "mix", "clamp"})
"""Functions whose arguments are the bounds of a range."""
LEAST = 1e-3
"""Numbers with an exponent up to this size prevent divisions by 0."""

NUMBERS = ("float", "vec", "mat")
"""What the types of uniforms begin with whose comments state a unit or a range."""
STATED = re.compile(
    r"\[|\b(?:m|s|m/s2?|1/[ms]|pixels|radians|shares?|factors?|bits|number|linear|radiance|sRGB|over|0|1)\b"
)
"""A range, a unit, or what says that a number has none."""

SNAKE, UPPER, PASCAL = r"[a-z][a-z0-9_]*", r"[A-Z][A-Z0-9_]*", r"[A-Z][A-Za-z0-9]*"
INPUTS = {".vert": "a_", ".frag": "v_"}
OUTPUTS = {".vert": "v_", ".frag": "f_"}
KINDS = {
    "uniform": re.compile(r"^\s*(?:layout\([^)]*\)\s*)?uniform\s+\w+\s+([^;{]+);", re.MULTILINE),
    "input": re.compile(
        r"^\s*(?:layout\([^)]*\)\s*)?(?:flat |noperspective )?in\s+\w+\s+([^;{(]+);", re.MULTILINE
    ),
    "output": re.compile(
        r"^\s*(?:layout\([^)]*\)\s*)?(?:flat |noperspective )?out\s+\w+\s+([^;{(]+);", re.MULTILINE
    ),
    "constant": re.compile(r"^const\s+\w+\s+([^;]+);", re.MULTILINE),
    "function": re.compile(r"^[A-Za-z]\w*\s+(\w+)\([^;{}]*\)\s*\{", re.MULTILINE),
    "structure": re.compile(r"^struct\s+(\w+)", re.MULTILINE),
    "define": re.compile(r"^\s*#\s*define\s+(\w+)", re.MULTILINE),
}

_NUMBER = re.compile(r"(?<![\w.])(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?")
_UNIFORM = re.compile(
    r"^\s*(?:layout\([^)]*\)\s*)?uniform\s+(?P<type>\w+)\s+(?P<names>[^;{]+);[ \t]*(?://[ \t]*(?P<comment>\S.*))?",
    re.MULTILINE,
)
_BLOCK = re.compile(r"\b(?:uniform|buffer)\s+(\w+)\s*\{")
_CONSTANT = re.compile(r"\bconst\b[^;]*;")
_HEADER = re.compile(r"/\*.*?\*/", re.DOTALL)
_NAMED = re.compile(r"[\w.]+\s*=\s*(?:-?\s*[\d.]+|vec[234]\([\d., ]+\))\s*[;,]")
_WORD = re.compile(r"(\w+)\s*$")
_NESTED = re.compile(r"[({\[][^(){}\[\]]*[)}\]]")


def misnamed(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (file, name, required pattern) for names with a wrong prefix or case."""
    for path in files(folder):
        file = path.relative_to(folder).as_posix()
        text = re.sub(r"//.*", "", _HEADER.sub("", path.read_text(encoding="utf-8")))
        for kind, pattern in KINDS.items():
            wanted = _wanted(kind, path.suffix)
            for match in pattern.finditer(text):
                for name in _declared(match[1]):
                    if not re.fullmatch(wanted, name):
                        yield f"shaders/{file}", name, f"{kind} {wanted}"


def unexplained(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (file, name) of the uniforms whose line has no comment, and of those of floats whose comment states no unit
    or range.

    Parameters of materials and skies, and fields of blocks, state theirs where they are declared.
    """
    for path in files(folder):
        for match in _UNIFORM.finditer(_HEADER.sub(_blank, path.read_text(encoding="utf-8"))):
            number, names, comment = match["type"].startswith(NUMBERS), match["names"], match["comment"] or ""
            if not comment or (number and not STATED.search(comment)):
                yield from (
                    (f"shaders/{path.relative_to(folder).as_posix()}", name) for name in _declared(names)
                )


def by_hand(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (file, name) of the uniform blocks and storage buffers that a shader declares itself, not from Python."""
    for path in files(folder):
        text = bare(_HEADER.sub(_blank, path.read_text(encoding="utf-8")))
        for match in _BLOCK.finditer(text):
            yield f"shaders/{path.relative_to(folder).as_posix()}", match[1]


def _wanted(kind: str, suffix: str) -> str:
    return {
        "uniform": f"u_{SNAKE}",
        "input": f"{INPUTS.get(suffix, '[av]_')}{SNAKE}",
        "output": f"{OUTPUTS.get(suffix, '[vf]_')}{SNAKE}",
        "constant": UPPER,
        "function": SNAKE,
        "structure": PASCAL,
        "define": f"{UPPER}|held_{SNAKE}",  # what invocations that draw one particle have in the place of a copy
    }[kind]


def _declared(text: str) -> Iterator[str]:
    """Yield the names of a declaration's list: ``A = f(1, 2), B[4]`` declares A and B."""
    while _NESTED.search(text):
        text = _NESTED.sub("", text)
    for part in text.split(","):
        yield part.partition("=")[0].strip()


def numbers(folder: Path) -> Iterator[tuple[str, int, str]]:
    """Yield (file, row, number) of the numbers that need a name and have none."""
    for path in files(folder):
        code = bare(_HEADER.sub(_blank, path.read_text(encoding="utf-8")))
        for pattern in (_CONSTANT, _NAMED):
            code = pattern.sub(_blank, code)
        for match in _NUMBER.finditer(code):
            if float(match[0]) not in FREE and not _allowed(match[0], code, match.start()):
                row = code.count("\n", 0, match.start()) + 1
                yield f"shaders/{path.relative_to(folder).as_posix()}", row, match[0]


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _allowed(number: str, code: str, at: int) -> bool:
    """Return whether a number needs no name in its place: a guard, an exponent, the end of a range, a place in a
    noise."""
    if "e" in number and float(number) <= LEAST:
        return True
    depth, argument = 0, 0
    for i in range(at - 1, -1, -1):
        if code[i] in ";{}":
            return False
        if code[i] == ")":
            depth += 1
        elif code[i] == "(" and depth:
            depth -= 1
        elif code[i] == "," and not depth:
            argument += 1
        elif code[i] == "(":
            call = _WORD.search(code[:i])
            name = call[1] if call else ""
            if name in NOISES or name in RANGES or (name == "pow" and argument):
                return True
            argument = 0
    return False


def repeated(folder: Path) -> Iterator[str]:
    """Yield what is written twice: functions of the same name in two files, or whose bodies differ in names alone.

    What a slot or a stage stands for (`main`, `material`, `sky`, `sky_form`) has the same name in many files.
    """
    by_name: dict[str, set[str]] = {}
    by_body: dict[str, list[str]] = {}
    for function in functions(folder):
        by_name.setdefault(function.name, set()).add(f"shaders/{function.file}")
        if len(function.body) > SHORT:
            by_body.setdefault(_shape(function.body), []).append(f"shaders/{function.file}:{function.name}")
    yield from (
        f"{name}: {', '.join(sorted(where))}"
        for name, where in by_name.items()
        if len(where) > 1 and name not in SLOTS
    )
    yield from (", ".join(same) for same in by_body.values() if len(same) > 1)


def _shape(body: str) -> str:
    """Return a body without spaces, with its names, except uniforms, replaced by numbers in order of appearance."""
    names: dict[str, str] = {}
    shape = re.sub(r"\b(?!u_)[a-z_]\w*", lambda word: names.setdefault(word[0], f"n{len(names)}"), body)
    return re.sub(r"\s+", "", shape)
