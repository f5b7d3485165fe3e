"""Input of Dear ImGui: passes the window's events on to the panels, and tells which of them are theirs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from imgui_bundle import imgui

from visualizer.player.area import Area
from visualizer.player.keys import Press

if TYPE_CHECKING:
    from visualizer.player.desktop import DesktopWindow

_NAMED = {
    "Space": "space", "Left": "left_arrow", "Right": "right_arrow", "Up": "up_arrow", "Down": "down_arrow",
    "PgUp": "page_up", "PgDn": "page_down", "Home": "home", "End": "end", "Backspace": "backspace", "Del": "delete",
    "Enter": "enter", "Esc": "escape", "Tab": "tab", "Shift": "left_shift", "Control": "left_ctrl", "Alt": "left_alt",
}  # fmt: skip
_KEYS = {name: getattr(imgui.Key, value) for name, value in _NAMED.items()}
_KEYS |= {letter: getattr(imgui.Key, letter.lower()) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_MODIFIERS = {"Shift": imgui.Key.mod_shift, "Control": imgui.Key.mod_ctrl, "Alt": imgui.Key.mod_alt}
_OVER_PANELS = {("Del", False), ("A", True), ("C", True), ("V", True), ("X", True)}
"""Keys, and whether Ctrl is held with them, that are the panels' while the mouse is over one: they edit what is
selected there."""

_TURNS = 3  # frames after an event in which Dear ImGui settles: it lays some things out by what they were the frame before
_CLICK = 5  # frames after a click until a field that it opens takes keys, and after a key until a field that it leaves takes none
_LEAVING = {"Enter", "Esc", "Tab"}  # keys that may leave a field
_TOOLTIP = 0.6  # seconds after the last event at which a tooltip is due


class ImguiInput:
    """shown: whether there are panels; without any, nothing is passed on.

    area: of the picture, whose events are the film's unless a panel holds the mouse. popup: whether a menu or a dialog
    is open, which takes all events; set at the end of each frame by `settled`. over_picture: whether there is something
    in the picture that takes the mouse, such as handles; holding: whether the mouse drags that. Both are set before
    `settled`. A press over the picture is offered to it, and is the film's unless it is kept: whether it is shows once
    it is drawn. kept: whether it was.
    """

    def __init__(self, window: DesktopWindow, area: Area) -> None:
        self._window = window
        self._area = area
        self._turns = 0
        self._last = 0.0
        self._due = False
        self._answers = 0
        self._mouse = (-1.0, -1.0)
        self._buttons: set[int] = set()  # that are held, and were pressed over a panel
        self._waiting: list[
            tuple[Callable[[], None], bool]
        ] = []  # events in order, and whether each is of a button
        self._moved = False  # whether the mouse has moved since the last frame
        self._offered: int | None = None  # a button whose press may be kept
        self._ended = False  # whether that button was let go meanwhile
        self._lent: set[int] = set()  # buttons that are held, and were offered but not kept
        self.shown = False
        self.popup = False
        self.over_picture = False
        self.holding = False
        self.kept = False

    @property
    def answering(self) -> bool:
        """Whether a panel or what is in the picture was clicked, or a key that may leave a field was pressed, and is
        not drawn since.

        It is not known yet whether the next keys are typed into it, or whether the click is kept.
        """
        return self.shown and (self._answers > 0 or self._offered is not None)

    @property
    def takes_keys(self) -> bool:
        """Whether keys are typed into a field, or into a menu."""
        return self.shown and (imgui.get_io().want_text_input or self.popup)

    @property
    def takes_mouse(self) -> bool:
        """Whether the mouse is over a panel, or held by one."""
        if not self.shown:
            return False
        return self.holds or self.popup or not self._area.holds(*self._mouse)

    @property
    def holds(self) -> bool:
        """Whether a button of the mouse was pressed over a panel and is still held."""
        return bool(self._buttons)

    @property
    def _queued(self) -> bool:
        """Whether Dear ImGui has not read all events yet: of a press and a release of one key it reads one a frame."""
        return bool(self._waiting) or not self._read

    @property
    def _read(self) -> bool:
        """Whether Dear ImGui has read all that was passed on to it."""
        return not self.shown or len(imgui.get_current_context().input_events_queue) == 0

    def _pass_on(self, event: Callable[[], None], *, button: bool = False) -> None:
        """Pass an event on, after those before it. That of a button waits until the place of the mouse was drawn.

        What may lie below something else, as a row below its icons, is pointed at one frame after the mouse has come: a
        click in the frame in which it comes would be lost.
        """
        self._waiting.append((event, button))
        self._go_on()

    def _go_on(self) -> None:
        while self._waiting and not (self._waiting[0][1] and self._moved):
            self._waiting.pop(0)[0]()

    def _move_to(self, x: float, y: float) -> None:
        self._moved = True
        imgui.get_io().add_mouse_pos_event(x, y)

    def stir(self) -> None:
        """Let the panels be drawn again."""
        self._turns = max(self._turns, _TURNS)
        self._due = True

    def restless(self, now: float) -> bool:
        """Return whether the panels must be drawn again although nothing else has changed. now: clock reading,
        seconds."""
        if not self.shown:
            return False
        if self._turns > 0 or self._queued:
            self._last = now
            return True
        if self._due and now - self._last > _TOOLTIP:
            # Some frames: a tooltip is not seen in its first, in which Dear ImGui finds its size.
            self._due, self._turns = False, _TURNS
            return True
        return imgui.get_io().want_text_input and any(map(imgui.is_key_down, _KEYS.values()))

    def settled(self) -> None:
        """Note that a frame was drawn."""
        if self._read:  # else the place of the mouse is still to be drawn
            self._moved = False
            if self.shown:
                self._go_on()
        if not self._queued:
            self._turns = max(0, self._turns - 1)
            self._answers = max(0, self._answers - 1)
        if self._offered is not None and (imgui.is_mouse_down(self._offered) or not self._queued):
            number, self._offered = self._offered, None
            self.kept = self.holding or imgui.get_io().want_capture_mouse
            if not self._ended:
                (self._buttons if self.kept else self._lent).add(number)
        self.popup = self.shown and imgui.is_popup_open("", imgui.PopupFlags_.any_popup)

    def move(self, x: float, y: float) -> None:
        """Pass a place of the mouse on, points."""
        self._mouse = x, y
        if self.shown:
            self.stir()
            if self._area.holds(x, y) and not (self.holds or self.popup or self.over_picture):
                x = y = -1e9  # over the picture: no panel is pointed at
            self._pass_on(partial(self._move_to, x, y))

    def button(self, button: int, down: bool) -> bool:
        """Pass a button of the mouse on. Return whether it is the panels'. One that is offered is not yet; see
        `kept`."""
        mouse = self._window.mouse
        number = {mouse.left: 0, mouse.right: 1, mouse.middle: 2}.get(button)
        if not self.shown or number is None:
            return False
        takes = self.takes_mouse if down else number in self._buttons
        offered = number == self._offered
        if down and not takes and number == 0 and self.over_picture:
            self._offered, self._ended, offered = number, False, True
        if down and not offered:
            self.kept = False
        if takes:
            self._answers = _CLICK
            (self._buttons.add if down else self._buttons.discard)(number)
        if takes or offered or number in self._lent:
            self.stir()
            self._turns = _CLICK
            self._pass_on(partial(imgui.get_io().add_mouse_button_event, number, down), button=True)
        if not down:
            self._lent.discard(number)
            self._ended |= offered
        return takes

    def wheel(self, dx: float, dy: float) -> bool:
        """Pass the wheel on. Return whether it is the panels'."""
        if self.takes_mouse:
            self.stir()
            self._pass_on(partial(imgui.get_io().add_mouse_wheel_event, dx, dy), button=True)
            return True
        return False

    def press(self, press: Press) -> bool:
        """Pass a key on. Return whether it is the panels'."""
        if not self.shown:
            return False
        self.stir()
        takes = self.takes_keys or (self.takes_mouse and (press.key, press.control) in _OVER_PANELS)
        io = imgui.get_io()
        for name, held in (("Shift", press.shift), ("Control", press.control), ("Alt", press.other)):
            self._pass_on(partial(io.add_key_event, _MODIFIERS[name], held or press.key == name))
        if (key := _KEYS.get(press.key)) is not None and (takes or press.key in _MODIFIERS):
            self._pass_on(partial(io.add_key_event, key, True))
        if takes and press.key in _LEAVING:
            self._turns = self._answers = _CLICK
        return takes

    def release(self, name: str) -> None:
        """Pass the release of a key on, by its name."""
        if not self.shown:
            return
        self.stir()
        io = imgui.get_io()
        if name in _MODIFIERS:
            self._pass_on(partial(io.add_key_event, _MODIFIERS[name], False))
        if (key := _KEYS.get(name)) is not None:
            self._pass_on(partial(io.add_key_event, key, False))

    def type(self, text: str) -> None:
        """Pass typed characters on."""
        if self.takes_keys:
            self.stir()
            self._pass_on(partial(imgui.get_io().add_input_characters_utf8, text))

    def let_go(self) -> None:
        """Let all keys and buttons go, as the window lost the keyboard."""
        self._offered = None
        if self.shown:
            imgui.get_io().clear_input_keys()
            self.stir()
