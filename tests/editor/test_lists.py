"""Lists: items are added, copied, moved and taken out in the text, whatever a list holds and however it is written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.editor.edits_of_scenes import SCENES, field, shipped, text_after
from tests.editor.lists_of_scenes import check_a_list
from tests.player.scenes import TINY
from visualizer.editor import lists, writing
from visualizer.scene.document import EditError
from visualizer.scene.loading import load_text

EMITTER = """
[emitter.dust]
appearance = "dust"
rate = 100
life = 1.0
"""


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_change_of_any_list_of_any_shipped_scene_leaves_all_else_as_it_is_and_undo_gives_the_same_bytes(
    data,
):
    check_a_list(shipped(data.draw(st.sampled_from(SCENES))), data.draw)


NONE: list[str] = []


def names(table: str) -> list[str]:
    return ["box"] if table == "actor" else NONE


def test_the_first_item_of_each_list_is_what_the_schema_asks_for():
    text = TINY + EMITTER
    one = load_text(text)
    for name, item in {
        "bursts": "{t = 1.5, count = 1}",
        "colliders": '{shape = "plane"}',
        "points": "[0.0, 0.0, 0.0]",
        "size_curve": "{at = 0.0, v = 1.0}",
        "colour_curve": "{at = 0.0, v = [1.0, 1.0, 1.0]}",
    }.items():
        found = text_after(one, lists.added(one, field(one, "emitter", "dust", name), 1.5, names))
        assert found == text + f"{name} = [{item}]\n", name


def test_a_copy_of_a_burst_is_at_the_playhead_and_in_the_order_of_times_and_a_stop_half_way():
    bursts = "bursts = [{ t = 'first', count = 5 }, { t = 'second+1', count = 7 }] # two\n"
    one = load_text(TINY + EMITTER + bursts)
    found = text_after(one, lists.duplicated(one, field(one, "emitter", "dust", "bursts"), 1, 2.5))
    assert (
        "{ t = 'first', count = 5 }, { t = 'second+0.5', count = 7 }, { t = 'second+1', count = 7 }] # two"
        in found
    )
    curve = "size_curve = [\n    { at = 0, v = 1 }, # born\n    { at = 1, v = 0 }, # gone\n]\n"
    one = load_text(TINY + EMITTER + curve)
    own = field(one, "emitter", "dust", "size_curve")
    assert text_after(one, lists.duplicated(one, own, 0, 9.0)) == TINY + EMITTER + curve.replace(
        "# born\n", "# born\n    { at = 0.5, v = 1 },\n"
    )
    assert "{ at = 0.5, v = 0 }" in text_after(one, lists.added(one, own, 9.0, names)), (
        "before the last place"
    )
    with pytest.raises(EditError, match="ascending order"):
        lists.reordered(one, own, 0, 1)


HEADERS = """
[[actor.person.gazes]]
target = "box" # first

# the second one
[[actor.person.gazes]]
target = "box.top"
weight = [{ t = 1, v = 0 }, { t = 2, v = 1 }]

[actor.last]
kind = "shape"
"""


def test_tables_with_headers_are_items_with_the_comment_above_them():
    text = TINY + '\n[actor.person]\nkind = "figure"\n' + HEADERS
    one = load_text(text.replace('"box.top"', '"box"'))
    text = one.documents.files[0].source.decode()
    own = field(one, "actor", "person", "gazes")
    first = '[[actor.person.gazes]]\ntarget = "box" # first\n'
    second = '# the second one\n[[actor.person.gazes]]\ntarget = "box"\nweight = [{ t = 1, v = 0 }, { t = 2, v = 1 }]\n'
    assert first in text and second in text
    assert text_after(one, lists.reordered(one, own, 0, 1)) == text.replace(
        f"{first}\n{second}", f"{second}\n{first}"
    )
    assert text_after(one, lists.without(one, own, 0)) == text.replace(f"{first}\n", "")
    copied = text_after(one, lists.duplicated(one, own, 1, 5.0))
    copy = second.partition("\n")[2].replace("t = 1,", "t = 5,").replace("t = 2,", "t = 6,")
    assert copied == text.replace(second, f"{second}\n{copy}")
    assert "gazes" not in text_after(one, writing.reset(one, own))


def test_the_last_item_takes_a_list_with_it_that_need_not_be_there():
    one = load_text(TINY + EMITTER + "bursts = [{ t = 1, count = 5 }]\nsize = 0.1\n")
    assert text_after(one, lists.without(one, field(one, "emitter", "dust", "bursts"), 0)) == (
        TINY + EMITTER + "size = 0.1\n"
    )
