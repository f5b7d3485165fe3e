"""Fixtures of the tests of output."""

import pytest

from tests.output.films import film
from tests.output.forked import fork_workers


@pytest.fixture(scope="session")
def whole_film(tmp_path_factory):
    """A painted film that was rendered without a stop."""
    return film(tmp_path_factory.mktemp("whole") / "whole.mp4")


@pytest.fixture
def forked_workers(monkeypatch):
    """Workers start sooner; for tests of what they draw, not of how they are started."""
    fork_workers(monkeypatch)
