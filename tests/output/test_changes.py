"""Films that keep the unchanged segments of an earlier one: they have the bytes of a whole render, and what is drawn
again is said."""

import re
import shutil

import numpy as np
import pytest

from visualizer import data
from visualizer.cache.digests import content_digest
from visualizer.errors import InputError, Notice
from visualizer.frame import Draw
from visualizer.output import inputs, provenance
from visualizer.output.changes import manifest_path, read_manifest
from visualizer.output.format import Format
from visualizer.output.inputs import Inputs
from visualizer.output.job import Job
from visualizer.output.provenance import provenance_of
from visualizer.output.rendering import write_film
from visualizer.renderer.renderer import Renderer
from visualizer.scene.loading import load_text

SIZE = (32, 18)
COUNT, SECOND = 24, 12  # frames in all, and the first of the second shot; segments have 6
SCENE = """format = 1
title = "Test"
[film]
duration = 4.0
fps = 6
size = [32, 18]
[[shot]]
name = "one"
start = 0
camera = "first"
[[shot]]
name = "two"
start = 2
camera = "second"
look = "night"
[look.night.sky]
material = "stars"
brightness = 1
band = 0.5
[camera.first]
position = [0, 1, 4]
look_at = [0, 0, 0]
[camera.second]
position = [{ t = 2, v = [0, 1, 4] }, { t = 4, v = [0, 1, 3] }]
look_at = [0, 0, 0]
[actor.box]
kind = "shape"
colour = [{ t = 0, v = [0.5, 0.5, 0.5], ease = "step" }, { t = 3, v = [0.2, 0.5, 0.9] }]
[emitter.sparks]
position = [0, 0, 1]
size = 0.1
rate = [{ t = 0, v = 0, ease = "step" }, { t = 2.5, v = 40 }]
life = 1
"""


@pytest.fixture(scope="module")
def renderer():
    with Renderer(SIZE) as made:
        yield made


@pytest.fixture(scope="module")
def earlier(tmp_path_factory, renderer):
    """The film of SCENE."""
    return film(tmp_path_factory.mktemp("earlier") / "a.mkv", SCENE, renderer)[0]


def film(path, text, renderer, earlier=None):
    """Render the film of a text, and return its path and the numbers of the frames that were drawn."""
    scene = load_text(text, path.parent)
    job, drawn = Job(0, COUNT, 6, SIZE, 2, format=Format(codec="ffv1")), []
    found = Inputs(scene, 6, 2)

    def draw(number):
        drawn.append(number)
        frames = scene.exposure(scene.film.grid(6).time(number), 2, 6)
        found.note(number, frames)
        renderer.draw(frames)
        return renderer.pixels()

    made = provenance_of(
        scene, size=SIZE, fps=6, samples=2, detail=renderer.detail, driver="a driver", form=job.format
    )
    manifest = None if earlier is None else read_manifest(manifest_path(earlier))
    write_film(path, job, draw, None, made, found, manifest)
    return path, drawn


