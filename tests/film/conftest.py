"""The film's story."""

import pytest

from tests.film.story import Story


@pytest.fixture(scope="session")
def story(film):
    return Story(film)
