"""`visualizer bench quality`: FLIP of pictures of two checkouts against a reference, as rows, table and files."""

import sys

import numpy as np
import pytest
from PIL import Image

from visualizer.bench import quality as module
from visualizer.bench.budget import Budget
from visualizer.bench.flip import error_map
from visualizer.bench.quality import QualityReport, QualityRow, compare_quality
from visualizer.bench.workers import HERE
from visualizer.errors import InputError, MachineError
from visualizer.scene.loading import load

SIZE = (32, 18)


@pytest.fixture
def scene():
    return load("scenes/learn_1_shape.toml")


@pytest.fixture
def drawn(monkeypatch):
    """Replace the processes: the reference is grey, the other checkout's pictures a little, this one's far brighter."""
    asked = []

    class Fake:
        def __init__(self, root, file, arguments):
            self._bright = 100 if root == HERE else 20

        def ask(self, request):
            t, count, path = request
            asked.append((self._bright == 100, round(t, 3), count))
            np.save(path, np.full((18, 32, 3), 60 + (0 if count == 64 else self._bright // count), np.uint8))

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(module, "Worker", Fake)
    return asked


def test_a_checkout_beside_itself_has_equal_pictures_nearer_to_the_reference_with_more_samples(
    scene, tmp_path
):
    report = compare_quality(HERE, scene, SIZE, reference=16, samples=(1, 4), times=["1"], folder=tmp_path)
    one, four = report.rows
    assert (one.samples, four.samples) == (1, 4)
    assert one.change == four.change == 0.0
    assert one.before > four.before > 0.0
    names = {path.name.split("_", 2)[-1] for path in tmp_path.iterdir()}
    pictures = {f"{checkout}_{count}" for checkout in ("before", "after") for count in (1, 4)}
    wanted = {"before_16.png"} | {f"{name}{end}" for name in pictures for end in (".png", "_flip.png")}
    assert {name.removeprefix("1.000_") for name in names} == wanted, names
    assert all(Image.open(path).size == SIZE for path in tmp_path.iterdir())


def test_a_picture_further_from_the_reference_has_a_change_above_zero(scene, drawn):
    said: list[str] = []
    report = compare_quality(HERE.parent, scene, SIZE, progress=said.append)
    assert [row.shot for row in report.rows] == [shot.name for shot in scene.shots for _ in range(2)]
    assert all(row.change > 0.0 for row in report.rows)
    assert [count for _, _, count in drawn[:5]] == [64, 1, 1, 4, 4]
    assert said[0] == f"{len(scene.shots)} frames of 32x18, 74 sub-frames each"


def test_what_is_shown_otherwise_on_purpose_is_no_part_of_the_difference_from_the_own_reference(scene, drawn):
    report = compare_quality(HERE.parent, scene, SIZE, times=["1"], own=True)
    assert [(own, count) for own, _, count in drawn] == [
        (False, 64), (True, 64), (False, 1), (True, 1), (False, 4), (True, 4),
    ]  # fmt: skip
    assert all(row.own is not None and row.own > 0.0 for row in report.rows)
    head, run, mean = (report.table().splitlines()[place] for place in (4, 5, -2))
    assert head.split() == ["shot", "time", *(["before", "after", "change", "ratio", "own", "ratio"] * 2)]
    row = report.rows[0]
    assert row.own is not None
    assert f"{row.own:8.4f}{row.own / row.before:7.2f}" in run, run
    assert run.split()[2:] == mean.split()[1:]


def test_frames_beyond_the_limit_are_left_out_with_the_reason(scene, drawn):
    clock = iter([0.0, 0.0, 100.0])
    budget = Budget(50.0, lambda: next(clock))
    report = compare_quality(HERE.parent, scene, SIZE, times=["1", "2"], samples=(1,), budget=budget)
    assert [row.time for row in report.rows] == [1.0]
    assert len(report.left_out) == 1
    assert "at 2.000 s: it would take about" in report.left_out[0]


def test_unknown_shots_folders_and_a_missing_package_are_errors(scene, tmp_path, monkeypatch):
    with pytest.raises(InputError, match="nothing"):
        compare_quality(HERE, scene, SIZE, shots=["nothing"])
    with pytest.raises(InputError, match="no checkout of this program"):
        compare_quality(tmp_path, scene, SIZE)
    monkeypatch.setitem(sys.modules, "flip_evaluator", None)
    with pytest.raises(MachineError, match="pip install flip-evaluator"):
        compare_quality(HERE, scene, SIZE)


def test_the_report_is_a_table_and_plain_values():
    rows = (
        QualityRow("run", 1.0, 1, 0.05, 0.04), QualityRow("run", 1.0, 4, 0.02, 0.03),
        QualityRow("fly", 3.0, 1, 0.03, 0.06), QualityRow("fly", 3.0, 4, 0.01, 0.01),
    )  # fmt: skip
    report = QualityReport(SIZE, 64, rows, ("hide at 5.000 s: too slow",))
    lines = [" ".join(line.split()) for line in report.table().splitlines()]
    assert "run 1.000 0.0500 0.0400 -0.0100 0.80 0.0200 0.0300 +0.0100 1.50" in lines
    assert "mean 0.0400 0.0500 +0.0100 1.25 0.0150 0.0200 +0.0050 1.33" in lines
    assert "largest change 0.0300 0.0600 +0.0300 2.00 0.0200 0.0300 +0.0100 1.50" in lines
    assert lines[-1] == "left out: hide at 5.000 s: too slow"
    assert report.as_dict()["rows"][1]["change"] == pytest.approx(0.01)


def test_equal_pictures_have_no_error():
    picture = np.full((16, 16, 3), 90, np.uint8)
    assert error_map(picture, picture).max() == 0.0