CHANGES = {
    "a comment": ("title", "# seen by nobody\ntitle", "", ""),
    "a camera's keyframe": ("v = [0, 1, 3]", "v = [0, 1, 2]", "camera", "2 to 4 s"),
    "a material's constant": ("v = [0.2, 0.5, 0.9]", "v = [0.2, 0.6, 0.9]", "draws", "3 to 4 s"),
    "an emitter": ("life = 1", "life = 2", "emitters", "2 to 3 s (emitters), 3 to 4 s"),
    "a caption": ("[actor.box]", '[[caption]]\ntext = "Now"\nstart = 0.5\nend = 1.5\n[actor.box]', "captions", "0 to 2 s"),
    "the seed": ("fps = 6", "fps = 6\nseed = 9", "emitters", "2 to 4 s"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_only_segments_with_changed_inputs_are_drawn_and_the_bytes_are_those_of_a_whole_render(
    tmp_path, renderer, earlier, change
):
    old, new, named, span = CHANGES[change]
    text = SCENE.replace(old, new, 1)
    with pytest.warns(Notice) as told:
        path, drawn = film(tmp_path / "a.mkv", text, renderer, earlier)
    whole, _ = film(tmp_path / "whole.mkv", text, renderer)
    assert path.read_bytes() == whole.read_bytes()
    seconds = re.findall(r"\d+", span) or (0, 0)
    assert drawn == list(range(6 * int(seconds[0]), 6 * int(seconds[-1])))
    message = str(told[0].message)
    assert message.startswith(f"{COUNT - len(drawn)} of {COUNT} frames are kept from {earlier}")
    assert span in message and named in message
    records = [manifest_path(one).read_text().replace(one.name, "") for one in (path, whole)]
    assert records[0] == records[1]


@pytest.fixture
def shaders(tmp_path, monkeypatch):
    """A copy of the folder of shaders, which is used instead of it. Call `forget_shaders` after a change."""
    for name in ("shaders", "assets"):
        shutil.copytree(data.data_folder(name), tmp_path / "data" / name)
    monkeypatch.setattr(data, "_INSTALLED", tmp_path / "data")
    yield tmp_path / "data" / "shaders"
    monkeypatch.undo()
    forget_shaders()


def forget_shaders():
    for one in (inputs.program, inputs._shader, provenance.program):
        one.cache_clear()


def test_a_changed_sky_is_drawn_again_where_it_is_used_and_a_changed_include_everywhere(
    tmp_path, earlier, shaders
):
    sky = shaders / "skies" / "stars.glsl"
    sky.write_text(sky.read_text().replace("return form.rgb", "return vec3(0.5) + form.rgb"))
    forget_shaders()
    with Renderer(SIZE) as renderer:
        with pytest.warns(Notice, match=r"drawn again: 2 to 4 s \(shaders\)$"):
            path, drawn = film(tmp_path / "a.mkv", SCENE, renderer, earlier)
        whole, _ = film(tmp_path / "whole.mkv", SCENE, renderer)
    assert drawn == list(range(SECOND, COUNT))
    assert path.read_bytes() == whole.read_bytes() != earlier.read_bytes()
    found = Inputs(load_text(SCENE, tmp_path), 6, 2)
    before = found.of(0)
    with (shaders / "common" / "colour.glsl").open("a") as file:
        file.write("// the end")
    forget_shaders()
    after = found.of(0)
    assert {name for name in before if before[name] != after[name]} == {"program"}
    starry = found.of(SECOND)
    with (shaders / "skies" / "gradient.glsl").open("a") as file:  # of transparent frames
        file.write("// the end")
    forget_shaders()
    assert found.of(SECOND)["shaders"] != starry["shaders"]


def test_nothing_is_kept_of_a_film_with_other_settings_and_the_difference_is_said(
    tmp_path, renderer, earlier
):
    manifest = manifest_path(earlier).read_text()
    shutil.copy(earlier, tmp_path / "a.mkv")
    manifest_path(tmp_path / "a.mkv").write_text(manifest.replace('"samples": 2', '"samples": 9'))
    with pytest.warns(Notice, match=r"^nothing of .*a\.mkv is kept: .*\(samples 9, not 2\)$"):
        _, drawn = film(tmp_path / "b.mkv", SCENE, renderer, tmp_path / "a.mkv")
    assert drawn == list(range(COUNT))


@pytest.mark.parametrize("how", ["changed", "gone", "no manifest", "absent"])
def test_a_film_that_cannot_be_cut_is_an_error_that_says_why(tmp_path, earlier, how):
    copy = tmp_path / "a.mkv"
    manifest = manifest_path(copy)
    manifest.write_text(manifest_path(earlier).read_text() if how != "no manifest" else '{"film": 3}')
    if how == "changed":
        copy.write_bytes(earlier.read_bytes() + b"0")
    if how == "absent":
        manifest.unlink()
    told = {
        "changed": r"a\.mkv, which was changed since: .*without --changed-since",
        "gone": r"a\.mkv, which is not there: ",
        "no manifest": r"a\.mkv\.manifest\.json is not the manifest of a film: it is the file that a render writes",
        "absent": r"cannot read .*a\.mkv\.manifest\.json: No such file",
    }
    with pytest.raises(InputError, match=told[how]):
        read_manifest(manifest)


def test_what_a_frame_holds_is_digested_by_value():
    def draw(colour, unseen=0):
        made = Draw("a", "plain", np.eye(3, 4)[None], uniforms={"colour": colour})
        made.__dict__["remembered"] = unseen
        return made

    one = (1.0, 2.0, 3.0)
    assert content_digest([draw(one), draw(one)]) == content_digest([draw(one, 1), draw((1.0, 2.0, 3.0))])
    assert content_digest(draw(one)) != content_digest(draw((1.0, 2.0, 3.5)))
    with pytest.raises(TypeError, match="an object of object has no digest"):
        content_digest([object()])
