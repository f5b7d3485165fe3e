"""Merging: two changes of one text are both in the result, or it is said that they meet."""

from pathlib import Path as FilePath

from hypothesis import given
from hypothesis import strategies as st

from visualizer.editor.merging import differing, merged, patch_between, patched, patches_between
from visualizer.scene.document import Document

TEXTS = st.text("ab\n", max_size=30).map(str.encode)


@given(before=TEXTS, after=TEXTS)
def test_patches_make_one_text_of_the_other(before: bytes, after: bytes) -> None:
    assert patched(before, [patch_between(before, after)]) == after
    assert patched(before, patches_between(before, after)) == after


@given(base=TEXTS, ours=TEXTS)
def test_one_change_alone_is_the_result_and_equal_ones_are_made_once(base: bytes, ours: bytes) -> None:
    assert merged(base, ours, base) == merged(base, base, ours) == merged(base, ours, ours) == ours


def test_changes_of_different_lines_and_of_different_places_of_lines_are_both_kept() -> None:
    base = b"fov = 40 # a\nroll = 1\n\nnear = 0.1\n"
    ours, theirs = base.replace(b"40", b"55"), base.replace(b"roll = 1\n", b"roll = 2\nfar = 9\n")
    assert merged(base, ours, theirs) == b"fov = 55 # a\nroll = 2\nfar = 9\n\nnear = 0.1\n"
    assert merged(base, ours, base.replace(b"# a", b"# wide")) == base.replace(b"40 # a", b"55 # wide")


def test_changes_of_the_same_place_meet() -> None:
    base = b"fov = 40\n"
    assert merged(base, b"fov = 50\n", b"fov = 60\n") is None
    assert merged(base, b"fov = 40\na = 1\n", b"fov = 40\nb = 1\n") is None
    assert merged(base, b"", b"fov = 41\n") is None


def test_values_that_differ_are_named_with_both_texts() -> None:
    ours = b"[camera.eye]\nfov = 40 # wide\nroll = [{ t = 0, v = 1 }, { t = 2, v = 3 }]\nnear = 0.1\n"
    theirs = (
        ours.replace(b"40 # wide", b"55").replace(b"v = 3", b"v = 4").replace(b"near = 0.1\n", b"far = 9\n")
    )
    found = differing(*(Document(FilePath("a.toml"), text) for text in (ours, theirs)))
    eye = ("camera", "eye")
    assert found == [
        ((*eye, "fov"), "40", "55"), ((*eye, "roll", 1, "v"), "3", "4"), ((*eye, "near"), "0.1", ""), ((*eye, "far"), "", "9"),
    ]  # fmt: skip
