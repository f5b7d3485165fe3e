"""Player: the main loop of the window. It handles events, draws when something has changed, and swaps reloaded scenes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from visualizer.errors import VisualizerError, print_trace
from visualizer.file_names import printable
from visualizer.frame import Frame
from visualizer.gpu.state import State
from visualizer.player.captions import caption_lift
from visualizer.player.desktop import DesktopWindow
from visualizer.player.drawing import SLICE, Drawing, Steps, Wanted
from visualizer.player.figures import Figures
from visualizer.player.input_handler import InputHandler
from visualizer.player.layout import ScrubBar
from visualizer.player.overlay import Overlay
from visualizer.player.panels import OverlayState
from visualizer.player.picture import Picture
from visualizer.player.preparation import AHEAD, Preparation
from visualizer.player.quality import drawn_at, picture_size, reduced
from visualizer.player.reload import Failed, Loaded, Reloader, ShadersSaved
from visualizer.player.screenshot import Screenshot
from visualizer.player.session import Session, print_warnings, speed_text, start_of
from visualizer.scene.problems import SceneError

_NAP = 0.006  # seconds between two polls for events while nothing has to be drawn
_PATIENCE = 0.7  # seconds of building programs until the panels are drawn again
_MAPPED_BY = 0.2  # seconds that the desktop is given to show a new window before it is drawn again
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
        self._preparation: Preparation | None = None
        self._shown: OverlayState | None = None
        self._title = (0.0, "")
        self._frame: Frame | None = None
        self._measured = Figures()
        self._live = False  # whether the last picture was one of a motion

    def run(self) -> None:
        """Play until the window is closed. Raises the error of the first load or the first picture if that fails."""
        session = self._first_scene()
        if session is None:
            return
        # What the first picture needs delays it, so the film's clock starts after it.
        session.transport = session.transport.paused(self._clock())
        assert self._picture is not None
        while not self._ended() and not self._picture.drawn:
            self._turn(session)
        session.begin(self._start, self._clock())
        while not self._ended():
            self._turn(session)

    def _ended(self) -> bool:
        return self._input.closed or self._input.asked_to_quit

    def _turn(self, session: Session) -> None:
        """Handle what has come, and draw for a while."""
        now = self._clock()
        self._window.take_events()
        if self._picture is not None and self._picture.drawn:  # else keys wait, but for those that quit
            self._input.act(session, now)
        self._take_news(session, now)
        self._serve_requests(session, now)
        if not self._draw(session, now):
            time.sleep(_NAP)

    def release(self) -> None:
        """Free all GPU objects but the window's context, and stop preparing."""
        if self._preparation is not None:
            self._preparation.stop()
        self._overlay.release()
        if self._picture is not None:
            self._picture.release()

    def _first_scene(self) -> Session | None:
        """Show that the scene is loading, wait for it and return its session; None if the window is closed meanwhile."""
        loading = OverlayState(loading=f"Reading {printable(self._path.name)}")
        self._present(loading)
        until = self._clock() + _MAPPED_BY
        while (
            self._shown is not None and self._clock() < until
        ):  # some desktops show a window late, and empty
            self._window.take_events()
            time.sleep(_NAP)
        self._present(loading)
        # The renderer's own programs compile while the scene loads in its thread.
        self._picture = self._new_picture()
        while not self._ended():
            self._window.take_events()
            if self._shown is None:
                self._present(loading)
            for news in self._reloader.news():
                if isinstance(news, Failed):
                    raise news.error
                if isinstance(news, Loaded):
                    self._start = start_of(news.scene, self._asked_start, self._asked_shot)
                    self._session = Session(
                        news.scene, start=self._start, quality=self._quality, now=self._clock()
                    )
                    self._session.say(print_warnings(news.scene, ""), self._clock())
                    self._preparation = Preparation(news.scene, self._start)
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
                    if self._preparation is not None:
                        self._preparation.stop()
                    self._preparation = Preparation(scene, session.transport.position(now))
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
        assert self._picture is not None and self._preparation is not None
        if not self._picture.drawn and self._prepares(session):
            pass
        elif self._screenshot is not None:
            self._go_on_with_screenshot(session)
        else:
            self._draw_picture(session, now)
        state = self._panels(session, now) if self._picture.drawn else self._loading()
        if self._picture.drawn:
            self._update_title(session, now)
        if state != self._shown:
            self._present(state)
            busy = True
        else:
            busy = self._drawing is not None or self._screenshot is not None or not self._picture.drawn
        if self._drawing is None and self._screenshot is None and self._picture.drawn:
            busy |= self._rehearse(session, now)
        return busy

    def _prepares(self, session: Session) -> bool:
        """Prepare the first picture for a while. Return whether there is more to do before it can be drawn."""
        assert self._picture is not None and self._preparation is not None
        if not self._preparation.ready.is_set():
            return True  # the thread builds its meshes
        rehearsal = self._preparation.first
        if rehearsal is None:
            return False
        try:
            steps = rehearsal.begun(self._picture)
            if not steps.advance(self._picture, self._clock, _PATIENCE, _PATIENCE, self._input_came):
                return True
        except Exception as error:
            self._note_failure(session, error)
        self._preparation.done(rehearsal)
        self._preparation.first = None
        return False

    def _rehearse(self, session: Session, now: float) -> bool:
        """Go on preparing a shot to come, for a slice of time. Return whether there was anything to do.

        While the film plays, only what is due soon: a program that is compiled takes the time of some pictures.
        """
        assert self._picture is not None and self._preparation is not None
        transport = session.transport
        ahead = AHEAD * transport.speed if transport.playing(now) else None
        rehearsal = None if self._input.moving else self._preparation.next(transport.position(now), ahead)
        if rehearsal is None:
            return False
        try:
            steps = rehearsal.begun(self._picture)
            patience = SLICE if transport.playing(now) else _PATIENCE
            if steps.advance(self._picture, self._clock, SLICE, patience, self._input_came):
                self._preparation.done(rehearsal)
        except Exception:  # it is raised again, and shown, when the frame itself is drawn
            self._preparation.done(rehearsal)
        return True

    def _loading(self) -> OverlayState:
        """Return the panels before the first picture: what is done, and how far it is."""
        assert self._preparation is not None
        if not self._preparation.ready.is_set():
            built, count = self._preparation.meshes
            text = f"Building meshes: {built} of {count}" if count else "Working out the first frame"
            return OverlayState(loading=text, progress=0.5 * built / max(count, 1))
        first = self._preparation.first
        steps = first.steps if first is not None else None
        share, built = (steps.share, steps.built) if steps is not None else (0.0, 0)
        text = f"Preparing shaders: {built} built, {share:.0%}"
        return OverlayState(loading=text, progress=0.5 + 0.5 * share)

    def _draw_picture(self, session: Session, now: float) -> None:
        """Go on with the picture that is wanted now, and begin it if another was drawn or is being drawn."""
        assert self._picture is not None
        # The first picture has one sample, so that it comes soon.
        playing, moving = session.transport.playing(now), self._input.moving or not self._picture.drawn
        if self._drawing is None and (playing or moving):
            session.enter(now, begins=not self._live)
        setting = drawn_at(session.quality, session.pace, playing=playing, moving=moving)
        size = picture_size(self._window.buffer_size, session.scene.film.size, setting.scale)
        time_, samples = session.transport.displayed_time(now), setting.samples
        wanted = Wanted(time_, session.changed, size, samples, setting.without)
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
                bare = [replace(reduced(frame, setting.without), captions=()) for frame in frames]
                steps = Steps(partial(self._picture.drawing, bare, size))
                self._drawing = Drawing(wanted, frames, steps, live=playing or moving, start=start)
            drawing = self._drawing
            if not drawing.steps.advance(self._picture, self._clock, SLICE, _PATIENCE, self._input_came):
                if drawing.steps.paused:
                    session.say("Preparing shaders", self._clock())
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
        self._live = drawing.live
        if drawing.live and drawing.wanted.samples == 1 and not drawing.steps.built:
            session.pace = session.pace.measured(end - drawing.start, now)

    def _input_came(self) -> bool:
        """Take events, and return whether there is something to act on."""
        self._window.take_events()
        assert self._picture is not None
        return self._ended() or (self._picture.drawn and self._input.pending)

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
