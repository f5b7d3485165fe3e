"""Names that documentation uses: where they are written, and which names the project has.

A documented name is what stands in backticks in a docstring, a comment or a page, a word there that can only be a name
(SceneError, Scene.at, world_from_model, track.py), and the ``name:`` of a docstring that lists fields or parameters, as
in "start, end: seconds". Checked are: files exist, `Class.member` and `module.name` have that member, options and
commands are those of the command line, and every other identifier occurs in the code, a shader or a scene file.
"""

import ast
import builtins
import gc
import io
import itertools
import re
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE, SHADERS, TESTS = ROOT / "visualizer", ROOT / "shaders", ROOT / "tests"
PAGES = ("CONTRIBUTING.md", "README.md", "BENCHMARKS.md", "shaders/README.md", "assets/README.md")
SHADER_ENDS = (".glsl", ".vert", ".frag", ".comp")

QUOTED = re.compile(r"``(.+?)``|`([^`]+)`", re.DOTALL)
PLAIN = re.compile(
    r"(?<![\w./-])(?:[\w/]+\.(?:py|glsl|vert|frag|comp)|[A-Z]\w*[a-z]\w*\.[a-z_]\w+|[A-Z]\w*[a-z0-9][A-Z]\w*|\w*[A-Za-z]_[A-Za-z]\w*)\b"
)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"[\w./*-]*[\w*]\.(?:py|md|glsl|vert|frag|comp|ttf|txt|\*)(?![\w.])")
FOLDER = re.compile(r"(?<![\w./])(?:visualizer|shaders|tests|scenes|assets|\.ci)/[\w/*.-]*")
OPTION = re.compile(r"(?<![\w-])(?:--[a-z][\w-]*|-[a-z])(?![\w-])")
OUTPUT = re.compile(r"[\w%/]*\.(?:mp4|mkv|mov|webm|gif|webp|png|exr|svg)(?!\w)")
COMMAND = re.compile(r"(?<![\w.])(visualizer|make) ([a-z]\w*)")
DOTTED = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
HYPHENED = re.compile(r"(?<![\w-])[a-z]+(?:-[a-z]+)+(?![\w-])")
WORD = re.compile(r"(?<![\w\\])[A-Za-z_]\w*")
TUPLE = re.compile(r"\(([a-z_]\w*(?:, [a-z_]\w*)+)\)")
STRING = re.compile(r'"[^"]*"|(?<!\w)\'[^\']*\'')
LISTED = re.compile(r"(?:^|(?<=\. ))([a-z_]\w*(?:, [a-z_]\w*)*): ")


@dataclass(frozen=True)
class Mention:
    """A documented name. place: file:line. text: what is between the backticks."""

    place: str
    text: str


@dataclass
class Definitions:
    """All names of the project.

    words: every identifier. values: variables, parameters, tables of scene files and structures of shaders, whose
    members are not looked up. members: those of a class or module. bases: of a class.
    """

    words: set[str] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    members: dict[str, set[str]] = field(default_factory=dict)
    bases: dict[str, list[str]] = field(default_factory=dict)

    def has(self, word: str) -> bool:
        """Return whether there is such an identifier; of a prefix such as ``u_``, whether one begins with it."""
        return word in self.words or (word.endswith("_") and any(one.startswith(word) for one in self.words))

    def has_member(self, owner: str, name: str) -> bool:
        """Return whether a class or module has a member; True for a class whose base is from elsewhere."""
        if name in self.members[owner]:
            return True
        return any(
            self.has_member(base, name) if base in self.members else name in self.words
            for base in self.bases.get(owner, [])
            if base not in ("Generic", "Protocol", "ABC")  # whose members no documentation names
        )

    def all_members(self, owner: str) -> set[str]:
        """Return the members of a class and of its bases in this project."""
        found = set(self.members.get(owner, ()))
        for base in self.bases.get(owner, []):
            if base != owner:
                found |= self.all_members(base)
        return found


@cache
def trees(folder: Path) -> dict[Path, ast.Module]:
    """Return the syntax tree of every Python file below a folder."""
    gc.disable()  # else it looks through all nodes again and again, which takes most of the time
    try:
        return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.py"))}
    finally:
        gc.enable()


