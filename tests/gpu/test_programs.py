"""Shader loading: includes are pasted once, and errors name the file and line that a person edits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from visualizer.declarations import declared
from visualizer.gpu.blocks import Block, Field, Storage, Struct, fields_of, values_of
from visualizer.gpu.context import create_context
from visualizer.gpu.programs import Programs, ShaderError
from visualizer.gpu.sources import Request
from visualizer.renderer.view_block import VIEW_BLOCK


@pytest.fixture(scope="module")
def context():
    made = create_context()
    yield made
    made.release()


def write(folder, **files):
    for name, text in files.items():
        (folder / (name.replace("_", ".", 1))).write_text(text)


VERTEX = "void main() { gl_Position = vec4(0.0); }\n"


def test_an_error_in_an_included_file_names_that_file_and_its_line(context, tmp_path):
    write(tmp_path, main_vert=VERTEX, main_frag='#include "part.glsl"\nout vec4 c;\nvoid main() { c = vec4(f()); }\n',
          part_glsl="// first line\nfloat f() { return wrong; }\n")  # fmt: skip
    with pytest.raises(ShaderError, match=r"shaders/part\.glsl:2: .*wrong"):
        Programs(context, folder=tmp_path).get(Request.drawn("main.vert", "main.frag"))


def test_a_line_after_an_include_still_counts_in_its_own_file(context, tmp_path):
    write(tmp_path, main_vert=VERTEX, main_frag='#include "part.glsl"\n\nout vec4 c;\nvoid main() { c = nothing; }\n',
          part_glsl="float f() { return 1.0; }\n\n\n\n")  # fmt: skip
    with pytest.raises(ShaderError, match=r"shaders/main\.frag:4: .*nothing"):
        Programs(context, folder=tmp_path).get(Request.drawn("main.vert", "main.frag"))


def test_a_missing_include_names_the_line_that_asks_for_it(context, tmp_path):
    write(tmp_path, main_vert='\n#include "gone.glsl"\n' + VERTEX)
    with pytest.raises(ShaderError, match=r"shaders/main\.vert:2: cannot read shaders/gone\.glsl"):
        Programs(context, folder=tmp_path).get(Request.drawn("main.vert"))


def test_a_file_included_twice_is_pasted_once(context, tmp_path):
    write(tmp_path, main_vert=VERTEX, part_glsl="float f() { return 1.0; }\n",
          main_frag='#include "part.glsl"\n#include "part.glsl"\nout vec4 c;\nvoid main() { c = vec4(f()); }\n')  # fmt: skip
    Programs(context, folder=tmp_path).get(Request.drawn("main.vert", "main.frag"))


def test_setting_a_uniform_that_was_never_declared_is_an_error_and_a_dropped_one_is_not(context, tmp_path):
    write(
        tmp_path,
        main_vert=VERTEX,
        main_frag="uniform float u_unused;\nout vec4 c;\nvoid main() { c = vec4(1.0); }\n",
    )
    program = Programs(context, folder=tmp_path).get(Request.drawn("main.vert", "main.frag"))
    program["u_unused"] = 1.0
    with pytest.raises(KeyError, match="u_typo"):
        program["u_typo"] = 1.0


def test_the_layout_of_a_block_is_the_drivers(context, tmp_path):
    """Write a known number into each field and have a shader read it back."""
    block = Block("Probe", "probe", (Field("a", "float", "."), Field("b", "vec3", "."), Field("c", "float", "."),
                                     Field("d", "vec2", "."), Field("e", "mat4", "."), Field("f", "vec4", ".", 2)))  # fmt: skip
    shader = block.glsl + (
        "out vec4 v_out; void main() { v_out = vec4(probe.a, probe.b.z, probe.c, probe.d.y)"
        " + probe.e * vec4(0.0, 1.0, 0.0, 0.0) + probe.f[1]; gl_Position = vec4(0.0); }\n"
    )
    write(tmp_path, main_vert=shader)
    program = Programs(context, folder=tmp_path).get(Request.drawn("main.vert", varyings=("v_out",)))
    matrix = np.arange(16.0).reshape(4, 4)
    values = {"a": 1.0, "b": (0, 0, 2.0), "c": 3.0, "d": (0, 4.0), "e": matrix, "f": [[0] * 4, [100.0] * 4]}
    buffer = context.buffer(block.packed(values))
    program.bind("Probe", 0)
    buffer.bind_to_uniform_block(0)
    result = context.buffer(reserve=16)
    context.simple_framebuffer((4, 4)).use()  # without one, a draw on a surfaceless context is dropped unsaid
    context.vertex_array(program.handle, []).transform(result, vertices=1)
    expected = np.array([1.0, 2.0, 3.0, 4.0]) + matrix[:, 1] + 100.0
    np.testing.assert_allclose(np.frombuffer(result.read(), np.float32), expected)


def test_a_block_refuses_fields_that_are_missing_or_unknown():
    block = Block("Probe", "probe", (Field("a", "float", "."),))
    with pytest.raises(KeyError, match="'a', 'b'"):
        block.packed({"b": 1.0})


def test_the_view_block_fits_the_smallest_uniform_block_that_opengl_promises():
    assert VIEW_BLOCK.dtype.itemsize <= 16384  # OpenGL 3.3 core, table 6.53: MAX_UNIFORM_BLOCK_SIZE


def test_a_block_repeats_the_fields_of_a_dataclass_with_their_declarations():
    @dataclass(frozen=True)
    class Fog:
        density: float = declared(0.5, "thickness", unit="1/m", low=0.0)
        colour: tuple[float, float, float] = declared((1.0, 1.0, 1.0), "its colour", low=0.0)
        floor: float = declared(0.0, "height", unit="m")

    fields = fields_of("fog", Fog, but=("floor",))
    assert [field.glsl for field in fields] == [
        "float fog_density;  // thickness [1/m, at least 0]",
        "vec3 fog_colour;  // its colour [at least 0]",
    ]
    assert fields[0].uniform == "uniform float u_fog_density;  // thickness [1/m, at least 0]"
    values = values_of("fog", Fog(density=2.0), but=("floor",))
    data = np.frombuffer(Block("Fog", "fog", fields).packed(values), np.float32)
    assert data.tolist() == [2.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0]


def test_a_structure_of_a_storage_buffer_is_laid_out_as_std430_says():
    struct = Struct(
        "Hit", (Field("t", "float", "s"), Field("where", "vec3", "m"), Field("list", "float", "", 3))
    )
    members: Mapping[str, Any] = struct.dtype.fields or {}
    offsets = [members[name][1] for name in struct.dtype.names or ()]
    assert offsets == [0, 16, 28] and struct.dtype.itemsize == 48
    assert struct.glsl.splitlines()[:2] == ["struct Hit {", "    float t;  // s"]
    assert Struct("Pair", (Field("a", "vec2", ""), Field("b", "float", ""))).dtype.itemsize == 16
    with pytest.raises(TypeError, match=r"Hit\.list: arrays of float have padding"):
        _ = Block("Hit", "hit", struct.fields).dtype
    with pytest.raises(TypeError, match=r"L\.v: arrays of vec3 have padding"):
        _ = Struct("L", (Field("v", "vec3", "", 2),)).dtype


def test_functions_read_the_fields_of_a_structure_where_its_layout_has_them():
    ray = Struct("Ray", (Field("from", "vec3", "m"), Field("far", "float", "m"), Field("way", "vec2", "")))
    assert ray.readers("int k", "u_rays[2 * k + {}]").splitlines() == [
        "vec3 ray_from(int k) { return u_rays[2 * k + 0].xyz; }  // m",
        "float ray_far(int k) { return u_rays[2 * k + 0].w; }  // m",
        "vec2 ray_way(int k) { return u_rays[2 * k + 1].xy; }  // ",
    ]


def test_a_storage_buffer_is_declared_and_measured_as_std430_says():
    pair = Struct("Pair", (Field("a", "vec2", ""), Field("b", "float", "")))
    buffer = Storage(
        "Hits", 3, (Field("count", "uint", "of hits"),), "hits", Field("pairs", "Pair", "m"), pair
    )
    assert buffer.glsl.splitlines() == [
        "layout(std430, binding = 3) buffer Hits {",
        "    uint count;  // of hits",
        "    Pair pairs[];  // m",
        "} hits;",
    ]
    assert (buffer.bytes(), buffer.bytes(2), buffer.offset("count")) == (8, 40, 0)
    words = Storage("Words", 0, elements=Field("words", "uint", ""), qualifier="coherent")
    assert words.glsl.startswith("layout(std430, binding = 0) coherent buffer Words {")
    assert words.bytes(3) == 12
