"""Renewal: a saved scene, and saved shaders, are prepared while the old ones are shown, a slice of time at a time."""

from __future__ import annotations

from collections.abc import Callable, Set

from visualizer.player.drawing import SLICE, Steps
from visualizer.player.gate import Gate
from visualizer.player.picture import Picture
from visualizer.player.preparation import Preparation, Rehearsal, kinds_of
from visualizer.player.session import Session, described
from visualizer.scene.scene import Scene

PATIENCE = 0.7
"""Seconds of building programs until the panels are drawn again."""
CALM = 1.0
"""Seconds after a scene was swapped in, until its other shots are prepared: its first picture is drawn meanwhile."""


class Renewal:
    """Prepares what was saved, and swaps it in when its picture of the time on screen can be drawn at once.

    picture: draws with the old scene and shaders meanwhile. clock: seconds. input_came: returns whether there is
    something to act on, which ends a slice before the next program.
    """

    def __init__(
        self,
        picture: Picture,
        clock: Callable[[], float],
        input_came: Callable[[], bool],
    ) -> None:
        self._picture, self._clock, self._gate = picture, clock, Gate(input_came)
        self._scene: tuple[Scene, str, Preparation] | None = None
        self._shaders: Steps | None = None

    @property
    def pending(self) -> bool:
        """Whether anything is being prepared."""
        return self._scene is not None or self._shaders is not None

    @property
    def held(self) -> bool:
        """Whether the scene that is being prepared waits for its thread, which needs Python's lock."""
        return self._scene is not None and not self._scene[2].ready.is_set()

    def rest(self) -> None:
        """Let the thread of the scene that is being prepared rest after the frame that it works on, until the scene is
        shown."""
        if self._scene is not None:
            self._scene[2].rest(resting=True)

    def begin_scene(self, scene: Scene, time: float, message: str, before: Preparation | None = None) -> None:
        """Prepare a scene from a film time on, seconds. message: to be shown when it is swapped in. before: of the
        scene that is shown."""
        self.stop_scene()
        self._scene = scene, message, Preparation(scene, time, CALM, before)

    def stop_scene(self) -> None:
        """Drop the scene that is being prepared."""
        if self._scene is not None:
            self._scene[2].stop()
            self._scene = None

    def begin_shaders(self, session: Session, now: float) -> None:
        """Load all shaders again, and build the programs of the picture at this time."""
        self._shaders = None
        try:
            self._picture.begin_reload()
        except Exception as error:
            session.shader_error = described(error)
            return
        self._shaders = Steps(lambda: self._picture.reloading(session.exposure(now, 1)))

    def advance(self, session: Session, now: float, known: Set[tuple[str, object]]) -> Preparation | None:
        """Go on for a slice of time. Return the preparation of the scenes and shaders that were swapped in, or None.

        known: what programs were built for. While the film plays, a scene whose first picture needs others is swapped
        in after these are built. All else is swapped in as soon as its meshes are built, and its first picture is the
        next one that is drawn.
        """
        if self._shaders is not None:
            return self._advance_shaders(session, now)
        if self._scene is None:
            return None
        preparation = self._scene[2]
        if not preparation.ready.is_set():
            return None  # the thread builds its meshes
        first = preparation.first
        if first is None or not session.transport.playing(now) or kinds_of(first.frame) <= known:
            preparation.skip_first()
        elif not first_is_ready(preparation, self._picture, self._clock, self._gate, lambda error: None):
            return None
        return self.swap(session, now)

    def swap(self, session: Session, now: float) -> Preparation | None:
        """Swap in the scene that is being prepared, if there is one, and return its preparation, which goes on."""
        if self._scene is None:
            return None
        scene, message, preparation = self._scene
        self._scene = None
        session.swap(scene, now)
        if message:
            session.say(message, now)
        return preparation

    def _advance_shaders(self, session: Session, now: float) -> Preparation | None:
        assert self._shaders is not None
        try:
            if not self._shaders.advance(self._picture, self._clock, SLICE, PATIENCE, self._gate):
                return None
        except Exception as error:
            self._picture.drop_reload()
            session.shader_error = described(error)
            self._shaders = None
            return None
        self._shaders = None
        session.shader_error = ""
        session.say("Shaders reloaded", now)
        session.changed += 1
        return Preparation(session.scene, session.transport.position(now))


def first_is_ready(
    preparation: Preparation,
    picture: Picture,
    clock: Callable[[], float],
    gate: Gate,
    failed: Callable[[Exception], None],
) -> bool:
    """Go on with the first picture of a preparation for a slice of time. Return whether it can be drawn at once, or not
    at all.

    gate: asked before each program. failed: called with an error of drawing it.
    """
    if not preparation.ready.is_set():
        return False  # the thread builds its meshes
    rehearsal: Rehearsal | None = preparation.first
    if rehearsal is None:
        return True
    try:
        if not rehearsal.begun(picture).advance(picture, clock, PATIENCE, PATIENCE, gate):
            return False
    except Exception as error:
        failed(error)
    preparation.skip_first()
    return True
