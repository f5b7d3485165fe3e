"""Building ahead: the meshes of the shots to come are built by a thread, and nothing that fails there is heard of."""

import pytest

from tests.scene.texts import GOOD
from visualizer.actors.shape import Shape
from visualizer.scene.ahead import BuildAhead
from visualizer.scene.loading import load

LATER = '[actor.later]\nkind = "shape"\nvisible = [{ t = 0, v = false }, { t = 2, v = true }]\n'


@pytest.fixture
def scene(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(GOOD + LATER + '[emitter.dust]\nrate = 9\nshape = "surface"\nmesh = "later.shape"\n')
    return load(path)


def test_the_meshes_of_all_shots_are_built_by_the_thread(scene):
    with BuildAhead() as ahead:
        ahead.follow(scene, 0.0)
        ahead.wait()
    assert all(mesh.is_built for mesh in scene.library.meshes.values())
    assert "origins" in vars(scene.library.emitters["dust"])


def test_the_shot_at_hand_comes_first(scene, monkeypatch):
    asked = []
    contribution = Shape.contribution

    def noted(self, snapshot):
        asked.append(snapshot.time)
        return contribution(self, snapshot)

    monkeypatch.setattr(Shape, "contribution", noted)
    with BuildAhead() as ahead:
        ahead.follow(scene, 2.5)
        ahead.wait()
    assert min(asked[:2]) >= 2.0
    assert min(asked) < 2.0


def test_what_fails_does_not_end_the_thread(scene, monkeypatch):
    with BuildAhead() as ahead:
        with monkeypatch.context() as broken:
            broken.setattr(Shape, "contribution", lambda *given: 1 / 0)
            ahead.follow(scene, 0.0)
            ahead.wait()
        assert not any(mesh.is_built for name, mesh in scene.library.meshes.items() if name == "stone.shape")
        ahead.follow(scene, 0.0)
        ahead.wait()
    assert all(mesh.is_built for mesh in scene.library.meshes.values())


def test_ending_does_not_wait_for_what_is_left(scene):
    ahead = BuildAhead()
    ahead.end()
    assert not any(mesh.is_built for mesh in scene.library.meshes.values())
