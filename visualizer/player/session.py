"""Session: the scene that is watched and the state of watching it. Needs no window and no OpenGL."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from visualizer.errors import InputError, VisualizerError, print_trace
from visualizer.frame import Camera, Frame
from visualizer.output.times import frames_between, moment_of
from visualizer.player.entry import Entry, time_entered
from visualizer.player.flight import Sample, fitted
from visualizer.player.free_camera import FreeCamera
from visualizer.player.gizmo import AXES, GIZMOS, Axes, Gizmo
from visualizer.player.keys import Press
from visualizer.player.layout import clock_text
from visualizer.player.quality import QUALITIES_BY_COST, SHARES, Pace, budget, check_quality
from visualizer.player.transport import Transport
from visualizer.player.views import View
from visualizer.scene.camera_edits import PoseKey, camera_cut, camera_keys, camera_table, free_name
from visualizer.scene.paths import Path
from visualizer.scene.problems import SceneError, reason
from visualizer.scene.scene import Scene
from visualizer.scene.splices import Splice

TOAST_SECONDS = 2.5
_GESTURE = (
    1.0  # seconds: a change that follows another within them is a part of it, as while a value is dragged
)

_T = TypeVar("_T")


@dataclass(frozen=True)
class Change:
    """A change of the scene's files. name: what it changes. splices: returns those of a scene; may raise EditError."""

    name: str
    splices: Callable[[Scene], Iterable[Splice]]


