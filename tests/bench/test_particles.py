"""`visualizer bench particles` as a process, and that its three methods draw the same particles."""

import itertools
import json

import moderngl
import numpy as np
import pytest

from tests.commands import run
from visualizer.bench import baselines, particles
from visualizer.bench.particles import METHODS, STEP, ParticleBench, cases, measure_particles
from visualizer.bench.workloads import ORBIT_RADIUS, WORKLOADS
from visualizer.gpu.context import create_context
from visualizer.gpu.depth import FARTHEST
from visualizer.gpu.programs import Programs
from visualizer.gpu.targets import Target
from visualizer.renderer.includes import includes


def bench(*options):
    """Run the command, but draw no more frames than it has been asked for."""
    code = "from visualizer.bench import particles; particles.WARMING = particles.LEAST_SECONDS = 0.0"
    return run("bench", "particles", *options, before=code)


@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_workload_alone_gives_a_row_for_each_method(workload, monkeypatch):
    monkeypatch.setattr(particles, "WARMING", 0.0)
    monkeypatch.setattr(particles, "LEAST_SECONDS", 0.0)
    rows = measure_particles(cases(workload, 1000, (64, 36)), 1).as_list()
    assert [row["method"] for row in rows] == ["ours", "feedback", "points"]
    for row in rows:
        assert (row["workload"], row["n"], row["width"], row["height"]) == (workload, 1000, 64, 36)
        assert row["particles_per_second"] == pytest.approx(1e6 / row["milliseconds"])
        assert row["ratio"] == pytest.approx(rows[0]["particles_per_second"] / row["particles_per_second"])
        assert row["state_bytes"] == (64 if row["method"] == "feedback" else 0)
        assert row["device"]


class Clock:
    """Frames of a machine that takes `slower` times as long in each round as in the one before.

    seconds: of a frame, by the method. taken: the methods' names, as they draw.
    """

    def __init__(self, seconds, slower):
        self.seconds, self.slower, self.taken = seconds, slower, []

    def timed(self, context, target, method, t, *, query):
        self.taken.append(method.name)
        turns = len(list(itertools.groupby(self.taken)))
        return self.seconds[method.name] * self.slower ** ((turns - 1) // len(self.seconds)), 0.0


def measured_by(clock, monkeypatch, frames):
    monkeypatch.setattr(particles, "_timed", clock.timed)
    monkeypatch.setattr(particles, "WARMING", 0.0)
    return measure_particles(cases("fountain", 100, (64, 36)), frames).as_list()


def test_the_methods_take_turns_and_are_compared_within_a_round(monkeypatch):
    clock = Clock({"ours": 0.1, "feedback": 0.3, "points": 0.15}, slower=2.0)
    rows = measured_by(clock, monkeypatch, 10)
    assert [row["ratio"] for row in rows] == pytest.approx([1.0, 3.0, 1.5])
    order = [name for name, _ in itertools.groupby(clock.taken)]
    assert order == [*METHODS] * (1 + particles.ROUNDS)
    assert clock.taken.count("points") == 1 + particles.ROUNDS * (1 + 10 // particles.ROUNDS)


@pytest.mark.parametrize(("each", "drawn"), [(1e-4, particles.MOST_FRAMES), (5e-3, 100), (0.4, 4)])
def test_short_frames_are_many_and_long_ones_as_few_as_asked_for(each, drawn, monkeypatch):
    clock = Clock({"ours": 0.3 * each, "feedback": each, "points": each}, slower=1.0)
    measured_by(clock, monkeypatch, 4)
    assert clock.taken.count("ours") == 1 + min(particles.ROUNDS, drawn) + drawn


def test_a_software_rasteriser_is_measured_without_timer_queries(monkeypatch):
    def refused(*arguments, **options):
        raise AssertionError(
            "a timer query costs a software rasteriser time in every dispatch, and tells nothing"
        )

    with ParticleBench() as bench:
        if not bench.driver.software:
            pytest.skip("a GPU draws here")
        monkeypatch.setattr(moderngl.Context, "query", refused)
        assert len(bench.measure(cases("fountain", 100, (64, 36))[0], 1)) == len(METHODS)


def test_the_rows_are_printed_as_json():
    done = bench("--workload", "storm", "--n", "1000", "--size", "64x36", "--frames", "1", "--json")
    assert done.returncode == 0, done.stderr
    assert [(row["workload"], row["method"]) for row in json.loads(done.stdout)] == [
        ("storm", method) for method in METHODS
    ]


def test_the_table_names_the_ceilings_and_every_method():
    done = bench("--n", "1000", "--size", "64x36", "--frames", "1")
    assert done.returncode == 0, done.stderr
    for word in ("ceilings:", "atomic", "ours", "feedback", "points", "fountain"):
        assert word in done.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--workload", "fontain"), "did you mean 'fountain'"),
        (("--n", "0"), "greater than or equal to 1"),
        (("--size", "64"), "write it as"),
    ],
)
def test_wrong_options_are_usage_errors(options, message):
    done = bench(*options)
    assert done.returncode == 2
    assert message in done.stderr and "Traceback" not in done.stderr


