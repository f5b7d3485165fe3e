"""A rate times the film time, as in common/travel.glsl, is exact after hours: shader results against exact
fractions."""

from fractions import Fraction

import numpy as np
import pytest

from visualizer.frame import Frame, Library
from visualizer.gpu.context import create_context
from visualizer.gpu.programs import Programs
from visualizer.gpu.sources import Request
from visualizer.renderer.includes import includes
from visualizer.renderer.view import eye_view
from visualizer.renderer.view_block import VIEW_BINDING, VIEW_BLOCK, packed_view

RATES = (0.0, 0.02, -0.02, 0.03, 0.15, 0.4, 0.8120001, 1.4, -3.7, 17.25, -1e-9)
PROBE = """
#include "generated/view.glsl"
#include "common/travel.glsl"
uniform float u_rate;
in vec2 v_uv;
out vec4 f_colour;
void main()
{
    int whole;
    float rest = travelled(u_rate, whole);
    f_colour = vec4(rest, uintBitsToFloat(uint(whole) & 65535u | 1065353216u), uintBitsToFloat(uint(whole) >> 16u | 1065353216u), 0.0);
}
"""


@pytest.fixture(scope="module")
def where():
    """A function of a rate and a time that returns (whole units, fraction)."""
    context = create_context()
    programs = Programs(context, {**includes("standard"), "probe": PROBE})
    program = programs.get(Request.drawn("renderer/screen.vert", "generated/probe.glsl"))
    program.bind("View", VIEW_BINDING)
    array = context.vertex_array(program.handle, [])
    texture = context.texture((1, 1), 4, dtype="f4")
    target = context.framebuffer(color_attachments=[texture])
    block = context.buffer(reserve=VIEW_BLOCK.dtype.itemsize)

    def read(rate, time):
        frame = Frame(Library({}, {}), time)
        block.write(packed_view(frame, eye_view(frame, (1, 1)), (1, 1), index=0, count=1, shadow_size=0))
        block.bind_to_uniform_block(VIEW_BINDING)
        program["u_rate"] = rate
        target.use()
        context.enable_only(0)
        array.render(vertices=3)
        found = np.frombuffer(texture.read(), np.float32)
        low, high = (int(bits) & 65535 for bits in found[1:3].view(np.uint32))
        whole = high << 16 | low
        return whole - (whole >> 31 << 32), float(found[0])

    yield read
    programs.clear()
    context.release()


@pytest.mark.parametrize("time", [0.0, 0.25, 59.999, 3600.7, 36_000.0005, 86_400.9999, -7.3])
@pytest.mark.parametrize("rate", RATES)
def test_rate_times_time_is_exact_at_any_time(where, rate, time):
    """A float32 product would have an error of about 0.01 at 10 units per second after an hour."""
    whole, rest = where(rate, time)
    exact = Fraction(float(np.float32(rate))) * Fraction(time)
    assert 0.0 <= rest < 1.0
    # The rate is passed with an error of 2^-32, or of 2^-24 if it is negative and small.
    step = 2.0**-32 if rate >= 0.0 else 2.0**-24
    assert abs(float(whole + Fraction(rest) - exact)) < step * abs(time) + 2e-6 * max(abs(rate), 1.0)


def test_a_step_of_a_millisecond_is_exact_after_ten_hours(where):
    early, late = ([where(1.4, start + k / 1024.0)[1] for k in range(4)] for start in (0.0, 36_000.0))
    assert np.allclose(np.diff(early), 1.4 / 1024.0, atol=1e-6)
    assert np.allclose(np.diff(late) % 1.0, 1.4 / 1024.0, atol=1e-6)
