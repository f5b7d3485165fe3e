"""Output files are written whole or not at all."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from visualizer.errors import InputError
from visualizer.output.files import check_target, whole_file


def test_a_partial_file_of_a_killed_process_is_removed_by_the_next_one_and_no_other_file_is(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    kept = {
        f".a.part-{os.getppid()}-0.mp4",
        ".a.part-x-0.mp4",
        f".a.part-{ended.pid}-x.mp4",
        f".b.part-{ended.pid}-0.mp4",
        f".a.part-{ended.pid}-0.mkv",
        "b.mp4",
    }
    for name in {*kept, f".a.part-{ended.pid}-3.mp4"}:
        (tmp_path / name).touch()
    with whole_file(tmp_path / "a.mp4") as part:
        part.write_bytes(b"film")
    assert {p.name for p in tmp_path.iterdir()} == {*kept, "a.mp4"}


def write(path: Path, text: str = "film") -> None:
    with whole_file(path) as part:
        part.write_text(text)


def test_the_target_of_a_link_is_replaced_and_the_link_stays(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "old").write_text("old")
    for link, target in (("a.mp4", "there/old"), ("b.mp4", "new/folder/b.mp4"), ("c.mp4", "a.mp4")):
        (tmp_path / link).symlink_to(target)
        write(tmp_path / link, f"film of {link}")
        assert (tmp_path / link).is_symlink()
        assert (tmp_path / target).read_text() == f"film of {link}"
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["old"]


def test_a_partial_file_has_the_suffix_of_the_requested_name_even_through_a_link(tmp_path):
    (tmp_path / "a.mp4").symlink_to("data.bin")
    with whole_file(tmp_path / "a.mp4") as part:
        assert part.suffix == ".mp4"  # encoders choose the container by it


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_replaced_file_keeps_its_permissions(tmp_path):
    path = tmp_path / "a.mp4"
    path.touch(0o600)
    write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name")
def test_a_pipe_is_refused_and_stays_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "a.mp4")
    with pytest.raises(InputError, match=r"a\.mp4: it is a pipe or a device"):
        write(tmp_path / "a.mp4")
    assert stat.S_ISFIFO((tmp_path / "a.mp4").stat().st_mode)


def test_a_file_that_may_not_be_written_to_is_left_alone(tmp_path, monkeypatch):
    (tmp_path / "a.mp4").touch()
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)  # root may write to any file
    with pytest.raises(InputError, match="is write-protected"):
        check_target(tmp_path / "a.mp4")


def test_a_read_only_folder_is_reported_before_anything_is_drawn(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: not os.path.samefile(path, tmp_path / "closed"))
    for name in ("closed/a.mp4", "closed/new/folder/a.mp4"):
        with pytest.raises(InputError, match="Permission denied"):
            check_target(tmp_path / name)
    check_target(tmp_path / "a.mp4")


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path):
    (tmp_path / "scene.toml").touch()
    with pytest.raises(InputError, match=r"scene\.toml is a file, not a folder"):
        check_target(tmp_path / "scene.toml" / "frames" / "a.mp4")


def test_two_threads_that_write_to_one_name_at_the_same_time_each_write_a_whole_file(tmp_path):
    both = Barrier(2)

    def of_one_letter(letter: str) -> None:
        with whole_file(tmp_path / "a.mp4") as part, part.open("w") as file:
            for _ in range(3):
                both.wait()
                file.write(letter)
                file.flush()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(of_one_letter, "ab"))
    assert (tmp_path / "a.mp4").read_text() in ("aaa", "bbb")
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
