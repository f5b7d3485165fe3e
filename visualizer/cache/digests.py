"""Digests of the code that computes results, and of values, such as its arguments."""

from __future__ import annotations

import io
import pickle
import platform
import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from hashlib import blake2b, sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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


def content_digest(value: object, without: tuple[type, ...] = ()) -> str:
    """Return a hash of numbers, texts, arrays, and of tuples, lists, sets, mappings and dataclasses of such.

    Equal digests mean equal content. Equal content that is stored otherwise, such as an array of another layout or a
    set in another order, may have another one. A dataclass with a `digest` of its content is not read again. without:
    types of objects whose content does not count. Raises NoDigest for anything else.
    """
    data = io.BytesIO()
    pickler = _Pickler(data, without)
    pickler.fast = True  # no references to earlier objects: the bytes depend on values, not on which objects are the same
    pickler.dump(value)
    return blake2b(data.getbuffer(), digest_size=16).hexdigest()


_LARGE = 4096  # bytes of an array that is hashed on its own, instead of copied


class _Pickler(pickle.Pickler):
    """Writes arrays, mappings and dataclasses as tuples, the latter without what they remember besides their fields."""

    def __init__(self, data: io.BytesIO, without: tuple[type, ...]) -> None:
        super().__init__(data, protocol=5)
        self._without = without

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, np.ndarray) and not value.dtype.hasobject:
            content = value.tobytes() if value.nbytes < _LARGE else _hashed(np.ascontiguousarray(value))
            return tuple, ((_kind(value.dtype), value.shape, content),)
        if isinstance(value, np.generic) and not value.dtype.hasobject:
            return tuple, ((_kind(value.dtype), value.tobytes()),)
        if value is tuple:
            return NotImplemented  # by its name
        if isinstance(value, self._without):
            return tuple, ()
        if is_dataclass(value) and not isinstance(value, type):
            kind, digest = type(value), getattr(value, "digest", None)
            parts = (digest,) if digest else (getattr(value, field.name) for field in fields(value))
            return tuple, ((kind.__module__, kind.__qualname__, *parts),)
        if isinstance(value, Mapping):
            return tuple, (tuple(value.items()),)
        raise NoDigest(
            f"an object of {type(value).__qualname__} has no digest: it is neither a number, text or array nor a "
            "tuple, list, set, mapping or dataclass"
        )


def _kind(dtype: np.dtype[Any]) -> str:
    return dtype.str if dtype.names is None else str(dtype.descr)


def _hashed(array: NDArray[Any]) -> bytes:
    return sha256(array.data, usedforsecurity=False).digest()


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
