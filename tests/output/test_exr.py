"""OpenEXR files: what a compositor finds in them, and Cryptomatte."""

import json
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

import visualizer
from tests.scene.texts import GOOD
from visualizer.errors import InputError
from visualizer.output import exr
from visualizer.output.cryptomatte import channels, identity, murmur3
from visualizer.output.exr import NOTHING, read_exr, timecode, write_exr
from visualizer.output.files import NotAsDrawn

SIZE = (32, 18)


@pytest.fixture(scope="module")
def scene():
    return visualizer.load_text(GOOD)


@pytest.fixture(scope="module")
def file(scene, tmp_path_factory):
    path = tmp_path_factory.mktemp("exr") / "a.exr"
    visualizer.still(scene, path, time=2.5, size=SIZE, samples=4)
    return path


def test_the_channels_are_the_results_of_the_renderer(scene, file):
    found, _ = read_exr(file)
    layers = visualizer.picture(scene, time=2.5, size=SIZE, samples=4, layers=("beauty", "depth", "motion"))
    for place, name in enumerate("RGB"):
        assert found[name].dtype == np.float16
        np.testing.assert_array_equal(found[name], layers["beauty"][:, :, place].astype(np.float16))
    depth = np.where(np.isfinite(layers["depth"]), layers["depth"], np.float32(NOTHING))
    np.testing.assert_array_equal(found["depth.Z"], depth)
    np.testing.assert_array_equal(found["motion.X"], layers["motion"][:, :, 0])


def test_the_header_has_colours_rate_timecode_and_camera(scene, file):
    _, header = read_exr(file, whole=False)
    np.testing.assert_allclose(header["chromaticities"], exr.CHROMATICITIES, atol=1e-6)
    assert header["framesPerSecond"] == Fraction(10)
    assert (header["timeCode"].seconds, header["timeCode"].frame) == (2, 5)
    camera = scene.at(2.5).camera
    row = np.append(camera.eye, 1.0) @ header["worldToCamera"]
    np.testing.assert_allclose(row, [0.0, 0.0, 0.0, 1.0], atol=1e-4)
    ahead = camera.eye - camera.camera_from_world[2, :3] * 3.0
    x, y, depth, w = np.append(ahead, 1.0) @ header["worldToNDC"]
    np.testing.assert_allclose([x / w, y / w], 0.0, atol=1e-5)
    assert 0.0 < depth / w < 1.0


def test_cryptomatte_covers_what_the_object_covers_and_names_it(scene, file):
    found, header = read_exr(file)
    key = next(name for name, value in header.items() if value == "CryptoObject").removesuffix("/name")
    manifest = json.loads(header[f"{key}/manifest"])
    assert list(manifest) == list(scene.graph.actors)
    ids, shares = found["CryptoObject00.R"].view(np.uint32), found["CryptoObject00.G"]
    covered = found["depth.Z"] < NOTHING
    assert covered.any() and not covered.all()
    known = {int(text, 16) for text in manifest.values()}
    assert set(ids[shares > 0].tolist()) <= known
    assert (shares[covered] > 0).all() and shares.max() == 1.0


@pytest.mark.parametrize(("text", "value"), [("", 0), ("test", 0xBA6BD213), ("Hello, world!", 0xC0363E43)])
def test_names_are_hashed_as_murmur3_does(text, value):
    assert murmur3(text) == value


def test_an_identity_is_a_normal_float():
    for number in range(3000):
        value = np.uint32(identity(f"name {number}")).view(np.float32)
        assert np.isfinite(value) and abs(value) >= np.finfo(np.float32).tiny


def test_coverage_is_ranked():
    numbers = np.array([1, 2, 2, 0], np.uint32).reshape(4, 1, 1)
    found = channels("L", numbers, ("a", "b"))
    assert [float(found[f"L00.{c}"][0, 0]) for c in "GA"] == [0.5, 0.25]
    assert found["L00.R"].view(np.uint32)[0, 0] == identity("b")
    assert found["L00.B"].view(np.uint32)[0, 0] == identity("a")
    assert found["L01.G"][0, 0] == 0.0


def test_a_timecode_counts_frames():
    assert timecode(24 * 3661 + 5, 24) == (1, 1, 1, 5)
    assert timecode(30, Fraction(30000, 1001)) == (0, 0, 1, 0)


@pytest.mark.usefixtures("forked_workers")
def test_a_sequence_resumes_and_workers_write_the_same_bytes(scene, tmp_path):
    part: visualizer.PictureOptions = {"start": 1.8, "end": 2.2, "size": SIZE, "samples": 2}
    visualizer.render(scene, tmp_path / "a" / "%03d.exr", workers=1, **part)
    visualizer.render(scene, tmp_path / "b" / "%03d.exr", workers=2, **part)
    files = sorted((tmp_path / "a").iterdir())
    assert [one.name for one in files] == ["018.exr", "019.exr", "020.exr", "021.exr"]
    assert all(one.read_bytes() == (tmp_path / "b" / one.name).read_bytes() for one in files)
    stamp = files[0].stat().st_mtime_ns
    files[1].write_bytes(files[1].read_bytes()[:-40])
    visualizer.render(scene, tmp_path / "a" / "%03d.exr", resume=True, **part)
    assert files[0].stat().st_mtime_ns == stamp
    assert files[1].read_bytes() == (tmp_path / "b" / "019.exr").read_bytes()
    with pytest.raises(InputError, match=r"cannot resume.*samples 2, not 3"):
        visualizer.render(scene, tmp_path / "a" / "%03d.exr", resume=True, **(part | {"samples": 3}))


def test_a_file_that_is_not_as_drawn_is_not_kept(file, tmp_path, monkeypatch):
    drawn, header = read_exr(file)
    layers = exr.Layers({"R": drawn["R"]}, {}, np.zeros((1, 1, 3), np.uint8))
    monkeypatch.setattr(exr, "read_exr", lambda path: ({"R": drawn["G"]}, header))
    with pytest.raises(NotAsDrawn, match="another channel R"):
        write_exr(layers, tmp_path / "b.exr")
    assert not list(tmp_path.iterdir())


def test_a_png_that_is_not_as_drawn_is_not_kept(scene, tmp_path, monkeypatch):
    monkeypatch.setattr(Image, "open", lambda path: Image.new("RGB", SIZE, (255, 0, 255)))
    with pytest.raises(NotAsDrawn, match="differs from what was drawn"):
        visualizer.still(scene, tmp_path / "a.png", time=1.0, size=SIZE, samples=1)
    assert not list(tmp_path.iterdir())
