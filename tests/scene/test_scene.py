"""Loading a valid scene: frames in any order, shots, cameras, captions, includes, kinds, schema."""

import random
import sys

import numpy as np
import pytest

from tests.scene.texts import GOOD, replaced
from visualizer.actors.base import Contribution
from visualizer.actors.shape import Shape
from visualizer.data import data_folder
from visualizer.errors import ActorError, Notice
from visualizer.frame import Ripple, Shafts, Sky
from visualizer.scene.kinds import kinds
from visualizer.scene.loading import load
from visualizer.scene.problems import SceneError
from visualizer.scene.schema import scene_schema

CAPTIONED = GOOD + '[[caption]]\ntext = "Hello there"\nstart = 1.0\nend = 3.0\n'


def loaded(tmp_path, text=GOOD):
    path = tmp_path / "s.toml"
    path.write_text(text)
    return load(path)


def same(a, b):
    return (
        np.array_equal(a.camera.camera_from_world, b.camera.camera_from_world)
        and all(
            np.array_equal(x.poses, y.poses) and x.uniforms == y.uniforms
            for x, y in zip(a.draws, b.draws, strict=True)
        )
        and (a.shot, a.grade, a.key_light, a.captions) == (b.shot, b.grade, b.key_light, b.captions)
    )


def test_the_latest_starting_shot_is_on_screen(tmp_path):
    scene = loaded(tmp_path)
    assert [scene.at(t).shot for t in (-1.0, 0.0, 1.99, 2.0, 99.0)] == ["one", "one", "one", "two", "two"]
    assert [(s.name, s.start, s.end) for s in scene.shots] == [("one", 0.0, 2.0), ("two", 2.0, 4.0)]


def test_frames_are_the_same_in_any_order(tmp_path):
    text = replaced("[0, 1, 4]", "[{ t = 0, v = [0, 1, 4] }, { t = 4, v = [2, 1, 4] }]")
    text = text.replace('look_at = "stone.top"', 'look_at = "stone.top"\ntremor = 0.1')
    scene = loaded(tmp_path, text)
    times = [k * 0.17 for k in range(24)]
    frames = {t: scene.at(t) for t in times}
    for t in random.Random(3).sample(times, len(times)):
        assert same(scene.at(t), frames[t])


def test_one_sample_is_the_still_and_more_spread_over_the_open_shutter(tmp_path):
    scene = loaded(tmp_path)
    assert [frame.time for frame in scene.exposure(1.0, 1)] == [1.0]
    times = [frame.time for frame in scene.exposure(1.0, 4)]
    # 180 degrees at 10 frames a second: 0.05 s.
    np.testing.assert_allclose(times, 1.0 + 0.05 * (np.arange(4) + 0.5) / 4)


def test_the_shutter_closes_before_a_cut(tmp_path):
    scene = loaded(tmp_path)
    assert {frame.shot for frame in scene.exposure(1.99, 8)} == {"one"}


def test_no_samples_at_all_are_refused(tmp_path):
    with pytest.raises(ValueError, match="at least one sample"):
        loaded(tmp_path).exposure(0.0, 0)


@pytest.mark.parametrize("rate", [0, -24, float("nan"), "many"])
def test_an_exposure_at_an_invalid_frame_rate_is_refused(tmp_path, rate):
    with pytest.raises(ValueError):
        loaded(tmp_path).exposure(0.0, 4, rate)
    with pytest.raises(ValueError):
        loaded(tmp_path).film.grid(rate)


@pytest.mark.parametrize("time", [float("nan"), float("inf")])
def test_a_time_that_is_not_a_number_is_refused(tmp_path, time):
    with pytest.raises(ValueError, match="finite number of seconds"):
        loaded(tmp_path).at(time)


def test_a_camera_looks_at_an_anchor_that_moves(tmp_path):
    scene = loaded(tmp_path, GOOD + "position = [{ t = 0, v = [0, 0, 0] }, { t = 2, v = [3, 0, 0] }]\n")
    for t in (0.0, 1.0, 2.0):
        seen = scene.at(t).camera.camera_from_world @ [1.5 * t, 1.0, 0.0, 1.0]
        assert seen[:2] == pytest.approx([0.0, 0.0], abs=1e-9)


def test_a_camera_may_ease_from_one_target_to_the_next(tmp_path):
    text = replaced('"stone.top"', '[{ t = 0, v = "stone" }, { t = 2, v = [2, 0, 0] }]')
    seen = loaded(tmp_path, text).at(1.0).camera.camera_from_world @ [1.0, 0.0, 0.0, 1.0]
    assert seen[:2] == pytest.approx([0.0, 0.0], abs=1e-9)


