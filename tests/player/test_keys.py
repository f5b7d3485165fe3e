"""The table of keys: complete, without two meanings for one key."""

from moderngl_window.context.base import BaseKeys

from visualizer.player.free_camera import DIRECTIONS
from visualizer.player.keys import BINDINGS, FLIGHT, binding_of, help_groups, manual_table
from visualizer.player.session import Session


def test_no_key_means_two_things() -> None:
    keys = [key for binding in BINDINGS for key in binding.keys]
    assert len(keys) == len(set(keys))


def test_every_key_has_an_action_in_the_session_and_words_for_it() -> None:
    for binding in BINDINGS:
        assert callable(getattr(Session, binding.action))
        assert binding.text and binding.label and binding.group


def test_every_key_is_one_that_the_window_knows() -> None:
    for binding in BINDINGS:
        for key in binding.keys:
            assert hasattr(BaseKeys, key.removeprefix("SHIFT+")), key


def test_shift_makes_another_key() -> None:
    plain, shifted = binding_of("LEFT", shift=False), binding_of("LEFT", shift=True)
    assert plain is not None and shifted is not None and plain.action != shifted.action
    assert binding_of("SPACE", shift=True) is None
    assert binding_of("", shift=False) is None


def test_the_flying_keys_fly_every_way() -> None:
    assert sorted(FLIGHT.values()) == sorted(DIRECTIONS)


def test_help_and_manual_tell_of_every_key() -> None:
    told = {text for entries in help_groups().values() for _, text in entries}
    manual = manual_table()
    for binding in BINDINGS:
        assert binding.text in told
        assert binding.text in manual
