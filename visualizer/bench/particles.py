"""Particles per second: the particle system, the baselines, and measured upper bounds of the machine."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Protocol, Self

import moderngl

from visualizer.bench.baselines import STATE_BYTES, Feedback, Points
from visualizer.bench.ceilings import ceilings_of, seconds_of
from visualizer.bench.report import Ceilings, ParticleReport, Row
from visualizer.bench.workloads import SEED, WORKLOADS, Workload
from visualizer.errors import MachineError
from visualizer.frame import Frame, Library
from visualizer.gpu.context import Driver, create_context, driver_of
from visualizer.gpu.programs import Programs
from visualizer.gpu.state import clear
from visualizer.gpu.targets import Target
from visualizer.renderer.includes import includes
from visualizer.renderer.particles.particle_pass import ParticlePass
from visualizer.renderer.view import eye_view
from visualizer.renderer.view_block import VIEW_BINDING, VIEW_BLOCK, packed_view

ROUNDS = 5
"""Rounds in which the methods take turns, at the most."""
LEAST_SECONDS = 0.5
"""Seconds that the slowest method draws in all rounds, at least: frames of a millisecond differ by how fast threads
wake, so that only many of them tell how long one takes."""
MOST_FRAMES = 300
"""Frames that are enough, however short they are."""
WARMING = 0.1
"""Minimum seconds of unmeasured drawing, and at least one frame, before the first round and at the start of each turn,
until caches and the clock rate suit this method."""
STEP = 1.0 / 60.0
"""Seconds of film time between measured frames, so that no two of them are equal."""
LONGEST_FRAME = 20.0
"""Longest frame, seconds: a slower method is skipped, and the report says so."""
LONGEST_QUERY = 4.0
"""Longest frame, seconds, for which a GPU timer query is used: moderngl reads its nanoseconds as 32 bits."""
MOST_STATE = 8 << 30
"""Maximum bytes of state of a baseline; cases that need more are skipped, and the report says so."""


class Method(Protocol):
    """A way to draw a workload's particles."""

    name: str

    @property
    def bytes(self) -> int:
        """Bytes of buffers and textures, without the target."""

    def draw(self, t: float) -> None:
        """Draw the particles at time t, s."""

    def release(self) -> None:
        """Free its GPU resources."""


