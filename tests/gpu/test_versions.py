"""The OpenGL version of a context is the newest that the driver supports, for every kind of driver."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import moderngl
import pytest

from visualizer.errors import MachineError
from visualizer.gpu.context import OPENGL_VERSIONS, create_context, driver_of

ROOT = Path(__file__).resolve().parents[2]
FIRST = OPENGL_VERSIONS[0][0] * 100 + OPENGL_VERSIONS[0][1] * 10


class Standin:
    """Makes contexts as a driver of one kind does, and notes what it was asked for.

    newest: version code of the newest that it has. exact: it gives the version asked for, not the newest.
    refuses: it fails for what it does not have; otherwise it gives what it has, and moderngl objects.
    """

    def __init__(self, newest, *, exact=False, refuses=True):
        self.newest, self.exact, self.refuses = newest, exact, refuses
        self.asked = []

    def __call__(self, *, standalone, require, backend=None):
        assert standalone
        self.asked.append(require)
        if require > self.newest:
            if self.refuses:
                raise Exception("eglCreateContext failed (0x3009)")
            raise ValueError(f"Requested OpenGL version {require}, got version {self.newest}")
        code = require if self.exact else self.newest
        info = {
            "GL_RENDERER": "Stand-in",
            "GL_VENDOR": "Tests",
            "GL_VERSION": f"{code // 100}.{code % 100 // 10}",
            "GL_MAX_TEXTURE_SIZE": 16384,
            "GL_MAX_SHADER_STORAGE_BLOCK_SIZE": -1 if code >= 430 else 0,  # 2^32 - 1, read as a signed number
            "GL_MAX_COMPUTE_WORK_GROUP_COUNT": (65535,) * 3 if code >= 430 else (0,) * 3,
        }
        return SimpleNamespace(version_code=code, info=info, gc_mode=None)


@pytest.mark.parametrize(
    ("driver", "code"),
    [
        (Standin(460, exact=True), 460),  # NVIDIA
        (Standin(450), 450),  # Mesa's llvmpipe
        (Standin(440, exact=True), 430),
        (Standin(410, refuses=False), 410),  # macOS
        (Standin(330, exact=True), 330),
    ],
)
def test_the_newest_version_that_a_driver_has_is_found(monkeypatch, driver, code):
    monkeypatch.setattr(moderngl, "create_context", driver)
    context = create_context()
    assert context.version_code == code
    assert driver.asked[0] == FIRST and driver.asked == sorted(driver.asked, reverse=True)
    found = driver_of(context)
    assert found.compute == (code >= 430) and found.path == ("compute" if code >= 430 else "points")
    assert (
        found.compute or f"OpenGL {code // 100}.{code % 100 // 10} has no compute shaders" in found.path_text
    )


def test_a_driver_older_than_3_3_is_a_limit_of_the_machine(monkeypatch):
    monkeypatch.setattr(moderngl, "create_context", Standin(210))
    with pytest.raises(
        MachineError, match=r"no OpenGL 3\.3 context could be made \(.*eglCreateContext failed"
    ):
        create_context()


def test_the_requested_versions_are_listed_in_one_place():
    allowed = {"visualizer/gpu/context.py", "visualizer/player/desktop.py"}
    asks = re.compile(r"moderngl\.create_(standalone_)?context\(|gl_version\s*=|\brequire\s*=")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in [*(ROOT / "visualizer").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
        if asks.search(path.read_text(encoding="utf-8")) and path != Path(__file__)
    }
    assert found == allowed


@pytest.mark.parametrize(("version", "path"), [("3.3", "points"), ("4.1", "points"), ("4.3", "compute")])
def test_doctor_names_the_path_that_draws_particles_and_why_it_is_the_slower_one(version, path):
    environment = os.environ | {
        "MESA_GL_VERSION_OVERRIDE": version,
        "MESA_GLSL_VERSION_OVERRIDE": version.replace(".", "") + "0",
    }
    command = [sys.executable, "-m", "visualizer", "doctor", "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT)
    findings = {one["what"]: one["found"] for one in json.loads(done.stdout)}
    if not findings["opengl"].startswith(version):
        pytest.skip("this driver cannot play an older one")
    assert findings["path"].startswith(f"{path}: ")
    assert path == "compute" or f"OpenGL {version} has no compute shaders" in findings["path"]
