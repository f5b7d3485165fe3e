"""The thread of the driver: asked for where no GPU draws, and without a trace in the environment or in pictures."""

import hashlib
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import visualizer
from tests.waiting import GUARD
from visualizer.gpu.context import create_context, driver_of
from visualizer.gpu.driver_thread import VARIABLE, driver_thread, no_gpu_of_mesa
from visualizer.gpu.native import upload
from visualizer.renderer import executor
from visualizer.renderer.graph import STAGES
from visualizer.renderer.passes import GRAPH
from visualizer.renderer.renderer import Renderer

SCENE = Path(__file__).parents[2] / "scenes" / "particles" / "fountain.toml"
DRAW = """
import sys, visualizer
from visualizer.renderer.renderer import Renderer
scene = visualizer.load(sys.argv[1])
with Renderer((160, 90)) as renderer:
    renderer.draw(scene.at(1.0))
    sys.stdout.buffer.write(renderer.pixels().tobytes())
"""


def threads() -> list[str]:
    """Return the names of this process's threads."""
    names = []
    for task in Path("/proc/self/task").iterdir():
        try:
            names.append((task / "comm").read_text().strip())
        except OSError:  # it has ended
            continue
    return names


def test_a_context_of_the_software_rasteriser_has_a_thread_for_its_calls(on_expected_driver, monkeypatch):
    if not on_expected_driver or not no_gpu_of_mesa() or VARIABLE in os.environ:
        pytest.skip("another driver, or a machine with a GPU")
    context = create_context()
    try:
        driver = driver_of(context)
        assert driver.software
        if "Mesa 22." not in driver.version:
            pytest.skip("whether this version gives its software rasteriser a thread is up to it")
        assert any(name.endswith(":gl0") for name in threads())
    finally:
        context.release()


def test_the_environment_is_as_before(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    before = dict(os.environ)
    with driver_thread(wanted=True):
        assert os.environ[VARIABLE] == "true"
    assert dict(os.environ) == before
    with driver_thread(wanted=False):
        assert dict(os.environ) == before


def test_what_the_user_has_set_holds(monkeypatch):
    monkeypatch.setenv(VARIABLE, "false")
    with driver_thread(wanted=True):
        assert os.environ[VARIABLE] == "false"
    assert os.environ[VARIABLE] == "false"


def test_only_the_notice_of_the_option_is_left_out_of_what_the_driver_writes(monkeypatch, capfd):
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(ZeroDivisionError), driver_thread(wanted=True):
        os.write(2, b"first\nATTENTION: default value of option mesa_glthread overridden by environment.\n")
        os.write(2, b"last\n")
        raise ZeroDivisionError
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "first\nlast\nafter\n"


def test_without_memory_files_the_notice_stays(monkeypatch, capfd):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delattr(os, "memfd_create")
    with driver_thread(wanted=True):
        os.write(2, b"mesa_glthread overridden\n")
    assert capfd.readouterr().err == "mesa_glthread overridden\n"


def test_a_closed_standard_error_is_left_alone(monkeypatch):
    def closed(descriptor: int) -> int:
        raise OSError(descriptor)

    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(os, "dup", closed)
    with driver_thread(wanted=True):
        assert os.environ[VARIABLE] == "true"
    assert VARIABLE not in os.environ


def test_a_device_of_a_gpu_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    (tmp_path / "dri").mkdir()
    (tmp_path / "dri" / "card0").touch()
    assert no_gpu_of_mesa(tmp_path)
    assert no_gpu_of_mesa(tmp_path / "none")
    (tmp_path / "dri" / "renderD128").touch()
    assert not no_gpu_of_mesa(tmp_path)
    (tmp_path / "windows").mkdir()
    (tmp_path / "windows" / "dxg").touch()
    assert not no_gpu_of_mesa(tmp_path / "windows")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not no_gpu_of_mesa(tmp_path / "none")


def test_pictures_are_the_same_without_it_and_nothing_is_printed():
    def drawn(**more: str) -> str:
        environment = {name: value for name, value in os.environ.items() if name != VARIABLE} | more
        command = [sys.executable, "-c", DRAW, str(SCENE)]
        run = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=GUARD)
        if not more:
            assert run.stderr == b""
        assert len(run.stdout) == 160 * 90 * 3
        assert np.frombuffer(run.stdout, np.uint8).max() > 100
        return hashlib.sha256(run.stdout).hexdigest()

    assert drawn() == drawn(**{VARIABLE: "false"})


def test_the_driver_begins_where_a_pass_ends_whose_images_the_next_one_leaves(monkeypatch):
    begun: list[object] = []
    monkeypatch.setattr(executor, "begin", begun.append)
    scene = visualizer.load(SCENE)
    with Renderer((64, 36)) as renderer:
        if not driver_of(renderer.context).software:
            pytest.skip("a GPU takes calls by itself")
        passes = sum(1 for _ in renderer.drawing(scene.at(1.0)))
        assert 0 < len(begun) < passes
        idle = renderer._executor._idle(scene.at(1.0), 1)
        plans = [GRAPH.steps(frozenset({"picture"}), idle, stage) for stage in STAGES]
        same = sum(a.into == b.into for steps in plans for a, b in pairwise(steps))
        assert same > 0
        assert len(begun) == passes - same


def test_what_is_uploaded_arrives_whole_in_parts_that_the_thread_takes():
    """Mesa takes up to 8 KiB without a wait."""
    data = np.random.default_rng(2).integers(0, 256, 10_960, np.uint8).tobytes()
    written: list[int] = []

    class Buffer:
        def __init__(self) -> None:
            self.content = bytearray(len(data))

        def write(self, part: bytes, offset: int) -> None:
            written.append(len(part))
            self.content[offset : offset + len(part)] = part

    buffer = Buffer()
    upload(buffer, data)  # type: ignore[arg-type]
    assert bytes(buffer.content) == data
    assert max(written) <= 4096
    count, changed = len(written), data[:5000] + bytes([data[5000] ^ 1]) + data[5001:]
    upload(buffer, changed, data)  # type: ignore[arg-type]
    assert bytes(buffer.content) == changed
    assert len(written) == count + 1
