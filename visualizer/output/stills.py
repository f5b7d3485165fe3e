"""Single pictures: PNG, 8 bits, sRGB; or OpenEXR, linear, with layers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from visualizer.errors import InputError
from visualizer.file_names import printable
from visualizer.output import DEFAULT_SAMPLES
from visualizer.output.drawing import Drawer, Drawn
from visualizer.output.exr import EXR_ENDING, Layers, write_exr
from visualizer.output.files import check_not_read, check_target, whole_file
from visualizer.output.provenance import PNG_KEY, Provenance, png_info
from visualizer.output.times import moment_of, moments_of
from visualizer.output.verify import NotAsDrawn
from visualizer.renderer.detail import DetailChoice
from visualizer.renderer.renderer import Renderer

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

STILL_ENDINGS = (".png", EXR_ENDING)


def check_still_name(path: Path, endings: tuple[str, ...] = STILL_ENDINGS) -> None:
    """Raise InputError unless `path` has one of some endings and can be written."""
    if path.suffix.lower() not in endings:
        raise InputError(f"a still is a {' or '.join(endings)}, not '{printable(path.name)}'")
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
    transparent: bool = False,
) -> float:
    """Render one frame of a scene to a PNG or OpenEXR file and return its time, seconds. It is bit-identical to that frame of
    the film at the same size, samples and detail.

    time: as `moment_of` reads it; the frame at that time is rendered. shot: renders the middle frame of a shot. Exactly one
    of the two is given. size: pixels; None for the film's. samples: sub-frames. detail: as for `Renderer`.
    transparent: leave the sky out.
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
        drawer = Drawer(renderer, scene, path, transparent=transparent)
        grid = scene.film.grid()
        write_drawn(drawer.draw(scene.exposure(seconds, samples), grid.at(seconds), grid.rate), path)
        drawer.release()
    return seconds


def write_drawn(drawn: Drawn, path: Path, provenance: Provenance | None = None) -> None:
    """Write a frame to a file and read it back. provenance: kept in the file. Raises InputError, DiskFull, NotAsDrawn, MachineError."""
    if isinstance(drawn, Layers):
        write_exr(drawn, path, {} if provenance is None else {PNG_KEY: provenance.as_text()})
    else:
        write_still(drawn, path, provenance)


def write_still(pixels: NDArray[np.uint8], path: Path, provenance: Provenance | None = None) -> None:
    """Write (height, width, 3) uint8 sRGB pixels, or 4 with straight alpha, top row first. provenance: kept in the file. Raises InputError, DiskFull, NotAsDrawn."""
    check_still_name(path, (".png",))
    with whole_file(path) as part:
        Image.fromarray(pixels).save(part, format="PNG", compress_level=6, pnginfo=png_info(provenance))
        with Image.open(part) as image:
            if not np.array_equal(np.asarray(image), pixels):
                raise NotAsDrawn(f"{printable(path)} was written but differs from what was drawn")
