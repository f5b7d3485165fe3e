"""The scene graph: a snapshot computes each transform once."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from visualizer.actors.base import Actor, ActorProperties, Contribution, FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.errors import ActorError
from visualizer.scene.loading import load
from visualizer.timeline.track import Keyframe, Track
from visualizer.transforms import translation


class Counted(Actor[ActorProperties]):
    """An actor that counts the calls of its methods, and whose anchor depends on its parent's."""

    kind = "counted"
    anchors = ("hand",)

    def __init__(self, name: str, properties: ActorProperties, film: FilmContext) -> None:
        super().__init__(name, properties, film)
        self.asked: Counter[str] = Counter()

    def placement(self, snapshot: Snapshot) -> NDArray[np.float64]:
        self.asked["placement"] += 1
        return super().placement(snapshot)

    def anchor(self, name: str, snapshot: Snapshot) -> NDArray[np.float64]:
        self.asked[name] += 1
        attach = self.properties.attach
        if attach is not None:  # an anchor that depends on other actors
            snapshot.world_from(attach)
        snapshot.world_from(self.name)
        matrix = np.eye(4)
        matrix[:3, 3] = 0.0, 1.0, 0.0
        return matrix

    def contribution(self, snapshot: Snapshot) -> Contribution:
        snapshot.world_from(self.name)
        snapshot.world_from(f"{self.name}.hand")
        return Contribution()


def chain(length: int, *, by: str = "") -> dict[str, Counted]:
    actors = {}
    for number in range(length):
        attach = f"actor{number - 1}{by}" if number else None
        properties = ActorProperties(position=(1.0, 0.0, 0.0), attach=attach)
        actors[f"actor{number}"] = Counted(f"actor{number}", properties, FilmContext())
    return actors


@pytest.mark.parametrize("by", ["", ".hand"])
def test_a_chain_of_four_attached_actors_computes_four_placements_per_frame(by: str) -> None:
    actors = chain(4, by=by)
    snapshot = Snapshot(SceneGraph(actors), 1.0)
    for actor in actors.values():
        actor.contribution(snapshot)
    assert [actor.asked for actor in actors.values()] == 4 * [Counter(placement=1, hand=1)]


def test_the_transforms_of_a_chain_of_attached_actors_are_multiplied() -> None:
    snapshot = Snapshot(SceneGraph(chain(4, by=".hand")), 1.0)
    np.testing.assert_array_equal(snapshot.position("actor3.hand"), (4.0, 4.0, 0.0))


class Plain(Actor[ActorProperties]):
    """An actor with the placement of all, and an anchor that moves."""

    kind = "plain"
    anchors = ("hand",)

    def anchor(self, name: str, snapshot: Snapshot) -> NDArray[np.float64]:
        if snapshot.time > 5.0:
            raise ZeroDivisionError("too late")
        return translation([0.0, snapshot.time, 0.0])


def test_the_poses_at_many_times_are_those_at_each_and_an_error_names_its_time() -> None:
    turning = ActorProperties(
        position=Track.of((0.0, (0.0, 0.0, 0.0), "smooth"), (1.0, (1.0, 2.0, 0.0), "smooth"), (3.0, (2.0, 0.0, 0.0))),
        rotation=Track([Keyframe(0.0, (0.0, 10.0, 0.0), "in-out-sine"), Keyframe(2.0, (90.0, 0.0, 5.0))], "rotation"),
        scale=2.0,
    )  # fmt: skip
    actors: dict[str, Actor[Any]] = {
        "ship": Plain("ship", turning, FilmContext()),
        "pilot": Plain("pilot", ActorProperties(position=(0.0, 1.0, 0.0), attach="ship.hand"), FilmContext()),
        "glove": Counted("glove", ActorProperties(attach="pilot.hand"), FilmContext()),
    }
    graph, times = SceneGraph(actors), np.array([-1.0, 0.0, 0.7, 1.0, 2.4, 2.0, 4.0])
    for reference in ("ship", "pilot.hand", "glove.hand"):
        motion = graph.parent_motion(reference)
        poses = motion.poses(times)
        one_by_one = [graph.world_from(reference, float(t)) for t in times]
        np.testing.assert_allclose(poses, one_by_one, rtol=1e-12, atol=1e-12)
        alone = SceneGraph(actors).parent_motion(reference).world_from_parent(2.4)
        np.testing.assert_array_equal(alone, poses[4], "whatever other times are asked for")
    with pytest.raises(ActorError, match=r"ship.*failed at 6 s"):
        graph.parent_motion("pilot.hand").poses(np.array([4.0, 6.0]))


