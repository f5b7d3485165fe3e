"""A survey of the picture: which object is where, how far away, and how large what is seen of it is."""

import numpy as np
import pytest

from tests.renderer.frames import LIBRARY, PLAIN, pose, still_life
from visualizer.frame import Camera, Draw, Frame
from visualizer.player.survey import Survey
from visualizer.renderer.renderer import Renderer, Superseded
from visualizer.transforms import camera_from_world

SIZE = (96, 54)
EYE = (3.0, 2.0, 12.0)


def boxes() -> Frame:
    """Return two boxes with sides of 1 m beside each other, seen with the camera rolled."""
    draws = tuple(Draw("box", "plain", pose(x, 1.0), uniforms=PLAIN) for x in (-2.0, 2.0))
    view = camera_from_world(EYE, (0.0, 1.0, 0.0), 20.0)
    return Frame(library=LIBRARY, time=0.0, draws=draws, objects=(4, 7), camera=Camera(view, fov=40.0))


@pytest.fixture(scope="module")
def survey() -> Survey:
    with Renderer((32, 18)) as renderer:
        renderer.draw(still_life())
        picture = renderer.pixels()
        frame = boxes()
        found = renderer.beside(frame, ("depth", "object"), SIZE)
        assert np.array_equal(renderer.pixels(), picture) and renderer.size == (32, 18)
        return Survey(frame.camera, found["depth"].astype(float), found["object"].astype(int))


def place_of(point: tuple[float, float, float]) -> tuple[float, float]:
    """Return where a point is in the picture, 0..1 from the left and the top."""
    x, y, z, _ = boxes().camera.camera_from_world @ (*point, 1.0)
    half = np.tan(np.radians(20.0))
    return 0.5 + x / -z / half / 2.0 * SIZE[1] / SIZE[0], 0.5 - y / -z / half / 2.0


def test_a_place_in_the_picture_gives_the_object_there_and_the_point_of_its_surface(survey: Survey) -> None:
    for number, x in ((4, -2.0), (7, 2.0)):
        front = (x, 1.0, 0.5)  # the middle of the side that faces the camera
        assert survey.number(*place_of(front)) == number
        point = survey.point(*place_of(front))
        assert point is not None and np.linalg.norm(np.subtract(point, front)) < 0.15
    assert survey.number(0.5, 0.02) == 0 and survey.point(0.5, 0.02) is None


def test_places_outside_the_picture_are_those_at_its_edge(survey: Survey) -> None:
    assert survey.number(-1.0, 5.0) == survey.number(0.0, 1.0)


def test_the_extent_of_an_object_holds_what_is_seen_of_it(survey: Survey) -> None:
    extent = survey.extent(7)
    assert extent is not None
    assert np.linalg.norm(np.subtract(extent.centre, (2.0, 1.0, 0.0))) < 0.6
    assert 0.5 < extent.radius < 1.0
    assert survey.extent(1) is None
    box = survey.box(7)
    assert box is not None and survey.box(1) is None
    x, y = place_of((2.0, 1.0, 0.0))
    assert box[0] < x < box[2] and box[1] < y < box[3] and box[2] - box[0] < 0.2


def test_a_small_picture_is_drawn_in_steps_beside_the_one_that_is_shown() -> None:
    with Renderer((32, 18)) as renderer:
        renderer.draw(boxes())
        shown = renderer.pixels()
        steps = renderer.drawing_beside(still_life(), ("picture",), (48, 27))
        next(steps)
        assert np.array_equal(renderer.pixels(), shown)
        renderer.draw(boxes())
        with pytest.raises(Superseded):  # by the picture that was asked for
            next(steps)
        small = renderer.beside(still_life(), ("picture",), (48, 27))["picture"]
        assert np.array_equal(renderer.pixels(), shown)
    with Renderer((48, 27)) as renderer:
        renderer.draw(still_life())
        assert np.array_equal(small, renderer.pixels())
