"""Where a text of a TOML file begins that is not closed."""

import pytest

from tests.scene.texts import GOOD
from visualizer.scene.unclosed import unclosed


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (GOOD, None), ('a = "x\nb = 1', (1, 5)), ("a = 'x\nb = 'y'", (1, 5)), ('a = "\\""\nb = "c', (2, 5)),
        ("# it's\na = 1 # don't\n", None), ('a = """x\n"y" \\""""\nb = "z"', None), ('a = """x\n""', (1, 5)),
        ("a = \'\'\'it\'s\'\'\'\nb = \'c", (2, 5)), ("", None), ("[actor.it's]\n", None), ("a = [\'b\', \"c]", (1, 11)),
    ],
)  # fmt: skip
def test_the_place_of_a_text_that_is_not_closed(text: str, place: tuple[int, int] | None) -> None:
    assert unclosed(text) == place
