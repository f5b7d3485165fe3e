"""A machine whose only fonts are the small ones in tests/text/fonts, so that no test depends on what is installed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from visualizer.text import layout, shaping, system

FONTS = Path(__file__).parent / "text" / "fonts"


def machine_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Let the system have only the fonts of some folders: those of FONTS until the test calls the yielded function."""

    def use(*folders: Path) -> None:
        monkeypatch.setattr(system, "font_folders", lambda: folders)
        _forget()

    use(FONTS)
    yield use
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for kept in (system.system_fonts, system.named_fonts, shaping.fonts_for, shaping.shaped, layout.block_of):
        kept.cache_clear()
