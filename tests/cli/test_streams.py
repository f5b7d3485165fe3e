"""Standard streams on a full disk, closed by their reader, or closed from the start: a render is finished all the
same."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scene.texts import GOOD
from tests.waiting import wait_until

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="a device that is always full")
posix = pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX")
RENDER = ("render", "s.toml", "-o", "s.mp4", "--size", "16x10", "--samples", "1", "--to", "0.2", "--json")


def shell(folder, tail, *arguments, before=""):
    """Run a command in a shell, with redirections after it and what they need before it. Returns the completed process;
    its output is bytes."""
    (folder / "s.toml").write_text(GOOD)
    words = " ".join(f"'{word}'" for word in (sys.executable, "-m", "visualizer", *arguments))
    path = os.pathsep.join(filter(None, [os.getcwd(), os.environ.get("PYTHONPATH")]))
    return subprocess.run(
        ["sh", "-c", f"{before}{words} {tail}"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
    )


@posix
@pytest.mark.parametrize("tail", [pytest.param("2>/dev/full", marks=needs_full), "2>&-", "<&- 2>&-"])
def test_a_render_whose_messages_cannot_be_written_is_finished_and_its_result_stays_clean(tail, tmp_path):
    done = shell(tmp_path, tail, *RENDER)
    assert done.returncode == 0
    events = [
        json.loads(line) for line in done.stdout.splitlines()
    ]  # and no message is printed there instead
    assert (events[-1]["event"], events[-1]["frames"]) == ("end", 2)
    assert (tmp_path / "s.mp4").exists()


@posix
def test_a_render_whose_stderr_is_closed_is_finished(tmp_path):
    shell(tmp_path, "2>&1 >/dev/null; echo $? >status; } | true", *RENDER, before="{ ")
    wait_until((tmp_path / "status").exists, lambda: list(tmp_path.iterdir()))
    wait_until(lambda: (tmp_path / "status").read_text() == "0\n", (tmp_path / "status").read_text)
    assert (tmp_path / "s.mp4").exists()


@posix
@pytest.mark.parametrize(
    ("tail", "status"),
    [
        ("; echo $? >status; } | head -n 1 >/dev/null", 0),
        pytest.param(">/dev/full; echo $? >status; }", 3, marks=needs_full),
    ],
)
def test_a_render_whose_events_cannot_be_printed_is_finished(tail, status, tmp_path):
    shell(tmp_path, tail, *RENDER, before="{ ")
    wait_until((tmp_path / "status").exists, lambda: list(tmp_path.iterdir()))
    wait_until(lambda: (tmp_path / "status").read_text() == f"{status}\n", (tmp_path / "status").read_text)
    assert (tmp_path / "s.mp4").exists()


@posix
@needs_full
@pytest.mark.parametrize("arguments", [("schema",), ("check", "s.toml"), ("--help",)])
def test_a_result_that_cannot_be_printed_is_not_reported_as_a_defect(arguments, tmp_path):
    done = shell(tmp_path, ">/dev/full", *arguments)
    assert done.returncode == 3
    assert done.stderr == b"visualizer: cannot print the result: No space left on device\n"


@posix
@pytest.mark.parametrize("lines", [0, 1])
def test_a_reader_that_closes_the_pipe_early_causes_no_error(lines, tmp_path):
    # The status of the command is written to a file by the shell: that of a pipe is its reader's.
    done = shell(tmp_path, f"; echo $? >status; }} | head -n {lines} >/dev/null", "schema", before="{ ")
    assert done.stderr == b""
    assert (tmp_path / "status").read_text() == "0\n"
