"""`visualizer bench start`: processes are measured in turn, and what cannot be measured is left out with the reason."""

from pathlib import Path

import pytest

from tests.scene.texts import GOOD
from visualizer.bench import start as module
from visualizer.bench.start import STEPS, StartReport, StartRow, measure_start
from visualizer.errors import MachineError

SCENES = [Path("scenes/learn_1_shape.toml"), Path("scenes/launch.toml")]


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Replace the processes, and return the list of what is run instead."""
    asked: list[tuple[object, ...]] = []

    def seconds(self, step, scene, cache):
        asked.append((self._root, step.command, step.until, scene.name, cache))
        return 2.0 + len(asked) % 2, 1.5

    monkeypatch.setattr(module._Runs, "seconds", seconds)
    monkeypatch.setattr(module, "_has_screen", lambda: True)
    return asked


def test_each_command_is_measured_cold_and_warm_with_each_scene(runs):
    report = measure_start(SCENES, 3)
    assert len(report.rows) == len(SCENES) * len(STEPS) * 2
    assert not report.left_out
    assert {(row.command, row.until) for row in report.rows} == {
        ("check", "end"), ("info", "end"), ("still", "draw"), ("still", "end"), ("watch", "picture"),
    }  # fmt: skip
    assert all(
        2000.0 <= row.least <= row.median and row.cpu == 1500.0 and row.count == 3 for row in report.rows
    )


def test_two_checkouts_take_turns(runs, tmp_path):
    report = measure_start(SCENES[:1], 2, against=tmp_path)
    assert {row.checkout for row in report.rows} == {str(tmp_path), "this"}
    measured = [root for root, command, _, _, cache in runs if command == "check"][
        2:
    ]  # the first two fill the caches
    assert measured == [tmp_path, module.ROOT] * 4


def test_what_does_not_fit_the_budget_or_needs_a_screen_is_left_out_with_the_reason(runs, monkeypatch):
    monkeypatch.setattr(module, "_has_screen", lambda: False)
    report = measure_start(SCENES[:1], 1, refusal=lambda seconds: "too slow" if seconds > 1.0 else "")
    assert [row.command for row in report.rows] == ["check", "check"]
    assert report.left_out[0] == "info of learn_1_shape.toml until end: too slow"
    assert report.left_out[-1] == "watch of learn_1_shape.toml until picture: there is no screen"


def test_the_report_is_a_table_and_plain_values():
    row = StartRow("a.toml", "still", "draw", "this", "warm", 3, 812.3, 700.0, None)
    report = StartReport("x86_64", (row,), ("watch: there is no screen",))
    assert "still    draw     this" in report.table()
    assert report.table().endswith("left out: watch: there is no screen")
    assert report.as_dict()["rows"][0]["least"] == 700.0


def test_a_still_tells_when_it_begins_to_draw_and_a_command_that_fails_is_an_error(tmp_path):
    (tmp_path / "good.toml").write_text(GOOD)
    (tmp_path / "bad.toml").write_text("format = 2\n")
    own = module._Runs(module.ROOT, tmp_path / "runs")
    (still,) = [step for step in STEPS if step.until == "draw"]
    wall, _ = own.seconds(still, tmp_path / "good.toml", "cold")
    assert wall > 0.0
    assert not (tmp_path / "runs" / "start.png").exists()
    with pytest.raises(MachineError, match=r"visualizer still .*bad\.toml failed: "):
        own.seconds(still, tmp_path / "bad.toml", "cold")
