"""An edit of any property of the film changes its own bytes and no others, and undo gives these back."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.editor.edits_of_scenes import check_an_edit
from tests.editor.lists_of_scenes import check_a_list
from visualizer.scene.scene import Scene


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_edit_of_any_property_of_the_film_changes_only_its_span_and_undo_gives_the_same_bytes(
    film: Scene, data: st.DataObject
) -> None:
    check_an_edit(film, data.draw)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_change_of_any_list_of_the_film_leaves_all_else_as_it_is_and_undo_gives_the_same_bytes(
    film: Scene, data: st.DataObject
) -> None:
    check_a_list(film, data.draw)