def test_a_cached_transform_is_read_only() -> None:
    snapshot = Snapshot(SceneGraph(chain(1)), 1.0)
    with pytest.raises(ValueError, match="read-only"):
        snapshot.world_from("actor0")[0, 3] = 2.0


def test_a_frame_of_a_scene_with_a_chain_of_four_computes_one_placement_of_each_that_may_move(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = "\n".join(
        f'[actor.{name}]\nkind = "shape"\n' + (f'attach = "{above}.top"\n' if above else "")
        for name, above in zip("abcd", ("", *"abc"), strict=True)
    )
    path = tmp_path / "chain.toml"
    path.write_text(
        "format = 1\n[film]\nduration = 4.0\nfps = 24\nsize = [32, 18]\n"
        '[[shot]]\nname = "one"\nstart = 0.0\ncamera = "eye"\n'
        f'[camera.eye]\nposition = [0, 1, 8]\nlook_at = "d.top"\n{links}',
        encoding="utf-8",
    )
    scene = load(path)
    scene.at(2.0)  # fills the cache of the camera's line of sight
    asked: list[str] = []
    placement = Actor.placement

    def counted(self: Actor[ActorProperties], snapshot: Snapshot) -> NDArray[np.float64]:
        asked.append(self.name)
        return placement(self, snapshot)

    monkeypatch.setattr(Actor, "placement", counted)
    scene.at(2.0)
    assert sorted(asked) == ["b", "c", "d"], "a rests: it was placed once for all times"


def test_an_actor_that_neither_moves_nor_is_carried_has_one_matrix_at_all_times() -> None:
    still = Actor[ActorProperties]("still", ActorProperties(position=(1.0, 0.0, 0.0)), FilmContext())
    upon = Actor[ActorProperties]("upon", ActorProperties(attach="still", scale=2.0), FilmContext())
    move = Track[Any]([Keyframe(0.0, (0.0, 0.0, 0.0)), Keyframe(2.0, (2.0, 0.0, 0.0))], "vector")
    moving = Actor[ActorProperties]("moving", ActorProperties(position=move), FilmContext())
    carried = Actor[ActorProperties]("carried", ActorProperties(attach="moving"), FilmContext())
    graph = SceneGraph({actor.name: actor for actor in (still, upon, moving, carried)})
    for name in ("still", "upon"):
        assert graph.world_from(name, 0.5) is graph.world_from(name, 1.5)
    np.testing.assert_allclose(graph.world_from("upon", 1.0)[:3, 3], [1.0, 0.0, 0.0])
    for name in ("moving", "carried"):
        np.testing.assert_allclose(graph.world_from(name, 1.5)[:3, 3], [1.5, 0.0, 0.0])


def test_snapshots_of_an_exposure_know_of_each_other_and_one_alone_of_itself() -> None:
    graph = SceneGraph({})
    exposure = Snapshot.of_exposure(graph, [0.0, 0.5, 1.0])
    assert [one.time for one in exposure[1].beside] == [0.0, 0.5, 1.0]
    left = exposure.pop()
    del exposure
    assert left.beside == [left]
    alone = Snapshot(graph, 2.0)
    assert alone.beside == [alone]
