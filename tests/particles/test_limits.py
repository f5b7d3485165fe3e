"""Too many particles are reported before anything is drawn: the number, the limit, and the place in the file."""

import subprocess
import sys

import numpy as np
import pytest

import visualizer
from tests.particles.test_drawing import STILL, frame
from tests.particles.texts import STAGE
from tests.waiting import GUARD
from visualizer.errors import TooManyParticles
from visualizer.particles.compiled import compiled
from visualizer.particles.emitter import EmitterProperties
from visualizer.renderer.particles import sprites
from visualizer.renderer.renderer import Renderer


def too_many(tmp_path, text):
    path = tmp_path / "many.toml"
    path.write_text(STAGE + "[emitter.many]\n" + text, encoding="utf-8")
    with pytest.raises(visualizer.SceneError) as found:
        visualizer.load(str(path))
    return str(found.value)


def test_more_live_particles_than_one_sum_of_light_can_hold(tmp_path):
    message = too_many(tmp_path, "rate = 3e8\nlife = 1.0")
    assert "many.toml:10" in message and "particles at one time are more than the 268435456" in message


def test_more_particles_than_an_emitter_can_number(tmp_path):
    assert "more than the 2147483647 an emitter can have" in too_many(tmp_path, "rate = 1e12")


def test_more_trail_points_than_the_limit(tmp_path):
    message = too_many(tmp_path, "rate = 1e6\nlife = 1\ntrail = 1\ntrail_points = 20")
    assert "points of trails at one time are more than the 8388608" in message


def test_more_particles_of_a_sub_emitter_than_the_limit(tmp_path):
    message = too_many(tmp_path, 'rate = 100\nlife = 2\n[emitter.child]\nparent = "many"\neach = 100000')
    assert "emitter.child" in message and "particles with a parent at one time are more than" in message


def test_a_scene_with_too_much_ends_without_a_traceback(tmp_path):
    path = tmp_path / "many.toml"
    path.write_text(STAGE + "[emitter.many]\nrate = 3e8", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "visualizer",
        "still",
        str(path),
        "-t",
        "1",
        "-o",
        str(tmp_path / "x.png"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=GUARD)
    assert done.returncode == 1
    assert "many.toml:10" in done.stderr and "Traceback" not in done.stderr


def test_more_large_occluding_sprites_than_a_list_holds_are_an_error(monkeypatch):
    monkeypatch.setattr(sprites, "MOST_SPRITES", 128)
    cloud = STILL | {"bursts": [{"t": 0, "count": 400}], "shape": "box", "appearance": "smoke", "size": 0.5}
    with Renderer((64, 36)) as renderer:
        with pytest.raises(TooManyParticles, match=r"400 large particles .* more than the 128"):
            renderer.draw(frame(1.0, cloud))
        small = cloud | {"size": 0.01}
        renderer.draw(frame(1.0, small))
        assert np.isfinite(renderer.light()).all()


def test_a_hundred_million_in_a_film_are_fine_if_few_live_at_a_time():
    emitter = compiled(EmitterProperties(rate=2e6, life=0.5), seed=1, duration=100.0)
    assert emitter.births_in_all[1] > 1e8
    assert emitter.max_live < 2.1e6
