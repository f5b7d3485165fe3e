"""Sums of light are exact for all values in any order, and reading them clears the buffers."""

import numpy as np
import pytest

from visualizer.gpu.context import create_context
from visualizer.gpu.programs import Programs
from visualizer.gpu.sources import Request
from visualizer.renderer.particles.buffers import LIGHT, LIT, STRIP, SURVEY, words_of_marks
from visualizer.renderer.particles.glsl import GENERATED
from visualizer.renderer.requests import LANES, resolve

SIZE = (64, 32)

ADD = """
#define SPILT 1
#include "particles/light_sum.glsl"
layout(local_size_x = 64) in;
layout(std430, binding = 2) buffer Given { uvec4 given[]; };  // pixel, steps
layout(std430, binding = 3) buffer Found { uvec4 found[]; };  // steps
uniform uint u_count;
uniform int u_taking;
void main()
{
    ivec2 size = ivec2(64, 32);
    for (uint i = gl_GlobalInvocationID.x; i < u_count; i += gl_NumWorkGroups.x * 64u) {
        if (u_taking == 0) add_light(ivec2(given[i].x % 64u, given[i].x / 64u), size, given[i].yzw);
        else found[i] = uvec4(take_light(i, 2048u, light[i]), 0u);
    }
}
"""


@pytest.fixture(scope="module")
def programs():
    context = create_context()
    made = Programs(context, {"add": ADD, **GENERATED})
    yield made
    made.clear()
    context.release()


@pytest.mark.parametrize("largest", [3, 64, 2047, 2048, 5000, 2**20, 2**32 - 1])
@pytest.mark.parametrize("pixels", [1, 50])
def test_sums_of_light_equal_integer_sums(programs, largest, pixels):
    random = np.random.default_rng(largest + pixels)
    given = random.integers(0, largest, (20_000, 4), dtype=np.uint64, endpoint=True).astype(np.uint32)
    given[:, 0] = random.integers(0, 2048, pixels)[random.integers(0, pixels, len(given))]
    wanted = np.zeros((2048, 3), np.uint32)
    np.add.at(wanted, given[:, 0], given[:, 1:])
    context = programs.context
    program = programs.get(Request.computed("generated/add.glsl"))
    light, lit = (
        context.buffer(reserve=2048 * 16),
        context.buffer(reserve=LIT.bytes(2 * words_of_marks(SIZE))),
    )
    survey = context.buffer(reserve=SURVEY.bytes())
    light.clear()
    lit.clear()
    survey.clear()
    taken, asked = context.buffer(reserve=2048 * 16), context.buffer(given.tobytes())
    for binding, buffer in ((1, light), (2, asked), (3, taken), (SURVEY.binding, survey), (LIT.binding, lit)):
        buffer.bind_to_storage_buffer(binding)
    for taking, count in ((0, len(given)), (1, 2048)):
        program["u_count"], program["u_taking"] = count, taking
        program.run(16)
        context.memory_barrier()
    found = np.frombuffer(taken.read(), np.uint32).reshape(2048, 4)
    assert (found[:, :3] == wanted).all()
    assert not np.frombuffer(light.read(), np.uint32).any()
    plain, spilt = np.unpackbits(
        np.frombuffer(lit.read(), np.uint8).reshape(2, SIZE[1], -1), axis=2, bitorder="little"
    )[:, :, : SIZE[0] // STRIP]
    strips = wanted.reshape(SIZE[1], -1, STRIP * 3)
    assert (plain == strips.any(axis=2)).all(), "the marks are not those of the strips with light"
    assert spilt[(strips > 2047).any(axis=2)].all(), "a strip with counters has no mark of its own"
    said = np.frombuffer(survey.read(), SURVEY.dtype)["spilt"].item()
    assert said == spilt.any(), "the survey does not say whether counters were used"


@pytest.mark.parametrize("lanes", LANES)
@pytest.mark.parametrize("size", [(7, 3), (600, 5), (257, 70)])
def test_each_strip_with_a_mark_is_resolved_once_and_its_sums_are_cleared(programs, lanes, size):
    random = np.random.default_rng(lanes + size[0])
    context, pixels, words = programs.context, size[0] * size[1], words_of_marks(size)
    across = words // size[1]
    spilt = random.random((size[1], 32 * across)) < 0.2
    plain = spilt | (random.random(spilt.shape) < 0.4)
    steps = random.integers(0, 300, (pixels, 3)).astype(np.uint32)
    more = random.integers(0, 2000, (3, pixels)).astype(np.uint32)
    x, y = np.tile(np.arange(size[0]), size[1]), np.repeat(np.arange(size[1]), size[0])
    is_plain, is_spilt = plain[y, x // STRIP], spilt[y, x // STRIP]
    steps[~is_plain], more[:, ~is_spilt] = 0, 0
    fields = steps[:, 0] | steps[:, 1] << 11 | steps[:, 2] << 22
    light = context.buffer(np.concatenate([fields, more.reshape(-1)]).tobytes())
    marks = np.concatenate(
        [np.packbits(plane, axis=1, bitorder="little").reshape(-1) for plane in (plain, spilt)]
    )
    lit = context.buffer(marks.tobytes())
    survey = context.buffer(np.array([2, 9, 0, 1, 0, 1], np.int32).tobytes())
    picture = context.texture(size, 4, dtype="f2", data=np.ones((pixels, 4), np.float16).tobytes())
    picture.bind_to_image(0, read=True, write=True)
    for declared, buffer in ((LIGHT, light), (LIT, lit), (SURVEY, survey)):
        buffer.bind_to_storage_buffer(declared.binding)
    for flag in (True, False):
        program = programs.get(resolve(spilt=flag, lanes=lanes))
        program["u_words"], program["u_scatter"] = words, 2
        program.run(3)
        context.memory_barrier()
    wanted = 1.0 + 0.25 * (steps + more.T)
    found = np.frombuffer(picture.read(), np.float16).reshape(pixels, 4)
    assert np.allclose(found[:, :3], wanted, rtol=2.0**-10)  # drivers truncate or round to half floats
    left = np.frombuffer(light.read(), np.uint32).reshape(4, pixels)
    assert not left.any()
