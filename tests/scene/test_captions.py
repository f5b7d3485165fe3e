"""Captions in a scene file: fonts by file and by name, and warnings of what is hard to read or has no glyph."""

from pathlib import Path

import pytest

from tests.machine_fonts import FONTS
from tests.scene.texts import GOOD, replaced
from visualizer.scene.captions import reading_length
from visualizer.scene.loading import load
from visualizer.scene.problems import SceneError
from visualizer.scene.sources import Sources


def caption(text="Hello", start=0, end=3, **more):
    lines = [
        f'text = "{text}"',
        f"start = {start}",
        f"end = {end}",
        *(f'{k} = "{v}"' for k, v in more.items()),
    ]
    return "[[caption]]\n" + "\n".join(lines) + "\n"


@pytest.fixture
def folder(tmp_path, fonts_of_machine):
    """A scene's folder with a font in it, on a machine that has a single font, Noto Sans Hebrew."""
    installed = tmp_path / "installed"
    installed.mkdir()
    (installed / "hebrew.ttf").write_bytes((FONTS / "NotoSansHebrew-subset.ttf").read_bytes())
    scene = tmp_path / "scene"
    (scene / "fonts").mkdir(parents=True)
    (scene / "fonts" / "brand.ttf").write_bytes((FONTS / "NotoSansArabic-subset.ttf").read_bytes())
    fonts_of_machine(installed)
    return scene


def loaded(folder, text):
    path = folder / "s.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def refused(folder, text):
    with pytest.raises(SceneError) as caught:
        loaded(folder, text)
    return str(caught.value)


def test_a_caption_names_a_font_file_below_the_scene_s_folder_and_the_film_one_for_all(folder):
    text = replaced("fps = 10\n", 'fps = 10\nfont = "noto sans hebrew"\n')
    scene = loaded(folder, text + caption() + caption(font="fonts/brand.ttf"))
    assert [Path(c.font.path).name for c in scene.captions] == ["hebrew.ttf", "brand.ttf"]
    assert [c.font for c in scene.at(1.0).captions] == [c.font for c in scene.captions]
    assert folder / "fonts" / "brand.ttf" in scene_sources(folder)


def scene_sources(folder):
    sources = Sources()
    load(folder / "s.toml", sources)
    return sources.files


def test_the_digest_of_a_scene_depends_on_its_fonts(folder, fonts_of_machine):
    text = GOOD + caption("שלום") + caption(font="fonts/brand.ttf")
    here = loaded(folder, text).digest
    assert loaded(folder, text).digest == here
    fonts_of_machine()
    assert loaded(folder, text).digest != here, "a machine without the font"
    fonts_of_machine(folder.parent / "installed")
    (folder / "fonts" / "brand.ttf").write_bytes((FONTS / "NotoEmoji-subset.ttf").read_bytes())
    assert loaded(folder, text).digest != here, "another file of the same name"


def test_a_font_file_that_is_saved_again_or_comes_later_is_a_change_of_the_scene(folder):
    sources = Sources()
    (folder / "s.toml").write_text(GOOD + caption(font="late.ttf"), encoding="utf-8")
    with pytest.raises(SceneError):
        load(folder / "s.toml", sources)
    assert sources.now() == sources.states
    (folder / "late.ttf").write_bytes((FONTS / "NotoEmoji-subset.ttf").read_bytes())
    assert sources.now() != sources.states


def test_the_shipped_font_can_be_named_on_any_machine(folder):
    assert loaded(folder, GOOD + caption(font="Inter")).captions[0].font.path.endswith("Inter-Medium.ttf")


@pytest.mark.parametrize(
    ("font", "message"),
    [
        (
            "Noto Sans Hebrw",
            "no font of this machine is called 'Noto Sans Hebrw'; did you mean 'Noto Sans Hebrew'?",
        ),
        ("Helvetica", "choose from Noto Sans Hebrew"),
        ("", "no font of this machine is called ''"),
        ("fonts/brnd.ttf", "there is no font file 'fonts/brnd.ttf'; did you mean 'fonts/brand.ttf'?"),
        ("brand.ttf", "there is no font file 'brand.ttf'"),
        (
            "../installed/hebrew.ttf",
            "leaves the scene's folder; fonts must be below it ('../installed/hebrew.ttf')",
        ),
        ("/etc/hebrew.ttf", "leaves the scene's folder"),
        ("fonts/text.ttf", "this is not a font (TTF, OTF, TTC or OTC) ('fonts/text.ttf')"),
        ("fonts/a.woff2", "there is no font file 'fonts/a.woff2'"),
        ("fonts/link.ttf", "leaves the scene's folder"),
    ],
)
def test_a_missing_or_invalid_font_is_an_error_with_its_place(folder, font, message):
    (folder / "fonts" / "text.ttf").write_text("text")
    (folder / "fonts" / "link.ttf").symlink_to("../../installed/hebrew.ttf")
    told = refused(folder, GOOD + caption(font=font))
    assert "s.toml:28:8: caption[0].font: " in told and message in told


