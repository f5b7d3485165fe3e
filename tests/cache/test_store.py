"""The cache folder: what is read is what was written, or nothing; its size has a bound; nothing here stops a
program."""

import errno
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from tests.waiting import GUARD
from visualizer.cache import store as stores
from visualizer.cache.store import Store, cache_folder, store
from visualizer.errors import Notice


@pytest.fixture
def kept_in(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache")


def only_entry(kept_in: Store) -> Path:
    (path,) = kept_in.folder.iterdir()
    return path


def test_what_is_read_is_what_was_written(kept_in: Store) -> None:
    assert kept_in.read("a") is None
    kept_in.write("a", b"content")
    kept_in.write("b", b"")
    assert (kept_in.read("a"), kept_in.read("b")) == (b"content", b"")
    kept_in.write("a", b"other")
    assert kept_in.read("a") == b"other"
    assert kept_in.size()[0] == 2


def test_what_is_held_back_can_be_read_and_only_the_last_of_it_is_written(kept_in: Store) -> None:
    for name in ("a", "b"):
        kept_in.hold()
        kept_in.write(name, b"content")
        assert kept_in.read(name) == b"content" and kept_in.size()[0] == 0
    kept_in.release()
    assert (kept_in.read("a"), kept_in.read("b")) == (None, b"content")
    kept_in.write("c", b"")
    assert kept_in.size()[0] == 2


@pytest.mark.parametrize("damage", ["cut", "empty", "longer", "changed", "head"])
def test_a_damaged_entry_is_none_and_can_be_written_again(kept_in: Store, damage: str) -> None:
    kept_in.write("a", b"content" * 100)
    path = only_entry(kept_in)
    data = path.read_bytes()
    path.write_bytes(
        {
            "cut": data[:-1],
            "empty": b"",
            "longer": data + b"x",
            "changed": data[:-1] + b"x",
            "head": b"x" + data[1:],
        }[damage]
    )
    assert kept_in.read("a") is None
    kept_in.write("a", b"content")
    assert kept_in.read("a") == b"content"


def test_beyond_the_bound_those_used_longest_ago_are_removed(tmp_path: Path) -> None:
    few = Store(tmp_path, bound=4000)
    for number, name in enumerate("abcd"):
        few.write(name, b"x" * 900)
        os.utime(tmp_path / f"{name}{stores.SUFFIX}", (number + 1.0, number + 1.0))
    assert few.read("a") is not None  # so it was used last
    few.write("e", b"x" * 900)
    assert [name for name in "abcde" if few.read(name) is not None] == ["a", "d", "e"]
    assert few.size()[1] <= 4000


def test_the_folder_is_searched_at_the_first_write_and_when_the_bound_is_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched, search = [], Store._entries

    def counted(kept_in: Store) -> list[tuple[float, int, str]]:
        searched.append(kept_in)
        return search(kept_in)

    monkeypatch.setattr(Store, "_entries", counted)
    kept_in = Store(tmp_path, bound=20_000)
    for number in range(20):
        kept_in.write(f"{number}", b"x" * 900)
    assert len(searched) == 1
    for number in range(5):
        kept_in.write(f"more {number}", b"x" * 900)
    assert len(searched) == 2
    assert kept_in.size()[1] <= 20_000


def test_a_file_that_a_process_left_half_written_is_removed_after_an_hour(tmp_path: Path) -> None:
    kept_in = Store(tmp_path, clock=lambda: 9000.0)
    old, new = kept_in.folder / "1.half", kept_in.folder / "2.half"
    for half, age in ((old, 4000.0), (new, 10.0)):
        half.write_bytes(b"half")
        os.utime(half, (9000.0 - age,) * 2)
    kept_in.write("b", b"content")
    assert (old.exists(), new.exists()) == (False, True)


def test_two_processes_that_write_and_read_at_once_never_see_a_part_of_an_entry(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from visualizer.cache.store import Store\n"
        "kept_in, own = Store(Path(sys.argv[1]), bound=1 << 16), sys.argv[2].encode()\n"
        "for number in range(60):\n"
        "    name = f'entry{number % 10}'\n"
        "    kept_in.write(name, own * 2000)\n"
        "    found = kept_in.read(name)\n"
        "    assert found is None or found in (b'a' * 2000, b'b' * 2000), found\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", code, str(tmp_path / "cache"), name])
        for name in "ab"
    ]
    assert [process.wait(GUARD) for process in both] == [0, 0]
    assert not list((tmp_path / "cache").glob("*.half"))


def test_a_folder_that_cannot_be_written_is_told_of_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    kept_in = Store(tmp_path / "file" / "cache")
    with pytest.warns(
        Notice, match=r"cannot write to .*cache \(.*\)\. VISUALIZER_CACHE=FOLDER names"
    ) as told:
        kept_in.write("a", b"content")
        kept_in.write("b", b"content")
    assert len(told) == 1
    assert kept_in.read("a") is None
    assert kept_in.size() == (0, 0)


def test_a_full_disk_leaves_no_file_behind(kept_in: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: object, target: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    with pytest.warns(Notice, match="No space left on device"):
        kept_in.write("a", b"content")
    assert not list(kept_in.folder.iterdir())


def test_an_entry_that_another_process_holds_open_is_left_as_it_is(
    kept_in: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_in.write("a", b"content")

    def held(source: object, target: object) -> None:
        raise PermissionError(errno.EACCES, "held")

    monkeypatch.setattr(os, "replace", held)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kept_in.write("a", b"content")
    assert kept_in.read("a") == b"content"
    assert kept_in.size()[0] == 1


def test_the_variable_turns_the_cache_off_or_moves_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUALIZER_CACHE", "off")
    assert store() is None
    monkeypatch.setenv("VISUALIZER_CACHE", str(tmp_path / "here"))
    moved = store()
    assert moved is not None
    assert moved.folder == tmp_path / "here"
    monkeypatch.delenv("VISUALIZER_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert "launch-visualizer" in str(cache_folder())


def test_tests_do_not_write_to_the_users_cache_folder() -> None:
    assert Path(os.environ["VISUALIZER_CACHE"]).name.startswith("visualizer-tests-")
