"""Pictures: what the window draws next, a slice of time at a time: pictures, screenshots, and what shots to come
need."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from visualizer.errors import print_trace
from visualizer.file_names import printable
from visualizer.frame import Frame, Probe
from visualizer.player.area import Area
from visualizer.player.costs import Costs, bytes_text, costs_of
from visualizer.player.drawing import SLICE, Drawing, Steps, Wanted
from visualizer.player.figures import Figures
from visualizer.player.gate import Gate
from visualizer.player.panels import OverlayState
from visualizer.player.picture import Picture
from visualizer.player.preparation import AHEAD, Preparation, kinds_of
from visualizer.player.quality import SCALES, drawn_at, picture_size
from visualizer.player.reload import Failed, Loaded, News, Saved, ShadersSaved
from visualizer.player.renewal import PATIENCE, Renewal, first_is_ready
from visualizer.player.screenshot import Screenshot
from visualizer.player.session import Session, described, print_failure, print_warnings
from visualizer.player.small_pictures import SmallPictures
from visualizer.player.survey import Survey
from visualizer.player.warming import Warming
from visualizer.player.wires import Line, nearest_path, projected, wires_of
from visualizer.renderer.detail import DetailChoice
from visualizer.scene.paths import Path as ScenePath
from visualizer.scene.scene import Scene

if TYPE_CHECKING:
    from visualizer.player.desktop import DesktopWindow  # which needs a screen
    from visualizer.player.input_handler import InputHandler

EARLY = (2, 4, 8)
"""Samples after which a picture that is refined is shown, before the last one."""
HOLD = 0.1
"""Seconds for which the next picture of a motion waits for what was saved, at the most."""
_MESHES, _SHADERS = 0.4, 0.8
"""Shares of the bar when the meshes of the first picture are built, and when its shaders are prepared."""

_SURVEYED = 320
"""Columns or rows of a survey, whichever are more."""


def lent(probe: Probe | None, before: Frame | None) -> Probe | None:
    """Return a probe for the first picture of a scene that was just swapped in: with what the probe of the picture
    before it has seen, if that is at the same place in the same box.

    To draw what a probe sees takes about as long as a picture, and a change is hardly seen in it. The next picture has
    the true one; while a value is dragged, each picture is the first of a scene, and the true one comes with the first
    picture after it.
    """
    other = None if before is None else before.probe
    if probe is None or other is None:
        return probe
    places = [(one.capture.position, one.centre, one.size) for one in (probe, other)]
    return replace(probe, capture=other.capture) if np.array_equal(places[0], places[1]) else probe


Box = tuple[float, float, float, float]


class _Measured(NamedTuple):
    """passes: seconds by name. counts: by name. Both of all samples."""

    passes: dict[str, float]
    counts: dict[str, int]
    samples: int


class Pictures:
    """Decides what is drawn, and draws it.

    renewed: called when there is something new to show. saved: returns whether there are news of saved files, or it is
    being looked for some: like input, they end a slice. picture: the last one. frame: what it shows, with its captions;
    None before the first. detail: of the renderer. area: of the window, for the picture; None for all of it. small:
    pictures for the panels. preparation: of the shots to come; None before the scene is loaded. clock: seconds.
    """

    def __init__(
        self,
        window: DesktopWindow,
        handler: InputHandler,
        clock: Callable[[], float],
        renewed: Callable[[], None],
        detail: DetailChoice,
        saved: Callable[[], bool] = lambda: False,
        area: Area | None = None,
    ) -> None:
        self._window = window
        self._area = area or Area(window)
        self._input = handler
        self._clock = clock
        self._renewed = renewed
        self._was_saved = saved
        self._detail = detail
        size = picture_size(window.buffer_size, window.buffer_size, 1.0)
        self.picture = Picture(window, size, detail, self._area)
        self.frame: Frame | None = None
        self.preparation: Preparation | None = None
        self.renewal = Renewal(self.picture, clock, self._input_came)
        self._drawn: Wanted | None = None  # of the last picture; another is drawn when it differs
        self._drawing: Drawing | None = None
        self._screenshot: Screenshot | None = None
        self._measured = Figures()
        self._costs = _Measured({}, {}, 1)
        self._emitters: tuple[float, dict[str, float]] = (-1.0, {})  # seconds of each, at a film time
        self._count = 0  # pictures that were shown
        self._viewed: tuple[str, int] = ("", 0)
        self._wires: tuple[int, tuple[Line, ...]] = (0, ())
        self._survey: tuple[object, Survey] | None = None
        self._gate = Gate(self._input_came)
        self.small = SmallPictures()
        self._known: set[tuple[str, object]] = set()  # what programs were built for
        self._saved = False  # whether a file was saved that is not read yet
        self._awaited = False  # whether what was saved, or changed in the window, is to come
        self._awaited_since = 0.0  # s of the clock
        # Whether a saved file is read while the picture stands: nothing is drawn, as the thread that reads needs
        # Python's lock.
        self._reading = False
        self._gave_up = False  # whether a picture of a motion was given up since the last one that was shown
        self._swapped = False  # whether a scene was swapped in of which no picture is drawn yet
        self._quiet = False  # whether that scene is a change in the window, of which nothing is said

    def rehearse(self, session: Session, now: float) -> bool:
        """Go on preparing a shot to come, for a slice of time. Return whether there was anything to do.

        While the film plays, only what is due soon: a program that is compiled takes the time of some pictures.
        """
        assert self.preparation is not None
        transport = session.transport
        ahead = AHEAD * transport.speed if transport.playing(now) else None
        if self.busy or self._reading or self._was_saved():
            return False
        if session.costs and not transport.playing(now) and self._measure_emitter():
            return True
        warm = self._gate.warm_moments
        still = not (self._input.moving or transport.playing(now))
        if still and warm is None and self._small(spare=False):
            return True
        rehearsal = (
            None if self._input.moving else self.preparation.next(transport.position(now), ahead, warm)
        )
        if rehearsal is None:
            return still and self._small(spare=self.preparation.finished)
        try:
            steps = rehearsal.begun(self.picture)
            patience = SLICE if transport.playing(now) else PATIENCE
            self._gate.time = rehearsal.frame.time
            if steps.advance(self.picture, self._clock, SLICE, patience, self._gate, yields=True):
                self.preparation.done(rehearsal)
        except Exception:  # it is raised again, and shown, when the frame itself is drawn
            self.preparation.done(rehearsal)
        return True

    def _small(self, *, spare: bool) -> bool:
        return self.small.advance(self.picture, self._clock, self._gate, spare=spare)

    def loading(self) -> OverlayState:
        """Return the panels before the first picture: what is done, and how far it is."""
        assert self.preparation is not None
        if not self.preparation.ready.is_set():
            built, count = self.preparation.meshes
            text = f"Building meshes: {built} of {count}" if count else "Working out the first frame"
            return OverlayState(loading=text, progress=_MESHES * built / max(count, 1))
        first = self.preparation.first
        if first is None:
            share = self._drawing.steps.share if self._drawing is not None else 0.0
            return OverlayState(
                loading="Drawing the first picture", progress=_SHADERS + (1.0 - _SHADERS) * share
            )
        share, built = (first.steps.share, first.steps.built) if first.steps is not None else (0.0, 0)
        text = "Preparing shaders" + (f": {built} built" if built else "")
        return OverlayState(loading=text, progress=_MESHES + (_SHADERS - _MESHES) * share)

    def draw(self, session: Session, now: float) -> None:
        """Draw for a slice of time: the first picture's needs, a screenshot, what was saved, or the picture that is
        wanted now."""
        if not self.picture.drawn:
            assert self.preparation is not None
            self._gate.time = self.preparation.start
            if not first_is_ready(
                self.preparation,
                self.picture,
                self._clock,
                self._gate,
                partial(self._note_failure, session),
            ):
                return
        if self._screenshot is not None:
            self._go_on_with_screenshot(session)
            return
        self._draw_newest(session, now)
        self._see(session)

    def _see(self, session: Session) -> None:
        """Show the view of the session in place of the picture, once for each picture."""
        view = (session.view, self._count) if session.view else ("", 0)
        if view == self._viewed or self.frame is None:
            return
        self._viewed = view
        try:
            self.picture.see(session.view, replace(self.frame, captions=()))
        except Exception as error:
            session.say(f"No view: {described(error)}", self._clock())
        self._renewed()

    def wires(self, session: Session, now: float) -> tuple[Line, ...]:
        """Return the wires of the last picture, if they are shown; found once for each."""
        if not session.wires or self.frame is None:
            return ()
        if self._wires[0] != self._count:
            self._wires = self._count, ()
            try:
                film = session.film_camera(now) if session.free is not None else None
                found = wires_of(session.watched, self.frame, film)
            except Exception as error:  # of an actor, as in `_draw_wanted`
                session.say(f"No lines: {described(error)}", now)
            else:
                width, height = self.picture.size
                self._wires = self._count, projected(found, self.frame.camera, width / height)
        return self._wires[1]

    def wire_at(self, session: Session, now: float, x: float, y: float) -> ScenePath:
        """Return the path of what the wire at a place of the window, points, stands for; () if there is none."""
        _, _, width, height = self.picture.box
        ratio = self._window.pixel_ratio
        lines = self.wires(session, now)
        return nearest_path(lines, self.picture.place(x, y), (width / ratio, height / ratio))

    def picked_box(self, session: Session, now: float) -> Box | None:
        """Return left, top, right and bottom of the actor that was picked, 0..1 of the picture; None while that is not
        known.

        It is found while the picture stands: it costs a small picture.
        """
        if (
            session.picked[:1] != ("actor",)
            or self.busy
            or self._input.moving
            or session.transport.playing(now)
        ):
            return None
        names, name = list(session.watched.graph.actors), session.picked[1]
        survey = self.survey(session, now) if name in names else None
        return None if survey is None else survey.box(names.index(str(name)) + 1)

    def _draw_newest(self, session: Session, now: float) -> None:
        """Draw for a slice of time: what was saved, or the picture that is wanted now."""
        saved = self._saved or self._was_saved()
        live = self._drawing is not None and self._drawing.live
        awaited = saved or self.renewal.pending
        if awaited and not self._awaited:
            self._awaited_since = now
        self._awaited = awaited
        if self.preparation is not None:
            self.preparation.rest(resting=awaited)
        moving = session.transport.playing(now) or self._input.moving
        # A motion goes on if what was saved takes longer. A picture of it that is begun waits, and is given up for what
        # was saved, but never two one after the other: a value that is dragged changes faster than pictures are drawn.
        finishes = live and self._gave_up
        stands = not (moving and (finishes or now - self._awaited_since >= HOLD))
        self._reading = saved and stands
        if self._reading:
            return
        if self.renewal.pending and not finishes:
            self._adopt(self.renewal.advance(session, now, self._known))
            if self.renewal.pending and stands:
                return
        self._draw_wanted(session, now)

    def take(self, news: News, session: Session, now: float) -> None:
        """Act on what the reloader reports."""
        self._saved = isinstance(news, Saved)
        match news:
            case Loaded(scene, seconds):
                self._quiet = False
                message = print_warnings(scene, f"Reloaded in {seconds * 1000.0:.0f} ms")
                self.renewal.begin_scene(scene, session.transport.position(now), message, self.preparation)
            case Failed(error):
                self._adopt(self.renewal.swap(session, now))  # else it would come after its successor
                session.load_error = print_failure(error)
            case ShadersSaved():
                self.renewal.begin_shaders(session, now)

    def change(self, scene: Scene, session: Session, now: float) -> None:
        """Show a scene that was changed in the window, as soon as its meshes are built. Nothing is said of it."""
        self._quiet = True
        self.renewal.begin_scene(scene, session.transport.position(now), "", self.preparation)

    @property
    def renewed(self) -> bool:
        """Whether the last scene is shown, and no other is being prepared."""
        return not (self._swapped or self.renewal.pending)

    def _adopt(self, preparation: Preparation | None) -> None:
        if preparation is not None:
            if self.preparation is not None:
                self.preparation.stop()
            self._go_on(preparation)
            self._gave_up = self._drawing is not None and self._drawing.live
            self._drawing = None
            self._swapped = True

    def _go_on(self, preparation: Preparation) -> None:
        """Use a preparation from now on. What else its scene needs is compiled in another process, if it takes long."""
        self._gate.stop()
        self.preparation, scene, start = preparation, preparation.scene, preparation.start

        def warm() -> Warming:
            size = picture_size(self._area.pixels[2:], scene.film.size, SCALES[-1])
            return Warming(scene.path, start, size, self._detail)

        self._gate = Gate(self._input_came, warm)

    @property
    def news(self) -> str:
        """A message while something that was saved is not shown yet, else an empty text."""
        renewing = not (self.renewed or self._quiet)
        return "Reloading" if self._saved or renewing else ""

    @property
    def busy(self) -> bool:
        """Whether something is being drawn that shall be shown."""
        return (
            self._drawing is not None
            or self._screenshot is not None
            or self.renewal.pending
            or not self.picture.drawn
        )

    @property
    def waiting(self) -> bool:
        """Whether the next picture waits for a thread, which needs Python's lock, or for another process."""
        if not self.picture.drawn:
            assert self.preparation is not None
            first = self.preparation.first
            steps = first.steps if first is not None else None
            return not self.preparation.ready.is_set() or (steps is not None and steps.held)
        held = self._drawing is not None and self._drawing.steps.held
        return self._reading or self._was_saved() or self.renewal.held or held

    def prepare(self, scene: Scene, time: float) -> None:
        """Prepare the first scene that is to be drawn from a film time on, seconds."""
        self.renewal.stop_scene()
        if self.preparation is not None:
            self.preparation.stop()
        self._go_on(Preparation(scene, time))

    def rest(self) -> None:
        """Let the threads that prepare rest, as nothing can be seen; the next `draw` lets them go on."""
        self.renewal.rest()
        if self.preparation is not None:
            self.preparation.rest(resting=True)

    def release(self) -> None:
        """Free all GPU objects but the window's context, and stop preparing."""
        self.renewal.stop_scene()
        self._gate.stop()
        if self.preparation is not None:
            self.preparation.stop()
        self.picture.release()

    def _draw_wanted(self, session: Session, now: float) -> None:
        """Go on with the picture that is wanted now, and begin it if another was drawn or is being drawn."""
        # The first picture has one sample, so that it comes soon.
        playing, moving = session.transport.playing(now), self._input.moving or not self.picture.drawn
        if self._drawing is None and (playing or moving):
            session.enter(now)
        setting = drawn_at(session.quality, session.pace, playing=playing, moving=moving)
        scale = setting.scale * session.share
        size = picture_size(self._area.pixels[2:], session.scene.film.size, scale)
        time_ = session.transport.displayed_time(now)
        borrowed = self._swapped and self.frame is not None and self.frame.probe is not None
        wanted = self._refined(
            Wanted(time_, session.changed, size, setting.samples, setting.coarse, borrowed),
            setting.refined,
        )
        samples = wanted.samples
        try:
            if self._drawing is not None and self._drawing.outdated(wanted):
                self._drawing = None
            if self._drawing is None:
                if wanted == self._drawn:
                    return
                self._drawn = wanted
                start = self._clock()
                frames = session.exposure(now, samples)
                if wanted.borrowed:
                    frames = [replace(frame, probe=lent(frame.probe, self.frame)) for frame in frames]
                # Captions are drawn over the picture when it is shown, at the window's size.
                bare = [replace(frame, captions=(), coarse=setting.coarse) for frame in frames]
                early = EARLY if wanted.samples == setting.refined else ()
                steps = Steps(partial(self.picture.drawing, bare, size, early))
                self._drawing = Drawing(wanted, frames, steps, live=playing or moving, start=start)
            drawing = self._drawing
            self._gate.time = drawing.wanted.time
            seen = self.picture.samples
            if not drawing.steps.advance(self.picture, self._clock, SLICE, PATIENCE, self._gate):
                if drawing.steps.paused:
                    session.say("Preparing shaders", self._clock())
                if self.picture.samples != seen:
                    self._count += 1
                    self._renewed()
                return
        except Exception as error:
            self._drawing = None
            self._note_failure(session, error)
            return
        self._drawing = None
        self._gave_up = False
        self._count += 1
        self._renewed()
        session.draw_error = ""
        self.frame = drawing.frames[len(drawing.frames) // 2]
        self._known |= kinds_of(self.frame)
        self._swapped = False
        self._costs = _Measured(dict(self.picture.timings), self.picture.counts, drawing.wanted.samples)
        end = self._clock()
        self._measured.drawn(end, end - drawing.start, live=drawing.live)
        if drawing.live and drawing.wanted.samples == 1 and not drawing.steps.built:
            session.pace = session.pace.measured(end - drawing.start, now, self.picture.timings)
            session.frame_costs[session.transport.grid.at(drawing.wanted.time)] = end - drawing.start

    def _refined(self, first: Wanted, samples: int) -> Wanted:
        """Return the picture to draw, where `first` is wanted, and once it is drawn the same with more samples."""
        finer = replace(first, samples=max(first.samples, samples))
        if self._drawing is not None:
            return finer if self._drawing.wanted == finer else first
        drawn = self._drawn and replace(self._drawn, borrowed=first.borrowed)
        return finer if drawn in (first, finer) else first

    def survey(self, session: Session, now: float) -> Survey | None:
        """Return what the picture shows where now; None if that cannot be drawn. It is drawn once for each time and
        camera."""
        wanted = (session.transport.displayed_time(now), session.changed, session.watched.digest)
        if self._survey is None or self._survey[0] != wanted:
            try:
                frame = replace(session.exposure(now, 1)[0], captions=())
                size = picture_size((_SURVEYED, _SURVEYED), session.scene.film.size, 1.0)
                self._survey = wanted, self.picture.survey(frame, size)
            except Exception as error:
                session.draw_error = described(error)
                return None
        return self._survey[1]

    def _measure_emitter(self) -> bool:
        """Measure one more emitter of the picture alone. Return whether there was one."""
        frame = self.frame
        if frame is None:
            return False
        if self._emitters[0] != frame.time:
            self._emitters = frame.time, {}
        seconds = self._emitters[1]
        name = next(
            (batch.emitter for batch in frame.batches if batch.count and batch.emitter not in seconds), None
        )
        if name is None:
            return False
        try:
            self.picture.emitter_seconds(frame, name)  # builds its programs
            seconds[name] = self.picture.emitter_seconds(frame, name)
        except Exception:  # it is raised again, and shown, when the frame itself is drawn
            seconds[name] = 0.0
        return True

    def costs(self, session: Session) -> Costs | None:
        """Return what the last picture took; None before the first."""
        if self.frame is None:
            return None
        particles: dict[str, int] = {}
        for batch in self.frame.batches:
            particles[batch.emitter] = particles.get(batch.emitter, 0) + batch.count
        samples = max(self._costs.samples, 1)
        counts = [(name, f"{count // samples:,}") for name, count in self._costs.counts.items()]
        counts += [(f"memory of {name}", bytes_text(count)) for name, count in self.picture.memory.items()]
        return costs_of(
            self._costs.passes,
            particles,
            self._emitters[1] if self._emitters[0] == self.frame.time else {},
            counts,
            budget=session.pace.budget,
            samples=samples,
        )

    def _input_came(self) -> bool:
        """Take events, and return whether there is something to act on."""
        self._window.take_events()
        return self._input.ended or (self.picture.drawn and (self._input.pending or self._was_saved()))

    def _note_failure(self, session: Session, error: Exception) -> None:
        """Show an error of drawing below the last picture; raise it if there is none."""
        if not self.picture.drawn:
            raise error
        text = described(error)
        if text != session.draw_error:
            print_trace(error)
        session.draw_error = text
        self._swapped = False
        self._renewed()

    def begin_screenshot(self, session: Session, now: float) -> None:
        """Begin to draw the film's frame at this time, at the film's size and samples. The film waits for it."""
        if self._screenshot is None:
            self._drawing = None
            try:
                self._screenshot = Screenshot(session, self.picture, now)
            except Exception as error:
                session.say(f"No screenshot: {described(error)}", now)

    def _go_on_with_screenshot(self, session: Session) -> None:
        assert self._screenshot is not None
        screenshot = self._screenshot
        try:
            path = screenshot.advance(self._clock, Path.cwd())
        except Exception as error:
            session.say(f"No screenshot: {described(error)}", self._clock())
        else:
            if path is None:
                session.say(f"Drawing the film's frame: {screenshot.share:.0%}", self._clock())
                return
            # The message in the window disappears soon and has no folder: the whole path goes to stderr.
            print(printable(path), file=sys.stderr, flush=True)
            session.say(f"Saved {printable(path.name)}", self._clock())
        screenshot.resume(session, self._clock())
        self._screenshot = self._drawn = None
        self._renewed()

    def figures(self) -> tuple[tuple[str, str], ...]:
        """Return (name, value) of each figure of F3; none before the first picture."""
        if self.frame is None:
            return ()
        particles = sum(batch.count for batch in self.frame.batches)
        width, height = self.picture.size
        return (
            *self._measured.rows(),
            ("picture", f"{width} x {height}"),
            ("samples", f"{self.picture.samples}"),
            ("particles", f"{particles:,}"),
        )
