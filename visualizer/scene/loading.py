"""Loading: a scene file to a Scene, or all of its problems at once."""

from __future__ import annotations

import os
import zlib
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel, ValidationError

from visualizer.actors.base import Actor, FilmContext
from visualizer.actors.graph import SceneGraph
from visualizer.errors import ActorError
from visualizer.frame import Library
from visualizer.geometry.mesh import Mesh
from visualizer.particles.emitter import Emitter
from visualizer.properties.values import NAME_RULE, composed, is_name, time_of
from visualizer.scene import model as models
from visualizer.scene.between import warn_of_excursions
from visualizer.scene.captions import TimedCaption, check_captions, timed_captions
from visualizer.scene.checks import check_references, check_seen
from visualizer.scene.choices import choices
from visualizer.scene.document import toml_of
from visualizer.scene.emitters import EmitterModel, compiled_emitter
from visualizer.scene.exact import stand_ins
from visualizer.scene.idle import warn_of_idle
from visualizer.scene.kinds import BrokenKind, kinds
from visualizer.scene.paths import Path
from visualizer.scene.problems import SceneError, in_order, reason, shown
from visualizer.scene.reading import Reading, read_scene
from visualizer.scene.scene import Scene, Shot, film_of
from visualizer.scene.sources import Sources
from visualizer.scene.wording import keys_not_taken, report

FORMAT = 1
TABLES = tuple(models.SceneModel.model_fields)


def load(path: str | os.PathLike[str], sources: Sources | None = None) -> Scene:
    """Return the scene of a file, with its warnings. Needs no GPU. Raises SceneError with every problem found.

    sources: is told every file that the load asks for and what it held; None if nobody wants to know.
    """
    sources = Sources() if sources is None else sources
    reading = read_scene(FilePath(path), sources)
    scene = _Loader(reading).scene()
    if scene is None or reading.problems:
        raise SceneError([*reading.problems, *reading.warnings])
    return replace(scene, warnings=in_order(reading.warnings), digest=sources.digest)


def edited(scene: Scene, path: Path, value: object) -> Scene:
    """Return the scene with one value of its files changed: those bytes and no others. Nothing is written to disk.

    path: in the merged scene, such as ("camera", "eye", "fov", 1, "v"). value: a Python value; `toml_of` says how it is
    written. The text that the edited scene holds, as `scene.documents`, is what a caller may save.
    Raises EditError if no value is written at `path`, and SceneError if the scene with that value is not valid; `scene`
    stays as it is in any case.
    """
    documents = scene.documents.replaced(path, toml_of(value))
    return load(scene.path, Sources({document.file: document.source for document in documents.files}))


