"""The cursor: what is being written at a place of a text, also of one that is not yet TOML."""

import pytest

from visualizer.data import data_folder
from visualizer.lsp.cursor import Cursor, cursor_at
from visualizer.scene.document import Document

CASES = {
    "[cam|": ("header", (), "cam"),
    "[camera.d|": ("header", ("camera",), "d"),
    "[[sh|": ("header", (), "sh"),
    "for|": ("key", (), "for"),
    "[film]\n|": ("key", ("film",), ""),
    "[film]\ndur|": ("key", ("film",), "dur"),
    "[film]\nfps = 2|": ("value", ("film", "fps"), "2"),
    "[film]\nfps = |": ("value", ("film", "fps"), ""),
    '[camera.a]\nlook_at = "sto|': ("value", ("camera", "a", "look_at"), "sto"),
    "[camera.a]\nposition = [{ t = 0, v = [1, |": ("value", ("camera", "a", "position", 0, "v", 1), ""),
    "[camera.a]\nposition = [{ t = 0 }, { t = 1, ea|": ("key", ("camera", "a", "position", 1), "ea"),
    '[camera.a]\nposition = [\n  { t = 1, v = [0, 0, 0], ease = "in-|': (
        "value",
        ("camera", "a", "position", 0, "ease"),
        "in-",
    ),
    '[[shot]]\nname = "a"\n[[shot]]\ncamera = "|': ("value", ("shot", 1, "camera"), ""),
    "[[shot]]\n[shot.look]\nx|": ("key", ("shot", 0, "look"), "x"),
    "a.b.c|": ("key", ("a", "b"), "c"),
    "film = { |": ("key", ("film",), ""),
    "x = 1 # com|": ("comment", (), ""),
    'x = """a\n[b]\n""" \ny = |': ("value", ("y",), ""),
    "x = 'a # b'\ny|": ("key", (), "y"),
}


@pytest.mark.parametrize("text", CASES)
def test_the_place_of_the_cursor_is_understood(text):
    found: Cursor = cursor_at(text.replace("|", ""), text.index("|"))
    assert (found.where, found.path, found.written) == CASES[text]


@pytest.mark.parametrize("path", sorted(data_folder("scenes").rglob("*.toml")), ids=lambda path: path.stem)
def test_the_cursor_in_a_value_has_the_path_that_the_document_gives_it(path):
    document = Document(path, path.read_bytes())
    text = document.source.decode("utf-8")
    if not text.isascii():
        pytest.skip("its bytes are no characters")
    plain = [
        (at, span)
        for at, span in document.values.items()
        if text[span.start] not in "[{" and span.end - span.start > 1
    ]
    for at, span in plain[:: max(1, len(plain) // 12)]:
        found = cursor_at(text, span.start + 1)
        assert (found.where, found.path) == ("value", at)
