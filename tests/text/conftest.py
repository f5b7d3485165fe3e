"""A machine whose only fonts are the small ones in tests/text/fonts, so that no test depends on what is installed."""

from pathlib import Path

import pytest

from visualizer.text import layout, shaping, system

FONTS = Path(__file__).parent / "fonts"


def _forget() -> None:
    for kept in (system.system_fonts, system.named_fonts, shaping.fonts_for, shaping.shaped, layout.block_of):
        kept.cache_clear()


@pytest.fixture
def fonts_of_machine(monkeypatch):
    """Let the machine have the fonts of some folders only: of tests/text/fonts until the test says otherwise."""

    def use(*folders: Path) -> None:
        monkeypatch.setattr(system, "font_folders", lambda: folders)
        _forget()

    use(FONTS)
    yield use
    monkeypatch.undo()
    _forget()
