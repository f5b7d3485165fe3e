"""The document: byte spans of all values of all shipped scenes; an edit changes only the bytes of its value."""

import copy
import math
import tomllib
from functools import cache
from pathlib import Path as FilePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scene.texts import GOOD
from visualizer.data import data_folder
from visualizer.scene.document import Document, EditError, Place, toml_of
from visualizer.scene.loading import edited, load
from visualizer.scene.problems import SceneError

FILES = sorted(data_folder("scenes").rglob("*.toml"))


@cache
def document(file: FilePath) -> Document:
    return Document(file, file.read_bytes())


def text_document(text: str) -> Document:
    return Document(FilePath("a.toml"), text.encode("utf-8"))


def at(data, path):
    for part in path:
        data = data[part]
    return data


def paths_in(value, path=()):
    """Yield the paths of all values below a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for part, inner in items:
        yield (*path, part)
        yield from paths_in(inner, (*path, part))


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_every_value_of_a_shipped_scene_has_the_span_of_what_is_written(file):
    one = document(file)
    assert set(one.values) | set(one.keys) | set(one.tables) == set(paths_in(one.data))
    for path in one.values:
        (value,) = tomllib.loads(f"v = {one.written(path)}").values()
        assert value == at(one.data, path), path
        assert one.path_at(one.values[path].start) in (path, (*path, 0)) or isinstance(value, list | dict)
    for path, span in one.keys.items():
        name = path[-1] if isinstance(path[-1], str) else path[-2]
        assert one.source[span.start : span.end].decode().strip("\"'") == name
        assert one.path_at(span.start)[: len(path)] == path or path in one.tables


OTHERS = st.one_of(
    st.integers(-(2**62), 2**62), st.floats(allow_nan=False), st.booleans(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.integers(0, 9), max_size=3), st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), st.floats(0, 1), max_size=2),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_replacing_a_value_changes_its_bytes_and_no_others(data):
    one = document(data.draw(st.sampled_from(FILES)))
    path = data.draw(st.sampled_from(list(one.values)))
    span = one.values[path]
    assert one.replaced(path, one.written(path)).source == one.source
    other = data.draw(OTHERS)
    edit = one.replaced(path, toml_of(other))
    assert edit.source == one.source[: span.start] + toml_of(other).encode() + one.source[span.end :]
    expected = copy.deepcopy(one.data)
    at(expected, path[:-1])[path[-1]] = other
    assert edit.data == expected == Document(edit.file, edit.source).data
    assert edit.replaced(path, one.written(path)) == one  # and back


@pytest.mark.parametrize(
    ("text", "path", "written"),
    [
        ("a = 1 # one", ("a",), "1"),
        ("a=1\r\nb = 'x'\r\n", ("a",), "1"),
        ("\ufeffa = 1_000\nb = 2", ("a",), "1_000"),
        ('start = "explosion+0.5"', ("start",), '"explosion+0.5"'),
        ('"é" = "ü"\n"a b" = "#5f9fd0"', ("a b",), '"#5f9fd0"'),
        ('a = """\nline\n"""\nb = 0x1F', ("b",), "0x1F"),
        ("a = { t = 0, v = [1, # c\n 2 ] }", ("a", "v", 1), "2"),
        ("a.b.c = 3.0", ("a", "b", "c"), "3.0"),
        ("[[shot]]\nx = 1\n[[shot]]\nx = 2\n[shot.y]\nz = true", ("shot", 1, "y", "z"), "true"),
        ("[a]\nk = [{ t = 0, v = 1 }, { t = 1, v = 2 }]", ("a", "k", 1, "v"), "2"),
    ],
)  # fmt: skip
def test_a_value_is_found_as_it_is_written_and_replaced_alone(text, path, written):
    one = text_document(text)
    assert one.written(path) == written
    edit = one.replaced(path, "[ 7 ]")
    at_end = len(one.source) - one.values[path].end
    assert edit.source.endswith(one.source[len(one.source) - at_end :]) and edit.written(path) == "[ 7 ]"
    assert at(edit.data, path) == [7]


def test_a_document_tells_line_and_column_and_the_path_at_a_byte():
    one = text_document('[camera.eye]\nlook_at = "ä" # ä\nfov = [{ t = 0, v = 40 }]\n')
    assert one.find(("camera", "eye", "fov", 0, "v")) == Place(3, 21)
    assert one.find(("camera", "eye", "fov", 0, "v"), key=True) == Place(3, 17)
    assert one.find(("camera", "eye", "missing")) == Place(1, 9)
    assert one.path_at(one.source.index(b"40")) == ("camera", "eye", "fov", 0, "v")
    assert one.path_at(one.source.index(b"look_at")) == ("camera", "eye", "look_at")
    assert one.path_at(one.source.index(b"# ")) == ("camera", "eye")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1\nb = 2",
        "1 # hides",
        "nan # hides",
        "1\n",
        " 1",
        "1, 2",
        "= 2",
        "[1",
        "nope",
        '"',
        "'''a",
        "\x00",
    ],
)
def test_an_edit_that_is_not_one_toml_value_is_refused(text):
    one = text_document("a = [0, 1]\nb = 2")
    for path in (("a", 1), ("a", 0), ("b",)):
        with pytest.raises(EditError, match="one TOML value is needed"):
            one.replaced(path, text)


def test_a_path_without_a_value_cannot_be_replaced():
    one = text_document("[film]\nfps = 24\n[a.b]\nc = 1")
    with pytest.raises(EditError, match="film is a table with a header, not a value"):
        one.replaced(("film",), "1")
    with pytest.raises(EditError, match=r"film\.size is not in the file"):
        one.replaced(("film", "size"), "1")
    with pytest.raises(EditError, match="TOML has no value for"):
        toml_of(None)


def test_infinity_and_nan_are_written_as_toml_writes_them():
    one = text_document("a = 1")
    assert math.isnan(one.replaced(("a",), toml_of(math.nan)).data["a"])
    assert one.replaced(("a",), toml_of(-math.inf)).data["a"] == -math.inf


def test_a_value_beside_a_nan_is_replaced_too():
    one = text_document("a = 1\nb = [nan, { c = nan }]")
    assert one.replaced(("a",), "2").source == b"a = 2\nb = [nan, { c = nan }]"
    assert one.replaced(("b", 1, "c"), "3").data["b"][1] == {"c": 3}


def test_an_edit_of_a_scene_is_validated_and_changes_the_file_that_holds_the_value(tmp_path):
    (tmp_path / "more.toml").write_text(
        '# a second file\n[actor.wall]\nkind = "shape"\nposition = [1, 2, 3]\n'
    )
    (tmp_path / "a.toml").write_text(
        GOOD.replace('title = "Test"', 'title = "Test"\ninclude = ["more.toml"]')
    )
    scene = load(tmp_path / "a.toml")
    path = ("actor", "wall", "position", 1)
    file, place = scene.documents.place(path)
    assert (file.name, place) == ("more.toml", Place(4, 16))
    assert scene.documents.path_at(file, (tmp_path / "more.toml").read_bytes().index(b"2, 3")) == path
    other = edited(scene, path, 5.0)
    assert other.graph.actors["wall"].properties.position.at(0.0).tolist() == [1.0, 5.0, 3.0]
    assert [one.source for one in other.documents.files] == [
        (tmp_path / "a.toml").read_bytes(),
        (tmp_path / "more.toml").read_bytes().replace(b"2, 3", b"5.0, 3"),
    ]
    assert other.documents.written(path) == "5.0" and scene.documents.written(path) == "2"
    with pytest.raises(SceneError, match=r"more\.toml:4:1[0-9]: actor\.wall\.position"):
        edited(scene, path, "broad")
    with pytest.raises(EditError, match=r"actor\.wall\.seed is not in the file"):
        edited(scene, ("actor", "wall", "seed"), 3)
    assert (tmp_path / "more.toml").read_text().endswith("position = [1, 2, 3]\n")


def test_a_key_keeps_what_was_written(tmp_path):
    (tmp_path / "a.toml").write_text(GOOD)
    scene = load(tmp_path / "a.toml")
    assert scene.documents.written(("shot", 1, "start")) == '"one+2"'
    assert scene.shot("two").start == 2.0
