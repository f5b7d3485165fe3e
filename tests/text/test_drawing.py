"""Drawing: glyphs as pixels, in white, in the colours of an emoji, and in the weight that captions have."""

import numpy as np

from tests.machine_fonts import FONTS
from visualizer.text.drawing import bitmap, drawn, lay_over
from visualizer.text.font_file import FontFile, font_file, shipped_font
from visualizer.text.shaping import shaped

SIZE = (60, 40)


def image(text, font=None, em=30.0):
    line = shaped(text, text, font or shipped_font(), right_to_left=False)
    return drawn([(line, 5.0, 32.0)], em, SIZE)


def test_letters_are_white_and_premultiplied():
    pixels = image("M")
    assert pixels[:, :, 3].max() == 1.0
    assert all((pixels[:, :, channel] == pixels[:, :, 3]).all() for channel in range(3))


def test_a_letter_stands_on_its_baseline():
    rows = np.flatnonzero(image("H")[:, :, 3].max(axis=1) > 0.5)
    assert rows[-1] == 31 and 20 <= len(rows) <= 23, "capitals are about 0.73 em high"


def test_an_emoji_that_is_a_picture_keeps_its_colours(fonts_of_machine):
    pixels = image("🚀")
    colour = pixels[:, :, :3]
    assert (colour.max(axis=2) - colour.min(axis=2)).max() > 0.3
    assert (colour <= pixels[:, :, 3:] + 1e-6).all() and pixels[:, :, 3].max() > 0.99
    columns = np.flatnonzero(pixels[:, :, 3].max(axis=0) > 0.5)
    assert columns[-1] - columns[0] > 20


def test_a_glyph_that_is_no_picture_is_drawn_from_its_outline(fonts_of_machine):
    assert bitmap(FontFile(str(FONTS / "NotoColorEmoji-subset.ttf")), 0, 20.0) is None
    assert bitmap(shipped_font(), 5, 20.0) is None


def test_a_variable_font_has_the_weight_of_captions_not_its_hairline():
    ink = image("H", font_file(FONTS / "TestVariable.ttf"))[:, :, 3]
    # The stem is 20 units wide at weight 100 and 420 at 900, so 220 at 500: 6.6 pixels at 30 pixels per em.
    assert abs(ink[20].sum() - 6.6) < 0.05


def test_pixels_outside_the_picture_are_clipped():
    below = np.zeros((4, 4, 4), dtype=np.float32)
    part = np.ones((3, 3, 4), dtype=np.float32)
    for left, top in ((-1, -1), (3, 3), (9, 0), (0, -9)):
        lay_over(below, part, left, top)
    assert below[:, :, 3].sum() == 4 + 1
