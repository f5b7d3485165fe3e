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


@pytest.mark.parametrize(
    ("slope", "noise"),
    [
        ("value_noise_slope(p)", "value_noise(P)"),
        ("fbm_slope(p, 3, 0.0)", "fbm(P, 3)"),
        ("ridged_slope(p, 3)", "ridged(P, 3)"),
    ],
)
def test_the_gradient_of_a_noise_is_its_change_over_a_distance(slope, noise):
    text = f"#define SLOPE {slope}\n#define NOISE(P) {noise}\n{PROBE}"
    with create_context() as context:
        programs = Programs(context, {**includes("standard"), "probe": text})
        program = programs.get(Request.drawn("renderer/screen.vert", "generated/probe.glsl"))
        texture = context.texture((16, 16), 4, dtype="f4")
        context.framebuffer(color_attachments=[texture]).use()
        context.vertex_array(program.handle, []).render(vertices=3)
        off = np.frombuffer(texture.read(), np.float32).reshape(-1, 4)
        programs.clear()
    assert np.abs(off[:, 3]).max() < 1e-5
    # At creases of ridges the difference spans both sides.
    assert np.median(np.abs(off[:, :3])) < 0.005 and (np.abs(off[:, :3]) < 0.1).mean() > 0.95
