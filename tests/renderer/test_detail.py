"""The detail: a quality step of the renderer, on which programs and passes depend."""

import re
from typing import cast, get_args

import numpy as np
import pytest

from tests.renderer.frames import still_life
from visualizer.frame import Frame
from visualizer.gpu.context import driver_of
from visualizer.player.quality import detail_at
from visualizer.renderer.detail import DETAIL_CHOICES, DETAILS, NUMBERS, DetailChoice, detail_of
from visualizer.renderer.includes import includes
from visualizer.renderer.passes import GRAPH
from visualizer.renderer.render_pass import Pass, Tools
from visualizer.renderer.renderer import Renderer

SIZE = (32, 18)


class AtFull(Pass):
    """A pass that runs only at full detail."""

    name = "at_full"
    details = ("full",)


@pytest.mark.parametrize("detail", DETAILS)
def test_a_pass_declares_the_details_at_which_it_runs(detail):
    tools = cast("Tools", type("Stub", (), {"detail": detail}))
    assert AtFull(tools).runs(cast("Frame", None), 1) == (detail == "full")
    assert {name for one in GRAPH.order for name in one.details} <= set(DETAILS)


def test_auto_is_standard_on_a_cpu_and_full_on_a_gpu():
    assert [detail_of("auto", software=software) for software in (True, False)] == ["standard", "full"]
    assert {detail_of(one, software=software) for one in DETAILS for software in (True, False)} == set(
        DETAILS
    )
    with Renderer(SIZE) as renderer:
        assert renderer.detail == detail_of("auto", software=driver_of(renderer.context).software)


def test_the_window_draws_at_full_detail_with_the_quality_final_unless_it_is_asked_for_another():
    assert [detail_at(quality, "auto") for quality in ("auto", "final")] == ["auto", "full"]
    assert detail_at("final", "standard") == "standard"


def test_an_unknown_detail_is_named_with_those_there_are():
    message = "no detail is called 'high'; there are auto, standard, full"
    with pytest.raises(ValueError, match=re.escape(message)):
        Renderer(SIZE, detail=cast("DetailChoice", "high"))
    assert get_args(DetailChoice) == DETAIL_CHOICES


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_by_detail_is_a_constant_that_some_shader_reads(name):
    for detail in DETAILS:
        assert f"const int {name} = {NUMBERS[name].at(detail)};" in includes(detail)["detail"]
    with Renderer(SIZE) as renderer:
        folder = renderer.programs.folder
    assert any(re.search(rf"\b{name}\b", path.read_text("utf-8")) for path in folder.rglob("*.*"))


def test_pictures_of_the_two_details_differ_and_each_is_a_function_of_its_frame():
    with Renderer(SIZE, detail="standard") as standard, Renderer(SIZE, detail="full") as full:
        drawn = []
        for renderer in (standard, full, standard, full):
            renderer.draw(still_life())
            drawn.append(renderer.pixels())
    assert np.array_equal(drawn[0], drawn[2])
    assert np.array_equal(drawn[1], drawn[3])
    assert not np.array_equal(drawn[0], drawn[1])
