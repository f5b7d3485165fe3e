"""The table of keys is complete and gives each key one meaning."""

from visualizer.player.free_camera import DIRECTIONS, ROLLS
from visualizer.player.keys import (
    BINDINGS,
    FLIGHT,
    KEY_NAMES,
    WAYS,
    Press,
    binding_of,
    help_groups,
    manual_table,
)
from visualizer.player.session import Session


def action(press: Press) -> str:
    binding = binding_of(press)
    return binding.action if binding else ""


def test_no_key_means_two_things_with_the_free_camera_or_without() -> None:
    keys = [key for binding in BINDINGS for key in binding.keys] + [flight.key for flight in FLIGHT]
    assert len(keys) == len(set(keys))


def test_every_key_has_an_action_in_the_session_and_words_for_it() -> None:
    for binding in BINDINGS:
        assert callable(getattr(Session, binding.action))
        assert binding.text and binding.keys and binding.group


def test_every_key_is_one_that_the_window_knows() -> None:
    for binding in BINDINGS:
        for key in binding.keys:
            assert key.removeprefix("Shift ").removeprefix("Ctrl ") in KEY_NAMES.values(), key
    assert set(WAYS) | {"Shift"} <= set(KEY_NAMES.values())


def test_shift_makes_another_key() -> None:
    assert action(Press("Left")) == "step_back" and action(Press("Left", shift=True)) == "second_back"
    assert action(Press("Space", " ", shift=True)) == ""
    assert action(Press("")) == ""


def test_a_character_counts_whatever_keys_type_it() -> None:
    for press in (Press("=", "+", shift=True), Press("+", "+"), Press("", "+"), Press("=", "=")):
        assert action(press) == "faster"
    assert action(Press("/", "?", shift=True)) == "toggle_help"
    assert action(Press("8", "[", control=True, other=True)) == "previous_shot"  # AltGr on Windows
    assert action(Press("R", "R", shift=True)) == action(Press("R", "\u043a")) == "reverse"


def test_combinations_with_ctrl_alt_and_the_desktops_key_are_no_plain_keys() -> None:
    assert action(Press("Q", control=True)) == action(Press("W", control=True)) == "quit"
    assert action(Press("L", control=True)) == "toggle_loop"
    for key in "PJHFV":
        assert action(Press(key, control=True)) == ""
        assert action(Press(key, key.lower(), other=True)) == ""
        assert action(Press(key, control=True, other=True)) == ""
    assert action(Press("Q", control=True, shift=True)) == ""
    assert action(Press("Left", other=True)) == ""


def test_there_is_a_key_for_each_direction_of_flight_and_each_roll() -> None:
    assert sorted(WAYS.values()) == sorted([*DIRECTIONS, *ROLLS])


def test_help_and_manual_tell_of_every_key() -> None:
    told = {text for entries in help_groups().values() for _, text in entries}
    manual = manual_table()
    for binding in BINDINGS:
        assert binding.text in told
        assert binding.text in manual
        assert all(f"`{key}`" in manual for key in binding.keys)
    for flight in FLIGHT:
        assert flight.text in told and flight.text in manual


def test_a_letter_with_shift_is_another_key_only_where_it_is_bound_so() -> None:
    for shift, action in ((False, "next_gizmo"), (True, "next_axes")):
        binding = binding_of(Press("M", "M" if shift else "m", shift=shift))
        assert binding is not None and binding.action == action
    binding = binding_of(Press("L", "L", shift=True))
    assert binding is not None and binding.action == "play_on"
