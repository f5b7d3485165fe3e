"""A scene that was loaded again after an edit is the one that is loaded afresh; what did not change is not made
again."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path as FilePath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scene.contents import content
from tests.scene.texts import GOOD
from visualizer.data import data_folder
from visualizer.scene.documents import Documents
from visualizer.scene.kinds import kinds
from visualizer.scene.loading import Reloading, edited, load, load_text
from visualizer.scene.problems import SceneError
from visualizer.scene.scene import Scene
from visualizer.scene.sources import Sources

FILES = sorted((data_folder("scenes")).glob("*/*.toml"))
FILES = [file for file in FILES if file.parent.name != "launch"]
FACTORS = (0.0, 0.5, 0.9, 1.01, 2.0, -1.0)
SHARES = (0.1, 0.5, 0.9)


@cache
def loaded(file: FilePath) -> Scene:
    return load(file, sampled=False)


def numbers_in(documents: Documents) -> list[tuple[tuple[str | int, ...], float]]:
    """Return the path and the value of each number of a scene of one file."""

    def below(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], float]]:
        if isinstance(value, dict | list):
            for part, inner in value.items() if isinstance(value, dict) else enumerate(value):
                yield from below(inner, (*path, part))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield path, value

    return list(below(documents.files[0].data, ()))


def afresh(scene: Scene, times: Iterable[float]) -> str:
    """Return the content of a scene whose tables of births are sampled, not read from the cache folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("visualizer.particles.emitter.kept_as", lambda name, make: make())
        return content(scene, times, 2)


def fresh(scene: Scene, documents: Documents) -> Scene:
    """Load documents as if nothing had been loaded before."""
    return load(scene.path, Sources({one.file: one.source for one in documents.files}), sampled=False)


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_after_any_edits_a_scene_is_the_one_that_is_loaded_afresh(data: st.DataObject) -> None:
    scene = loaded(data.draw(st.sampled_from(FILES)))
    for _ in range(data.draw(st.integers(1, 3))):
        path, value = data.draw(st.sampled_from(numbers_in(scene.documents)))
        other = type(value)(value * data.draw(st.sampled_from(FACTORS)))
        try:
            after: Scene | SceneError = edited(scene, path, other, sampled=False)
        except SceneError as error:
            after = error
        try:
            again: Scene | SceneError = fresh(scene, scene.documents.replaced(path, repr(other)))
        except SceneError as error:
            again = error
        if isinstance(after, SceneError) or isinstance(again, SceneError):
            assert str(after) == str(again)
            continue
        times = [share * again.film.duration for share in SHARES]
        assert content(after, times, 2) == afresh(again, times)
        scene = after


ALL = """format = 1
title = "All"
[film]
duration = 4.0
fps = 10
size = [64, 36]
[[shot]]
name = "one"
start = 0
camera = "still"
look = "day"
[[shot]]
name = "two"
start = 2
camera = "still"
look = "day"
[camera.still]
position = [0, 1, 9]
look_at = "rider"
[probe.room]
position = [0, 1, 0]
centre = [0, 1, 0]
size = [9, 9, 9]
[look.day]
probe = "room"
[look.day.key]
colour = [3, 3, 3]
[look.day.sky]
zenith = [0.1, 0.1, 0.1]
[light.lamp]
attach = "rider"
[fog.mist]
attach = "rider"
[actor.carrier]
kind = "shape"
position = [{ t = 0, v = [0, 0, 0] }, { t = "two", v = [1, 0, 0] }]
[actor.rider]
kind = "shape"
attach = "carrier"
shape = "crystal"
size = [1, 2, 1]
[actor.rocks]
kind = "debris_field"
count = 3
target = "rider"
strike = 3.0
[actor.aside]
kind = "shape"
position = [3, 0, 0]
[emitter.dust]
attach = "rider"
rate = 20
life = 4
mesh = "rider.shape"
shape = "surface"
[emitter.child]
parent = "dust"
each = 2
life = 4
[[caption]]
text = "A caption"
start = "one+0.5"
end = "two+1"
"""
"""A scene in which what is built depends on each other in all ways that there are."""

EDITS = (
    ("title", 'title = "All"', 'title = "Else"', "carrier rider rocks aside dust child"),
    ("the film's seed", "fps = 10", "fps = 10\nseed = 3", ""),
    ("the film's length", "duration = 4.0", "duration = 5.0", ""),
    ("a shot that an actor's keyframes name", "start = 2", "start = 1.5", "rider aside"),
    ("a camera", "position = [0, 1, 9]", "position = [0, 1, 8]", "carrier rider rocks aside dust child"),
    ("a look", "colour = [3, 3, 3]", "colour = [4, 3, 3]", "carrier rider rocks aside dust child"),
    ("a sky", "zenith = [0.1, 0.1", "zenith = [0.2, 0.1", "carrier rider rocks aside dust child"),
    ("a light", "[light.lamp]", "[light.lamp]\nintensity = 7", "carrier rider rocks aside dust child"),
    ("a probe", "position = [0, 1, 0]", "position = [0, 2, 0]", "carrier rider rocks aside dust child"),
    ("fog", "[fog.mist]", "[fog.mist]\ndensity = 0.2", "carrier rider rocks aside dust child"),
    ("a caption", "A caption", "Another", "carrier rider rocks aside dust child"),
    ("what another actor is attached to", "v = [1, 0, 0]", "v = [2, 0, 0]", "rider aside"),
    ("a shape", "size = [1, 2, 1]", "size = [1, 3, 1]", "carrier aside"),
    ("an actor beside them", "position = [3, 0, 0]", "position = [4, 0, 0]", "carrier rider rocks dust child"),
    ("a parent's rate", "rate = 20", "rate = 30", "carrier rider rocks aside"),
    ("an emitter", "each = 2", "each = 3", "carrier rider rocks aside dust"),
    ("a name", "[actor.aside]", "[actor.beside]", "carrier rider rocks dust child"),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "kept"), [one[1:] for one in EDITS], ids=[one[0] for one in EDITS])