class Session:
    """The state that keys and the mouse change. Each action of `keys.BINDINGS` is a method of that name.

    Every argument `now` is a reading of one monotonic clock, seconds. requests: what the window has to do: "quit",
    "full_screen", "screenshot", "focus", "copy_pose". asked: of the editor, in order, each as often as it was: "undo",
    "redo", "save", "open". changes: of the scene's files, that the window has to make. panels: whether the panels of
    the editor are shown. frame_costs: seconds that live pictures of frames took, by the frame's number. changed: a
    counter of changes after which the picture must be drawn again although the time is the same. share: of the pixels'
    rows and columns that the quality draws. entry: what is being typed, or None. free: the free camera, or None for the
    film's. flight: what is being recorded of it, or None. toast: a short message, shown until the clock reads
    toast_until. Raises ValueError for an unknown quality.

    guides: "thirds", "safe areas". view: shown in place of the picture. wires: whether they are shown. picked: path of
    the table that was picked in the picture, or (). gizmo, axes: of the handles of what is selected. before: the scene
    before the last change; comparing: whether it is shown.
    """

    def __init__(self, scene: Scene, *, start: float, quality: str, now: float) -> None:
        check_quality(quality)
        self.scene = scene
        self.quality = quality
        self.share = 1.0
        self.entry: Entry | None = None
        self.transport = Transport(*_film(scene))
        self.begin(start, now)
        self.pace = Pace(budget(scene.film.fps))
        self.free: FreeCamera | None = None
        self.flight: list[Sample] | None = None
        self.changes: list[Change] = []
        self._last_free: FreeCamera | None = None
        self.captions = True
        self.help = False
        self.panels = False
        self.figures = False
        self.costs = False
        self.guides: frozenset[str] = frozenset()
        self.view: View = ""
        self.wires = False
        self.picked: Path = ()
        self.gizmo: Gizmo = "move"
        self.axes: Axes = "world"
        self.before: Scene | None = None
        self.comparing = False
        self._swapped = float("-inf")  # clock reading
        self.load_error = ""
        self.shader_error = ""
        self.draw_error = ""
        self.toast = ""
        self.toast_until = now
        self.requests: set[str] = set()
        self.asked: list[str] = []
        self._left = float("-inf")  # clock reading of an Esc that has hidden something
        self.changed = 0
        self.frame_costs: dict[int, float] = {}

    # What the window displays

    @property
    def error(self) -> str:
        """The errors of loading, shaders and drawing, a line each or more; empty if there are none."""
        return "\n".join(text for text in (self.load_error, self.shader_error, self.draw_error) if text)

    def exposure(self, now: float, samples: int) -> list[Frame]:
        """Return the sub-frames to draw, with the free camera if it is on, and without captions if they are off."""
        return self.exposure_at(self.transport.displayed_time(now), samples)

    def exposure_at(self, time: float, samples: int) -> list[Frame]:
        """Return the sub-frames of a film time, seconds, in the same way."""
        return [self._watched(frame) for frame in self.watched.exposure(time, samples)]

    @property
    def watched(self) -> Scene:
        """The scene that is shown: the one before the last change while both are compared."""
        return self.before if self.comparing and self.before is not None else self.scene

    def title(self, now: float) -> str:
        """Return the window's title: film, time, shot, state, separated by bars."""
        transport = self.transport
        state = "playing" if transport.playing(now) else "paused"
        words = [self.scene.film.title, clock_text(transport.displayed_time(now)), self.shot_name(now), state]
        words += [speed_text(transport.speed)] if transport.speed != 1.0 else []
        words += ["loop"] if transport.loop else []
        words += ["free camera"] if self.free else []
        words += [f"error: {self.error.splitlines()[0]}"] if self.error else []
        return " | ".join(words)

    def shot_name(self, now: float) -> str:
        """Return the name of the shot on screen."""
        return self.scene.shot_at(self.transport.displayed_time(now)).name

    # Changes

    def enter(self, now: float) -> None:
        """Let the pace take the shot on screen into account, if it is another one."""
        shot = self.shot_name(now)
        if shot != self.pace.shot:
            self.pace = self.pace.entered(shot, now)

    def swap(self, scene: Scene, now: float) -> None:
        """Replace the scene by a new version. Time, speed, free camera and whether it plays are kept."""
        if now - self._swapped > _GESTURE:
            self.before = self.scene
        self._swapped, self.comparing = now, False
        self.scene = scene
        self.transport = self.transport.on_film(*_film(scene), now)
        self.pace = replace(self.pace, budget=budget(scene.film.fps))
        self.load_error = ""
        self.changed += 1

    def say(self, text: str, now: float) -> None:
        """Show a short message for TOAST_SECONDS."""
        self.toast, self.toast_until = text, now + TOAST_SECONDS

    def fly(self, free: FreeCamera) -> None:
        """Move the free camera."""
        if free != self.free:
            self.free = free
            self.changed += 1

    def begin(self, start: float, now: float) -> None:
        """Start playing at a film time, seconds; stay paused if it is the end of the film."""
        there = self.transport.sought(start, now)
        self.transport = there if 0.0 < there.last <= there.position(now) else there.played(now)

    def seek(self, time: float, now: float) -> None:
        """Go to a film time, seconds; playing or paused as before."""
        self.transport = self.transport.sought(time, now)

    # Keys

    def toggle(self, now: float) -> None:
        """Play or pause."""
        self.transport = self.transport.toggled(now)

    def play_on(self, now: float) -> None:
        """Play forward; faster if it does."""
        self._speed(self.transport.shuttled(1, now), now)

    def play_back(self, now: float) -> None:
        """Play backwards; faster if it does."""
        self._speed(self.transport.shuttled(-1, now), now)

    def stop(self, now: float) -> None:
        """Pause."""
        self.transport = self.transport.paused(now)

    def go_to(self, now: float) -> None:
        """Begin to type where to go."""
        self.entry = Entry()

    def typed(self, press: Press, now: float) -> None:
        """Take a key that is pressed while something is typed."""
        entry = self.entry.typed(press) if self.entry is not None else None
        if entry is not None and entry.state == "done":
            try:
                self.seek(time_entered(entry.text, self.scene, self.transport.position(now)), now)
            except InputError as error:
                entry = entry.refused(str(error))
        self.entry = entry if entry is not None and entry.state == "open" else None

    def step_on(self, now: float) -> None:
        """Go one frame forward."""
        self.transport = self.transport.stepped(1, now)

    def step_back(self, now: float) -> None:
        """Go one frame back."""
        self.transport = self.transport.stepped(-1, now)

    def second_on(self, now: float) -> None:
        """Go one second forward."""
        self.seek(self.transport.position(now) + 1.0, now)

    def second_back(self, now: float) -> None:
        """Go one second back."""
        self.seek(self.transport.position(now) - 1.0, now)

    def next_shot(self, now: float) -> None:
        """Go to the next shot."""
        self.transport = self.transport.next_shot(now)

    def previous_shot(self, now: float) -> None:
        """Go to the start of the shot, or to the one before."""
        self.transport = self.transport.previous_shot(now)

    def to_start(self, now: float) -> None:
        """Go to the first frame."""
        self.seek(0.0, now)

    def to_end(self, now: float) -> None:
        """Go to the last frame."""
        self.seek(self.transport.last, now)

    def slower(self, now: float) -> None:
        """Play at the next lower speed."""
        self._speed(self.transport.slower(now), now)

    def faster(self, now: float) -> None:
        """Play at the next higher speed."""
        self._speed(self.transport.faster(now), now)

    def reverse(self, now: float) -> None:
        """Play in the other direction."""
        self._speed(self.transport.at_speed(-self.transport.speed, now), now)

    def normal_speed(self, now: float) -> None:
        """Play at normal speed."""
        self._speed(self.transport.at_speed(1.0, now), now)

    def toggle_loop(self, now: float) -> None:
        """Turn looping on or off."""
        self.transport = self.transport.looped(not self.transport.loop, now)
        self.say("Loop on" if self.transport.loop else "Loop off", now)

    def in_point(self, now: float) -> None:
        """Loop from the frame on screen on."""
        here = self._frame_time(now)
        end = self.transport.bounds[1]
        self._loop((here, end if end > here else self.transport.grid.seconds), now)

    def out_point(self, now: float) -> None:
        """Loop up to the frame on screen, with it."""
        grid = self.transport.grid
        start, end = self.transport.bounds[0], grid.time(self.transport.frame(now) + 1)
        self._loop((start if start < end else 0.0, end), now)

    def loop_shot(self, now: float) -> None:
        """Loop the shot on screen; the whole film if that is what is looped."""
        shot = self.scene.shot_at(self.transport.displayed_time(now))
        part = (shot.start, shot.end)
        self._loop(None if self.transport.loop and self.transport.part == part else part, now, shot.name)

    def _loop(self, part: tuple[float, float] | None, now: float, name: str = "") -> None:
        self.transport = self.transport.parted(part, now)
        start, end = self.transport.bounds
        span = f"from {clock_text(start)} to {clock_text(end)}"
        self.say(
            "Loop the film" if part is None else f"Loop {f'the shot {name}, ' if name else ''}{span}", now
        )

    def toggle_free(self, now: float) -> None:
        """Start the free camera where the film's camera is, or return to the film's."""
        if self.free is not None:
            self._last_free, self.free = self.free, None
            self.say("The film's camera", now)
            self.changed += 1
        elif self._last_free is not None:
            self.fly(self._last_free)
            self.say("Free camera where it was; B: the pose of the film's camera", now)
        else:
            self.to_film_camera(now)

    def to_film_camera(self, now: float) -> None:
        """Give the free camera the pose of the film's, and turn it on."""
        try:
            self.fly(FreeCamera.from_film(self.film_camera(now)))
        except Exception as error:  # of an actor: the error panel shows it too, and playing continues
            self.say(f"No free camera here: {reason(error)}", now)
            return
        self.say("Free camera: W A S D E X to fly, drag to look, wheel to zoom", now)

    def focus(self, now: float) -> None:
        """Request to look at the actor under the mouse."""
        self.requests.add("focus")

    def level(self, now: float) -> None:
        """Level the horizon of the free camera."""
        if free := self._flown(now):
            self.fly(free.levelled())

    def copy_pose(self, now: float) -> None:
        """Request to copy the free camera's pose."""
        if self._flown(now):
            self.requests.add("copy_pose")

    @property
    def pose_text(self) -> str:
        """The free camera's pose as a table of a scene file; empty without a free camera."""
        return camera_table("free", [PoseKey(0.0, self.free.pose)]) if self.free else ""

    def key_pose(self, now: float) -> None:
        """Give the film's camera the free camera's pose at this frame, as keyframes."""
        if free := self._flown(now):
            time, pose = self._frame_time(now), free.pose
            name = self.scene.shot_at(time).camera
            self.changes.append(Change(f"camera.{name}: key", lambda scene: camera_keys(scene, time, pose)))
            self.say(f"Keyed camera.{name} at {clock_text(time)}", now)

    def new_camera(self, now: float) -> None:
        """Cut to a new camera with the free camera's pose at this frame."""
        if free := self._flown(now):
            self._cut([PoseKey(self._frame_time(now), free.pose)], "free", now)

    def record(self, now: float) -> None:
        """Begin to record the flight of the free camera, and play; or end that, and make it a new camera."""
        if self.flight is not None:
            self._land(now)
        elif self._flown(now):
            self.transport = self.transport.at_speed(abs(self.transport.speed), now).played(now)
            self.flight = []
            self.say("Recording the flight; Ctrl R ends it", now)

    def note_flight(self, now: float) -> None:
        """Note where the free camera is, if its flight is recorded. It ends when the film stands or jumps back."""
        if self.flight is None:
            return
        time = self._frame_time(now)
        last = self.flight[-1].time if self.flight else None
        if self.free is not None and (last is None or time > last):
            self.flight.append(self.free.sample(time))
        if self.free is None or not self.transport.playing(now) or (last is not None and time < last):
            self._land(now)

    def actor_name(self, number: int) -> str:
        """Return the name of the actor with a number of `Frame.objects`."""
        names = list(self.scene.graph.actors)
        return names[number - 1] if 0 < number <= len(names) else ""

    def toggle_captions(self, now: float) -> None:
        """Turn captions on or off."""
        self.captions = not self.captions
        self.say("Captions on" if self.captions else "Captions off", now)
        self.changed += 1

    def toggle_compare(self, now: float) -> None:
        """Show the scene before the last change, or the present one again."""
        if self.before is None:
            self.say("Nothing was changed since the window was opened", now)
            return
        self.comparing = not self.comparing
        self.say("Before the last change" if self.comparing else "After the last change", now)
        self.changed += 1

    def toggle_wires(self, now: float) -> None:
        """Show or hide cameras, paths, lights, fog, emitters and colliders as lines."""
        self.wires = not self.wires

    def film_camera(self, now: float) -> Camera:
        """Return the film's camera at the time on screen. Raises as `Scene.at` does."""
        return self.watched.at(self.transport.displayed_time(now)).camera

    def next_gizmo(self, now: float) -> None:
        """Let the handles in the picture move, turn or size what is selected, or hide them."""
        self.gizmo = GIZMOS[(GIZMOS.index(self.gizmo) + 1) % len(GIZMOS)]
        where = "" if self.panels else ", in the editor, which Tab opens"
        self.say(f"Gizmo: {self.gizmo or 'none'}{where}", now)

    def next_axes(self, now: float) -> None:
        """Give the handles other axes: of the world, of what is selected, or of the camera."""
        self.axes = AXES[(AXES.index(self.axes) + 1) % len(AXES)]
        self.say(
            f"Gizmo along the axes of the {self.axes}"
            if self.axes != "local"
            else "Gizmo along the axes of what is selected",
            now,
        )

    def toggle_thirds(self, now: float) -> None:
        """Show or hide the lines of thirds."""
        self.guides ^= {"thirds"}

    def toggle_safe_areas(self, now: float) -> None:
        """Show or hide the safe areas."""
        self.guides ^= {"safe areas"}

    def false_colour(self, now: float) -> None:
        """Show false colours of the picture's brightness, then of the light in stops, then the picture."""
        following: dict[View, View] = {"false colour": "stops", "stops": ""}
        self._see(following.get(self.view, "false colour"), now)

    def clipping(self, now: float) -> None:
        """Mark black and clipped light, or show the picture."""
        self._see("" if self.view == "clipping" else "clipping", now)

    def surfaces(self, now: float) -> None:
        """Show the distances of surfaces, then their normals, then the picture."""
        following: dict[View, View] = {"depth": "normals", "normals": ""}
        self._see(following.get(self.view, "depth"), now)

    def larger(self, now: float) -> None:
        """Draw the picture with more pixels."""
        self._size(1, now)

    def smaller(self, now: float) -> None:
        """Draw the picture with fewer pixels."""
        self._size(-1, now)

    def higher_quality(self, now: float) -> None:
        """Use the next better quality."""
        self._quality(1, now)

    def lower_quality(self, now: float) -> None:
        """Use the next cheaper quality."""
        self._quality(-1, now)

    def toggle_help(self, now: float) -> None:
        """Show or hide the keys."""
        self.help = not self.help

    def toggle_figures(self, now: float) -> None:
        """Show or hide frame time and particle count."""
        self.figures = not self.figures

    def toggle_costs(self, now: float) -> None:
        """Show or hide what the passes and emitters of a picture take."""
        self.costs = not self.costs

    def toggle_full_screen(self, now: float) -> None:
        """Request full screen, or a window if it is full screen."""
        self.requests.add("full_screen")

    def screenshot(self, now: float) -> None:
        """Request a screenshot."""
        self.requests.add("screenshot")

    def toggle_panels(self, now: float) -> None:
        """Show or hide the panels of the editor."""
        self.panels = not self.panels

    def undo(self, now: float) -> None:
        """Request to undo the last change of the scene."""
        self.asked.append("undo")

    def redo(self, now: float) -> None:
        """Request to redo what was undone last."""
        self.asked.append("redo")

    def save(self, now: float) -> None:
        """Request to save what is not saved."""
        self.asked.append("save")

    def open_text(self, now: float) -> None:
        """Request to open the text of what is selected in the user's editor."""
        self.asked.append("open")

    def leave(self, now: float) -> None:
        """Hide the keys, or else the panels; request to quit if neither is shown.

        Right after something was hidden, it says that the next one quits instead, because it may be pressed once too
        often.
        """
        if self.help or self.panels:
            self.panels = self.panels and self.help
            self.help = False
            self._left = now
        elif now - self._left < TOAST_SECONDS:
            self._left = float("-inf")
            self.say("Esc once more quits, as Q does", now)
        else:
            self.quit(now)

    def quit(self, now: float) -> None:
        """Request to quit."""
        self.requests.add("quit")

    def _speed(self, transport: Transport, now: float) -> None:
        self.transport = transport
        self.say(f"Speed {speed_text(transport.speed)}", now)

    def _see(self, view: View, now: float) -> None:
        self.view = view
        self.say(f"View: {view or 'picture'}", now)

    def _size(self, steps: int, now: float) -> None:
        self.share = _stepped(SHARES, self.share, steps)
        self.say(f"Picture at {self.share:.0%}", now)

    def _quality(self, steps: int, now: float) -> None:
        self.quality = _stepped(tuple(QUALITIES_BY_COST), self.quality, steps)
        self.say(f"Quality {self.quality}: {QUALITIES_BY_COST[self.quality]}", now)

    def _flown(self, now: float) -> FreeCamera | None:
        """Return the free camera, or say that there is none."""
        if self.free is None:
            self.say("This is for the free camera, which V turns on", now)
        return self.free

    def _frame_time(self, now: float) -> float:
        grid = self.transport.grid
        return grid.time(grid.held(self.transport.frame(now)))

    def _cut(self, keys: Sequence[PoseKey], stem: str, now: float, note: str = "") -> None:
        name = free_name(self.scene, stem)
        self.changes.append(Change(f"camera.{name}: new", lambda scene: camera_cut(scene, name, keys)))
        # The film's camera has this pose now; the free camera waits where it is.
        self._last_free, self.free = self.free, None
        self.changed += 1
        self.say(f"Cut to camera.{name} at {clock_text(keys[0].time)}{note}", now)

    def _land(self, now: float) -> None:
        samples, self.flight = self.flight or [], None
        if not samples:
            self.say("Nothing was recorded", now)
            return
        found = fitted(samples)
        count = len(found.keys)
        note = f": {count} key{'s' if count > 1 else ''}, at most {found.metres:.2g} m and {found.degrees:.2g} degrees off"
        self.transport = self.transport.sought(samples[0].time, now).paused(now)
        self._cut(found.keys, "flight", now, note)

    def _watched(self, frame: Frame) -> Frame:
        camera = self.free.in_place_of(frame.camera) if self.free else frame.camera
        return replace(frame, camera=camera, captions=frame.captions if self.captions else ())


