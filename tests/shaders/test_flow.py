"""The rules of flow.py, which compilers do not check: the shaders keep them, and violations are found."""

import pytest

from tests.shaders import flow
from visualizer.data import data_folder

SHADERS = data_folder("shaders")


def test_derivatives_are_in_uniform_control_flow():
    assert flow.derivatives(SHADERS) == []


def test_barriers_are_in_uniform_control_flow():
    assert flow.barriers(SHADERS) == []


def test_no_base_of_pow_may_be_negative():
    assert list(flow.powers(SHADERS)) == []


PART = "float part(float x)\n{\n    return fwidth(x);\n}\n"


@pytest.mark.parametrize(
    ("body", "row"),
    [
        ("if (x > 0.0) return;\n    f = part(x);", 7),
        ("if (x > 0.0) {\n        f = part(x);\n    }", 7),
        ("if (x > 0.0) f = part(x);", 6),
        ("f = x > 0.0 ? part(x) : 0.0;", 6),
        ("bool b = x > 0.0 && part(x) > 0.0;", 6),
        ("for (int i = 0; i < int(x); i++) f += part(x);", 6),
        ("if (x > 0.0) discard;\n    f = texture(u_image, vec2(x)).r;", 7),
    ],
)
def test_a_derivative_in_non_uniform_control_flow_is_found(tmp_path, body, row):
    (tmp_path / "a.frag").write_text(f"{PART}void main() {{\n    {body}\n}}\n", encoding="utf-8")
    assert [place.rsplit(":", 1)[0] for place in flow.derivatives(tmp_path)] == [f"shaders/a.frag:{row}"]


@pytest.mark.parametrize(
    "body",
    [
        "f = part(x);\n    if (x > 0.0) return;",
        "float d = fwidth(x);\n    if (x > 0.0) { f = d; }",
        "if (u_off > 0.0) return;  // uniform\n    f = part(x);",
        "if (x > 0.0) f = textureLod(u_image, vec2(x), 0.0).r;",
    ],
)
def test_a_derivative_in_uniform_control_flow_is_accepted(tmp_path, body):
    (tmp_path / "a.frag").write_text(f"{PART}void main() {{\n    {body}\n}}\n", encoding="utf-8")
    assert flow.derivatives(tmp_path) == []


def test_a_barrier_may_be_in_a_loop_but_not_after_a_return(tmp_path):
    text = "void main() {{\n    {0}for (int i = 0; i < 4; i++) {{\n        barrier();\n    }}\n}}\n"
    (tmp_path / "a.comp").write_text(text.format(""), encoding="utf-8")
    assert flow.barriers(tmp_path) == []
    (tmp_path / "a.comp").write_text(text.format("if (x > 0u) return;\n    "), encoding="utf-8")
    assert flow.barriers(tmp_path) == ["shaders/a.comp:4: barrier"]
