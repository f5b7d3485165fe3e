"""The graph of passes: order, which passes run for which results, and errors. No OpenGL."""

from dataclasses import dataclass

import pytest

from visualizer.renderer.graph import Graph, Image, Stage


@dataclass(eq=False)
class Step:
    name: str
    reads: tuple[str, ...] = ()
    writes: tuple[Image, ...] = ()
    changes: tuple[str, ...] = ()
    tests: str = ""
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    otherwise: str = ""
    stage: Stage = "sample"


def makes(*names: str) -> tuple[Image, ...]:
    return tuple(Image(name, result="something") for name in names)


BASE = (
    Step("blur", reads=("lit",), writes=makes("blurred"), otherwise="lit", stage="picture"),
    Step("grade", reads=("blurred",), writes=makes("graded"), stage="picture"),
    Step("fog", reads=("depth",), changes=("lit",)),
    Step("lit", writes=makes("lit"), tests="depth"),
    Step("depth", writes=makes("depth")),
    Step("other", writes=makes("other"), stage="middle"),
)


def names(passes) -> list[str]:
    return [one.name for one in passes]


def plan(results, idle=()):
    return names(Graph(BASE).plan(frozenset(results), frozenset(idle)))


def test_passes_run_after_those_whose_images_they_use_whatever_the_order_they_are_given_in():
    assert names(Graph(BASE).order) == ["depth", "lit", "fog", "other", "blur", "grade"]
    assert names(Graph(BASE[::-1]).order) == ["depth", "lit", "fog", "other", "blur", "grade"]


def test_a_pass_runs_only_where_a_result_needs_it():
    assert plan(["depth"]) == ["depth"]
    assert plan(["other"]) == ["other"]
    assert plan(["lit"]) == ["depth", "lit", "fog"]
    assert plan(["graded"]) == ["depth", "lit", "fog", "blur", "grade"]


def test_a_pass_that_is_skipped_passes_its_input_on():
    assert plan(["graded"], idle=["blur", "fog"]) == ["depth", "lit", "grade"]
    assert Graph(BASE).shown("blurred", ["blur"]) == "lit"
    assert Graph(BASE).shown("depth", ["depth"]) is None


def test_a_pass_that_changes_an_image_changes_its_aliases_too():
    over = (*BASE, Step("text", changes=("blurred",), before=("grade",), stage="picture"))
    assert names(Graph(over).plan(frozenset(["blurred"]), frozenset(["blur"]))) == [
        "depth",
        "lit",
        "fog",
        "text",
    ]


def test_an_unknown_result_is_named_with_all_that_there_are():
    with pytest.raises(
        ValueError,
        match=r"no result is called 'depths'; did you mean 'depth'\? There are blurred, depth, graded",
    ):
        Graph(BASE).check(["depths"])


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ((Step("mist", reads=("fire",)),), "pass 'mist' uses the image 'fire', which no pass makes"),
        ((Step("mist", after=("fire",)),), "pass 'mist' names the pass 'fire', which does not exist"),
        ((Step("fog"),), "two passes have one name"),
        ((Step("again", writes=makes("lit")),), "two passes make one image"),
        ((Step("mist", changes=("lit",)),), "passes 'fog' and 'mist' both use the image 'lit': say which is first"),
        ((Step("copy", reads=("lit",), writes=makes("copy")),), "passes 'copy' and 'fog' both use the image 'lit'|'fog' and 'copy'"),
        ((Step("a", after=("b",)), Step("b", after=("a",))), "passes wait for each other: "),
        ((Step("late", reads=("graded",)),), "pass 'late' runs before 'blur'"),
    ],
)  # fmt: skip
def test_a_declaration_that_gives_no_order_is_refused(more, message):
    with pytest.raises(ValueError, match=message):
        Graph((*BASE, *more))


@pytest.mark.parametrize(("picture", "size"), [((7, 5), (3, 2)), ((1, 1), (1, 1)), ((96, 54), (48, 27))])
def test_an_image_is_at_least_a_pixel_and_its_sides_are_rounded_down(picture, size):
    assert Image("half", divisor=2).size(picture) == size
    assert Image("map", side=64).size(picture) == (64, 64)


@pytest.mark.parametrize(
    ("picture", "size"),
    [((960, 540), (240, 135)), ((1920, 1080), (480, 270)), ((640, 360), (240, 135)), ((320, 180), (160, 90)), ((1, 1), (1, 1))],
)  # fmt: skip
def test_an_image_of_a_small_picture_has_its_least_rows_or_half_of_the_picture(picture, size):
    assert Image("quarter", divisor=4, least_rows=135).size(picture) == size
