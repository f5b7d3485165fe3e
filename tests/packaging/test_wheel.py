"""The wheel in a clean environment: it contains shaders and scenes, and the command draws from any folder."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_carries_shaders_scenes_and_assets_and_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for part in (
        "visualizer/py.typed",
        "visualizer/_data/shaders/renderer/surface.frag",
        "visualizer/_data/scenes/launch.toml",
        "visualizer/_data/assets/README.md",
        "visualizer/_data/assets/fonts/Inter-Medium.ttf",
        "visualizer/_data/assets/fonts/Inter-LICENSE.txt",
    ):
        assert part in names
    files = [*(ROOT / "shaders").rglob("*.*"), *(ROOT / "scenes").rglob("*.toml")]
    assert {f"visualizer/_data/{file.relative_to(ROOT).as_posix()}" for file in files} <= set(names)
    assert not [name for name in names if name.startswith("tests/")]
    assert not [name for name in names if name.endswith(".png")]  # pictures of the README


def test_the_installed_command_draws_a_still_in_a_clean_environment(wheel, tmp_path):
    environment = tmp_path / "env"
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    site = next((environment / "lib").glob("python*/site-packages"))
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
            "--target",
            str(site),
            str(wheel),
        ],
        check=True,
    )
    # Dependencies come from this environment, without the checkout itself: downloading them again would test nothing
    # more.
    lent = [p for p in sys.path if p.endswith("site-packages")]
    (site / "lent.pth").write_text("\n".join(lent))
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    where = subprocess.run(
        [python, "-c", "import visualizer; print(visualizer.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=clean,
    )
    assert str(site) in where.stdout
    scene = site / "visualizer" / "_data" / "scenes" / "learn_1_shape.toml"
    result = subprocess.run(
        [python, "-m", "visualizer", "still", scene, "-t", "1", "-o", "a.png", "--size", "64x36", "--samples", "1"],
        capture_output=True, text=True, cwd=tmp_path, env=clean,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert Image.open(tmp_path / "a.png").size == (64, 36)
