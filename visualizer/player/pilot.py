"""Pilot: steers the free camera by keys and mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from visualizer.player.free_camera import FreeCamera
from visualizer.player.keys import WAYS
from visualizer.player.session import Session
from visualizer.player.survey import Survey
from visualizer.scene.paths import Path, dotted

BOOST = 4.0
"""Factor of the speed while Shift is held."""
_LONGEST_STEP = 0.25  # seconds that the camera flies between two pictures, at most
_WHEEL_PAUSE = 0.6  # seconds after which a notch of the wheel is the first of another movement

Drag = Literal["", "look", "orbit", "pan"]
Button = Literal["left", "middle", "right"]


class Pilot:
    """What the user does to the free camera between two pictures. It does nothing while the film's camera is on.

    survey: returns what the picture shows where, or None; place: where a place of the window, points, is in the
    picture, 0..1 from the left and the top, as far as they are known. wire: returns the path of what the wire at a
    place of the window stands for, or (). height: of the picture, points. flying: keys that are held. shift, control:
    whether those are held.
    """

    def __init__(self) -> None:
        self.survey: Callable[[Session, float], Survey | None] = lambda session, now: None
        self.place: Callable[[float, float], tuple[float, float]] = lambda x, y: (0.5, 0.5)
        self.wire: Callable[[Session, float, float, float], Path] = lambda session, now, x, y: ()
        self.height: Callable[[], float] = lambda: 720.0
        self.flying: set[str] = set()
        self.shift = False
        self.control = False
        self._drag: Drag = ""
        self._dragged = False
        self._clicks: tuple[float, float] | None = None
        self._wheeled = float("-inf")

    @property
    def moving(self) -> bool:
        """Whether the camera flies or is dragged."""
        return bool(self.flying) or self._dragged

    def press(self, key: str, session: Session, now: float) -> None:
        """Begin to fly, at the speed that fits what is in the middle of the picture."""
        if session.free is not None and not self.flying:
            session.fly(self._at(session.free, session, now, (0.5, 0.5)))
        self.flying.add(key)

    def release(self, name: str) -> None:
        """Stop flying by a key."""
        self.flying.discard(name)
        self.shift &= name != "Shift"
        self.control &= name != "Control"

    def let_go(self) -> None:
        """Let all keys go."""
        self.flying.clear()
        self.shift = self.control = False

    def grab(self, x: float, y: float, button: Button, session: Session, now: float) -> None:
        """Begin a drag at a place of the window, points: about what is under it."""
        self._dragged, self._clicks = False, (x, y) if button == "left" else None
        if session.free is None:
            return
        self._drag = "look"
        if button == "middle" or (button == "left" and self.shift):
            self._drag = "pan"
        elif button == "right" or self.control:
            self._drag = "orbit"
        if self._drag != "look":
            session.fly(self._at(session.free, session, now, self.place(x, y)))

    def drag(self, dx: float, dy: float, session: Session) -> None:
        """Go on with a drag: points to the right and down."""
        self._clicks = None
        if session.free is None or not self._drag:
            return
        self._dragged = True
        match self._drag:
            case "look":
                session.fly(session.free.turned(dx, dy))
            case "orbit":
                session.fly(session.free.orbited(dx, dy))
            case "pan":
                session.fly(session.free.panned(dx, dy, self.height()))

    def drop(self, session: Session, now: float) -> None:
        """End a drag; what was no drag but a click picks the wire or the actor under the mouse, or none."""
        if self._clicks is not None:
            session.picked = self.wire(session, now, *self._clicks) or self._actor_at(
                *self._clicks, session, now
            )
            if session.picked:
                session.say(dotted(session.picked), now)
        self._drag, self._dragged, self._clicks = "", False, None

    def _actor_at(self, x: float, y: float, session: Session, now: float) -> Path:
        survey = self.survey(session, now)
        name = session.actor_name(0 if survey is None else survey.number(*self.place(x, y)))
        return ("actor", name) if name else ()

    def wheel(self, notches: float, x: float, y: float, session: Session, now: float) -> None:
        """Zoom towards what is under a place of the window, points; with Shift, change the speed."""
        if session.free is None:
            return
        if self.shift:
            session.fly(session.free.accelerated(notches))
            return
        free = session.free
        if now - self._wheeled > _WHEEL_PAUSE:
            free = self._at(free, session, now, self.place(x, y))
        self._wheeled = now
        session.fly(free.zoomed(notches))

    def focus(self, x: float, y: float, session: Session, now: float) -> None:
        """Look at the actor under a place of the window, points, so that it fills the picture."""
        survey = self.survey(session, now)
        number = 0 if survey is None else survey.number(*self.place(x, y))
        extent = None if survey is None or not number else survey.extent(number)
        if extent is None:
            session.say("Nothing to focus on is under the mouse", now)
            return
        if session.free is None:
            session.toggle_free(now)
        if session.free is not None:
            session.fly(session.free.focused(extent.centre, extent.radius))
            session.say(f"Focus on {session.actor_name(number)}", now)

    def act(self, session: Session, seconds: float) -> None:
        """Fly on for some seconds."""
        if session.free is None:
            self.flying.clear()
        elif self.flying:
            ways = [WAYS[key] for key in self.flying]
            session.fly(
                session.free.flown(ways, min(seconds, _LONGEST_STEP), boost=BOOST if self.shift else 1.0)
            )

    def _at(self, free: FreeCamera, session: Session, now: float, place: tuple[float, float]) -> FreeCamera:
        """Return the camera with what is at a place of the picture as its pivot; what it had where there is nothing."""
        survey = self.survey(session, now)
        point = None if survey is None else survey.point(*place)
        return free if point is None else free.fitted(point)