class _Loader:
    """Checks one reading table by table; collects problems in it and goes on as long as that makes sense."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.data = reading.data
        self.context: dict[str, Any] = {"shots": {}}

    def scene(self) -> Scene | None:
        """Return the scene, or None where problems were found."""
        if self.reading.incomplete:
            return None  # what could not be read would only give misleading problems
        self._top_level()
        self._shot_times()
        film = self._table(models.FilmModel, ("film",), required=True)
        shots = self._list(models.ShotModel, "shot")
        cameras = self._named(models.CameraModel, "camera")
        looks = self._named(models.LookModel, "look")
        lights = self._named(models.LightModel, "light")
        emitters = self._named(EmitterModel, "emitter")
        captions = self._list(models.CaptionModel, "caption")
        properties = self._actors()
        self._shots(shots, cameras, looks)
        check_seen(self.reading, film, shots)
        check_captions(self.reading, captions)
        timed = timed_captions(self.reading, film, captions) if film is not None else ()
        classes = {name: found[0] for name, found in properties.items()}
        checked = {
            "actor": {n: f[1] for n, f in properties.items()},
            "camera": cameras,
            "light": lights,
            "emitter": emitters,
        }
        warn_of_idle(self.reading, cameras, looks, emitters, None if film is None else film.duration)
        warn_of_excursions(self.reading, checked | {"look": looks})
        unread = self._declared() - set(classes)
        check_references(self.reading, classes, checked, unread)
        if self.reading.problems or film is None:
            return None
        return self._built(film, shots, cameras, looks, lights, emitters, timed, properties)

    def _top_level(self) -> None:
        for name in self.data:
            if name not in TABLES:
                self.reading.problem((name,), f"unknown table or key{choices(name, TABLES)}", key=True)
        if "format" not in self.data:
            self.reading.problem((), "the first line of a scene is 'format = 1': it is missing")
        elif self.data["format"] != FORMAT or isinstance(self.data["format"], bool):
            self.reading.problem(
                ("format",), f"this program reads format {FORMAT} {shown(self.data['format'])}"
            )
        if not isinstance(self.data.get("title", ""), str):
            self.reading.problem(("title",), f"a text is needed {shown(self.data['title'])}")

    def _shot_times(self) -> None:
        """Work out when shots start, as far as that goes: all other times may be given relative to them."""
        shots = self.data.get("shot", [])
        if not isinstance(shots, list):
            return
        known: dict[str, float] = self.context["shots"]
        waiting = [shot for shot in shots if isinstance(shot, dict) and isinstance(shot.get("name"), str)]
        # A shot's start may be relative to another shot's: resolve until nothing more can be.
        for _ in range(len(waiting)):
            for shot in waiting:
                if (name := composed(shot["name"])) not in known:
                    try:
                        known[name] = time_of(shot.get("start"), _Context(self.context))  # type: ignore[arg-type]
                    except Exception:
                        continue

    def _table(self, cls: type[BaseModel], path: Path, *, required: bool = False) -> Any:
        value: Any = self.data
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        if value is None:
            if required:
                self.reading.problem((), f"the table [{path[0]}] is missing")
            return None
        return self._validated(cls, value, path)

    def _named(self, cls: type[BaseModel], table: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        values = self.data.get(table, {})
        if not isinstance(values, dict):
            self.reading.problem((table,), f"tables such as [{table}.name] are needed {shown(values)}")
            return found
        for name, value in values.items():
            if not is_name(name):
                self.reading.problem((table, name), NAME_RULE, key=True)
            found[name] = self._validated(cls, value, (table, name))
        return found

    def _list(self, cls: type[BaseModel], table: str) -> list[Any]:
        values = self.data.get(table, [])
        if not isinstance(values, list):
            self.reading.problem((table,), f"tables such as [[{table}]] are needed, with two brackets")
            return []
        return [self._validated(cls, value, (table, number)) for number, value in enumerate(values)]

    def _validated(self, cls: type[BaseModel], value: Any, path: Path) -> Any:
        if not isinstance(value, dict):
            self.reading.problem(path, f"a table is needed {shown(value)}")
            return None
        for former, name in getattr(cls, "FORMER_NAMES", {}).items():
            if former in value:
                self.reading.rename(value, path, former, name)
        found, refused = None, list[Path]()
        try:
            found = cls.model_validate(value, context=self.context)
        except ValidationError as error:
            for detail in error.errors():
                if keys := keys_not_taken(cls, value, tuple(detail["loc"])):
                    if keys not in refused:
                        self.reading.problem((*path, *keys), "this property has one value and takes no keys")
                    refused.append(keys)
                else:
                    report(self.reading, cls, path, dict(detail))
                    refused.append(tuple(detail["loc"]))
        except Exception as error:  # a kind of another package may check its properties in its own way
            self.reading.problem(path, f"cannot be checked: {reason(error)}", cause=error)
        for inner, given, needed in stand_ins(cls, value):
            if not any(inner[: len(loc)] == loc for loc in refused):
                self.reading.problem((*path, *inner), f"{needed} {shown(given)}")
        return found

    def _actors(self) -> dict[str, tuple[type[Actor[Any]], Any]]:
        found: dict[str, tuple[type[Actor[Any]], Any]] = {}
        values = self.data.get("actor", {})
        if not isinstance(values, dict):
            self.reading.problem(("actor",), f"tables such as [actor.name] are needed {shown(values)}")
            return found
        try:
            known = kinds()
        except BrokenKind as error:
            self.reading.problem((), str(error))
            return found
        for name, value in values.items():
            path: Path = ("actor", name)
            if not is_name(name):
                self.reading.problem(path, NAME_RULE, key=True)
            if not isinstance(value, dict):
                self.reading.problem(path, f"a table is needed {shown(value)}")
            elif "kind" not in value:
                self.reading.problem(path, f"'kind' is missing; it is one of {', '.join(sorted(known))}")
            elif not isinstance(value["kind"], str):
                self.reading.problem((*path, "kind"), f"a text is needed {shown(value['kind'])}")
            elif value["kind"] not in known:
                hint = choices(value["kind"], known)
                self.reading.problem(
                    (*path, "kind"), f"no kind of actor is called {shown(value['kind'])[1:-1]}{hint}"
                )
            else:
                cls = known[value["kind"]]
                rest = {key: item for key, item in value.items() if key != "kind"}
                found[name] = (cls, self._validated(cls.Properties, rest, path))
        return found

    def _declared(self) -> set[str]:
        """Return the names that the file gives to actors, right or wrong as these may be."""
        values = self.data.get("actor", {})
        return set(values) if isinstance(values, dict) else set()

    def _shots(self, shots: list[Any], cameras: dict[str, Any], looks: dict[str, Any]) -> None:
        if not shots and self.data.get("shot", []) == []:
            self.reading.problem(("shot",), "a scene needs at least one [[shot]]")
        seen: dict[str, int] = {}
        starts: dict[float, str] = {}
        for number, shot in enumerate(shots):
            if shot is None:
                continue
            path: Path = ("shot", number)
            if shot.name in seen:
                self.reading.problem(
                    (*path, "name"), f"a shot of this name is there already {shown(shot.name)}"
                )
            seen[shot.name] = number
            if shot.start in starts:
                text = f"starts at the same time as '{starts[shot.start]}'; one of them would never be seen"
                self.reading.problem((*path, "start"), f"{text} {shown(shot.start)}")
            starts[shot.start] = shot.name
            if shot.camera not in cameras:
                self.reading.problem(
                    (*path, "camera"),
                    f"no camera is called {shown(shot.camera)[1:-1]}{choices(shot.camera, cameras)}",
                )
            if shot.look is not None and shot.look not in looks:
                self.reading.problem(
                    (*path, "look"),
                    f"no look is called {shown(shot.look)[1:-1]}{choices(shot.look, looks)}",
                )

    def _parents_first(self, emitters: dict[str, EmitterModel]) -> list[str]:
        """Return the emitters' names, each after its parent. Reports parents that do not exist, and circles."""
        ordered: list[str] = []
        for name in emitters:
            line = [name]
            while (parent := emitters[line[-1]].parent) is not None and parent not in ordered:
                path = ("emitter", line[-1], "parent")
                if parent not in emitters:
                    known = [other for other in emitters if other not in line]
                    self.reading.problem(
                        path, f"no emitter is called {shown(parent)[1:-1]}{choices(parent, known)}"
                    )
                    break
                if parent in line:
                    self.reading.problem(
                        path, f"'{parent}' is born of itself: {' of '.join([*line, parent])}"
                    )
                    break
                line.append(parent)
            ordered += [one for one in reversed(line) if one not in ordered]
        return ordered

    def _built(
        self,
        film: models.FilmModel,
        shots: list[models.ShotModel],
        cameras: dict[str, models.CameraModel],
        looks: dict[str, models.LookModel],
        lights: dict[str, models.LightModel],
        emitters: dict[str, EmitterModel],
        captions: tuple[TimedCaption, ...],
        properties: dict[str, tuple[type[Actor[Any]], Any]],
    ) -> Scene | None:
        starts: dict[str, float] = {shot.name: float(shot.start) for shot in shots}
        context = FilmContext(seed=film.seed, duration=film.duration, shots=starts)
        actors: dict[str, Actor[Any]] = {}
        for name, (cls, own) in properties.items():
            try:
                actors[name] = cls(name, own, context)
            except Exception as error:  # a kind may come from another package, with any mistake in it
                self.reading.problem(("actor", name), f"cannot be built: {reason(error)}", cause=error)
        if len(actors) < len(properties):
            return None
        graph = SceneGraph(actors)
        meshes: dict[str, Mesh] = {}
        failed: set[str] = set()
        compiled: dict[str, Emitter] = {}
        for name, actor in actors.items():
            try:
                actor.prepare(graph)
            except Exception as error:
                self.reading.problem(("actor", name), f"cannot be built: {reason(error)}", cause=error)
                failed.add(name)
            meshes |= {actor.mesh_name(local): mesh for local, mesh in actor.meshes.items()}
            compiled |= {f"{name}.{local}": emitter for local, emitter in actor.emitters.items()}
        for name in self._parents_first(emitters):
            emitter = emitters[name]
            if emitter.mesh is not None and emitter.mesh not in meshes:
                actor_name = emitter.mesh.partition(".")[0]
                own = [mesh for mesh in meshes if mesh.startswith(f"{actor_name}.")]
                if actor_name not in failed:
                    hint = choices(emitter.mesh, own, noun=f"meshes of '{actor_name}'")
                    self.reading.problem(
                        ("emitter", name, "mesh"), f"no mesh is called {shown(emitter.mesh)[1:-1]}{hint}"
                    )
                continue
            try:
                # By its name, so that an emitter more in the file leaves the others as they were.
                # Names do not begin with a digit, so an own seed is like no other emitter's name.
                source = name if emitter.seed is None else str(emitter.seed)
                seed = zlib.crc32(source.encode(), film.seed & 0xFFFF_FFFF)
                parent = compiled[emitter.parent] if emitter.parent is not None else None
                compiled[name] = compiled_emitter(
                    emitter, graph, meshes, seed=seed, duration=film.duration, parent=parent
                )
            except KeyError:  # the parent could not be built, which has been said
                continue
            except (ValueError, ArithmeticError, LookupError, ActorError) as error:
                self.reading.problem(("emitter", name), f"cannot be built: {reason(error)}", cause=error)
        compiled = {
            name: compiled[name]
            for name in [*(n for n in compiled if n not in emitters), *emitters]
            if name in compiled
        }
        for name, made in compiled.items():
            try:
                made.table  # noqa: B018  sampled now: not while the film plays, and with a place if it is too large
            except Exception as error:  # an actor that it rides on may have any mistake in it
                whose: Path = ("emitter", name) if name in emitters else ("actor", name.partition(".")[0])
                self.reading.problem(whose, f"its particles cannot be built: {reason(error)}")
        if self.reading.problems:
            return None
        ordered = sorted(shots, key=lambda shot: float(shot.start))
        starts_next = [float(shot.start) for shot in ordered[1:]] + [film.duration]
        ends = [
            max(float(shot.start), min(after, film.duration))
            for shot, after in zip(ordered, starts_next, strict=True)
        ]
        return Scene(
            path=self.reading.root,
            files=tuple(self.reading.files),
            documents=self.reading.documents,
            film=film_of(film, self.data.get("title", "")),
            shots=tuple(
                Shot(s.name, float(s.start), end, s.camera, s.look)
                for s, end in zip(ordered, ends, strict=True)
            ),
            cameras=cameras,
            looks=looks,
            lights=lights,
            captions=captions,
            graph=graph,
            library=Library(meshes, compiled),
        )


class _Context:
    """What `time_of` reads of Pydantic's validation info."""

    def __init__(self, context: dict[str, Any]) -> None:
        self.context = context
