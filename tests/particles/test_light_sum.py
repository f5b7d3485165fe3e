"""Sums of light are exact for all values in any order, and reading them clears the buffers."""

import numpy as np
import pytest

from visualizer.gpu.context import create_context
from visualizer.gpu.programs import Programs
from visualizer.gpu.sources import Request
from visualizer.renderer.particles.glsl import GENERATED, GROUPS_ACROSS
from visualizer.renderer.requests import list_tiles

SIZE = (64, 32)

ADD = """
#define SPILT 1
#include "particles/light_sum.glsl"
layout(local_size_x = 64) in;
layout(std430, binding = 2) buffer Given { uvec4 given[]; };  // pixel, steps
layout(std430, binding = 3) buffer Found { uvec4 found[]; };  // steps, the tile's marks
uniform uint u_count;
uniform int u_taking;
void main()
{
    ivec2 size = ivec2(64, 32);
    for (uint i = gl_GlobalInvocationID.x; i < u_count; i += gl_NumWorkGroups.x * 64u) {
        if (u_taking == 0) add_light(ivec2(given[i].x % 64u, given[i].x / 64u), size, given[i].yzw);
        else found[i] = uvec4(take_light(i, 2048u, light[i]), tiles[tile_at(ivec2(i % 64u, i / 64u) / TILE, size)]);
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
    light, tiles = context.buffer(reserve=2048 * 16), context.buffer(reserve=256)
    light.clear()
    tiles.clear()
    taken, asked = context.buffer(reserve=2048 * 16), context.buffer(given.tobytes())
    for binding, buffer in ((1, light), (2, asked), (3, taken), (6, tiles)):
        buffer.bind_to_storage_buffer(binding)
    for taking, count in ((0, len(given)), (1, 2048)):
        program["u_count"], program["u_taking"] = count, taking
        program.run(16)
        context.memory_barrier()
    found = np.frombuffer(taken.read(), np.uint32).reshape(2048, 4)
    assert (found[:, :3] == wanted).all()
    assert not np.frombuffer(light.read(), np.uint32).any()
    marks = found[:, 3]
    assert (marks[wanted.any(axis=1)] & 1).all(), "a tile with light has no mark"
    assert (marks[(wanted > 2047).any(axis=1)] & 2).all(), "a tile with counters has no mark of its own"


@pytest.mark.parametrize("count", [1, 7, 1023, 1024, 1025, 5000])
def test_every_lit_tile_is_listed_once_and_its_mark_is_cleared(programs, count):
    random = np.random.default_rng(count)
    marks = random.choice(np.array([0, 1, 2, 3], np.uint32), count, p=[0.2, 0.4, 0.2, 0.2])
    context = programs.context
    tiles = context.buffer(
        np.concatenate([np.zeros(8, np.uint32), marks, np.zeros(count, np.uint32)]).tobytes()
    )
    tiles.bind_to_storage_buffer(6)
    program = programs.get(list_tiles())
    program["u_tiles"] = count
    program.run(1)
    context.memory_barrier()
    found = np.frombuffer(tiles.read(), np.uint32)
    plain, spilt = found[:4].tolist(), found[4:8].tolist()
    places = found[8 + count :]
    assert sorted(places[: plain[3]]) == np.flatnonzero(marks == 1).tolist()
    assert sorted(places[count - spilt[3] :]) == np.flatnonzero(marks & 2).tolist()
    for x, y, z, number in (plain, spilt):
        assert number <= x * y * z < number + GROUPS_ACROSS and x <= GROUPS_ACROSS
    assert not found[8 : 8 + count].any()
