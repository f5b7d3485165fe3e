"""Fonts: coverage of the shipped one, search for others, and errors of invalid files."""

import unicodedata

import pytest

from tests.machine_fonts import FONTS
from visualizer.data import data_folder
from visualizer.text import shaping, system
from visualizer.text.font_file import FontFile, font_file, shipped_font
from visualizer.text.fonts import FontError, needs_glyph, opened
from visualizer.text.shaping import missing_clusters

LETTERS = {
    "Basic Latin": range(0x20, 0x7F),
    "Latin-1": range(0xA0, 0x100),
    "Latin Extended-A": range(0x100, 0x180),
    "Latin Extended-B": range(0x180, 0x250),
    "IPA": range(0x250, 0x2B0),
    "Latin Extended Additional": range(0x1E00, 0x1F00),
    "Greek": [*range(0x370, 0x3E2), *range(0x3F0, 0x400)],  # the rest of the block is Coptic
    "Greek Extended": range(0x1F00, 0x2000),
    "Cyrillic": range(0x400, 0x500),
    "Cyrillic Supplement": range(0x500, 0x530),
    "punctuation": range(0x2010, 0x205F),
    "superscripts and subscripts": range(0x2070, 0x209D),
    "currencies": range(0x20A0, 0x20C0),
    "minus and comparison": [0x2212, 0x2248, 0x2260, 0x2264, 0x2265],
    "arrows": range(0x2190, 0x2196),
}


@pytest.mark.parametrize("block", LETTERS)
def test_the_shipped_fonts_cover_latin_greek_and_cyrillic(block, fonts_of_machine, tmp_path):
    fonts_of_machine(tmp_path)
    text = " ".join(chr(code) for code in LETTERS[block] if unicodedata.category(chr(code)) != "Cn")
    assert missing_clusters(text, shipped_font()) == []


def test_letters_and_marks_written_apart_are_covered_as_the_letter_they_make():
    assert opened(shipped_font()).covers(unicodedata.normalize("NFD", "Ǻ"))


def test_the_licence_and_source_of_each_shipped_font_stand_beside_it():
    folder = data_folder("assets")
    told = (folder / "README.md").read_text(encoding="utf-8")
    for path in (folder / "fonts").glob("*.ttf"):
        licence = path.with_name(f"{path.name.partition('-')[0]}-LICENSE.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE" in licence and path.name in told and path.stat().st_size < 400_000


def test_spaces_joiners_and_directional_marks_need_no_glyph():
    assert not any(
        map(needs_glyph, " \u00a0\u2009\u200b\u200c\u200d\u200e\u200f\u2066\u2069\ufe0f\u3000\ufeff")
    )
    assert all(map(needs_glyph, "aя.\u0301漢😀"))


def test_a_font_of_the_machine_is_found_by_its_family_or_full_name_whatever_the_case(fonts_of_machine):
    for name in ("Noto Sans Arabic", "noto sans arabic", "Noto Sans Arabic Regular"):
        found = system.font_named(name)
        assert found is not None and found.path.endswith("NotoSansArabic-subset.ttf"), name
    assert system.font_named("Noto Sans Arab") is None


def test_missing_and_broken_fonts_of_the_system_are_no_errors(fonts_of_machine, tmp_path):
    (tmp_path / "broken.ttf").write_bytes(b"\x00\x01\x00\x00 no font at all")
    (tmp_path / "empty.otf").write_bytes(b"")
    (tmp_path / "folder.ttf").mkdir()
    fonts_of_machine(tmp_path, tmp_path / "not there")
    assert system.system_fonts() == ()
    assert missing_clusters("aس", shipped_font()) == ["س"]


def test_other_scripts_fall_back_to_fonts_of_the_machine(fonts_of_machine):
    assert missing_clusters("Hi! سلام שלום नमस्ते 👨\u200d👩\u200d👧", shipped_font()) == []
    assert missing_clusters("漢 سلام", shipped_font()) == ["漢"]


def test_the_folders_of_fonts_are_those_of_the_desktop_specification(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "mine"))
    monkeypatch.setenv("XDG_DATA_DIRS", f"{tmp_path}/one:{tmp_path}/two")
    folders = system.font_folders()
    assert folders[0] == tmp_path / "mine" / "fonts"
    assert tmp_path / "one" / "fonts" in folders and tmp_path / "two" / "fonts" in folders


@pytest.mark.parametrize("content", [b"", b"text", b"\x00\x01\x00\x00" + bytes(100), b"wOF2" + bytes(60)])
def test_a_file_that_is_not_a_font_is_refused(tmp_path, content):
    path = tmp_path / "a.ttf"
    path.write_bytes(content)
    with pytest.raises(FontError, match="not a font"):
        opened(font_file(path))


def test_a_missing_font_is_refused(tmp_path):
    with pytest.raises(FontError, match="cannot be read"):
        opened(FontFile(str(tmp_path / "none.ttf")))


def test_a_changed_file_is_another_font_and_what_was_loaded_stays_what_it_was(tmp_path):
    path = tmp_path / "a.ttf"
    path.write_bytes((FONTS / "NotoSansHebrew-subset.ttf").read_bytes())
    before = opened(font_file(path))
    first = font_file(path)
    path.write_bytes((FONTS / "NotoSansArabic-subset.ttf").read_bytes())
    assert opened(font_file(path)).family == "Noto Sans Arabic"
    path.unlink()
    assert opened(first) is before and before.family == "Noto Sans Hebrew"


@pytest.mark.parametrize(
    ("text", "family"), [("漢字", "Test Sans SC"), ("漢字かな", "Test Sans JP"), ("漢字한글", "Test Sans KR")]
)
def test_chinese_characters_have_the_forms_of_the_region_that_the_text_is_from(text, family, monkeypatch):
    class Regional:
        def __init__(self, family):
            self.family, self.file = family, FontFile(family)

        def covers(self, cluster):
            return cluster in "漢字かな한글"

    fonts = {
        FontFile(f"Test Sans {region}"): Regional(f"Test Sans {region}")
        for region in ("HK", "JP", "KR", "SC")
    }
    shipped = opened
    monkeypatch.setattr(system, "system_fonts", lambda: tuple(fonts.values()))
    for module in (system, shaping):
        monkeypatch.setattr(module, "opened", lambda file: fonts.get(file) or shipped(file))
    found = shaping.fonts_for.__wrapped__(text, shipped_font())
    assert {file and file.path for file in found.values()} == {family}