def test_the_default_run_has_every_workload_and_the_sizes_of_published_benchmarks():
    chosen = cases()
    assert {case.work.name for case in chosen} == set(WORKLOADS)
    assert {(case.count, case.size) for case in chosen} >= {
        (10**6, (1280, 720)),
        (10**5, (1280, 720)),
        (10**6, (3840, 2160)),
    }
    assert max(case.count for case in cases(full=True)) == 10**8


@pytest.mark.parametrize("name", ["fountain", "burst", "storm", "sprites"])
def test_the_three_methods_draw_the_same_cloud(name):
    context = create_context()
    programs = Programs(context, includes("standard"))
    target = Target(context, (160, 90), depth=True)
    seen, sums = {}, {}
    for method, make in METHODS.items():
        # Blending truncates the sums of many sprites to half floats, tiles do not.
        made = make(programs, WORKLOADS[name], 5_000 if name == "sprites" else 20_000, target)
        for number in range(12):
            target.framebuffer.use()
            target.framebuffer.clear(depth=FARTHEST)
            made.draw(1.0 + number * STEP)
        light = (
            np.frombuffer(target.framebuffer.read(components=3, dtype="f4"), np.float32)
            .reshape(90, 160, 3)
            .sum(axis=2)
        )
        made.release()
        y, x = np.mgrid[0:90, 0:160]
        assert light.sum() > 1.0
        middle = np.array([(light * x).sum(), (light * y).sum()]) / light.sum()
        width = np.sqrt((light * ((x - middle[0]) ** 2 + (y - middle[1]) ** 2)).sum() / light.sum())
        seen[method] = (*middle, width)
        sums[method] = light.sum()
    target.release()
    programs.clear()
    context.release()
    for method in ("feedback", "points"):
        assert np.allclose(seen[method], seen["ours"], atol=2.5), seen
        assert sums[method] == pytest.approx(sums["ours"], rel=0.15), sums


@pytest.mark.parametrize("name", ["fountain", "burst"])
@pytest.mark.parametrize("method", [baselines.Feedback, baselines.Points])
def test_many_particles_in_parts_are_those_of_one_part(name, method, monkeypatch):
    context = create_context()
    programs = Programs(context, includes("standard"))
    target = Target(context, (160, 90), depth=True)
    pictures = []
    for part in (1 << 24, 777):
        monkeypatch.setattr(baselines, "PART", part)
        made = method(programs, WORKLOADS[name], 2_000, target)
        for number in range(30):  # a twelfth of the particles are emitted again
            target.framebuffer.use()
            target.framebuffer.clear(depth=FARTHEST)
            made.draw(1.0 + number * STEP)
        pictures.append(target.framebuffer.read(components=3, dtype="f2"))
        made.release()
    target.release()
    programs.clear()
    context.release()
    assert np.frombuffer(pictures[0], np.float16).any()
    assert pictures[0] == pictures[1], "a part of the particles is moved or drawn as another"


def test_small_particles_are_just_under_two_pixels():
    for height in (720, 2160):
        size = WORKLOADS["fountain"].emitter(1000, height).properties.size.at(0.0)
        assert 1.5 < size * height / (2.0 * ORBIT_RADIUS * np.tan(np.radians(22.5))) < 2.0
