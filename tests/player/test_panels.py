"""The panels: none covers another, and all of them are within the window."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from imgui_bundle import imgui

from tests.player.interface import interface
from visualizer.player.costs import costs_of
from visualizer.player.entry import HINT
from visualizer.player.fonts import Fonts
from visualizer.player.layout import panel_scale
from visualizer.player.painter import Painter
from visualizer.player.panels import OverlayState, draw_panels
from visualizer.player.views import legend

SHOTS = (("hall", 0.0), ("two_ships", 4.0), ("onward", 90.0))
FIGURES = tuple((name, "1,234,567") for name in ("rate", "frame", "drawing", "picture", "particles"))
COSTS = costs_of(
    {f"pass_{number}": 0.02 / (1 + number) for number in range(14)},
    {f"an_emitter_{number}": 1_000_000 >> number for number in range(5)},
    {"an_emitter_1": 0.004},
    [("draws", "312"), ("triangles", "1,204,555"), ("pictures memory", "131.2 MiB")],
    budget=1 / 24,
    samples=1,
)
LONG = "Free camera: W A S D E X to fly, drag to look"
ERRORS = {
    "none": "",
    "one": "launch.toml:120:9: actor.more.shape: unknown name ('torus'); choose from box, crystal, plane",
    "many": "\n".join(f"launch.toml:{line}:9: actor.more.size: a value is missing" for line in range(60)),
    "long": "launch.toml:1:1: " + "word " * 800,
}
SIZES = [(1280, 720), (960, 540), (640, 360), (480, 800), (320, 180)]


@pytest.fixture
def fonts() -> Iterator[Fonts]:
    with interface():
        yield Fonts()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("error", ERRORS)
def test_no_panel_covers_another_or_leaves_the_window(
    fonts: Fonts, size: tuple[int, int], error: str
) -> None:
    for shown in (*range(12), *range(16, 28), *range(32, 64, 5)):
        state = OverlayState(
            shots=SHOTS,
            shot="two_ships",
            tags=("0.125x", "loop"),
            pointer=100.0,
            error=ERRORS[error],
            help=bool(shown & 1),
            figures=FIGURES if shown & 2 else (),
            costs=COSTS if shown & 16 else None,
            picture=(0.0, 0.0, *size),
            guides=frozenset({"thirds", "safe areas"}),
            picked=("a_name_that_is_long", (0.9, 0.0, 1.0, 0.1)),
            legend=legend("false colour") if shown & 32 else (),
            toast=LONG if shown & 4 else "",
            entry=("launch+0.5", HINT) if shown & 8 else None,
        )
        io = imgui.get_io()
        io.display_size, io.delta_time = imgui.ImVec2(*size), 1.0
        imgui.new_frame()
        boxes = draw_panels(Painter(fonts, panel_scale(size[1])), size, state)
        imgui.render()
        small = size[1] <= 360
        assert "transport" in boxes and ("error" in boxes) == bool(state.error)
        helping = state.help and state.entry is None
        assert "help" in boxes if helping and not small else "help" not in boxes or helping
        assert ("toast" in boxes) == bool(state.entry or state.toast or (state.help and "help" not in boxes))
        assert "figures" in boxes or "help" in boxes or not state.figures or small
        for left, top, right, bottom in boxes.values():
            assert left >= 0.0 and top >= 0.0 and right <= size[0] and bottom <= size[1]
        for (name, one), (other, two) in combinations(boxes.items(), 2):
            apart = one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]
            assert apart, f"{name} {one} and {other} {two} with {shown:b}"
