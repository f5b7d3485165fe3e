"""A scene of the film's size is loaded again in a small part of the time that it takes to load it."""

from tests.counting import calls_of
from visualizer.scene.loading import edited, load


def test_an_edited_film_is_loaded_with_few_function_calls(film):
    """A key of a camera in an included file."""
    path = ("camera", "dolly", "position", 0, "v", 0)
    whole = calls_of(lambda: load(film.path, sampled=False))
    edit = calls_of(lambda: edited(film, path, 0.1))
    assert edit < 0.1 * whole, (edit, whole)
