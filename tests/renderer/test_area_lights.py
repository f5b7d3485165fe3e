"""Area lights give the irradiance that radiometry says, and reach no farther than they say."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, PLAIN_GRADE, floor, pose
from tests.scene.texts import GOOD
from visualizer.errors import TooManyLights
from visualizer.frame import Ambient, AreaLight, Camera, Draw, Frame, KeyLight, Library, PointLight
from visualizer.renderer.area_lights import MAX_AREA_LIGHTS
from visualizer.renderer.renderer import Renderer
from visualizer.scene.loading import load
from visualizer.transforms import camera_from_right

BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
ALBEDO = 0.5
# Matte, and seen from above at the origin.
MATTE: dict[str, Any] = {"colour": (ALBEDO,) * 3, "roughness": 1.0, "metalness": 0.0, "emission": 0.0}
FLOOR = Frame(
    Library({"floor": floor(4.0)}, {}),
    0.0,
    camera=Camera(camera_from_right((0.0, 3.0, 0.0), (0.0, -1.0, 0.0), (1.0, 0.0, 0.0)), fov=0.5, far=60.0),
    draws=(Draw("floor", "plain", pose(), uniforms=MATTE),),
    sky=BLACK_SKY,
    ambient=Ambient(BLACK, BLACK, BLACK),
    key_light=KeyLight((0.0, -1.0, 0.0), BLACK),
    grade=PLAIN_GRADE,
)
FAR = 1e4  # m: a reach that does not matter here


@pytest.fixture(scope="module")
def renderer():
    with Renderer((16, 9)) as one:
        yield one


def seen(renderer, *lights, **changes):
    """Return the light that the floor at the origin sends up."""
    points = tuple(light for light in lights if isinstance(light, PointLight))
    areas = tuple(light for light in lights if isinstance(light, AreaLight))
    renderer.draw(replace(FLOOR, point_lights=points, area_lights=areas, **changes), ["beauty"])
    return float(renderer.result("beauty")[4, 8, 0])


def per_irradiance(renderer):
    """Return the radiance of the floor per irradiance that arrives from far above."""
    return seen(renderer, PointLight((0.0, 100.0, 0.0), (1e4,) * 3, 0.1, FAR))


def rectangle(width, depth, height, **given):
    """Return a rectangle above the origin that faces down, of radiance 1 times its area."""
    return AreaLight(
        "rectangle", (0.0, height, 0.0), (width * depth,) * 3,
        right=(width / 2.0, 0.0, 0.0), up=(0.0, 0.0, depth / 2.0), reach=FAR, **given,
    )  # fmt: skip


def form_factor(width, depth, height):
    """Return that from a point to a parallel rectangle whose middle is above it (Howell, "A Catalog of Radiation Heat
    Transfer Configuration Factors", C-11, four times over)."""
    a, b = width / 2.0 / height, depth / 2.0 / height
    x, y = np.sqrt(1.0 + a * a), np.sqrt(1.0 + b * b)
    return 4.0 / (2.0 * np.pi) * (a / x * np.arctan(b / x) + b / y * np.arctan(a / y))


@pytest.mark.parametrize(
    ("width", "depth", "height"), [(2.0, 1.0, 1.0), (0.5, 3.0, 0.7), (1.0, 1.0, 20.0), (6.0, 6.0, 0.5)]
)
def test_the_irradiance_under_a_rectangle_is_its_radiance_times_pi_times_the_form_factor(
    renderer, width, depth, height
):
    found = seen(renderer, rectangle(width, depth, height)) / per_irradiance(renderer)
    assert found == pytest.approx(np.pi * form_factor(width, depth, height), rel=0.05)


def test_a_rectangle_is_dark_behind_unless_it_has_two_sides(renderer):
    up = replace(rectangle(1.0, 1.0, 1.0), up=(0.0, 0.0, -0.5))
    assert seen(renderer, up) == 0.0
    assert seen(renderer, replace(up, two_sided=True)) == pytest.approx(
        seen(renderer, rectangle(1.0, 1.0, 1.0)), rel=1e-3
    )


def test_a_long_tube_gives_the_irradiance_of_an_endless_cylinder(renderer):
    """E = pi L r / h, from the integral of L 2 r cos^3 / h over the angle."""
    height, radius, half = 1.0, 0.02, 60.0
    tube = AreaLight(
        "tube",
        (0.0, height, 0.0),
        (2.0 * radius * 2.0 * half,) * 3,
        (half, 0.0, 0.0),
        radius=radius,
        reach=FAR,
    )
    found = seen(renderer, tube) / per_irradiance(renderer)
    assert found == pytest.approx(np.pi * radius / height, rel=0.05)


def test_a_small_light_of_any_shape_gives_the_irradiance_of_a_point_of_its_intensity(renderer):
    point = seen(renderer, PointLight((0.0, 2.0, 0.0), WHITE, 0.01, 5.0))
    sphere = AreaLight("sphere", (0.0, 2.0, 0.0), WHITE, radius=0.02, reach=5.0)
    tube = AreaLight("tube", (0.0, 2.0, 0.0), WHITE, (0.05, 0.0, 0.0), radius=0.02, reach=5.0)
    small = replace(rectangle(0.1, 0.1, 2.0), colour=WHITE, reach=5.0)
    for light in (sphere, tube, small):
        assert seen(renderer, light) == pytest.approx(point, rel=0.02)
    assert seen(renderer, sphere, tube, small) == pytest.approx(3.0 * point, rel=0.02)


def test_a_sphere_that_the_horizon_halves_gives_less_and_not_nothing(renderer):
    """Half of it is above: Snyder 1969 gives a share of the full form factor between 0 and that of its upper half."""
    sphere = AreaLight("sphere", (1.0, 0.0, 0.0), WHITE, radius=0.5, reach=FAR)
    low = seen(renderer, sphere) / per_irradiance(renderer)
    assert 0.05 < low < 0.5


def test_an_area_light_ends_at_its_reach(renderer):
    light = replace(rectangle(1.0, 1.0, 2.0), reach=2.0)
    assert seen(renderer, light) == 0.0
    assert 0.0 < seen(renderer, replace(light, reach=3.0)) < seen(renderer, replace(light, reach=FAR))


def test_more_area_lights_than_the_view_block_holds_are_refused(renderer):
    with pytest.raises(TooManyLights, match=f"{MAX_AREA_LIGHTS + 1} area lights shine at 0 s"):
        seen(renderer, *[rectangle(1.0, 1.0, 1.0)] * (MAX_AREA_LIGHTS + 1))
    seen(renderer, *[rectangle(1.0, 1.0, 1.0)] * MAX_AREA_LIGHTS)


def test_a_light_table_makes_the_light_of_its_shape(tmp_path):
    (tmp_path / "s.toml").write_text(
        GOOD
        + "[light.a]\nshape = 'rectangle'\nwidth = 2\nheight = 4\nrotation = [90, 0, 0]\nposition = [1, 2, 3]\nintensity = 5\n"
        "[light.b]\nshape = 'tube'\nlength = 3\nradius = 0.2\n[light.c]\nshape = 'sphere'\n[light.d]\nlength = 2\n"
    )
    scene = load(tmp_path / "s.toml")
    assert [(p.path, p.message) for p in scene.warnings] == [
        ("light.d.length", "this has no effect: it needs shape = 'tube'")
    ]
    frame = scene.at(0.0)
    first, tube, sphere = frame.area_lights
    assert (first.shape, first.position, first.colour) == ("rectangle", (1.0, 2.0, 3.0), (5.0, 5.0, 5.0))
    assert np.cross(first.right, first.up) == pytest.approx([2.0, 0.0, 0.0], abs=1e-9)
    assert tube.right == pytest.approx((1.5, 0.0, 0.0))
    assert (sphere.shape, sphere.right) == ("sphere", (0.0, 0.0, 0.0))
    assert len(frame.point_lights) == 1
