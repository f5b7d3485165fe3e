"""Single pictures: PNG, 8 or 16 bits, sRGB or HDR; or OpenEXR, linear, with layers."""

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
from visualizer.output.exr import Layers, write_exr
from visualizer.output.files import NotAsDrawn, check_not_read, check_target, whole_file
from visualizer.output.format import DEFAULT_FORMAT, EXR_ENDING, Format, settled_picture
from visualizer.output.hdr import mastering_of, signal
from visualizer.output.provenance import PNG_KEY, Provenance, png_info
from visualizer.output.times import moment_of, moments_of
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
    bits: int | None = None,
    hdr: str | None = None,
    paper_white: float | None = None,
) -> float:
    """Render one frame of a scene to a PNG or OpenEXR file and return its time, seconds. It is bit-identical to that
    frame of the film at the same size, samples and detail.

    time: as `moment_of` reads it; the frame at that time is rendered. shot: renders the middle frame of a shot. Exactly
    one of the two is given. size: pixels; None for the film's. samples: sub-frames. detail: as for `Renderer`.
    transparent: leave the sky out. bits: of a component of a PNG, 8 or 16. hdr: "pq" for HDR. paper_white: with it,
    cd/m2. Raises InputError for a file that cannot be written, a time outside the film and an unknown shot; ValueError
    unless exactly one of time and shot is given; and as `Renderer` does.
    """
    if (time is None) == (shot is None):
        raise ValueError("give either time or shot")
    path = Path(out)
    check_still_name(path)
    check_not_read([path], scene.files)
    form = settled_picture(path, Format(transparent=transparent, bits=bits, hdr=hdr, paper_white=paper_white))
    if time is not None:
        grid = scene.film.grid()
        seconds = grid.settled(moment_of(scene, time, grid))
    else:
        (seconds,) = moments_of(scene, shot=shot)
    with Renderer(size or scene.film.size, detail=detail) as renderer:
        drawer = Drawer(renderer, scene, path, form=form)
        grid = scene.film.grid()
        drawn = drawer.draw(scene.exposure(seconds, samples), grid.at(seconds), grid.rate)
        write_drawn(drawn, path, form=form)
        drawer.release()
    return seconds


def write_drawn(
    drawn: Drawn, path: Path, provenance: Provenance | None = None, form: Format = DEFAULT_FORMAT
) -> None:
    """Write a frame to a file and read it back. provenance: kept in the file. form: how it is stored, without a
    provenance. Raises InputError, DiskFull, NotAsDrawn, MachineError."""
    if isinstance(drawn, Layers):
        write_exr(drawn, path, {} if provenance is None else {PNG_KEY: provenance.as_text()})
    elif drawn.dtype == np.uint16:
        _write_deep(drawn, path, provenance, form if provenance is None else provenance.format)
    else:
        write_still(drawn.astype(np.uint8, copy=False), path, provenance)


def write_still(pixels: NDArray[np.uint8], path: Path, provenance: Provenance | None = None) -> None:
    """Write (height, width, 3) uint8 sRGB pixels, or 4 with straight alpha, top row first. provenance: kept in the
    file. Raises InputError, DiskFull, NotAsDrawn."""
    check_still_name(path, (".png",))
    with whole_file(path) as part:
        Image.fromarray(pixels).save(part, format="PNG", compress_level=6, pnginfo=png_info(provenance))
        with Image.open(part) as image:
            if not np.array_equal(np.asarray(image), pixels):
                raise NotAsDrawn(f"{printable(path)} was written but differs from what was drawn")


def _write_deep(pixels: NDArray[np.uint16], path: Path, provenance: Provenance | None, form: Format) -> None:
    from visualizer.output import deep_png  # loaded on use, with all of FFmpeg's libraries

    check_still_name(path, (".png",))
    chunks = [(kind, content) for kind, content, *_ in png_info(provenance).chunks]
    if form.hdr is not None:
        pixels = signal(pixels, form.white)
        chunks = [*mastering_of(form.white).png(), *(one for one in chunks if one[0] != b"sRGB")]
    data = deep_png.encoded(pixels, chunks)
    with whole_file(path) as part:
        part.write_bytes(data)
        if not np.array_equal(deep_png.decoded(part.read_bytes()), pixels):
            raise NotAsDrawn(f"{printable(path)} was written but differs from what was drawn")
