"""Provenance: what frames were rendered from. Stored in each picture and beside the segments of a film, so that two
renders are not mixed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

import visualizer
from visualizer.data import data_folder
from visualizer.output.exr import read_exr
from visualizer.output.format import DEFAULT_FORMAT, EXR_ENDING, Format
from visualizer.renderer.detail import Detail

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

PNG_KEY = "visualizer"
"""Keyword of the text chunk of a PNG, and attribute of an OpenEXR file, that holds the provenance, as JSON."""


@dataclass(frozen=True)
class Provenance:
    """All that determines the bytes of a stored frame, besides its number.

    scene: digest of the scene's files. program: version, and digest of the shaders. driver: renderer and version of
    OpenGL. fps: frames per second, an exact fraction. samples: sub-frames per frame. detail: of the renderer. size:
    pixels, such as "1280x720". format: how it is stored.
    """

    scene: str
    program: str
    driver: str
    fps: str
    samples: int
    detail: str
    size: str
    format: Format = DEFAULT_FORMAT

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Provenance:
        """Return the provenance that `dataclasses.asdict` made a record of. Raises KeyError or TypeError if it is
        none."""
        return cls(**{**record, "format": Format(**record["format"])})

    def as_text(self) -> str:
        """Return the JSON that is stored in a picture."""
        return json.dumps(asdict(self))

    def differences(self, other: Provenance) -> list[str]:
        """Return the differences in words. other: of an existing picture; this one is of the requested render."""
        ours, theirs = ({**asdict(one), **asdict(one.format)} for one in (self, other))
        words = {
            "scene": "another version of the scene",
            "program": "another version of the visualizer or its shaders",
        }
        return [
            words.get(name, f"{name} {theirs[name]}, not {value}")
            for name, value in ours.items()
            if theirs[name] != value and name != "format"
        ]


def provenance_of(
    scene: Scene,
    *,
    size: tuple[int, int],
    fps: Fraction | float,
    samples: int,
    detail: Detail,
    driver: str,
    form: Format,
) -> Provenance:
    """Return the provenance of a scene's frames. size: pixels. fps: frames per second. samples: sub-frames per frame.

    driver: renderer and version of OpenGL. form: how they are stored.
    """
    return Provenance(
        scene.digest, program(), driver, str(fps), samples, detail, f"{size[0]}x{size[1]}", form
    )


def read_provenance(path: Path, *, whole: bool = True) -> Provenance | None:
    """Return the provenance of a picture, or None if it has none.

    whole: decode all pixels too. Raises OSError or SyntaxError if the file does not exist or is damaged.
    """
    if path.suffix.lower() == EXR_ENDING:
        text = read_exr(path, whole=whole)[1].get(PNG_KEY)
    else:
        with Image.open(path) as image:
            if whole:
                image.load()
            text = image.info.get(PNG_KEY)
    try:
        return Provenance.read(json.loads(text or ""))
    except (KeyError, TypeError, ValueError):
        return None


def png_info(provenance: Provenance | None = None) -> PngInfo:
    """Return the PNG chunks of a picture: sRGB, and its provenance if that is given."""
    info = PngInfo()
    # Rendering intent 0, perceptual (PNG specification, section 11.3.2.5). Without it some programs assume another
    # gamma.
    info.add(b"sRGB", b"\0")
    if provenance is not None:
        info.add_text(PNG_KEY, provenance.as_text())
    return info


@lru_cache(maxsize=1)
def program() -> str:
    """Return the version of this program and a digest of its shaders."""
    folder = data_folder("shaders")
    shaders = hashlib.blake2b(digest_size=8)
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        shaders.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return f"{visualizer.__version__} {shaders.hexdigest()}"
