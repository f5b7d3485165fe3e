"""Small emitters share sums of light and dispatches: the picture is that of each of them drawn by itself."""

import numpy as np
import pytest

from tests.particles.test_drawing import FOUNTAIN, LARGE, SMOKE, STILL, frame, light
from visualizer.gpu.programs import Program
from visualizer.renderer.particles import splats
from visualizer.renderer.particles.shaders import EmitterDraw, ParticleShaders
from visualizer.renderer.particles.splats import Part, together
from visualizer.renderer.renderer import Renderer

WALKING = FOUNTAIN | {
    "rate": [{"t": 0, "v": 100.0}, {"t": 1, "v": 900.0}],
    "position": [{"t": 0, "v": (-1, 0, 0)}, {"t": 3, "v": (1, 0, 0)}],
}
FAINT = STILL | {"bursts": [{"t": 0, "count": 200}], "size": 0.03, "brightness": 0.02, "shape": "box"}


@pytest.fixture(scope="module")
def renderer():
    with Renderer((160, 90)) as made:
        yield made


@pytest.fixture(autouse=True)
def without_tiles(monkeypatch):
    """Sprites are drawn as triangles, however many batches are together: tiles round less."""
    monkeypatch.setattr(splats, "MANY", splats.NEVER)


def each_alone(monkeypatch):
    monkeypatch.setattr(splats, "SMALL", 0)


@pytest.mark.parametrize(
    "properties",
    [
        [FOUNTAIN, FOUNTAIN | {"size": 0.3}, FOUNTAIN | {"speed": 5.0, "rate": 900.0}],
        [SMOKE, SMOKE | {"size": 0.3}, FOUNTAIN, FOUNTAIN | {"size": 0.2}, SMOKE | {"size": 0.01}],
        [FOUNTAIN | {"rate": 100.0, "size": 0.01 + 0.02 * n} for n in range(40)],
        [FOUNTAIN, FOUNTAIN | {"rate": 9000.0}, SMOKE, FOUNTAIN | {"size": 0.4}],
        [
            WALKING | {"position": [{"t": 0, "v": (n - 2, 0, 0)}, {"t": 3, "v": (n - 2, 1, 0)}]}
            for n in range(5)
        ],
    ],
    ids=["sprites", "occluding", "many", "a large one", "keyed"],
)
def test_emitters_drawn_together_give_the_picture_of_each_drawn_alone(renderer, monkeypatch, properties):
    shared = light(renderer, 2.0, *properties)
    each_alone(monkeypatch)
    alone = light(renderer, 2.0, *properties)
    assert alone.max() > 0.1
    assert np.allclose(shared, alone, rtol=0.02, atol=0.002)


def test_a_faint_emitter_keeps_its_light_beside_a_bright_one(renderer, monkeypatch):
    bright = FAINT | {"brightness": 100.0, "position": (1.5, 0, 0), "extent": (0.3, 0.3, 0.3)}
    faint = FAINT | {"position": (-1.5, 0, 0), "extent": (0.3, 0.3, 0.3)}
    shared = light(renderer, 1.0, bright, faint)
    each_alone(monkeypatch)
    alone = light(renderer, 1.0, bright, faint)
    assert alone[:, :80].sum() == pytest.approx(shared[:, :80].sum(), rel=0.02)
    assert np.allclose(shared[:, :80], alone[:, :80], rtol=0.1, atol=0.002)


def test_many_small_emitters_take_one_resolve(renderer, monkeypatch):
    resolved: list[int] = []
    original = splats.Splats._resolve

    def counted(drawn: splats.Splats, words: int, found: splats._Found, *, places: int | None) -> None:
        resolved.append(words)
        original(drawn, words, found, places=places)

    monkeypatch.setattr(splats.Splats, "_resolve", counted)
    for count, wanted in ((1, 1), (32, 1), (33, 2)):
        resolved.clear()
        light(renderer, 1.0, *[FOUNTAIN | {"rate": 50.0}] * count)
        assert len(resolved) == wanted, count


def test_groups_hold_each_particle_once_and_keep_within_their_bounds(renderer):
    rates = [10.0, 3000.0, 5.0, 1500.0, 1900.0, 1950.0, 2000.0, 2000.0, 1.0, 2040.0] + [3.0] * 70
    drawn = frame(
        2.5, *[FOUNTAIN | {"rate": rate, "brightness": 1.5**n % 3000.0} for n, rate in enumerate(rates)]
    )
    shaders = ParticleShaders(renderer.context, renderer.programs)
    store = shaders._store
    draws = [
        EmitterDraw(store.tables(drawn.library.emitters[batch.emitter]), batch) for batch in drawn.batches
    ]
    groups = list(together(draws))
    found: list[Part] = [part for group in groups for parts in group for part in parts]
    assert sorted((p.emitter_draw.batch.emitter, p.first, p.end) for p in found) == sorted(
        (b.emitter, b.first, b.first + b.count) for b in drawn.batches
    )
    for group in groups:
        counts = [part.emitter_draw.batch.count for part in group[0]]
        assert len(counts) == 1 or (
            max(counts) <= splats.SMALL and sum(counts) <= splats.SMALL_TOGETHER and len(counts) <= 32
        )
        radiances = [part.emitter_draw.tables.textures.radiance for part in group[0]]
        assert max(radiances) <= splats.BRIGHTER * min(radiances)
    assert len(groups) < 15 and max(len(group[0]) for group in groups) > 20
    shaders.release()


APART = FAINT | {"brightness": 20.0, "extent": (3.0, 1.5, 1.0)}
BRIGHT = FAINT | {"brightness": 100.0, "size": 0.01, "extent": (0.01, 0.01, 0.01)}


@pytest.mark.parametrize(
    ("properties", "dispatches"),
    [
        ([APART], 3),  # survey, splat, resolve
        ([APART] * 3, 3),  # batches of one kind are drawn by one dispatch
        ([WALKING | {"size": 0.01 + 0.001 * n} for n in range(3)], 4),  # as many, and one for counters
        ([BRIGHT], 4),  # sums that use counters are resolved by themselves
        ([LARGE | {"size": 0.3}], 4),  # sprites are chosen and evaluated; nothing is resolved
        ([FOUNTAIN, SMOKE, LARGE], None),
    ],
    ids=["small", "many small", "keyed", "bright", "sprites", "all"],
)
def test_dispatches_without_work_are_left_out_and_no_picture_changes(
    renderer, monkeypatch, properties, dispatches
):
    splatted = renderer.particles.splats
    monkeypatch.setattr(splatted, "asking", False)
    all_run = light(renderer, 2.0, *properties)
    monkeypatch.setattr(splatted, "asking", True)
    run: list[str] = []
    for name in ("run", "run_indirect"):
        original = getattr(Program, name)

        def counted(program, *arguments, original=original, name=name):
            run.append(name)
            original(program, *arguments)

        monkeypatch.setattr(Program, name, counted)
    needed = light(renderer, 2.0, *properties)
    assert all_run.max() > 0.1 and (needed == all_run).all()
    assert len(run) == dispatches or dispatches is None