def _stepped(choices: Sequence[_T], present: _T, steps: int) -> _T:
    """Return the choice so many steps after the present one, or the last one."""
    return choices[min(max(choices.index(present) + steps, 0), len(choices) - 1)]


def print_warnings(scene: Scene, text: str) -> str:
    """Print a scene's warnings to stderr. Return `text` followed by their number, as a message for the window."""
    for warning in scene.warnings:
        print(warning, file=sys.stderr, flush=True)
    count = len(scene.warnings)
    number = f"{count} warning{'s' if count > 1 else ''} in the terminal" if count else ""
    return "; ".join(part for part in (text, number) if part)


def print_failure(error: Exception) -> str:
    """Print all reasons why a scene cannot be loaded to stderr. Return them as a text for the window, a line each,
    warnings last."""
    if not isinstance(error, SceneError):
        print_trace(error)
        return described(error)
    for problem in error.problems:
        print(problem, file=sys.stderr, flush=True)
        print_trace(problem.cause)
    return "\n".join(map(str, sorted(error.problems, key=lambda one: one.severity != "error")))


def described(error: Exception) -> str:
    """Return an error's message, with its type if it is not one of the visualizer's own."""
    return str(error) if isinstance(error, VisualizerError) else f"{type(error).__name__}: {error}"


def speed_text(speed: float) -> str:
    """Return a speed as text, such as 0.5x or -2x."""
    return f"{speed:g}x"


def start_of(scene: Scene, start: float | str, shot: str | None) -> float:
    """Return the film time to start at, seconds: `start`, or the first frame of `shot` if that is given.

    Raises InputError as `moment_of` and `frames_between` do.
    """
    grid = scene.film.grid()
    if shot is not None:
        return grid.time(frames_between(scene, grid, shot=shot, what="watch").start)
    return moment_of(scene, start, grid)


def _film(scene: Scene) -> tuple[float, Fraction, tuple[float, ...]]:
    return scene.film.duration, scene.film.fps, tuple(shot.start for shot in scene.shots)
