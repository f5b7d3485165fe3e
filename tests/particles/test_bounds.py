"""Culling: blocks of particles outside the view are skipped before evaluation, and no others."""

import numpy as np
import pytest

from tests.particles.test_drawing import FOUNTAIN, frame, light, renderer  # noqa: F401
from visualizer.frame import Camera
from visualizer.gpu.programs import Programs
from visualizer.gpu.sources import Request
from visualizer.particles.motion import evaluate
from visualizer.transforms import camera_from_world

BLOCK = 2048
TIME = 4.0
SCENE = FOUNTAIN | {"rate": 20_000.0, "life": 3.0}

MOTIONS = {
    "fountain": {},
    "blown": {"gravity": (1.0, -4.0, 0.5), "drag": 2.0, "wind": (3.0, 0.0, 1.0), "velocity_spread": (1.0, 2.0, 0.3)},
    "turned": {
        "shape": "sphere", "extent": (0.2, 1.5, 0.4), "rotation": (30, 70, 10), "velocity": (1, 2, 0), "speed_spread": 1.0,
    },
    "slow": {"shape": "line", "speed": -2.0, "life_spread": 0.9, "rate": 300.0},
    "floor": {"floor": -0.3, "bounce": 0.9, "friction": 0.1, "velocity_spread": (0.6, 1.0, 0.2)},
    "straight_bounces": {"floor": 0.0, "bounce": 1.0, "friction": 0.0, "drag": 0.0, "velocity": (1.0, -2.0, 0.0), "speed": 0.0},
    "blown_floor": {"floor": 0.4, "bounce": 0.7, "drag": 0.0, "wind": (0.0, 1.0, 0.0), "gravity": (0.5, -3.0, 0.0)},
    "low_floor": {"floor": -2.0, "gravity": (0.0, -9.8, 0.0), "speed": 4.0, "shape": "box", "extent": (0.1, 0.5, 0.1)},
    "rising": {"floor": 0.0, "gravity": (0.0, 0.4, 0.0), "speed": 0.5, "turbulence": 0.05},
    "swirled": {"turbulence": 2.0, "turbulence_scale": 3.0, "speed": 0.0, "drag": 0.0, "gravity": (0.0, 0.0, 0.0)},
    "whirled": {"vortex": 0.5, "speed": 0.0, "shape": "disc", "extent": (1.0, 0.0, 1.0), "gravity": (0.0, 0.0, 0.0)},
    "pulled": {"attractor": (3.0, 1.0, 0.0), "attraction": 1.5, "speed": 0.0, "gravity": (0.0, 0.0, 0.0)},
    "pushed": {"attractor": (1.0, 1.0, 0.0), "attraction": -0.5, "speed": 0.3},
    "blasted": {"blast": 2.0, "blast_centre": (0.2, 0.1, 0.0), "blast_t": 2.0, "speed": 0.2, "gravity": (0.0, 0.0, 0.0)},
    "struck": {"colliders": [{"shape": "sphere", "position": (0.2, 0.8, 0.0), "radius": 0.3}], "speed": 1.0, "bounce": 1.0},
    "swollen": {"size_curve": [{"at": 0.0, "v": 1.0}, {"at": 1.0, "v": 60.0}], "speed": 0.6},
    "swift": {"size_by_speed": [{"at": 0.0, "v": 1.0}, {"at": 3.0, "v": 40.0}], "grow": 2.0},
}  # fmt: skip

PROBE = """
#define BLOCKS 1
#include "particles/spot.glsl"
#include "particles/bounds.glsl"
layout(local_size_x = 1) in;
layout(std430, binding = 2) buffer Found { vec4 found[]; };
uniform uint u_first, u_count, u_block;
void main()
{
    uint first = u_first + gl_WorkGroupID.x * u_block, last = min(first + u_block, u_first + u_count) - 1u;
    hold_rows();
    hold_view();
    begin_block(first, last);
    vec3 middle, sides;
    float ball;
    bool alive = bounds_of_block(first, last, NOW, middle, sides, ball);
    bool shown = block_may_show(first, last, NOW, view.clip_from_relative, view.viewport);
    found[2u * gl_WorkGroupID.x] = vec4(middle, alive ? ball : -1.0);
    found[2u * gl_WorkGroupID.x + 1u] = vec4(sides, shown ? 1.0 : 0.0);
}
"""


