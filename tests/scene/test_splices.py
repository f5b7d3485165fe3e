"""Splices: edits of lists and inline tables change the bytes of what they name, and keep comments, lines and commas."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scene.texts import GOOD
from visualizer.data import data_folder
from visualizer.scene.document import Document, EditError, Span, comments_of
from visualizer.scene.documents import Documents, Origin
from visualizer.scene.loading import load_text, rewritten
from visualizer.scene.problems import SceneError
from visualizer.scene.splices import (
    Splice,
    exchanging,
    inserting,
    item_count,
    pairing,
    removing,
    replacing,
    spliced,
)

FILE = Path("a.toml")
LINES = """v = [ # first
    # before a
    { t = 1 }, # a
    { t = 2 },
    # before c
    { t = 3 } # c
]
"""


def documents(text):
    document = Document(FILE, text.encode())
    return Documents((document,), {(key,): Origin(0, (key,)) for key in document.data})


def after(text, edit):
    """Return the text after an edit, a function of documents."""
    known = documents(text)
    return spliced(known, edit(known)).files[0].source.decode()


@pytest.mark.parametrize(
    ("text", "number", "texts", "expected"),
    [
        ("v = [1, 2]", 0, ["0"], "v = [0, 1, 2]"),
        ("v = [1, 2]", 1, ["5", "6"], "v = [1, 5, 6, 2]"),
        ("v = [1, 2]", 2, ["5", "6"], "v = [1, 2, 5, 6]"),
        ("v = [1, 2,]", 9, ["3"], "v = [1, 2, 3,]"),
        ("v = []", 0, ["3", "4"], "v = [3, 4]"),
        ("v = [\r\n  1,\r\n  2\r\n]", 2, ["3"], "v = [\r\n  1,\r\n  2,\r\n  3\r\n]"),
        (LINES, 0, ["{}"], LINES.replace("# first\n", "# first\n    {},\n")),
        (LINES, 1, ["{}", "{ }"], LINES.replace("# a\n", "# a\n    {},\n    { },\n")),
        (LINES, 3, ["{}", "{ }"], LINES.replace("{ t = 3 } # c", "{ t = 3 }, # c\n    {},\n    { }")),
    ],
)
def test_new_items_are_laid_out_as_their_neighbours(text, number, texts, expected):
    assert after(text, lambda d: inserting(d, ("v",), number, texts)) == expected


@pytest.mark.parametrize(
    ("text", "numbers", "expected"),
    [
        ("v = [1, 2, 3]", [0], "v = [2, 3]"),
        ("v = [1, 2, 3]", [1], "v = [1, 3]"),
        ("v = [1, 2, 3]", [2], "v = [1, 2]"),
        ("v = [1, 2, 3]", [1, 2], "v = [1]"),
        ("v = [1, 2, 3, ]", [0, 2], "v = [2, ]"),
        ("v = [1,\n 2, # two\n 3]", [2], "v = [1,\n 2, # two\n ]"),
        (LINES, [0], LINES.replace("    { t = 1 }, # a\n", "")),
        (LINES, [1, 2], LINES.replace("    { t = 2 },\n", "").replace("    { t = 3 } # c\n", "")),
    ],
)
def test_removed_items_leave_every_comment_but_that_of_their_own_line(text, numbers, expected):
    assert after(text, lambda d: removing(d, ("v",), numbers)) == expected


def test_items_change_places_with_the_comments_of_their_lines():
    expected = (
        LINES.replace("{ t = 1 }, # a", "{ t = 9 }, # c")
        .replace("{ t = 2 },", "{ t = 1 }, # a")
        .replace("{ t = 3 } # c", "{ t = 2 }")
    )
    assert after(LINES, lambda d: exchanging(d, ("v",), [2, 0, 1], {2: "{ t = 9 }"})) == expected
    assert after(LINES, lambda d: exchanging(d, ("v",), [0, 1, 2], {})) == LINES


@pytest.mark.parametrize(
    ("text", "name", "value", "expected"),
    [
        ("v = { t = 0, v = 1 }", "ease", '"step"', 'v = { t = 0, v = 1, ease = "step" }'),
        ("v = { t = 0, v = 1 }", "v", "[2]", "v = { t = 0, v = [2] }"),
        ("v = { t = 0, v = 1 }", "v", None, "v = { t = 0 }"),
        ("v = { t = 0, v = 1 }", "t", None, "v = { v = 1 }"),
        ("v = { t = 0, v = 1 }", "ease", None, "v = { t = 0, v = 1 }"),
        ("v = {}", "t", "0", "v = { t = 0 }"),
        ("v = {t=0}", "t", None, "v = {}"),
    ],
)
def test_a_pair_of_an_inline_table_is_written_and_taken_out(text, name, value, expected):
    assert after(text, lambda d: pairing(d, ("v",), name, value)) == expected


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda d: [replacing(d, ("w",), "1")], "w is not in the scene's files"),
        (lambda d: [replacing(d, ("v", 7), "1")], r"v\[7\] is not written as a value"),
        (lambda d: inserting(d, ("v", 0), 0, ["1"]), r"v\[0\] is not written as a list"),
        (lambda d: removing(d, ("v",), [2]), r"v\[2\] is not in the file"),
        (lambda d: exchanging(d, ("v",), [0], {}), "v has 2 items, not 1"),
        (lambda d: pairing(d, ("v",), "t", "1"), "v is not written as a table in braces"),
        (lambda d: [replacing(d, ("v", 0), "]")], "the text would not be TOML"),
        (lambda d: [replacing(d, ("v",), "1"), replacing(d, ("v", 0), "1")], "overlap at byte 5"),
        (lambda d: [Splice(Path("b.toml"), Span(0, 0), "")], "b.toml is none of the scene's files"),
    ],
)
def test_an_edit_that_cannot_be_made_says_why(edit, message):
    with pytest.raises(EditError, match=message):
        after("v = [1, 2]", edit)


FILES = sorted(data_folder("scenes").rglob("*.toml"))
LISTS = [
    (file, path)
    for file in FILES
    for document in [Document(file, file.read_bytes())]
    for path, span in document.values.items()
    if document.source[span.start : span.start + 1] == b"["
]


@settings(max_examples=30, deadline=None)  # each reads a file of the film three times
@given(data=st.data())
def test_in_shipped_scenes_an_item_that_is_put_in_and_taken_out_leaves_the_same_text(data):
    file, path = data.draw(st.sampled_from(LISTS))
    document = Document(file, file.read_bytes())
    known = Documents((document,), {path[:1]: Origin(0, path[:1])})
    count = item_count(known, path)
    number = data.draw(st.integers(0, count))
    added = spliced(known, inserting(known, path, number, ["123456"]))
    assert comments_of(added.files[0].source) == comments_of(document.source)
    value = added.files[0].data
    for part in path:
        value = value[part]
    assert value[number] == 123456
    assert len(value) == count + 1
    back = spliced(added, removing(added, path, [number]))
    if 0 < number < count or (number == count and b"\n" not in document.written(path).encode()):
        assert back.files[0].source == document.source
    assert back.files[0].data == document.data


def test_a_scene_with_splices_is_read_again_and_refused_if_it_is_wrong():
    scene = load_text(GOOD)
    end = len(GOOD.encode())

    def with_text(text):
        return rewritten(scene, spliced(scene.documents, [Splice(scene.path, Span(end, end), text)]))

    added = with_text('[[caption]]\ntext = "A"\nstart = 0\nend = 2\n')
    assert [caption.text for caption in added.captions] == ["A"]
    with pytest.raises(SceneError, match=r"stone\.wide: unknown key"):
        with_text("wide = 1\n")