def test_an_actor_moves_with_what_it_is_attached_to(tmp_path):
    text = GOOD + '[actor.hat]\nkind = "shape"\nattach = "stone.top"\nposition = [0, 0.5, 0]\n'
    snapshot = loaded(tmp_path, text).graph
    np.testing.assert_allclose(snapshot.world_from("hat", 0.0)[:3, 3], (0.0, 1.5, 0.0))


def test_an_invisible_actor_draws_nothing(tmp_path):
    scene = loaded(tmp_path, GOOD + "visible = [{ t = 0, v = true }, { t = 1, v = false }]\n")
    assert (len(scene.at(0.5).draws), len(scene.at(1.5).draws)) == (1, 0)


def test_a_caption_fades_in_and_out(tmp_path):
    scene = loaded(tmp_path, CAPTIONED)
    assert [c.alpha for t in (0.9, 1.2, 2.0, 2.8, 3.0) for c in scene.at(t).captions] == pytest.approx(
        [0.5, 1.0, 0.5]
    )


def test_an_include_brings_its_tables_and_shot_times_reach_into_it(tmp_path):
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "b.toml").write_text(
        '[actor.b]\nkind = "shape"\nposition = [{ t = 0, v = [0, 0, 0] }, { t = "two", v = [2, 0, 0] }]\n'
    )
    scene = loaded(tmp_path, 'include = ["sets/b.toml"]\n' + GOOD)
    assert scene.graph.world_from("b", 1.0)[0, 3] == pytest.approx(1.0)
    assert [path.name for path in scene.files] == ["s.toml", "b.toml"]


def test_another_package_brings_a_kind_through_an_entry_point(tmp_path, monkeypatch):
    site = tmp_path / "site"
    info = site / "monolith-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: monolith\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[visualizer.actors]\nmonolith = monolith:Monolith\n")
    (site / "monolith.py").write_text(
        "from visualizer.actors.base import Actor, ActorProperties, Contribution\n"
        "from visualizer.geometry.primitives import box\n"
        "from visualizer.properties import Number, declare\n"
        "class Monolith(Actor):\n"
        "    'A black slab.'\n"
        "    kind = 'monolith'\n"
        "    class Properties(ActorProperties):\n"
        "        'What a scene may set.'\n"
        "        gloss: Number = declare(0.1, 'how rough it is', unit='0..1', low=0.0, high=1.0)\n"
        "    def __init__(self, name, properties, film):\n"
        "        super().__init__(name, properties, film)\n"
        "        self.meshes['slab'] = box((1, 9, 4))\n"
        "    def contribution(self, snapshot):\n"
        "        gloss = self.properties.gloss.at(snapshot.time)\n"
        "        return Contribution([self.draw(snapshot, 'slab', 'plain', colour=(0.0, 0.0, 0.0), roughness=gloss, metalness=0.0, emission=0.0)])\n"
    )
    monkeypatch.syspath_prepend(str(site))
    scene = loaded(tmp_path, GOOD + '[actor.slab]\nkind = "monolith"\ngloss = 0.3\n')
    assert [draw.mesh for draw in scene.at(0.0).draws] == ["stone.shape", "slab.slab"]
    assert "actor_monolith" in scene_schema()["$defs"]
    sys.modules.pop("monolith", None)


def test_loading_a_scene_builds_no_mesh_even_where_particles_are_born_on_one(tmp_path):
    on_it = '[emitter.e]\nrate = 5\nshape = "surface"\nmesh = "stone.shape"\n'
    scene = loaded(tmp_path, GOOD + on_it)
    mesh = scene.library.meshes["stone.shape"]
    assert not mesh.is_built
    assert scene.library.emitters["e"].origins.group
    assert mesh.is_built


def test_a_mesh_that_cannot_be_built_names_its_actor(tmp_path, monkeypatch):
    def failing(shape, size, seed):
        raise ValueError("no such stone")

    monkeypatch.setattr("visualizer.actors.shape._mesh", failing)
    mesh = loaded(tmp_path, GOOD).library.meshes["stone.shape"]
    with pytest.raises(
        ActorError,
        match=r"actor 'stone' of kind 'shape' \(visualizer.actors.shape\) cannot build its mesh 'shape': ValueError: no such stone",
    ):
        assert mesh.vertices


def test_two_actors_with_a_sky_are_an_error(tmp_path, monkeypatch):
    scene = loaded(tmp_path, GOOD + '[actor.b]\nkind = "shape"\n')
    skies = {"stone": Sky("gradient", {"zenith": (1.0, 0.0, 0.0)}), "b": Sky("stars", {})}
    monkeypatch.setattr(Shape, "contribution", lambda self, snapshot: Contribution(sky=skies[self.name]))
    with pytest.warns(Notice, match="the actors 'stone' and 'b' each have one; that of 'stone' is shown"):
        assert scene.at(0.0).sky is skies["stone"]


