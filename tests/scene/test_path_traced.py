"""The scenes that docs/path_traced.py draws with a path tracer too."""

import ast
from pathlib import Path

import pytest

import visualizer

DOCS = Path(__file__).parents[2] / "docs"
SCENES = sorted((DOCS / "path_traced").glob("*.toml"))


@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.stem)
def test_each_scene_loads_and_the_path_tracer_has_a_counterpart_of_each_of_its_materials(path):
    code = ast.parse((DOCS / "path_traced.py").read_text(encoding="utf-8"))
    cases = [
        case.pattern.value.value
        for node in ast.walk(code)
        if isinstance(node, ast.Match)
        for case in node.cases
        if isinstance(case.pattern, ast.MatchValue) and isinstance(case.pattern.value, ast.Constant)
    ]
    frame = visualizer.load(path).at(0.0)
    assert frame.draws
    assert {draw.material for draw in frame.draws} <= set(cases)
