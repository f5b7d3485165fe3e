"""Rules for shaders that compilers do not check: derivatives and barriers in uniform control flow, pow of non-negative
bases.

A derivative, and a look-up that takes its level of detail from one, compares a pixel with those beside it. Where some
of them have returned, or are in another branch, it is undefined (GLSL 4.60, sections 8.9 and 8.14); a rasteriser on the
CPU that runs all lanes gives what one hopes for. Here such calls, and calls of functions that hold them, stand at the
top of a function, with no return before and no condition about them. A condition that is the same for all pixels of a
draw says `// uniform`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DERIVATIVES = frozenset(
    {"dFdx", "dFdy", "fwidth", "texture", "textureOffset", "textureProj", "textureQueryLod"}
)
BARRIERS = frozenset({"barrier"})
_FUNCTION = re.compile(r"^[A-Za-z]\w* (\w+)\([^;{}]*\)\s*\{", re.MULTILINE)
_CALL = re.compile(r"\b([A-Za-z_]\w*)\s*\(")
_BRANCH = re.compile(r"\b(if|else|for|while|do|switch)\b")


@dataclass(frozen=True)
class Function:
    """A function of a shader. row: of its first line in the file. body: between the braces, without comments."""

    file: str
    name: str
    row: int
    body: str


def bare(text: str) -> str:
    """Return a text without comments but for ``// uniform``, and without directives; rows stay where they are."""
    text = re.sub(r"//(?! uniform\b).*", "", text)
    return re.sub(r"^\s*#(?:.*\\\n)*.*", lambda found: "\n" * found[0].count("\n"), text, flags=re.MULTILINE)


def files(folder: Path) -> list[Path]:
    """Return all shader files below a folder, in order of name."""
    return sorted(path for path in folder.rglob("*") if path.suffix in {".glsl", ".vert", ".frag", ".comp"})


def functions(folder: Path) -> list[Function]:
    """Return all functions of the shaders below a folder."""
    found = []
    for path in files(folder):
        text = bare(path.read_text(encoding="utf-8"))
        for match in _FUNCTION.finditer(text):
            start, depth = match.end(), 1
            end = start
            while depth:
                depth += {"{": 1, "}": -1}.get(text[end], 0)
                end += 1
            row = text.count("\n", 0, start) + 1
            found.append(Function(path.relative_to(folder).as_posix(), match[1], row, text[start : end - 1]))
    return found


def holders(known: list[Function], roots: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return, by file, the names whose call there holds one of `roots`, directly or through other functions.

    A name that a file defines is its own; any other may be of any file.
    """
    defined = {file: {f.name for f in known if f.file == file} for file in {f.file for f in known}}
    holding: set[tuple[str, str]] = set()
    while True:
        free = {name for _, name in holding}
        names = {
            file: roots | (free - own) | {name for name in own if (file, name) in holding}
            for file, own in defined.items()
        }
        more = {(f.file, f.name) for f in known if names[f.file] & set(_CALL.findall(f.body))}
        if more <= holding:
            return {file: frozenset(found) for file, found in names.items()}
        holding |= more


def in_other_flow(function: Function, names: frozenset[str], *, loops: bool) -> Iterator[str]:
    """Yield file:line and the name for each call of `names` that is not in uniform control flow.

    loops: such calls may be in loops, whose bounds are then the same for all.
    """
    returned = False
    for start, statement, depth in _statements(function.body):
        row = function.row + function.body.count("\n", 0, start)
        uniform = "// uniform" in statement
        for call in _CALL.finditer(statement):
            if call[1] not in names:
                continue
            before = statement[: call.start()]
            chosen = re.search(r"\?|&&|\|\|", before.rpartition(";")[2]) is not None
            words = set(_BRANCH.findall(before))
            branched = bool(words - ({"for", "while", "do"} if loops else set())) or depth
            if (branched or chosen or returned) and not uniform:
                yield f"shaders/{function.file}:{row + before.count(chr(10))}: {call[1]}"
        if re.search(r"\b(return|discard|break|continue)\b", statement) and not uniform:
            returned = True


def _statements(body: str) -> Iterator[tuple[int, str, bool]]:
    """Yield (start, text, within a branch) of the parts of a body up to each brace and each semicolon at its top
    level."""
    branches: list[bool] = []
    start = parens = 0
    for place, letter in enumerate(body):
        parens += {"(": 1, ")": -1}.get(letter, 0)
        if parens or letter not in ";{}":
            continue
        line_end = body.find("\n", place)
        rest = body[place + 1 : line_end if line_end >= 0 else len(body)]
        text = body[start : place + 1] + (rest if rest.strip().startswith("// uniform") else "")
        yield start, text, any(branches)
        if letter == "{":
            loop = re.search(r"\b(for|while|do)\b[^;]*$|\bfor\b", text) is not None
            branches.append(not loop and _BRANCH.search(text) is not None)
        elif letter == "}" and branches:
            branches.pop()
        start = place + 1


def powers(folder: Path) -> Iterator[str]:
    """Yield the calls of pow whose base may be negative: only max, abs, clamp and constants are sure not to be.

    pow(x, y) is undefined for x < 0 (GLSL 4.60, section 8.2), and a cosine's complement is just below 0 at times.
    """
    for path in sorted(
        path for path in folder.rglob("*") if path.suffix in {".glsl", ".vert", ".frag", ".comp"}
    ):
        for row, line in enumerate(bare(path.read_text(encoding="utf-8")).splitlines(), 1):
            for match in re.finditer(r"\bpow\((?!max\(|abs\(|clamp\(|[A-Z][A-Z_0-9]*\b|\d)", line):
                yield f"shaders/{path.relative_to(folder).as_posix()}:{row}: {line[match.start() :].strip()}"


def derivatives(folder: Path) -> list[str]:
    """Return the calls with derivatives in control flow that is not uniform."""
    known = functions(folder)
    names = holders(known, DERIVATIVES)
    return [place for f in known for place in in_other_flow(f, names[f.file], loops=False)]


def barriers(folder: Path) -> list[str]:
    """Return the barriers that are not in uniform control flow."""
    known = functions(folder)
    names = holders(known, BARRIERS)
    return [place for f in known for place in in_other_flow(f, names[f.file], loops=True)]
