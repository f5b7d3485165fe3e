"""`visualizer bench render`: all ways write all frames, and what cannot be measured is told."""

import json
import stat
import tempfile
from pathlib import Path

import av
import pytest

from visualizer.bench.render import WAYS, measure_render
from visualizer.output.job import job_for
from visualizer.scene.loading import load

FAKE = """#!/bin/sh
for last; do :; done
exec wc -c > "$last"
"""
"""A command that counts the bytes of the pictures that it is given, instead of encoding them."""


@pytest.fixture
def measured(tmp_path, monkeypatch):
    """Measures a few frames; returns the report, and for each way the number of frames that it wrote."""

    def measure(command):
        monkeypatch.setenv("PATH", str(tmp_path))
        if command:
            monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
            (tmp_path / "ffmpeg").write_text(FAKE)
            (tmp_path / "ffmpeg").chmod(stat.S_IRWXU)
        found = {}

        class Kept(tempfile.TemporaryDirectory[str]):
            def __exit__(self, *error):
                for path in Path(self.name).iterdir():
                    if path.stem == "capture":
                        found["capture"] = int(path.read_text()) // (64 * 36 * 4)
                    else:
                        with av.open(str(path)) as film:
                            found[path.stem] = sum(1 for _ in film.decode(video=0))
                super().__exit__(*error)

        monkeypatch.setattr(tempfile, "TemporaryDirectory", Kept)
        scene = load("scenes/learn_1_shape.toml")
        job = job_for(scene, Path("a.mp4"), start=0.0, end=0.25, size=(64, 36), samples=1)
        return measure_render(scene, job, rounds=1), job.count, found

    return measure


def test_each_way_writes_every_frame_and_has_its_rate(measured):
    report, count, found = measured(command=True)
    assert found == {"render": count, "ring": count, "plain": count, "planes": count, "capture": count}
    assert list(report.seconds) == list(WAYS) and not report.left_out
    values = json.loads(json.dumps(report.as_dict()))
    assert values["rates"]["draw"]["share"] == 1.0
    assert values["rates"]["plain"]["frames/s"] == pytest.approx(count / report.seconds["plain"])
    assert all(way in report.table() for way in WAYS)


def test_without_the_command_ffmpeg_the_capture_is_left_out_with_the_reason(measured):
    report, count, found = measured(command=False)
    assert found == {"render": count, "ring": count, "plain": count, "planes": count}
    assert report.left_out == {"capture": "there is no command ffmpeg"}
    assert "left out: capture: there is no command ffmpeg" in report.table()
