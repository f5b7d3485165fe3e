"""Names in a scene file: compared in Unicode normal form C, and defined once."""

import unicodedata
from typing import Literal

import pytest

from tests.scene.texts import GOOD
from visualizer.output.times import frames_between, moment_of
from visualizer.scene.loading import load
from visualizer.scene.problems import SceneError

Form = Literal["NFC", "NFD"]
FORMS: tuple[Form, ...] = (
    "NFC",
    "NFD",
)  # as most keyboards write é, and as macOS names files: one code point or two

SCENE = """format = 1
film = { duration = 4.0, fps = 10, size = [32, 18] }
shot = [{ name = "début", start = 0, camera = "œil_é", look = "été" }, { name = "fin", start = "DÉBUT", camera = "ŒIL" }]
look = { "été" = { key = { radius = 2 } } }
[camera."œil_é"]
look_at = "André.middle"
[actor."André"]
kind = "shape"
[actor.child]
kind = "shape"
attach = "ANDRÉ.top"
[emitter."fusée"]
rate = 1
attach = "ANDRÉ"
mesh = "ANDRÉ.shape"
shape = "surface"
[emitter.sparks]
parent = "FUSÉE"
"""


def written(form: Form, other: Form) -> str:
    """Return the scene with names in one form and references to them in another."""
    text = unicodedata.normalize(form, SCENE)
    for name, meant in (("DÉBUT", "début+2"), ("ŒIL", "œil_é"), ("ANDRÉ", "André"), ("FUSÉE", "fusée")):
        text = text.replace(unicodedata.normalize(form, name), unicodedata.normalize(other, meant))
    return text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("other", FORMS)
def test_a_name_is_the_same_however_its_letters_are_stored(tmp_path, form, other):
    path = tmp_path / "s.toml"
    path.write_text(written(form, other), encoding="utf-8")
    scene = load(path)
    name = unicodedata.normalize(other, "début")
    assert scene.shot(name).start == 0.0
    assert moment_of(scene, f"{name}+1", scene.film.grid()) == 1.0
    assert frames_between(scene, scene.film.grid(), shot=name, what="show") == range(20)
    assert [shot.start for shot in scene.shots] == [0.0, 2.0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[camera."e\u0301"]\n[camera."\u00e9"]\n', "s.toml:25:9: camera.é: defined already at "),
        (
            '[[shot]]\nname = "\u00e9"\nstart = 1\ncamera = "still"\n[[shot]]\nname = "e\u0301"\nstart = 3\ncamera = "still"\n',
            "shot[3].name: a shot of this name exists already",
        ),
    ],
)
def test_two_spellings_of_the_same_name_are_reported(tmp_path, text, told):
    (tmp_path / "s.toml").write_text(GOOD + text, encoding="utf-8")
    with pytest.raises(SceneError) as error:
        load(tmp_path / "s.toml")
    assert told in str(error.value)


def test_a_name_defined_in_two_files_does_not_hide_other_errors(tmp_path):
    (tmp_path / "part.toml").write_text('[actor.stone]\nkind = "shape"\n[light.l]\nintensity = -1\n')
    (tmp_path / "s.toml").write_text('include = ["part.toml"]\n' + GOOD.replace("[3, 3, 3]", '"red"'))
    with pytest.raises(SceneError) as error:
        load(tmp_path / "s.toml")
    assert [(p.file.rpartition("/")[2], p.line, p.path) for p in error.value.problems] == [
        ("part.toml", 1, "actor.stone"),
        ("part.toml", 4, "light.l.intensity"),
        ("s.toml", 21, "look.day.key.colour"),
    ]
