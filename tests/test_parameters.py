"""Parameters of materials and skies: one comment of the GLSL file declares them, for shaders, drawing, scene files and
schema."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.renderer.frames import PLAIN, still_life
from visualizer.data import data_folder
from visualizer.frame import Draw, Frame, Grade, Library, Sky
from visualizer.geometry.mesh import merged, tinted, transformed
from visualizer.geometry.primitives import box
from visualizer.gpu.depth import depth_text
from visualizer.gpu.sources import Request, ShaderError, Sources
from visualizer.parameters import ParameterError, header
from visualizer.renderer.includes import includes
from visualizer.renderer.renderer import Renderer
from visualizer.renderer.requests import screen
from visualizer.renderer.surfaces import UnknownMaterial
from visualizer.scene.model import LookModel
from visualizer.scene.schema import scene_schema
from visualizer.scene.skies import sky_names, sky_parameters
from visualizer.transforms import compose

SHADERS = data_folder("shaders")
FILES = sorted([*(SHADERS / "materials").glob("*.glsl"), *(SHADERS / "skies").glob("*.glsl")])
GLOW = '/* [parameters]\nglow = { type = "float", low = 0.0, high = 2.0, default = 0.5, description = "light from within" }\n*/\n'


def declared(rows: str) -> str:
    return f"// A material.\n/* [parameters]\n{rows}\n*/\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_material_or_sky_declares_all_its_uniforms_as_parameters_and_uses_them(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"^\s*uniform\b", text, re.MULTILINE), "declare it in the comment /* [parameters]"
    names = set(header(text, path.name).parameters)
    used = set(re.findall(r"\bu_(\w+)", text))
    assert names == used


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ('glow = { type = "float" }', "s.glsl:3: parameter 'glow': 'description' is missing"),
        ('a = { type = "vec2", description = "a" }\nb = { type = "mat4", description = "b" }', "s.glsl:4: parameter 'b': the type cannot be 'mat4'; choose from float, vec2"),
        ('glow = { type = "float", description = "a", lo = 1 }', "s.glsl:3: parameter 'glow': unknown key 'lo'; choose from type, description"),
        ('glow = { type = "float", description = "a", low = 2, high = 1 }', "s.glsl:3: parameter 'glow': 'low' is 2, above 'high', 1"),
        ('glow = { type = "float", description = "a", high = 1, default = 2 }', "s.glsl:3: parameter 'glow': 'default' must be at most 1, not 2"),
        ('hue = { type = "colour", description = "a", default = [1, 1] }', "s.glsl:3: parameter 'hue': 'default' is a list of 3 numbers, not [1, 1]"),
        ('hue = { type = "colour", description = "a", default = [1, 1, -1] }', "s.glsl:3: parameter 'hue': 'default' must be at least 0, not [1, 1, -1]"),
        ('sun = { type = "direction", description = "a", default = [0, 0, 0] }', "s.glsl:3: parameter 'sun': 'default' is a direction without a length"),
        ('hue = { type = "colour", description = "a", neutral = 0 }', "s.glsl:3: parameter 'hue': 'neutral' is for parameters of the type float"),
        ('Glow = { type = "float", description = "a" }', "s.glsl:3: parameter 'Glow': a name is made of lower-case letters"),
        ("glow = 1", "s.glsl:3: parameter 'glow': a table is needed"),
        ('a = { type = "float", description = "a" }\nb = ', "s.glsl:4: Invalid value"),
        ("[other]", "s.glsl:2: unknown table 'other'"),
        ("*/\n/* [parameters]", "s.glsl:4: the parameters are already declared, in line 2"),
    ],
)  # fmt: skip
def test_an_error_in_a_declaration_is_reported_with_file_and_line(rows: str, message: str) -> None:
    with pytest.raises(ParameterError, match="^" + re.escape(message)):
        header(declared(rows), "s.glsl")


def test_the_uniforms_stand_in_place_of_the_declaration_and_the_lines_below_keep_their_numbers(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.frag").write_text(f"// One.\n{GLOW}void main() {{}}\n", encoding="utf-8")
    (source,) = Sources({}, tmp_path).sources(Request((("fragment", "a.frag"),)))
    lines = source.text.splitlines()
    (place,) = (n for n, line in enumerate(lines) if line.startswith("uniform"))
    assert lines[place] == "uniform float u_glow = float(0.5);  // light from within [0 to 2]"
    assert lines[place - 1 : place + 3] == ["#line 3 0", lines[place], "#line 5 0", "void main() {}"]
    assert source.uniforms == {"u_glow"}


def test_the_parameters_of_a_material_are_a_block_that_a_draw_fills_with_its_values_and_the_defaults(
    tmp_path: Path,
) -> None:
    rows = (
        'glow = { type = "float", default = 0.5, neutral = 0.0, description = "light" }\n'
        'tint = { type = "colour", description = "its colour" }'
    )
    (tmp_path / "materials").mkdir()
    (tmp_path / "materials/a.glsl").write_text(declared(rows), encoding="utf-8")
    sources = Sources({}, tmp_path)
    request = Request((("fragment", "materials/a.glsl"),))
    lines = sources.sources(request)[0].text.splitlines()
    assert [line for line in lines if "{" in line or ";" in line] == [
        "layout(std140) uniform Material {",
        "    float u_glow;  // light",
        "    vec3 u_tint;  // its colour [at least 0]",
        "};",
    ]
    assert lines[lines.index("    vec3 u_tint;  // its colour [at least 0]") - 1] == "#line 4 0"
    (neutral,) = sources.sources(replace(request, neutral=True))
    assert "float unread_glow;" in neutral.text and "const float u_glow = 0.0;" in neutral.text

    content, is_neutral = sources.material("materials/a.glsl", {"tint": (1.0, 2.0, 3.0)})
    assert np.frombuffer(content, np.float32).tolist() == [0.5, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 0.0]
    assert not is_neutral
    content, is_neutral = sources.material("materials/a.glsl", {"glow": 0.0})
    assert not any(content) and is_neutral
    with pytest.raises(ValueError, match="the parameters cannot be"):
        sources.material("materials/a.glsl", {"glow": 1e300})


def test_a_program_that_covers_the_picture_gets_its_values_from_the_vertex_shader_and_only_its_textures_as_uniforms() -> (
    None
):
    vertex, fragment = Sources({"depth": depth_text(from_zero=True), **includes("standard")}).sources(
        screen("renderer/grade.frag")
    )
    assert fragment.uniforms == {"u_image", "u_bloom"}
    assert {"u_exposure", "u_seed", "u_grade_tint"} <= vertex.uniforms
    handed_over = set(re.findall(r"flat out (\w+ v_\w+);", vertex.text))
    assert (
        handed_over
        == set(re.findall(r"flat in (\w+ v_\w+);", fragment.text))
        >= {"float v_exposure", "int v_seed"}
    )


def test_all_names_of_a_list_of_uniforms_are_known(tmp_path: Path) -> None:
    text = "uniform sampler2D u_a, u_b;  // unlike u_c\nuniform vec4 u_list[4];\n"
    (tmp_path / "a.frag").write_text(text, encoding="utf-8")
    (source,) = Sources({}, tmp_path).sources(Request((("fragment", "a.frag"),)))
    assert source.uniforms == {"u_a", "u_b", "u_list"}


def test_a_broken_declaration_does_not_compile(tmp_path: Path) -> None:
    (tmp_path / "a.frag").write_text(declared("glow = 1"), encoding="utf-8")
    with pytest.raises(ShaderError, match=r"shaders/a\.frag:3: parameter 'glow'"):
        Sources({}, tmp_path).sources(Request((("fragment", "a.frag"),)))


@pytest.mark.parametrize(
    ("uniforms", "message"),
    [
        ({**PLAIN, "color": (1.0, 1.0, 1.0)}, "plain.glsl: there is no parameter 'color'; there are: colour, emission, metalness, roughness"),
        ({**PLAIN, "poses": 3.0}, "plain.glsl: there is no parameter 'poses'; there are: colour, emission"),
        ({"colour": (1.0, 1.0)}, "plain.glsl: the parameter 'colour' is a list of 3 numbers, not (1.0, 1.0)"),
        ({"roughness": (1.0, 1.0)}, "plain.glsl: the parameter 'roughness' is a number, not (1.0, 1.0)"),
    ],
)  # fmt: skip
def test_a_draw_with_parameters_that_its_material_does_not_have_is_an_error(uniforms, message) -> None:
    frame = still_life()
    wrong = Draw("box", "plain", frame.draws[0].poses, uniforms=uniforms)
    with Renderer((16, 9)) as renderer, pytest.raises(UnknownMaterial, match=re.escape(message)):
        renderer.draw(still_life(draws=(wrong,)))


NEUTRAL = [path.stem for path in FILES if "neutral = " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("material", NEUTRAL)
def test_a_program_without_neutral_parameters_draws_what_the_whole_one_draws(monkeypatch, material) -> None:
    values: dict[str, float | tuple[float, ...]] = {
        name: one.neutral if one.neutral is not None else 0.4 if one.size == 1 else (0.4,) * one.size
        for name, one in header((SHADERS / f"materials/{material}.glsl").read_text(encoding="utf-8"), material).parameters.items()
    }  # fmt: skip
    shape = Draw("box", material, still_life().draws[1].poses, uniforms=values)

    def drawn() -> tuple[np.ndarray, set[bool]]:
        with Renderer((32, 18)) as renderer:
            renderer.draw(still_life(draws=(shape,)))
            kinds = {one.neutral for one in renderer.programs.requests if ("material", f"materials/{material}.glsl") in one.slots}  # fmt: skip
            return renderer.light(), kinds

    without, kinds = drawn()
    assert kinds == {True}
    found = Sources.material
    monkeypatch.setattr(Sources, "material", lambda *given: (found(*given)[0], False))
    whole, kinds = drawn()
    assert kinds == {False}
    np.testing.assert_allclose(without, whole, rtol=2e-3, atol=2e-4)


REGIONS = [path.stem for path in FILES if "const int REGIONS" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("material", REGIONS)
def test_programs_for_one_region_draw_what_the_one_for_all_draws(monkeypatch, material) -> None:
    count = Sources().regions(f"materials/{material}.glsl")
    parameters = header(
        (SHADERS / f"materials/{material}.glsl").read_text(encoding="utf-8"), material
    ).parameters
    values: dict[str, float | tuple[float, ...]] = {
        name: 0.4 if one.size == 1 else (0.4,) * one.size for name, one in parameters.items()
    }
    part = 6.0 / count
    mesh = merged(tinted(transformed(box((0.9 * part, 2.0, 1.0)), compose(((k + 0.5) * part - 3.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))), (1.0, 1.0, 1.0, k)) for k in range(count))  # fmt: skip
    frame = still_life(draws=(Draw("all", material, np.eye(4)[None, :3], uniforms=values),))
    frame = replace(frame, library=replace(frame.library, meshes={"all": mesh}))

    def drawn() -> tuple[np.ndarray, set[object]]:
        with Renderer((32, 18)) as renderer:
            renderer.draw(frame)
            asked = [
                one
                for one in renderer.programs.requests
                if ("material", f"materials/{material}.glsl") in one.slots
            ]
            return renderer.light(), {dict(one.defines).get("REGION") for one in asked}

    apart, regions = drawn()
    assert regions == set(range(count))
    monkeypatch.setattr(Sources, "regions", lambda *given: 0)
    whole, regions = drawn()
    assert regions == {None}
    np.testing.assert_allclose(apart, whole, rtol=2e-3, atol=2e-4)


def test_a_sky_with_parameters_that_it_does_not_have_is_an_error() -> None:
    message = r"skies/stars\.glsl: there is no parameter 'size'; there are: band, brightness"
    with Renderer((16, 9)) as renderer, pytest.raises(UnknownMaterial, match=message):
        renderer.draw(still_life(sky=Sky("stars", {"size": 1.0})))


def test_a_sky_without_parameters_is_drawn_with_the_defaults_of_its_file_as_in_a_scene() -> None:
    pictures = []
    for sky in (Sky(), LookModel().sky.at(0.0), Sky(uniforms={"zenith": (0.0, 0.0, 0.0)})):
        with Renderer((16, 9)) as renderer:
            renderer.draw(Frame(Library({}, {}), 0.0, sky=sky, grade=Grade(bloom=0.0)))
            pictures.append(renderer.light())
    bare, of_a_scene, other = pictures
    assert bare.min() > 0.0
    np.testing.assert_array_equal(bare, of_a_scene)
    assert not np.array_equal(bare, other)


def test_the_schema_has_each_sky_with_its_parameters() -> None:
    variants = {v["properties"]["material"]["const"]: v for v in scene_schema()["$defs"]["SkyModel"]["oneOf"]}
    assert sorted(variants) == sky_names()
    for name, variant in variants.items():
        assert set(variant["properties"]) == {"material", *sky_parameters(name)}
        assert all(one["description"] for one in variant["properties"].values())
    assert variants["stars"]["required"] == ["material", "brightness", "band"]
    assert variants["gradient"]["required"] == []
    band = variants["stars"]["properties"]["band"]
    assert band["description"] == "strength of the faint band of stars [0 to 1]"
    assert band["anyOf"][0] == {"type": "number", "minimum": 0.0, "maximum": 1.0}
