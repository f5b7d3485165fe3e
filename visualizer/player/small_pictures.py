"""Small pictures: what the panels want drawn, while the window has nothing else to draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from visualizer.frame import Frame
from visualizer.player.drawing import SLICE, Steps
from visualizer.player.gate import Gate
from visualizer.player.picture import Picture

Pixels = NDArray[np.uint8]
"""(height, width, 3) sRGB, top row first."""


@dataclass(frozen=True)
class Wish:
    """A small picture. frame: what it shows. size: (width, height), pixels. take: is given its pixels, or None if it
    cannot be drawn."""

    frame: Frame
    size: tuple[int, int]
    take: Callable[[Pixels | None], None]


class Wishing(Protocol):
    """What wants small pictures."""

    def wish(self, *, spare: bool) -> Wish | None:
        """Return the picture to draw next, or None while there is none. May work for some milliseconds.

        spare: whether nothing else at all is to be prepared, so that there is time for many pictures.
        """


@dataclass
class SmallPictures:
    """Draws what is wished for, a slice of time at a time. wishing: by whom; None for nobody."""

    wishing: Wishing | None = None
    _wish: Wish | None = None
    _steps: Steps | None = None
    _pixels: list[Pixels] = field(default_factory=list)

    def advance(self, picture: Picture, clock: Callable[[], float], gate: Gate, *, spare: bool) -> bool:
        """Draw for a slice of time, which any input ends after a pass. Return whether there was anything to do.

        clock: seconds. spare: as for `Wishing.wish`.
        """
        if self.wishing is None:
            return False
        if self._steps is None:
            self._wish = self.wishing.wish(spare=spare)
            if self._wish is None:
                return False
            wish = self._wish
            self._steps = Steps(lambda: self._drawing(picture, wish))
        assert self._wish is not None
        try:
            if not self._steps.advance(picture, clock, SLICE, SLICE, gate, yields=True):
                return not self._steps.held
            found: Pixels | None = self._pixels[-1]
        except Exception:  # an actor's; it is shown where the frame itself is drawn
            found = None
        wish, self._wish, self._steps = self._wish, None, None
        self._pixels.clear()
        wish.take(found)
        return True

    def _drawing(self, picture: Picture, wish: Wish) -> Iterator[tuple[int, int]]:
        self._pixels[:] = [(yield from picture.small(wish.frame, wish.size))]
