"""What was rendered is not lost: killed processes, disks that are full or too small, folders that disappear, two
renders at once."""

import os
import shutil
import subprocess
import sys
import weakref
from collections import namedtuple
from pathlib import Path

import pytest

from tests.output.films import BEGINS, COUNT, SIZE, film, painted
from visualizer.errors import DiskFull, EncoderMissing, InputError, Notice
from visualizer.output import space
from visualizer.output.codecs import CODECS
from visualizer.output.job import Job
from visualizer.output.locks import locked
from visualizer.output.provenance import Provenance
from visualizer.output.rendering import QUEUE_LENGTH, write_sequence
from visualizer.output.segments import SegmentFolder
from visualizer.output.space import DiskTooSmall, check_space, film_bytes
from visualizer.output.video import VideoWriter

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys
from pathlib import Path
from visualizer.output.locks import locked
with locked(Path(sys.argv[1]), range(*map(int, sys.argv[2:])) if sys.argv[2:] else None):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="renders that are killed are forked")
def test_renders_killed_at_25_random_moments_continue_to_the_same_bytes():
    words = [sys.executable, "-m", "tests.output.kills", "--count", "25", "--seed", "2"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "25 killed renders continued to the same bytes\n"), (
        done.stderr
    )


class Holder:
    """Another process that holds a lock until it is killed."""

    def __init__(self, out, *numbers):
        words = [sys.executable, "-c", HOLDER, str(out), *map(str, numbers)]
        self.process = subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self):
        assert self.process.stdout is not None and self.process.stdout.readline() == "held\n"
        return self.process

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


def test_a_second_render_of_a_film_is_refused_and_names_the_process_of_the_first(tmp_path):
    path = tmp_path / "a.mp4"
    with Holder(path) as process:
        told = rf"another render is writing .*a\.mp4 \(process {process.pid} on "
        with pytest.raises(InputError, match=told), locked(path):
            pass
    assert (tmp_path / ".a.mp4.lock").exists(), "a process that is killed leaves its lock file"
    with locked(path):
        assert f"process {os.getpid()}" in (tmp_path / ".a.mp4.lock").read_text()
    assert not list(tmp_path.iterdir())


def test_other_frames_of_a_sequence_may_be_rendered_at_once_and_the_same_may_not(tmp_path):
    path = tmp_path / "%03d.png"
    with (
        Holder(path, 0, 100),
        locked(path, range(100, 200)),
        pytest.raises(InputError, match=r"frames 99 to 101 of .*%03d\.png \(process"),
        locked(path, range(99, 102)),
    ):
        pass


Usage = namedtuple("Usage", "free")


def test_a_render_that_does_not_fit_on_the_disk_is_refused_with_both_numbers(tmp_path, monkeypatch):
    needed = film_bytes(CODECS["h264"], None, (1920, 1080), 24 * 3600)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0.1 * needed))
    with pytest.raises(
        DiskTooSmall, match=r"a\.mp4 needs about 13\.4 GB, and the disk has 1\.3 GB free; free some"
    ):
        check_space(tmp_path / "new" / "a.mp4", needed)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0.9 * needed))
    with pytest.warns(Notice, match="if it is full before the end, --resume continues"):
        check_space(tmp_path / "a.mp4", needed)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0.0))
    with pytest.raises(DiskTooSmall):
        film(tmp_path / "a.mp4")


def test_the_estimated_size_falls_with_the_constant_rate_factor():
    fine, default, coarse = (film_bytes(CODECS["h264"], crf, (64, 36), 10) for crf in (11, None, 23))
    assert (fine / default, coarse / default) == pytest.approx((2.0, 0.5))
    assert space.film_bytes(CODECS["ffv1"], None, (64, 36), 10) == pytest.approx(64 * 36 * 10 * 6.6 / 8)


@pytest.mark.parametrize("error", [DiskFull("a part"), EncoderMissing("no encoder")])
def test_an_error_after_whole_segments_keeps_them_and_says_how_to_continue(
    tmp_path, whole_film, monkeypatch, error
):
    write = VideoWriter.write
    written = []

    def failing(self, pixels):
        written.append(pixels)
        if len(written) > BEGINS[1] + 5:
            raise error
        write(self, pixels)

    monkeypatch.setattr(VideoWriter, "write", failing)
    told = (
        rf"^{BEGINS[1]} of {COUNT} frames are complete in .*a\.mp4\.segments; --resume continues from there"
    )
    with pytest.warns(Notice, match=told), pytest.raises(type(error)):
        film(tmp_path / "a.mp4")
    monkeypatch.undo()
    assert film(tmp_path / "a.mp4", resume=True).read_bytes() == whole_film.read_bytes()


