"""Keys: what each does, declared once. The window, its help and README.md are made from the two tables here."""

from __future__ import annotations

from dataclasses import dataclass
from string import ascii_uppercase, digits


def _key_names() -> dict[str, str]:
    names = {
        "SPACE": "Space", "LEFT": "Left", "RIGHT": "Right", "UP": "Up", "DOWN": "Down", "PAGEUP": "PgUp", "PAGEDOWN": "PgDn",
        "HOME": "Home", "END": "End", "BACKSPACE": "Backspace", "ESCAPE": "Esc", "LSHIFT": "Shift", "RSHIFT": "Shift",
        "TAB": "Tab", "RETURN": "Enter", "NUM_ENTER": "Enter", "DELETE": "Del", "NUM_DELETE": "Del",
        "LCTRL": "Control", "RCTRL": "Control", "LCOMMAND": "Control", "RCOMMAND": "Control", "LALT": "Alt", "RALT": "Alt",
        "MINUS": "-", "EQUAL": "=", "PLUS": "+", "QUESTION": "?", "COMMA": ",", "PERIOD": ".", "BRACKETLEFT": "[", "BRACKETRIGHT": "]",
        "NUM_LEFT": "Left", "NUM_RIGHT": "Right", "NUM_UP": "Up", "NUM_DOWN": "Down", "NUM_PAGE_UP": "PgUp",
        "NUM_PAGE_DOWN": "PgDn", "NUM_HOME": "Home", "NUM_END": "End", "NUM_SPACE": "Space", "NUM_ADD": "+",
        "NUM_SUBTRACT": "-", "NUM_EQUAL": "=",
    }  # fmt: skip
    names |= {f"F{number}": f"F{number}" for number in range(1, 13)}
    names |= {letter: letter for letter in ascii_uppercase}
    return names | {f"{prefix}{digit}": digit for digit in digits for prefix in ("_", "NUM_")}


KEY_NAMES = _key_names()
"""Names of keys, as `Press.key` has them, by their names in `pyglet.window.key`. The number pad's are those of its
twins."""


@dataclass(frozen=True)
class Press:
    """A key that was pressed.

    key: its name on any keyboard, such as "Left" or "Q", the same on the number pad; empty for one without a name here.
    character: what it types in the user's layout, or nothing. control: Ctrl, or Command on macOS. other: Alt or the
    desktop's own key, whose combinations belong to the desktop.
    """

    key: str
    character: str = ""
    shift: bool = False
    control: bool = False
    other: bool = False


_FREE_CAMERA = "Free camera"  # heading in the help


@dataclass(frozen=True)
class Binding:
    """action: name of a method of `Session`. text: what it does. group: heading in the help.

    keys: as the help shows them: a character that is typed, whatever keys that takes, or the name of a key, with
    "Shift" or "Ctrl" before it or not. repeats: whether the action repeats while the key is held.
    """

    action: str
    keys: tuple[str, ...]
    text: str
    group: str
    repeats: bool = False


BINDINGS = (
    Binding("toggle", ("Space",), "play or pause", "Film"),
    Binding("play_back", ("J",), "play backwards; again for faster", "Film"),
    Binding("stop", ("K",), "pause", "Film"),
    Binding("play_on", ("L",), "play forward; again for faster", "Film"),
    Binding("step_back", ("Left", ","), "one frame back", "Film", repeats=True),
    Binding("step_on", ("Right", "."), "one frame forward", "Film", repeats=True),
    Binding("second_back", ("Shift Left",), "one second back", "Film", repeats=True),
    Binding("second_on", ("Shift Right",), "one second forward", "Film", repeats=True),
    Binding("previous_shot", ("PgUp", "["), "previous shot", "Film"),
    Binding("next_shot", ("PgDn", "]"), "next shot", "Film"),
    Binding("to_start", ("Home",), "first frame", "Film"),
    Binding("to_end", ("End",), "last frame", "Film"),
    Binding("go_to", ("G",), "go to a time, timecode, frame (120f), shot", "Film"),
    Binding("slower", ("-", "Down"), "slower", "Speed"),
    Binding("faster", ("+", "=", "Up"), "faster", "Speed"),
    Binding("reverse", ("R",), "reverse the direction", "Speed"),
    Binding("normal_speed", ("1", "Backspace"), "normal speed", "Speed"),
    Binding("toggle_loop", ("Ctrl L",), "loop", "Speed"),
    Binding("in_point", ("I",), "loop from here", "Speed"),
    Binding("out_point", ("O",), "loop up to here", "Speed"),
    Binding("loop_shot", ("U",), "loop this shot, or the whole film", "Speed"),
    Binding("toggle_panels", ("Tab", "F4"), "open the editor: panels beside the picture; close it", "Edit"),
    Binding("next_gizmo", ("M",), "move, turn or scale what is selected; none", "Edit"),
    Binding("next_axes", ("Shift M",), "along the axes of world, object or camera", "Edit"),
    Binding("undo", ("Ctrl Z",), "undo the last change of the scene", "Edit", repeats=True),
    Binding("redo", ("Shift Ctrl Z", "Ctrl Y"), "redo it", "Edit", repeats=True),
    Binding("save", ("Ctrl S",), "save changes that could not be saved at once", "Edit"),
    Binding("open_text", ("Ctrl E",), "open what is selected in your text editor", "Edit"),
    Binding("toggle_free", ("V",), "free camera, and back to the film's", _FREE_CAMERA),
    Binding("to_film_camera", ("B",), "to the pose of the film's camera", _FREE_CAMERA),
    Binding("focus", ("Z",), "look at the actor under the mouse", _FREE_CAMERA),
    Binding("level", ("N",), "level the horizon", _FREE_CAMERA),
    Binding("copy_pose", ("Ctrl C",), "copy the pose as TOML", _FREE_CAMERA),
    Binding("key_pose", ("Ctrl K",), "set a key of the film's camera here", _FREE_CAMERA),
    Binding("new_camera", ("Ctrl N",), "cut here to a new camera with this pose", _FREE_CAMERA),
    Binding("record", ("Ctrl R",), "record the flight while the film plays", _FREE_CAMERA),
    Binding("toggle_captions", ("C",), "captions on or off", "View"),
    Binding("toggle_full_screen", ("F", "F11"), "full screen", "View"),
    Binding("toggle_figures", ("F3",), "frame time and live particles", "View"),
    Binding("toggle_costs", ("F5",), "what takes time: passes, emitters, draws", "View"),
    Binding("screenshot", ("P", "F12"), "screenshot into the current folder", "View"),
    Binding("toggle_compare", ("F7",), "before the last change, and after it", "View"),
    Binding("toggle_wires", ("F6",), "cameras, paths, lights, fog, emitters, colliders", "View"),
    Binding("toggle_thirds", ("2",), "lines of thirds", "View"),
    Binding("toggle_safe_areas", ("3",), "safe areas", "View"),
    Binding("false_colour", ("4",), "false colours of brightness, then stops of light", "View"),
    Binding("clipping", ("5",), "black and clipped light", "View"),
    Binding("surfaces", ("6",), "distances, then normals", "View"),
    Binding("smaller", ("7",), "fewer pixels", "View"),
    Binding("larger", ("8",), "more pixels", "View"),
    Binding("lower_quality", ("9",), "lower quality", "View"),
    Binding("higher_quality", ("0",), "higher quality", "View"),
    Binding("toggle_help", ("H", "?", "F1"), "this help", "View"),
    Binding("leave", ("Esc",), "hide the keys or the panels, or quit", "View"),
    Binding("quit", ("Q", "Ctrl Q", "Ctrl W"), "quit", "View"),
)


