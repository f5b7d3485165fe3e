"""Lines on surfaces that are thinner than a pixel are dimmer, and do not break up into dashes."""

import numpy as np
import pytest

from tests.renderer.frames import BLACK_SKY, PLAIN_GRADE
from visualizer.cast.ships.seal import BELOW, BEVELLED, SEAL, SEAM_COLOUR
from visualizer.frame import Ambient, Camera, Draw, Frame, KeyLight, Library
from visualizer.geometry.mesh import flat_mesh
from visualizer.gpu.context import create_context
from visualizer.gpu.programs import Programs
from visualizer.gpu.sources import Request
from visualizer.renderer.includes import includes
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world, triple

SPAN = 7.68  # m of the surface that is drawn

LINES = {
    "cracks": """
#include "common/cracks.glsl"
in vec2 v_uv;
out vec4 f_colour;
void main()
{
    Inside i = Inside(vec3(0.0, 0.0, -1.0), vec3(0.0, 0.0, 1.0), 1.0, 0.5, 0.01);
    Crack c = cracks(vec3(v_uv * SPAN + 3.0, 0.2), i, vec3(0.0), 90.0, 0.0);
    f_colour = vec4(c.groove, 0.0, 0.0, 1.0);
}
""",
    "gaps of plates": """
#include "common/panels.glsl"
#include "common/surface.glsl"
in vec2 v_uv;
out vec4 f_colour;
void main()
{
    vec3 place = vec3(v_uv.x * SPAN, 3.0, v_uv.y * SPAN), to_gap;
    float gap = panels(place, to_gap).x;
    f_colour = vec4(line_share(gap, 0.02, pixel_across(to_gap, dFdx(place), dFdy(place))), 0.0, 0.0, 1.0);
}
""",
}


def drawn(text: str, pixels: int) -> np.ndarray:
    """Return the red of what a fragment shader draws over a square of `pixels`, (pixels, pixels)."""
    with create_context() as context:
        programs = Programs(
            context,
            {
                **includes("standard"),
                "probe": text.replace("SPAN", str(SPAN)),
            },
        )
        program = programs.get(Request.drawn("renderer/screen.vert", "generated/probe.glsl"))
        texture = context.texture((pixels, pixels), 4, dtype="f4")
        context.framebuffer(color_attachments=[texture]).use()
        context.vertex_array(program.handle, []).render(vertices=3)
        found = np.frombuffer(texture.read(), np.float32).reshape(pixels, pixels, 4)[..., 0]
        programs.clear()
    return found


def means(fine: np.ndarray, pixels: int) -> np.ndarray:
    """Return the means of a picture over squares, (pixels, pixels)."""
    return np.asarray(fine.reshape(pixels, len(fine) // pixels, pixels, -1).mean(axis=(1, 3)))


@pytest.mark.parametrize("pixels", [96, 64])
@pytest.mark.parametrize("lines", LINES)
def test_lines_thinner_than_a_pixel_have_no_gaps(lines: str, pixels: int) -> None:
    share, coarse = means(drawn(LINES[lines], 768), pixels), drawn(LINES[lines], pixels)
    crossed = share > 0.1
    assert crossed.mean() > 0.05
    assert (coarse[crossed] < 0.2 * share[crossed]).mean() < 0.02


TILES = [
    [(x, y, 0.0), (x + 0.6, y, 0.0), (x + 0.6, y + 0.6, 0.0), (x, y + 0.6, 0.0)]
    for x in np.arange(-3.0, 3.0, 0.6)
    for y in np.arange(-3.0, 3.0, 0.6)
]


def seams(pixels: int) -> np.ndarray:
    """Return the light of the seams between square facets of a lit seal, seen from 60 m, (pixels, pixels)."""
    library = Library({"a": flat_mesh(TILES, tint=(1.0, 1.0, 1.0, BEVELLED))}, {})
    draw = Draw(
        "a",
        SEAL.name,
        np.eye(4)[None, :3],
        values=np.array([(1.0, 1.0, 0.0, 0.0)], np.float32),
        uniforms={"colour": (0.0, 0.0, 0.0), "seam_colour": SEAM_COLOUR},
    )
    camera = Camera(camera_from_world((12.0, 9.0, 58.0), (0.0, 0.0, 0.0)), fov=4.6)
    with Renderer((pixels, pixels)) as renderer:
        renderer.draw(Frame(library, 1.0, camera=camera, draws=(draw,)), results=("emission",))
        return renderer.result("emission")[..., 1]


def test_splinters_on_the_lips_of_cracks_do_not_sparkle_where_pixels_are_larger_than_they() -> None:
    lips = LINES["cracks"].replace("c.groove", "c.lip")
    share, coarse = means(drawn(lips, 1536), 64), drawn(lips, 64)
    crossed = share > 0.03
    assert (coarse[crossed] < 0.2 * share[crossed]).mean() < 0.03


def test_the_seams_of_a_far_seal_are_lines_and_not_dashes() -> None:
    coarse, share = seams(64), means(seams(512), 64)
    assert abs(coarse.mean() / share.mean() - 1.0) < 0.1
    assert np.corrcoef(coarse.ravel(), share.ravel())[0, 1] > 0.9


def glint(pixels: int, merged: float) -> np.ndarray:
    """Return the light of the glint along the bevelled edge of a facet that leans in the picture, by column,
    (pixels,). merged: how far the bevel has been flattened, [0, 1]."""
    along = np.radians(11.0)
    right, up = np.array([np.cos(along), np.sin(along), 0.0]), np.array([-np.sin(along), np.cos(along), 0.0])
    facet = [
        -right - up,
        right - up,
        right,
        -right,
    ]  # its upper edge passes through the middle of the picture
    library = Library({"a": flat_mesh([facet], tint=(1.0, 1.0, 1.0, BELOW))}, {})
    draw = Draw(
        "a", SEAL.name, np.eye(4)[None, :3], values=np.array([(0.0, 1.0, merged, 0.0)], np.float32),
        uniforms={"colour": (0.0, 0.0, 0.0), "seam_colour": SEAM_COLOUR},
    )  # fmt: skip
    above = np.radians(40.0)  # so that a slope of 20 degrees within the bevel reflects the light to the eye
    frame = Frame(
        library,
        1.0,
        camera=Camera(camera_from_world((0.0, 0.0, 2.0), (0.0, 0.0, 0.0)), fov=3.0),
        draws=(draw,),
        sky=BLACK_SKY,
        key_light=KeyLight(
            direction=triple(np.cos(above) * np.array([0.0, 0.0, -1.0]) - np.sin(above) * up),
            colour=(5.0, 5.0, 5.0),
        ),
        ambient=Ambient((0, 0, 0), (0, 0, 0), (0, 0, 0)),
        grade=PLAIN_GRADE,
    )
    with Renderer((pixels, pixels)) as renderer:
        renderer.draw(frame, results=("beauty",))
        return np.asarray(renderer.result("beauty")[..., 1].sum(axis=0))


@pytest.mark.parametrize("merged", [0.0, 0.5])
def test_the_glint_of_a_bevel_is_a_line_that_keeps_its_light(merged: float) -> None:
    fine = glint(512, merged).reshape(64, -1).mean(axis=1) / 8.0
    bright = fine > 0.05 * fine.max()
    assert 20 < bright.sum() < 60
    share = glint(64, merged)[bright] / fine[bright]
    assert share.min() > 0.5, "there are gaps in the line"
    assert share.mean() < 1.6
