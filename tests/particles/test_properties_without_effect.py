"""Warnings of emitter properties that have no effect, with what they need."""

import pytest

from tests.scene.texts import GOOD
from visualizer.particles.needs import NEEDS
from visualizer.scene.emitters import EmitterModel
from visualizer.scene.loading import load


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("points = [[0, 0, 0], [1, 1, 1]]", "s.toml:26:1: warning: emitter.e.points: this has no effect: it needs shape = 'curve'"),
        ("hollow = 0.5", "hollow: this has no effect: it needs a sphere or disc as its shape"),
        ("wind = [1, 0, 0]", "wind: this has no effect: it needs drag"),
        ("each = 4", "each: this has no effect: it needs a parent"),
        ("vortex_radius = 2", "vortex_radius: this has no effect: it needs vortex"),
        ("trail_points = 4", "trail_points: this has no effect: it needs trail"),
        ("mesh = 'stone.shape'", "mesh: this has no effect: it needs shape = 'surface' or 'pieces', or solid = true"),
    ],
)  # fmt: skip
def test_what_is_set_without_effect_is_a_warning_with_its_place(line, told, tmp_path):
    (tmp_path / "s.toml").write_text(GOOD + f"[emitter.e]\nrate = 1\n{line}\n")
    assert [told in str(warning) for warning in load(tmp_path / "s.toml").warnings] == [True]


@pytest.mark.parametrize(
    "lines",
    [
        "shape = 'curve'\npoints = [[0, 0, 0], [1, 1, 1]]",
        "shape = 'disc'\nhollow = 0.5\nextent = [1, 1, 1]",
        "wind = [1, 0, 0]\ndrag = [{ t = 0, v = 0 }, { t = 1, v = 2 }]",
        "floor = 0\nbounce = 0.5\nfriction = 0.1",
        "trail = 0.5\ntrail_width = 2",
    ],
)
def test_what_has_an_effect_is_no_warning(lines, tmp_path):
    (tmp_path / "s.toml").write_text(GOOD + f"[emitter.e]\nrate = 1\n{lines}\n")
    assert load(tmp_path / "s.toml").warnings == ()


@pytest.mark.parametrize(
    ("time", "told"), [("4.0", True), ('"two+9"', True), ("3.99", False), ("-0.5", False)]
)
def test_a_burst_after_the_films_end_is_a_warning(time, told, tmp_path):
    (tmp_path / "s.toml").write_text(GOOD + f"[emitter.e]\nbursts = [{{ t = {time}, count = 5 }}]\n")
    warnings = [str(warning) for warning in load(tmp_path / "s.toml").warnings]
    assert len(warnings) == told
    if told:
        assert "emitter.e.bursts[0].t: the film ends at 4 s, so this burst is never seen" in warnings[0]


def test_every_property_that_is_told_exists():
    named = {name for names, _, _ in NEEDS for name in names}
    assert named <= set(EmitterModel.model_fields)
