"""Digests: different code and different values have different ones, and nothing that has none is taken."""

import itertools
import tomllib
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from visualizer.cache import digests
from visualizer.cache.digests import ABOVE, code_digest, content_digest
from visualizer.geometry.convex import Convex, convex_box

ROOT = Path(__file__).parents[2]

DIFFERENT = [
    None, True, False, 0, 1, 0.0, -0.0, 1.0, "1", b"1", "", (), [], {}, (1,), [1], (1, 2), ((1,), 2), (1, (2,)), "(1, 2)",
    {"a": 1}, {"a": 2}, {"b": 1}, np.zeros(2), np.zeros(2, np.float32), np.zeros((1, 2)), np.float64(1.0),
    np.zeros(1, [("x", float), ("y", float)]), np.zeros(1, [("x", float), ("z", float)]), np.zeros(1000), np.zeros((10, 100)),
    convex_box((0, 0, 0), (1, 1, 1)), convex_box((0, 0, 0), (1, 1, 2)), MappingProxyType({"a": 1}), (("a", 1),),
]  # fmt: skip


def test_different_values_have_different_digests() -> None:
    for one, other in itertools.combinations(DIFFERENT, 2):
        assert content_digest(one) != content_digest(other), (one, other)


def test_equal_values_have_equal_digests() -> None:
    assert content_digest(((1, 2.5), {"a": np.ones(3)})) == content_digest(((1, 2.5), {"a": np.ones(3)}))
    bodies = [convex_box((0, 0, 0), (1, 1, 1)) for _ in range(2)]
    assert bodies[0].planes.shape == (6, 4)  # what a body remembers besides does not count
    assert len({content_digest(body) for body in bodies}) == 1


def test_what_has_no_digest_is_an_error() -> None:
    for value in (object(), np.array([object()]), lambda: 1):
        with pytest.raises(TypeError, match="has no digest"):
            content_digest((1, value))


def test_objects_whose_content_does_not_count_still_count_as_objects() -> None:
    small, large = convex_box((0, 0, 0), (1, 1, 1)), convex_box((0, 0, 0), (1, 1, 2))
    assert content_digest((1, small), without=(Convex,)) == content_digest((1, large), without=(Convex,))
    assert content_digest((1, small), without=(Convex,)) != content_digest((1,), without=(Convex,))


def test_the_digest_of_the_code_follows_every_source_below_the_cast(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("geometry/convex.py", "transforms.py", "renderer/view.py", "_data/scenes/x.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("ONE = 1\n")
    monkeypatch.setattr(digests, "PACKAGE", tmp_path)

    def now() -> str:
        return code_digest.__wrapped__()

    seen = [now()]
    (tmp_path / "renderer" / "view.py").write_text("ONE = 2\n")
    (tmp_path / "_data" / "scenes" / "x.py").write_text("ONE = 2\n")
    assert now() == seen[0]
    (tmp_path / "geometry" / "convex.py").write_text("ONE = 2\n")
    seen.append(now())
    (tmp_path / "geometry" / "convex.py").rename(tmp_path / "geometry" / "other.py")
    seen.append(now())
    monkeypatch.setattr(digests, "LIBRARIES", ("numpy",))
    seen.append(now())
    assert len(set(seen)) == 4


def test_what_the_digest_leaves_out_is_what_no_kind_of_actor_may_import() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = [layer.removeprefix("visualizer.") for layer in contracts[0]["layers"]]
    assert set(ABOVE) == set(layers[: layers.index("cast")])
