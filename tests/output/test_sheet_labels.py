"""Labels of contact sheets: all scripts of the shipped font, clipped to their picture."""

import numpy as np

from visualizer.output.sheets import label_mask


def mask(text, size=(200, 24)):
    return np.asarray(label_mask(text, 12, size))


def test_labels_in_other_scripts_have_glyphs():
    boxes = mask("\U00010ffd" * 5)
    for text in ("старт", "έναρξ", "dépôt"):
        assert mask(text).any() and (mask(text) != boxes).any()


def test_a_label_longer_than_its_picture_is_cut_off_at_its_edge():
    assert mask("long " * 40).shape == (24, 200)
