"""Digests of the code that computes results, and of its arguments."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

PACKAGE = Path(__file__).resolve().parents[1]

ABOVE = ("cli", "lsp", "bench", "editor", "player", "doctor", "output", "renderer", "gpu", "scene")
"""Parts of the package that no kind of actor may import, so that no mesh depends on their code."""

LIBRARIES = ("numpy", "scipy", "pyrr")
"""Packages whose results meshes are made of."""


class NoDigest(TypeError):
    """A value has no digest."""


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Return a hash of all source files that a result may depend on, and of the versions below them.

    Their content is hashed, not their dates: reading it takes some milliseconds.
    """
    digest = blake2b(sources_digest(ABOVE).encode(), digest_size=16)
    digest.update(f"{sys.version} {platform.machine()} {sys.byteorder}".encode())
    digest.update(" ".join(f"{name} {_version(name)}" for name in LIBRARIES).encode())
    return digest.hexdigest()


def sources_digest(without: Iterable[str]) -> str:
    """Return a hash of the source files of the package. without: the names of parts of it that do not count."""
    digest = blake2b(digest_size=16)
    for path in sorted(_sources(frozenset(without))):
        digest.update(f"{path.relative_to(PACKAGE).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def arguments_digest(value: object) -> str:
    """Return a hash of numbers, texts, arrays, and of tuples, lists, dicts and dataclasses of such.

    A dataclass with a `digest` of its content is not read again. Raises NoDigest for anything else.
    """
    digest = blake2b(digest_size=16)
    for part in _parts(value):
        digest.update(part)
    return digest.hexdigest()


def _parts(value: Any) -> Iterable[bytes]:
    """Yield bytes that are together equal only for equal values."""
    if value is None or isinstance(value, bool | int | float | str | bytes):
        yield f"{type(value).__name__} {value!r};".encode()
    elif isinstance(value, np.ndarray | np.generic):
        array = np.ascontiguousarray(value)
        yield f"array {array.dtype.descr} {array.shape};".encode()
        yield array.tobytes()
    elif isinstance(value, tuple | list):
        yield f"{type(value).__name__} {len(value)};".encode()
        for item in value:
            yield from _parts(item)
    elif isinstance(value, dict):
        yield f"dict {len(value)};".encode()
        for key, item in value.items():
            yield from _parts(key)
            yield from _parts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        yield f"{type(value).__module__}.{type(value).__qualname__};".encode()
        yield from _parts(
            getattr(value, "digest", None)
            or {field.name: getattr(value, field.name) for field in fields(value)}
        )
    else:
        raise NoDigest(f"the argument {value!r} has no digest")


def _sources(without: frozenset[str]) -> Iterable[Path]:
    for path in PACKAGE.iterdir():
        if path.stem in without or path.name == "_data":
            continue
        if path.is_dir():
            yield from path.rglob("*.py")
        elif path.suffix == ".py":
            yield path


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
