"""Film and shots: length, rate and size of a scene, and what is on screen when."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from visualizer.scene.model import FilmModel
from visualizer.timeline.frames import FrameGrid


@dataclass(frozen=True)
class Film:
    """The film of a scene. duration: seconds. fps: frames per second, exact. size: pixels. seed: of all random
    choices."""

    title: str
    duration: float
    fps: Fraction
    size: tuple[int, int]
    seed: int

    @property
    def frames(self) -> int:
        """How many frames the film has at its own rate."""
        return self.grid().count

    def grid(self, fps: Fraction | float | None = None) -> FrameGrid:
        """Return which frame shows which time, at the film's own rate or another. Raises ValueError for no rate."""
        return FrameGrid.of(self.duration, self.fps if fps is None else fps)


@dataclass(frozen=True)
class Shot:
    """A camera and a look from a time on. start, end: seconds; it ends where the next shot starts or the film ends.
    camera, look: names."""

    name: str
    start: float
    end: float
    camera: str
    look: str | None


@dataclass(frozen=True)
class Marker:
    """A moment of the film that has a name. time: seconds."""

    name: str
    time: float


def film_of(model: FilmModel, title: str) -> Film:
    """Return the film of a validated table."""
    return Film(title=title, duration=model.duration, fps=model.fps, size=model.size, seed=model.seed)
