"""Player: the main loop of the window. It handles events, draws when something has changed, and swaps reloaded scenes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from visualizer.errors import VisualizerError, print_trace
from visualizer.file_names import printable
from visualizer.frame import Frame
from visualizer.gpu.state import State
from visualizer.player.captions import caption_lift
from visualizer.player.desktop import DesktopWindow
from visualizer.player.drawing import Drawing, Wanted
from visualizer.player.figures import Figures
from visualizer.player.input_handler import InputHandler
from visualizer.player.layout import ScrubBar
from visualizer.player.overlay import Overlay
from visualizer.player.panels import OverlayState
from visualizer.player.picture import Picture
from visualizer.player.quality import drawn_at, picture_size
from visualizer.player.reload import Failed, Loaded, Reloader, ShadersSaved
from visualizer.player.screenshot import Screenshot
from visualizer.player.session import Session, print_warnings, speed_text, start_of
from visualizer.scene.problems import SceneError

_NAP = 0.006  # seconds between two polls for events while nothing has to be drawn
_TITLE_EVERY = 0.1  # seconds between two titles that differ only in their time


class Player:
    """Plays a scene in a window that the caller opens and closes.

    reloader: gives the scene, and a new one whenever its files change. path: the scene file, for messages. clock: a
    monotonic clock, seconds. start, shot, quality: as for `watch`. `release` frees its GPU objects.
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
        clock: Callable[[], float],
    ) -> None:
        self._window = window
        self._reloader = reloader
        self._path = path
        self._asked_start, self._asked_shot, self._quality, self._clock = start, shot, quality, clock
        self._start = 0.0  # seconds of film time, known once the scene is loaded
        self._overlay = Overlay(window)
        self._picture: Picture | None = None
        self._session: Session | None = None
        self._input = InputHandler(window, self._overlay)
        window.exposed_func = self._expose
        self._drawn: Wanted | None = None  # of the last picture; another is drawn when it differs
        self._drawing: Drawing | None = None
        self._screenshot: Screenshot | None = None
        self._shown: OverlayState | None = None
        self._title = (0.0, "")
        self._frame: Frame | None = None
        self._measured = Figures()

    def run(self) -> None:
        """Play until the window is closed. Raises the error of the first load or the first picture if that fails."""
        session = self._first_scene()
        if session is None:
            return
        # Compiling programs delays the first picture, so the film's clock starts after it.
        session.transport = session.transport.paused(self._clock())
        while not self._ended(session) and self._drawn is None:
            self._turn(session)
        session.begin(self._start, self._clock())
        while not self._ended(session):
            self._turn(session)

    def _ended(self, session: Session) -> bool:
        return self._input.closed or "quit" in session.requests

    def _turn(self, session: Session) -> None:
        """Handle what has come, and draw for a while."""
        now = self._clock()
        self._window.take_events()
        self._input.act(session, now)
        self._take_news(session, now)
        self._serve_requests(session, now)
        if not self._draw(session, now):
            time.sleep(_NAP)

    def release(self) -> None:
        """Free all GPU objects but the window's context."""
        self._overlay.release()
        if self._picture is not None:
            self._picture.release()

    def _first_scene(self) -> Session | None:
        """Show that the scene is loading, wait for it and return its session; None if the window is closed meanwhile."""
        self._present(OverlayState(loading=f"Loading {printable(self._path.name)}"))
        # The renderer's own programs compile while the scene loads in its thread.
        self._picture = self._new_picture()
        while not self._input.closed:
            self._window.take_events()
            for news in self._reloader.news():
                if isinstance(news, Failed):
                    raise news.error
                if isinstance(news, Loaded):
                    self._start = start_of(news.scene, self._asked_start, self._asked_shot)
                    self._session = Session(
                        news.scene, start=self._start, quality=self._quality, now=self._clock()
                    )
                    self._session.say(print_warnings(news.scene, ""), self._clock())
                    return self._session
                if isinstance(news, ShadersSaved):
                    self._picture.release()
                    self._picture = self._new_picture()
            time.sleep(_NAP)
        return None

    def _new_picture(self) -> Picture:
        return Picture(self._window, picture_size(self._window.buffer_size, self._window.buffer_size, 1.0))

    def _take_news(self, session: Session, now: float) -> None:
        for news in self._reloader.news():
            match news:
                case Loaded(scene, seconds):
                    session.swap(scene, now)
                    session.say(print_warnings(scene, f"Reloaded in {seconds * 1000.0:.0f} ms"), now)
                case Failed(error):
                    for cause in error.causes if isinstance(error, SceneError) else (error,):
                        print_trace(cause)
                    session.load_error = str(error) if isinstance(error, SceneError) else _described(error)
                case ShadersSaved():
                    self._reload_shaders(session, now)

    def _serve_requests(self, session: Session, now: float) -> None:
        if "full_screen" in session.requests:
            self._window.fullscreen = not self._window.fullscreen
        if "screenshot" in session.requests:
            self._begin_screenshot(session, now)
        session.requests &= {"quit"}

    def _expose(self) -> None:
        """Draw the screen again, as the desktop has lost what was drawn."""
        self._shown = None

    def _draw(self, session: Session, now: float) -> bool:
        """Draw if anything has changed and the window can be seen. Return whether it has."""
        if not self._window.visible:
            self._update_title(session, now)
            return False
        if self._screenshot is not None:
            self._go_on_with_screenshot(session)
        else:
            self._draw_picture(session, now)
        state = self._panels(session, now)
        self._update_title(session, now)
        if state != self._shown:
            self._present(state)
            return True
        return self._drawing is not None or self._screenshot is not None

    def _draw_picture(self, session: Session, now: float) -> None:
        """Go on with the picture that is wanted now, and begin it if another was drawn or is being drawn."""
        assert self._picture is not None
        playing, moving = session.transport.playing(now), self._input.moving
        scale, samples = drawn_at(session.quality, session.pace, playing=playing, moving=moving)
        size = picture_size(self._window.buffer_size, session.scene.film.size, scale)
        wanted = Wanted(session.transport.displayed_time(now), session.changed, size, samples)
        try:
            if self._drawing is not None and self._drawing.outdated(wanted):
                self._drawing = None
            if self._drawing is None:
                if wanted == self._drawn:
                    return
                self._drawn = wanted
                start = self._clock()
                frames = session.exposure(now, samples)
                # Captions are drawn over the picture when it is shown, at the window's size.
                bare = [replace(frame, captions=()) for frame in frames]
                steps = self._picture.drawing(bare, size)
                self._drawing = Drawing(wanted, frames, steps, live=playing or moving, start=start)
            drawing = self._drawing
            if not drawing.advance(self._clock, self._picture.wait):
                return
        except Exception as error:
            self._drawing = None
            self._note_failure(session, error)
            return
        self._drawing = self._shown = None
        session.draw_error = ""
        self._frame = drawing.frames[len(drawing.frames) // 2]
        end = self._clock()
        self._measured.drawn(end, end - drawing.start, live=drawing.live)
        if drawing.live and drawing.wanted.samples == 1:
            session.pace = session.pace.measured(end - drawing.start, now)

    def _note_failure(self, session: Session, error: Exception) -> None:
        """Show an error of drawing below the last picture; raise it if there is none."""
        assert self._picture is not None
        if not self._picture.drawn:
            raise error
        described = _described(error)
        if described != session.draw_error:
            print_trace(error)
        session.draw_error = described
        self._shown = None

    def _reload_shaders(self, session: Session, now: float) -> None:
        assert self._picture is not None
        try:
            self._picture.reload_shaders(session.exposure(now, 1))
        except Exception as error:
            session.shader_error = _described(error)
        else:
            session.shader_error = ""
            session.say("Shaders reloaded", now)
        session.changed += 1

    def _begin_screenshot(self, session: Session, now: float) -> None:
        """Begin to draw the film's frame at this time, at the film's size and samples. The film waits for it."""
        assert self._picture is not None
        if self._screenshot is None:
            self._drawing = None
            try:
                self._screenshot = Screenshot(session, self._picture, now)
            except Exception as error:
                session.say(f"No screenshot: {_described(error)}", now)

    def _go_on_with_screenshot(self, session: Session) -> None:
        assert self._picture is not None and self._screenshot is not None
        screenshot = self._screenshot
        try:
            path = screenshot.advance(self._clock, Path.cwd())
        except Exception as error:
            session.say(f"No screenshot: {_described(error)}", self._clock())
        else:
            if path is None:
                session.say(f"Drawing the film's frame: {screenshot.share:.0%}", self._clock())
                return
            # The message in the window disappears soon and has no folder: the whole path goes to stderr.
            print(printable(path), file=sys.stderr, flush=True)
            session.say(f"Saved {printable(path.name)}", self._clock())
        screenshot.resume(session, self._clock())
        self._screenshot = self._drawn = self._shown = None

    def _panels(self, session: Session, now: float) -> OverlayState:
        transport, film = session.transport, session.scene.film
        playing = transport.playing(now)
        tags = [speed_text(transport.speed)] if transport.speed != 1.0 else []
        tags += ["loop"] if transport.loop else []
        tags += ["no captions"] if not session.captions else []
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
            figures=self._figures() if session.figures and self._frame else (),
            help=session.help,
            toast=session.toast if now < session.toast_until else "",
        )

    def _figures(self) -> tuple[tuple[str, str], ...]:
        assert self._picture is not None and self._frame is not None
        particles = sum(batch.count for batch in self._frame.batches)
        width, height = self._picture.size
        return (
            *self._measured.rows(),
            ("picture", f"{width} x {height}"),
            ("particles", f"{particles:,}"),
        )

    def _update_title(self, session: Session, now: float) -> None:
        last, old = self._title
        title = session.title(now)
        if title != old and (now - last >= _TITLE_EVERY or not session.transport.playing(now)):
            self._window.title = title
            self._title = (now, title)

    def _present(self, state: OverlayState) -> None:
        if self._picture is not None:
            captions = self._frame.captions if self._frame is not None else ()
            pixels, height = self._window.pixel_ratio, self._overlay.size[1]
            bar = ScrubBar.of(self._overlay.size, state.duration)
            lift = caption_lift(self._picture.box, bar, height, pixels, state.transport_opacity)
            self._picture.show(captions, lift)
        else:
            screen = self._window.ctx.screen
            State().apply(screen, (0, 0, *self._window.buffer_size))
            screen.clear(0.0, 0.0, 0.0, 1.0)
        self._overlay.draw(state)
        self._window.swap_buffers()
        # Events that arrive during the swap take effect in the next turn of the loop.
        self._shown = replace(state)


def _described(error: Exception) -> str:
    """Return an error's message, with its type if it is not one of the visualizer's own."""
    return str(error) if isinstance(error, VisualizerError) else f"{type(error).__name__}: {error}"