def test_the_pressure_fronts_and_shafts_of_all_actors_are_in_the_frame(tmp_path, monkeypatch):
    scene = loaded(tmp_path, GOOD + '[actor.b]\nkind = "shape"\n')
    contribution = Contribution(
        ripple=Ripple((0.0, 0.0, 0.0), 1.0, 0.1, 0.1), shafts=Shafts((0.0, 0.0, 0.0), 0.5)
    )
    monkeypatch.setattr(Shape, "contribution", lambda self, snapshot: contribution)
    frame = scene.at(0.0)
    assert (len(frame.ripples), len(frame.shafts)) == (2, 2)


def test_a_broken_kind_of_another_package_is_named(tmp_path, monkeypatch):
    info = tmp_path / "site" / "bad-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: bad\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[visualizer.actors]\nbad = nowhere_at_all:Bad\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    with pytest.raises(SceneError, match=r"the kind 'bad' .* cannot be loaded"):
        loaded(tmp_path)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import sys; sys.exit(3)", r"s.toml.* the kind 'bad' .* cannot be loaded"),
        ("class Bad: pass", "not a subclass of visualizer.actors.base.Actor"),
        ("class Bad(Actor): Properties = dict", "the Properties of the kind 'bad' .* are not a subclass"),
        (
            "class Bad(Actor):\n def __init__(self, *given): raise TypeError('boom')",
            "s.toml:24:8: actor.odd: cannot be built: TypeError: boom",
        ),
        (
            "class Bad(Actor):\n def prepare(self, stage): self.nothing",
            "s.toml:24:8: actor.odd: cannot be built: AttributeError",
        ),
    ],
)
def test_an_invalid_kind_of_another_package_is_reported(source, expected, tmp_path, monkeypatch):
    info = tmp_path / "site" / "bad-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: bad\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[visualizer.actors]\nbad = bad_kind:Bad\n")
    (tmp_path / "site" / "bad_kind.py").write_text(f"from visualizer.actors.base import Actor\n{source}\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.delitem(sys.modules, "bad_kind", raising=False)
    with pytest.raises(SceneError, match=expected):
        loaded(tmp_path, GOOD + '[actor.odd]\nkind = "bad"\n')


def test_a_kind_cannot_take_the_name_of_another(tmp_path, monkeypatch):
    info = tmp_path / "site" / "twin-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: twin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[visualizer.actors]\nshape = twin:Shape\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    with pytest.raises(SceneError, match=r"the kind 'shape' .* has the name of a kind that exists already"):
        loaded(tmp_path)


def test_emitters_stay_visible_if_an_actor_of_the_same_name_is_hidden(tmp_path):
    text = GOOD + "visible = false\n[emitter.stone]\nrate = 100\n"
    assert loaded(tmp_path, text).at(1.0).batches != ()


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    (tmp_path / "s.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load(tmp_path / "s.toml").film.duration == 4.0


def described(schema, path, found):
    for name, item in schema.get("properties", {}).items():
        if "description" not in item and "$ref" not in item and "allOf" not in item:
            found.append(f"{path}.{name}")
    return found


def test_every_property_of_every_table_and_kind_has_a_description():
    schema = scene_schema()
    missing = described(schema, "scene", [])
    for name, definition in schema["$defs"].items():
        described(definition, name, missing)
    assert missing == []


def test_every_kind_can_be_made_with_its_defaults_or_says_what_it_needs():
    for name, cls in kinds().items():
        required = [field for field, info in cls.Properties.model_fields.items() if info.is_required()]
        if not required:
            cls.Properties()  # validates the defaults against their limits
        assert cls.kind == name


SCENES = sorted(path for path in data_folder("scenes").glob("*.toml") if path.name != "launch.toml")


@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.name)
def test_every_scene_that_is_shipped_loads_and_says_what_it_shows(path):
    scene = load(path)
    scene.at(scene.film.duration / 2.0)
    head = path.read_text().split("format = 1")[0]
    assert "Tested by" in head, "a scene's header says what it shows and how it is tested"


def test_adding_an_emitter_does_not_change_the_others(tmp_path):
    fire = "[emitter.fire]\nrate = 50\n"
    alone = loaded(tmp_path, GOOD + fire).library.emitters["fire"]
    joined = loaded(tmp_path, GOOD + "[emitter.ash]\nrate = 5\n" + fire).library.emitters["fire"]
    assert alone.digest == joined.digest
