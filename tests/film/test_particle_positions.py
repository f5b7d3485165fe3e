"""The film's particles are within a quarter of a pixel, at 1920x1080, of the float64 reference."""

import numpy as np
import pytest

from tests.particles.probe import Probe
from visualizer.particles.motion import evaluate
from visualizer.transforms import perspective

HEIGHT = 1080
WIDTH = 1920
MOST_PIXELS = 0.25
MOMENTS = 60
LOOKED_AT = 400  # particles of each batch


def on_screen(camera, position):
    projection = perspective(camera.fov, WIDTH / HEIGHT, camera.near, camera.far) @ camera.camera_from_world
    clip = np.c_[position, np.ones(len(position))] @ projection.T
    before = clip[:, 3] > camera.near
    place = clip[:, :2] / np.where(before, clip[:, 3], 1.0)[:, None]
    seen = before & (np.abs(place) <= 1.0).all(axis=1)
    return 0.5 * place * (WIDTH, HEIGHT), seen


@pytest.fixture(scope="module")
def probe():
    made = Probe()
    yield made
    made.release()


def test_positions_are_right_to_a_quarter_of_a_pixel(story, probe):
    far: dict[str, list[np.ndarray]] = {}
    for t in np.linspace(0.7, story.scene.film.duration - 0.7, MOMENTS):
        frame = story.scene.at(float(t))
        for batch in frame.batches:
            emitter = frame.library.emitters[batch.emitter]
            first = batch.first + max(0, batch.count - LOOKED_AT) // 2
            count = min(batch.count, LOOKED_AT)
            alive, position, *_ = probe.particles(emitter, first, count, float(t))
            wanted = evaluate(emitter, np.arange(first, first + count), float(t))
            both = alive & wanted.alive
            drawn, seen = on_screen(frame.camera, position[both].astype(np.float64))
            right, also = on_screen(frame.camera, wanted.position[both])
            error = np.linalg.norm(drawn - right, axis=1)[seen & also]
            far.setdefault(batch.emitter, []).append(error)
    worst = {name: float(np.concatenate(errors).max(initial=0.0)) for name, errors in far.items()}
    assert sum(len(np.concatenate(errors)) for errors in far.values()) > 10_000
    assert max(worst.values()) < MOST_PIXELS, sorted(worst.items(), key=lambda item: -item[1])[:5]
