"""The rules of shaders/README.md on names, numbers and lengths: the shaders keep them, and violations are found."""

import re

import pytest

from tests.shaders import style
from tests.shaders.flow import files
from visualizer.data import data_folder

SHADERS = data_folder("shaders")


def test_names_have_the_prefix_and_case_of_their_kind():
    assert list(style.misnamed(SHADERS)) == []


def test_numbers_have_names():
    found = [f"{file}:{row}: {number}" for file, row, number in style.numbers(SHADERS)]
    assert found == [], "name these at the head of the file, with unit or range (shaders/README.md)"


def test_every_uniform_says_what_it_is_with_its_unit_or_range():
    assert list(style.unexplained(SHADERS)) == [], "say on its line what it is, with unit or range and frame"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("uniform float u_age;", ["u_age"]),
        ("uniform float u_age;  // of the particle", ["u_age"]),
        ("uniform vec4 u_rows[4];  // rows", ["u_rows"]),
        ("layout(rgba16f, binding = 0) uniform image2D u_image;", ["u_image"]),
        ("uniform sampler2D u_a, u_b;", ["u_a", "u_b"]),
        ("uniform float u_age;  // of the particle, s", []),
        ("uniform float u_share;  // [0, 1]", []),
        ("uniform int u_first;  // first particle", []),
        ("uniform View { float time; } view;", []),
    ],
)
def test_a_uniform_that_says_no_unit_is_found(tmp_path, line, found):
    (tmp_path / "a.frag").write_text(line + "\n", encoding="utf-8")
    assert [name for _, name in style.unexplained(tmp_path)] == found


def test_blocks_and_storage_buffers_are_declared_in_python():
    assert list(style.by_hand(SHADERS)) == [], (
        "declare a `Block` or `Storage`, and include its text as generated"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("layout(std430, binding = 1) buffer Light { uint light[]; };", ["Light"]),
        ("layout(std430) coherent readonly buffer Order\n{\n    uint order[];\n};", ["Order"]),
        ("layout(std140) uniform View { float time; } view;", ["View"]),
        ("// buffer Light {\nuniform float u_time;", []),
    ],
)
def test_a_block_that_a_shader_declares_itself_is_found(tmp_path, text, found):
    (tmp_path / "a.comp").write_text(text + "\n", encoding="utf-8")
    assert [name for _, name in style.by_hand(tmp_path)] == found


def test_files_are_short():
    lengths = {
        f"shaders/{path.relative_to(SHADERS).as_posix()}": path.read_text(encoding="utf-8").count("\n")
        for path in files(SHADERS)
    }
    assert {file: rows for file, rows in lengths.items() if rows > style.LONGEST} == {}


def test_no_function_is_written_twice():
    assert list(style.repeated(SHADERS)) == []


def test_the_page_lists_every_common_file_and_every_generated_include():
    page = (SHADERS / "README.md").read_text(encoding="utf-8")
    common = {path.stem for path in (SHADERS / "common").iterdir()}
    included = {
        name
        for path in files(SHADERS)
        for name in re.findall(r'"generated/(\w+)\.glsl"', path.read_text(encoding="utf-8"))
    }
    listed = {
        name
        for row in re.findall(r"^\| (`.*?) \|", page, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert common | included <= listed


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("a.frag", "uniform vec3 u_light, colour;", "colour"),
        ("a.frag", "uniform vec4 rows[4 * COUNT];", "rows"),
        ("a.vert", "in vec3 position;", "position"),
        ("a.vert", "in vec3 v_position;", "v_position"),
        ("a.vert", "flat out vec3 a_light;", "a_light"),
        ("a.frag", "in vec3 a_light;", "a_light"),
        ("a.frag", "layout(location = 0) out vec4 colour;", "colour"),
        ("a.glsl", "const float Width = 2.0;", "Width"),
        ("a.glsl", "const float WIDTH = max(1.0, 2.0), height = 2.0;", "height"),
        ("a.glsl", "float fallOff(float x) { return x; }", "fallOff"),
        ("a.glsl", "struct surface { float x; };", "surface"),
        ("a.glsl", "#if 1\n  #define steps 3\n#endif", "steps"),
    ],
)
def test_a_name_with_a_wrong_prefix_or_case_is_found(tmp_path, file, text, name):
    (tmp_path / file).write_text(text + "\n", encoding="utf-8")
    assert [found for _, found, _ in style.misnamed(tmp_path)] == [name]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("return 0.7 * x;", ["0.7"]),
        ("return x + 3.0 * y - 1.5e2;", ["3.0", "1.5e2"]),
        ("float y = max(x, 0.3);", ["0.3"]),
        ("float y = mix(0.3, 0.4, x) * 0.6;", ["0.6"]),
        ("float y = pow(0.3, 4.0);", ["0.3"]),
        ("s.albedo = colour * vec3(0.1, 0.2, 0.3);", ["0.1", "0.2", "0.3"]),
        ("return 0.5 * x + 2.0 / (1.0 - x * 0.25);", []),
        ("const float g = 0.45;", []),
        ("const vec2 EDGES = vec2(0.3,\n    0.7);", []),
        ("s.roughness = 0.85;", []),
        ("vec3 at = vec3(0.3, 0.4, 0.5);", []),
        ("float y = smoothstep(0.3, 0.4, x) / max(x, 1e-6);", []),
        ("float y = fbm(x * 2.7 + vec3(0.3), 3) + pow(x, 4.0);", []),
        ("uint y = x * 747796405u >> 7;", []),
        ("y = x;  // 0.7 m", []),
        ("#define Y 0.7", []),
    ],
)
def test_a_number_without_a_name_is_found_unless_it_needs_none(tmp_path, line, found):
    (tmp_path / "a.glsl").write_text(f"float y(float x)\n{{\n    {line}\n}}\n", encoding="utf-8")
    assert [number for _, _, number in style.numbers(tmp_path)] == found


def test_a_function_that_is_written_twice_is_found_by_name_and_by_body(tmp_path):
    body = "{ float window = clamp(1.0 - x * x / (y * y), 0.0, 1.0); return window * window / y; }"
    (tmp_path / "a.glsl").write_text(f"float falloff(float x, float y) {body}\n", encoding="utf-8")
    (tmp_path / "b.glsl").write_text("float falloff(float x) { return x; }\n", encoding="utf-8")
    other = body.replace("x", "d2").replace("y", "reach").replace("window", "w")
    (tmp_path / "c.glsl").write_text(f"float fading(float d2, float reach) {other}\n", encoding="utf-8")
    assert list(style.repeated(tmp_path)) == [
        "falloff: shaders/a.glsl, shaders/b.glsl",
        "shaders/a.glsl:falloff, shaders/c.glsl:fading",
    ]
