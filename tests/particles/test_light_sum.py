"""Sums of light are exact for all values in any order, and reading them clears the buffers."""

import numpy as np
import pytest

from visualizer.gpu.context import create_context
from visualizer.gpu.programs import Programs
from visualizer.gpu.sources import Request
from visualizer.renderer.particles.buffers import (
    LIGHT,
    LIT,
    PATCH,
    PATCH_HEIGHT,
    PATCH_WIDTH,
    SURVEY,
    WORD_HEIGHT,
    WORD_WIDTH,
    words_of_marks,
)
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


def patches(size):
    """Return the number of the patch of each pixel of a picture, row by row, and of the pixel in its patch."""
    x, y = np.tile(np.arange(size[0]), size[1]), np.repeat(np.arange(size[1]), size[0])
    word = y // WORD_HEIGHT * -(-size[0] // WORD_WIDTH) + x // WORD_WIDTH
    inside = y % WORD_HEIGHT // PATCH_HEIGHT * (WORD_WIDTH // PATCH_WIDTH) + x % WORD_WIDTH // PATCH_WIDTH
    return 32 * word + inside, y % PATCH_HEIGHT * PATCH_WIDTH + x % PATCH_WIDTH


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
    patch, inside = patches(SIZE)
    np.add.at(wanted, (PATCH * patch + inside)[given[:, 0]], given[:, 1:])
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
        np.frombuffer(lit.read(), np.uint8).reshape(2, -1), axis=1, bitorder="little"
    )
    summed = wanted.reshape(-1, PATCH * 3)  # all words of marks are whole in a picture of this size
    assert (plain == summed.any(axis=1)).all(), "the marks are not those of the patches with light"
    assert spilt[(summed > 2047).any(axis=1)].all(), "a patch with counters has no mark of its own"
    said = np.frombuffer(survey.read(), SURVEY.dtype)["spilt"].item()
    assert said == spilt.any(), "the survey does not say whether counters were used"


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize("lanes", LANES)
@pytest.mark.parametrize("size", [(7, 3), (600, 5), (257, 70)])
def test_each_patch_with_a_mark_is_resolved_once_and_its_sums_are_cleared(programs, lanes, size, listed):
    random = np.random.default_rng(lanes + size[0])
    context, pixels, words = programs.context, size[0] * size[1], words_of_marks(size)
    patch, inside = patches(size)
    place = PATCH * patch + inside
    spilt = random.random(32 * words) < 0.2
    plain = spilt | (random.random(spilt.shape) < 0.4)
    outside = np.ones(len(spilt), bool)
    outside[patch] = False
    for marks in (spilt, plain):
        marks[outside] = False
        marks[: 32 * (words // 2)] &= random.random(32 * (words // 2)) < 0.02  # some words without marks
    plain |= spilt
    steps = random.integers(0, 300, (pixels, 3)).astype(np.uint32)
    more = random.integers(0, 2000, (3, pixels)).astype(np.uint32)
    steps[~plain[patch]], more[:, ~spilt[patch]] = 0, 0
    sums = np.zeros((4, PATCH * 32 * words), np.uint32)
    sums[0, place] = steps[:, 0] | steps[:, 1] << 11 | steps[:, 2] << 22
    sums[1:, place] = more
    light = context.buffer(sums.tobytes())
    marks = np.concatenate([np.packbits(plane, bitorder="little") for plane in (plain, spilt)])
    numbers = np.flatnonzero(marks.view(np.uint32)[:words]).astype(np.uint32)
    lit = context.buffer(marks.tobytes() + random.permutation(numbers).tobytes())
    survey = context.buffer(np.array([2, 9, 0, 1, 0], np.int32).tobytes())
    picture = context.texture(size, 4, dtype="f2", data=np.ones((pixels, 4), np.float16).tobytes())
    picture.bind_to_image(0, read=True, write=True)
    for declared, buffer in ((LIGHT, light), (LIT, lit), (SURVEY, survey)):
        buffer.bind_to_storage_buffer(declared.binding)
    for flag in (True, False):
        program = programs.get(resolve(spilt=flag, lanes=lanes, listed=listed))
        program["u_count"], program["u_scatter"] = len(numbers) if listed else words, 2
        program.run(3)
        context.memory_barrier()
    wanted = 1.0 + 0.25 * (steps + more.T)
    found = np.frombuffer(picture.read(), np.float16).reshape(pixels, 4)
    assert np.allclose(found[:, :3], wanted, rtol=2.0**-10)  # drivers truncate or round to half floats
    assert not np.frombuffer(light.read(), np.uint32).any()