def test_what_does_not_depend_on_an_edit_is_kept_and_all_else_is_made_again(
    old: str, new: str, kept: str
) -> None:
    assert ALL.count(old) == 1
    before = load_text(ALL)
    times = (0.3, 1.7, 2.2, 3.6)
    content(before, times, 2)  # what is worked out when it is first drawn is there too
    sources = Sources({before.path: ALL.replace(old, new).encode()})
    after = load(before.path, sources, before=before)
    assert content(after, times, 2) == afresh(load_text(ALL.replace(old, new)), times)
    assert content(after, times, 2) != content(before, times, 2)
    now = {**after.graph.actors, **after.library.emitters}
    was = {**before.graph.actors, **before.library.emitters}
    assert {name for name in now if now[name] is was.get(name) and "." not in name} == set(kept.split())


@pytest.fixture
def sampled(tmp_path: FilePath, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Use an empty cache folder, and return the list of the tables of births that are sampled and kept in it."""
    monkeypatch.setenv("VISUALIZER_CACHE", str(tmp_path / "cache"))
    found: list[str] = []
    emitter: Any = import_module("visualizer.particles.emitter")
    kept_as = emitter.kept_as

    def counted(name: str, make: Callable[[], Any]) -> Any:
        def made() -> Any:
            found.append(name)
            return make()

        return kept_as(name, made)

    monkeypatch.setattr(emitter, "kept_as", counted)
    return found


MOVED = ALL.replace("[emitter.child]", '[emitter.trail]\nattach = "carrier"\nrate = 9\n[emitter.child]')


def test_births_along_a_motion_are_sampled_once_and_then_read_from_the_cache_folder(
    sampled: list[str],
) -> None:
    times = (0.3, 1.7, 2.2, 3.6)
    first = content(load_text(MOVED), times)
    assert len(sampled) == len({"dust", "trail", "rocks.grit", "rocks.embers"})
    sampled.clear()
    assert content(load_text(MOVED), times) == first
    assert not sampled


@pytest.mark.parametrize(
    ("old", "new", "which"),
    [
        ("v = [1, 0, 0]", "v = [2, 0, 0]", "dust trail"),
        ("start = 2", "start = 1.5", "dust trail"),
        ('shape = "crystal"', 'shape = "crystal"\nposition = [1, 0, 0]', "dust"),
        ("rate = 20", "rate = 20\nspeed = 3", "dust"),
        ("duration = 4.0", "duration = 5.0", "dust trail grit embers"),
        ("fov", "roll", ""),
    ],
    ids=[
        "what it is attached to",
        "a named moment",
        "the actor",
        "its values",
        "the film's length",
        "a camera",
    ],
)
def test_births_are_sampled_again_after_a_change_of_what_they_depend_on(
    old: str, new: str, which: str, sampled: list[str]
) -> None:
    before = MOVED.replace("[camera.still]", "[camera.still]\nfov = 40")
    load_text(before)
    sampled.clear()
    load_text(before.replace(old, new))
    assert len(sampled) == len(which.split())


def test_births_that_need_too_many_samples_are_refused_at_every_load(
    sampled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visualizer.particles.tables.MOST_TEXELS", 8)
    told = []
    for _ in range(2):
        with pytest.raises(
            SceneError, match=r"emitter\.dust: its particles cannot be built: .* samples"
        ) as refused:
            load_text(MOVED)
        told.append(str(refused.value))
    assert told[0] == told[1]


def test_births_along_the_motion_of_another_packages_kind_are_not_kept(
    sampled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds()["shape"], "__module__", "other.shapes")
    load_text(MOVED)
    assert len(sampled) == len({"rocks.grit", "rocks.embers"})


def test_a_broken_edit_leaves_the_scene_before_it_to_be_used_again(tmp_path: FilePath) -> None:
    path, reload = tmp_path / "s.toml", Reloading()

    def save(text: str) -> Scene:
        path.write_text(text, encoding="utf-8")
        return reload(path, Sources())

    first = save(GOOD)
    with pytest.raises(SceneError):
        save(GOOD.replace("size = [1, 1, 1]", "size = 'large'"))
    assert save(GOOD).graph.actors["stone"] is first.graph.actors["stone"]
