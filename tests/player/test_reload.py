"""Reloading: every saved file is loaded and reported, whenever it is saved; errors are reported too."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualizer
from tests.player.scenes import TINY, write_tiny
from tests.waiting import GUARD, wait_until
from visualizer.player import reload
from visualizer.player.reload import Failed, Loaded, News, Reloader, Saved, ShadersSaved, Unchanged
from visualizer.scene.problems import Problem, SceneError
from visualizer.scene.sources import Sources

PART = '[actor.{}]\nkind = "shape"\n'
WITH_PART = TINY.replace('title = "Tiny"', 'title = "Tiny"\ninclude = ["parts/more.toml"]')


def wait_for(reloader: Reloader, true: Callable[[News], bool]) -> News:
    seen: list[News] = []

    def come() -> bool:
        for news in reloader.news():
            seen.append(news)
            if true(news):
                return True
        return False

    wait_until(come, lambda: seen)
    return seen[-1]


def titled(title: str) -> Callable[[News], bool]:
    return lambda news: isinstance(news, Loaded) and news.scene.film.title == title


def settle(reloader: Reloader) -> list[News]:
    """Compare files until nothing is new, as the thread does, and return what was queued."""
    looks = 0
    while reloader.compare():
        looks += 1
        assert looks < 50, "it loads again and again although nothing changes"
    return list(reloader.news())


def with_part(folder: Path, name: str = "other") -> tuple[Path, Path]:
    part = folder / "parts" / "more.toml"
    part.parent.mkdir()
    part.write_text(PART.format(name), encoding="utf-8")
    return write_tiny(folder, WITH_PART), part


def actors(news: News) -> set[str]:
    assert isinstance(news, Loaded), news
    return set(news.scene.graph.actors)


def test_valid_broken_and_repaired_files_are_reported(tmp_path: Path) -> None:
    path = write_tiny(tmp_path)
    with Reloader(path, visualizer.load, None) as reloader:
        wait_for(reloader, titled("Tiny"))
        write_tiny(tmp_path, TINY.replace("fov = 45", "fov = 'wide'"))
        broken = wait_for(reloader, lambda news: isinstance(news, Failed) and "fov" in str(news.error))
        assert isinstance(broken, Failed) and isinstance(broken.error, SceneError)
        write_tiny(tmp_path, TINY.replace("Tiny", "Mended"))
        wait_for(reloader, titled("Mended"))


def test_an_included_file_is_watched_from_the_moment_it_is_included(tmp_path: Path) -> None:
    path, part = with_part(tmp_path)
    write_tiny(tmp_path)
    with Reloader(path, visualizer.load, None) as reloader:
        wait_for(reloader, titled("Tiny"))
        write_tiny(tmp_path, WITH_PART)
        wait_for(reloader, lambda news: isinstance(news, Loaded) and "other" in news.scene.graph.actors)
        part.write_text(PART.format("third"), encoding="utf-8")
        wait_for(reloader, lambda news: isinstance(news, Loaded) and "third" in news.scene.graph.actors)


def test_a_scene_with_includes_is_loaded_once_at_the_start(tmp_path: Path) -> None:
    path, _ = with_part(tmp_path)
    reloader = Reloader(path, visualizer.load, None)
    assert reloader.compare()
    assert not reloader.compare(), "nothing was saved since"
    assert [type(news) for news in reloader.news()] == [Loaded]


def test_a_file_saved_during_a_load_is_loaded_after_it(tmp_path: Path) -> None:
    """The file is saved after the load has first read it as an include, before it could be watched."""
    path, part = with_part(tmp_path)
    edits = iter([lambda: part.write_text(PART.format("third"), encoding="utf-8")])

    def load(path: Path, sources: Sources) -> visualizer.Scene:
        scene = visualizer.load(path, sources)
        next(edits, lambda: 0)()
        return scene

    first, second = settle(Reloader(path, load, None))
    assert "other" in actors(first) and "third" not in actors(first)
    assert "third" in actors(second) and "other" not in actors(second)


def test_a_file_saved_while_the_watch_starts_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watch reports only later changes, so it yields only because of its timeout."""
    path = write_tiny(tmp_path)
    starts: list[Path] = []

    def late(*_: object, **__: object) -> Iterator[set[object]]:
        starts.append(write_tiny(tmp_path, TINY.replace("Tiny", f"Save {len(starts)}")))
        yield set()

    monkeypatch.setattr(reload, "watch", late)
    with Reloader(path, visualizer.load, None) as reloader:
        for number in range(4):
            wait_for(reloader, titled(f"Save {number}"))


