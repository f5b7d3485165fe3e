"""Reload: what is saved is read and posted; what is broken is posted as such."""

import os
import time
from pathlib import Path

import pytest

import visualizer
from tests.player.scenes import TINY, write_tiny
from visualizer.player.reload import Failed, Loaded, News, Reloader, ShadersSaved
from visualizer.scene.problems import SceneError


def wait_for(reloader: Reloader, kind: type[News], seconds: float = 10.0) -> News:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for news in reloader.news():
            if isinstance(news, kind):
                return news
        time.sleep(0.005)
    raise AssertionError(f"no {kind.__name__} within {seconds} s")


def test_good_broken_and_mended_files_are_told_apart(tmp_path: Path) -> None:
    path = write_tiny(tmp_path)
    with Reloader(path, visualizer.load, None) as reloader:
        first = wait_for(reloader, Loaded)
        assert isinstance(first, Loaded) and first.scene.film.title == "Tiny"
        write_tiny(tmp_path, TINY.replace("fov = 45", "fov = 'wide'"))
        broken = wait_for(reloader, Failed)
        assert (
            isinstance(broken, Failed) and isinstance(broken.error, SceneError) and "fov" in str(broken.error)
        )
        write_tiny(tmp_path, TINY.replace("Tiny", "Mended"))
        mended = wait_for(reloader, Loaded)
        assert isinstance(mended, Loaded) and mended.scene.film.title == "Mended"


def test_a_file_that_is_replaced_by_another_is_seen(tmp_path: Path) -> None:
    path = write_tiny(tmp_path)
    with Reloader(path, visualizer.load, None) as reloader:
        wait_for(reloader, Loaded)
        new = tmp_path / "tiny.toml.new"
        new.write_text(TINY.replace("Tiny", "Renamed"), encoding="utf-8")
        os.replace(new, path)
        loaded = wait_for(reloader, Loaded)
        assert isinstance(loaded, Loaded) and loaded.scene.film.title == "Renamed"


def test_an_included_file_is_watched_from_the_moment_it_is_included(tmp_path: Path) -> None:
    path = write_tiny(tmp_path)
    part = tmp_path / "parts" / "more.toml"
    part.parent.mkdir()
    part.write_text('[actor.other]\nkind = "shape"\n', encoding="utf-8")
    with Reloader(path, visualizer.load, None) as reloader:
        wait_for(reloader, Loaded)
        write_tiny(tmp_path, TINY.replace('title = "Tiny"', 'title = "Tiny"\ninclude = ["parts/more.toml"]'))
        assert isinstance(with_part := wait_for(reloader, Loaded), Loaded)
        assert "other" in with_part.scene.stage.actors
        part.write_text('[actor.third]\nkind = "shape"\n', encoding="utf-8")
        assert isinstance(changed := wait_for(reloader, Loaded), Loaded)
        assert "third" in changed.scene.stage.actors


def test_a_saved_shader_is_told(tmp_path: Path) -> None:
    shaders = tmp_path / "shaders"
    (shaders / "materials").mkdir(parents=True)
    shader = shaders / "materials" / "plain.glsl"
    shader.write_text("// one", encoding="utf-8")
    scenes = tmp_path / "scenes"
    scenes.mkdir()
    with Reloader(write_tiny(scenes), visualizer.load, shaders) as reloader:
        wait_for(reloader, Loaded)
        shader.write_text("// another", encoding="utf-8")
        wait_for(reloader, ShadersSaved)


def test_a_mistake_of_the_program_is_news_too_and_does_not_end_the_watch(tmp_path: Path) -> None:
    def load(path: Path) -> visualizer.Scene:
        if "Tiny" in path.read_text(encoding="utf-8"):
            raise ZeroDivisionError("an actor divides by zero")
        return visualizer.load(path)

    with Reloader(write_tiny(tmp_path), load, None) as reloader:
        failed = wait_for(reloader, Failed)
        assert isinstance(failed, Failed) and "zero" in str(failed.error)
        write_tiny(tmp_path, TINY.replace("Tiny", "Other"))
        wait_for(reloader, Loaded)


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    with Reloader(write_tiny(tmp_path), visualizer.load, None) as reloader:
        wait_for(reloader, Loaded)
        (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
        with pytest.raises(AssertionError, match="no Loaded"):
            wait_for(reloader, Loaded, seconds=0.8)
