"""A Dask cluster of a real scheduler and two machines draws the bytes that one machine draws, in spite of what happens
to them."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import distributed
import pytest
from PIL import Image

from tests.scene.texts import GOOD, replaced
from tests.waiting import GUARD, wait_until
from visualizer.errors import MachineError, Notice
from visualizer.output import farm
from visualizer.output.farm_task import Answer, Machine, Parcel
from visualizer.output.farm_task import draw as draw_there
from visualizer.output.job import RenderOptions
from visualizer.output.rendering import render
from visualizer.output.segments import segments_of
from visualizer.scene.loading import load, load_text

FPS = 15
COUNT = 4 * FPS
SETTINGS: RenderOptions = {"size": (320, 180), "fps": FPS, "samples": 1, "workers": 1}


class Cluster:
    """A scheduler and its workers, as processes that share no folder with the test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []
        self._scheduler = self._start("scheduler", "--port", "0", "--host", "127.0.0.1")
        record = folder / "scheduler.json"
        wait_until(record.exists, lambda: (folder / "said").read_text())
        self.address: str = json.loads(record.read_text())["address"]

    def _start(self, kind: str, *more: str) -> "subprocess.Popen[bytes]":
        words = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--scheduler-file", "scheduler.json"]
        with (self._folder / "said").open("ab") as said:
            return subprocess.Popen(
                [*words, "--no-dashboard", *more],
                cwd=self._folder,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def add(self) -> None:
        """Start a worker with one place."""
        self.workers.append(self._start("worker", "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1"))

    def end(self) -> None:
        for process in (*self.workers, self._scheduler):
            process.kill()
            process.wait(GUARD)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    found.add()
    found.add()
    yield found
    found.end()


def test_a_film_of_two_machines_of_which_one_is_killed_has_the_bytes_of_one_machine(cluster, tmp_path):
    (tmp_path / "s.toml").write_text(replaced('title = "Test"', 'include = ["parts/looks.toml"]'))
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "looks.toml").write_text("[look.night.key]\ncolour = [1, 1, 2]\n")
    scene = load(tmp_path / "s.toml")
    whole = render(scene, tmp_path / "whole.mp4", **SETTINGS).read_bytes()
    told: list[int] = []

    def progress(now):
        told.append(now.done)
        if now.done == len(segments_of(0, COUNT)[0]):
            os.kill(cluster.workers[0].pid, signal.SIGKILL)

    path = render(scene, tmp_path / "a.mp4", **SETTINGS, dask=cluster.address, progress=progress)
    assert path.read_bytes() == whole
    assert told == list(range(COUNT + 1))
    assert cluster.workers[0].wait(GUARD) == -signal.SIGKILL
    assert {one.name for one in tmp_path.iterdir()} == {
        "s.toml",
        "parts",
        *("whole.mp4", "a.mp4"),
        *("whole.mp4.manifest.json", "a.mp4.manifest.json"),
    }


def test_a_machine_that_joins_goes_on_where_the_only_one_is_killed(tmp_path):
    """Also if that one alone held the scene."""
    (tmp_path / "cluster").mkdir()
    cluster, scene = Cluster(tmp_path / "cluster"), load_text(GOOD, tmp_path)
    cluster.add()
    whole = render(scene, tmp_path / "whole.mp4", **SETTINGS).read_bytes()
    client = distributed.Client(cluster.address, set_as_default=False)

    def progress(now):
        if now.done == len(segments_of(0, COUNT)[0]):
            cluster.add()
            wait_until(
                lambda: len(client.scheduler_info(n_workers=-1)["workers"]) == 2, client.scheduler_info
            )
            os.kill(cluster.workers[0].pid, signal.SIGKILL)

    try:
        path = render(scene, tmp_path / "a.mp4", **SETTINGS, dask=cluster.address, progress=progress)
        assert path.read_bytes() == whole
    finally:
        client.close()
        cluster.end()


def test_a_sequence_and_a_scene_of_a_text_are_drawn_by_the_cluster(cluster, tmp_path):
    scene = load_text(GOOD, tmp_path)
    small: RenderOptions = {"size": (32, 18), "samples": 1, "end": 0.4, "workers": 1}
    render(scene, tmp_path / "here" / "%03d.png", **small)
    render(scene, tmp_path / "there" / "%03d.png", **small, dask=cluster.address)
    names = sorted(path.name for path in (tmp_path / "here").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "there").iterdir()) and len(names) == 4
    for name in names:
        here, there = (Image.open(tmp_path / folder / name) for folder in ("here", "there"))
        assert here.tobytes() == there.tobytes() and here.info == there.info


def test_an_error_of_drawing_ends_the_render_with_its_message(cluster, tmp_path, monkeypatch):
    wrong = Answer({}, error={"kind": "MachineError", "message": "what is missing"})
    monkeypatch.setattr(farm.Farm, "_answer", lambda self, future: wrong)
    with pytest.raises(MachineError, match=r"^what is missing$"):
        render(load_text(GOOD), tmp_path / "a.mp4", size=(32, 18), samples=1, dask=cluster.address)


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("driver", "it draws with .*, not another, so its pixels may differ"),
        ("program", "it has the version .*, not another"),
    ],
)
def test_machines_that_would_draw_other_pixels_are_named_and_draw_nothing(
    cluster, tmp_path, monkeypatch, field, reason
):
    monkeypatch.setattr(farm, "NOBODY", 1.0)
    made = farm.Farm.__init__

    def other(self, address, order, machine):
        made(self, address, order, replace(machine, **{field: "another"}))

    monkeypatch.setattr(farm.Farm, "__init__", other)
    with (
        pytest.warns(Notice, match=f"^tcp://.* draws nothing: {reason}"),
        pytest.raises(MachineError, match=r"for 1 s no machine at tcp://.* could draw; --resume continues"),
    ):
        render(load_text(GOOD), tmp_path / "a.mp4", size=(32, 18), samples=1, dask=cluster.address)


def test_an_address_where_nobody_answers_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(farm, "CONNECT", 0.5)
    with pytest.raises(MachineError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        render(load_text(GOOD), tmp_path / "a.mp4", size=(32, 18), samples=1, dask="tcp://127.0.0.1:9")


def test_a_process_that_cannot_draw_is_an_error_with_its_last_words(tmp_path, monkeypatch):
    monkeypatch.setattr("visualizer.output.farm_task.MODULE", "visualizer.nothing")
    parcel = Parcel("s.toml", {"s.toml": GOOD.encode()}, "{}", ".mp4", software=True)
    with pytest.raises(RuntimeError, match=r"visualizer\.nothing"):
        draw_there(parcel, [0, 1])


def test_a_machine_without_the_program_is_described_by_its_error():
    found = farm.Farm.__new__(farm.Farm)
    found._machine = Machine("a", True, "1")
    assert found._difference(ModuleNotFoundError("no visualizer")) == "ModuleNotFoundError: no visualizer"
    assert found._difference(Machine("a", True, "1")) is None
