"""Loading: reads a scene file and returns a Scene, or raises an error with all problems of the file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from types import SimpleNamespace
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from visualizer.actors.base import Actor
from visualizer.properties.values import NAME_RULE, composed, is_name, moment_and_offset, time_of
from visualizer.properties.wording import as_problem
from visualizer.scene import tables
from visualizer.scene.between import warn_of_excursions
from visualizer.scene.building import built
from visualizer.scene.captions import check_captions, timed_captions
from visualizer.scene.checks import (
    check_markers,
    check_probes,
    check_references,
    check_seen,
    check_shots,
)
from visualizer.scene.choices import choices
from visualizer.scene.document import toml_of
from visualizer.scene.documents import Documents
from visualizer.scene.kinds import BrokenKind, kinds
from visualizer.scene.order import dependencies_first
from visualizer.scene.paths import Path, dotted
from visualizer.scene.problems import Problem, SceneError, in_order, reason, shown
from visualizer.scene.reading import Reading, document_key, read_scene
from visualizer.scene.reuse import Moments, Results
from visualizer.scene.scene import Scene
from visualizer.scene.skies import skies_digest
from visualizer.scene.sources import Sources
from visualizer.scene.tables import FORMAT, Models, SceneTable, top_level_keys
from visualizer.scene.without_effect import warn_of_unseen_births, warn_without_effect

TEXT_NAME = "<text>"
"""Name, in messages, of the file of a scene that was loaded from a text."""


def load(
    path: str | os.PathLike[str],
    sources: Sources | None = None,
    *,
    sampled: bool = True,
    before: Scene | None = None,
) -> Scene:
    """Return the scene of a file, with its warnings. Needs no GPU. Raises SceneError with every problem found.

    sources: reads the files, and keeps the state of each file that was asked for; None takes a new one. sampled:
    whether the tables of all emitters are made now, which takes most of the time and may find problems; else each is
    made when it is first drawn. before: a scene that was loaded earlier, such as the same one before an edit: only what
    differs is read, checked and built, and the scene is the same as without it.
    """
    return _loaded(FilePath(path), Sources() if sources is None else sources, _after(before), sampled=sampled)


class Reloading:
    """Loads a scene each time that its files were saved, and takes what has not changed from the last one that was
    valid.

    sampled: as for `load`.
    """

    def __init__(self, *, sampled: bool = True) -> None:
        self._sampled = sampled
        self._last: Scene | None = None

    def __call__(self, path: FilePath, sources: Sources) -> Scene:
        """Return the scene of a file. Raises as `load` does."""
        self._last = load(path, sources, sampled=self._sampled, before=self._last)
        return self._last


def load_text(text: str, folder: str | os.PathLike[str] = ".") -> Scene:
    """Return the scene of a text, as `load` returns that of a file; nothing is written to disk.

    folder: the files that the text names are looked for from here. Problems name the file TEXT_NAME.
    """
    path = FilePath(folder) / TEXT_NAME
    return load(path, Sources({path: text.encode()}))


def edited(scene: Scene, path: Path, value: object, *, sampled: bool = True) -> Scene:
    """Return the scene with one value of its files changed: those bytes and no others. Nothing is written to disk.

    path: in the merged scene, such as ("camera", "eye", "fov", 1, "v"). value: a Python value; `toml_of` says how it is
    written. sampled: as for `load`. Takes milliseconds, as only what depends on that value is made again. The text that
    the edited scene holds, as `scene.documents`, is what a caller may save. Raises EditError if no value is written at
    `path`, and SceneError if the scene with that value is not valid; `scene` stays as it is in any case.
    """
    return rewritten(scene, scene.documents.replaced(path, toml_of(value)), sampled=sampled)


def rewritten(scene: Scene, documents: Documents, *, sampled: bool = True) -> Scene:
    """Return the scene with other texts of its files, such as `documents` with some bytes replaced. Nothing is written
    to disk.

    sampled: as for `load`. Only what depends on what differs is made again. Raises SceneError if the scene is not valid
    with these texts.
    """
    results = _after(scene)
    for document in documents.files:
        if (
            "data" in document.__dict__
        ):  # a text that was not parsed yet may be no TOML, which reading it reports
            results.set(document_key(document.file, document.source), document)
    sources = Sources({document.file: document.source for document in documents.files})
    return _loaded(scene.path, sources, results, sampled=sampled)


def _after(before: Scene | None) -> Results:
    return Results(None if before is None else before.results)


def _loaded(path: FilePath, sources: Sources, results: Results, *, sampled: bool) -> Scene:
    reading = read_scene(path, sources, results)
    scene = _Loader(reading).scene()
    if scene is not None and sampled:
        reading.problems += filter(None, sampling(scene))
    if scene is None or reading.problems:
        raise SceneError([*reading.problems, *reading.warnings])
    warnings = in_order(reading.warnings)
    return replace(scene, warnings=warnings, digest=sources.digest, results=results.finish())


def former_names(path: str | os.PathLike[str]) -> tuple[Documents, list[tuple[Path, str]]]:
    """Return the files of a scene, and the path of each key with a former name, with its present one. Raises
    SceneError."""
    reading = read_scene(FilePath(path), Sources())
    _Loader(reading).scene()
    if reading.problems:
        raise SceneError(reading.problems)
    return reading.documents, reading.renamed


def sampling(scene: Scene) -> Iterator[Problem | None]:
    """Make the tables of all emitters of a scene, and yield after each: None, or why it cannot be made."""
    for name, emitter in scene.library.emitters.items():
        try:
            emitter.table  # noqa: B018  sampled now
        except Exception as error:  # the code of an actor that it is attached to may raise anything
            path: Path = (
                ("emitter", name) if ("emitter", name) in scene.tables else ("actor", name.partition(".")[0])
            )
            file, place = scene.documents.place(path)
            text = f"its particles cannot be built: {reason(error)}"
            yield Problem(str(file), place.line, place.column, dotted(path), text)
        else:
            yield None


def check_emitters(scene: Scene, between: Callable[[], object] = lambda: None) -> None:
    """Make the tables of all emitters of a scene that have not been made. between: called after each.

    Raises SceneError with every problem found.
    """
    problems = []
    for problem in sampling(scene):
        problems += [] if problem is None else [problem]
        between()
    if problems:
        raise SceneError(problems)


class _Loader:
    """Validates the tables of one reading; collects problems in it and goes on as long as that makes sense."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.data = reading.data
        self.moments: dict[str, float] = {}
        self.skies = skies_digest()
        self.models = Models()
        self.kinds: dict[str, type[Actor[Any]]] = {}

    def scene(self) -> Scene | None:
        """Return the scene, or None where problems were found."""
        if self.reading.incomplete:
            return None  # what could not be read would only give misleading problems
        self._top_level()
        self.moments = _moments(self.data)
        for table in tables.TABLES:
            self._read(table)
        models, reading = self.models, self.reading
        film, captions = models.one("film"), models.listed("caption")
        check_shots(reading, models)
        check_markers(reading, models)
        check_probes(reading, models)
        check_seen(reading, film, models.listed("shot"))
        check_captions(reading, captions)
        timed = timed_captions(reading, film, captions) if film is not None else ()
        warn_without_effect(reading, models.by_path)
        warn_of_unseen_births(reading, models.named("emitter"), None if film is None else film.duration)
        warn_of_excursions(reading, models.by_path)
        actors = self.data.get("actor")
        unread = set(actors if isinstance(actors, dict) else ()) - set(models.kinds)
        check_references(reading, models.kinds, models.by_path, unread)
        return None if reading.problems else built(reading, models, timed)

    def _top_level(self) -> None:
        for name in self.data:
            if name not in top_level_keys():
                text = f"unknown table or key{choices(name, top_level_keys())}"
                self.reading.problem((name,), text, key=True)
        if "format" not in self.data:
            self.reading.problem((), "the first line of a scene is 'format = 1': it is missing")
        elif self.data["format"] != FORMAT or isinstance(self.data["format"], bool):
            text = f"this program supports only format {FORMAT} {shown(self.data['format'])}"
            self.reading.problem(("format",), text)
        if not isinstance(self.data.get("title", ""), str):
            self.reading.problem(("title",), f"a text is needed {shown(self.data['title'])}")

    def _read(self, table: SceneTable) -> None:
        """Validate all that the file has of a table."""
        name, value = table.name, self.data.get(table.name)
        if value is None:
            if table.required:
                self.reading.problem((), f"the table [{name}] is missing")
        elif table.form == "one":
            self._validate(table, value, (name,))
        elif table.form == "list":
            if not isinstance(value, list):
                text = f"tables such as [[{name}]] are needed, with two brackets"
                return self.reading.problem((name,), text)
            for number, row in enumerate(value):
                self._validate(table, row, (name, number))
        else:
            if not isinstance(value, dict):
                text = f"tables such as [{name}.name] are needed {shown(value)}"
                return self.reading.problem((name,), text)
            if table.model is None:
                try:
                    self.kinds = kinds()
                except BrokenKind as error:
                    return self.reading.problem((), str(error))
            for key, item in value.items():
                if not is_name(key):
                    self.reading.problem((name, key), NAME_RULE, key=True)
                self._validate(table, item, (name, key))
        return None

    def _validate(self, table: SceneTable, value: Any, path: Path) -> None:
        """Validate one table of the file by its model, or an actor by that of its kind. The model of a wrong one is
        None."""
        model = table.model
        if not isinstance(value, dict):
            self.reading.problem(path, f"a table is needed {shown(value)}")
            self.models.by_path[path] = None
            return
        if model is None:
            kind = self._kind(value, path)
            if kind is None:
                return
            model, value = kind.Properties, {key: item for key, item in value.items() if key != "kind"}
            self.models.kinds[str(path[1])] = kind
        for former, name in getattr(model, "FORMER_NAMES", {}).items():
            if former in value:
                value = dict(value)
                self.reading.rename(value, path, former, name)
        self.models.by_path[path] = None
        try:
            self.models.by_path[path] = self._validated(model, value)
        except ValidationError as error:
            for detail in error.errors():
                self._report(path, detail)
        except Exception as error:  # a kind of another package may check its properties in its own way
            self.reading.problem(path, f"cannot be checked: {reason(error)}", cause=error)

    def _validated(self, model: type[BaseModel], value: dict[str, Any]) -> BaseModel:
        """Return the model of a table. It depends on the text of its values, on the moments that they name, and on the
        skies."""
        key = ("table", model, repr(value), self.skies)

        def made() -> tuple[BaseModel, dict[str, float]]:
            moments = Moments(self.moments)
            return model.model_validate(value, context={"moments": moments}), moments.read

        found, read = self.reading.results.of(key, made)
        if any(self.moments.get(name) != time for name, time in read.items()):
            found, read = made()
            self.reading.results.set(key, (found, read))
        return found

    def _kind(self, value: dict[str, Any], path: Path) -> type[Actor[Any]] | None:
        """Return the class of an actor's kind, or None, with a problem, if there is no such kind."""
        if "kind" not in value:
            text = f"'kind' is missing; it is one of {', '.join(sorted(self.kinds))}"
            self.reading.problem(path, text)
            return None
        name = value["kind"]
        if not isinstance(name, str):
            self.reading.problem((*path, "kind"), f"a text is needed {shown(name)}")
            return None
        if name not in self.kinds:
            text = f"no kind of actor is called {shown(name)[1:-1]}{choices(name, self.kinds)}"
            self.reading.problem((*path, "kind"), text)
        return self.kinds.get(name)

    def _report(self, path: Path, detail: ErrorDetails) -> None:
        """Add an error of the table at `path` to the problems, with the value and the names that would be right."""
        context = as_problem(detail).context or {}
        value = detail["input"]
        for part in context["within"]:
            try:
                value = value[part]
            except (LookupError, TypeError):
                break
        text = str(context["message"])
        if not context.get("plain"):
            text += f" {shown(context.get('value', value))}"
        if "known" in context:
            text += choices(context["given"], context["known"])
        place = (*path, *detail["loc"], *context["within"])
        self.reading.problem(place, text, key=context.get("key", False))


def _moments(data: Mapping[str, Any]) -> dict[str, float]:
    """Return when shots start and markers are, s, by name: all other times may be relative to them.

    A moment may itself be relative to another. Those that are wrong, or relative to one another in a cycle, are left
    out: validating their tables reports them.
    """
    written: dict[str, object] = {}
    for table, key in (("shot", "start"), ("marker", "time")):
        rows = data.get(table)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and isinstance(row.get("name"), str):
                written.setdefault(composed(row["name"]), row.get(key))
    known: dict[str, float] = {}
    context: Any = SimpleNamespace(context={"moments": known})
    for name in dependencies_first({name: _moment_named(time) for name, time in written.items()}):
        try:
            known[name] = time_of(written[name], context)
        except ValueError:
            continue
    return known


def _moment_named(time: object) -> str | None:
    """Return the moment that a time is relative to, or None."""
    if not isinstance(time, str):
        return None
    try:
        return moment_and_offset(time)[0]
    except ValueError:
        return None