def test_a_folder_of_segments_that_is_deleted_during_a_render_ends_it(tmp_path, monkeypatch):
    write = VideoWriter.write
    written = []

    def deleting(self, pixels):
        written.append(pixels)
        if len(written) == BEGINS[1] + 6:
            shutil.rmtree(
                tmp_path / "a.mp4.segments"
            )  # on the thread that makes files in it, so not meanwhile
        write(self, pixels)

    monkeypatch.setattr(VideoWriter, "write", deleting)
    with pytest.raises(InputError, match=r"a\.mp4\.segments was deleted or moved while .*--resume"):
        film(tmp_path / "a.mp4")
    assert not list(tmp_path.iterdir())


def test_a_folder_of_segments_that_is_deleted_while_its_record_is_written_ends_the_render_and_resume_draws_it(
    tmp_path, whole_film, monkeypatch
):
    save = SegmentFolder._save

    def deleting(self):
        if len(self.parts) == 1:
            shutil.rmtree(self.path)
        save(self)

    monkeypatch.setattr(SegmentFolder, "_save", deleting)
    with (
        pytest.warns(Notice, match=f"{COUNT - BEGINS[1]} of {COUNT} frames"),
        pytest.raises(InputError, match=r"1 segment in .* disappeared while the film was rendered; --resume"),
    ):
        film(tmp_path / "a.mp4")
    monkeypatch.undo()
    assert film(tmp_path / "a.mp4", resume=True).read_bytes() == whole_film.read_bytes()


def test_a_segment_that_disappears_during_a_render_is_drawn_again_by_resume(tmp_path, whole_film):

    def draw(number):
        if number == COUNT - 6:
            next((tmp_path / "a.mp4.segments").glob("0000000-*")).unlink()
        return painted(number)

    with (
        pytest.warns(Notice, match=f"{COUNT - BEGINS[1]} of {COUNT} frames"),
        pytest.raises(InputError, match=r"1 segment in .* disappeared while the film was rendered; --resume"),
    ):
        film(tmp_path / "a.mp4", draw)
    assert film(tmp_path / "a.mp4", resume=True).read_bytes() == whole_film.read_bytes()


def test_pictures_that_disappear_during_a_render_are_drawn_again_by_resume(tmp_path):
    pattern, made = tmp_path / "%d.png", Provenance("a", "b", "a driver", "24", 1, "standard", "320x180")

    def draw(number):
        if number == 9:
            (tmp_path / "2.png").unlink()
        return painted(number)

    with (
        pytest.warns(Notice, match="11 of 12 frames are complete; --resume"),
        pytest.raises(InputError, match=r"1 frames of .*%d\.png were deleted while it was rendered"),
    ):
        write_sequence(pattern, Job(0, 12, 24, SIZE), draw, None, made)
    drawn = []

    def again(number):
        drawn.append(number)
        return painted(number)

    write_sequence(
        pattern,
        Job(0, 12, 24, SIZE, resume=True),
        again,
        None,
        made,
    )
    assert drawn == [2]


def test_no_more_than_a_few_frames_are_in_memory_however_many_are_rendered(tmp_path):
    alive: set[int] = set()
    most = 0

    def draw(number):
        nonlocal most
        picture = painted(number)
        alive.add(number)
        weakref.finalize(picture, alive.discard, number)
        most = max(most, len(alive))
        return picture

    write_sequence(
        tmp_path / "%d.png",
        Job(0, 60, 24, SIZE),
        draw,
        None,
        Provenance("a", "b", "a driver", "24", 1, "standard", "320x180"),
    )
    assert (
        most <= QUEUE_LENGTH + 4
    )  # one that is drawn, one that is handed over, one that is written, and the tally's
    most = 0
    film(tmp_path / "a.mkv", draw, codec="ffv1")
    assert most <= QUEUE_LENGTH + 4 + 3  # and those that a segment is compared with
