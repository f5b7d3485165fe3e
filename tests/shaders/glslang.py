"""Khronos' reference compiler of GLSL, run over the sources of many programs at once."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from visualizer.gpu.sources import Request, Source

SUFFIXES = {"vertex": "vert", "fragment": "frag", "compute": "comp"}
BATCH = 200
"""Files compiled by one process: its start, which parses the built-in functions of GLSL, takes as long as five
files."""
_MESSAGE = re.compile(r"^(ERROR|WARNING): (?:(\d+):(\d+): )?(.*)$")
_DEFINE = re.compile(r"^#define (\w+) .*\n", re.MULTILINE)


@dataclass(frozen=True)
class Complaint:
    """An error or a warning. place: file:line below shaders/, or the files of a program that does not link."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def compiler() -> str | None:
    """Return the compiler's path, or None if it is not installed."""
    return shutil.which("glslangValidator") or shutil.which("glslang")


def lean(source: Source) -> str:
    """Return a source's text without definitions at its head that it does not use, so that more texts are equal."""
    head, _, body = source.text.partition("#line")
    words = _words(body)
    kept = _DEFINE.sub(lambda line: line[0] if line[1] in words else "", head)
    return f"{kept}#line{body}"


@lru_cache(maxsize=64)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text))


def complaints(
    sources: Iterable[tuple[str, Source]], folder: Path, passed: Path | None = None
) -> set[Complaint]:
    """Return the compiler's complaints about (stage, source) pairs; equal texts are compiled once.

    folder: for temporary files. passed: a file that keeps which texts nothing was said about, so that these are
    compiled no second time by the same compiler.
    """
    texts: dict[tuple[str, str], Source] = {}
    for stage, source in sources:
        texts.setdefault((stage, lean(source)), source)
    marks = {key: _mark(*key) for key in texts}
    known = set(passed.read_text().split()) if passed is not None and passed.exists() else set()
    texts = {key: source for key, source in texts.items() if marks[key] not in known}
    files: dict[str, Source] = {}
    for number, ((stage, text), source) in enumerate(texts.items()):
        name = f"{number:06d}.{SUFFIXES[stage]}"
        (folder / name).write_text(text, encoding="utf-8")
        files[name] = source
    order = list(files)
    batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    found: set[Complaint] = set()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for said in pool.map(lambda batch: _said(batch, folder), batches):
            found |= set(_read(said, files))
    if passed is not None and not found:
        passed.write_text("\n".join(sorted(marks.values())))
    return found


def _mark(stage: str, text: str) -> str:
    return hashlib.sha256(f"{_version()}\n{stage}\n{text}".encode()).hexdigest()


@lru_cache(maxsize=1)
def _version() -> str:
    return _said(["--version"], Path())


def unlinked(program: Sequence[tuple[str, Source]], folder: Path) -> set[Complaint]:
    """Return why the stages of one program do not fit together. folder: for temporary files."""
    names = []
    for stage, source in program:
        names.append(f"program.{SUFFIXES[stage]}")
        (folder / names[-1]).write_text(source.text, encoding="utf-8")
    place = ", ".join(f"shaders/{source.files[0]}" for _, source in program)
    lines = [
        line for line in _said(["-l", *names], folder).splitlines() if line not in names and line.strip()
    ]
    return {Complaint(place, " ".join(line.strip() for line in lines))} if lines else set()


def of_request(request: Request, sources: list[Source]) -> list[tuple[str, Source]]:
    """Return the (stage, source) pairs of a program."""
    return [(stage, source) for (stage, _), source in zip(request.stages, sources, strict=True)]


def _said(arguments: list[str], folder: Path) -> str:
    command = compiler()
    assert command is not None, "glslangValidator is not installed: sh .ci/packages glslang"
    done = subprocess.run([command, *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode and not done.stdout.strip():
        raise RuntimeError(f"{command} failed: {done.stderr.strip() or done.returncode}")
    return done.stdout


def _read(said: str, files: dict[str, Source]) -> Iterator[Complaint]:
    source = None
    for line in said.splitlines():
        if line in files:
            source = files[line]
        elif (match := _MESSAGE.match(line)) and source is not None:
            kind, number, row, text = match.groups()
            if text.endswith("No code generated.") or "compilation errors" in text:
                continue
            place = f"shaders/{source.files[int(number or 0)]}:{row or 1}"
            yield Complaint(place, f"{kind.lower()}: {text}")
        elif line.strip():
            yield Complaint(f"shaders/{source.files[0]}" if source else "?", line.strip())
