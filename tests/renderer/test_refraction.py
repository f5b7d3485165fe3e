"""Light through a transmissive body is refracted where it enters and where it leaves."""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.ndimage import binary_erosion

from tests.actors.graphs import alone, snapshot_at
from tests.renderer.frames import PLAIN_GRADE, pose
from visualizer.cast.explorer_ship.actor import ExplorerShip
from visualizer.frame import Ambient, Camera, Draw, Frame, KeyLight, Library, Sky
from visualizer.geometry.primitives import box, sphere
from visualizer.geometry.prisms import prism
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world, compose, euler

BLACK = (0.0, 0.0, 0.0)
RED, BLUE = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
LIBRARY = Library({"ball": sphere(1.0), "wall": box((8.0, 16.0, 0.1))}, {})
DARK = Sky("gradient", {"zenith": BLACK, "horizon": BLACK, "ground": BLACK})
SIZE = (96, 54)
COLUMN = 0.15  # of the picture's width, from its middle to a place within the ball


def wall(x, colour):
    look = {"colour": colour, "roughness": 1.0, "metalness": 1.0, "emission": 1.0}
    return Draw("wall", "plain", pose(x, 0.0, -6.0), uniforms=look)


def before_walls(around):
    """Return a ball of clear crystal before a wall that is red at the left and blue at the right. around: ambient
    radiance."""
    ball = Draw(
        "ball", "crystal", pose(), uniforms={"colour": (1.0, 1.0, 1.0), "glow": 0.0}, layer="transmissive"
    )
    return before((wall(-4.0, RED), wall(4.0, BLUE), ball), around)


def before(draws, around=BLACK):
    """Return a frame of draws about the origin, seen from 8 m."""
    return Frame(
        LIBRARY,
        0.0,
        camera=Camera(camera_from_world((0.0, 0.0, 8.0), (0.0, 0.0, 0.0)), fov=18.0),
        draws=draws,
        ambient=Ambient(around, around, around),
        key_light=KeyLight((0.0, -1.0, 0.0), BLACK),
        sky=DARK,
        grade=PLAIN_GRADE,
    )


@pytest.fixture(scope="module", params=["standard", "full"])
def light(request):
    with Renderer(SIZE, detail=request.param) as renderer:
        renderer.draw(before_walls(BLACK))
        yield renderer.light()


@pytest.mark.parametrize(("side", "channel"), [(-1, 2), (1, 0)])
def test_a_ball_turns_what_is_behind_it_around(light, side, channel):
    middle = SIZE[1] // 2
    beside = light[2, int(SIZE[0] * (0.5 + COLUMN * side))]
    within = light[middle, int(SIZE[0] * (0.5 + COLUMN * side))]
    assert beside.argmax() == 2 - channel, "above the ball the wall has its own colour at this side"
    assert within.argmax() == channel, f"the ball does not show the wall of the other side: {within}"


def test_the_middle_of_a_ball_lets_most_of_the_light_through(light):
    at = light[SIZE[1] // 2, SIZE[0] // 2]
    assert 0.5 < at.sum() <= 1.0 + 1e-3


def test_one_sees_straight_through_the_panes_of_a_canopy():
    stripes = tuple(
        Draw("stripe", "plain", pose(0.15 * k, 0.0, -2.0), uniforms={"colour": colour, "emission": 1.0})
        for k, colour in zip(range(-12, 13), itertools.cycle((RED, BLUE)), strict=False)
    )
    ship, graph = alone(ExplorerShip, canopy=1.0)
    draws = ship.contribution(snapshot_at(graph, 0.0)).draws
    (canopy,) = (draw for draw in draws if draw.mesh.endswith(".canopy"))
    # From above, its middle at the origin.
    turned = compose((0.0, 0.0, -0.9), euler(90.0, 0.0, 0.0)) @ np.vstack(
        [canopy.poses[0], [0.0, 0.0, 0.0, 1.0]]
    )
    canopy = replace(canopy, mesh="canopy", poses=turned[None, :3])
    library = Library({"stripe": box((0.15, 8.0, 0.1)), "canopy": ship.meshes["canopy"]}, {})
    seen = []
    with Renderer((384, 216)) as renderer:
        for chosen in (stripes, (*stripes, canopy)):
            renderer.draw(replace(before(chosen), library=library))
            seen.append(renderer.light()[..., 0] > renderer.light()[..., 2])
        renderer.draw(
            replace(before((replace(canopy, layer="opaque"),)), library=library, objects=(1,)),
            results=("object",),
        )
        covered = renderer.result("object") > 0
    assert covered.mean() > 0.05
    assert (seen[0] == seen[1])[covered].mean() > 0.96


@pytest.mark.parametrize("turn", [0.0, 40.0])
def test_a_prism_before_small_lights_shows_no_dots_that_finer_pixels_do_not_show(turn):
    """Rays of pixels side by side come apart behind a prism: each pixel sees the mean of what lies between them."""
    mesh = prism((0.0, -1.1, 0.0), (0.25, 1.1, 0.1), (1, 0, 0), (0.42, 0.36), seed=4, point=0.5)[0].mesh()
    lamp: dict[str, Any] = {"colour": (1.0, 0.8, 0.5), "emission": 6.0, "roughness": 1.0}
    lamps = [
        Draw("lamp", "plain", pose(0.4 * x, 0.4 * y, -3.0), uniforms=lamp)
        for x in range(-4, 5)
        for y in range(-4, 5)
    ]
    placed = compose((0.0, 0.0, 0.0), euler(10.0, turn, 8.0))[None, :3]
    clear: dict[str, Any] = {"colour": (0.9, 0.95, 1.0), "glow": 0.0}
    body = Draw("prism", "crystal", placed, uniforms=clear, layer="transmissive")
    library = Library({"prism": mesh, "lamp": box((0.07, 0.07, 0.1))}, {})
    frame = replace(before((*lamps, body)), library=library)
    finer = 4
    with Renderer((192, 108)) as renderer, Renderer((192 * finer, 108 * finer)) as fine:
        alone = replace(frame, draws=(replace(body, layer="opaque"),), objects=(1,))
        renderer.draw(alone, results=("object",))
        within = binary_erosion(renderer.result("object") > 0, iterations=2)
        renderer.draw(frame)
        fine.draw(frame)
        coarse, light = (np.minimum(one.light()[..., :3], 2.0) for one in (renderer, fine))
    mean = light.reshape(108, finer, 192, finer, 3).mean(axis=(1, 3))
    assert np.percentile(np.abs(coarse - mean)[within], 99.5) < 0.75


def test_a_plate_that_runs_out_of_the_picture_is_nowhere_black():
    """Rays that leave the plate beyond the picture leave it by the face at the nearest edge."""
    body = Draw(
        "plate",
        "crystal",
        compose((0.0, 0.0, 0.0), euler(14.0, 24.0, 0.0))[None, :3],
        uniforms={"colour": (1.0, 1.0, 1.0), "glow": 0.0},
        layer="transmissive",
    )
    library = Library({"plate": box((12.0, 12.0, 1.0)), "wall": box((60.0, 60.0, 0.1))}, {})
    frame = replace(before((wall(0.0, (0.5, 0.5, 0.5)), body), (0.5, 0.5, 0.5)), library=library)
    with Renderer(SIZE) as renderer:
        renderer.draw(frame)
        light = renderer.light()[..., :3]
    middle = light[SIZE[1] // 2, SIZE[0] // 2].min()
    assert middle > 0.1
    assert light.min() > 0.3 * middle, f"darkest pixel: {np.unravel_index(light.argmin(), light.shape)}"
