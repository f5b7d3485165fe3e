"""The gradients of noises in common/noise.glsl against differences of the noises."""

import numpy as np
import pytest

from visualizer.gpu.context import create_context
from visualizer.gpu.programs import Programs
from visualizer.gpu.sources import Request
from visualizer.renderer.includes import includes

PROBE = """
#include "common/noise.glsl"
in vec2 v_uv;
out vec4 f_colour;
const float STEP = 0.002;
void main()
{
    vec3 p = vec3(v_uv * 5.0, 0.3), x = vec3(STEP, 0.0, 0.0);
    vec4 found = SLOPE;
    vec3 differences = vec3(NOISE(p + x) - NOISE(p - x), NOISE(p + x.yxy) - NOISE(p - x.yxy), NOISE(p + x.yyx) - NOISE(p - x.yyx));
    f_colour = vec4(found.xyz - differences / (2.0 * STEP), found.w - NOISE(p));
}
"""


def drawn(text):
    """Return what a fragment shader draws over 16 x 16 pixels, (256, 4)."""
    with create_context() as context:
        programs = Programs(context, {**includes("standard"), "probe": text})
        program = programs.get(Request.drawn("renderer/screen.vert", "generated/probe.glsl"))
        texture = context.texture((16, 16), 4, dtype="f4")
        context.framebuffer(color_attachments=[texture]).use()
        context.vertex_array(program.handle, []).render(vertices=3)
        found = np.frombuffer(texture.read(), np.float32).reshape(-1, 4)
        programs.clear()
    return found


@pytest.mark.parametrize(
    ("slope", "noise"),
    [
        ("value_noise_slope(p)", "value_noise(P)"),
        ("fbm_slope(p, 3, 0.0)", "fbm(P, 3)"),
        ("ridged_slope(p, 3, 0.0)", "ridged(P, 3)"),
    ],
)
def test_the_gradient_of_a_noise_is_its_change_over_a_distance(slope, noise):
    off = drawn(f"#define SLOPE {slope}\n#define NOISE(P) {noise}\n{PROBE}")
    assert np.abs(off[:, 3]).max() < 1e-5
    # At creases of ridges the difference spans both sides.
    assert np.median(np.abs(off[:, :3])) < 0.005 and (np.abs(off[:, :3]) < 0.1).mean() > 0.95


@pytest.mark.parametrize("noise", ["fbm_slope", "ridged_slope"])
def test_octaves_that_pixels_cannot_show_are_at_their_mean(noise):
    text = PROBE.replace("f_colour = ", "f_colour = found; return; f_colour = ")
    near, middling, far = (
        drawn(f"#define SLOPE {noise}(p, 4, {pixel})\n#define NOISE(P) 0.0 * length(P)\n{text}")
        for pixel in (0.0, 0.1, 1.0)
    )
    steep = [np.linalg.norm(found[:, :3], axis=1).mean() for found in (near, middling, far)]
    assert steep[0] > 1.2 * steep[1] > 0.0 and steep[2] == 0.0
    np.testing.assert_allclose(far[:, 3], 0.5)
    assert abs(middling[:, 3].mean() - near[:, 3].mean()) < 0.03
