"""All programs that the renderer and the benchmarks can request, made by the functions that they use.

Particles have more combinations of features than can be compiled. Of those there are, in a covering set: each feature
alone, each pair of values of any two features, and the combinations of all shipped scenes.
"""

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from visualizer.bench import baselines, ceilings
from visualizer.bench.workloads import WORKLOADS
from visualizer.data import data_folder
from visualizer.gpu.context import COMPUTE_VERSION
from visualizer.gpu.depth import depth_text
from visualizer.gpu.sources import Request, Sources
from visualizer.particles.emitter import EVENTS
from visualizer.renderer import requests
from visualizer.renderer.detail import Detail
from visualizer.renderer.includes import includes
from visualizer.renderer.particles.features import (
    EMITTER_FEATURES,
    FRAME_FEATURES,
    LIST_WIDTH,
    defines,
    features_of,
)
from visualizer.renderer.passes import GRAPH
from visualizer.renderer.planes import PLANES
from visualizer.renderer.probes import Probes
from visualizer.renderer.screen import COPY
from visualizer.scene.loading import load
from visualizer.scene.scene import Scene

SHADERS = data_folder("shaders")
_TRIES = 12


def sources(version: int, detail: Detail = "standard") -> Sources:
    """Return what reads the shaders, with the texts that Python declares at a detail.

    version: of GLSL; older drivers have no clip control.
    """
    generated = {
        **includes(detail),
        "depth": depth_text(from_zero=version >= COMPUTE_VERSION),
    }
    return Sources(generated, SHADERS)


def names(folder: str, suffix: str) -> list[str]:
    """Return the files of a folder below shaders/, without the suffix."""
    return sorted(path.name.removesuffix(suffix) for path in (SHADERS / folder).glob(f"*{suffix}"))


def pictures() -> Iterator[Request]:
    """Yield the programs of all passes but those of particles, every material and every sky in each, those of probes,
    the copy and the conversion to planes."""
    yield requests.screen(COPY)
    yield requests.screen(PLANES)
    yield from Probes.programs()
    for one in GRAPH.order:
        yield from one.programs(names("materials", ".glsl"), names("skies", ".glsl"))


def benchmarks() -> Iterator[Request]:
    """Yield the programs of the benchmarks."""
    yield ceilings.fill_ceiling()
    for atomic in (False, True):
        yield ceilings.hash_ceiling(atomic=atomic)
    for work in WORKLOADS.values():
        for make in (baselines.stateless, baselines.step, baselines.state):
            yield make({**baselines.DEFINES, **work.defines})


def alone(domain: Mapping[str, tuple[int, ...]]) -> Iterator[dict[str, int]]:
    """Yield each value of each feature while all others have their first."""
    plain = {name: values[0] for name, values in domain.items()}
    yield plain
    for name, values in domain.items():
        for value in values[1:]:
            yield {**plain, name: value}


def pairwise(domain: Mapping[str, tuple[int, ...]]) -> Iterator[dict[str, int]]:
    """Yield rows in which every pair of values of any two features occurs.

    Greedy (Cohen et al. 1997, "The AETG System"): each row is the best of a few random ones that begin with a missing
    pair.
    """
    chance = random.Random(1)
    missing = {
        ((a, x), (b, y)) for a, b in itertools.combinations(domain, 2) for x in domain[a] for y in domain[b]
    }
    order = list(domain)
    while missing:
        best: dict[str, int] = {}
        found: set[tuple[tuple[str, int], tuple[str, int]]] = set()
        first = min(missing)
        for _ in range(_TRIES):
            row = dict(first)
            for name in chance.sample(order, len(order)):
                if name in row:
                    continue
                gains = {
                    value: sum(_pair(order, (name, value), other) in missing for other in row.items())
                    for value in domain[name]
                }
                most = max(gains.values())
                row[name] = chance.choice([value for value, gain in gains.items() if gain == most])
            new = {pair for pair in _pairs(order, row) if pair in missing}
            if len(new) > len(found):
                best, found = row, new
        missing -= found
        yield best


def _pair(
    order: list[str], one: tuple[str, int], other: tuple[str, int]
) -> tuple[tuple[str, int], tuple[str, int]]:
    return (one, other) if order.index(one[0]) < order.index(other[0]) else (other, one)


def _pairs(order: list[str], row: Mapping[str, int]) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    return itertools.combinations([(name, row[name]) for name in order], 2)


def batches(rows: Iterable[Mapping[str, int]]) -> Iterator[Request]:
    """Yield the programs of batches, and of parents of others, with the features of each row; solid ones too."""
    for row in rows:
        features = {name: row[name] for name in (*EMITTER_FEATURES, *FRAME_FEATURES)}
        for solid in (0, 1):
            given = defines({**features, "SOLID": solid})
            yield from requests.for_emitter(given, cull=bool(row["CULLED"]))
            yield requests.origins(given, EVENTS[row["EVENT"]])


def covering() -> Iterator[Mapping[str, int]]:
    """Yield rows of features: each value of each alone, then every pair of values of any two."""
    domain = {
        **EMITTER_FEATURES,
        **FRAME_FEATURES,
        "SOLID": (0,),  # both are made of each row
        "CULLED": (0, 1),
        "EVENT": tuple(range(len(EVENTS))),
    }
    yield from alone(domain)
    yield from pairwise({**domain, "TRAILS": (1,)})  # only adds programs


def of_scene(scene: Scene) -> Iterator[Request]:
    """Yield the programs of a scene's emitters for every kind of frame."""
    for emitter in scene.library.emitters.values():
        own = features_of(emitter)
        far = (0, 1) if emitter.properties.lod_distance is not None else (0,)
        for air, (moving, lens), thinned in itertools.product(
            FRAME_FEATURES["AIR"], ((0, 0), (1, 0), (1, 1)), far
        ):
            frame = {"AIR": air, "MOVING": moving, "LENS": lens, "THINNED": thinned}
            yield from requests.for_emitter(defines({**own, **frame}))
        if emitter.parent is not None:
            yield requests.origins(defines(features_of(emitter.parent)), emitter.properties.born)


def shipped() -> Iterator[Request]:
    """Yield the programs of all emitters of the shipped scenes."""
    folder = data_folder("scenes")
    for path in sorted(
        [
            *folder.glob("*.toml"),
            *folder.glob("cast/*.toml"),
            *folder.glob("light/*.toml"),
            *folder.glob("particles/*.toml"),
        ]
    ):
        yield from of_scene(load(path))


def for_every_emitter() -> Iterator[Request]:
    """Yield the programs of particles that depend on no batch."""
    return requests.for_every_emitter(f"{LIST_WIDTH}u")


def particles() -> Iterator[Request]:
    """Yield the programs of particles that depend on no batch, and those of the covering set."""
    yield from for_every_emitter()
    yield from batches(covering())


def to_link() -> Iterator[Request]:
    """Yield programs of two stages, including all with different interfaces between the stages."""
    yield from pictures()
    yield from benchmarks()
    yield from for_every_emitter()
    plain = next(iter(covering()))
    yield from batches(
        {**plain, "APPEARANCE": appearance, "TRAILS": 1} for appearance in EMITTER_FEATURES["APPEARANCE"]
    )


def everything() -> set[Request]:
    """Return all programs of the check."""
    return {*pictures(), *benchmarks(), *particles(), *shipped()}


def both_versions(request: Request) -> Iterator[Request]:
    """Yield a program as GLSL 3.30 and 4.30, or as 4.30 alone if it needs that."""
    for version in sorted({request.version, 430}):
        yield replace(request, version=version)
