"""Uniforms: what a draw sees is what was set since the program was asked for, and nothing is written twice."""

from collections.abc import Callable
from dataclasses import dataclass

import moderngl
import numpy as np
import pytest

from visualizer.gpu.context import create_context
from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.sources import Request
from visualizer.gpu.state import State, take_over

FRAGMENT = """uniform float u_a = 0.25;
uniform vec3 u_b;
out vec4 c;
void main() { c = vec4(u_a, u_b); }
"""


@dataclass(frozen=True)
class Drawn:
    draw: Callable[..., list[float]]
    program: Program

    def __call__(self, **uniforms: object) -> list[float]:
        return self.draw(**uniforms)


@pytest.fixture(scope="module")
def context():
    made = create_context()
    yield made
    made.release()


@pytest.fixture
def drawn(context, tmp_path):
    """A function that draws one pixel with a new request of the program, after setting uniforms in order."""
    (tmp_path / "main.vert").write_text(
        "void main() { gl_Position = vec4(vec2[](vec2(-1.0), vec2(3.0, -1.0), vec2(-1.0, 3.0))[gl_VertexID], 0.0, 1.0); }\n"
    )
    (tmp_path / "main.frag").write_text(FRAGMENT)
    programs = Programs(context, folder=tmp_path)
    target = context.framebuffer([context.texture((1, 1), 4, dtype="f4")])

    def draw(**uniforms):
        program = programs.get(Request.drawn("main.vert", "main.frag"))
        for name, value in uniforms.items():
            program[name] = value
        take_over(context)
        State().apply(target)
        program.draw(vertices=3)
        return np.frombuffer(target.read(components=4, dtype="f4"), np.float32).tolist()

    return Drawn(draw, programs.get(Request.drawn("main.vert", "main.frag")))


@pytest.fixture
def written(monkeypatch, drawn):
    """The names of the uniforms that are written to OpenGL, in order."""
    names = []
    write = moderngl.Uniform.write

    def counted(member, data):
        names.append(member.name)
        write(member, data)

    monkeypatch.setattr(moderngl.Uniform, "write", counted)
    return names


def test_a_uniform_that_is_not_set_has_its_default_whatever_it_was_before(drawn):
    assert drawn(u_a=1.0, u_b=(1.0, 2.0, 3.0)) == [1.0, 1.0, 2.0, 3.0]
    assert drawn(u_b=(0.0, 0.0, 4.0)) == [0.25, 0.0, 0.0, 4.0]
    assert drawn() == [0.25, 0.0, 0.0, 0.0]


def test_a_value_that_a_uniform_holds_already_is_not_written_again(drawn, written):
    drawn(u_a=1.0, u_b=(1.0, 2.0, 3.0))
    drawn(u_a=1.0, u_b=(1.0, 2.0, 3.0))
    assert written == ["u_a", "u_b"]
    drawn(u_b=(1.0, 2.0, 3.0))
    assert written == ["u_a", "u_b", "u_a"], "the default comes back by the draw"


def test_negative_zero_is_another_value_than_zero(drawn):
    drawn(u_a=0.0)
    assert np.signbit(drawn(u_a=-0.0)[0])


def test_a_write_that_failed_is_repeated(drawn, monkeypatch):
    program = drawn.program
    member = program._uniforms["u_a"].member
    program["u_a"] = 1.0
    with monkeypatch.context() as patch:
        patch.setattr(type(member), "write", lambda self, data: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            program["u_a"] = 2.0
    assert drawn(u_a=1.0)[0] == 1.0
    assert program._uniforms["u_a"].held == np.float32(1.0).tobytes()


@pytest.mark.parametrize("value", [1.0, (1.0, 2.0), "red", (1.0, 2.0, "red")])
def test_a_value_of_another_shape_names_the_uniform(drawn, value):
    with pytest.raises(ValueError, match="the uniform 'u_b' cannot be"):
        drawn(u_b=value)
