"""Fixtures of the tests of output."""

import pytest

from tests.output.films import film


@pytest.fixture(scope="session")
def whole_film(tmp_path_factory):
    """A painted film that was rendered without a stop."""
    return film(tmp_path_factory.mktemp("whole") / "whole.mp4")
