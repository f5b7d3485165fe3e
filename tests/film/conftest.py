"""The film, loaded once."""

import pytest

from tests.film.story import Story
from visualizer.data import data_folder
from visualizer.scene.loading import load


@pytest.fixture(scope="session")
def story():
    return Story(load(data_folder("scenes") / "launch.toml"))