def test_files_are_reloaded_on_a_system_without_file_watches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object, **__: object) -> Iterator[set[object]]:
        raise OSError("no space left on device (about inotify watches)")

    monkeypatch.setattr(reload, "watch", none)
    with Reloader(write_tiny(tmp_path), visualizer.load, None) as reloader:
        wait_for(reloader, titled("Tiny"))
        write_tiny(tmp_path, TINY.replace("Tiny", "Saved"))
        wait_for(reloader, titled("Saved"))


def same_size_and_time(path: Path) -> None:
    status = path.stat()
    write_tiny(path.parent, TINY.replace("Tiny", "Mini"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def renamed_over(path: Path) -> None:
    new = path.with_name("tiny.toml.new")
    new.write_text(TINY.replace("Tiny", "Mini"), encoding="utf-8")
    os.replace(new, path)


def another_link(path: Path) -> None:
    target = path.with_name("elsewhere") / "mini.toml"
    target.parent.mkdir()
    target.write_text(TINY.replace("Tiny", "Mini"), encoding="utf-8")
    path.unlink()
    path.symlink_to(target)


def another_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("away"))
    path.parent.mkdir()
    write_tiny(path.parent, TINY.replace("Tiny", "Mini"))


@pytest.mark.parametrize("edit", [same_size_and_time, renamed_over, another_link, another_folder])
def test_every_way_to_save_is_seen(edit: Callable[[Path], None], tmp_path: Path) -> None:
    folder = tmp_path / "scene"
    folder.mkdir()
    path = write_tiny(folder)
    reloader = Reloader(path, visualizer.load, None)
    settle(reloader)
    edit(path)
    (news,) = settle(reloader)
    assert titled("Mini")(news)


def test_the_file_behind_a_link_is_watched(tmp_path: Path) -> None:
    target = tmp_path / "far" / "tiny.toml"
    target.parent.mkdir()
    write_tiny(target.parent)
    link = tmp_path / "tiny.toml"
    link.symlink_to(target)
    reloader = Reloader(link, visualizer.load, None)
    settle(reloader)
    assert {tmp_path, target.parent} <= set(reloader._folders())
    write_tiny(target.parent, TINY.replace("Tiny", "Mini"))
    (news,) = settle(reloader)
    assert titled("Mini")(news)


def test_a_file_that_is_removed_and_restored_is_reported_both_times(tmp_path: Path) -> None:
    path = write_tiny(tmp_path)
    reloader = Reloader(path, visualizer.load, None)
    settle(reloader)
    path.unlink()
    (gone,) = settle(reloader)
    assert isinstance(gone, Failed) and "cannot read" in str(gone.error)
    write_tiny(tmp_path)
    (back,) = settle(reloader)
    assert titled("Tiny")(back)


@pytest.mark.parametrize("there", ["nothing", "a folder", "a cycle of links", "a file for its folder"])
def test_an_include_that_cannot_be_read_is_loaded_once_it_can(there: str, tmp_path: Path) -> None:
    path, part = with_part(tmp_path)
    part.unlink()
    if there == "a folder":
        part.mkdir()
    elif there == "a cycle of links":
        part.symlink_to(part)
    elif there == "a file for its folder":
        part.parent.rmdir()
        part.parent.write_text("", encoding="utf-8")
    reloader = Reloader(path, visualizer.load, None)
    (failed,) = settle(reloader)
    assert isinstance(failed, Failed) and isinstance(failed.error, SceneError)
    if there == "a folder":
        part.rmdir()
    elif there == "a cycle of links":
        part.unlink()
    elif there == "a file for its folder":
        part.parent.unlink()
        part.parent.mkdir()
    part.write_text(PART.format("third"), encoding="utf-8")
    (news,) = settle(reloader)
    assert "third" in actors(news)


FILES = ("root", "part")
TEXTS = st.sampled_from(["a", "b", "part a", "part b", "broken", None])
EDITS = st.lists(
    st.tuples(st.sampled_from(["before", *FILES, "after"]), st.sampled_from(FILES), TEXTS), max_size=8
)


@given(EDITS)
@settings(max_examples=150, deadline=None)
def test_the_last_report_is_of_the_last_save_whenever_files_are_saved(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, str, str | None]]
) -> None:
    """Each edit is made before a load, after it has read one of the two files, or after it."""
    folder = tmp_path_factory.mktemp("saves")
    waiting = list(edits)

    def save(name: str, text: str | None) -> None:
        file = folder / name
        if text is None:
            file.unlink(missing_ok=True)
            return
        file.write_text(text, encoding="utf-8")
        os.utime(file, ns=(0, 0))  # a file system without modification times

    def reach(moment: str) -> None:
        if waiting and waiting[0][0] == moment:
            _, name, text = waiting.pop(0)
            save(name, text)

    def text_of(sources: Sources, moments: Callable[[str], None]) -> str:
        moments("before")
        text = sources.read(folder / "root").decode()
        moments("root")
        if text.startswith("part"):
            text += sources.read(folder / "part").decode()
            moments("part")
        moments("after")
        if "broken" in text:
            raise ValueError(text)
        return text

    def load_text(path: Path, sources: Sources) -> Any:
        return text_of(sources, reach)

    save("root", "a")
    reloader = Reloader(folder / "root", load_text, None)
    news = settle(reloader)
    while waiting:
        _, name, text = waiting.pop(0)
        save(name, text)
        news += settle(reloader)
    try:
        expected: object = text_of(Sources(), lambda moment: None)
    except (OSError, ValueError) as error:
        assert isinstance(news[-1], Failed) and str(news[-1].error) == str(error)
    else:
        assert isinstance(news[-1], Loaded) and news[-1].scene == expected


