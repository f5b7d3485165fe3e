"""Key bindings: one table, used by the window, its help and the manual."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Binding:
    """action: name of a method of `Session`. keys: names in moderngl-window's table of keys, with "SHIFT+" before or not.

    label: the keys as the help shows them, two spaces apart. text: what the action does. group: heading in the help.
    repeats: whether the action repeats while the key is held.
    """

    action: str
    keys: tuple[str, ...]
    label: str
    text: str
    group: str
    repeats: bool = False


BINDINGS = (
    Binding("toggle", ("SPACE",), "Space", "play or pause", "Film"),
    Binding("step_back", ("LEFT",), "Left", "one frame back", "Film", repeats=True),
    Binding("step_on", ("RIGHT",), "Right", "one frame forward", "Film", repeats=True),
    Binding("second_back", ("SHIFT+LEFT",), "Shift Left", "one second back", "Film", repeats=True),
    Binding("second_on", ("SHIFT+RIGHT",), "Shift Right", "one second forward", "Film", repeats=True),
    Binding("previous_shot", ("PAGE_UP", "LEFT_BRACKET"), "PgUp  [", "previous shot", "Film"),
    Binding("next_shot", ("PAGE_DOWN", "RIGHT_BRACKET"), "PgDn  ]", "next shot", "Film"),
    Binding("to_start", ("HOME",), "Home", "first frame", "Film"),
    Binding("to_end", ("END",), "End", "last frame", "Film"),
    Binding("slower", ("MINUS", "DOWN"), "-  Down", "slower", "Speed"),
    Binding("faster", ("EQUAL", "UP"), "=  Up", "faster", "Speed"),
    Binding("reverse", ("R",), "R", "reverse the direction", "Speed"),
    Binding("normal_speed", ("BACKSPACE", "NUMBER_1"), "1  Backspace", "normal speed", "Speed"),
    Binding("toggle_loop", ("L",), "L", "loop", "Speed"),
    Binding("toggle_free", ("V",), "V", "free camera, and back to the film's", "View"),
    Binding("toggle_captions", ("C",), "C", "captions on or off", "View"),
    Binding("toggle_full_screen", ("F", "F11"), "F  F11", "full screen", "View"),
    Binding("toggle_figures", ("F3",), "F3", "frame time and live particles", "View"),
    Binding("screenshot", ("S", "F12"), "S  F12", "screenshot into the current folder", "View"),
    Binding("toggle_help", ("H", "F1"), "H  F1", "this help", "View"),
    Binding("quit", ("ESCAPE", "Q"), "Esc  Q", "quit", "View"),
)

FLIGHT = {
    "W": "forward",
    "S": "back",
    "A": "left",
    "D": "right",
    "E": "up",
    "Q": "down",
}
"""Keys that fly the free camera while they are held. While it is on, they take precedence over BINDINGS."""

FLIGHT_HELP = (
    ("W A S D", "fly"),
    ("E  Q", "up and down"),
    ("Drag", "look around"),
    ("Wheel", "fly faster or slower"),
    ("Shift", "four times as fast"),
)
"""The free camera's keys and mouse actions for the help: (label, text)."""


def binding_of(key: str, *, shift: bool) -> Binding | None:
    """Return the binding of a key, or None. shift: whether Shift is held; only bindings with "SHIFT+" match then."""
    wanted = f"SHIFT+{key}" if shift else key
    return next((binding for binding in BINDINGS if wanted in binding.keys), None)


def help_groups() -> dict[str, list[tuple[str, str]]]:
    """Return the help: (label, text) of each binding by heading, in the order of BINDINGS."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for binding in BINDINGS:
        groups.setdefault(binding.group, []).append((binding.label, binding.text))
    groups["Free camera"] = list(FLIGHT_HELP)
    return groups


def manual_table() -> str:
    """Return the keys as a Markdown table, as README.md has it."""
    lines = ["| key | does |", "| --- | --- |"]
    for group, entries in help_groups().items():
        prefix = "free camera: " if group == "Free camera" else ""
        for label, text in entries:
            keys = ", ".join(f"`{key}`" for key in label.split("  "))
            lines.append(f"| {keys} | {prefix}{text} |")
    return "\n".join(lines) + "\n"
