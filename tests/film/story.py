"""Queries of the film's scene for the tests of its story: positions, speeds and what is in the picture."""

import numpy as np

from visualizer.actors.graph import Snapshot, velocity
from visualizer.frame import Draw
from visualizer.scene.scene import Scene


class Story:
    """Queries a scene by the names of its actors and shots. Times are seconds, or a shot's name and an offset, s."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def time(self, shot: str, offset: float = 0.0) -> float:
        return next(s.start for s in self.scene.shots if s.name == shot) + offset

    def span(self, shot: str, count: int = 40) -> np.ndarray:
        found = next(s for s in self.scene.shots if s.name == shot)
        return np.linspace(found.start, found.end - 1e-3, count)

    def actor(self, name: str):
        return self.scene.graph.actors[name]

    def value(self, actor: str, name: str, t: float):
        return getattr(self.actor(actor).properties, name).at(t)

    def place(self, reference: str, t: float) -> np.ndarray:
        return self.scene.graph.world_from(reference, t)[:3, 3]

    def distance(self, a: str, b: str, t: float) -> float:
        return float(np.linalg.norm(self.place(a, t) - self.place(b, t)))

    def speed(self, reference: str, t: float) -> float:
        return float(np.linalg.norm(velocity(self.scene.graph, reference, t)))

    def drawn(self, actor: str, t: float) -> list[Draw]:
        return [draw for draw in self.scene.at(t).draws if draw.mesh.startswith(f"{actor}.")]

    def front(self, actor: str, t: float) -> np.ndarray:
        """Return the direction of an actor's front, +z, in world space, (3,)."""
        return self.scene.graph.world_from(actor, t)[:3, 2]

    def seen(self, reference: str, t: float) -> tuple[float, float, float]:
        """Return the position of an actor or anchor in the picture, x and y in -1..1, and its distance from the camera,
        m."""
        return self.seen_at(self.place(reference, t), t)

    def seen_at(self, place: np.ndarray, t: float) -> tuple[float, float, float]:
        camera = self.scene.at(t).camera
        x, y, z = (camera.camera_from_world @ np.append(place, 1.0))[:3]
        half = np.tan(np.radians(camera.fov) / 2.0)
        width, height = self.scene.film.size
        depth = max(-z, 1e-6)
        return float(x / (depth * half * width / height)), float(y / (depth * half)), float(-z)

    def in_picture(self, reference: str, t: float, margin: float = 1.0) -> bool:
        x, y, depth = self.seen(reference, t)
        return depth > 0.0 and abs(x) <= margin and abs(y) <= margin

    def snapshot(self, t: float) -> Snapshot:
        return Snapshot(self.scene.graph, t)