class Ours:
    """The particle system of this program, as `Renderer` runs it. emitters: the particles are divided among as many."""

    def __init__(
        self, programs: Programs, work: Workload, count: int, target: Target, *, emitters: int = 1
    ) -> None:
        self.name = "ours" if emitters == 1 else f"{emitters} emitters"
        self.work = work
        self.target = target
        ends = [count * n // emitters for n in range(emitters + 1)]
        self._emitters = {
            f"{work.name} {n}": work.emitter(ends[n + 1] - ends[n], target.size[1], seed=SEED + n)
            for n in range(emitters)
        }
        self._library = Library({}, self._emitters)
        context = programs.context
        self._pass = ParticlePass(context, programs)
        self._view = context.buffer(reserve=VIEW_BLOCK.dtype.itemsize)
        self._shadow = Target(context, (1, 1), colour=False, depth=True)
        assert self._shadow.depth is not None
        self._shadow.depth.compare_func = "<="

    @property
    def bytes(self) -> int:
        """Bytes of its buffers and textures; no state is kept per particle."""
        return sum(self._pass.memory.values())

    def draw(self, t: float) -> None:
        """Draw the particles at time t, s."""
        batches = [batch for name, emitter in self._emitters.items() for batch in emitter.batches(name, t)]
        frame = Frame(self._library, t, camera=self.work.camera(t), batches=tuple(batches))
        size = self.target.size
        view = eye_view(frame, size)
        self._view.write(packed_view(frame, view, size, index=0, count=1, shadow_size=0))
        self._view.bind_to_uniform_block(VIEW_BINDING)
        assert self._shadow.depth is not None
        self._pass.draw(frame, self.target, self._shadow.depth)

    def release(self) -> None:
        """Free its GPU resources."""
        self._pass.release()
        self._shadow.release()
        self._view.release()


METHODS: dict[str, Callable[[Programs, Workload, int, Target], Method]] = {
    "ours": Ours,
    "feedback": Feedback,
    "points": Points,
}
"""The particle system and its baselines."""
DIVIDED: dict[str, Callable[[Programs, Workload, int, Target], Method]] = {
    f"{emitters} emitters": partial(Ours, emitters=emitters) for emitters in (8, 32)
}
"""The particle system, with the same particles from many emitters."""


@dataclass(frozen=True)
class Case:
    """A workload with a number of particles at one size, (width, height) pixels, drawn by the named `METHODS` or
    `DIVIDED` in turn."""

    work: Workload
    count: int
    size: tuple[int, int]
    methods: tuple[str, ...] = tuple(METHODS)


def cases(
    workload: str | None = None,
    count: int | None = None,
    size: tuple[int, int] | None = None,
    *,
    full: bool = False,
) -> list[Case]:
    """Return the cases to measure: one if any argument is given, else the default ones, and with `full` the large ones
    too."""
    if workload is not None or count is not None or size is not None:
        work = WORKLOADS[workload or "fountain"]
        return [Case(work, count or work.count, size or (1280, 720))]
    small, large = (1280, 720), (3840, 2160)
    chosen = [Case(WORKLOADS["fountain"], n, small) for n in (10_000, 100_000, 1_000_000)]
    chosen += [Case(WORKLOADS["fountain"], n, large) for n in (10_000, 1_000_000)]
    chosen.append(Case(WORKLOADS["fountain"], 10_000, small, ("ours", *DIVIDED)))
    chosen.append(Case(WORKLOADS["sprites"], 10_000, small))
    if full:
        chosen += [
            Case(WORKLOADS["fountain"], n, s) for n in (10_000_000, 100_000_000) for s in (small, large)
        ]
    chosen += [Case(work, work.count, small) for work in WORKLOADS.values() if work.name != "fountain"]
    return chosen


def measure_particles(chosen: Sequence[Case], frames: int) -> ParticleReport:
    """Draw at least `frames` frames of each case by every method in turn, and report the medians.

    Raises MachineError if no OpenGL context can be created.
    """
    with ParticleBench() as bench:
        rows = [row for case in chosen for row in bench.measure(case, frames)]
        return ParticleReport(bench.driver, bench.ceilings, rows, bench.skipped)


class ParticleBench:
    """Measures cases one by one, in a context of its own. A context manager.

    driver: what draws. ceilings: of this machine, measured anew with each case, because clock rates change.
    skipped: one sentence for each method that could not be measured, with the reason.
    Raises MachineError if no OpenGL context can be created.
    """

    def __init__(self) -> None:
        self._context = create_context()
        self._programs = Programs(self._context, includes("standard"))
        self.driver = driver_of(self._context)
        self.skipped: list[str] = []

    def measure(self, case: Case, frames: int) -> list[Row]:
        """Draw at least `frames` frames of a case by its methods in turn, and return a row for each."""
        self.ceilings = ceilings_of(self._programs)
        return list(_measured(self._programs, case, frames, self.ceilings, self.driver, self.skipped))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._programs.clear()
        self._context.release()


def _measured(
    programs: Programs, case: Case, frames: int, ceilings: Ceilings, driver: Driver, skipped: list[str]
) -> Iterator[Row]:
    """Yield the results of one case. skipped: gets a sentence for each method that could not be measured."""
    context, name = programs.context, f"{case.work.name} with {case.count} particles"
    try:
        target = Target(context, case.size, depth=True)
    except MachineError as error:
        skipped.append(f"{name}: {error}")
        return
    methods: list[Method] = []
    for title in case.methods:
        make = (METHODS | DIVIDED)[title]
        if title == "feedback" and 2 * STATE_BYTES * case.count > MOST_STATE:
            skipped.append(f"{name}, feedback: its state would take {2 * STATE_BYTES * case.count >> 30} GiB")
            continue
        try:
            methods.append(make(programs, case.work, case.count, target))
        except MachineError as error:
            skipped.append(f"{name}, {title}: {error}")
    start = case.work.start
    # A timer query means nothing to a software rasteriser, which prepares for it before each dispatch.
    query = not driver.software

    def warmed(method: Method, t: float) -> float:
        """Draw unmeasured frames, drop a method that is too slow, and return the seconds of the last one."""
        took = _warmed(context, target, method, t, query=query)
        if took > LONGEST_FRAME:
            skipped.append(f"{name}, {method.name}: a frame takes {took:.0f} s")
            methods.remove(method)
            method.release()
        return took

    slowest = max((warmed(method, start) for method in list(methods)), default=0.0)
    count = max(frames, min(MOST_FRAMES, int(LEAST_SECONDS / max(slowest, 1e-6))))
    rounds = min(ROUNDS, count)
    seconds: dict[str, list[list[float]]] = {method.name: [] for method in methods}
    on_device: dict[str, list[float]] = {method.name: [] for method in methods}
    for turn in range(rounds):
        numbers = range(count * turn // rounds, count * (turn + 1) // rounds)
        for method in list(methods):
            if warmed(method, start + numbers[0] * STEP) > LONGEST_FRAME:
                continue
            times = [
                _timed(context, target, method, start + (number + 1) * STEP, query=query)
                for number in numbers
            ]
            seconds[method.name].append([took for took, _ in times])
            on_device[method.name] += [device for _, device in times]
    medians = {
        method.name: statistics.median(chain.from_iterable(seconds[method.name])) for method in methods
    }
    for method in methods:
        took = medians[method.name]
        rate = case.count / took
        yield Row(
            workload=case.work.name,
            n=case.count,
            width=case.size[0],
            height=case.size[1],
            method=method.name,
            particles_per_second=rate,
            milliseconds=took * 1e3,
            gpu_milliseconds=None if driver.software else statistics.median(on_device[method.name]) * 1e3,
            ratio=_ratio(seconds[method.name], seconds["ours"]) if "ours" in medians else None,
            ceiling_fraction=None if ceilings.atomics is None else rate / ceilings.atomics,
            bytes=method.bytes,
            state_bytes=2 * STATE_BYTES if method.name == "feedback" else 0,
            device=driver.renderer,
            path=driver.path,
            without_compute=driver.without_compute,
        )
    for method in methods:
        method.release()
    target.release()


def _ratio(method: Sequence[Sequence[float]], ours: Sequence[Sequence[float]]) -> float:
    """Return how many times as long as `ours` a method takes: the median of the rounds, each of which compares what was
    measured within a second. Both: seconds of the frames of each round."""
    return statistics.median(
        statistics.median(one) / statistics.median(other) for one, other in zip(method, ours, strict=True)
    )


def _warmed(context: moderngl.Context, target: Target, method: Method, t: float, *, query: bool) -> float:
    """Draw the frame at t, s, at least once and for WARMING seconds; return the seconds of the last one."""
    spent, took = 0.0, 0.0
    while not took or spent < WARMING:
        took, _ = _timed(context, target, method, t, query=query)
        spent += took
        if took > LONGEST_FRAME:
            break
    return took


def _timed(
    context: moderngl.Context, target: Target, method: Method, t: float, *, query: bool
) -> tuple[float, float]:
    """Return the seconds to draw a frame onto a cleared target: wall time until the GPU is done, and GPU time by a
    timer query, or wall time without `query`."""
    clear(target.framebuffer)
    if not query:
        took = seconds_of(context, partial(method.draw, t))
        return took, took
    timer = context.query(time=True)

    def drawn() -> None:
        with timer:
            method.draw(t)

    took = seconds_of(context, drawn)
    return took, timer.elapsed * 1e-9 if took < LONGEST_QUERY else took
