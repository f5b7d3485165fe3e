"""What is typed in the window: a line of text, and the film time that it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import visualizer
from tests.player.scenes import write_tiny
from visualizer.errors import InputError
from visualizer.player.entry import LONGEST, Entry, time_entered
from visualizer.player.keys import Press
from visualizer.scene.scene import Scene

ENTER, ESCAPE, BACK = Press("Enter"), Press("Esc"), Press("Backspace")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return visualizer.load(write_tiny(tmp_path_factory.mktemp("scene")))


def after(*presses: Press) -> Entry:
    entry = Entry()
    for press in presses:
        entry = entry.typed(press)
    return entry


@given(st.lists(st.characters(codec="utf-8", categories=("L", "N", "P")), max_size=LONGEST + 5))
def test_what_is_typed_is_the_text_and_backspace_takes_it_away(characters: list[str]) -> None:
    presses = [Press("", character) for character in characters]
    assert after(*presses).text == "".join(characters)[:LONGEST]
    assert after(*presses, *[BACK] * (len(characters) + 1)) == Entry()


def test_combinations_type_nothing_but_those_of_altgr_on_windows() -> None:
    assert after(Press("A", "a", control=True), Press("Left"), Press("Q", "q", other=True)).text == ""
    assert after(Press("8", "[", control=True, other=True)).text == "["


def test_enter_uses_it_escape_and_an_empty_line_do_not() -> None:
    assert after(Press("1", "1"), ENTER).state == "done"
    assert after(Press("1", "1"), ESCAPE).state == after(ENTER).state == "dropped"
    assert after(Press("1", "1"), ENTER).refused("why") == Entry("1", "why")


@pytest.mark.parametrize(
    ("text", "time"),
    [("7.5", 7.5), ("0:07.5", 7.5), ("00:00:07:12", 7.5), ("180f", 7.5), ("second+5.5", 7.5), ("+2.5", 7.5), (" - 48f ", 3.0)],
)  # fmt: skip
def test_a_time_can_be_typed_in_every_form_and_from_here_on(scene: Scene, text: str, time: float) -> None:
    assert time_entered(text, scene, 5.0) == time


@pytest.mark.parametrize(
    ("text", "why"),
    [("-6", "-1 s is outside the film"), ("21", "after the film's end"), ("thrid", "first, second"), ("5x", "5x"), ("481f", "after")],
)  # fmt: skip
def test_what_is_no_time_of_the_film_is_refused_with_the_reason(scene: Scene, text: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        time_entered(text, scene, 5.0)
