"""The playhead of a window is known to other programs while the window is there."""

import os
from pathlib import Path

import pytest

from visualizer.scene import playhead
from visualizer.scene.playhead import Teller, told


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VISUALIZER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_time_that_was_told_is_found_by_the_scene_until_the_window_ends(folder: Path) -> None:
    now = [0.0]
    path = Path("film.toml")
    teller = Teller(path, lambda: now[0])
    assert told(path) is None
    teller.tell(1.5)
    assert told(path.absolute()) == 1.5 and told(Path("other.toml")) is None
    now[0] = 0.1
    teller.tell(1.6)
    assert told(path) == 1.5, "not written for each frame"
    now[0] = 1.0
    teller.tell(2.5)
    assert told(path) == 2.5
    (file,) = folder.iterdir()
    assert told(path, os.stat(file).st_mtime + 60.0) is None, (
        "a window that has told nothing for so long is gone"
    )
    teller.forget()
    assert told(path) is None and list(folder.iterdir()) == []


def test_nothing_is_told_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for value in ("off", str(tmp_path / "file" / "below")):
        monkeypatch.setenv("VISUALIZER_CACHE", value)
        teller = Teller(Path("film.toml"), lambda: 0.0)
        teller.tell(1.0)
        teller.forget()
        assert playhead.told(Path("film.toml")) is None
