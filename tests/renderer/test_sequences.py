"""A frame does not depend on what was drawn or has failed before: it equals that of a new renderer."""

import contextlib
import ctypes
import dataclasses
from functools import cache
from typing import Any

import moderngl
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.renderer.frames import LIBRARY, PLAIN, pose, still_life
from visualizer.frame import Caption, Draw, Frame, Library, Medium, Ripple, Shafts, Sky
from visualizer.geometry.primitives import box
from visualizer.gpu.native import function
from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.state import State, take_over
from visualizer.particles.compiled import compiled
from visualizer.particles.properties import EmitterProperties
from visualizer.renderer.renderer import Renderer
from visualizer.renderer.surfaces import UnknownMaterial

SMALL, WIDE, ODD = (32, 18), (48, 20), (17, 13)

EMITTERS: dict[str, dict[str, Any]] = {
    "sparks": {"rate": 300.0, "life": 2.0, "speed": 2.0, "shape": "cone", "size": 0.05, "trail": 0.2},
    "smoke": {"rate": 60.0, "life": 2.0, "speed": 1.0, "size": 0.6, "appearance": "smoke", "shape": "surface"},
    "shards": {"rate": 30.0, "life": 2.0, "speed": 1.0, "size": 0.4, "appearance": "shard"},
    "stones": {"rate": 20.0, "life": 2.0, "speed": 2.0, "size": 0.2, "solid": True, "floor": 0.0},
    "local": {"rate": 200.0, "life": 1.0, "speed": 1.0, "space": "local", "turbulence": 2.0, "lod_distance": 1.0},
    "curved": {"rate": 200.0, "life": 1.0, "speed": 3.0, "size_curve": [{"at": 0.0, "v": 1.0}, {"at": 1.0, "v": 0.0}], "colour": [0.1, 0.9, 0.3]},
}  # fmt: skip


@cache
def emitters():
    made = {
        name: compiled(EmitterProperties(**p), seed=n, duration=5.0, mesh=box((1, 1, 1)))
        for n, (name, p) in enumerate(EMITTERS.items())
    }
    child = EmitterProperties(rate=0.0, born="death", each=4, life=0.5, speed=1.0)
    return made | {"born": compiled(child, seed=9, duration=5.0, parent=made["sparks"])}


def with_particles(*names, time=1.0, **changes):
    chosen = {name: emitters()[name] for name in names}
    batches = tuple(
        dataclasses.replace(batch, level=emitter.level(time, np.array([3.0, 2.0, 4.0])))
        for name, emitter in chosen.items()
        for batch in emitter.batches(name, time)
    )
    return still_life(time, library=Library(LIBRARY.meshes, chosen), batches=batches, **changes)


def bare(material, uniforms, **changes):
    """Return a frame of one box whose draw sets no parameters: all must have their defaults."""
    draws = (Draw("box", material, pose(0.0, 0.5), uniforms=uniforms),)
    return still_life(0.0, draws=draws, mirror=None, **changes)


@cache
def pool() -> dict[str, tuple[tuple[Frame, ...], tuple[int, int]]]:
    """Exposures and sizes by name: every pass, and for each parameter a frame that sets it and one that does not."""
    loud = {"colour": (0.0, 1.0, 0.2), "roughness": 0.1, "metalness": 1.0, "emission": 3.0}
    rich = {
        "ripples": (Ripple((0.0, 0.5, 0.0), 1.0, 0.4, 0.2),),
        "shafts": (
            Shafts((0.0, 4.0, -20.0), 0.5),
            Shafts((1.0, 2.0, -9.0), 0.4),
            Shafts((0.0, 1.0, -9.0), 0.2),
        ),
        "captions": (Caption("One"),),
    }
    return {
        "still life": ((still_life(),), SMALL),
        "exposure": (tuple(still_life(0.1 * k) for k in range(3)), WIDE),
        "rich": ((still_life(0.3, **rich),), ODD),
        "other caption": ((still_life(0.3, captions=(Caption("Two"),)),), ODD),
        "all set": ((bare("plain", loud),), SMALL),
        "none set": ((bare("plain", {}),), SMALL),
        "crust set": ((bare("crust", {"heat": 2.0}, medium=Medium()),), SMALL),
        "crust": ((bare("crust", {}, medium=Medium()),), SMALL),
        "sky set": ((bare("plain", PLAIN, sky=Sky("gradient", {"zenith": (3.0, 0.0, 0.0)})),), SMALL),
        "sky": ((bare("plain", PLAIN, sky=Sky("gradient", {})),), SMALL),
        "sparks": ((with_particles("sparks", "curved", "born"),), SMALL),
        "occluding": ((with_particles("smoke", "shards"),), WIDE),
        "solids": (tuple(with_particles("stones", "local", time=1.0 + 0.05 * k) for k in range(2)), ODD),
    }


def drawn(renderer: Renderer, name: str) -> bytes:
    frames, size = pool()[name]
    renderer.resize(size)
    renderer.draw(frames)
    return renderer.pixels().tobytes()


@cache
def alone(name: str, compute: bool) -> bytes:
    with Renderer(SMALL) as renderer:
        renderer.particles.compute = compute
        return drawn(renderer, name)


def unknown_material(renderer):
    renderer.draw(bare("chrome", {}))


def bad_uniform(renderer):
    renderer.draw([still_life(), bare("plain", PLAIN | {"colour": (1.0, 2.0)})])


def missing_mesh(renderer):
    renderer.draw(still_life(draws=(*still_life().draws, Draw("nothing", "plain", pose()))))


def unknown_sky(renderer):
    renderer.draw(still_life(sky=Sky("none")))


def no_room(renderer):
    renderer.resize((1 << 20, 1 << 20))


