"""Contact sheets: many frames of a film in one picture, each with its shot and time below it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from visualizer.errors import InputError
from visualizer.output import SHEET_SAMPLES
from visualizer.output.files import check_not_read
from visualizer.output.stills import check_still_name, write_still
from visualizer.output.times import moments_of
from visualizer.renderer.detail import DetailChoice
from visualizer.renderer.renderer import Renderer
from visualizer.text.drawing import drawn
from visualizer.text.font_file import shipped_font
from visualizer.text.order import is_right_to_left
from visualizer.text.shaping import shaped

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

_BACKGROUND = (14, 14, 16)
_TEXT = (168, 168, 172)
_GAP = 8  # pixels between pictures
_TEXT_SHARE = 0.034  # of the picture's width

LARGEST_SHEET = 1 << 28
"""Most pixels of a sheet: more take gigabytes while they are compressed, and few programs open them."""
_CAPITALS = 0.73  # em, height of capital letters in the shipped font


def sheet(
    scene: Scene,
    out: str | Path,
    *,
    every: float | None = None,
    start: float | str | None = None,
    end: float | str | None = None,
    shot: str | None = None,
    columns: int = 4,
    width: int = 480,
    samples: int = SHEET_SAMPLES,
    detail: DetailChoice = "auto",
) -> int:
    """Render a contact sheet to a PNG file and return its number of pictures.

    every, start, end, shot: which frames, see `moments_of`. columns: pictures in a row. width: of a picture, pixels.
    samples: sub-frames per picture. detail: as for `Renderer`. Raises InputError, and as `Renderer` does.
    """
    path = Path(out)
    check_still_name(path, (".png",))
    moments = moments_of(scene, every=every, start=start, end=end, shot=shot)
    write_sheet(scene, moments, path, columns=columns, width=width, samples=samples, detail=detail)
    return len(moments)


def write_sheet(
    scene: Scene,
    moments: list[float],
    out: Path,
    *,
    columns: int,
    width: int,
    samples: int,
    detail: DetailChoice = "auto",
) -> None:
    """Render the frames at `moments`, seconds, and write the sheet. width: of the cell of one picture, pixels. Raises
    InputError.

    A film that is more than twice as high as wide has pictures narrower than their cells. `out` may not be a file that
    the scene was read from.
    """
    check_not_read([out], scene.files)
    share = min(width / scene.film.size[0], 2 * width / scene.film.size[1])
    picture = (max(1, round(share * scene.film.size[0])), max(1, round(share * scene.film.size[1])))
    height = picture[1]
    text_height = max(9, round(width * _TEXT_SHARE))
    label = text_height * 2
    columns = min(columns, len(moments))
    rows = -(-len(moments) // columns)
    size = (columns * (width + _GAP) + _GAP, rows * (height + label + _GAP) + _GAP)
    if size[0] * size[1] > LARGEST_SHEET:
        raise InputError(
            f"a sheet of {len(moments)} pictures would have {size[0]}x{size[1]} pixels; "
            "a longer --every, a part of the film or a smaller --width make it smaller"
        )
    image = Image.new("RGB", size, _BACKGROUND)
    with Renderer(picture, detail=detail) as renderer:
        for number, t in enumerate(moments):
            renderer.draw(scene.exposure(t, samples))
            x = _GAP + (number % columns) * (width + _GAP)
            y = _GAP + (number // columns) * (height + label + _GAP)
            image.paste(Image.fromarray(renderer.pixels()), (x + (width - picture[0]) // 2, y))
            name = f"{scene.shot_at(t).name}  {t:.1f} s"
            image.paste(_TEXT, (x, y + height), mask=label_mask(name, text_height, (width, label)))
    write_still(np.asarray(image), out)


def label_mask(text: str, em: float, size: tuple[int, int]) -> Image.Image:
    """Return the coverage of a label's text, an 8-bit mask of `size` pixels: aligned left, centred vertically. em:
    pixels."""
    line = shaped(text, text, shipped_font(), right_to_left=is_right_to_left(text))
    baseline = round((size[1] + _CAPITALS * em) / 2.0)
    coverage = drawn([(line, 0.0, baseline)], em, size)[:, :, 3]
    return Image.fromarray(np.round(coverage * 255.0).astype(np.uint8))
