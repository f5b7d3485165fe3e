"""Files in other encodings, and characters that resemble those of TOML, are reported with place and remedy."""

import pytest

from tests.scene.texts import GOOD, replaced
from visualizer.scene.loading import load
from visualizer.scene.problems import SceneError


def told(tmp_path, content: bytes) -> str:
    path = tmp_path / "s.toml"
    path.write_bytes(content)
    with pytest.raises(SceneError) as caught:
        load(path)
    (problem,) = caught.value.problems
    return str(problem).removeprefix(str(tmp_path) + "/")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_wide_encodings_are_named(tmp_path, encoding):
    text = told(tmp_path, GOOD.encode(encoding))
    assert text.startswith("s.toml:1:")
    assert text.endswith(": the file is UTF-16 or UTF-32 text; save it as UTF-8")


@pytest.mark.parametrize("before", ["", "\ufeff", "# ü\r\n"])
def test_a_byte_of_another_encoding_has_its_place(tmp_path, before):
    text = before.encode() + b"format = 1\ntitle = '\xc3\xbc\xe9'\n"
    line = 3 if "\n" in before else 2
    assert told(tmp_path, text) == (
        f"s.toml:{line}:11: byte 0xe9 is not UTF-8: the file is in another encoding; save it as UTF-8"
    )


def test_a_zero_byte_has_its_place(tmp_path):
    last = GOOD.count("\n") + 1
    assert (
        told(tmp_path, GOOD.encode() + b"\0")
        == f"s.toml:{last}:1: a text file contains no zero byte; save it as UTF-8"
    )


@pytest.mark.parametrize(
    ("written", "instead", "hint"),
    [
        ('"Test"', "“Test”", "; “ is a typographic quote; TOML uses \" and '"),
        ('"Test"', "„Test“", "; „ is a typographic quote"),
        ('"Test"', "«Test»", "; « is a typographic quote"),
        ("fps = 10", "fps\u00a0= 10", "; there is an invisible character here (U+00A0)"),
        ("fps = 10", "\u200bfps = 10", "; there is an invisible character here (U+200B)"),
        ("fps = 10", "fps = −10", "; − is not the minus sign of numbers, which is -"),
    ],
)
def test_characters_that_resemble_those_of_toml_are_named(tmp_path, written, instead, hint):
    assert hint in told(tmp_path, replaced(written, instead).encode())