FAILURES = (unknown_material, bad_uniform, missing_mesh, unknown_sky, no_room)


@contextlib.contextmanager
def failing(number: int, error: type[BaseException]):
    """Raise at the `number`-th call that applies state, gets a program or sets a uniform, in any pass."""
    count = 0

    def struck(method):
        def strike(*arguments, **more):
            nonlocal count
            count += 1
            if count == number:
                raise error
            return method(*arguments, **more)

        return strike

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in (
            (State, "apply"), (Programs, "get"), (Program, "__setitem__"),
            (moderngl.VertexArray, "render"), (moderngl.ComputeShader, "run"),
        ):  # fmt: skip
            patch.setattr(owner, name, struck(getattr(owner, name)))
        yield


def vandalised(context: moderngl.Context, number: int) -> None:
    """Change the state of the context as a window toolkit may: all that moderngl can set, and some more."""
    context.__enter__()  # the reference's context was current last
    take_over(context)  # this may be called twice, and textures are created below
    context.front_face, context.cull_face = "cw", "front"
    context.enable_only(moderngl.BLEND | moderngl.CULL_FACE | moderngl.RASTERIZER_DISCARD)
    context.depth_func, context.blend_func = ">", (moderngl.ZERO, moderngl.ONE)
    context.blend_equation = moderngl.FUNC_SUBTRACT  # type: ignore[assignment]  # its stub knows pairs alone
    context.wireframe, context.polygon_offset, context.point_size = True, (9.0, 9.0), 7.0
    context.depth_clamp_range = (0.4, 0.5)
    context.provoking_vertex = moderngl.FIRST_VERTEX_CONVENTION
    for capability in (0x3000, 0x3001, 0x0C11, 0x0B90, 0x0BF2, 0x809E, 0x80A0, 0x8DB9, 0x8F9D):
        context.enable_direct(capability)
    c = ctypes
    called(context, "glPrimitiveRestartIndex", (c.c_uint, 1))
    if context.version_code >= 450:
        called(context, "glClipControl", (c.c_uint, 0x8CA2), (c.c_uint, 0x935E))
    red = context.texture((2, 2), 4, bytes([255, 0, 0, 255]) * 4)
    sampler = context.sampler(texture=red, filter=(moderngl.NEAREST, moderngl.NEAREST))
    for unit in range(20):
        red.use(unit)
        sampler.use(unit)
    target = context.framebuffer(color_attachments=[red])
    target.scissor, target.color_mask = (0, 0, 1, 1), (False, True, False, True)
    target.use()
    if number % 2:
        target.release()
    # Pixel transfer state comes last, because it would affect the transfers above.
    for parameter in (0x0CF2, 0x0CF3, 0x0CF4, 0x0D02, 0x0D03, 0x0D04):
        called(context, "glPixelStorei", (c.c_uint, parameter), (c.c_int, 3))
    buffer = context.buffer(reserve=1 << 16).glo
    for binding in (0x88EB, 0x88EC) if number % 2 else ():
        called(context, "glBindBuffer", (c.c_uint, binding), (c.c_uint, buffer))


def called(context: moderngl.Context, name: str, *arguments) -> None:
    """Call a function of OpenGL with arguments of (type, value)."""
    found = function(context, name, *(kind for kind, _ in arguments))
    assert found is not None
    found(*(value for _, value in arguments))


FRAMES = st.sampled_from(sorted(pool()))
STEPS = st.one_of(
    FRAMES,
    st.sampled_from(FAILURES),
    st.tuples(FRAMES, st.integers(1, 250), st.sampled_from([RuntimeError, KeyboardInterrupt])),
    st.integers(0, 1),
)


def taken(renderer: Renderer, step: object, compute: bool) -> None:
    if isinstance(step, str):
        assert drawn(renderer, step) == alone(step, compute), step
    elif isinstance(step, tuple):
        name, number, error = step
        with contextlib.suppress(error), failing(number, error):
            drawn(renderer, name)
    elif isinstance(step, int):
        vandalised(renderer.context, step)
    elif callable(step):
        with contextlib.suppress(UnknownMaterial, moderngl.Error, Exception):
            step(renderer)


@pytest.fixture(scope="module", params=[True, False], ids=["compute", "points"])
def lived(request):
    """One renderer for all examples, which has drawn others before each of them."""
    with Renderer(SMALL) as renderer:
        renderer.particles.compute = request.param
        yield renderer


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, max_size=4), FRAMES)
def test_no_sequence_of_frames_and_failures_affects_the_next_frame(lived, steps, last):
    for step in (*steps, last):
        taken(lived, step, lived.particles.compute)


@pytest.mark.parametrize("name", ["exposure", "rich", "sparks", "occluding", "solids"])
def test_a_frame_that_failed_at_any_point_does_not_affect_the_next(lived, name):
    """Failures at every eleventh call of a draw, until a draw succeeds."""
    for number in range(1, 10_000, 11):
        try:
            with failing(number, KeyboardInterrupt):
                drawn(lived, name)
        except KeyboardInterrupt:
            taken(lived, name, lived.particles.compute)
        else:
            break


def test_a_failed_draw_leaves_the_last_picture(lived):
    before = drawn(lived, "still life")
    for failure in (*FAILURES, lambda renderer: renderer.resize(WIDE)):
        with contextlib.suppress(Exception):
            failure(lived)
        assert lived.pixels().tobytes() == before


def test_a_renderer_collected_without_release_frees_nothing_of_another():
    import gc

    lost = Renderer(SMALL)
    drawn(lost, "still life")
    with Renderer(SMALL) as renderer:
        before = drawn(renderer, "exposure")
        del lost
        gc.collect()
        assert renderer.pixels().tobytes() == before
        taken(renderer, "exposure", True)
