"""Style: colours and sizes of the panels. Text has a contrast of at least 4.5 to 1 against what is behind it (WCAG 2.2,
1.4.3)."""

from __future__ import annotations

import colorsys

from imgui_bundle import imgui

Colour = tuple[float, float, float]
"""sRGB, 0..1."""

FAR = 3.0
"""Points that the mouse moves before a press is a drag."""

GROUND: Colour = (0.086, 0.094, 0.110)  # of panels
FIELD: Colour = (0.145, 0.157, 0.180)  # what values are written in
POPUP: Colour = (0.112, 0.122, 0.142)  # of menus, dialogs and tooltips
HOVERED: Colour = (0.205, 0.224, 0.260)
PRESSED: Colour = (0.105, 0.235, 0.330)
EDGE: Colour = (0.235, 0.250, 0.285)
RIM: Colour = (
    0.420,
    0.440,
    0.480,
)  # of what can be pressed but is empty: 3 to 1 on GROUND (WCAG 2.2, 1.4.11)
INK: Colour = (0.910, 0.925, 0.945)
DIM: Colour = (0.640, 0.670, 0.715)
ACCENT: Colour = (0.470, 0.800, 1.000)
KEYED: Colour = (1.000, 0.790, 0.400)  # of what has keyframes
MARKER: Colour = (0.560, 0.860, 0.620)  # of moments with names, and of times
ALARM: Colour = (1.000, 0.520, 0.470)

POINTS = 13.0
"""Size of letters, points, at scale 1."""

_SMALLEST, _LARGEST = 0.9, 2.2
_DESIGN_HEIGHT = 660.0  # of the window, points, at which the panels have their design size


def scale_of(height: float) -> float:
    """Return the factor for the sizes of panels in a window of this height, points: letters have a whole size."""
    return round(POINTS * min(max(height / _DESIGN_HEIGHT, _SMALLEST), _LARGEST)) / POINTS


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, 1..21, by WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def apply(scale: float) -> None:
    """Set the style of Dear ImGui. scale: of all sizes, 1 as designed."""
    style, names = imgui.get_style(), imgui.Col_
    for number in range(names.count):
        style.set_color_(number, _opaque(GROUND))
    for name, colour in {
        "text": INK, "text_disabled": DIM, "border": EDGE, "frame_bg": FIELD, "frame_bg_hovered": HOVERED,
        "frame_bg_active": PRESSED, "title_bg": GROUND, "title_bg_active": GROUND, "scrollbar_grab": EDGE,
        "scrollbar_grab_hovered": HOVERED, "scrollbar_grab_active": PRESSED, "check_mark": ACCENT, "slider_grab": ACCENT,
        "slider_grab_active": INK, "button": FIELD, "button_hovered": HOVERED, "button_active": PRESSED, "header": PRESSED,
        "header_hovered": HOVERED, "header_active": PRESSED, "separator": EDGE, "separator_hovered": ACCENT,
        "separator_active": ACCENT, "tab": GROUND, "tab_hovered": HOVERED, "tab_selected": FIELD, "tab_dimmed": GROUND,
        "tab_dimmed_selected": FIELD, "tab_selected_overline": ACCENT, "tab_dimmed_selected_overline": EDGE,
        "text_selected_bg": PRESSED, "plot_lines": ACCENT, "plot_histogram": ACCENT, "popup_bg": POPUP,
        "drag_drop_target": ACCENT, "input_text_cursor": INK, "text_link": ACCENT, "table_border_strong": EDGE,
        "table_border_light": EDGE, "table_header_bg": FIELD, "tree_lines": EDGE,
    }.items():  # fmt: skip
        if hasattr(names, name):
            style.set_color_(getattr(names, name), _opaque(colour))
    for name in ("docking_empty_bg", "table_row_bg", "table_row_bg_alt", "border_shadow"):
        style.set_color_(getattr(names, name), imgui.ImVec4(0.0, 0.0, 0.0, 0.0))
    style.set_color_(names.modal_window_dim_bg, imgui.ImVec4(0.0, 0.0, 0.0, 0.55))

    # Whole sizes: with others a list that is as high as its rows may get a scroll bar.
    def whole(width: float, height: float) -> imgui.ImVec2:
        return imgui.ImVec2(round(width * scale), round(height * scale))

    style.window_padding = whole(8, 8)
    style.frame_padding = whole(6, 3)
    style.item_spacing = whole(6, 4)
    style.item_inner_spacing = whole(4, 4)
    style.cell_padding = whole(4, 2)
    style.indent_spacing = float(round(14 * scale))
    style.scrollbar_size = float(round(10 * scale))
    style.grab_min_size = float(round(8 * scale))
    style.docking_separator_size = max(2.0, float(round(2 * scale)))
    style.frame_rounding = style.grab_rounding = style.popup_rounding = float(round(3 * scale))
    style.tab_rounding = style.scrollbar_rounding = float(round(3 * scale))
    style.window_border_size, style.frame_border_size = 1.0, 0.0
    style.font_size_base = POINTS * scale


def _opaque(colour: Colour) -> imgui.ImVec4:
    return imgui.ImVec4(*colour, 1.0)


def hue(number: int, *, light: float = 0.34) -> Colour:
    """Return a colour for the thing of a number: hues a golden angle apart, all of about one lightness, on which text
    can be read."""
    turn = (0.58 + number * 0.381966) % 1.0
    red, green, blue = colorsys.hls_to_rgb(turn, light, 0.42)
    level = _luminance((red, green, blue))
    target = light * light * 0.85  # of luminance
    factor = (target / level) ** (1.0 / 2.4) if level > 0.0 else 1.0
    return min(red * factor, 1.0), min(green * factor, 1.0), min(blue * factor, 1.0)


def line(number: int) -> Colour:
    """Return the colour of the curve of a number: hues a golden angle apart, light on the ground of panels."""
    turn = (0.12 + number * 0.381966) % 1.0
    red, green, blue = colorsys.hls_to_rgb(turn, 0.72, 0.75)
    return red, green, blue
