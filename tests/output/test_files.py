"""Whole files or none."""

import os
import subprocess
import sys

from visualizer.output.files import whole_file


def test_what_a_killed_writer_left_is_removed_by_the_next_one_and_nothing_else_is(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    kept = {
        f".a.part-{os.getppid()}.mp4",
        ".a.part-x.mp4",
        f".b.part-{ended.pid}.mp4",
        f".a.part-{ended.pid}.mkv",
        "b.mp4",
    }
    for name in {*kept, f".a.part-{ended.pid}.mp4"}:
        (tmp_path / name).touch()
    with whole_file(tmp_path / "a.mp4") as part:
        part.write_bytes(b"film")
    assert {p.name for p in tmp_path.iterdir()} == {*kept, "a.mp4"}
