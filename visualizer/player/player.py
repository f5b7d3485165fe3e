"""Player: the main loop of the window. It handles events, draws when something has changed, and swaps reloaded
scenes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from visualizer.errors import ActorError
from visualizer.file_names import printable
from visualizer.gpu.state import State
from visualizer.player.area import Area
from visualizer.player.captions import caption_lift
from visualizer.player.desktop import DesktopWindow
from visualizer.player.editing import Editor, EditorFactory, Host, Sight
from visualizer.player.input_handler import InputHandler
from visualizer.player.layout import ScrubBar, clock_text
from visualizer.player.overlay import Overlay
from visualizer.player.panels import OverlayState
from visualizer.player.pictures import Pictures
from visualizer.player.reload import Failed, Loaded, Reloader, Saved, ShadersSaved, Unchanged
from visualizer.player.session import Session, print_failure, print_warnings, speed_text, start_of
from visualizer.player.views import legend
from visualizer.renderer.detail import DetailChoice
from visualizer.scene.playhead import Teller
from visualizer.scene.problems import SceneError
from visualizer.scene.scene import Scene

_NAP = 0.006  # seconds between two polls for events while nothing has to be drawn
_REST = 0.05  # seconds between two of them while the window cannot be seen, and gets no keys
_MAPPED_BY = 0.2  # seconds that the desktop is given to show a new window before it is drawn again
_TITLE_EVERY = 0.1  # seconds between two titles that differ only in their time


class Player:
    """Plays a scene in a window that the caller opens and closes.

    reloader: gives the scene, and a new one whenever its files change. path: the scene file, for messages. clock: a
    monotonic clock, seconds. start, shot, quality, detail, editor: as for `watch`. `release` frees its GPU objects.
    """

    def __init__(
        self,
        window: DesktopWindow,
        reloader: Reloader,
        path: Path,
        *,
        start: float | str,
        shot: str | None,
        quality: str,
        detail: DetailChoice = "auto",
        editor: EditorFactory | None = None,
        clock: Callable[[], float],
    ) -> None:
        self._window = window
        self._reloader = reloader
        self._path = path
        self._asked_start, self._asked_shot, self._quality, self._clock = start, shot, quality, clock
        self._detail: DetailChoice = detail
        self._start = 0.0  # seconds of film time, known once the scene is loaded
        self._area = Area(window)
        self._overlay = Overlay(window, self._area)
        self._make_editor = editor
        self._editor: Editor | None = None
        self._told_unsaved = False
        self._read: Scene | None = None  # the scene that was read last from its files
        self._pictures: Pictures | None = None
        self._session: Session | None = None
        self._input = InputHandler(window, self._overlay)
        window.exposed_func = self._expose
        self._shown: OverlayState | None = None
        self._title = (0.0, "")
        self._teller = Teller(path, clock)
        self._broken = ""  # why there is no picture yet

    def run(self) -> bool:
        """Play until the window is closed. Return False if the scene was broken from the start and no save has mended
        it.

        Raises the error of a file that cannot be read, of a start that is not in the film, and of the first picture if
        that fails for another reason than the code of an actor.
        """
        session = self._first_picture()
        if session is not None:
            session.begin(self._start, self._clock())
            while not self._input.ended or self._stays(session):
                self._turn(session)
        return not self._broken

    def _stays(self, session: Session) -> bool:
        """Return whether the window stays open although it shall close: once, if changes are not saved, with a
        message."""
        if self._editor is None or not self._editor.unsaved or self._told_unsaved:
            return False
        self._told_unsaved = True
        self._input.closed = self._input.asked_to_quit = False
        session.say("Changes are not saved: Ctrl S saves them, quitting again drops them", self._clock())
        return True

    def _first_picture(self) -> Session | None:
        """Draw the first picture and return the session; None if the window is closed before."""
        while (session := self._first_scene()) is not None:
            # What the first picture needs delays it, so the film's clock starts after it.
            session.transport = session.transport.paused(self._clock())
            assert self._pictures is not None
            try:
                while not self._input.ended and not self._pictures.picture.drawn:
                    self._turn(session)
            except ActorError as failure:
                self._broken = print_failure(failure)
            else:
                return session if self._pictures.picture.drawn else None
        return None

    def _turn(self, session: Session) -> None:
        """Handle what has come, and draw for a while."""
        now = self._clock()
        self._window.take_events()
        if (
            self._pictures is not None and self._pictures.picture.drawn
        ):  # else keys wait, but for those that quit
            self._input.act(session, now)
        self._take_news(session, now)
        self._serve_requests(session, now)
        self._edit(session, now)
        drawn = self._draw(session, now)
        if not drawn or (self._pictures is not None and self._pictures.waiting):
            time.sleep(_NAP if self._window.visible else _REST)

    def release(self) -> None:
        """Free all GPU objects but the window's context, and stop preparing."""
        self._teller.forget()
        if self._editor is not None:
            self._editor.close()
        self._overlay.release()
        if self._pictures is not None:
            self._pictures.release()

    def _first_scene(self) -> Session | None:
        """Show that the scene is loading, or why it is broken, wait for it and return its session; None if the window
        is closed meanwhile."""
        loading = OverlayState(loading=f"Reading {printable(self._path.name)}", error=self._broken)
        self._present(loading)
        until = self._clock() + _MAPPED_BY
        while (
            self._shown is not None and self._clock() < until
        ):  # some desktops show a window late, and empty
            self._window.take_events()
            time.sleep(_NAP)
        self._present(loading)
        if self._pictures is None:  # the renderer's own programs compile while the scene loads in its thread
            self._pictures = self._new_pictures()
        while not self._input.ended:
            self._window.take_events()
            if self._shown is None:
                self._present(loading)
            for news in self._reloader.news():
                if isinstance(news, Failed):
                    if not (isinstance(news.error, SceneError) and self._path.is_file()):
                        raise news.error
                    self._broken = print_failure(news.error)
                    self._window.title = (
                        f"{printable(self._path.name)} | error: {self._broken.splitlines()[0]}"
                    )
                if isinstance(news, Saved | Unchanged | Failed):
                    loading = replace(loading, error="" if isinstance(news, Saved) else self._broken)
                    self._present(loading)
                if isinstance(news, Loaded):
                    self._broken = ""
                    self._read = news.scene
                    self._start = start_of(news.scene, self._asked_start, self._asked_shot)
                    self._session = Session(
                        news.scene, start=self._start, quality=self._quality, now=self._clock()
                    )
                    self._session.say(print_warnings(news.scene, ""), self._clock())
                    self._pictures.prepare(news.scene, self._start)
                    return self._session
                if isinstance(news, ShadersSaved):
                    self._pictures.release()
                    self._pictures = self._new_pictures()
            time.sleep(_NAP)
        return None

    def _new_pictures(self) -> Pictures:
        pictures = self._made_pictures()
        self._input.pilot.survey = pictures.survey
        self._input.pilot.place = pictures.picture.place
        self._input.pilot.wire = lambda session, now, x, y: pictures.wire_at(session, now, x, y)
        self._input.pilot.height = lambda: pictures.picture.box[3] / self._window.pixel_ratio
        return pictures

    def _made_pictures(self) -> Pictures:
        return Pictures(
            self._window,
            self._input,
            self._clock,
            self._expose,
            self._detail,
            lambda: self._reloader.waiting,
            self._area,
        )

    def _take_news(self, session: Session, now: float) -> None:
        assert self._pictures is not None
        for news in self._reloader.news():
            if isinstance(news, Loaded):
                self._read = news.scene
                if self._editor is not None:
                    scene = self._editor.take(news.scene)
                    news = Unchanged() if scene is None else replace(news, scene=scene)
                    session.load_error = ""  # what was read is valid, be it what the window has already
            self._pictures.take(news, session, now)

    def _serve_requests(self, session: Session, now: float) -> None:
        assert self._pictures is not None
        if "full_screen" in session.requests:
            self._window.fullscreen = not self._window.fullscreen
        if "screenshot" in session.requests:
            self._pictures.begin_screenshot(session, now)
        asked, session.asked = session.asked, []
        for action in asked:
            if self._editor is not None:
                self._editor.act(action, session, now)
            else:
                session.say("Nothing was changed in this window", now)
        if "copy_pose" in session.requests:
            self._window.copy(session.pose_text)
            session.say("The pose is in the clipboard, as TOML", now)
        changes, session.changes = session.changes, []
        for change in changes:
            if (editor := self._the_editor()) is not None:
                editor.change(change, session, now)
        session.requests.clear()

    def _the_editor(self) -> Editor | None:
        """Return the editor, made once it is needed; None if there is none, or no scene yet."""
        if self._editor is None and self._make_editor is not None and self._read is not None:
            host = Host(
                self._overlay.fonts,
                self._area,
                self._reloader.written,
                stir=self._input.panels.stir,
                sight=self._sight,
                images=self._overlay.images,
            )
            self._editor = self._make_editor(host, self._read)
        return self._editor

    def _edit(self, session: Session, now: float) -> None:
        """Show and hide the panels, and show what was changed in them."""
        assert self._pictures is not None
        panels = self._input.panels
        # The keys are read in the whole window: beside the panels their letters would be too small.
        shown = session.panels and not session.help and self._the_editor() is not None
        if shown != panels.shown:
            panels.shown = shown
            panels.stir()
            self._area.insets = (0.0, 0.0, 0.0, 0.0)
            self._expose()
        self._pictures.small.wishing = self._editor if shown else None
        if self._editor is not None:
            scene = self._editor.advance(session, now, ready=self._pictures.renewed)
            if scene is not None:
                self._pictures.change(scene, session, now)
            self._input.tweaking = self._editor.busy

    def _expose(self) -> None:
        """Draw the screen again, as the desktop has lost what was drawn."""
        self._shown = None

    def _draw(self, session: Session, now: float) -> bool:
        """Draw if anything has changed and the window can be seen. Return whether it has."""
        assert self._pictures is not None
        if not self._window.visible:
            self._pictures.rest()
            self._update_title(session, now)
            return False
        self._pictures.draw(session, now)
        drawn = self._pictures.picture.drawn
        state = self._panels(session, now) if drawn else self._pictures.loading()
        if drawn and self._input.panels.restless(now):
            self._expose()
        if drawn:
            self._update_title(session, now)
        busy = self._pictures.busy or state != self._shown
        if state != self._shown:
            self._present(state, session)
        return self._pictures.rehearse(session, now) or busy

    def _panels(self, session: Session, now: float) -> OverlayState:
        assert self._pictures is not None
        transport, film = session.transport, session.scene.film
        playing = transport.playing(now)
        tags = [speed_text(transport.speed)] if transport.speed != 1.0 else []
        tags += [f"picture at {session.share:.0%}"] if session.share != 1.0 else []
        if transport.loop:
            start, end = (clock_text(time, digits=1) for time in transport.bounds)
            tags.append("loop" if transport.part is None else f"loop {start} to {end}")
        tags += ["no captions"] if not session.captions else []
        tags += ["before the last change"] if session.comparing else []
        tags += [session.view] if session.view else []
        tags += ["recording"] if session.flight is not None else []
        tags += [f"free camera  {session.free.speed:.3g} m/s"] if session.free else []
        return OverlayState(
            time=transport.displayed_time(now),
            duration=film.duration,
            shots=tuple((shot.name, shot.start) for shot in session.scene.shots),
            shot=session.shot_name(now),
            playing=playing,
            tags=tuple(tags),
            transport_opacity=self._input.transport_opacity(now, playing=playing),
            pointer=self._input.pointer(film.duration),
            scrubbing=self._input.scrubbing,
            error=session.error,
            figures=self._pictures.figures() if session.figures else (),
            costs=self._pictures.costs(session) if session.costs else None,
            editing=session.panels,
            help=session.help,
            picture=self._picture_box(),
            guides=session.guides,
            wires=self._pictures.wires(session, now),
            legend=legend(session.view),
            picked=(
                str(session.picked[-1]) if session.picked else "",
                self._pictures.picked_box(session, now),
            ),
            entry=None if session.entry is None else (session.entry.text, session.entry.note),
            toast=self._pictures.news or (session.toast if now < session.toast_until else ""),
        )

    def _sight(self) -> Sight | None:
        """Return how the picture in the window is seen."""
        frame = self._pictures.frame if self._pictures is not None else None
        if frame is None:
            return None
        (left, top, *_), box = self._area.box, self._picture_box()
        return Sight(frame.camera, (left + box[0], top + box[1], left + box[2], top + box[3]))

    def _picture_box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of the picture in its part of the window, points."""
        assert self._pictures is not None
        x, y, width, height = self._pictures.picture.box
        area, scale = self._area.pixels, self._window.pixel_ratio
        left, top = x - area[0], area[3] - (y - area[1]) - height
        return left / scale, top / scale, (left + width) / scale, (top + height) / scale

    def _update_title(self, session: Session, now: float) -> None:
        last, old = self._title
        title = session.title(now)
        editor = self._editor
        if editor is not None and editor.unsaved and not editor.busy:
            title += " | not saved"
        self._teller.tell(session.transport.displayed_time(now))
        if title != old and (now - last >= _TITLE_EVERY or not session.transport.playing(now)):
            self._window.title = title
            self._title = (now, title)

    def _present(self, state: OverlayState, session: Session | None = None) -> None:
        now = self._clock()
        panels, editor = None, self._editor
        if session is not None and editor is not None and self._input.panels.shown:
            panels = partial(editor.draw, session, now)
        self._overlay.compose(state, now, panels)
        if panels is not None and editor is not None:
            self._input.panels.over_picture, self._input.panels.holding = editor.over_picture, editor.holding
        self._input.panels.settled()
        if self._pictures is not None:
            picture, frame = self._pictures.picture, self._pictures.frame
            captions = frame.captions if frame is not None else ()
            pixels, height = self._window.pixel_ratio, self._overlay.size[1]
            bar = ScrubBar.of(self._overlay.size, state.duration)
            x, y, *size = picture.box
            box = x, y - self._area.pixels[1], size[0], size[1]
            lift = caption_lift(box, bar, height, pixels, state.transport_opacity)
            picture.show(captions, lift)
        else:
            screen = self._window.ctx.screen
            State().apply(screen, (0, 0, *self._window.buffer_size))
            screen.clear(0.0, 0.0, 0.0, 1.0)
        self._overlay.draw()
        # Before the swap, which takes events: one of them may say that the screen has lost what was drawn.
        self._shown = replace(state)
        self._window.swap_buffers()
