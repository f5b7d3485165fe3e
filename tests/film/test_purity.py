"""Law 1: a still at t is the film's frame at t, bit for bit, in any order, in any process."""

import hashlib
import random
import subprocess
import sys

import pytest

from visualizer.data import data_folder
from visualizer.output.job import job_for
from visualizer.output.provenance import provenance_of
from visualizer.output.rendering import write_sequence
from visualizer.renderer.renderer import Renderer
from visualizer.scene.loading import load

SIZE = (64, 36)
FPS = 24
SAMPLES = (1, 4)
FRAMES = [round(k * 108 * FPS / 22 + 7) for k in range(22)]
DRAWN = {1: FRAMES, 4: FRAMES[::3]}
"""The numbers of the frames that are drawn, by their samples."""

CHILD = """
import hashlib, sys
from visualizer import Renderer, load
scene = load(sys.argv[1])
with Renderer((64, 36)) as renderer:
    for samples, numbers in (one.split(':') for one in sys.argv[2:]):
        for number in map(int, numbers.split(',')):
            renderer.draw(scene.exposure(number / 24, int(samples), 24))
            print(samples, number, hashlib.sha256(renderer.pixels().tobytes()).hexdigest())
"""


def test_the_film_loads_and_says_what_it_shows(film):
    film.at(film.film.duration / 2.0)
    head = film.path.read_text(encoding="utf-8").split("format = 1")[0]
    assert "Tested by" in head, "a scene's header says what it shows and how it is tested"


@pytest.fixture(scope="module")
def drawn_elsewhere():
    """Return what another process that loads the film draws: digests by (samples, frame), in the film's order."""
    path = data_folder("scenes") / "launch.toml"
    listed = [f"{samples}:{','.join(map(str, DRAWN[samples]))}" for samples in SAMPLES]
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), *listed], capture_output=True, text=True, check=True
    )
    rows = (line.split() for line in child.stdout.splitlines())
    return {(int(samples), int(number)): digest for samples, number, digest in rows}


@pytest.mark.parametrize("samples", SAMPLES)
def test_frames_are_the_same_bits_in_random_order_and_in_another_process(
    samples, film, film_renderer, drawn_elsewhere
):
    drawn = {}
    renderer = film_renderer(SIZE)
    for number in random.Random(5).sample(DRAWN[samples], len(DRAWN[samples])):
        renderer.draw(film.exposure(number / FPS, samples, FPS))
        drawn[samples, number] = hashlib.sha256(renderer.pixels().tobytes()).hexdigest()
    assert {key: digest for key, digest in drawn_elsewhere.items() if key[0] == samples} == drawn


def test_a_frame_of_a_rendered_sequence_is_the_still_of_its_time(tmp_path):
    from PIL import Image

    scene = load(data_folder("scenes") / "learn_1_shape.toml")
    job = job_for(scene, start=2.0, end=2.25, size=SIZE, samples=4)
    with Renderer(SIZE) as renderer:

        def draw(number):
            renderer.draw(scene.exposure(number / job.fps, job.samples, job.fps))
            return renderer.pixels()

        write_sequence(
            tmp_path / "%04d.png",
            job,
            draw,
            None,
            provenance_of(
                scene,
                size=job.size,
                fps=job.fps,
                samples=job.samples,
                detail=renderer.detail,
                driver="a driver",
                form=job.format,
            ),
        )
    with Renderer(SIZE) as other:
        other.draw(scene.exposure(2.125, 4))
        still = other.pixels()
    with Image.open(tmp_path / "0051.png") as image:
        assert image.tobytes() == still.tobytes()
