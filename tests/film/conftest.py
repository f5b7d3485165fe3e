"""The film's story."""

from collections.abc import Callable, Iterator

import pytest

from tests.film.story import Story
from visualizer.renderer.renderer import Renderer


@pytest.fixture(scope="session")
def story(film):
    return Story(film)


@pytest.fixture(scope="session")
def film_renderer() -> Iterator[Callable[[tuple[int, int]], Renderer]]:
    """Return a function that gives the renderer that all tests of the film share, with pictures of a size.

    A renderer makes the programs and meshes of the film in some seconds. What it drew before makes no difference (law
    1), which these tests rely on and prove.
    """
    with Renderer((64, 36)) as renderer:

        def sized(size: tuple[int, int]) -> Renderer:
            renderer.resize(size)
            return renderer

        yield sized
