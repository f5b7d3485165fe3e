"""Golden pictures of the small example scenes."""

import pytest

from tests.pictures import check_golden
from visualizer.data import data_folder
from visualizer.renderer.renderer import Renderer
from visualizer.scene.loading import load

SCENES = sorted(
    path
    for pattern in ("learn_*.toml", "cast/*.toml", "light/*.toml", "particles/*.toml")
    for path in data_folder("scenes").glob(pattern)
)


@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.stem)
def test_a_teaching_scene_looks_as_it_did(path, request, on_expected_driver):
    if not on_expected_driver:
        pytest.skip("golden pictures are of one software driver")
    scene = load(path)
    with Renderer((192, 108)) as renderer:
        renderer.draw(scene.exposure(scene.film.duration * 0.55, 2))
        check_golden(f"scenes/{path.stem}", renderer.pixels(), request.config.getoption("--renew-goldens"))


def test_there_are_three_scenes_to_learn_from_and_each_fits_on_a_page():
    learn = [path for path in SCENES if path.stem.startswith("learn_")]
    assert len(learn) >= 3
    for path in learn:
        assert 20 <= len(path.read_text().splitlines()) <= 60
