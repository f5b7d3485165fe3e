"""Views: the picture as false colours, with clipped light marked, as distances or as normals, in place of the graded one. Pure."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from visualizer.colour import LUMINANCE

Pixels = NDArray[np.uint8]

View = Literal["", "false colour", "clipping", "depth", "normals"]
VIEWS: tuple[View, ...] = ("", "false colour", "clipping", "depth", "normals")
RESULTS: dict[View, str] = {"depth": "depth", "normals": "normal"}
"""The result of the renderer that a view shows; the others show the picture."""

BANDS = (
    (0.03, (90, 30, 140), "under 3 %: black"),
    (0.10, (40, 80, 200), "3-10 %"),
    (0.38, (80, 80, 80), ""),
    (0.42, (60, 160, 60), "38-42 %: middle grey"),
    (0.52, (140, 140, 140), ""),
    (0.56, (230, 150, 160), "52-56 %: fair skin"),
    (0.84, (190, 190, 190), ""),
    (0.93, (235, 215, 60), "84-93 %"),
    (0.98, (240, 140, 40), "93-98 %"),
    (1.01, (225, 40, 40), "over 98 %: white"),
)
"""False colours, as cameras have them: each up to a share of full scale of the signal's luma, in sRGB, with its meaning."""
_BLACK, _WHITE = 2, 253  # steps of 8 bits: of a channel, from which it counts as clipped
_NEAREST = 1e-3  # metres


def false_colour(picture: Pixels) -> Pixels:
    """Return a picture, (height, width, 3) sRGB, as false colours of its luma."""
    table = np.zeros((256, 3), np.uint8)
    low = 0.0
    for high, colour, meaning in BANDS:
        levels = np.arange(256) / 255.0
        here = (levels >= low) & (levels < high)
        # Bands without a meaning keep their grey values, so that the picture can be recognised.
        table[here] = colour if meaning else np.repeat((255 * levels[here, None]).astype(np.uint8), 3, axis=1)
        low = high
    found: Pixels = table[_luma(picture)]
    return found


def clipping(picture: Pixels) -> Pixels:
    """Return a picture, (height, width, 3) sRGB, in grey, with red where a channel is at its end and blue where all are at zero."""
    found = np.repeat(_luma(picture)[:, :, None], 3, axis=2)
    found[picture.max(axis=2) >= _WHITE] = (225, 40, 40)
    found[picture.max(axis=2) <= _BLACK] = (40, 80, 220)
    return found


def depth(distance: NDArray[np.float32]) -> Pixels:
    """Return distances, (height, width) metres, in grey: white is near, each factor of distance is as many steps darker; black is none."""
    there = np.isfinite(distance)
    if not there.any():
        return np.zeros((*distance.shape, 3), np.uint8)
    logs = np.log(np.maximum(np.where(there, distance, 1.0), _NEAREST))
    near, far = float(logs[there].min()), float(logs[there].max())
    share = 1.0 - (logs - near) / max(far - near, 1e-6)
    grey = np.where(there, 30.0 + 225.0 * share, 0.0).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def normals(directions: NDArray[np.float32]) -> Pixels:
    """Return normals, (height, width, 3) world, as colours: x, y, z from -1 to 1 are red, green, blue from none to full; black is none."""
    there = np.linalg.norm(directions, axis=2) > 0.5
    found: Pixels = np.where(there[:, :, None], 127.5 + 127.5 * directions, 0.0).astype(np.uint8)
    return found


def seen(view: View, image: NDArray[Any]) -> Pixels:
    """Return what a view shows, (height, width, 3) sRGB. image: the picture, or the result of RESULTS."""
    match view:
        case "false colour":
            return false_colour(image.astype(np.uint8))
        case "clipping":
            return clipping(image.astype(np.uint8))
        case "depth":
            return depth(image.astype(np.float32))
        case "normals":
            return normals(image.astype(np.float32))
    return image.astype(np.uint8)


def legend(view: View) -> tuple[tuple[tuple[int, int, int], str], ...]:
    """Return (colour, meaning) of what a view shows, from dark to bright."""
    match view:
        case "false colour":
            return tuple((colour, meaning) for _, colour, meaning in BANDS if meaning)
        case "clipping":
            return ((40, 80, 220), "black"), ((225, 40, 40), "a channel is clipped")
        case "depth":
            return ((255, 255, 255), "near"), ((30, 30, 30), "far, logarithmic")
        case "normals":
            return ((255, 60, 60), "+x right"), ((60, 255, 60), "+y up"), ((90, 90, 255), "+z")
    return ()


def _luma(picture: Pixels) -> Pixels:
    found: Pixels = np.rint(picture @ np.asarray(LUMINANCE, np.float32)).clip(0, 255).astype(np.uint8)
    return found
