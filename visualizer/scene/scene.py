"""Scene: the validated, immutable film. `at(t)` returns the Frame at any time; calls may be in any order."""

from __future__ import annotations

import math
import warnings
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, partial
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualizer.actors.base import Actor, Contribution
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.cache.memory import keep_freed_memory
from visualizer.errors import ActorError, InputError, Notice
from visualizer.frame import (
    AreaLight,
    Caption,
    Capture,
    Frame,
    KeyLight,
    Library,
    PointLight,
    Probe,
    Sky,
)
from visualizer.particles.emitter import Batch, Emitter
from visualizer.particles.lights import particle_lights
from visualizer.properties.values import composed
from visualizer.scene.cameras import camera_at, line_of, placing
from visualizer.scene.captions import TimedCaption
from visualizer.scene.choices import nearest
from visualizer.scene.cuts import Cuts, camera_jumps, cuts_of, instants
from visualizer.scene.documents import Documents
from visualizer.scene.film import Film, Marker, Shot
from visualizer.scene.fog import FogModel
from visualizer.scene.lights import LightModel
from visualizer.scene.model import CameraModel, LookModel
from visualizer.scene.paths import Path as ScenePath
from visualizer.scene.probes import ProbeModel
from visualizer.scene.problems import Problem
from visualizer.scene.reuse import Results
from visualizer.scene.sight import Sight
from visualizer.timeline.frames import FrameGrid, rate_of

Array = NDArray[np.float64]

CAPTION_FADE = 0.4
"""Duration of a caption's fade-in and of its fade-out, seconds."""

_NOTHING = Contribution()
_START = attrgetter("start")
_DEFAULT_LOOK = LookModel.model_validate({})


class _Emitting(NamedTuple):
    """An emitter of the library, with the name of the actor that it belongs to, if any, and the times, s, before and
    after which none of its particles lives."""

    name: str
    emitter: Emitter
    owner: str | None
    first: float
    last: float


