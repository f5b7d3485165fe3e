"""Linting: what is valid in a scene and is most likely not meant, each kind of it found by a rule of `RULES`.

A comment `# lint: allow RULE` at the end of a line keeps a rule quiet about what is written in that line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from visualizer.geometry.winding import Bodies
from visualizer.scene.aim import Aim
from visualizer.scene.between import tracks
from visualizer.scene.checks import references
from visualizer.scene.paths import Path, dotted
from visualizer.scene.problems import Problem, in_order
from visualizer.scene.scene import Scene
from visualizer.scene.tables import held, values_of
from visualizer.timeline.easing import SMOOTH
from visualizer.timeline.track import Track

MOST_PARTICLES = 1_000_000
"""Particles that are evaluated for one time, dead ones of spread lives too, above which a scene is said to have too
many."""

SHORTEST_CAPTION = 5.0 / 6.0
"""s: a caption is on screen at least so long (Netflix, Timed Text Style Guide: General Requirements, Duration)."""

LONGEST_CAPTION = 7.0
"""s: and at most so long (as above)."""

LOOKS_A_SECOND = 4
"""Times of each second of a shot at which its camera is looked at."""

_ALLOWED = re.compile(r"#.*\blint: allow ([a-z, -]+)")

Finding = tuple[Path, bool, str]
"""The path of what is meant, whether its name is meant rather than its value, and what is wrong with it."""


@dataclass(frozen=True)
class Rule:
    """A kind of mistake. name: as messages print it. about: a sentence for `lint --rules`. find: yields what is found
    in a scene."""

    name: str
    about: str
    find: Callable[[Scene, int], Iterator[Finding]]


def lint(scene: Scene, *, particles: int = MOST_PARTICLES, rules: Sequence[str] = ()) -> tuple[Problem, ...]:
    """Return what is found in a scene, in the order of its files; the name of the rule ends each message.

    particles: evaluated for one time, above which there are too many. rules: the names of those to apply; all of them
    if empty. Builds meshes, and evaluates some frames of each shot.
    """
    found = []
    for rule in RULES:
        if rules and rule.name not in rules:
            continue
        for path, key, message in rule.find(scene, particles):
            if (problem := _located(scene, path, key, message, rule.name)) is not None:
                found.append(problem)
    return in_order(found)


def _located(scene: Scene, path: Path, key: bool, message: str, rule: str) -> Problem | None:
    """Return a finding as a warning with its place; None where a comment allows it."""
    held_by = scene.documents.find(path)
    if held_by is None:
        return Problem(str(scene.path), 1, 1, dotted(path), f"{message} [{rule}]", "warning")
    document, own = held_by
    place = document.find(own, key=key)
    line = document.source.decode("utf-8", "replace").splitlines()[place.line - 1]
    if (allowed := _ALLOWED.search(line)) and rule in re.split(r"[, ]+", allowed[1]):
        return None
    return Problem(
        str(document.file), place.line, place.column, dotted(path), f"{message} [{rule}]", "warning"
    )


def _unused(scene: Scene, _: int) -> Iterator[Finding]:
    cameras = {shot.camera for shot in scene.shots}
    looks = {shot.look for shot in scene.shots}
    probes = {look.probe for name, look in scene.looks.items() if name in looks}
    for table, names, used, by in (
        ("camera", scene.cameras, cameras, "no shot uses this camera"),
        ("look", scene.looks, looks, "no shot uses this look"),
        ("probe", scene.probes, probes, "no look of a shot uses this probe"),
    ):
        for name in names:
            if name not in used:
                yield (table, name), True, by
    named = {text.partition(".")[0] for model in scene.tables.values() for _, text in references(model)}
    for name, actor in scene.graph.actors.items():
        visible = actor.properties.visible
        if not any(visible.at(time) for time in (0.0, *visible.times) if time < scene.film.duration) and (
            name not in named
        ):
            yield ("actor", name, "visible"), False, "this actor is never visible, and nothing refers to it"


def _late_keys(scene: Scene, _: int) -> Iterator[Finding]:
    ever = [(-np.inf, scene.film.duration)]
    for path, model in scene.tables.items():
        spans, whose = ever, f"the film ends at {scene.film.duration:g} s"
        if path[0] in ("camera", "look"):
            shots = [shot for shot in scene.shots if getattr(shot, str(path[0])) == path[1]]
            if not shots:
                continue  # which another rule finds
            spans = [(shot.start, shot.end) for shot in shots]
            first = scene.shots[0]
            if first in shots:
                spans[shots.index(first)] = (-np.inf, first.end)
            times = ", ".join(f"{a:g} to {b:g} s" for a, b in ((s.start, s.end) for s in shots))
            whose = f"the shots of this {path[0]} last from {times}"
        for inner, track, step in _all_tracks(model):
            for first_key, last_key in _runs(
                [_is_seen(track, n, spans, step=step) for n in range(len(track.keys))]
            ):
                several = last_key > first_key
                text = (
                    f"the keyframes from {track.times[first_key]:g} s to {track.times[last_key]:g} s have"
                    if several
                    else f"the keyframe at {track.times[first_key]:g} s has"
                )
                yield (*path, *inner, first_key), False, f"{text} no effect: {whose}"


def _is_seen(track: Track[Any], number: int, spans: Sequence[tuple[float, float]], *, step: bool) -> bool:
    """Return whether a keyframe has a part in the value at any time of the spans."""
    keys, times = track.keys, track.times
    # The slope of a smooth curve at a keyframe depends on the keyframes beside it.
    reach = 2 if any(key.ease == SMOOTH for key in keys) else 1
    before, after = number - reach, number + reach
    start = -np.inf if number == 0 else times[max(before, 0)]
    if step and number > 0:
        start = times[number]
    end = np.inf if number + 1 == len(keys) else times[min(after, len(keys) - 1)]
    return any(start < last and end > first for first, last in spans)


def _runs(seen: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the first and last index of each run of False."""
    edges = np.flatnonzero(np.diff([True, *seen, True]))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _all_tracks(model: Any) -> Iterator[tuple[Path, Track[Any], bool]]:
    """Yield the path and the track of each property, and whether a keyframe is valid until the next one."""
    for path, track in tracks(model):
        yield path, track, track.kind == "step"
    for path, table in held(model):
        for name, value in values_of(table).items():
            if isinstance(value, Aim):
                yield (*path, name), value.track, False  # between targets it moves


