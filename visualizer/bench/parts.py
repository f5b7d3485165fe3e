"""The parts of `visualizer bench all`. Each measures as much as its budget allows and says what it leaves out."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from visualizer.bench.baselines import STATE_BYTES
from visualizer.bench.budget import Budget, free_memory
from visualizer.bench.frame import measured_frame
from visualizer.bench.host import measure_host
from visualizer.bench.particles import LEAST_SECONDS, METHODS, ROUNDS, WARMING, Case, ParticleBench
from visualizer.bench.reload import measure_reload
from visualizer.bench.report import Row
from visualizer.bench.start import measure_start
from visualizer.bench.workloads import WORKLOADS
from visualizer.errors import EncoderMissing
from visualizer.output.animations import writer_for
from visualizer.output.codecs import CODECS
from visualizer.output.format import Format
from visualizer.output.video import encoder_for
from visualizer.renderer.renderer import Renderer
from visualizer.scene.loading import load
from visualizer.scene.scene import Scene

Size = tuple[int, int]
Facts = Mapping[str, str | int | float | None]
"""A row of a table, by the heading of the column; None where nothing was measured."""
Result = Facts | str
"""A row, or a sentence that says what was left out and why."""

SMALL, HD, UHD = (1280, 720), (1920, 1080), (3840, 2160)
COUNTS = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
FRAMES = 3
"""Frames that each method draws of each number of particles, at least."""
DRAWN = FRAMES + 1 + min(ROUNDS, FRAMES)
"""Frames drawn for them at least, with those that are not measured: one at first and before each round."""
CLIP = 48
"""Frames that each codec encodes, at the most."""
LEAST_CLIP = 3
"""Frames that each codec encodes, at the least."""
CLIP_SECONDS = 4.0
"""Seconds after which a codec gets no more frames than that."""


@dataclass(frozen=True)
class Part:
    """One table of the report. title: what it measures, with the unit. seconds: the most that it should take."""

    name: str
    title: str
    seconds: float
    measure: Callable[[Budget, Scene], Iterator[Result]]


def particles(budget: Budget, scene: Scene) -> Iterator[Result]:
    """Yield a row for each number of particles and size. A method that would take too long or too much is left out."""
    memory = free_memory()
    with ParticleBench() as bench:
        known: dict[tuple[str, Size], Row] = {}
        for count in COUNTS:
            for size in (SMALL, UHD):
                chosen: list[str] = []
                for method in METHODS:
                    what = f"{method}, {count} particles at {_size(size)}"
                    seconds = _predicted(known, method, size, count)
                    state = 2 * STATE_BYTES * count if method == "feedback" else 0
                    if state > memory:
                        yield f"{what}: its state would take {state >> 20} MiB of {memory >> 20} MiB"
                    elif refusal := budget.refusal(seconds):
                        yield f"{what}: {refusal}"
                    else:
                        chosen.append(method)
                if not chosen:
                    continue
                rows = bench.measure(Case(WORKLOADS["fountain"], count, size, tuple(chosen)), FRAMES)
                known.update({(row.method, size): row for row in rows})
                yield _particle_row(count, size, {row.method: row for row in rows})
        yield from bench.skipped


def _predicted(known: Mapping[tuple[str, Size], Row], method: str, size: Size, count: int) -> float:
    """Return the estimated seconds to measure a method, from its last measurement; 0 without one."""
    row = known.get((method, size))
    if row is None:
        return 0.0
    each = row.milliseconds * 1e-3 * count / row.n
    return max(DRAWN * each, LEAST_SECONDS + (1 + ROUNDS) * WARMING)


def _particle_row(count: int, size: Size, rows: Mapping[str, Row]) -> Facts:
    ours = rows.get("ours")
    found: dict[str, str | int | float | None] = {"particles": count, "size": _size(size)}
    for method in METHODS:
        row = rows.get(method)
        found[f"{method} ms"] = None if row is None else row.milliseconds
        if method == "ours":
            found["ours M/s"] = None if ours is None else ours.particles_per_second / 1e6
    for method in METHODS:
        if method != "ours":
            found[f"speed-up over {method}"] = rows[method].ratio if method in rows else None
    return found


def frames(budget: Budget, scene: Scene) -> Iterator[Result]:
    """Yield a row for each size and number of samples: means over the shots that fit the budget."""
    grid = scene.film.grid()
    shots = [(shot, scene.frames_of(shot, grid)) for shot in scene.shots]
    times = {shot.name: grid.time(numbers[len(numbers) // 2]) for shot, numbers in shots if numbers}
    with Renderer((64, 36), timings=True) as renderer:
        for t in times.values():  # compiles all programs
            renderer.draw(scene.exposure(t, 1))
        each = 0.0  # seconds per pixel of a sub-frame
        for samples in (1, 16):
            for size in (HD, UHD):
                estimate = each * samples * size[0] * size[1]
                what = f"{_size(size)} with {samples} sample{'s' * (samples > 1)}"
                if refusal := budget.refusal(2.0 * estimate):
                    yield f"{what}: {refusal}"
                    continue
                renderer.resize(size)
                renderer.draw(scene.exposure(next(iter(times.values())), 1))  # makes the targets
                measured: dict[str, Mapping[str, float]] = {}
                for name, t in times.items():
                    if budget.refusal(estimate):
                        break
                    measured[name] = measured_frame(scene, renderer, t, samples)
                    estimate = max(one["draw"] for one in measured.values()) * 1e-3
                if not measured:
                    yield f"{what}: {budget.refusal(estimate)}"
                    continue
                if len(measured) < len(times):
                    left = len(times) - len(measured)
                    yield f"{what}: {left} of {len(times)} shots; a frame takes up to {estimate:.1f} s"
                each = estimate / (samples * size[0] * size[1])
                yield _frame_row(size, samples, measured)


def _frame_row(size: Size, samples: int, measured: Mapping[str, Mapping[str, float]]) -> Facts:
    names = dict.fromkeys(name for one in measured.values() for name in one)
    worst = max(measured, key=lambda name: measured[name]["draw"])
    means = {name: statistics.fmean(one.get(name, 0.0) for one in measured.values()) for name in names}
    return {
        "size": _size(size), "samples": samples, "shots": len(measured), "worst": measured[worst]["draw"], "worst shot": worst, **means,
    }  # fmt: skip


def host(budget: Budget, scene: Scene) -> Iterator[Result]:
    """Yield the time to evaluate each kind of actor, and a whole frame, without drawing."""
    for row in measure_host(scene, 2).rows:
        yield {"what": row.what, "name": row.name, "median": row.median, "least": row.least}


def readback(budget: Budget, scene: Scene) -> Iterator[Result]:
    """Yield the time to read a picture of each size back into memory."""
    with Renderer(HD) as renderer:
        for size in (HD, UHD):
            renderer.resize(size)
            renderer.draw(scene.at(0.0), results=("depth",))
            renderer.draw(scene.at(0.0))
            renderer.context.finish()
            took = []
            for _ in range(5):
                start = time.perf_counter()
                read = renderer.pixels()
                took.append(time.perf_counter() - start)
            least = min(took)
            yield {"size": _size(size), "ms": least * 1e3, "MB/s": read.nbytes / least / 1e6}


def encoders(budget: Budget, scene: Scene) -> Iterator[Result]:
    """Yield the frames per second of each codec at 1920x1080, from frames in memory to a finished file."""
    with Renderer(HD) as renderer:
        shot = scene.shots[len(scene.shots) // 2]
        renderer.draw(scene.at(shot.start))
        picture = renderer.pixels()
    with tempfile.TemporaryDirectory() as folder:
        for codec in CODECS.values():
            if refusal := budget.refusal(CLIP_SECONDS):
                yield f"{codec.name}: {refusal}"
                continue
            try:
                encoder = encoder_for(codec)
            except EncoderMissing as error:
                yield f"{codec.name}: {error}"
                continue
            path = Path(folder) / f"clip{codec.endings[0]}"
            start, count = time.perf_counter(), 0
            with writer_for(path, HD, 24, codec, Format(), frames=LEAST_CLIP) as writer:
                while count < LEAST_CLIP or (count < CLIP and time.perf_counter() - start < CLIP_SECONDS):
                    writer.write(np.roll(picture, 8 * count, axis=1))
                    count += 1
            took = time.perf_counter() - start
            yield {
                "codec": codec.name, "encoder": encoder, "frames": count, "frames/s": count / took, "kB a frame": path.stat().st_size / 1e3 / count,
            }  # fmt: skip


def reload(budget: Budget, scene: Scene) -> Iterator[Result]:
    """Yield the times of reloading the scene and a small one."""
    small = scene.path.with_name("learn_1_shape.toml")
    for path in (small, scene.path):
        if not path.exists():
            continue
        start = time.perf_counter()
        load(path)
        if refusal := budget.refusal(4.0 * (time.perf_counter() - start)):
            yield f"{path.name}: {refusal}"
            continue
        for row in measure_reload(path, 2, size=SMALL).rows:
            yield {"scene": path.name, **asdict(row), "playing": "yes" if row.playing else "no"}


def start(budget: Budget, scene: Scene) -> Iterator[Result]:
    """Yield the time that each command takes to start with the scene and with a small one."""
    small = scene.path.with_name("learn_1_shape.toml")
    report = measure_start([path for path in (small, scene.path) if path.exists()], 1, refusal=budget.refusal)
    for row in report.rows:
        yield {
            "scene": row.scene,
            "command": row.command,
            "until": row.until,
            "cache": row.cache,
            "ms": row.median,
        }
    yield from report.left_out


PARTS: Sequence[Part] = (
    Part("particles", "particles of the fountain: milliseconds a frame, and millions of particles per second", 200.0, particles),
    Part("frames", "frames of the film: milliseconds, means over its shots, in all and of each pass", 220.0, frames),
    Part("host", "evaluation on the CPU: milliseconds", 20.0, host),
    Part("readback", "reading pictures back into memory: milliseconds", 15.0, readback),
    Part("encoders", "encoding 1920x1080: frames per second", 60.0, encoders),
    Part("reload", "reloading a saved scene: milliseconds", 30.0, reload),
    Part("start", "starting a command with a cold and a warm cache: milliseconds from the start of the process", 45.0, start),
)  # fmt: skip
"""All parts. The sum of their seconds is below ten minutes."""


def _size(size: Size) -> str:
    return f"{size[0]}x{size[1]}"
