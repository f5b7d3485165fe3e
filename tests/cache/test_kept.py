"""`kept`: a result is worked out once, and then read from memory or the cache folder; values only are read from it."""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from visualizer.cache import kept as module
from visualizer.cache.kept import Kept, kept, kept_as
from visualizer.cache.packing import packed, unpacked
from visualizer.geometry.convex import Convex, convex_box
from visualizer.geometry.primitives import box


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VISUALIZER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def counted(
    module: str = "visualizer.geometry.made_up",
) -> tuple[Kept[..., np.ndarray], list[tuple[object, ...]]]:
    """Return a kept function as if `module` defined it, and the list of the arguments that it was called with."""
    calls: list[tuple[object, ...]] = []

    def cut(size: float, *, body: Convex | None = None) -> np.ndarray:
        calls.append((size, body))
        return np.full(3, size)

    cut.__module__ = module
    return kept(memory=2)(cut), calls


def test_a_result_is_worked_out_once_and_then_read_from_memory_and_from_the_folder(folder: Path) -> None:
    cut, calls = counted()
    for _ in range(2):
        np.testing.assert_array_equal(cut(2.0), [2.0, 2.0, 2.0])
    cut.forget()
    np.testing.assert_array_equal(cut(2.0), [2.0, 2.0, 2.0])
    assert len(calls) == 1
    assert len(list(folder.iterdir())) == 1


def test_other_arguments_and_other_code_have_entries_of_their_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut, calls = counted()
    cut(2.0)
    cut(2.0, body=convex_box((0, 0, 0), (1, 1, 1)))
    cut(3.0)
    assert len(calls) == 3
    monkeypatch.setattr(module, "code_digest", lambda: "other")
    cut.forget()
    cut(2.0)
    assert len(calls) == 4
    assert len(list(folder.iterdir())) == 4


def test_a_named_result_is_made_once_and_what_raises_is_made_again(folder: Path) -> None:
    def broken() -> int:
        raise ValueError("too many")

    with pytest.raises(ValueError, match="too many"):
        kept_as("births-1", broken)
    assert kept_as("births-1", lambda: (1, "one")) == (1, "one")
    assert kept_as("births-1", lambda: (2, "two")) == (1, "one")
    assert kept_as("births-2", lambda: (2, "two")) == (2, "two")


@pytest.mark.parametrize(
    "damage",
    [lambda path: path.write_bytes(path.read_bytes()[:-3]), lambda path: path.unlink()],
    ids=["cut", "removed"],
)
def test_a_damaged_entry_is_worked_out_again(folder: Path, damage: Callable[[Path], object]) -> None:
    cut, calls = counted()
    cut(2.0)
    damage(next(folder.iterdir()))
    cut.forget()
    np.testing.assert_array_equal(cut(2.0), [2.0, 2.0, 2.0])
    cut.forget()
    cut(2.0)
    assert len(calls) == 2


def test_without_a_folder_and_for_code_of_other_packages_results_are_held_in_memory_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign, calls = counted("somebody.monolith")
    foreign(2.0)
    foreign(2.0)
    assert len(calls) == 1
    monkeypatch.setenv("VISUALIZER_CACHE", "off")
    own, calls = counted()
    own(2.0)
    own(2.0)
    own.forget()
    own(2.0)
    assert len(calls) == 2
    assert not folder.exists()


def test_packed_values_are_the_same_when_they_are_unpacked() -> None:
    mesh, body = box((1.0, 2.0, 3.0)), convex_box((0, 0, 0), (1, 2, 3))
    again, cell, row = unpacked(packed((mesh, body, {"a": [1, 2.5, "x", None]})))
    assert (again.digest, again.pieces) == (mesh.digest, mesh.pieces)
    assert again.vertices.dtype == mesh.vertices.dtype
    assert cell.volume == body.volume
    assert row == {"a": [1, 2.5, "x", None]}


def test_what_a_value_remembers_besides_its_fields_is_not_packed() -> None:
    body = convex_box((0, 0, 0), (1, 2, 3))
    before = packed(body)
    assert body.volume == 6.0
    assert packed(body) == before


class Callee:
    """What a pickle could call."""

    def __reduce__(self) -> tuple[object, ...]:
        return (eval, ("1",))


@dataclass(frozen=True)
class Foreign:
    """A dataclass of another package."""

    number: int


@pytest.mark.parametrize(
    "value", [Callee(), Foreign(1), Path("x"), len], ids=lambda value: type(value).__name__
)
def test_bytes_that_hold_more_than_values_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="is not a value"):
        unpacked(pickle.dumps(value))
