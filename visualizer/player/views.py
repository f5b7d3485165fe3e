"""Views: the picture as false colours, in stops, with clipped light marked, as distances or as normals, in place of the
graded one. Pure."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from visualizer.colour import LUMINANCE
from visualizer.frame import Grade

Pixels = NDArray[np.uint8]

View = Literal["", "false colour", "stops", "clipping", "depth", "normals"]
VIEWS: tuple[View, ...] = ("", "false colour", "stops", "clipping", "depth", "normals")
RESULTS: dict[View, str] = {"stops": "beauty", "depth": "depth", "normals": "normal"}
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
"""False colours, as cameras have them: each up to a share of full scale of the signal's luma, in sRGB, with its
meaning."""
MIDDLE_GREY = 0.18
"""Exposed light, linear, of middle grey: the same as of the film tone curve in grade.frag."""
STOPS = {
    -6: (28, 18, 44), -5: (74, 34, 120), -4: (52, 56, 176), -3: (42, 104, 206), -2: (48, 156, 196), -1: (88, 150, 128),
    0: (128, 128, 128), 1: (150, 170, 72), 2: (222, 206, 66), 3: (238, 150, 46), 4: (232, 92, 40), 5: (206, 38, 52), 6: (255, 255, 255),
}  # fmt: skip
"""Colours, sRGB, of the light that is so many stops from middle grey, to the nearest one; the first and the last stand
for all beyond."""
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


def stops(light: NDArray[np.float32]) -> Pixels:
    """Return exposed light, (height, width, 3) linear, as colours of its distance from middle grey, in stops of its
    luminance."""
    level = light @ np.asarray(LUMINANCE, np.float32)
    low, high = min(STOPS), max(STOPS)
    number = np.rint(np.log2(np.maximum(level, 1e-12) / MIDDLE_GREY)).clip(low, high).astype(np.int64)
    found: Pixels = np.array([STOPS[one] for one in range(low, high + 1)], np.uint8)[number - low]
    return found


def exposed(light: NDArray[np.float32], grade: Grade) -> NDArray[np.float32]:
    """Return light, (height, width, 3) linear, as the tone curve gets it, but for bloom, vignette, saturation and
    contrast."""
    found: NDArray[np.float32] = light * np.float32(2.0**grade.exposure) * np.asarray(grade.tint, np.float32)
    return found


def clipping(picture: Pixels) -> Pixels:
    """Return a picture, (height, width, 3) sRGB, in grey, with red where a channel is at its end and blue where all are
    at zero."""
    found = np.repeat(_luma(picture)[:, :, None], 3, axis=2)
    found[picture.max(axis=2) >= _WHITE] = (225, 40, 40)
    found[picture.max(axis=2) <= _BLACK] = (40, 80, 220)
    return found


def depth(distance: NDArray[np.float32]) -> Pixels:
    """Return distances, (height, width) metres, in grey: white is near, each factor of distance is as many steps
    darker; black is none."""
    there = np.isfinite(distance)
    if not there.any():
        return np.zeros((*distance.shape, 3), np.uint8)
    logs = np.log(np.maximum(np.where(there, distance, 1.0), _NEAREST))
    near, far = float(logs[there].min()), float(logs[there].max())
    share = 1.0 - (logs - near) / max(far - near, 1e-6)
    grey = np.where(there, 30.0 + 225.0 * share, 0.0).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def normals(directions: NDArray[np.float32]) -> Pixels:
    """Return normals, (height, width, 3) world, as colours: x, y, z from -1 to 1 are red, green, blue from none to
    full; black is none."""
    there = np.linalg.norm(directions, axis=2) > 0.5
    found: Pixels = np.where(there[:, :, None], 127.5 + 127.5 * directions, 0.0).astype(np.uint8)
    return found


def seen(view: View, image: NDArray[Any], grade: Grade) -> Pixels:
    """Return what a view shows, (height, width, 3) sRGB. image: the picture, or the result of RESULTS. grade: of the
    frame."""
    match view:
        case "false colour":
            return false_colour(image.astype(np.uint8))
        case "stops":
            return stops(exposed(image.astype(np.float32), grade))
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
        case "stops":
            return tuple((colour, _stops_text(number)) for number, colour in sorted(STOPS.items()))
        case "clipping":
            return ((40, 80, 220), "black"), ((225, 40, 40), "a channel is clipped")
        case "depth":
            return ((255, 255, 255), "near"), ((30, 30, 30), "far, logarithmic")
        case "normals":
            return ((255, 60, 60), "+x right"), ((60, 255, 60), "+y up"), ((90, 90, 255), "+z")
    return ()


def _stops_text(number: int) -> str:
    if number == 0:
        return f"middle grey, {MIDDLE_GREY:.0%}"
    ends = {min(STOPS): " and darker", max(STOPS): " and brighter"}
    return f"{number:+d} stop{'s' if abs(number) > 1 else ''}{ends.get(number, '')}"


def _luma(picture: Pixels) -> Pixels:
    found: Pixels = np.rint(picture @ np.asarray(LUMINANCE, np.float32)).clip(0, 255).astype(np.uint8)
    return found
