"""Stills: the metadata of the PNG."""

import struct

import numpy as np
from PIL import Image

from visualizer.output.stills import write_still
from visualizer.player import screenshot

PIXELS = np.arange(2 * 4 * 3, dtype=np.uint8).reshape(2, 4, 3)


def chunks(path):
    """Return the chunks of a PNG in order, (type, content)."""
    data, at, found = path.read_bytes(), 8, []
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        found.append((kind.decode(), data[at + 8 : at + 8 + length]))
        at += length + 12
    return found


def test_the_srgb_chunk_comes_before_the_pixels(tmp_path):
    write_still(PIXELS, tmp_path / "a.png")
    for path in (tmp_path / "a.png", screenshot.save(PIXELS, tmp_path, "scene", "0001.000")):
        said = chunks(path)
        kinds = [kind for kind, _ in said]
        assert kinds.index("sRGB") < kinds.index("IDAT")
        assert dict(said)["sRGB"] == b"\0"  # perceptual
        assert not {"gAMA", "iCCP"} & set(kinds)  # nothing that could contradict it
        np.testing.assert_array_equal(np.asarray(Image.open(path)), PIXELS)