def test_a_folder_with_the_name_of_a_font_is_no_font_and_is_not_offered(folder):
    (folder / "fonts" / "brant.ttf").mkdir()
    told = refused(folder, GOOD + caption(font="fonts/brant.ttf"))
    assert "this is a folder; did you mean 'fonts/brand.ttf'?" in told


def test_a_font_is_looked_for_beside_the_file_that_names_it(folder):
    (folder / "fonts" / "part.toml").write_text(caption(font="brand.ttf"), encoding="utf-8")
    scene = loaded(folder, 'include = ["fonts/part.toml"]\n' + GOOD)
    assert scene.captions[0].font.path.endswith("brand.ttf")


def test_a_character_that_no_font_has_is_a_warning_with_its_place_and_name(folder):
    scene = loaded(folder, GOOD + caption("Go 漢!") + caption("שלום é"))
    assert [str(w).partition("s.toml:")[2] for w in scene.warnings] == [
        "25:8: warning: caption[0].text: no font of this machine has '漢' (U+6F22 CJK UNIFIED IDEOGRAPH-6F22); a box is drawn in its place"
    ]
    (warning,) = loaded(folder, GOOD + caption("漢字仮名")).warnings
    assert "'仮'" in warning.message and "and 1 more; boxes are drawn" in warning.message


def test_a_caption_too_fast_to_read_is_a_warning(folder):
    scene = loaded(folder, GOOD + caption("x" * 32, 0, 1))
    (warning,) = scene.warnings
    assert warning.message == "caption too fast: 32 characters in 1.0 s (limit 17 per second; needs 1.9 s)"
    assert warning.path == "caption[0].end" and scene.at(0.5).captions


def test_a_clock_is_no_caption_too_fast(folder):
    assert not loaded(folder, GOOD + "".join(caption(f"T\u2212{3 - k}", k, k + 1) for k in range(3))).warnings


def test_characters_are_counted_as_a_reader_counts_them():
    assert [reading_length(t) for t in ("abc", "e\u0301e\u0301", "👨\u200d👩\u200d👧", "漢字", "a\nb")] == [
        3,
        2,
        2,
        4,
        3,
    ]


def test_joiners_and_directional_marks_are_text_and_a_caption_of_nothing_else_is_empty(folder):
    assert loaded(folder, GOOD + caption("\\u200fשלום\\u200d!\\tok")).captions
    assert "this is empty" in refused(folder, GOOD + caption("\\u200b \\u200f"))


def test_a_long_caption_is_broken_in_two_before_its_lines_are_counted(folder):
    assert loaded(folder, GOOD + caption("one two three four five six seven eight nine ten", 0, 4)).captions
    assert "at most 42 characters, not 44" in refused(folder, GOOD + caption("x" * 44, 0, 4))


def test_a_text_of_a_whole_book_is_refused_at_once(folder):
    assert "a caption has at most two lines, not 200000 characters" in refused(
        folder, GOOD + caption("ab c " * 40000)
    )


def test_captions_come_in_order_of_start_and_those_of_one_time_are_both_in_the_frame(folder):
    scene = loaded(folder, GOOD + caption("Second", 1, 3) + caption("First", 0, 2))
    assert [c.text for c in scene.at(1.5).captions] == ["First", "Second"]


def test_a_caption_that_no_frame_shows_is_a_warning_with_its_place(folder):
    for start, end, told in (
        (4, 9, "the film ends at 4 s, so this caption is never seen"),
        (-3, -1, "this caption ends at -1 s, before the film begins"),
        (1.01, 1.09, "no frame shows this caption: it ends at 1.09 s, before the next frame"),
    ):
        warnings = loaded(folder, GOOD + caption("I", start, end)).warnings
        assert [w.path for w in warnings if told in w.message] == ["caption[0].start"]
    assert not loaded(folder, GOOD + caption("On", -1, 0.5) + caption("Off", 3.5, 9)).warnings


def test_captions_that_do_not_fit_into_the_picture_are_a_warning(folder):
    text = replaced("size = [64, 36]", "size = [400, 30]")
    scene = loaded(folder, text + "".join(caption(f"Caption number {k}", 0, 4) for k in range(20)))
    assert "does not fit into 400x30 pixels with 19 shown at the same time" in scene.warnings[-1].message
