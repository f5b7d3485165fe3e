"""The programs in docs/programs, each run as a process on a small scene."""

import csv
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
from PIL import Image

from tests.scene.texts import replaced

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = ROOT / "docs" / "programs"


def run(folder: Path, name: str, *arguments: str) -> str:
    """Run a program in a folder and return what it prints."""
    (folder / "s.toml").write_text(replaced('look_at = "stone.top"', 'look_at = "stone.top"\nfov = 45'))
    words = [sys.executable, str(PROGRAMS / name), *arguments]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_brightness_prints_a_row_for_each_frame_of_the_shot(tmp_path):
    rows = list(csv.DictReader(run(tmp_path, "brightness.py", "s.toml", "two").splitlines()))
    assert [float(row["time"]) for row in rows] == [round(2.0 + k / 10, 4) for k in range(20)]
    assert all(row["shot"] == "two" and float(row["luminance"]) > 0.01 for row in rows)


def test_wedge_draws_the_values_side_by_side(tmp_path):
    run(tmp_path, "wedge.py", "s.toml", "one", "wedge.png", "camera.still.fov", "20", "70")
    picture = np.asarray(Image.open(tmp_path / "wedge.png"))
    assert picture.shape == (180, 640, 3)
    narrow, wide = picture[:, :320].astype(float), picture[:, 320:].astype(float)
    assert np.abs(narrow - wide).mean() > 5.0


def test_flight_makes_a_film_in_which_the_body_moves(tmp_path):
    (tmp_path / "flight.csv").write_text("0,-9,6,0\n0.5,9,6,0\n")
    said = run(tmp_path, "flight.py", "flight.csv", "flight.mp4")
    assert said.splitlines()[-1] == "12 of 12"
    with av.open(str(tmp_path / "flight.mp4")) as film:
        frames = [frame.to_ndarray(format="rgb24").astype(float) for frame in film.decode(video=0)]
    assert len(frames) == 12 and np.abs(frames[0] - frames[-1]).max() > 50.0


def test_every_program_has_a_test():
    source = Path(__file__).read_text(encoding="utf-8")
    assert {path.name for path in PROGRAMS.glob("*.py") if f'"{path.name}"' not in source} == set()
