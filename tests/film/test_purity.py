"""Law 1: a still at t is the film's frame at t, bit for bit, in any order, in any process."""

import hashlib
import random
import subprocess
import sys

import pytest

from visualizer.data import data_folder
from visualizer.output.rendering import job_for, write_sequence
from visualizer.render.renderer import Renderer
from visualizer.scene.loading import load

SIZE = (64, 36)
FPS = 24
FRAMES = [round(k * 108 * FPS / 22 + 7) for k in range(22)]

CHILD = """
import hashlib, sys
from visualizer import Renderer, load
scene = load(sys.argv[1])
with Renderer((64, 36)) as renderer:
    for number in map(int, sys.argv[3].split(',')):
        renderer.draw(scene.exposure(number / 24, int(sys.argv[2]), 24))
        print(number, hashlib.sha256(renderer.pixels().tobytes()).hexdigest())
"""


@pytest.mark.parametrize("samples", [1, 4])
def test_twenty_frames_are_the_same_bits_in_random_order_and_in_another_process(samples):
    path = data_folder("scenes") / "launch.toml"
    scene = load(path)
    numbers = random.Random(5).sample(FRAMES, len(FRAMES))
    drawn = {}
    with Renderer(SIZE) as renderer:
        for number in numbers:
            renderer.draw(scene.exposure(number / FPS, samples, FPS))
            drawn[number] = hashlib.sha256(renderer.pixels().tobytes()).hexdigest()
    listed = ",".join(map(str, sorted(FRAMES)))
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), str(samples), listed],
        capture_output=True,
        text=True,
        check=True,
    )
    again = {int(a): b for a, b in (line.split() for line in child.stdout.splitlines())}
    assert again == drawn


def test_a_frame_of_a_rendered_sequence_is_the_still_of_its_time(tmp_path):
    from PIL import Image

    scene = load(data_folder("scenes") / "learn_1_shape.toml")
    job = job_for(scene, start=2.0, end=2.25, size=SIZE, samples=4)
    with Renderer(SIZE) as renderer:

        def draw(number):
            renderer.draw(scene.exposure(number / job.fps, job.samples, job.fps))
            return renderer.pixels()

        write_sequence(tmp_path / "%04d.png", job, draw, None)
    with Renderer(SIZE) as other:
        other.draw(scene.exposure(2.125, 4))
        still = other.pixels()
    with Image.open(tmp_path / "0051.png") as image:
        assert image.tobytes() == still.tobytes()
