"""`visualizer bench workers`: every way renders, and ratios say how many times as fast workers are."""

import json
from pathlib import Path

import pytest

from visualizer.bench.pool import measure_pool, ways
from visualizer.bench.workers import HERE
from visualizer.errors import InputError
from visualizer.output.processes import THREADS


class Clock:
    """Renders that take known times."""

    def __init__(self, monkeypatch, status=0):
        self.now, self.calls, self.status, self.compiled = 0.0, [], status, set()
        monkeypatch.setattr("visualizer.bench.pool.subprocess.run", self.run)

    def run(self, words, *, cwd, env, **_):
        assert "PYTHONDONTWRITEBYTECODE" not in env
        if "compileall" in words:
            self.compiled.add(cwd)
            return None
        words = words[words.index("render") :]
        self.calls.append((words, cwd, env.get(THREADS)))
        self.now += 10.0 if "2" in words else 19.0 if env.get(THREADS) == "1" else 14.0
        return type("Done", (), {"returncode": self.status, "stderr": "at line 3\nno such shot\n"})


def test_renders_by_workers_are_compared_with_those_of_one_process(monkeypatch, tmp_path):
    monkeypatch.delenv(THREADS, raising=False)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    clock = Clock(monkeypatch)
    report = measure_pool(Path("a.toml"), ["--to", "3"], ways(2, tmp_path), rounds=2, clock=lambda: clock.now)
    assert clock.compiled == {HERE, tmp_path}
    assert len(clock.calls) == 8 and all(call[0][-1] != "3" or "--to" in call[0] for call in clock.calls)
    assert [call[1:] for call in clock.calls[:4]] == [(HERE, None), (HERE, "1"), (HERE, None), (tmp_path, None)]  # fmt: skip
    assert {way: report.gain(way) for way in report.seconds} == pytest.approx(
        {"workers": 1.0, "one": 1.9, "threads": 1.4, "before": 1.4}
    )
    assert json.loads(json.dumps(report.as_dict()))["gains"]["one"] == pytest.approx(1.9)
    assert "1.90  one process, one thread" in report.table()


def test_a_render_that_fails_is_an_error_with_its_last_line(monkeypatch):
    Clock(monkeypatch, status=1)
    with pytest.raises(InputError, match="could not render: no such shot"):
        measure_pool(Path("a.toml"), [], ways(2, None), rounds=1)