@cache
def definitions(*, tests: bool) -> Definitions:
    """Return the names of the Python code, the shaders and the scene files, and of the tests if they are asked for."""
    known = Definitions(words=set(dir(builtins)) | set(sys.stdlib_module_names))
    for folder in (PACKAGE, TESTS) if tests else (PACKAGE,):
        for path, tree in trees(folder).items():
            known.words |= set(path.relative_to(ROOT).with_suffix("").parts)
            module = known.members.setdefault(
                path.parent.name if path.stem == "__init__" else path.stem, set()
            )
            module |= {name for node in tree.body for name in _bound(node)}
            if path.stem == "__init__":
                module |= {other.stem for other in path.parent.iterdir()}
            for node in ast.walk(tree):
                known.words |= _words_of(node)
                if isinstance(node, ast.arg):
                    known.values.add(node.arg)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    known.values.add(node.id)
                if isinstance(node, ast.ClassDef):
                    known.members.setdefault(node.name, set()).update(_members(node))
                    known.bases.setdefault(node.name, []).extend(
                        ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in node.bases
                    )
    for path in SHADERS.rglob("*"):
        if path.suffix in SHADER_ENDS:
            known.words |= {path.stem, *path.relative_to(SHADERS).parts[:-1]}
            code = re.sub(r"//[^\n]*|/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            known.words |= set(WORD.findall(code))
            known.values |= set(re.findall(r"(\w+)\.\w", code))
    for path in (ROOT / "scenes").rglob("*.toml"):
        code = re.sub(r"#[^\n]*", "", path.read_text(encoding="utf-8"))
        known.words |= {path.stem, *WORD.findall(code)}
        known.values |= set(re.findall(r"^\[+(\w+)", code, re.MULTILINE))
    known.words |= set(
        WORD.findall((PACKAGE / "player" / "keys.py").read_text(encoding="utf-8"))
    )  # names of keys
    return known


def mentions() -> Iterator[Mention]:
    """Return what is in backticks in docstrings, comments and pages."""
    for path in trees(PACKAGE):
        for line, text in _prose(path):
            yield from _quoted(path, line, text)
    for path in sorted(SHADERS.rglob("*")):
        if path.suffix in SHADER_ENDS:
            for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                yield from _quoted(path, line, text.partition("//")[2])
    for name in PAGES:
        text = (ROOT / name).read_text(encoding="utf-8")
        text = FENCED.sub(lambda fenced: "\n" * fenced[0].count("\n"), text)
        yield from _quoted(ROOT / name, 1, text)


def listed() -> Iterator[tuple[str, str, set[str]]]:
    """Return (place, name, existing names) for each field or parameter that a docstring describes."""
    known = definitions(tests=False)
    for path, tree in trees(PACKAGE).items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ClassDef | ast.FunctionDef):
                continue
            if isinstance(node, ast.ClassDef):
                there = known.all_members(node.name)
            else:
                there = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
            text = ast.get_docstring(node) or ""
            there = there.union(
                *(match.split(", ") for match in TUPLE.findall(text))
            )  # as in "Return (pixel, lens)"
            for paragraph in text.split("\n\n"):
                for match in LISTED.finditer(" ".join(paragraph.split())):
                    for name in match[1].split(", "):
                        yield f"{path.relative_to(ROOT)}:{node.lineno} ({node.name})", name, there


def unknown(text: str, commands: set[str], *, page: bool) -> list[str]:
    """Return the names in a text of backticks that nothing in the project has.

    commands: commands and options of the command line. page: whether a page says it, which may speak of tests too.
    """
    known = definitions(tests=page)
    wrong = [one for one in OPTION.findall(text) if one not in known.words | commands]
    text = OUTPUT.sub(" ", OPTION.sub(" ", text.partition("//")[0]))
    wrong += [match[0] for match in COMMAND.finditer(text) if match[0] not in commands]
    for pattern in (FILE, FOLDER):
        wrong += [one for one in pattern.findall(text) if not _exists(one)]
        text = pattern.sub(" ", text)
    text = STRING.sub(" ", COMMAND.sub(" ", text))
    wrong += [
        one
        for one in HYPHENED.findall(text)
        if one not in known.words and not set(one.split("-")) <= known.words
    ]
    text = HYPHENED.sub(" ", text)
    for dotted in DOTTED.findall(text):
        parts = dotted.split(".")
        for owner, name in itertools.pairwise(parts):
            if owner in known.members and owner not in known.values and not known.has_member(owner, name):
                wrong.append(dotted)
    return wrong + [word for word in WORD.findall(text) if not known.has(word)]


@cache
def _exists(name: str) -> bool:
    """Return whether a file or folder exists below the root or one of its folders. Capitals such as NAME match
    anything."""
    if name.startswith("generated/"):
        return Path(name).stem in definitions(tests=False).words or Path(name).stem.isupper()
    pattern = re.sub(r"(?<![a-z])[A-Z]{2,}(?![a-z]|\.md)", "*", name).strip("/")
    if not pattern.strip("*."):
        return True
    return any(
        any(folder.glob(pattern)) or any(folder.rglob(pattern))
        for folder in (PACKAGE, SHADERS, TESTS, ROOT / "assets")
    ) or any(ROOT.glob(pattern))


def _prose(path: Path) -> Iterator[tuple[int, str]]:
    """Return (line, text) of each docstring and comment of a file. A text after a constant is its docstring."""
    for node in ast.walk(trees(PACKAGE)[path]):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            yield node.lineno, node.value.value
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _quoted(path: Path, line: int, text: str) -> Iterator[Mention]:
    for match in PLAIN.finditer(QUOTED.sub(lambda quoted: "\n" * quoted[0].count("\n"), text)):
        yield Mention(f"{path.relative_to(ROOT)}:{line + text.count(chr(10), 0, match.start())}", match[0])
    for match in QUOTED.finditer(text):
        yield Mention(
            f"{path.relative_to(ROOT)}:{line + text.count(chr(10), 0, match.start())}", match[1] or match[2]
        )


def _bound(node: ast.stmt) -> set[str]:
    """Return the names that a statement of a module or class binds."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return {node.name}
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return {
        name for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt) for name in _bound(child)
    }


def _members(cls: ast.ClassDef) -> set[str]:
    """Return the attributes of a class: its fields, methods, what methods set on self, and __init__'s parameters."""
    found = {name for node in cls.body for name in _bound(node)}
    for node in ast.walk(cls):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
            and node.value.id == "self"
        ):
            found.add(node.attr)
        if isinstance(node, ast.FunctionDef) and node.name in ("__init__", "__new__"):
            found |= {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
    return found


def _words_of(node: ast.AST) -> set[str]:
    """Return the identifiers in one node of a syntax tree; of texts, those that are one word or a file's name."""
    match node:
        case ast.ClassDef() | ast.FunctionDef():
            return {node.name}
        case ast.Name():
            return {node.id}
        case ast.Attribute():
            return {node.attr}
        case ast.arg() | ast.keyword():
            return {node.arg or ""}
        case ast.alias():
            return set(node.name.split(".")) | {node.asname or ""}
        case ast.Constant(value=str(text)) if re.fullmatch(r"[\w-]+", text):
            return {text}
        case _:
            return set()
