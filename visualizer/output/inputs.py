"""Digests of all that the picture of a frame depends on, so that a render can keep what would not change.

A picture depends on the sub-frames that the scene gives, on the meshes and emitters that these name, on the shaders of
their materials and skies, and on the code and the other data of the program. Each is an input with a digest of its own,
so that differences have names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from fractions import Fraction
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import visualizer
from visualizer.cache.digests import content_digest, sources_digest
from visualizer.data import data_folder
from visualizer.frame import Frame, Library, Sky

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

Digests = Mapping[str, str]
"""A digest for each input, by its name: the fields of `Frame`, and "meshes", "emitters", "shaders" and "program"."""

BEFORE = ("cli", "bench", "player", "lsp", "doctor", "scene", "cast", "actors", "physics")
"""Parts of the package on which pictures depend only through frames, or not at all."""
LIBRARIES = ("numpy", "moderngl", "uharfbuzz", "python-bidi", "uniseg", "av")
"""Packages that draw, convert and encode frames."""
OWN_SHADERS = ("materials", "skies")
"""Folders of shaders of which a frame uses only those that it names. No shader includes another one's file."""


@dataclass
class Inputs:
    """The inputs of the frames of a job. scene, fps, samples: as for `Scene.exposure`."""

    scene: Scene
    fps: Fraction | int
    samples: int
    _noted: dict[int, Digests] = field(default_factory=dict)

    def note(self, number: int, frames: Sequence[Frame]) -> None:
        """Keep the digests of a frame that is drawn until they are taken. frames: its sub-frames."""
        self._noted[number] = digests_of(frames)

    def taken(self, number: int) -> Digests:
        """Return the digests of a frame that was noted, once."""
        return self._noted.pop(number)

    def of(self, number: int) -> Digests:
        """Return the digests of a frame that is not drawn: its sub-frames are evaluated for them."""
        time = self.scene.film.grid(self.fps).time(number)
        return digests_of(self.scene.exposure(time, self.samples, self.fps))


def joined(digests: Iterable[Digests]) -> dict[str, str]:
    """Return digests of the inputs of several frames, in order."""
    sums: dict[str, Any] = {}
    for one in digests:
        for name, digest in one.items():
            sums.setdefault(name, hashlib.blake2b(digest_size=16)).update(digest.encode())
    return {name: found.hexdigest() for name, found in sums.items()}


def digests_of(frames: Sequence[Frame]) -> dict[str, str]:
    """Return the digests of the inputs of one exposure.

    Raises NoDigest, a TypeError, if a frame holds an object of which it is not known what it depends on.
    """
    library = frames[0].library
    draws = {draw.mesh for frame in _all(frames) for draw in frame.draws}
    emitters = {batch.emitter for frame in frames for batch in frame.batches}
    names = {
        one.name: content_digest([getattr(frame, one.name) for frame in frames], without=(Library,))
        for one in fields(Frame)
        if one.name != "library"
    }
    return {
        **names,
        "meshes": _hash(f"{name} {library.meshes[name].digest}" for name in sorted(draws)),
        "emitters": _hash(f"{name} {library.emitters[name].digest}" for name in sorted(emitters)),
        "shaders": _hash(f"{name} {_shader(name)}" for name in sorted(set(_shaders(frames)))),
        "program": program(),
    }


def _all(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Yield frames, and those that their probes see."""
    for frame in frames:
        yield frame
        if frame.probe is not None:
            yield frame.probe.capture.frame


def _shaders(frames: Iterable[Frame]) -> Iterator[str]:
    """Yield the files, below shaders/, of the materials and skies of frames, and of the backdrop of transparent
    ones."""
    yield f"skies/{Sky().material}.glsl"
    for frame in _all(frames):
        yield from (f"materials/{draw.material}.glsl" for draw in frame.draws)
        skies: tuple[Sky | None, ...] = (frame.sky, frame.backdrop)
        yield from (f"skies/{sky.material}.glsl" for sky in skies if sky is not None)


@lru_cache(maxsize=256)
def _shader(name: str) -> str:
    """Return the digest of a file below shaders/. Its includes, which are common files, are a part of the program."""
    path = data_folder("shaders") / name
    return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest() if path.is_file() else ""


@lru_cache(maxsize=1)
def program() -> str:
    """Return a digest of the code, shaders and data by which frames become pictures, and of the versions of the
    libraries used."""
    shaders, assets = data_folder("shaders"), data_folder("assets")
    digest = hashlib.blake2b(digest_size=16)
    for folder in (shaders, assets):
        for path in sorted(file for file in folder.rglob("*") if file.is_file()):
            name = path.relative_to(folder)
            digest.update(f"{name.as_posix()}\n".encode())
            if folder is assets or name.parts[0] not in OWN_SHADERS:
                digest.update(path.read_bytes())
    digest.update(f"{visualizer.__version__} {sources_digest(BEFORE)} {_versions()}".encode())
    return digest.hexdigest()


def _versions() -> str:
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def _hash(texts: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(texts).encode(), digest_size=16).hexdigest()
