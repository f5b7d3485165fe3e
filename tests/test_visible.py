"""The measure of what a viewer can see of a subject."""

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, PLAIN, PLAIN_GRADE, pose
from tests.visible import SIZE, Viewer
from visualizer.frame import Ambient, Camera, Draw, Frame, KeyLight, Library
from visualizer.geometry.primitives import box
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world

HEIGHT_OF_VIEW = 4.0  # m, at the subject


@pytest.fixture(scope="module")
def viewer():
    with Renderer(SIZE) as renderer:
        yield Viewer(renderer)


def boxes(*, subject: float = 0.0, cover: float | None = None, albedo: float = 1.0) -> Frame:
    """Return a frame of a cube of 1 m at x = `subject`, and of a box in front of all that is right of x = `cover`."""
    draws = [Draw("who.body", "plain", pose(subject), uniforms=PLAIN | {"colour": (albedo,) * 3})]
    if cover is not None:
        draws.append(Draw("wall", "plain", pose(cover + 5.0), uniforms=PLAIN))
    return Frame(
        library=Library({"who.body": box((1.0, 1.0, 0.01)), "wall": box((10.0, 10.0, 0.02))}, {}),
        time=0.0,
        camera=Camera(
            camera_from_world((0.0, 0.0, 50.0), (0.0, 0.0, 0.0)),
            fov=float(np.degrees(2 * np.arctan(HEIGHT_OF_VIEW / 100.0))),
        ),
        draws=tuple(draws),
        sky=BLACK_SKY,
        key_light=KeyLight(colour=(0.0, 0.0, 0.0)),
        ambient=Ambient((1.0,) * 3, (1.0,) * 3, (1.0,) * 3),
        grade=PLAIN_GRADE,
    )


def test_a_subject_in_the_open_is_seen_whole(viewer):
    seen = viewer.see(boxes(), ["who"])["who"]
    assert seen.height == pytest.approx(1.0 / HEIGHT_OF_VIEW, abs=0.02)
    assert seen.visible == pytest.approx(1.0, abs=0.05)


def test_what_another_object_hides_is_not_seen(viewer):
    assert viewer.see(boxes(cover=0.0), ["who"])["who"].visible == pytest.approx(0.5, abs=0.05)
    assert viewer.see(boxes(cover=-1.0), ["who"])["who"].visible == 0.0


def test_what_the_picture_cuts_off_is_not_seen(viewer):
    edge = HEIGHT_OF_VIEW * 16.0 / 9.0 / 2.0
    assert viewer.see(boxes(subject=edge), ["who"])["who"].visible == pytest.approx(0.5, abs=0.05)


def test_contrast_is_that_with_what_is_around_it(viewer):
    pale, dark = (viewer.see(boxes(albedo=albedo), ["who"])["who"].contrast for albedo in (1.0, 0.02))
    assert pale > 60.0
    assert dark < 20.0


def test_a_subject_is_one_actor_or_one_of_its_meshes_or_several(viewer):
    seen = viewer.see(boxes(cover=2.0), ["who", "who.body", "wh", "who+wall"])
    assert seen["who"] == seen["who.body"]
    assert seen["wh"].height == 0.0
    assert seen["who+wall"].height == 1.0