@dataclass(frozen=True)
class Flight:
    """A key or a movement of the mouse that steers the free camera. way: a name of `free_camera.DIRECTIONS` or `ROLLS`,
    or empty.

    key: as the help shows it; a key with a way flies that way while it is held. text: what it does.
    """

    key: str
    text: str
    way: str = ""


FLIGHT = (
    Flight("W", "fly forward", "forward"),
    Flight("S", "fly back", "back"),
    Flight("A", "fly to the left", "left"),
    Flight("D", "fly to the right", "right"),
    Flight("E", "fly up", "up"),
    Flight("X", "fly down", "down"),
    Flight("T", "roll to the left", "roll left"),
    Flight("Y", "roll to the right", "roll right"),
    Flight("Shift", "four times as fast"),
    Flight("Drag", "look around; a click picks an actor or a line"),
    Flight("Right Drag", "orbit what is under it; also Ctrl Drag"),
    Flight("Middle Drag", "pan; also Shift Drag"),
    Flight("Wheel", "zoom to what is under it"),
    Flight("Shift Wheel", "fly faster or slower"),
)
WAYS = {flight.key: flight.way for flight in FLIGHT if flight.way}
"""Directions of the free camera by the key that flies there."""


def binding_of(press: Press) -> Binding | None:
    """Return what a key is bound to, or None.

    A character that is bound counts, however it is typed; else the name of the key with Shift and Ctrl as declared. A
    letter that is bound with Shift is not that without it.
    """
    if press.other and not press.control:
        return None
    names = [press.key]
    if press.control and not press.other:
        names = [f"{'Shift ' if press.shift else ''}Ctrl {press.key}"]
    elif press.control:  # with Alt: AltGr on Windows, which types characters and nothing else
        names = []
    elif press.shift and len(press.key) != 1:
        names = [f"Shift {press.key}"]
    if press.character and (press.control == press.other):
        names.insert(0, press.character.upper())
    if press.shift and len(press.key) == 1 and not press.control:
        names.insert(0, f"Shift {press.key}")
    return next((binding for name in names for binding in BINDINGS if name and name in binding.keys), None)


def help_groups() -> dict[str, list[tuple[str, str]]]:
    """Return the help: (keys, text) of each entry by heading, in the order of the tables. Keys are two spaces apart."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for binding in BINDINGS:
        groups.setdefault(binding.group, []).append(("  ".join(binding.keys), binding.text))
    groups.setdefault(_FREE_CAMERA, []).extend((flight.key, flight.text) for flight in FLIGHT)
    return groups


def manual_table() -> str:
    """Return the keys as a Markdown table, as README.md has it."""
    lines = ["| key | does |", "| --- | --- |"]
    for group, entries in help_groups().items():
        prefix = "free camera: " if group == _FREE_CAMERA else ""
        for label, text in entries:
            keys = ", ".join(f"`{key}`" for key in label.split("  "))
            lines.append(f"| {keys} | {prefix}{text} |")
    return "\n".join(lines) + "\n"
