"""The graph of passes: orders them by what each reads and writes, and selects those that the requested results need. No
OpenGL.

As in Filament's frame graph, a pass first declares (which images it reads, makes and changes) and later draws. A pass
whose images nobody reads does not run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from itertools import combinations
from typing import Generic, Literal, Protocol, TypeVar

Stage = Literal["sample", "middle", "picture"]
"""When a pass runs. sample: for each sub-frame; what it makes is averaged over them. middle: once, for the sub-frame in
the middle, through the middle of the lens and of the pixels, so that no two surfaces are mixed. picture: once, after
both."""
STAGES: tuple[Stage, ...] = ("sample", "middle", "picture")


@dataclass(frozen=True)
class Image:
    """A texture that passes draw into.

    dtype: of a component: "f1" (8 bits), "f2" (half float), "f4", or "depth". divisor: the picture's sides over those
    of the image, which are at least 1. least_rows: height below which the divisor is smaller, down to `least_divisor`,
    so that small pictures do not lose detail, pixels. narrower: how many times fewer columns than these give, down to
    `least_columns`. coarse: half of the width and height. side: pixels of each side if they do not depend on the
    picture, else 0. compare: the comparison of a shadow map. linear: neighbouring texels are blended. result: its
    content in a sentence with its unit, if it can be requested by name; empty for images that only passes read.
    channels: components of a result. whole: its values are whole numbers. mean: how samples are averaged. "plain": over
    all samples. "covered": over the samples whose last component is 1, which marks pixels that were drawn. "direction":
    the sum of all samples, normalised.
    """

    name: str
    dtype: str = "f2"
    divisor: int = 1
    least_rows: int = 0
    least_divisor: int = 2
    narrower: int = 1
    least_columns: int = 0
    coarse: bool = False
    side: int = 0
    compare: str = ""
    linear: bool = True
    result: str = ""
    channels: int = 3
    whole: bool = False
    mean: Literal["plain", "covered", "direction"] = "plain"

    def size(self, picture: tuple[int, int]) -> tuple[int, int]:
        """Return width and height, pixels, for a picture of a size."""
        if self.side:
            return self.side, self.side
        width, height = picture
        columns, rows = width // self.divisor, height // self.divisor
        if rows < self.least_rows:
            rows = max(1, min(self.least_rows, height // self.least_divisor))
            columns = width * rows // height
        columns = max(columns // self.narrower, min(columns, self.least_columns))
        return max(1, columns >> self.coarse), max(1, rows >> self.coarse)


class Declared(Protocol):
    """The declarations of a pass that the graph uses.

    reads: images that shaders sample; an image that no pass of this frame makes is left out. writes: images that it
    makes, all pixels of them. changes: images of other passes that it draws over. tests: the image that its depth test
    reads and does not change. after, before: passes that must run earlier or later, where that does not follow from
    images. otherwise: the image that replaces the first of `writes` in frames in which the pass has nothing to do.
    """

    name: str
    stage: Stage
    reads: tuple[str, ...]
    writes: tuple[Image, ...]
    changes: tuple[str, ...]
    tests: str
    after: tuple[str, ...]
    before: tuple[str, ...]
    otherwise: str


P = TypeVar("P", bound=Declared)


@dataclass(frozen=True)
class Step(Generic[P]):
    """A pass of a plan. read: the images to use by the names in `reads`, without those that no pass makes. into: the
    images to use in place of those that it writes, changes and tests.
    """

    run: P
    read: Mapping[str, str]
    into: tuple[str, ...]


class Graph(Generic[P]):
    """Passes in an order in which all of them can run.

    Raises ValueError for two passes of one name, two passes that make one image, an unknown name, a cycle, and two
    passes that use one image, of which at least one changes it, without a declared order.
    """

    def __init__(self, passes: Sequence[P]) -> None:
        self._passes = {one.name: one for one in passes}
        if len(self._passes) < len(passes):
            raise ValueError(f"two passes have one name: {sorted(one.name for one in passes)}")
        self.images = {image.name: image for one in passes for image in one.writes}
        self._maker = {image.name: one for one in passes for image in one.writes}
        if len(self._maker) < sum(len(one.writes) for one in passes):
            raise ValueError("two passes make one image")
        before = {name: set(self._first(one)) for name, one in self._passes.items()}
        for name, one in self._passes.items():
            for later in one.before:
                before[self._known(later, name).name].add(name)
        try:
            names = tuple(
                TopologicalSorter({name: sorted(before[name]) for name in sorted(before)}).static_order()
            )
        except CycleError as error:
            raise ValueError(f"passes wait for each other: {' -> '.join(error.args[1])}") from None
        self.order = tuple(
            self._passes[name] for stage in STAGES for name in names if self._passes[name].stage == stage
        )
        self._check(names, before)
        self.plan = lru_cache(maxsize=256)(self._plan)
        self.steps = lru_cache(maxsize=256)(self._steps)

    @property
    def results(self) -> dict[str, Image]:
        """The images that can be asked for by name."""
        return {name: image for name, image in self.images.items() if image.result}

    def stage(self, image: str) -> Stage:
        """Return the stage of the pass that makes an image."""
        return self._maker[image].stage

    def check(self, results: Collection[str]) -> None:
        """Raise ValueError for a name that is not a result. The message lists all results."""
        there = self.results
        for name in results:
            if name not in there:
                near = get_close_matches(name, there, 1)
                hint = f"; did you mean '{near[0]}'? There are" if near else "; there are"
                raise ValueError(f"no result is called '{name}'{hint} {', '.join(sorted(there))}")

    def shown(self, image: str, idle: Collection[str]) -> str | None:
        """Return the image to use in place of `image` if the passes named in `idle` do not run; None if there is
        none."""
        maker = self._maker[image]
        if maker.name not in idle:
            return image
        return self.shown(maker.otherwise, idle) if maker.otherwise else None

    def _plan(self, results: frozenset[str], idle: frozenset[str]) -> tuple[P, ...]:
        """Return the passes that `results` need, in order. idle: the passes that have nothing to do in this frame."""
        alive: list[P] = []
        needed = {self.shown(name, idle) for name in results}
        for one in reversed(
            self.order
        ):  # so that a pass that changes an image after its last use is left out
            drawn = [image.name for image in one.writes] + [self.shown(name, idle) for name in one.changes]
            if one.name not in idle and (needed - {None}).intersection(drawn):
                alive.append(one)
                needed.update(self.shown(name, idle) for name in self._touched(one))
        return tuple(reversed(alive))

    def _steps(self, results: frozenset[str], idle: frozenset[str], stage: Stage) -> tuple[Step[P], ...]:
        """Return the passes of one stage that `results` need, with the images that each uses. results, idle: as for
        `plan`."""
        found = []
        for one in self.plan(results, idle):
            if one.stage == stage:
                read = {name: shown for name in one.reads if (shown := self.shown(name, idle)) is not None}
                drawn = [*(image.name for image in one.writes), *one.changes, *filter(None, [one.tests])]
                into = tuple(shown for name in drawn if (shown := self.shown(name, idle)) is not None)
                found.append(Step(one, read, into))
        return tuple(found)

    def _touched(self, one: P) -> Iterator[str]:
        yield from one.reads
        yield from one.changes
        if one.tests:
            yield one.tests

    def _first(self, one: P) -> Iterator[str]:
        """Yield the names of the passes that come before one: those that make its images, and those in `after`."""
        for image in (*self._touched(one), *filter(None, [one.otherwise])):
            if image not in self._maker:
                raise ValueError(f"pass '{one.name}' uses the image '{image}', which no pass makes")
            yield self._maker[image].name
        for name in one.after:
            yield self._known(name, one.name).name

    def _known(self, name: str, asked_by: str) -> P:
        if name not in self._passes:
            raise ValueError(f"pass '{asked_by}' names the pass '{name}', which does not exist")
        return self._passes[name]

    def _check(self, names: Sequence[str], before: dict[str, set[str]]) -> None:
        """Raise ValueError if the order of two passes that use one image is undefined, or contradicts their stages."""
        earlier: dict[str, set[str]] = {}
        for name in names:
            earlier[name] = before[name].union(*(earlier[one] for one in before[name]))
            for one in sorted(earlier[name]):
                if STAGES.index(self._passes[one].stage) > STAGES.index(self._passes[name].stage):
                    raise ValueError(
                        f"pass '{name}' runs before '{one}', whose image it needs: see their stages"
                    )
        for image in self.images:
            for a, b in combinations([one for one in self.order if image in self._touched(one)], 2):
                changed = image in a.changes or image in b.changes
                if (
                    changed
                    and a.stage == b.stage
                    and a.name not in earlier[b.name]
                    and b.name not in earlier[a.name]
                ):
                    raise ValueError(
                        f"passes '{a.name}' and '{b.name}' both use the image '{image}': say which is first (after, before)"
                    )
