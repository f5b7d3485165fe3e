"""`visualizer bench all`: every part keeps its budget, says what it leaves out, and gives a page and plain values."""

import json

import pytest

from visualizer.bench import particles as all_particles
from visualizer.bench import parts as all_parts
from visualizer.bench.budget import Budget, free_memory
from visualizer.bench.everything import measure_all
from visualizer.bench.parts import PARTS, Part
from visualizer.errors import MachineError
from visualizer.scene.loading import load

SCENE = "scenes/learn_1_shape.toml"
TINY = (64, 36)


class Clock:
    """A clock that moves only when it is told to."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def scene():
    return load(SCENE)


@pytest.fixture
def small(monkeypatch):
    """Small pictures, few particles, short clips, and no drawing until a machine has warmed up."""
    monkeypatch.setattr(all_particles, "WARMING", 0.0)
    monkeypatch.setattr(all_particles, "LEAST_SECONDS", 0.0)
    for name in ("SMALL", "HD"):
        monkeypatch.setattr(all_parts, name, TINY)
    monkeypatch.setattr(all_parts, "UHD", (128, 72))
    monkeypatch.setattr(all_parts, "COUNTS", (1000, 2000))
    monkeypatch.setattr(all_parts, "CLIP", 3)


def measured(name, scene, seconds=1e6):
    (part,) = [part for part in PARTS if part.name == name]
    budget = Budget(seconds, Clock())
    found = list(part.measure(budget, scene))
    return [one for one in found if not isinstance(one, str)], [one for one in found if isinstance(one, str)]


def test_all_parts_together_take_less_than_ten_minutes():
    assert sum(part.seconds for part in PARTS) < 600.0


def test_particles_are_drawn_by_all_methods_at_both_sizes(scene, small):
    rows, left_out = measured("particles", scene)
    assert not left_out
    assert [(row["particles"], row["size"]) for row in rows] == [
        (1000, "64x36"), (1000, "128x72"), (2000, "64x36"), (2000, "128x72"),
    ]  # fmt: skip
    assert all(value is not None and value != 0 for row in rows for value in row.values())


def test_a_method_beyond_the_budget_is_left_out_with_its_time(scene, small):
    rows, left_out = measured("particles", scene, seconds=0.0)
    assert [row["particles"] for row in rows] == [1000, 1000], "nothing is known of the first number"
    assert len(left_out) == 6
    assert "ours, 2000 particles at 64x36: it would take about" in left_out[0]
    assert "0 s are left" in left_out[0]


def test_state_beyond_the_free_memory_is_left_out_with_its_size(scene, small, monkeypatch):
    monkeypatch.setattr(all_parts, "free_memory", lambda: 50_000)
    monkeypatch.setattr(all_parts, "COUNTS", (1000,))
    rows, left_out = measured("particles", scene)
    assert [row["feedback ms"] is None for row in rows] == [True] * 2
    assert all(row["points ms"] is not None for row in rows)
    assert len(left_out) == 2 and "its state would take" in left_out[0]


def test_frames_are_measured_at_both_sizes_and_numbers_of_samples(scene, small):
    rows, left_out = measured("frames", scene)
    assert not left_out
    assert [(row["size"], row["samples"]) for row in rows] == [
        ("64x36", 1), ("128x72", 1), ("64x36", 16), ("128x72", 16),
    ]  # fmt: skip
    for row in rows:
        assert row["shots"] == len(scene.shots)
        assert row["surface"] > 0.0 and row["worst"] >= row["draw"] > 0.0


def test_frames_beyond_the_budget_are_left_out_with_the_reason(scene, small):
    rows, left_out = measured("frames", scene, seconds=0.0)
    assert len(rows) + len(left_out) >= 4
    assert any("would take about" in one for one in left_out)


@pytest.mark.parametrize(
    ("name", "column"), [("host", "median"), ("readback", "ms"), ("encoders", "frames/s")]
)
def test_the_other_parts_have_rows_with_numbers(scene, small, name, column):
    rows, left_out = measured(name, scene)
    assert rows and all(row[column] > 0.0 for row in rows), left_out


def test_an_error_of_one_part_is_told_and_the_others_are_measured(scene):
    def broken(budget, scene):
        yield {"n": 1}
        raise MachineError("no OpenGL here")

    def works(budget, scene):
        yield {"n": 2, "x": None}
        yield "x: too slow"

    said: list[str] = []
    parts = (Part("a", "first", 1.0, broken), Part("b", "second", 1.0, works))
    report = measure_all(scene, parts=parts, clock=Clock(), progress=said.append)
    assert said == ["first", "second"]
    assert [list(part.left_out) for part in report.parts] == [["the rest: no OpenGL here"], ["x: too slow"]]
    values = json.loads(json.dumps(report.as_dict()))
    assert values["parts"]["b"] == {
        "title": "second", "seconds": 0.0, "rows": [{"n": 2, "x": None}], "left_out": ["x: too slow"],
    }  # fmt: skip
    assert values["machine"]["opengl"] and values["version"]
    text = report.text()
    for words in (
        f"visualizer {values['version']}",
        values["machine"]["opengl"],
        "second (0 s)\nn  x\n2  -\nleft out: x: too slow",
    ):
        assert words in text


def test_a_budget_counts_down_and_never_below_zero():
    clock = Clock()
    budget = Budget(10.0, clock)
    assert not budget.refusal(10.0)
    clock.now = 4.0
    assert budget.refusal(7.0) == "it would take about 7 s, and 6 s are left"
    clock.now = 40.0
    assert budget.left == 0.0
    assert free_memory() > 0
