"""Small pictures of a render above its progress bar, in terminals that can show them and in no others."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from rich.console import Console
from textual_image import renderable

from visualizer.cli.previews import NAMES_OF_ITERM, ROWS, terminal_picture
from visualizer.cli.progress import _bar
from visualizer.output.progress import Progress

PICTURE = np.full((9, 16, 3), 200, np.uint8)


def terminal() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=100, height=30)


def printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_newest_picture_stands_above_the_bar_and_is_gone_at_the_end():
    console = terminal()
    with _bar(4, console, lambda pixels: f"picture {pixels.shape[0]}") as update:
        update(Progress(0, 4))
        assert "picture" not in printed(console)
        update(Progress(1, 4, 0, "hall", PICTURE))
        during = printed(console)
        assert "picture" in during and "hall" in during
        assert during.rindex("picture") < during.rindex("1/4")
    ended = printed(console)[len(during) :]
    assert "picture" not in ended and "1/4" in ended


def test_without_a_terminal_that_shows_pictures_there_is_only_the_bar():
    console = terminal()
    with _bar(4, console, None) as update:
        update(Progress(1, 4, 0, "hall", PICTURE))
    assert "1/4" in printed(console) and "hall" in printed(console)


@pytest.mark.parametrize(
    ("kind", "begins"),
    [(renderable.SixelImage, "\x1bP"), (renderable.TGPImage, "\x1b_G")],
    ids=["sixel", "kitty"],
)
def test_a_terminal_with_graphics_gets_a_picture_in_its_protocol(monkeypatch, capfd, kind, begins):
    monkeypatch.setattr(renderable, "Image", kind)
    shown = terminal_picture()
    assert shown is not None
    console = terminal()
    console.print(shown(PICTURE))
    # Kitty gets the pixels on standard output, and text that marks their place.
    assert begins in printed(console) + capfd.readouterr().out
    assert printed(console).count("\n") <= ROWS + 1


@pytest.mark.parametrize(("name", "value"), NAMES_OF_ITERM.items())
def test_iterm_gets_a_png_of_the_picture_in_its_protocol(monkeypatch, name, value):
    monkeypatch.setattr(renderable, "Image", renderable.HalfcellImage)
    monkeypatch.setenv(name, value)
    shown = terminal_picture()
    assert shown is not None
    console = terminal()
    console.print(shown(PICTURE))
    head, _, rest = printed(console).partition("\x1b]1337;File=")[2].partition(":")
    sent = base64.b64decode(rest.partition("\x07")[0], validate=True)
    given = dict(one.split("=") for one in head.split(";"))
    assert given == {"inline": "1", "size": str(len(sent)), "height": str(ROWS), "preserveAspectRatio": "1"}
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(sent))), PICTURE)
    assert printed(console).count("\n") <= ROWS + 1


@pytest.mark.parametrize("kind", [renderable.HalfcellImage, renderable.UnicodeImage])
def test_a_terminal_without_graphics_gets_none(monkeypatch, kind):
    for name in NAMES_OF_ITERM:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(renderable, "Image", kind)
    assert terminal_picture() is None
