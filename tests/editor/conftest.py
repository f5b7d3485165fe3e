"""A screen for the panels, a context of Dear ImGui without one, and a folder for what they remember."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.player.interface import interface
from tests.player.screens import screen


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A screen with a window manager."""
    with screen(manager=True) as name:
        yield name


@pytest.fixture
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The layout of panels is kept in a folder of the test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def imgui_context(own_state: None) -> Iterator[None]:
    """Dear ImGui without a window: what it draws is thrown away."""
    with interface():
        yield
