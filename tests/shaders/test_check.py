"""The check of all shaders covers what the renderer requests, and reports errors with their place."""

import itertools
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

import visualizer
from tests.shaders import glslang, lint, permutations
from visualizer.data import data_folder
from visualizer.gpu.sources import Request, Sources
from visualizer.renderer.particles.features import EMITTER_FEATURES, FRAME_FEATURES, defines, features_of


@pytest.fixture
def folder(tmp_path):
    if glslang.compiler() is None:
        if os.environ.get("CI"):
            pytest.fail("glslangValidator is not installed: sh .ci/packages glslang")
        pytest.skip("glslangValidator is not installed")
    return tmp_path


def written(folder: Path, vertex: str, fragment: str) -> tuple[Request, Sources]:
    """Return a program of two texts, and what reads it."""
    (folder / "a.vert").write_text(vertex, encoding="utf-8")
    (folder / "a.frag").write_text(fragment, encoding="utf-8")
    (folder / "part.glsl").write_text("\n\nfloat half_of(float x) { return 0.5 * y; }\n", encoding="utf-8")
    return Request.drawn("a.vert", "a.frag"), Sources({}, folder)


VERTEX = "out vec3 v_light;\nvoid main() { v_light = vec3(1.0); gl_Position = vec4(0.0); }\n"


def said(request, reader, folder):
    with tempfile.TemporaryDirectory(dir=folder) as name:
        units = glslang.of_request(request, reader.sources(request))
        return {str(one) for one in glslang.complaints(units, Path(name))}


def test_an_error_in_an_included_file_is_reported_with_that_file_and_line(folder):
    text = '#include "part.glsl"\nout vec4 f_colour;\nvoid main() { f_colour = vec4(half_of(1.0)); }\n'
    request, reader = written(folder, VERTEX, text)
    assert any(
        line.startswith("shaders/part.glsl:3: error: 'y' : undeclared")
        for line in said(request, reader, folder)
    )


def test_a_reserved_word_is_found_in_the_version_that_reserves_it(folder):
    text = "out vec4 f_colour;\nvoid main() { vec4 sample = vec4(1.0); f_colour = sample; }\n"
    request, reader = written(folder, VERTEX, text)
    assert not said(request, reader, folder)
    assert any("a.frag:2: error" in line for line in said(replace(request, version=430), reader, folder))


def test_stages_with_mismatched_interfaces_are_reported(folder):
    fragment = "in vec4 v_light;\nout vec4 f_colour;\nvoid main() { f_colour = v_light; }\n"
    request, reader = written(folder, VERTEX, fragment)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        units = glslang.of_request(request, reader.sources(request))
        (found,) = glslang.unlinked(units, Path(name))
    assert "shaders/a.vert, shaders/a.frag" in str(found) and "v_light" in str(found)


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("in vec3 v_light;", None),
        ("in vec3 v_other;", "'vec3 v_other', shaders/a.vert writes no such output"),
        ("flat in vec3 v_light;", "'flat vec3 v_light', shaders/a.vert writes 'vec3 v_light'"),
        ("#if SOFT\nin vec3 v_other;\n#endif", None),
    ],
)
def test_an_input_that_the_previous_stage_does_not_write_is_reported(tmp_path, declared, said):
    request, reader = written(tmp_path, VERTEX, f"{declared}\nvoid main() {{}}\n")
    request = replace(request, defines=(("SOFT", 0),))
    found = [str(one) for one in lint.unmatched(request, reader.sources(request))]
    assert found == ([] if said is None else [f"shaders/a.frag: error: reads {said}"])


def test_a_condition_on_an_undefined_name_is_reported_unless_it_is_skipped(tmp_path):
    text = "#if KNOWN\n#if FORGOTTEN == 1\n#endif\n#else\n#if UNSEEN\n#endif\n#endif\nvoid main() {}\n"
    request, reader = written(tmp_path, VERTEX, text)
    request = replace(request, defines=(("KNOWN", 1),))
    (found,) = lint.undefined(request, reader.sources(request))
    assert str(found).startswith("shaders/a.frag:2: error: 'FORGOTTEN'")


def test_every_pair_of_values_of_two_features_is_in_a_row_of_the_covering_set():
    domain = {**EMITTER_FEATURES, **FRAME_FEATURES}
    rows = list(permutations.pairwise(domain))
    for (a, xs), (b, ys) in itertools.combinations(domain.items(), 2):
        found = {(row[a], row[b]) for row in rows}
        assert found == set(itertools.product(xs, ys)), (a, b)
    assert len(rows) < 100


SCENES = {"colliders": 2.0, "fireworks": 3.0, "smoke": 3.0, "trails": 3.0, "forces": 3.0}


@pytest.mark.parametrize("compute", [True, False])
def test_all_programs_that_frames_ask_for_are_among_those_that_are_checked(compute):
    fixed = {*permutations.pictures(), *permutations.benchmarks(), *permutations.for_every_emitter()}
    with visualizer.Renderer((32, 18)) as renderer:
        if compute and not renderer.particles.compute:
            pytest.skip("no compute shaders here")
        renderer.particles.compute = compute
        for name, t in SCENES.items():
            scene = visualizer.load(str(data_folder("scenes") / "particles" / f"{name}.toml"))
            renderer.draw(scene.exposure(t, 2))
            asked = renderer.programs.requests - fixed
            own = set(permutations.of_scene(scene))
            unknown = {(r.stages, r.defines) for r in asked - own}
            assert not unknown, f"{name}: not in the check: {unknown}"
            fixed |= own


def test_only_compute_shaders_read_storage_buffers():
    # Vertex and fragment stages need not support storage buffers (OpenGL 4.6 core, tables 23.66 and 23.70).
    for request in {*permutations.pictures(), *permutations.for_every_emitter(), *permutations.to_link()}:
        for (stage, name), source in zip(
            request.stages, permutations.sources(430).sources(request), strict=True
        ):
            assert stage == "compute" or "std430" not in source.text, name


def test_all_features_of_the_shipped_emitters_are_declared_and_within_what_is_declared():
    for path in sorted((data_folder("scenes") / "particles").glob("*.toml")):
        for emitter in visualizer.load(str(path)).library.emitters.values():
            found = features_of(emitter)
            assert set(found) == set(EMITTER_FEATURES)
            for name, values in EMITTER_FEATURES.items():
                assert min(values) <= found[name] <= max(values) or name in COUNTS, (path.name, name)
            assert set(defines(found)) >= {*EMITTER_FEATURES, *FRAME_FEATURES}


COUNTS = {"PLANES", "SPHERES", "CAPSULES", "BOXES"}  # values up to two represent any number
