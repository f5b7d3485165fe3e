"""Captions as pictures drawn on the CPU: positions, shadow, and independence of what was drawn before."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import binary_dilation

from tests.renderer.frames import PLAIN_GRADE, still_life
from visualizer.frame import Caption, Grade, Sky
from visualizer.renderer.captions import caption_image
from visualizer.renderer.renderer import Renderer

SIZE = (320, 180)


def picture(renderer, frame):
    renderer.draw(frame)
    return renderer.pixels()


def ink(*captions, size=SIZE):
    """Return the mask of the letters, without their shadow."""
    return caption_image(captions, size)[:, :, 0] > 128


def rows_of(mask):
    rows = np.flatnonzero(mask.any(axis=1))
    return rows[0], rows[-1]


def test_captions_at_the_same_time_are_both_shown_the_first_above_the_second():
    first, second = Caption("First"), Caption("Second one")
    both = ink(first, second)
    alone = ink(second)
    top, _ = rows_of(alone)
    assert (both[top:] == alone[top:]).all(), "the last is at the foot, as if alone"
    above = rows_of(both[:top])
    shape = ink(first)
    moved = rows_of(shape)
    assert (both[above[0] : above[1] + 1] == shape[moved[0] : moved[1] + 1]).all()


def test_a_caption_has_a_soft_shadow_and_white_letters():
    image = caption_image((Caption("Hello"),), (1280, 720))
    assert image[:, :, 0].max() > 240
    around = (image[:, :, 0] == 0) & (image[:, :, 3] > 0)
    assert around.sum() > (image[:, :, 0] > 0).sum(), "the shadow is wider than the letters"
    assert (image[:, :, :3] <= image[:, :, 3:]).all(), "premultiplied"


def test_letters_are_legible_before_white():
    """The contrast of letters to what is next to them is at least 4.5 to 1 (WCAG 2.2, success criterion 1.4.3)."""
    size, words = (640, 360), Caption("I will, it ill:\ngo first. Wait for him there.")
    white = still_life(
        draws=(), sky=Sky("gradient", dict.fromkeys(("zenith", "horizon", "ground"), (900.0,) * 3))
    )
    letters = ink(words, size=size)
    with Renderer(size) as renderer:
        seen = picture(renderer, dataclasses.replace(white, grade=PLAIN_GRADE, captions=(words,))) / 255.0
    assert seen[0].mean() > 0.9, "the picture behind is white"
    luminance = np.where(seen <= 0.04045, seen / 12.92, ((seen + 0.055) / 1.055) ** 2.4) @ (
        0.2126,
        0.7152,
        0.0722,
    )
    # Pixels at a distance of one are partly covered by letters, and so are few of the others.
    near = binary_dilation(letters, iterations=2) & ~binary_dilation(letters, iterations=1)
    assert (np.median(luminance[letters]) + 0.05) / (np.quantile(luminance[near], 0.99) + 0.05) > 4.5


@pytest.mark.parametrize("size", [(320, 180), (640, 360), (90, 160), (210, 90), (7, 5), (1, 1)])
def test_letters_stay_in_the_safe_area(size):
    mask = ink(Caption("The ground had warned them\nfor years, tonight it stopped"), size=size)
    rows, columns = np.nonzero(mask)
    if len(rows):
        assert rows.min() >= 0.05 * size[1] - 1 and rows.max() <= 0.95 * size[1]
        assert columns.min() >= 0.05 * size[0] - 1 and columns.max() <= 0.95 * size[0]


def test_letters_of_three_scripts_differ_from_the_box_of_a_letter_that_no_font_has(monkeypatch):
    box = ink(Caption("\U00010ffd"))
    pictures = [ink(Caption(letter)) for letter in "éüß−ΕλάПск"]
    for number, one in enumerate(pictures):
        assert one.any() and not (one == box).all()
        assert not any((one == other).all() for other in pictures[:number])


def test_a_caption_is_the_same_bits_whatever_was_drawn_before():
    frames = [
        still_life(captions=captions)
        for captions in (
            (Caption("First\nof two lines"),),
            (),
            (Caption("Second"), Caption("Third", 0.4)),
            (Caption("Second", 0.3),),
            (Caption("Second", 0.7), Caption("Second", 0.0)),
        )
    ]
    alone = []
    for frame in frames:
        with Renderer((64, 36)) as fresh:
            alone.append(picture(fresh, frame))
    with Renderer((64, 36)) as shared:
        for number in (0, 1, 2, 3, 4, 3, 2, 1, 0, 2, 0, 3, 1):
            assert (picture(shared, frames[number]) == alone[number]).all()


ODD = st.text(
    st.sampled_from(
        "aé漢مرב😀👨\u200d🇫\u0301\u200f\u200e\u2066\u2069\u202e\ufe0f()[<«…\u00ad\u3000\u2028\n\t \uf8ff\U0010fffd"
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ODD, min_size=1, max_size=3), st.integers(1, 160), st.integers(1, 90))
def test_any_text_can_be_drawn_at_any_size(texts, width, height):
    assert caption_image([Caption(text) for text in texts], (width, height)).shape == (height, width, 4)


@pytest.mark.parametrize("samples", [1, 2])
def test_letters_are_in_the_picture_as_they_are_set_not_smoothed_with_it(samples):
    captions = (Caption("Light"),)
    frame = still_life(captions=captions, grade=Grade(fade=0.0))
    with Renderer((160, 90)) as renderer:
        renderer.draw([frame] * samples)
        assert (renderer.pixels() == caption_image(captions, (160, 90))[:, :, :3]).all()
