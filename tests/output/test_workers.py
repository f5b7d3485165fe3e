"""Workers: what they draw is the same as without them, and is drawn in spite of what happens to them."""

import json
import os
import signal
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from tests.commands import Command
from tests.machine_fonts import FONTS
from tests.scene.texts import GOOD, replaced
from tests.waiting import GUARD, wait_until
from visualizer.cli.application import app
from visualizer.data import data_folder
from visualizer.errors import DiskFull, InputError, MachineError, VisualizerError
from visualizer.output import processes, rendering, workers
from visualizer.output.changes import manifest_path
from visualizer.output.job import RenderOptions, job_for
from visualizer.output.processes import Crew
from visualizer.output.rendering import render, render_job, resolved
from visualizer.output.segments import LEAST, RECORD, SEGMENT, segments_of
from visualizer.output.workers import Pool, default_workers, raised
from visualizer.particles.emitter import Emitter
from visualizer.scene.loading import load, load_text
from visualizer.scene.problems import SceneError

SIZE = (320, 180)  # much smaller pictures are not encoded to the same bytes each time
FPS = 12
COUNT = 48
FIRST = len(segments_of(0, COUNT)[0])


@pytest.fixture
def scene(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(GOOD)
    return load(path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The film as one process draws it."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "s.toml").write_text(GOOD)
    out = render(load(folder / "s.toml"), folder / "a.mp4", size=SIZE, fps=FPS, samples=1, workers=1)
    return out


@pytest.fixture
def started(monkeypatch):
    """The workers in the order of their start."""
    found = []
    start = Pool._start

    def recorded(self):
        found.append(start(self))
        return found[-1]

    monkeypatch.setattr(Pool, "_start", recorded)
    return found


def drawn(scene, out, progress=None):
    return render(scene, out, size=SIZE, fps=FPS, samples=1, workers=2, progress=progress)


def test_workers_start_at_once_whatever_each_of_them_does_and_before_the_tables_of_emitters_are_made(
    scene, tmp_path, monkeypatch, started
):
    monkeypatch.setattr(processes, "MODULE", "tests.output.deaf")  # it never reads its order
    (tmp_path / "long.toml").write_text(GOOD + "# more than a pipe holds\n" * 20_000)

    class Enough(Exception):
        pass

    def check_emitters(*_):
        assert len(started) == 2
        raise Enough

    monkeypatch.setattr(rendering, "check_emitters", check_emitters)
    with pytest.raises(Enough):
        drawn(load(tmp_path / "long.toml"), tmp_path / "a.mp4")
    assert [worker.process.wait(GUARD) for worker in started] == [-signal.SIGKILL] * 2


@pytest.mark.parametrize("count", [1, 2])
def test_a_table_that_cannot_be_made_ends_the_render_with_its_place(tmp_path, monkeypatch, count):
    text = GOOD + "[emitter.e]\nrate = 1\n"
    (tmp_path / "s.toml").write_text(text)
    monkeypatch.setattr(Emitter, "table", property(lambda self: 1 / 0))
    scene = load(tmp_path / "s.toml", sampled=False)
    with pytest.raises(
        SceneError, match=rf"s\.toml:{text.count(chr(10)) - 1}:\d+: emitter\.e: its particles cannot"
    ):
        render(scene, tmp_path / "a.mp4", size=SIZE, fps=FPS, samples=1, workers=count)
    assert [one.name for one in tmp_path.iterdir()] == ["s.toml"]


def test_a_film_by_two_workers_has_the_bytes_of_one_by_this_process(scene, tmp_path, whole, started):
    told = []
    path = drawn(scene, tmp_path / "a.mp4", lambda now: told.append((now.done, now.count)))
    assert len(started) == 2
    assert path.read_bytes() == whole.read_bytes()
    assert manifest_path(path).read_bytes() == manifest_path(whole).read_bytes()
    assert told == [(done, COUNT) for done in range(COUNT + 1)]
    for worker in started:
        worker.process.wait(GUARD)  # it ends
    assert {one.name for one in tmp_path.iterdir()} == {"s.toml", "a.mp4", "a.mp4.manifest.json"}


@pytest.mark.usefixtures("forked_workers")
@pytest.mark.parametrize("text", [GOOD, replaced("[0, 1, 4]", "[0, 1, 9]")], ids=["same", "other"])
def test_workers_that_were_started_before_the_scene_was_read_draw_it_as_it_was_read(
    tmp_path, whole, started, text
):
    (tmp_path / "s.toml").write_text(GOOD)
    scene = load(tmp_path / "s.toml")
    (tmp_path / "s.toml").write_text(text)
    job = job_for(scene, tmp_path / "a.mp4", size=SIZE, fps=FPS, samples=1, workers=2)
    with Crew() as crew:
        crew.start(2, scene.path)
        early = [worker.process.pid for worker in crew._waiting]
        render_job(scene, tmp_path / "a.mp4", job, crew=crew)
    assert [worker.process.pid for worker in started] == early
    assert (tmp_path / "a.mp4").read_bytes() == whole.read_bytes()


def test_workers_that_nobody_takes_are_ended(scene, tmp_path):
    with Crew() as crew:
        crew.start(2, scene.path)
        waiting = list(crew._waiting)
    assert all(worker.process.returncode is not None for worker in waiting)


def test_the_command_starts_workers_before_it_reads_the_scene(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(Crew, "start", lambda self, count, scene: asked.append((count, scene)))
    found = CliRunner().invoke(app, ["render", "none.toml", "-o", "a.mp4", "--workers", "3"])
    assert isinstance(found.exception, SceneError) and asked == [(3, Path("none.toml"))]


def test_no_more_workers_draw_than_there_are_segments_and_the_job_says_so(scene, tmp_path, started):
    out, short = tmp_path / "%03d.png", tmp_path / "short_%03d.png"
    job = job_for(scene, short, size=(32, 18), fps=15, end=LEAST / 15, samples=1, workers=5)
    with Crew() as crew:
        crew.start(2, scene.path)
        waiting = list(crew._waiting)
        assert render_job(scene, short, job, crew=crew).workers == 1
        assert all(worker.process.returncode is not None for worker in waiting), "they wait while others draw"
    assert not started

    job = job_for(scene, out, size=(32, 18), fps=15, samples=1, workers=1)
    render_job(scene, out, job)
    (tmp_path / "003.png").unlink()
    job = job_for(scene, out, size=(32, 18), fps=15, samples=1, workers=3, resume=True)
    assert resolved(job)[0].workers == 3
    assert render_job(scene, out, job).workers == 1
    assert len(started) == 1


@pytest.mark.usefixtures("forked_workers")
def test_a_sequence_by_two_workers_has_the_pixels_of_one_by_this_process(scene, tmp_path):
    settings: RenderOptions = {"size": (32, 18), "fps": FPS, "samples": 1}
    for count in (1, 2):
        settings["workers"] = count
        render(scene, tmp_path / str(count) / "%03d.png", **settings)
    names = sorted(path.name for path in (tmp_path / "1").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "2").iterdir()) and len(names) == COUNT
    for name in names:
        pictures = [Image.open(tmp_path / count / name).tobytes() for count in ("1", "2")]
        assert pictures[0] == pictures[1], name


@pytest.mark.usefixtures("forked_workers")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hangs"])
def test_what_a_worker_did_not_finish_is_drawn_by_another(scene, tmp_path, whole, started, how):
    def end(now):
        if now.done == FIRST // 2:
            started[0].process.send_signal(how)
        if now.done >= FIRST // 2 and how == signal.SIGSTOP:
            started[0].heard = -workers.SILENCE  # as if it had been silent for so long

    assert drawn(scene, tmp_path / "a.mp4", end).read_bytes() == whole.read_bytes()
    assert len(started) == 3


def test_workers_that_always_end_are_an_error_with_their_last_words(scene, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "MODULE", "visualizer.nothing")
    with pytest.raises(
        MachineError, match=r"workers ended 3 times while they drew from frame \d+ on: .*visualizer\.nothing"
    ):
        drawn(scene, tmp_path / "a.mp4")
    assert [one.name for one in tmp_path.iterdir()] == ["s.toml"]


@pytest.mark.usefixtures("forked_workers")
def test_a_scene_that_is_changed_while_it_is_rendered_is_rendered_as_it_was(scene, tmp_path, whole):
    scene.path.write_text("no scene any more")
    assert drawn(scene, tmp_path / "a.mp4").read_bytes() == whole.read_bytes()


@pytest.mark.usefixtures("forked_workers")
def test_a_scene_of_a_text_is_rendered_by_workers(tmp_path, whole):
    assert drawn(load_text(GOOD, tmp_path), tmp_path / "a.mp4").read_bytes() == whole.read_bytes()


def test_a_font_that_is_changed_while_it_is_rendered_is_an_error(tmp_path):
    (tmp_path / "own.ttf").write_bytes((FONTS / "NotoSansArabic-subset.ttf").read_bytes())
    (tmp_path / "s.toml").write_text(replaced("fps = 10\n", 'fps = 10\nfont = "own.ttf"\n'))
    scene = load(tmp_path / "s.toml")
    with (tmp_path / "own.ttf").open("ab") as file:
        file.write(b"0")
    with pytest.raises(InputError, match=r"a file that .*s\.toml names was changed while it was rendered"):
        drawn(scene, tmp_path / "a.mp4")


@pytest.mark.parametrize("error", [InputError("why"), DiskFull("a.mp4"), MachineError("what is missing")])
def test_an_error_of_a_worker_is_raised_with_its_class_its_message_and_its_exit_status(error):
    found = raised({"kind": type(error).__name__, "message": str(error)})
    assert (type(found), str(found), found.exit_status) == (type(error), str(error), error.exit_status)
    assert isinstance(raised({"kind": "Unknown", "message": "m"}), VisualizerError)


def test_as_many_workers_as_cores_have_a_segment_draw_on_a_software_rasteriser_and_one_on_a_gpu(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(6)), raising=False)
    assert [default_workers(frames, software=True) for frames in (1, SEGMENT, 3 * SEGMENT, 1000)] == [
        1,
        1,
        3,
        6,
    ]
    assert default_workers(1000, software=False) == 1


def parts(folder: Path) -> int:
    try:
        return len(json.loads((folder / "a.mp4.segments" / RECORD).read_text())["parts"])
    except (OSError, ValueError):
        return 0


@pytest.mark.parametrize("complete", [1, 2])
def test_a_render_that_is_killed_resumes_and_has_the_bytes_of_an_unbroken_one(tmp_path, whole, complete):
    (tmp_path / "s.toml").write_text(GOOD)
    said = tmp_path / "said"
    said.touch()
    words = [
        "render",
        "s.toml",
        "-o",
        "a.mp4",
        "--size",
        "320x180",
        "--fps",
        str(FPS),
        "--samples",
        "1",
        "--workers",
        "2",
    ]
    first = Command(words, tmp_path, os.environ, said)
    try:
        wait_until(lambda: parts(tmp_path) >= complete or (tmp_path / "a.mp4").exists(), said.read_text)
    finally:
        first.kill()
        first.wait(GUARD)
    second = Command([*words, "--resume"], tmp_path, os.environ, said)
    assert second.wait(GUARD) == 0, said.read_text()
    assert (tmp_path / "a.mp4").read_bytes() == whole.read_bytes()


def test_the_tables_of_emitters_are_made_by_those_who_draw_them():
    for sampled in (True, False):
        emitters = load(data_folder("scenes") / "learn_2_emitter.toml", sampled=sampled).library.emitters
        assert emitters and all(("table" in vars(emitter)) == sampled for emitter in emitters.values())
