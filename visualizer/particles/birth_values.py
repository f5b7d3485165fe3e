"""Values that a particle takes from its emitter at birth, each declared once, and their layout in rows of four numbers.

Python reads a value by its name from a `Table`, shaders by a function that is generated from here, such as
emitter_hollow().
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from visualizer.declarations import Declaration
from visualizer.particles.births_at import BirthsAt
from visualizer.particles.properties import OCCLUDING, EmitterProperties
from visualizer.properties.declaring import declaration_of
from visualizer.timeline.track import Track
from visualizer.transforms import normalized

Array = NDArray[np.float64]
Source = Track[float] | Track[Array] | float | None

NO_FLOOR = -1e9
"""Height, m, of the floor of an emitter that has none."""


@dataclass(frozen=True, eq=False)
class BirthValue:
    """A value that a particle takes at birth: a number, or three.

    sources: the tracks or numbers from which it is computed; if one is None, the value is 0. of: computes the value
    from births and the sampled sources, (n,), (n, 3) or to be broadcast. moves: whether the motion of the emitter's
    parent changes it. world: for a world position, the axis, 0 to 2, of a number, or -1 for three numbers; None for
    other values. film_time: whether it is a film time. Positions and film times are stored in float64. tolerance: which
    error of interpolation `rows.Rows.allowed` allows.
    """

    name: str
    type: Literal["float", "vec3"]
    about: Declaration
    sources: Callable[[EmitterProperties], tuple[Source, ...]]
    of: Callable[..., Array]
    moves: bool = False
    world: int | None = None
    film_time: bool = False
    tolerance: Literal["share", "direction", "place", "velocity"] = "share"

    @property
    def width(self) -> int:
        """Numbers of the value."""
        return 3 if self.type == "vec3" else 1

    @property
    def exact(self) -> bool:
        """Whether it is stored in float64."""
        return self.world is not None or self.film_time


@dataclass(frozen=True)
class Slot:
    """Location of a value: its row, and the numbers in that row."""

    row: int
    numbers: slice

    @property
    def first(self) -> int:
        """The first of the numbers."""
        return int(self.numbers.start)


def _plain(
    name: str,
    kind: Literal["float", "vec3"] = "float",
    *,
    absent: Callable[[EmitterProperties], Source] = lambda _: None,
    radians: bool = False,
    world: int | None = None,
    film_time: bool = False,
) -> BirthValue:
    """Return the value of the property of that name. absent: returns the value to use if it is None."""
    about = declaration_of(EmitterProperties.model_fields[name])
    assert about is not None
    factor = float(np.pi / 180.0) if radians else 1.0
    if radians:
        about = Declaration(about.sentence, str(about.unit).replace("degrees", "radians"))

    def sources(p: EmitterProperties) -> tuple[Source]:
        given = getattr(p, name)
        return (absent(p) if given is None else given,)

    return BirthValue(
        name, kind, about, sources, lambda _, value: value * factor, world=world, film_time=film_time
    )


def _made(
    name: str,
    kind: Literal["float", "vec3"],
    sentence: str,
    unit: str | None,
    properties: str,
    of: Callable[..., Array],
    *,
    world: int | None = None,
    moves: bool = False,
    tolerance: Literal["share", "direction", "place", "velocity"] = "share",
) -> BirthValue:
    """Return a value that is computed from properties. properties: their names, separated by blanks."""
    names = properties.split()

    def sources(p: EmitterProperties) -> tuple[Source, ...]:
        return tuple(getattr(p, one) for one in names)

    return BirthValue(
        name,
        kind,
        Declaration(sentence, unit),
        sources,
        of,
        moves=moves,
        world=world,
        tolerance=tolerance,
    )


def _carried(births: BirthsAt, inherit: Array, _: Array) -> Array:
    share = np.reshape(inherit, (-1, 1))
    if births.born_of_particles:
        return share
    if not inherit.any():
        return np.zeros((1, 3))
    result: Array = share * births.velocity
    return result


def _frame(axis: int) -> tuple[BirthValue, BirthValue]:
    name = "xyz"[axis]
    where = f"{('first', 'second', 'third')[axis]} row of world_from_emitter (of local_from_emitter in local space)"
    return (
        _made(
            f"turn_{name}", "vec3", f"rotation: {where}", None, "position rotation",
            lambda births, *_: births.world_from_emitter[0][:, axis], moves=True, tolerance="direction",
        ),
        _made(
            f"place_{name}", "float", f"position of the emitter: {where}", "m", "position rotation",
            lambda births, *_: births.world_from_emitter[1][:, axis], world=axis, moves=True, tolerance="place",
        ),
    )  # fmt: skip


BIRTH_VALUES: tuple[BirthValue, ...] = (
    *(value for axis in range(3) for value in _frame(axis)),
    _plain("extent", "vec3"),
    _plain("cone", radians=True),
    _plain("velocity", "vec3"),
    _plain("speed"),
    _plain("velocity_spread", "vec3"),
    _plain("speed_spread"),
    _made("carried", "vec3", "velocity inherited from the emitter; for particles with a parent, the share of its velocity",
          "m/s", "inherit position", _carried, moves=True, tolerance="velocity"),
    _plain("hollow"),
    _plain("gravity", "vec3"),
    _plain("drag"),
    _plain("wind", "vec3"),
    _plain("stretch"),
    _plain("life"),
    _plain("life_spread"),
    _plain("size"),
    _plain("size_spread"),
    _plain("colour", "vec3"),
    _plain("temperature"),
    _plain("colour_end", "vec3", absent=lambda p: p.colour),
    _plain("temperature_end", absent=lambda p: p.temperature),
    _plain("grow"),
    _plain("fade_in"),
    _plain("fade_out"),
    _plain("opacity"),
    _plain("brightness"),
    _plain("dim"),
    _plain("lit", absent=lambda p: float(p.appearance in OCCLUDING or p.solid)),
    _plain("spin", radians=True),
    _plain("turbulence"),
    _made("turbulence_frequency", "float", "swirls per metre", "1/m", "turbulence_scale", lambda _, scale: 1.0 / scale),
    _plain("turbulence_speed"),
    _plain("vortex_radius"),
    _made("vortex_axis", "vec3", "unit axis of the vortex", None, "vortex_axis", lambda _, axis: normalized(axis)),
    _plain("vortex"),
    _made("attractor", "vec3", "point that attracts, in the emitter's space", "m", "attractor",
          lambda births, point: births.placed(point), world=-1, moves=True),
    _plain("attraction"),
    _made("blast_centre", "vec3", "where the blast begins, in the emitter's space", "m", "blast_centre",
          lambda births, point: births.placed(point), world=-1, moves=True),
    _plain("blast"),
    _plain("blast_t", film_time=True),
    _plain("blast_speed"),
    _plain("blast_falloff"),
    _plain("trail_width"),
    _plain("floor", absent=lambda _: NO_FLOOR, world=1),
    _plain("bounce"),
    _plain("friction"),
    _plain("trail"),
)  # fmt: skip
"""All values, in the order in which they are packed."""

VALUE: Mapping[str, BirthValue] = {value.name: value for value in BIRTH_VALUES}

FRAME_PLACE = ("place_x", "place_y", "place_z")
FRAME_TURN = ("turn_x", "turn_y", "turn_z")
"""The values of the emitter's frame."""