def test_a_saved_shader_is_reported(tmp_path: Path) -> None:
    shaders = tmp_path / "shaders"
    (shaders / "materials").mkdir(parents=True)
    shader = shaders / "materials" / "plain.glsl"
    shader.write_text("// one", encoding="utf-8")
    scenes = tmp_path / "scenes"
    scenes.mkdir()
    with Reloader(write_tiny(scenes), visualizer.load, shaders) as reloader:
        wait_for(reloader, titled("Tiny"))
        shader.write_text("// two", encoding="utf-8")
        wait_for(reloader, lambda news: isinstance(news, ShadersSaved))


def test_a_shader_saved_before_the_thread_runs_is_reported(tmp_path: Path) -> None:
    """The window may compile its first programs before the thread runs."""
    shader = tmp_path / "shaders" / "new.glsl"
    shader.parent.mkdir()
    reloader = Reloader(write_tiny(tmp_path), visualizer.load, shader.parent)
    shader.write_text("// new", encoding="utf-8")
    assert [type(news) for news in settle(reloader)] == [ShadersSaved, Loaded]
    shader.write_text("// two", encoding="utf-8")
    os.utime(shader, ns=(0, 0))
    assert [type(news) for news in settle(reloader)] == [ShadersSaved]
    assert settle(reloader) == []


def test_a_scene_becomes_valid_when_its_sky_gains_the_missing_parameter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visualizer.scene.skies.data_folder", lambda name: tmp_path / name)
    sky = tmp_path / "shaders" / "skies" / "glow.glsl"
    sky.parent.mkdir(parents=True)
    sky.write_text("vec3 sky(vec3 direction) { return vec3(1.0); }\n", encoding="utf-8")
    asked = '\n[look.day]\nsky = { material = "glow", warmth = 1.0 }\n'
    reloader = Reloader(write_tiny(tmp_path, TINY + asked), visualizer.load, tmp_path / "shaders")
    (failed,) = settle(reloader)
    assert isinstance(failed, Failed) and "warmth" in str(failed.error)
    declared = '/* [parameters]\nwarmth = { type = "float", description = "warmth" }\n*/\n'
    sky.write_text(declared + sky.read_text(encoding="utf-8"), encoding="utf-8")
    assert [type(news) for news in settle(reloader)] == [ShadersSaved, Loaded]


