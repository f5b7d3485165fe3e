"""What a scene draws, as a digest: equal ones draw equal pictures."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from visualizer.cache.digests import content_digest
from visualizer.frame import Frame
from visualizer.scene.scene import Scene

_APART = ("library", "draws", "batches", "probe", "coarse")


def content(scene: Scene, times: Iterable[float], samples: int = 1) -> str:
    """Return a digest of the sub-frames of the scene at some times, s, of its film, shots and warnings."""
    frames = [_parts(frame) for time in times for frame in scene.exposure(time, samples)]
    warnings = [str(warning) for warning in scene.warnings]
    film = (scene.film.title, scene.film.duration, str(scene.film.fps), scene.film.size, scene.film.seed)
    return content_digest((film, scene.shots, warnings, scene.digest, frames))


def _parts(frame: Frame) -> list[Any]:
    """Return all that a frame is drawn from: meshes and emitters by their content, not by their names."""
    found: list[Any] = [getattr(frame, one.name) for one in fields(frame) if one.name not in _APART]
    for draw in frame.draws:
        mesh = frame.library.meshes[draw.mesh]
        found += [draw, mesh.digest if len(mesh.triangles) else ""]
    for batch in frame.batches:
        found += [batch, frame.library.emitters[batch.emitter].digest]
    if frame.probe is not None:
        capture = frame.probe.capture
        found += [frame.probe.centre, frame.probe.size, frame.probe.strength, capture.position]
        found.append(_parts(capture.frame))
    return found
