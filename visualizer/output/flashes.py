"""The risk that a film's flashes are to people with photosensitive epilepsy: general and red flashes, counted in drawn
frames.

Limits of WCAG 2.2, success criterion 2.3.1, which agree with ITU-R BT.1702-3: a general flash is a pair of opposing
changes of relative luminance by `STEP` or more, of which the darker is below `DARKEST_BRIGHT`; a red flash a pair of
opposing changes of 320 (R - G - B), linear, by more than `RED_STEP`, of which one end or both are a saturated red,
`SATURATED` (Harding and Binnie 2002, as WCAG 2.1 quotes them). WCAG 2.2 asks instead for a difference of chromaticity,
which a red that only changes in brightness never has; the older, stricter condition is kept. A part of the film is at
risk if pixels that flash more than `MOST` times within one second cover more than `AREA` of any block of a third of the
picture's width and height (341x256 of 1024x768 pixels, 10 degrees of the field of view). Pixels are counted by
themselves, after the picture is reduced to `SIZE`.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.store import store
from visualizer.colour import LUMINANCE
from visualizer.output.inputs import program
from visualizer.output.progress import Listener, Progress
from visualizer.output.times import frames_between
from visualizer.renderer.detail import DetailChoice
from visualizer.renderer.renderer import Renderer

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

KINDS = ("general", "red")
STEP = 0.10  # relative luminance
DARKEST_BRIGHT = 0.80  # relative luminance: changes between brighter ones are no flash
RED_STEP = 20.0  # of 320 times red minus green minus blue, linear
SATURATED = 0.80  # least share of red in the sum of red, green and blue of a saturated red
MOST = 3  # flashes within one second
AREA = 0.25  # of a block
BLOCKS = 3  # in the picture's width and in its height
REDUCED = 2  # pixels that are drawn for one that is looked at, along each side
SIZE = (96, 54)  # pixels that are looked at, of a picture of 16:9


@dataclass(frozen=True)
class Flashing:
    """Flashes in one picture and the second before it.

    flashes: how often the pixels flash that cover more than `AREA` of a block. area: the largest share of a block whose
    pixels flash more than `MOST` times.
    """

    flashes: int
    area: float

    @property
    def at_risk(self) -> bool:
        """Whether the limits are exceeded."""
        return self.area > AREA


@dataclass(frozen=True)
class Risk:
    """Consecutive frames of one shot that exceed the limits. kind: one of KINDS. start, end: s, of the first and the
    last frame.

    place: file:line:column of the shot. flashes, area: the largest, as in `Flashing`.
    """

    kind: str
    shot: str
    start: float
    end: float
    flashes: int
    area: float
    place: str


@dataclass(frozen=True)
class Report:
    """What was found. most: of each kind, the largest number of flashes within one second over more than `AREA` of a
    block."""

    frames: int
    most: dict[str, int]
    risks: tuple[Risk, ...]


class _Changes:
    """Counts the transitions of a quantity by pixel within the last second of a sequence of pictures.

    A transition is the way between an extreme of the quantity and the next one, where it is at least `step`. It counts,
    once, if one of its ends concerns the kind of flash: a pixel dark enough, or a saturated red.
    """

    def __init__(self, step: float, pictures: int) -> None:
        """step: the least transition. pictures: in one second."""
        self._step = step
        self._recent: deque[NDArray[np.bool_]] = deque(maxlen=pictures)
        self._low: tuple[Array, Mask] | None = (
            None  # the least value since the last turn, and whether it concerns the kind
        )
        self._high: tuple[Array, Mask]
        self._way: NDArray[np.int8]  # of the present transition: 1 up, -1 down, 0 none yet
        self._began: Mask  # whether the present transition began where it concerns the kind
        self._counted: Mask

    def seen(self, value: Array, concerns: Mask) -> NDArray[np.int64]:
        """Return the number of transitions of each pixel within the second that ends with this picture."""
        if self._low is None:
            self._low, self._high, self._way = (
                (value, concerns),
                (value, concerns),
                np.zeros(value.shape, np.int8),
            )
            self._began, self._counted = concerns, np.ones(value.shape, bool)
        low = _where(value < self._low[0], (value, concerns), self._low)
        high = _where(value > self._high[0], (value, concerns), self._high)
        fell = (high[0] - value >= self._step) & (self._way >= 0)
        rose = (value - low[0] >= self._step) & (self._way <= 0) & ~fell
        turned = fell | rose
        self._began = np.where(fell, high[1], np.where(rose, low[1], self._began))
        self._way = np.where(fell, -1, np.where(rose, 1, self._way)).astype(np.int8)
        self._low = low = _where(turned, (value, concerns), low)
        self._high = high = _where(turned, (value, concerns), high)
        counts = (turned | ~self._counted) & (self._began | np.where(self._way > 0, high[1], low[1]))
        self._counted = (self._counted & ~turned) | counts
        self._recent.append(counts)
        return np.asarray(np.sum(self._recent, axis=0, dtype=np.int64))


def _where(mask: Mask, new: tuple[Array, Mask], old: tuple[Array, Mask]) -> tuple[Array, Mask]:
    """Return values, and what concerns the kind of flash, from `new` where `mask` is set and else from `old`."""
    return np.where(mask, new[0], old[0]), np.where(mask, new[1], old[1])


class Counting:
    """Counts what flashes in consecutive pictures. rate: pictures per second."""

    def __init__(self, rate: float) -> None:
        second = max(1, round(rate))
        self._changes = {"general": _Changes(STEP, second), "red": _Changes(RED_STEP, second)}

    def seen(self, picture: NDArray[np.uint8]) -> dict[str, Flashing]:
        """Return what flashes, by kind, in the next picture, (height, width, 3) sRGB, and the second before it."""
        rgb = picture / 255.0
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        luminance, total = linear @ np.asarray(LUMINANCE), linear.sum(axis=-1)
        redness = 320.0 * np.maximum(linear[..., 0] - linear[..., 1] - linear[..., 2], 0.0)
        saturated = (linear[..., 0] >= SATURATED * total) & (total > 0.0)
        return {
            "general": _flashing(self._changes["general"].seen(luminance, luminance < DARKEST_BRIGHT)),
            "red": _flashing(self._changes["red"].seen(redness, saturated)),
        }


def flashing(pictures: Iterable[NDArray[np.uint8]], rate: float) -> Iterator[dict[str, Flashing]]:
    """Yield for each of consecutive pictures, (height, width, 3) sRGB, what flashes in it, by kind. rate: pictures per
    second."""
    counting = Counting(rate)
    return map(counting.seen, pictures)


def _flashing(changes: NDArray[np.int64]) -> Flashing:
    """changes: by pixel, in one second. More than two changes for each of MOST flashes are more than MOST flashes."""
    most = int(changes.max())
    flashes = next((n for n in range(most // 2, 0, -1) if _largest_share(changes >= 2 * n) > AREA), 0)
    return Flashing(flashes, _largest_share(changes > 2 * MOST))


def _largest_share(where: NDArray[np.bool_]) -> float:
    """Return the largest share of a block that is set, over all places of a block in the picture."""
    if not where.any():
        return 0.0
    tall, wide = (max(1, side // BLOCKS) for side in where.shape)
    sums = np.pad(where.astype(np.int64), ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    found = sums[tall:, wide:] - sums[:-tall, wide:] - sums[tall:, :-wide] + sums[:-tall, :-wide]

    return float(found.max() / (tall * wide))


def report(
    scene: Scene,
    *,
    start: float | str | None = None,
    end: float | str | None = None,
    shot: str | None = None,
    detail: DetailChoice = "auto",
    progress: Listener = lambda now: None,
) -> Report:
    """Draw all frames of a part of a film and return where their flashes exceed the limits.

    start, end, shot: the part, as `frames_between` reads it. detail: as for `Renderer`. progress: called at the start
    and after each frame. Raises as those do.
    """
    grid = scene.film.grid()
    frames = frames_between(scene, grid, start, end, shot, what="draw")
    size = drawn_size(scene)
    most, risks = dict.fromkeys(KINDS, 0), dict[str, list[Risk]]({kind: [] for kind in KINDS})
    going: set[str] = set()  # kinds whose newest risk goes on
    counts: dict[str, list[int]] = {}  # flashes in each frame, by shot
    with Renderer(size, detail=detail) as renderer:

        def drawn() -> Iterator[NDArray[np.uint8]]:
            progress(Progress(0, len(frames)))
            for done, number in enumerate(frames, 1):
                time = grid.time(number)
                renderer.draw(scene.exposure(time, 1))
                yield renderer.pixels()
                progress(Progress(done, len(frames), number, scene.shot_at(time).name))

        for number, found in zip(frames, flashing(map(reduced, drawn()), float(scene.film.fps)), strict=True):
            time = grid.time(number)
            name = scene.shot_at(time).name
            counts.setdefault(name, []).append(flashes_of(found))
            for kind, one in found.items():
                most[kind] = max(most[kind], one.flashes)
                known = risks[kind]
                if not one.at_risk:
                    going.discard(kind)
                elif kind in going and known[-1].shot == name:
                    last = known[-1]
                    known[-1] = replace(
                        last, end=time, flashes=max(last.flashes, one.flashes), area=max(last.area, one.area)
                    )
                else:
                    going.add(kind)
                    known.append(Risk(kind, name, time, time, one.flashes, one.area, _place(scene, name)))
    if detail == "auto":
        for name, numbers in counts.items():
            keep(scene, name, numbers)
    return Report(
        len(frames), most, tuple(sorted((r for k in KINDS for r in risks[k]), key=lambda r: r.start))
    )


def drawn_size(scene: Scene) -> tuple[int, int]:
    """Return the width and height of the pictures that are drawn, pixels, of which `reduced` makes those that are
    looked at."""
    wide, tall = scene.film.size
    scale = (SIZE[0] * SIZE[1] / (wide * tall)) ** 0.5
    return REDUCED * max(BLOCKS, round(scale * wide)), REDUCED * max(BLOCKS, round(scale * tall))


def reduced(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the picture with the mean of each REDUCED x REDUCED pixels as one."""
    tall, wide, _ = picture.shape
    parts = picture.reshape(tall // REDUCED, REDUCED, wide // REDUCED, REDUCED, 3)
    return np.asarray(np.round(parts.mean(axis=(1, 3))), np.uint8)


def flashes_of(found: Mapping[str, Flashing]) -> int:
    """Return how often what was found in a picture flashes: more than `MOST` where the limit is exceeded, and no more
    where it is not."""
    return max(
        max(one.flashes, MOST + 1) if one.at_risk else min(one.flashes, MOST) for one in found.values()
    )


def frames_of(scene: Scene, name: str) -> range:
    """Return the numbers of the frames of a shot."""
    return scene.frames_of(scene.shot(name), scene.film.grid())


def keep(scene: Scene, name: str, flashes: Sequence[int]) -> None:
    """Keep in the cache folder how often each frame of a shot flashes, if they are all of its frames."""
    entries = store()
    if entries is not None and len(flashes) == len(frames_of(scene, name)):
        entries.write(_entry(scene, name), bytes(min(count, 255) for count in flashes))


def kept_flashes(scene: Scene, name: str) -> list[int] | None:
    """Return what was kept of a shot by any earlier run for the same scene, or None."""
    entries = store()
    found = None if entries is None else entries.read(_entry(scene, name))
    return list(found) if found is not None and len(found) == len(frames_of(scene, name)) else None


def _entry(scene: Scene, name: str) -> str:
    text = f"{scene.digest}\n{program()}\n{name}"
    return f"flashes-{hashlib.blake2b(text.encode(), digest_size=16).hexdigest()}"


def _place(scene: Scene, shot: str) -> str:
    """Return file:line:column of a shot in the scene's files."""
    number = [one.name for one in scene.shots].index(shot)
    file, place = scene.documents.place(("shot", number))
    return f"{file}:{place.line}:{place.column}"
