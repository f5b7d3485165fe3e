"""Preparation: what the shots to come need is made before they are due, so that no shot begins with a standstill.

A thread works out frames and builds their meshes, which needs no OpenGL. The window's thread draws those of them that
need something new, pass by pass and unseen: that compiles programs and copies meshes and particles to the GPU.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from visualizer.frame import Frame
from visualizer.player.drawing import Steps
from visualizer.player.picture import Picture
from visualizer.scene.film import Shot
from visualizer.scene.scene import Scene

AHEAD = 12.0
"""Seconds before a shot is due in which it is prepared although the film plays."""
_MOMENTS = (0.0, 0.25, 0.5, 0.75, 0.98)
"""Where a shot is sampled, as shares of its length."""


def build(frame: Frame) -> Iterator[tuple[int, int]]:
    """Build the meshes of a frame and the tables of its particles, and yield (built, in all) at first and after each.
    May run in any thread."""
    seen = () if frame.probe is None else frame.probe.capture.frame.draws
    meshes = tuple(dict.fromkeys(draw.mesh for draw in (*frame.draws, *seen)))
    emitters = tuple(dict.fromkeys(batch.emitter for batch in frame.batches))
    count = len(meshes) + len(emitters)
    yield 0, count
    for number, name in enumerate(meshes, 1):
        mesh = frame.library.meshes[name]
        if len(mesh.triangles):
            mesh.clusters, mesh.digest  # noqa: B018  built now
        yield number, count
    for number, name in enumerate(emitters, len(meshes) + 1):
        emitter = frame.library.emitters[name]
        emitter.digest, emitter.origins  # noqa: B018  computed now
        yield number, count


def needs(frame: Frame) -> frozenset[tuple[str, object]]:
    """Return what has to be made before a frame is drawn the first time: meshes, programs, particles, by kind and
    name."""
    found: set[tuple[str, object]] = {("mesh", draw.mesh) for draw in frame.draws}
    if frame.probe is not None:
        found.add(("probe", frame.probe.capture))
    return frozenset(found | kinds_of(frame))


def kinds_of(frame: Frame) -> frozenset[tuple[str, object]]:
    """Return what programs have to be built for before a frame is drawn the first time, by kind and name."""
    found: set[tuple[str, object]] = {("sky", frame.sky.material)}
    found |= {("material", (draw.material, draw.layer, frame.probe is None)) for draw in frame.draws}
    found |= {("emitter", batch.emitter) for batch in frame.batches}
    found |= {("mirror", draw.material) for draw in frame.draws if draw.mirrored and frame.mirror is not None}
    passes = {
        "contact": frame.contact.seen,
        "haze": frame.hazy,
        "ripples": frame.ripples,
        "shafts": frame.shafts,
    }
    return frozenset(found | {("pass", name) for name, wanted in passes.items() if wanted})


def _need_the_same(one: Scene, other: Scene) -> bool:
    """Return whether the frames of two scenes need the same, as they differ in nothing but cameras, lights, texts and
    the like."""
    pairs = (
        (one.graph.actors, other.graph.actors),
        (one.library.emitters, other.library.emitters),
        (one.looks, other.looks),
        (one.fog, other.fog),
        (one.probes, other.probes),
    )
    return one.shots == other.shots and all(
        a.keys() == b.keys() and all(a[name] is b[name] for name in a) for a, b in pairs
    )


def moments(shots: tuple[Shot, ...], start: float) -> list[tuple[float, float]]:
    """Return the film times to sample, seconds, each with the start of its shot.

    The first is `start`. Then come its shot and those after it, then those before.
    """
    here = max((number for number, shot in enumerate(shots) if shot.start <= start), default=0)
    ordered = (*shots[here:], *shots[:here])
    return [
        (start, start),
        *(
            (shot.start + share * (shot.end - shot.start), shot.start)
            for shot in ordered
            for share in _MOMENTS
        ),
    ]


@dataclass(eq=False)
class Rehearsal:
    """A frame that is drawn unseen.

    due: when it is needed, film time, seconds. moment: its number in `moments`. steps: draw it, once they are begun.
    """

    frame: Frame
    due: float
    moment: int = 0
    steps: Steps | None = None

    def begun(self, picture: Picture) -> Steps:
        """Return the steps that draw it."""
        if self.steps is None:
            self.steps = Steps(lambda: picture.rehearsing([self.frame]))
        return self.steps


class Preparation:
    """Prepares a scene from a film time, seconds, on. `stop` ends its thread.

    scene, start: that scene and film time. calm: seconds after the first frame in which the thread rests, and leaves
    Python's lock to the drawing of what was just saved. before: of an earlier scene: if it has prepared all that this
    one needs, only the first frame is prepared. meshes: (built, in all) of the first frame, with its tables of
    particles, until `ready` is set, when it can be drawn.
    """

    def __init__(
        self, scene: Scene, start: float, calm: float = 0.0, before: Preparation | None = None
    ) -> None:
        self.ready = threading.Event()
        self.meshes = (0, 0)
        self.first: Rehearsal | None = None
        """Of the first frame, once it is `ready`; None if it could not be made."""
        self.scene = scene
        self.start = start
        self._calm = calm
        self._rest_is_made = before is not None and before.finished and _need_the_same(before.scene, scene)
        self._found: list[Rehearsal] = []
        self._worked_out = False
        self._stop = threading.Event()
        self._going = threading.Event()
        self._going.set()
        self._thread = threading.Thread(target=self._run, name="prepare", daemon=True)
        self._thread.start()

    def next(self, now: float, ahead: float | None, warm: int | None = None) -> Rehearsal | None:
        """Return what to rehearse at film time `now`, seconds: what is due first, or None.

        ahead: only what is due within so many seconds of film, back if negative; None for all. warm: only the first so
        many of `moments`; None for all.
        """
        ready = [one for one in self._found if warm is None or one.moment < warm]
        waiting = [(rehearsal.due - now, rehearsal) for rehearsal in ready]
        if ahead is not None:
            waiting = [
                one for one in waiting if (0.0 <= one[0] <= ahead if ahead > 0.0 else ahead <= one[0] <= 0.0)
            ]
        return min(waiting, key=lambda one: abs(one[0]), default=(0.0, None))[1]

    @property
    def finished(self) -> bool:
        """Whether all frames were worked out, and all that have something new are rehearsed."""
        return self._worked_out and not self._found

    def done(self, rehearsal: Rehearsal) -> None:
        """Note that something was rehearsed, or cannot be."""
        self._found.remove(rehearsal)

    def skip_first(self) -> None:
        """Note that the first frame was rehearsed, or need not be."""
        if self.first is not None:
            self.done(self.first)
            self.first = None

    def rest(self, *, resting: bool) -> None:
        """Let the thread rest once it has finished the frame that it works on, as what was saved needs Python's lock;
        or let it go on."""
        if resting:
            self._going.clear()
        else:
            self._going.set()

    def stop(self) -> None:
        """End the thread; it finishes the frame that it works on."""
        self._stop.set()
        self._going.set()
        self._found.clear()

    def _run(self) -> None:
        made: set[tuple[str, object]] = set()
        for number, (moment, due) in enumerate(moments(self.scene.shots, self.start)):
            begun = time.perf_counter()
            first = not self.ready.is_set()
            try:
                frame = replace(self.scene.at(moment), captions=())
                self._build(frame)
                if not needs(frame) <= made:
                    made |= needs(frame)
                    rehearsal = Rehearsal(frame, due, number)
                    self._found.append(rehearsal)
                    if first:
                        self.first = rehearsal
            except Exception:  # of an actor; it is raised again, and shown, when the frame is drawn
                pass
            self.ready.set()
            if self._rest_is_made:
                break
            # Half of the time is left to the window, which shares Python's lock.
            if self._stop.wait(self._calm if first else time.perf_counter() - begun):
                return
            self._going.wait()
        self._worked_out = True

    def _build(self, frame: Frame) -> None:
        for meshes in build(frame):
            self.meshes = meshes
            if self._stop.is_set():
                return