@pytest.fixture
def probed(renderer):  # noqa: F811
    """Return a function of a frame of one emitter that reads back the bounds of each block of `BLOCK` particles."""
    context, particles = renderer.context, renderer.particles
    programs = Programs(context, {**renderer.programs.generated, "probe": PROBE})
    depth = context.depth_texture((4, 4))

    def of(seen):
        particles.compute = True
        renderer.resize((160, 90))
        renderer.draw(seen)
        (emitter_draw,) = particles.shaders.begin(seen, (160, 90), depth, depth, moving=False, solid=False)
        program = programs.get(
            Request.computed("generated/probe.glsl", defines=particles.shaders.defines(emitter_draw))
        )
        particles.shaders.prepare(program, emitter_draw)
        blocks = -(-emitter_draw.batch.count // BLOCK)
        found = context.buffer(reserve=32 * blocks)
        found.bind_to_storage_buffer(2)
        program["u_first"], program["u_count"] = emitter_draw.batch.first, emitter_draw.batch.count
        program["u_block"] = BLOCK
        program.run(blocks)
        context.memory_barrier()
        answer = np.frombuffer(found.read(), np.float32).reshape(blocks, 2, 4).astype(np.float64)
        found.release()
        return emitter_draw, answer

    yield of
    programs.clear()
    depth.release()


@pytest.mark.parametrize("motion", MOTIONS)
def test_no_particle_is_outside_the_bounds_of_its_block(probed, motion):
    emitter_draw, blocks = probed(frame(TIME, SCENE | MOTIONS[motion]))
    emitter, batch = emitter_draw.tables.emitter, emitter_draw.batch
    state = evaluate(emitter, np.arange(batch.first, batch.first + batch.count), TIME)
    for n, ((*middle, ball), (*sides, _)) in enumerate(blocks):
        block = slice(n * BLOCK, (n + 1) * BLOCK)
        alive = state.alive[block]
        if ball < 0.0:
            assert not alive.any(), "a block with living particles is thought to have none"
            continue
        beyond = np.maximum(np.abs(state.position[block][alive] - middle) - sides, 0.0)
        # The particle must be inside the ball with its whole size.
        assert (np.linalg.norm(beyond, axis=1) + state.size[block][alive] <= ball + 1e-3).all(), (
            "a particle is outside what its block is thought to fill"
        )


@pytest.mark.parametrize("motion", MOTIONS)
def test_blocks_far_behind_the_camera_are_not_evaluated(probed, motion):
    eye = (0.0, 1.0, 500.0)
    before, behind = (
        frame(TIME, SCENE | MOTIONS[motion], camera=Camera(camera_from_world(eye, target), fov=50.0))
        for target in ((0.0, 1.0, 0.0), (0.0, 1.0, 1000.0))
    )
    assert probed(before)[1][:, 1, 3].any()
    assert not probed(behind)[1][:, 1, 3].any()


LOOKING = {
    "all of it": Camera(camera_from_world((0, 0, 5), (0, 0, 0)), fov=45.0),
    "above it": Camera(camera_from_world((0, 3, 5), (0, 6, 0)), fov=20.0),
    "its foot": Camera(camera_from_world((0.5, 0.2, 1), (0, 0, 0)), fov=30.0),
    "aside": Camera(camera_from_world((0, 0, 5), (9, 0, 0)), fov=60.0),
    "from within": Camera(camera_from_world((0, 1, 0), (1, 2, 0.3)), fov=80.0),
}


@pytest.mark.parametrize("looking", LOOKING)
@pytest.mark.parametrize("motion", ["fountain", "blown", "turned", "slow", "floor", "swirled", "swollen"])
def test_culling_blocks_changes_no_bit(renderer, looking, motion):  # noqa: F811
    pictures = []
    for cull in (True, False):
        renderer.particles.splats.cull = cull
        pictures.append(light(renderer, TIME, SCENE | MOTIONS[motion], camera=LOOKING[looking]))
    renderer.particles.splats.cull = True
    assert (pictures[0] == pictures[1]).all()
    assert pictures[0].sum() > 0.0 or looking != "all of it"
