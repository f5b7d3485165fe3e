"""Easing menu: all easings by their curves, to choose from."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from imgui_bundle import imgui

from visualizer.editor import style
from visualizer.timeline.easing import EASINGS, SMOOTH, easing

SAMPLES = 96
BEZIER = "cubic-bezier(0.4, 0.0, 0.2, 1.0)"
"""What a cubic-bezier begins as; its handles are dragged in the curves."""

_FAMILIES = ("sine", "quad", "cubic", "quart", "quint", "expo", "circ", "back", "elastic", "bounce")
ROWS: tuple[tuple[str, ...], ...] = (
    ("linear", "step", SMOOTH, "ease", "ease-in", "ease-out", "ease-in-out", BEZIER),
    *((f"in-{name}", f"out-{name}", f"in-out-{name}") for name in _FAMILIES),
)
"""All easings but other spellings of these, in rows as they belong together."""

_COLUMNS = 6
_WIDTH, _HEIGHT, _GAP = 92.0, 40.0, 4.0  # points, at scale 1


@lru_cache(maxsize=128)
def preview(name: str) -> tuple[tuple[float, float], ...]:
    """Return points of an easing: shares of time and of the way. A smooth one is drawn through a key between two
    others."""
    if name == SMOOTH:
        return tuple((k / SAMPLES, _smooth(k / SAMPLES)) for k in range(SAMPLES + 1))
    eased = easing(name)
    return tuple((k / SAMPLES, eased(k / SAMPLES)) for k in range(SAMPLES + 1))


def _smooth(x: float) -> float:
    return x * x * (3.0 - 2.0 * x)


def row_name(ease: str) -> str:
    """Return the name that an easing has in the rows: another spelling, or a cubic-bezier with other numbers."""
    if ease.startswith("cubic-bezier("):
        return BEZIER
    return "step" if ease == "step-end" else ease


def easing_menu(scale: float, present: Collection[str] = ()) -> str:
    """Draw the previews of all easings in an open menu, those that are present marked. Return the one that was chosen,
    or ""."""
    imgui.text_disabled(f"Now: {', '.join(sorted(present))}" if present else "The last keyframe has no next")
    marked = set(map(row_name, present))
    names = [name for row in ROWS for name in row]
    assert all(name in EASINGS or name in (SMOOTH, BEZIER) for name in names)
    chosen = ""
    draw = imgui.get_window_draw_list()
    for number, name in enumerate(names):
        if number % _COLUMNS:
            imgui.same_line(0.0, _GAP * scale)
        at = imgui.get_cursor_screen_pos()
        if imgui.invisible_button(name, imgui.ImVec2(_WIDTH * scale, _HEIGHT * scale)):
            chosen = name
        hovered = imgui.is_item_hovered()
        ground = style.HOVERED if hovered else style.PRESSED if name in marked else style.GROUND
        low, high = (at.x, at.y), (at.x + _WIDTH * scale, at.y + _HEIGHT * scale)
        draw.add_rect_filled(low, high, _packed(ground), 3 * scale)
        if name in marked:
            draw.add_rect(low, high, _packed(style.ACCENT), 3 * scale, thickness=1.5 * scale)
            if imgui.is_window_appearing():
                imgui.set_scroll_here_y(0.5)
        label = "cubic-bezier" if name == BEZIER else name
        draw.add_text(
            imgui.get_font(),
            imgui.get_font_size() * 0.82,
            (round(at.x + 4 * scale), round(at.y + 2 * scale)),
            _packed(style.INK),
            label,
        )
        # The curve goes from a third of the height to near the foot, so that what overshoots is seen too.
        left, right = at.x + 8 * scale, at.x + (_WIDTH - 8) * scale
        foot, head = at.y + (_HEIGHT - 7) * scale, at.y + 21 * scale
        points: list[imgui.ImVec2Like] = [
            (left + (right - left) * x, foot + (head - foot) * y) for x, y in preview(name)
        ]
        draw.add_polyline(points, _packed(style.KEYED), 1.5 * scale, 0)
    return chosen


def _packed(colour: style.Colour) -> int:
    return int(imgui.color_convert_float4_to_u32((*colour, 1.0)))
