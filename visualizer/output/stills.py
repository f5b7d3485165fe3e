"""Single pictures: PNG, 8 bits, sRGB."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from visualizer.errors import InputError
from visualizer.file_names import printable
from visualizer.output import DEFAULT_SAMPLES
from visualizer.output.files import check_not_read, check_target, whole_file
from visualizer.output.provenance import Provenance, png_info
from visualizer.output.times import moment_of, moments_of
from visualizer.renderer.detail import DetailChoice
from visualizer.renderer.renderer import Renderer

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

STILL_ENDINGS = (".png",)


def check_still_name(path: Path) -> None:
    """Raise InputError unless `path` ends in one of STILL_ENDINGS and can be written."""
    if path.suffix.lower() not in STILL_ENDINGS:
        raise InputError(f"a still is a .png, not '{printable(path.name)}'")
    check_target(path)


def still(
    scene: Scene,
    out: str | Path,
    *,
    time: float | str | None = None,
    shot: str | None = None,
    size: tuple[int, int] | None = None,
    samples: int = DEFAULT_SAMPLES,
    detail: DetailChoice = "auto",
) -> float:
    """Render one frame of a scene to a PNG file and return its time, seconds. It is bit-identical to that frame of
    the film at the same size, samples and detail.

    time: as `moment_of` reads it; the frame at that time is rendered. shot: renders the middle frame of a shot. Exactly one
    of the two is given. size: pixels; None for the film's. samples: sub-frames. detail: as for `Renderer`.
    Raises InputError for a file that cannot be written, a time outside the film and an unknown shot; ValueError unless
    exactly one of time and shot is given; and as `Renderer` does.
    """
    if (time is None) == (shot is None):
        raise ValueError("give either time or shot")
    path = Path(out)
    check_still_name(path)
    check_not_read([path], scene.files)
    if time is not None:
        grid = scene.film.grid()
        seconds = grid.settled(moment_of(scene, time, grid))
    else:
        (seconds,) = moments_of(scene, shot=shot)
    with Renderer(size or scene.film.size, detail=detail) as renderer:
        renderer.draw(scene.exposure(seconds, samples))
        write_still(renderer.pixels(), path)
    return seconds


def write_still(pixels: NDArray[np.uint8], path: Path, provenance: Provenance | None = None) -> None:
    """Write (height, width, 3) uint8 sRGB pixels, top row first. provenance: kept in the file. Raises InputError."""
    check_still_name(path)
    with whole_file(path) as part:
        Image.fromarray(pixels).save(part, format="PNG", compress_level=6, pnginfo=png_info(provenance))