def test_a_partly_written_file_is_not_reported_as_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Editors empty a file and then write it: between the two it is not a valid scene."""
    path = write_tiny(tmp_path)
    reloader = Reloader(path, visualizer.load, None)
    settle(reloader)
    path.write_text("", encoding="utf-8")
    monkeypatch.setattr(
        reloader._stop,
        "wait",
        lambda seconds: bool(write_tiny(tmp_path, TINY.replace("Tiny", "Whole"))) and False,
    )
    assert reloader._compare_settled()
    saved, news = reloader.news()
    assert isinstance(saved, Saved) and titled("Whole")(news)


def test_a_save_is_announced_before_it_is_read_and_one_that_changes_nothing_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_tiny(tmp_path)
    reloader = Reloader(path, visualizer.load, None)
    settle(reloader)
    os.utime(path)
    write_tiny(tmp_path)
    assert not reloader._compare_settled() and list(reloader.news()) == []
    seen: list[list[News]] = []

    def back(seconds: float) -> bool:
        seen.append(list(reloader.news()))
        write_tiny(tmp_path)
        return False

    monkeypatch.setattr(reloader._stop, "wait", back)
    write_tiny(tmp_path, TINY.replace("Tiny", "Half"))
    assert not reloader._compare_settled()
    assert seen == [[Saved()]], "said while the file may still be written"
    assert list(reloader.news()) == [Unchanged()]


def test_news_that_a_caller_does_not_take_is_kept(tmp_path: Path) -> None:
    path = write_tiny(tmp_path)
    reloader = Reloader(path, visualizer.load, None)
    reloader.compare()
    write_tiny(tmp_path, TINY.replace("Tiny", "Saved"))
    reloader.compare()
    assert titled("Tiny")(next(reloader.news()))
    assert titled("Saved")(next(reloader.news()))
    assert list(reloader.news()) == []


def test_an_unexpected_exception_is_reported_and_does_not_end_the_thread(tmp_path: Path) -> None:
    def load(path: Path, sources: Sources) -> visualizer.Scene:
        if b"Tiny" in sources.read(path):
            raise ZeroDivisionError("an actor divides by zero")
        return visualizer.load(path, sources)

    with Reloader(write_tiny(tmp_path), load, None) as reloader:
        wait_for(reloader, lambda news: isinstance(news, Failed) and "zero" in str(news.error))
        write_tiny(tmp_path, TINY.replace("Tiny", "Other"))
        wait_for(reloader, titled("Other"))


def test_what_the_program_writes_itself_is_not_loaded_and_the_next_save_is(tmp_path: Path) -> None:
    path = write_tiny(tmp_path)
    reloader = Reloader(path, visualizer.load, None)
    settle(reloader)
    own = TINY.replace("Tiny", "Own")
    reloader.written(path, own.encode())
    write_tiny(tmp_path, own)
    assert settle(reloader) == []
    write_tiny(tmp_path)
    assert [news.scene.film.title for news in settle(reloader) if isinstance(news, Loaded)] == ["Tiny"]
    write_tiny(tmp_path, own)  # by somebody else now
    assert [news.scene.film.title for news in settle(reloader) if isinstance(news, Loaded)] == ["Own"]


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    reloader = Reloader(write_tiny(tmp_path), visualizer.load, None)
    assert len(settle(reloader)) == 1
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    (tmp_path / "other.toml").write_text("nothing", encoding="utf-8")
    assert settle(reloader) == []


def test_what_is_checked_later_is_reported_when_nothing_is_saved_meanwhile(tmp_path: Path) -> None:
    path = write_tiny(tmp_path)
    wrong = Problem("tiny.toml", 3, 1, "emitter.dust", "its particles cannot be built")
    reloader = Reloader(path, visualizer.load, None, lambda scene: iter([None, wrong, wrong]))
    assert [type(news) for news in settle(reloader)] == [Loaded]
    reloader.check_on()
    (failed,) = reloader.news()
    assert isinstance(failed, Failed) and str(failed.error) == str(wrong)
    reloader.check_on()
    assert list(reloader.news()) == []


def test_a_save_is_noticed_while_a_part_of_the_check_takes_long(tmp_path: Path) -> None:
    """Samples of a large scene take seconds: they are worked out beside the thread that watches."""
    path = write_tiny(tmp_path)
    begun, ended = threading.Event(), threading.Event()

    def check(scene: visualizer.Scene) -> Iterator[Problem | None]:
        if scene.film.title == "Tiny":
            begun.set()
            assert ended.wait(GUARD), "the save is not loaded while the check goes on"
            yield Problem("tiny.toml", 1, 1, "", "it is not the last scene any more")

    with Reloader(path, visualizer.load, None, check) as reloader:
        assert begun.wait(GUARD)
        write_tiny(tmp_path, TINY.replace("Tiny", "Saved"))
        wait_for(reloader, titled("Saved"))
        ended.set()
    assert not [news for news in reloader.news() if isinstance(news, Failed)]


def test_a_save_that_ends_as_the_file_did_is_read_sooner_than_one_that_may_be_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_tiny(tmp_path)
    reloader = Reloader(path, visualizer.load, None)
    settle(reloader)
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return False

    monkeypatch.setattr(reloader._stop, "wait", wait)
    write_tiny(tmp_path, TINY.replace("Tiny", "Whole"))
    assert reloader._compare_settled()
    for half in (len(TINY) // 2, len(TINY) - 2, 0):
        write_tiny(tmp_path, TINY[:half])
        reloader._compare_settled()
        write_tiny(tmp_path, TINY)
        reloader._compare_settled()
    assert waits[0] == reload._WHOLE / 1000.0
    assert waits[1::2] == [reload._STEP / 1000.0] * 3, "what may be half of a file is waited for"
