"""Edits: a change of the window is in the text at once, can be undone without limit, and loses nothing that is on
disk."""

from functools import partial
from pathlib import Path

import pytest

from tests.player.scenes import TINY, write_tiny
from visualizer.editor.edits import FROM_DISK, EditRefused, Edits
from visualizer.scene.documents import Documents
from visualizer.scene.loading import load
from visualizer.scene.paths import Path as ScenePath

FOV: ScenePath = ("camera", "eye", "fov")
HUE: ScenePath = ("actor", "box", "colour")


@pytest.fixture
def edits(tmp_path: Path) -> Edits:
    return Edits(load(write_tiny(tmp_path)))


def text(edits: Edits) -> str:
    """Return the text in the window, after a check that the file has it too."""
    (document,) = edits.scene.documents.files
    assert document.source == document.file.read_bytes() and not edits.unsaved
    return document.source.decode()


def saved(edits: Edits, old: str, new: str) -> None:
    """Change the file as an editor of the user does."""
    file = edits.scene.path
    file.write_text(file.read_text().replace(old, new))


def test_a_change_is_in_the_file_at_once_and_undo_and_redo_give_the_same_bytes(edits: Edits) -> None:
    edits.set(FOV, 50)
    edits.set(HUE, "#ff0000")
    changed = TINY.replace("fov = 45", "fov = 50").replace("#8a8f98", "#ff0000")
    assert text(edits) == changed
    assert edits.scene.cameras["eye"].fov.at(0.0) == 50.0
    assert (edits.undo(), edits.undo()) == ("actor.box.colour", "camera.eye.fov")
    assert text(edits) == TINY
    with pytest.raises(EditRefused, match="nothing to undo"):
        edits.undo()
    assert (edits.redo(), edits.redo()) == ("camera.eye.fov", "actor.box.colour")
    assert text(edits) == changed
    with pytest.raises(EditRefused, match="nothing to redo"):
        edits.redo()


def test_a_change_with_which_the_scene_is_not_valid_is_refused_and_says_why(edits: Edits) -> None:
    scene = edits.scene
    with pytest.raises(EditRefused, match=r"camera\.eye\.fov: must be at most 170"):
        edits.set(FOV, 200)
    with pytest.raises(EditRefused, match=r"camera\.eye\.roll is not in the file"):
        edits.set(("camera", "eye", "roll"), 1)
    assert edits.scene is scene and not edits.done and text(edits) == TINY


def test_a_drag_is_one_step_of_which_only_its_end_is_saved(edits: Edits) -> None:
    for value in (46, 48, 52):
        edits.drag(partial(Documents.replaced, path=FOV, text=str(value)), "fov", "a")
        edits.advance()
        assert edits.scene.cameras["eye"].fov.at(0.0) == value
        assert edits.scene.path.read_text() == TINY
    edits.drag(lambda documents: documents.replaced(FOV, "500"), "fov", "a")
    edits.drop()
    assert text(edits) == TINY.replace("fov = 45", "fov = 52") and len(edits.done) == 1
    edits.undo()
    assert text(edits) == TINY


def test_what_is_worked_out_on_the_way_of_a_drag_is_not_written_to_the_cache_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUALIZER_CACHE", str(tmp_path / "cache"))
    file = write_tiny(tmp_path)
    file.write_text(f'{TINY}\n[emitter.dust]\nattach = "box"\nrate = 9\n')
    edits = Edits(load(file, sampled=False))
    for value in (1, 2, 3):
        edits.drag(
            partial(Documents.replaced, path=("emitter", "dust", "rate"), text=str(value)), "rate", "a"
        )
        edits.advance()
        assert edits.scene.library.emitters["dust"].table.constant is not None
        assert not list((tmp_path / "cache").glob("births-*"))
    edits.drop()
    assert len(list((tmp_path / "cache").glob("births-*"))) == 1
    edits.change(partial(Documents.replaced, path=("emitter", "dust", "rate"), text="4"), "rate")
    assert edits.scene.library.emitters["dust"].table.constant is not None
    assert len(list((tmp_path / "cache").glob("births-*"))) == 2


def test_a_change_on_disk_is_a_step_of_the_history(edits: Edits) -> None:
    edits.set(FOV, 50)
    saved(edits, "#8a8f98", "#123456")
    assert edits.take(load(edits.scene.path)) is edits.scene
    both = TINY.replace("fov = 45", "fov = 50").replace("#8a8f98", "#123456")
    assert text(edits) == both
    edits.set(FOV, 60)
    assert [edits.undo() for _ in range(3)] == ["camera.eye.fov", FROM_DISK, "camera.eye.fov"]
    assert text(edits) == TINY
    for _ in range(3):
        edits.redo()
    assert text(edits) == both.replace("fov = 50", "fov = 60")


def test_changes_here_and_on_disk_at_once_are_both_kept(edits: Edits) -> None:
    saved(edits, "#8a8f98", "#123456")
    edits.set(FOV, 50)
    assert edits.unsaved and "is kept" in edits.trouble
    assert "#123456" in edits.scene.path.read_text(), "what the user has saved is not written over"
    assert edits.take(load(edits.scene.path)) is edits.scene
    assert text(edits) == TINY.replace("fov = 45", "fov = 50").replace("#8a8f98", "#123456")


@pytest.mark.parametrize("ours", [True, False])
def test_changes_of_the_same_place_are_decided_by_the_user_and_the_other_one_comes_back_by_undo(
    edits: Edits, ours: bool
) -> None:
    saved(edits, "fov = 45", "fov = 60")
    edits.set(FOV, 50)
    assert edits.take(load(edits.scene.path)) is None
    assert edits.conflict is not None and edits.conflict.files == (edits.scene.path,)
    edits.settle(ours=ours)
    mine, theirs = TINY.replace("fov = 45", "fov = 50"), TINY.replace("fov = 45", "fov = 60")
    assert text(edits) == (mine if ours else theirs)
    edits.undo()
    assert text(edits) == (theirs if ours else mine)


def test_a_scene_that_is_older_than_the_files_is_left(edits: Edits) -> None:
    saved(edits, "#8a8f98", "#123456")
    old = load(edits.scene.path)
    saved(edits, "#123456", "#654321")
    assert edits.take(old) is None
    edits.set(FOV, 50)
    assert edits.take(load(edits.scene.path)) is edits.scene
    assert text(edits) == TINY.replace("fov = 45", "fov = 50").replace("#8a8f98", "#654321")


def test_what_is_written_is_told_before_and_a_scene_with_it_is_no_news(tmp_path: Path) -> None:
    told: list[tuple[bytes, bool]] = []
    path = write_tiny(tmp_path)
    edits = Edits(load(path), lambda file, content: told.append((content, path.read_bytes() == content)))
    edits.set(FOV, 50)
    assert told == [(path.read_bytes(), False)]
    assert edits.take(load(path)) is None and len(edits.done) == 1


def test_a_file_that_cannot_be_written_keeps_the_change_until_it_can_be_saved(
    edits: Edits, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", full)
        edits.set(FOV, 50)
    assert "no space left" in edits.trouble.lower() or "full" in edits.trouble
    assert edits.scene.path.read_text() == TINY and edits.unsaved
    edits.save()
    assert text(edits) == TINY.replace("fov = 45", "fov = 50") and not edits.trouble