@dataclass(frozen=True, eq=False)
class Scene:
    """A film, ready to be shown. Pure: `at(t)` depends on t alone.

    path: the file it came from. markers: in the order of their times. files: that file and all it includes. documents:
    their text, with the place of every value. tables: the validated tables by their path, such as ("camera", "dolly").
    warnings: what is shown otherwise than the file says, in the order of the file. digest: hash of the content of the
    files, as they were read. results: of the load, for a later one (`load(…, before=scene)`). hidden: paths of actors,
    lights, emitters and fog volumes that are not shown, whatever the files say: of a scene that is made with
    `dataclasses.replace`, for an editor.
    """

    path: Path
    files: tuple[Path, ...]
    film: Film
    shots: tuple[Shot, ...]
    cameras: Mapping[str, CameraModel]
    looks: Mapping[str, LookModel]
    lights: Mapping[str, LightModel]
    fog: Mapping[str, FogModel]
    probes: Mapping[str, ProbeModel]
    captions: tuple[TimedCaption, ...]
    graph: SceneGraph
    library: Library
    markers: tuple[Marker, ...] = ()
    documents: Documents = field(default_factory=Documents)
    tables: Mapping[ScenePath, Any] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    digest: str = ""
    results: Results = field(default_factory=Results, repr=False)
    hidden: frozenset[ScenePath] = frozenset()
    _sights: dict[str, Sight] = field(default_factory=dict, init=False, repr=False)
    _captures: dict[str, Capture] = field(default_factory=dict, init=False, repr=False)
    _cuts: dict[str, Cuts] = field(default_factory=dict, init=False, repr=False)

    def shot(self, name: str) -> Shot:
        """Return the shot of this name. Raises InputError, which names the shots there are."""
        names = [shot.name for shot in self.shots]
        name = composed(name)
        if name not in names:
            near = nearest(name, names)
            hint = f"; did you mean '{near}'? There are" if near else "; there are"
            raise InputError(f"no shot is called '{name}'{hint} {', '.join(names)}")
        return self.shots[names.index(name)]

    def moment(self, name: str) -> float:
        """Return when a shot starts or a marker is, s. Raises InputError, which names those that there are."""
        found = {marker.name: marker.time for marker in self.markers}
        found |= {shot.name: shot.start for shot in self.shots}
        name = composed(name)
        if name not in found:
            near = nearest(name, found)
            hint = f"; did you mean '{near}'? There are" if near else "; there are"
            what = "shot or marker" if self.markers else "shot"
            raise InputError(f"no {what} is called '{name}'{hint} {', '.join(found)}")
        return found[name]

    def shot_at(self, time: float) -> Shot:
        """Return the shot on screen: the latest-starting one, the first before all of them."""
        return self.shots[max(0, bisect_right(self.shots, time, key=_START) - 1)]

    def frames_of(self, shot: Shot, grid: FrameGrid) -> range:
        """Return the frames that show a shot: those whose own time lies in it; the first shot has those before it too.

        Every frame is in exactly one shot. A shot that lies between two frames, or after the film's end, has none.
        """
        number = self.shots.index(shot)
        start = shot.start if number else min(shot.start, 0.0)
        last = number == len(self.shots) - 1
        return grid.span(start, max(grid.seconds, shot.start) if last else self.shots[number + 1].start)

    def at(self, time: float) -> Frame:
        """Return the frame of `time`, seconds of film time. Any time is allowed; values hold beyond the film.

        Raises ActorError if the code of a kind of actor fails, and ValueError for a time that is not finite.
        """
        return self._frames([time])[0]

    def _frames(self, times: Sequence[float]) -> list[Frame]:
        """Return the frame of each time. Each is the same as alone, but actors may compute several together."""
        for time in times:
            if not math.isfinite(time):
                raise ValueError(f"a time is a finite number of seconds, not {time}")
        keep_freed_memory()
        snapshots = Snapshot.of_exposure(self.graph, times)
        found = self._parts(snapshots)
        first, last = min(times), max(times)
        emitters = [one for one in self._emitters if one.first < last and first < one.last]
        return [
            self._frame(snapshot, [each[k] for each in found], emitters)
            for k, snapshot in enumerate(snapshots)
        ]

    def _frame(
        self, snapshot: Snapshot, parts: Sequence[Contribution], emitters: Sequence[_Emitting]
    ) -> Frame:
        """Return the frame of a snapshot. parts: what each actor contributes, in order. emitters: those whose particles
        may live then."""
        time = snapshot.time
        shot = self.shot_at(time)
        look = self._look(time)
        sky = self._sky(parts)
        actors = self.graph.actors
        camera = camera_at(self.cameras[shot.camera], snapshot, self._sight(shot))
        batches: list[Batch] = []
        particle_light: list[PointLight] = []
        for name, emitter, owner, *_ in emitters:
            # An invisible actor hides its own emitters, not an emitter of the scene that has the actor's name.
            if owner is not None and not actors[owner].properties.visible.at(time):
                continue
            found = emitter.batches(name, time)
            if emitter.properties.lod_distance is not None:
                found = tuple(replace(batch, level=emitter.level(time, camera.eye)) for batch in found)
            batches += found
            if emitter.properties.lights:
                particle_light += _lights_of(emitter, time)
        key_light = self._key_light(look, self.cameras[shot.camera], snapshot)
        points, areas = self._lights(snapshot, parts)
        fog = (
            model.at(snapshot, key_light.direction)
            for name, model in self.fog.items()
            if ("fog", name) not in self.hidden
        )
        return Frame(
            library=self.library,
            time=time,
            shot=shot.name,
            camera=camera,
            draws=tuple(draw for part in parts for draw in part.draws),
            objects=tuple(number for number, part in enumerate(parts, 1) for _ in part.draws),
            key_light=key_light,
            point_lights=(*points, *particle_light),
            area_lights=areas,
            sky=sky or look.sky.at(time),
            ambient=look.ambient.at(time),
            contact=look.contact.at(time),
            medium=look.medium.at(time),
            fog=tuple(volume for volume in fog if volume is not None),
            mirror=None if look.mirror is None else look.mirror.at(time),
            probe=None if look.probe is None else self._probe(look.probe, time),
            ripples=tuple(part.ripple for part in parts if part.ripple is not None),
            shafts=tuple(part.shafts for part in parts if part.shafts is not None),
            batches=tuple(batches),
            grade=look.grade.at(time),
            captions=self._captions(time),
        )

    @cached_property
    def _emitters(self) -> tuple[_Emitting, ...]:
        """The emitters that are shown while the actors are that they belong to."""
        found = []
        for name, emitter in self.library.emitters.items():
            owner = name.partition(".")[0] if "." in name else None
            if ("emitter", name) not in self.hidden and ("actor", owner) not in self.hidden:
                found.append(
                    _Emitting(name, emitter, owner if owner in self.graph.actors else None, *emitter.lives)
                )
        return tuple(found)

    def _probe(self, name: str, time: float) -> Probe:
        """Return a probe at a time. What it sees is evaluated once."""
        model = self.probes[name]
        if name not in self._captures:
            snapshot = Snapshot(self.graph, model.time, (model.time,), 0)
            parts = [
                self._contributions(actor, [snapshot])[0]
                if model.actors is None or any(one.partition(".")[0] == actor.name for one in model.actors)
                else _NOTHING
                for actor in self.graph.actors.values()
            ]
            look = self._look(model.time)
            key, (points, areas) = look.key.at(model.time), self._lights(snapshot, parts)
            if look.key.centre is None:
                key = replace(key, centre=model.position)
            self._captures[name] = Capture(
                Frame(
                    library=self.library,
                    time=model.time,
                    draws=tuple(draw for part in parts for draw in part.draws),
                    key_light=key,
                    point_lights=points,
                    area_lights=areas,
                    sky=self._sky(parts) or look.sky.at(model.time),
                    ambient=look.ambient.at(model.time),
                ),
                model.position,
            )
        return model.at(time, self._captures[name])

    def _lights(
        self, snapshot: Snapshot, parts: Sequence[Contribution]
    ) -> tuple[tuple[PointLight, ...], tuple[AreaLight, ...]]:
        """Return the point lights and area lights of actors and of [light.NAME]."""
        own = [
            model.at(snapshot) for name, model in self.lights.items() if ("light", name) not in self.hidden
        ]
        points = [light for part in parts for light in part.point_lights]
        areas = [light for part in parts for light in part.area_lights]
        return (
            (*points, *(light for light in own if isinstance(light, PointLight))),
            (*areas, *(light for light in own if isinstance(light, AreaLight))),
        )

    def _look(self, time: float) -> LookModel:
        shot = self.shot_at(time)
        return self.looks[shot.look] if shot.look else _DEFAULT_LOOK

    def exposure(
        self, time: float, samples: int, fps: Fraction | float | None = None, shutter: float = 180.0
    ) -> list[Frame]:
        """Return the sub-frames of the film frame at `time`: `samples` instants of the open shutter.

        shutter: opening angle, degrees; the shutter is open for shutter / 360 of a frame from `time` on, but not
        across a cut (see `scene/cuts.py`): it closes there, and the frame is the mean of the shorter time. fps: frames
        a second; None for the film's own. With one sample this is exactly ``[at(time)]``. Raises ValueError for fewer
        than one, for what is no rate, and as `at` does.
        """
        if samples < 1:
            raise ValueError(f"a frame needs at least one sample, not {samples}")
        rate = self.film.fps if fps is None else rate_of(fps)
        if samples == 1:
            return [self.at(time)]
        start, length = float(time), shutter / 360.0 / float(rate)
        cuts = self._cuts_of(self.shot_at(time)).between(start, start + length)
        return self._frames(instants(start, length, samples, cuts))

    def _cuts_of(self, shot: Shot) -> Cuts:
        if shot.name not in self._cuts:
            look = self.looks[shot.look] if shot.look else None
            camera, emitters = self.cameras[shot.camera], self.library.emitters
            self._cuts[shot.name] = cuts_of(shot, self.shots, camera, look, self.graph, emitters)
        return self._cuts[shot.name]

    def _key_light(self, look: LookModel, camera: CameraModel, snapshot: Snapshot) -> KeyLight:
        light = look.key.at(snapshot.time)
        if look.key.centre is not None:
            return light
        target = camera.look_at.at(snapshot.time, placing(camera, snapshot))
        return replace(light, centre=_triple(light.radius * np.round(target / light.radius)))

    def _parts(self, snapshots: Sequence[Snapshot]) -> list[list[Contribution]]:
        """Return what each actor, in order, contributes to each snapshot. Raises ActorError."""
        together: dict[type[Actor[Any]], list[Actor[Any]]] = {}
        for name, actor in self.graph.actors.items():
            kind, visible = type(actor), actor.properties.visible
            if ("actor", name) in self.hidden:
                continue
            if kind.together and all(visible.at(snapshot.time) for snapshot in snapshots):
                together.setdefault(kind, []).append(actor)
        known: dict[str, list[Contribution]] = {}
        for kind, actors in together.items():
            if len(actors) > 1:
                with suppress(Exception):  # then each by itself, so that the error names the actor
                    found = kind.contributions_of(actors, snapshots)
                    known.update(zip((actor.name for actor in actors), found, strict=True))
        return [
            known[name] if name in known else self._contributions(actor, snapshots)
            for name, actor in self.graph.actors.items()
        ]

    def _contributions(self, actor: Actor[Any], snapshots: Sequence[Snapshot]) -> list[Contribution]:
        """Return what an actor contributes to each snapshot: nothing where it is invisible. Raises ActorError."""
        if ("actor", actor.name) in self.hidden:
            return [_NOTHING] * len(snapshots)
        visible = actor.properties.visible
        shown = [snapshot for snapshot in snapshots if visible.at(snapshot.time)]
        if not shown:
            return [_NOTHING] * len(snapshots)
        try:
            found = iter(actor.contributions(shown))
        except ActorError:  # of another actor, on which this one depends
            raise
        except Exception as error:
            if len(shown) > 1:  # one by one, so that the error names the time
                return [self._contributions(actor, [snapshot])[0] for snapshot in snapshots]
            raise actor.failure(shown[0].time, error) from error
        return [next(found) if visible.at(snapshot.time) else _NOTHING for snapshot in snapshots]

    def _sight(self, shot: Shot) -> Sight:
        """Return the line of sight of a shot's camera, which remembers samples of its path and nothing else."""
        if shot.name not in self._sights:
            model, graph = self.cameras[shot.camera], self.graph
            self._sights[shot.name] = Sight(
                lambda time: line_of(model, Snapshot(graph, time)),
                shot.start,
                partial(camera_jumps, graph, model),
            )
        return self._sights[shot.name]

    def _sky(self, parts: Sequence[Contribution]) -> Sky | None:
        """Return the sky that an actor brings, or None. parts: of each actor, in order."""
        skies = [(name, p.sky) for name, p in zip(self.graph.actors, parts, strict=True) if p.sky is not None]
        if len(skies) > 1:
            names = " and ".join(f"'{name}'" for name, _ in skies)
            text = (
                f"a frame has one sky, but the actors {names} each have one; that of '{skies[0][0]}' is shown"
            )
            warnings.warn(Notice(text), stacklevel=2)
        return skies[0][1] if skies else None

    def _captions(self, time: float) -> tuple[Caption, ...]:
        found = []
        for caption in self.captions:
            if caption.start <= time < caption.end:
                edge = min(time - caption.start, caption.end - time)
                found.append(Caption(caption.text, min(1.0, edge / CAPTION_FADE), caption.font))
        return tuple(found)


def _lights_of(emitter: Emitter, time: float) -> list[PointLight]:
    """Return the lights that an emitter's particles are at a time."""
    found = particle_lights(emitter, time)
    return [
        PointLight(_triple(place), _triple(intensity), float(radius), float(reach))
        for place, intensity, radius, reach in zip(
            found.position, found.intensity, found.radius, found.reach, strict=True
        )
    ]


def _triple(value: Array) -> tuple[float, float, float]:
    return (float(value[0]), float(value[1]), float(value[2]))