def _equal_keys(scene: Scene, _: int) -> Iterator[Finding]:
    for path, model in scene.tables.items():
        for inner, track, _step in _all_tracks(model):
            keys = track.keys
            if any(key.ease == SMOOTH for key in keys):
                continue  # equal keyframes make such a curve flat
            for number in range(1, len(keys) - 1):
                around = keys[number - 1 : number + 2]
                if all(np.array_equal(around[1].value, key.value) for key in (around[0], around[2])):
                    text = (
                        f"the keyframe at {around[1].time:g} s has no effect: it is equal to both beside it"
                    )
                    yield (*path, *inner, number), False, text


def _caption_times(scene: Scene, _: int) -> Iterator[Finding]:
    for path, model in scene.tables.items():
        if path[0] != "caption":
            continue
        seconds = model.end - model.start
        if seconds < SHORTEST_CAPTION:
            yield (
                (*path, "end"),
                False,
                f"{seconds:.2g} s is short for a caption; at least {SHORTEST_CAPTION:.2g} s can be read",
            )
        elif seconds > LONGEST_CAPTION:
            yield (
                (*path, "end"),
                False,
                f"{seconds:.3g} s is long for a caption; after {LONGEST_CAPTION:g} s it is read again",
            )


def _unseen_markers(scene: Scene, _: int) -> Iterator[Finding]:
    for path, model in scene.tables.items():
        if path[0] == "marker" and not 0.0 <= model.time <= scene.film.duration:
            text = f"the marker at {model.time:g} s is outside of the film, which lasts {scene.film.duration:g} s"
            yield (*path, "time"), False, text


def _too_many_particles(scene: Scene, most: int) -> Iterator[Finding]:
    times = [time for shot in scene.shots for time in _times_of(shot.start, shot.end)]
    counts = {
        name: np.array([sum(batch.count for batch in emitter.batches(name, time)) for time in times])
        for name, emitter in scene.library.emitters.items()
    }
    if not counts or not times:
        return
    total = np.sum(list(counts.values()), axis=0)
    when = int(total.argmax())
    if total[when] <= most:
        return
    largest = max(counts, key=lambda name: int(counts[name][when]))
    path: Path = (
        ("emitter", largest) if ("emitter", largest) in scene.tables else ("actor", largest.partition(".")[0])
    )
    yield (
        path,
        True,
        (
            f"{total[when]:,} particles are evaluated at {times[when]:.6g} s, more than {most:,};"
            f" {counts[largest][when]:,} of them are of '{largest}'"
        ),
    )


def _camera_inside(scene: Scene, _: int) -> Iterator[Finding]:
    bodies: dict[str, Bodies] = {}
    for shot in scene.shots:
        for time in _times_of(shot.start, shot.end):
            frame = scene.at(time)
            for draw in frame.draws:
                if draw.layer != "opaque":
                    continue  # a camera may be in glass or gas
                if draw.mesh not in bodies:
                    bodies[draw.mesh] = Bodies(scene.library.meshes[draw.mesh])
                if bodies[draw.mesh].enclose(draw.poses, frame.camera.eye):
                    break
            else:
                continue
            yield (
                ("camera", shot.camera, "position"),
                False,
                (f"at {time:.6g} s, in shot '{shot.name}', the camera is inside of a body of '{draw.mesh}'"),
            )
            break


def _times_of(start: float, end: float) -> list[float]:
    """Return times of a shot, s, without its end."""
    count = max(1, int(np.ceil((end - start) * LOOKS_A_SECOND)))
    return [start + (end - start) * number / count for number in range(count)] if end > start else []


RULES: tuple[Rule, ...] = (
    Rule("unused", "a camera, look, probe or actor that no shot shows", _unused),
    Rule("late-key", "a keyframe at a time that is never shown", _late_keys),
    Rule("equal-key", "a keyframe that is equal to the one before and the one after it", _equal_keys),
    Rule(
        "caption-time",
        "a caption that is on screen too short to be read, or long after it was read",
        _caption_times,
    ),
    Rule("marker-outside", "a marker that is outside of the film", _unseen_markers),
    Rule("particles", "more particles at one time than --particles allows", _too_many_particles),
    Rule("camera-inside", "a camera inside of a body", _camera_inside),
)
"""All rules, in the order in which they are listed."""
