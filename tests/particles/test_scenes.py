"""The example scenes of particles load and draw something, on OpenGL 3.3 as well."""

import json
import os
import subprocess
import sys

import pytest

import visualizer
from tests.waiting import GUARD
from visualizer.data import data_folder

SCENES = {
    "fountain": 2.0, "burst": 1.0, "embers": 3.0, "curves": 2.0, "colliders": 2.0, "local": 3.0, "along_curve": 2.0,
    "fireworks": 3.0, "detail": 3.0, "forces": 3.0, "lights": 3.0, "shards": 2.0, "smoke": 3.0, "trails": 3.0,
}  # fmt: skip


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_loads_and_shows_particles(name):
    scene = visualizer.load(str(data_folder("scenes") / "particles" / f"{name}.toml"))
    frame = scene.at(SCENES[name])
    assert sum(batch.count for batch in frame.batches) > 100
    for emitter in scene.library.emitters.values():
        assert emitter.max_live <= 40_000


def test_an_unknown_property_of_an_emitter_is_named_with_its_place(tmp_path):
    text = (data_folder("scenes") / "particles" / "fountain.toml").read_text(encoding="utf-8")
    path = tmp_path / "wrong.toml"
    path.write_text(text.replace("speed_spread", "sped_spread"), encoding="utf-8")
    with pytest.raises(visualizer.SceneError, match=r"emitter\.fountain\.sped_spread.*did you mean"):
        visualizer.load(str(path))


OLD_DRIVER = """
import json
import sys
import traceback
import visualizer
with visualizer.Renderer((96, 54)) as renderer:
    found = {"version": renderer.context.version_code, "compute": renderer.particles.compute, "drawn": {}}
    for path in sys.argv[1:]:
        try:
            renderer.draw(visualizer.load(path).at(1.0))
            found["drawn"][path] = [float(renderer.light().sum()), renderer.context.error]
        except Exception:
            found["drawn"][path] = traceback.format_exc()
print(json.dumps(found))
"""


def path_of(name):
    return str(data_folder("scenes") / "particles" / f"{name}.toml")


@pytest.fixture(scope="module")
def old_driver():
    """What a process draws of all scenes on a driver that reports OpenGL 3.3."""
    environment = os.environ | {"MESA_GL_VERSION_OVERRIDE": "3.3", "MESA_GLSL_VERSION_OVERRIDE": "330"}
    command = [sys.executable, "-c", OLD_DRIVER, *map(path_of, SCENES)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=GUARD)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    if found["version"] != 330:
        pytest.skip("this driver cannot play an older one")
    assert not found["compute"]
    return found["drawn"]


@pytest.mark.parametrize("name", SCENES)
def test_a_driver_of_opengl_3_3_draws_it_too(name, old_driver):
    drawn = old_driver[path_of(name)]
    assert isinstance(drawn, list), drawn
    light, error = drawn
    assert light > 1.0
    assert error == "GL_NO_ERROR"
