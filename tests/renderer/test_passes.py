"""Every pass is found, ordered, checked with all its programs and measured; passes that no result needs do not run."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from tests.pictures import difference
from tests.renderer.frames import PLAIN, pose, still_life
from tests.renderer.test_sequences import pool
from tests.shaders.permutations import SHADERS, names, pictures
from visualizer.errors import MachineError
from visualizer.frame import COARSE, Caption, Contact, Draw, Library, Medium, Ripple, Sky
from visualizer.geometry.primitives import box
from visualizer.gpu.programs import Programs
from visualizer.renderer import passes
from visualizer.renderer.detail import DetailChoice
from visualizer.renderer.passes import GRAPH
from visualizer.renderer.renderer import Renderer
from visualizer.renderer.results import results, values
from visualizer.renderer.screen import Screen

SIZE = (32, 18)
EVERYTHING = still_life(
    ripples=(Ripple((0.0, 0.5, 0.0), 1.0, 0.4, 0.2),),
    captions=(Caption("One"),),
    mirror=0.0,
    contact=Contact(occlusion=1.0, shadow=0.3),
    sky=Sky("stars", {"brightness": 1.0, "band": 1.0}),
)


def ran(frames, *asked: str, detail: DetailChoice = "standard") -> set[str]:
    """Return the passes that draw `asked` at a detail."""
    with Renderer(SIZE, detail=detail, timings=True) as renderer:
        renderer.draw(frames, asked)
        return set(renderer.timings) - {"poses", "accumulate"}


def test_a_file_that_holds_no_pass_or_two_is_refused(monkeypatch):
    one = GRAPH.order[0]
    monkeypatch.setattr("visualizer.renderer.passes.depth.Again", type("Again", (one,), {"__module__": "visualizer.renderer.passes.depth"}), raising=False)  # fmt: skip
    with pytest.raises(TypeError, match=r"renderer/passes/depth\.py defines 2 passes; a file holds one"):
        passes._found()


def test_every_shader_of_the_renderer_is_in_a_program_of_a_pass():
    files = {f"renderer/{name}{end}" for end in (".vert", ".frag") for name in names("renderer", end)}
    assert files == {file for request in pictures() for _, file in request.stages if "renderer/" in file}
    assert not [path.name for path in (SHADERS / "renderer").iterdir() if path.suffix not in (".vert", ".frag", ".glsl")]  # fmt: skip


@pytest.mark.parametrize("name", ["rich", "solids", "exposure"])
def test_a_pass_asks_for_no_program_that_it_does_not_declare(monkeypatch, name):
    asked: set[Any] = set()
    get = Programs.get

    def recorded(self: Programs, request: Any) -> Any:
        asked.add(request)
        return get(self, request)

    monkeypatch.setattr(Programs, "get", recorded)
    materials, skies = names("materials", ".glsl"), names("skies", ".glsl")
    with Renderer(SIZE) as renderer:
        for one in renderer._executor._passes.values():

            def draw(job, one=one, draw=one.draw):
                asked.clear()
                draw(job)
                own = {request for request in asked if "particles/" not in str(request.stages)}
                assert own <= set(one.programs(materials, skies)), one.name

            monkeypatch.setattr(one, "draw", draw)
        renderer.draw(pool()[name][0], list(results()))


def test_each_pass_that_runs_has_a_row_of_its_own_in_the_benchmark():
    coarse = dataclasses.replace(EVERYTHING, coarse=frozenset(COARSE))
    found = ran([EVERYTHING], *results(), detail="full")
    found |= ran([EVERYTHING], *results()) | ran([coarse], *results()) | ran([EVERYTHING] * 2, "picture")
    found |= ran(pool()["solids"][0], "picture")
    assert found == {one.name for one in GRAPH.order}


@pytest.mark.parametrize("what", COARSE)
def test_what_is_drawn_coarsely_has_half_of_its_sides_and_takes_the_place_of_the_usual_image(what):
    fine, coarse = GRAPH.images[what], GRAPH.images[f"coarse_{what}"]
    for size in ((64, 36), (480, 270), (1280, 720)):
        assert np.ptp([a - 2 * b for a, b in zip(fine.size(size), coarse.size(size), strict=True)]) <= 1
    floor = dataclasses.replace(EVERYTHING.draws[0], material="polished", uniforms={"mirror": 1.0})
    usual_frame = dataclasses.replace(EVERYTHING, draws=(floor, *EVERYTHING.draws[1:]))
    frame = dataclasses.replace(usual_frame, coarse=frozenset([what]))
    assert ran([usual_frame], "picture") ^ ran([frame], "picture") == {what, f"coarse_{what}"}
    with Renderer((64, 36)) as renderer:
        renderer.draw(usual_frame)
        usual = renderer.pixels()
        renderer.draw(frame)
        mean, _, _ = difference(renderer.pixels(), usual)
    assert 0.0 < mean < 0.05


def test_the_mirror_shows_what_crosses_its_plane_as_if_it_ended_there():
    library = Library({"whole": box((2.0, 2.0, 2.0)), "half": box((2.0, 1.0, 2.0))}, {})
    glowing = PLAIN | {"colour": (1.0, 0.0, 0.0), "emission": 7.0}

    def seen(mesh: str, height: float) -> Any:
        draws = (Draw(mesh, "plain", pose(0.0, height), uniforms=glowing),)
        renderer.draw(dataclasses.replace(EVERYTHING, library=library, draws=draws, point_lights=()))
        return values(GRAPH.images["mirror"], renderer._targets.target(["mirror"]))[..., 0]

    with Renderer((96, 54)) as renderer:
        whole, half = seen("whole", 0.0), seen("half", 0.5)
    assert 0.05 < (half > 1.0).mean() < 0.5
    assert np.isclose(whole, half, atol=0.1).mean() > 0.995


def test_a_pass_with_nothing_to_do_does_not_run():
    idle = {"mirror", "haze", "haze_upsample", "distortion", "back_faces", "behind", "transmissive"}
    opaque = dataclasses.replace(
        EVERYTHING, draws=EVERYTHING.draws[:2], medium=Medium(), mirror=None, ripples=()
    )
    assert idle <= ran([EVERYTHING], "picture")
    assert not idle & ran([opaque], "picture")


def test_the_picture_is_copied_for_refraction_only_if_a_transmissive_body_is_in_the_view(monkeypatch):
    covered: list[str] = []
    run = Screen.run

    def recorded(self: Screen, fragment: str, *rest: Any, **named: Any) -> None:
        covered.append(fragment)
        run(self, fragment, *rest, **named)

    monkeypatch.setattr(Screen, "run", recorded)
    opaque, glass = EVERYTHING.draws[:2], EVERYTHING.draws[2]
    for x, copies in ((-1.3, 1), (500.0, 0)):
        moved = dataclasses.replace(glass, poses=pose(x, 0.7, 0.3))
        with Renderer(SIZE) as renderer:
            renderer.draw(dataclasses.replace(EVERYTHING, draws=(*opaque, moved)))
        assert covered.count("renderer/behind.frag") == copies
        covered.clear()


def test_light_alone_takes_no_post_processing():
    post = {one.name for one in GRAPH.order if one.stage == "picture"}
    assert ran([EVERYTHING] * 2, "beauty") == ran([EVERYTHING] * 2, "picture") - post


def test_the_light_of_an_exposure_is_the_mean_of_its_sub_frames(monkeypatch):
    """Both sub-frames are drawn without offsets, also in the shadow map, so the mean is half of each."""
    monkeypatch.setattr(
        "visualizer.renderer.view.sample_offsets", lambda index, count: (np.zeros(2), np.zeros(2))
    )
    monkeypatch.setattr("visualizer.renderer.view_block._shadow_tap", lambda index, count: np.full(2, 0.5))
    calm: dict[str, Any] = {"mirror": None, "medium": Medium(), "point_lights": ()}
    light = dataclasses.replace(still_life().key_light, softness=0.0)
    first, second = (
        still_life(key_light=dataclasses.replace(light, colour=(c, c, c)), **calm) for c in (0.5, 3.0)
    )
    with Renderer(SIZE) as renderer:
        found = []
        for frames in ([first], [second], [first, second]):
            renderer.draw(frames, ["beauty"])
            found.append(renderer.result("beauty"))
    one, other, both = found
    assert both.shape == (*SIZE[::-1], 3) and both.dtype == np.float32
    assert np.abs(one - other).max() > 0.1
    np.testing.assert_allclose(both, (one + other) / 2.0, atol=2e-3)


def test_a_result_that_was_not_asked_for_and_one_that_there_is_not_are_named():
    with Renderer(SIZE) as renderer:
        renderer.draw(still_life(), ["beauty"])
        with pytest.raises(
            ValueError, match=r"not asked for 'picture', but for beauty: draw\(frames, results="
        ):
            renderer.result("picture")
        for call in (renderer.result, lambda name: renderer.draw(still_life(), [name])):
            with pytest.raises(ValueError, match="no result is called 'beautty'; did you mean 'beauty'"):
                call("beautty")


def test_a_draw_without_the_picture_leaves_the_last_picture():
    with Renderer(SIZE) as renderer:
        renderer.draw(still_life(), ["picture"])
        before = renderer.pixels()
        np.testing.assert_array_equal(renderer.result("picture"), before)
        renderer.draw(still_life(2.0), ["beauty"])
        np.testing.assert_array_equal(renderer.pixels(), before)


@pytest.mark.parametrize(
    "name", [one.name for one in GRAPH.plan(frozenset({"picture"}), frozenset()) if one.stage == "picture"]
)
@pytest.mark.parametrize("samples", [1, 2])
def test_a_failure_in_any_pass_of_the_picture_leaves_the_last_one(monkeypatch, name, samples):
    def fail(job):
        raise MachineError("no room")

    with Renderer(SIZE) as renderer:
        renderer.draw([still_life()] * samples)
        before = renderer.pixels()
        monkeypatch.setattr(renderer._executor._passes[name], "draw", fail)
        with pytest.raises(MachineError):
            renderer.draw(dataclasses.replace(EVERYTHING, time=2.0))
        np.testing.assert_array_equal(renderer.pixels(), before)


@pytest.mark.parametrize(
    ("result", "needed"),
    [
        ("depth", {"middle_depth", "distance"}),
        ("object", {"middle_depth", "object_number"}),
        ("material", {"middle_depth", "material_number"}),
        ("normal", {"surface_depth", "normal"}),
        ("emission", {"surface_depth", "emission"}),
        ("motion", {"surface_depth", "motion"}),
        ("particles", {"surface_depth", "shadow", "particles_alone"}),
    ],
)
def test_a_result_takes_no_pass_of_the_picture_and_the_picture_none_of_its(result, needed):
    assert ran([EVERYTHING] * 2, result) == needed
    assert not (needed - {"shadow"}) & ran([EVERYTHING] * 2, "picture")


def test_the_picture_takes_no_program_that_only_results_need():
    with Renderer(SIZE) as renderer:
        renderer.draw([EVERYTHING] * 2)
        text = str(renderer.programs.requests)
    assert "RESULT" not in text and "number.frag" not in text and "motion" not in text
