"""Rules that every kind of actor must keep; kinds that are added later are tested without a change here."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import visualizer.actors
import visualizer.cast
from tests.cast.parameters import declared, faults
from visualizer.actors.base import Actor, ActorProperties, FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.actors.materials import Material
from visualizer.cache.kept import Kept
from visualizer.cache.store import VARIABLE, Store
from visualizer.geometry.lazy import LazyMesh
from visualizer.geometry.mesh import Mesh
from visualizer.scene.kinds import built_in_kinds
from visualizer.timeline.track import Track

KINDS = built_in_kinds()
PACKAGES = (visualizer.actors, visualizer.cast)
TESTS = Path(__file__).parents[1]
REQUIRED: dict[str, dict[str, Any]] = {"falling_crystal": {"release": 1.0, "position": (0.0, 3.0, 0.0)}}
"""Properties without which a kind cannot be made."""
TIME = 2.0


def modules() -> list[ModuleType]:
    """Return all modules of the packages that hold kinds."""
    return [
        importlib.import_module(info.name)
        for package in PACKAGES
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]


def materials() -> list[Material]:
    """Return the materials that the modules declare, each as often as it is declared."""
    found = {id(value): value for m in modules() for value in vars(m).values() if isinstance(value, Material)}
    return list(found.values())


def actor_of(kind: str, **given: Any) -> Actor[Any]:
    """Return an actor of a kind with default properties, but for those given."""
    cls = KINDS[kind]
    return cls(kind, cls.Properties(**{**REQUIRED.get(kind, {}), **given}), FilmContext(seed=7, duration=4.0))


@lru_cache(maxsize=1)
def cast() -> dict[str, Actor[Any]]:
    """Return one actor of each kind with default properties."""
    actors = {kind: actor_of(kind) for kind in KINDS}
    graph = SceneGraph(actors)
    for actor in actors.values():
        actor.prepare(graph)
    return actors


def described(function: object) -> str:
    return inspect.cleandoc(getattr(function, "__doc__", None) or "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_in_a_sentence_what_it_is(kind: str) -> None:
    assert "__doc__" in vars(KINDS[kind])
    assert described(KINDS[kind]).partition("\n")[0].count(" ") >= 3


@pytest.mark.parametrize("kind", KINDS)
def test_each_property_of_a_kind_says_what_it_is(kind: str) -> None:
    silent = [name for name, field in KINDS[kind].Properties.model_fields.items() if not field.description]
    assert not silent


@pytest.mark.parametrize("kind", KINDS)
def test_each_property_of_a_kind_is_read(kind: str) -> None:
    classes = [cls for cls in KINDS[kind].__mro__ if cls.__module__.startswith("visualizer.")]
    files = {Path(inspect.getfile(cls)) for cls in classes}
    # Modules beside a package's actor may read its properties too.
    files |= {other for file in files if file.name == "actor.py" for other in file.parent.glob("*.py")}
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    own = set(KINDS[kind].Properties.model_fields) - set(ActorProperties.model_fields)
    silent = [name for name in own if not re.search(rf"\.{name}\b|\"{name}\"", text)]
    assert not silent, "declared, but read by nothing"


def test_no_two_kinds_have_one_name() -> None:
    classes = {
        cls
        for module in modules()
        for _, cls in inspect.getmembers(module, inspect.isclass)
        if issubclass(cls, Actor) and "kind" in vars(cls)
    }
    assert len(classes) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_used_by_a_test_of_its_own(kind: str) -> None:
    module = KINDS[kind].__module__
    others = [path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py") if path != Path(__file__)]
    assert any(module in text or f'kind = "{kind}"' in text for text in others), f"no test uses {module}"


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_kind_draws_exists(kind: str) -> None:
    actor = cast()[kind]
    contribution = actor.contribution(Snapshot(SceneGraph(cast()), TIME))
    assert contribution.draws, "an actor without a draw has nothing that this could hold"
    for draw in contribution.draws:
        mesh = actor.meshes[draw.mesh.removeprefix(f"{kind}.")]
        assert draw.mesh == actor.mesh_name(draw.mesh.removeprefix(f"{kind}."))
        assert draw.poses.shape[1:] == (3, 4)
        assert draw.poses.dtype == np.float64
        assert len(draw.poses) % mesh.pieces == 0
        assert np.isfinite(draw.poses).all()
        assert draw.values is None or draw.values.shape == (len(draw.poses), 4)
        assert not faults(draw)


def animated(kind: str) -> dict[str, Any]:
    """Return properties of a kind of which each number, vector and rotation changes from 0.5 s to 1.5 s."""
    given: dict[str, Any] = {}
    for name in KINDS[kind].Properties.model_fields:
        track = getattr(actor_of(kind).properties, name)
        if isinstance(track, Track) and track.kind == "rotation":
            given[name] = [
                {"t": 0.5, "v": (0.0, 0.0, 0.0), "ease": "smooth"},
                {"t": 1.5, "v": (70.0, 20.0, -10.0)},
            ]
        elif isinstance(track, Track) and track.kind != "step":
            first = np.asarray(track.at(0.0), dtype=np.float64)
            low, high = (
                (first - 1.0 if track.low is None else track.low),
                (track.high or 0.9 * abs(first) + 1.0),
            )
            last = 0.3 * np.broadcast_to(low, first.shape) + 0.7 * high
            given[name] = [
                {"t": t, "v": value.tolist(), "ease": "smooth"} for t, value in ((0.5, first), (1.5, last))
            ]
    return given


def content(value: Any) -> Any:
    """Return what a contribution holds, as plain values that can be compared."""
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype, value.tolist()
    if is_dataclass(value):
        return type(value), [content(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, Mapping):
        return {name: content(part) for name, part in value.items()}
    return [content(part) for part in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("moving", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_adds_the_same_at_several_times_together_as_at_each_alone(kind: str, moving: bool) -> None:
    events = [
        name for name in ("breakup", "struck", "collapse") if name in KINDS[kind].Properties.model_fields
    ]
    for happening in (False, True) if events else (False,):
        given = animated(kind) if moving else {}
        if happening:
            given |= dict.fromkeys(events, 1.2)
        actor = actor_of(kind, **given)
        # An exposure before the keyframes, one that begins before them, one between them, one after all events.
        for times in ([0.1, 0.2], [0.4, 0.49, 0.5, 0.51, 0.6], [1.0, 1.19, 1.2, 1.21], [1.6, 1.9, 2.6]):
            graph = SceneGraph({kind: actor})
            actor.prepare(graph)
            together = actor.contributions([Snapshot(graph, t, times, k) for k, t in enumerate(times)])
            alone = [actor.contribution(Snapshot(graph, t)) for t in times]
            assert len(together) == len(times)
            for time, one, other in zip(times, together, alone, strict=True):
                assert content(one) == content(other), f"at {time} s"


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_builds_no_mesh_before_one_is_drawn(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Mesh, "__init__", lambda *given: pytest.fail("a mesh is built"))
    actor = actor_of(kind)
    actor.prepare(SceneGraph({kind: actor}))
    for anchor in actor.anchors:
        SceneGraph({kind: actor}).world_from(f"{kind}.{anchor}", 0.0)
    for name, mesh in actor.meshes.items():
        assert isinstance(mesh, LazyMesh), f"name '{name}' with build_later"
        assert not mesh.is_built, name


def test_what_kinds_keep_on_disk_is_what_they_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    functions = {id(v): v for m in modules() for v in vars(m).values() if isinstance(v, Kept)}.values()
    assert functions

    def drawn() -> dict[str, tuple[list[str], list[bytes]]]:
        for function in functions:
            function.forget()
        actors = {kind: actor_of(kind) for kind in KINDS}
        graph = SceneGraph(actors)
        for actor in actors.values():
            actor.prepare(graph)
        return {
            kind: (
                [mesh.digest for mesh in actor.meshes.values()],
                [draw.poses.tobytes() for draw in actor.contribution(Snapshot(graph, TIME)).draws],
            )
            for kind, actor in actors.items()
        }

    built = drawn()
    written = sorted(path.name for path in tmp_path.iterdir())
    monkeypatch.setattr(Store, "write", lambda *given: pytest.fail("an entry is not found again"))
    assert drawn() == built
    assert len(written) >= len(functions) / 2


@pytest.mark.parametrize("kind", KINDS)
def test_each_anchor_of_a_kind_has_a_place(kind: str) -> None:
    snapshot = Snapshot(SceneGraph(cast()), TIME)
    for anchor in KINDS[kind].anchors:
        place = snapshot.world_from(f"{kind}.{anchor}")
        assert place.shape == (4, 4)
        assert np.isfinite(place).all()


def given() -> list[tuple[str, str, str]]:
    """Return (place, material, name) of each parameter that the code of the kinds gives a declared material by name."""
    own = set(inspect.signature(Actor.draw).parameters)
    found = []
    for module in modules():
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "draw"
            ):
                material = vars(module).get(getattr(node.args[2], "id", ""))
                if isinstance(material, Material):
                    names = [keyword.arg for keyword in node.keywords if keyword.arg not in own | {None}]
                    found += [
                        (f"{module.__name__}:{node.lineno}", material.name, str(name)) for name in names
                    ]
    return found


def test_a_material_that_actors_declare_exists() -> None:
    assert materials()
    for material in materials():
        assert declared(f"materials/{material.name}.glsl")


def test_each_parameter_that_a_kind_gives_a_material_by_name_is_one_that_the_shader_file_declares() -> None:
    assert len(given()) > 30
    for place, material, name in given():
        assert name in declared(f"materials/{material}.glsl").parameters, (
            f"{place}: {material} has no '{name}'"
        )


def test_a_material_is_declared_once() -> None:
    twice = [name for name, count in Counter(material.name for material in materials()).items() if count > 1]
    assert not twice


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__)
def test_no_material_is_named_in_the_middle_of_the_code(module: ModuleType) -> None:
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "draw":
            assert not isinstance(node.args[2], ast.Constant), f"line {node.lineno}: declare a Material"


def test_a_parameter_that_a_declared_material_does_not_have_is_an_error() -> None:
    with pytest.raises(
        TypeError, match=r"the material 'crystal' has no parameter 'color'; there are: colour, glow"
    ):
        Material("crystal").check(["color"])


@pytest.mark.parametrize(
    "kind", [kind for kind, cls in KINDS.items() if "seed" in cls.Properties.model_fields]
)
def test_all_meshes_are_built_with_the_lowest_seed_too(kind: str) -> None:
    """Parts have seeds of their own, which must not get below 0."""
    for mesh in actor_of(kind, seed=0).meshes.values():
        assert len(mesh.triangles)