def _packed() -> dict[str, Slot]:
    """Return the slots of all values, packed in order. A value that does not fit into a row begins the next one."""
    slots: dict[str, Slot] = {}
    place = 0
    for value in BIRTH_VALUES:
        if place % 4 + value.width > 4:
            place = -(-place // 4) * 4
        slots[value.name] = Slot(place // 4, slice(place % 4, place % 4 + value.width))
        place += value.width
    return slots


SLOT: Mapping[str, Slot] = _packed()
"""The location of each value in the rows, by name."""
ROW_COUNT = max(slot.row for slot in SLOT.values()) + 1
"""Rows of four numbers that all values take."""

WORLD_PLACES: tuple[tuple[str, int, int, int], ...] = tuple(
    (value.name, SLOT[value.name].row, SLOT[value.name].first + number, value.world if value.width == 1 else number)
    for value in BIRTH_VALUES
    if value.world is not None
    for number in range(value.width)
)  # fmt: skip
"""Numbers that are coordinates of world positions, m: name of the value, row, number in it, axis."""

FILM_TIMES: tuple[tuple[int, int], ...] = tuple(
    (SLOT[value.name].row, SLOT[value.name].first) for value in BIRTH_VALUES if value.film_time
)
"""Numbers that are film times, s: row, number in it."""
