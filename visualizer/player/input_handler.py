"""Input: key and mouse events of the window as actions of a session."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from visualizer.player.desktop import DesktopWindow
from visualizer.player.imgui_input import ImguiInput
from visualizer.player.keys import WAYS, Binding, Press, binding_of
from visualizer.player.layout import ScrubBar
from visualizer.player.overlay import Overlay
from visualizer.player.pilot import Button, Pilot
from visualizer.player.session import Session

_REPEAT_AFTER, _REPEAT_EVERY = 0.35, 1.0 / 15.0  # seconds: a held key repeats its action after and every
_VISIBLE_FOR, _FADE = (
    2.5,
    0.3,
)  # seconds: while the film plays, the transport is shown this long after the mouse moved, then fades
_FADE_STEPS = 8  # levels of opacity, so that the screen is not drawn at every turn of the loop


class InputHandler:
    """Collects the window's events; `act` applies them to a session. What is done in panels goes to these.

    pilot: steers the free camera. panels: of these. tweaking: whether a value is dragged in one. closed: whether the
    window was closed by its close button. asked_to_quit: whether a key to quit was pressed. scrubbing: whether the
    mouse drags the scrub bar.
    """

    def __init__(self, window: DesktopWindow, overlay: Overlay) -> None:
        self._window = window
        self._overlay = overlay
        self.panels = ImguiInput(window, overlay.area)
        self.tweaking = False
        self._later: list[Callable[[], None]] = []
        self._pending: list[Callable[[Session, float], None]] = []
        self._held: dict[str, tuple[Binding, float]] = {}
        self.pilot = Pilot()
        self._repeating = False  # False after a single tap: its picture is drawn at full size at once
        self._mouse = (-1.0, -1.0)
        self._last_active: float | None = None
        self._activity = True
        self._last_act = 0.0
        self._acting = False  # whether a session takes what comes; before, only keys that quit do anything
        self._resume = False
        self.closed = False
        self.asked_to_quit = False
        self.scrubbing = False
        window.pressed_func = partial(self._in_turn, self._key)
        window.released_func = partial(self._in_turn, self._key_released)
        window.typed_func = partial(self._in_turn, self.panels.type)
        window.mouse_position_event_func = self._hover
        window.mouse_drag_event_func = self._drag
        window.mouse_press_event_func = self._press
        window.mouse_release_event_func = self._release
        window.mouse_scroll_event_func = self._wheel
        window.resize_func = self._resized
        window.close_func = self._close
        window.unfocused_func = self._unfocused

    @property
    def ended(self) -> bool:
        """Whether the window was closed or a key to quit was pressed."""
        return self.closed or self.asked_to_quit

    @property
    def pending(self) -> bool:
        """Whether anything came since the last `act`."""
        return bool(self._pending)

    @property
    def moving(self) -> bool:
        """Whether input changes the picture: the camera flies or turns, the scrub bar or a value is dragged, or a held
        key repeats."""
        return self.pilot.moving or self.scrubbing or self._repeating or self.tweaking

    def act(self, session: Session, now: float) -> None:
        """Apply all events since the last call to a session. now: clock reading, seconds."""
        while self._later and not self.panels.answering:
            self._later.pop(0)()
        pending, self._pending, self._acting = self._pending, [], True
        for action in pending:
            action(session, now)
        for key, (binding, due) in list(self._held.items()):
            if now >= due:
                getattr(session, binding.action)(now)
                self._held[key] = (binding, max(due + _REPEAT_EVERY, now))
                self._repeating = True
        self.asked_to_quit |= "quit" in session.requests
        if not self._held:
            self._repeating = False
        if "focus" in session.requests:
            self.pilot.focus(*self._mouse, session, now)
        self.pilot.act(session, now - self._last_act)
        session.note_flight(now)
        self._last_act = now
        if self._activity:
            self._last_active, self._activity = now, False

    def transport_opacity(self, now: float, *, playing: bool) -> float:
        """Return the opacity of the transport, 0..1: 1 while the film is paused or the mouse moves."""
        if not playing or self.scrubbing or self._last_active is None:
            return 1.0
        left = (self._last_active + _VISIBLE_FOR + _FADE - now) / _FADE
        return round(min(max(left, 0.0), 1.0) * _FADE_STEPS) / _FADE_STEPS

    def pointer(self, duration: float) -> float | None:
        """Return x of the mouse on the scrub bar, points, or None if it is elsewhere. duration: of the film,
        seconds."""
        bar = ScrubBar.of(self._overlay.size, duration)
        x, y = self._overlay.area.local(*self._mouse)
        on = self.scrubbing or (bar.hit(x, y) and not self.panels.takes_mouse)
        return min(max(x, bar.left), bar.right) if on else None

    def _in_turn(self, handle: Callable[[Any], None], event: object) -> None:
        """Handle a key now, or once it is known whether the panel that was clicked before takes it."""
        if self._later or self.panels.answering:
            self._later.append(partial(handle, event))
        else:
            handle(event)

    def _key(self, press: Press) -> None:
        if self.panels.press(press):
            return
        binding = binding_of(press)
        leaves = binding is not None and binding.action in ("quit", "leave")
        self.asked_to_quit |= not self._acting and leaves
        self._pending.append(lambda session, now: self._pressed(press, session, now))

    def _key_released(self, name: str) -> None:
        self.panels.release(name)
        self._pending.append(lambda session, now: self._released(name))

    def _pressed(self, press: Press, session: Session, now: float) -> None:
        self.pilot.shift |= press.key == "Shift"
        self.pilot.control |= press.key == "Control"
        if session.entry is not None:
            session.typed(press, now)
            return
        binding = binding_of(press)
        if binding is not None:
            getattr(session, binding.action)(now)
            if binding.repeats:
                self._held[press.key] = (binding, now + _REPEAT_AFTER)
        elif press.key in WAYS and not press.control and not press.other:
            if session.free is not None:
                self.pilot.press(press.key, session, now)
            else:
                session.say(f"{press.key} flies the free camera, which V turns on", now)

    def _released(self, name: str) -> None:
        self._held.pop(name, None)
        self.pilot.release(name)

    def _hover(self, x: int, y: int, dx: int, dy: int) -> None:
        self._mouse, self._activity = (float(x), float(y)), True
        self.panels.move(float(x), float(y))

    def _press(self, x: int, y: int, button: int) -> None:
        self._hover(x, y, 0, 0)
        if self.panels.button(button, True):
            return
        mouse = self._window.mouse
        names: dict[int, Button] = {mouse.left: "left", mouse.middle: "middle", mouse.right: "right"}
        if (name := names.get(button)) is not None:
            grab = partial(self._grab, float(x), float(y), name)
            self._in_turn(self._do, grab)

    def _grab(self, x: float, y: float, button: Button, session: Session, now: float) -> None:
        if button != "left" or not self._grab_transport(x, y, session, now):
            self.pilot.grab(x, y, button, session, now)

    def _grab_transport(self, x: float, y: float, session: Session, now: float) -> bool:
        """Press the scrub bar or a button, if it is there. Return whether it is."""
        bar = ScrubBar.of(self._overlay.size, session.scene.film.duration)
        x, y = self._overlay.area.local(x, y)
        if bar.hit(x, y):
            self.scrubbing, self._resume = True, session.transport.playing(now)
            # The film pauses while the bar is dragged, and plays again when it is released.
            session.transport = session.transport.paused(now)
            session.seek(bar.snapped(x, session.transport.marks), now)
        elif bar.button_hit(x, y):
            session.toggle(now)
        elif action := bar.action_hit(x, y):
            getattr(session, action)(now)
        else:
            return False
        return True

    def _drag(self, x: int, y: int, dx: int, dy: int) -> None:
        self._hover(x, y, dx, dy)
        if self.panels.holds:
            return
        self._in_turn(self._do, partial(self._dragged, float(x), dx, dy))

    def _do(self, action: Callable[[Session, float], None]) -> None:
        """Let the film act on the mouse, unless what is in the picture has kept it."""
        if not (self.panels.shown and self.panels.kept):
            self._pending.append(action)

    def _dragged(self, x: float, dx: int, dy: int, session: Session, now: float) -> None:
        if self.scrubbing:
            bar = ScrubBar.of(self._overlay.size, session.scene.film.duration)
            x, _ = self._overlay.area.local(x, 0.0)
            session.seek(bar.snapped(x, session.transport.marks), now)
        else:
            self.pilot.drag(dx, dy, session)

    def _release(self, x: int, y: int, button: int) -> None:
        self._hover(x, y, 0, 0)
        if self.panels.button(button, False):
            return
        self._in_turn(self._do, self._let_go)

    def _let_go(self, session: Session, now: float) -> None:
        if self.scrubbing and self._resume:
            session.transport = session.transport.played(now)
        self.scrubbing = False
        self.pilot.drop(session, now)

    def _wheel(self, dx: float, dy: float) -> None:
        if self.panels.wheel(dx, dy):
            return

        x, y = self._mouse
        self._pending.append(lambda session, now: self.pilot.wheel(dy, x, y, session, now))

    def _resized(self, width: int, height: int) -> None:
        self._activity = True
        self.panels.stir()

    def _unfocused(self) -> None:
        self.panels.let_go()
        self._pending.append(lambda session, now: self._let_all_keys_go())

    def _let_all_keys_go(self) -> None:
        self._held.clear()
        self.pilot.let_go()

    def _close(self) -> None:
        self.closed = True
