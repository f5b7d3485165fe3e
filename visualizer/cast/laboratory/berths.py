"""The berth of a ship in the laboratory: claws of crystal that touch its flanks, and steps up to its opening."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.cast.laboratory.vault import crystal_mesh
from visualizer.cast.ships.bodies import EXPLORER, SEED
from visualizer.cast.ships.hull import Body
from visualizer.geometry.convex import Convex, convex_box
from visualizer.geometry.mesh import Mesh
from visualizer.geometry.prisms import Prism, prisms
from visualizer.geometry.turns import about, smoothstep, turns
from visualizer.transforms import compose, euler, normalized, points

Array = NDArray[np.float64]

HIGHEST_STEP = 0.37  # m
RELEASE = 26.0  # degrees that a claw turns outwards

BERTHS = {
    "kara_berth": ((-4.5, 1.95, 3.0), (12.0, -20.0, 0.0)),
    "kal_berth": ((4.0, 1.45, 2.0), (-14.0, -22.0, 0.0)),
}
"""The berths of the ships: position in the room, metres, and heading, pitch, roll, degrees."""


@dataclass(frozen=True, eq=False)
class Claws:
    """The supports of the ships: crystals from the floor that touch their flanks. Room space, metres.

    mesh: one piece a crystal. feet, axes: (n, 3) base of each crystal, and the axis about which a positive angle
    rotates it outwards.
    """

    mesh: Mesh
    feet: Array
    axes: Array


@dataclass(frozen=True, eq=False)
class Stairs:
    """Steps up to a ship's opening. stand: (3,) point on top of them from which a figure reaches into the ship,
    metres."""

    steps: tuple[Convex, ...]
    stand: Array


def _claws_of(
    body: Body, room_from_ship: Array, grips: tuple[tuple[float, float], ...], seed: int
) -> Iterator[tuple[Prism, Array, Array]]:
    """Yield (crystal, foot, axis) of each crystal of the claws for a ship at `room_from_ship`.

    grips: angle (radians) and z (metres), ship space, of the points on both sides where claws touch the hull.
    """
    for number, (angle, z) in enumerate(grips):
        for sign in (-1.0, 1.0):
            touch = points(room_from_ship, body.surface(sign * angle, z))
            lateral = normalized(room_from_ship[:3, 0] * [1.0, 0.0, 1.0]) * sign
            foot = touch * [1.0, 0.0, 1.0] + lateral * 0.80
            elbow = touch + lateral * 0.75 - np.array([0.0, 0.30 * touch[1], 0.0])
            across = np.cross(lateral, [0.0, 1.0, 0.0])
            lower = Prism(foot - [0, 0.05, 0], elbow, across, (0.24, 0.20), seed=seed + number, taper=0.8)
            upper = Prism(
                elbow - lateral * 0.05 - [0, 0.12, 0],
                touch + lateral * 0.02,
                across,
                (0.19, 0.16),
                seed=seed + number + 40,
                taper=0.45,
                point=0.35,
            )
            for crystal in (lower, upper):
                # A positive rotation about this axis takes +y towards `lateral`.
                yield crystal, foot, np.cross([0.0, 1.0, 0.0], lateral)


@kept(memory=1)
def berth_claws() -> Claws:
    """Return the claws of both berths."""
    kara, kal = berths()
    rows = [
        *_claws_of(EXPLORER, kara, ((2.15, -2.4), (2.2, 1.3), (2.1, 2.6)), 300),
        *_claws_of(SEED, kal, ((2.2, -1.2), (2.1, 0.9)), 400),
    ]
    crystals, feet, axes = zip(*rows, strict=True)
    cells = tuple(cell for (cell,) in prisms(crystals))
    return Claws(crystal_mesh(cells, seed=8), np.array(feet), np.array(axes))


def berths() -> tuple[Array, Array]:
    """Return room_from_ship, (4, 4), of both ships as they rest."""
    kara, kal = (compose(place, euler(*turn)) for place, turn in BERTHS.values())
    return kara, kal


def stairs_of(body: Body, room_from_ship: Array, side: float, below: float) -> Stairs:
    """Return steps up to the opening of a ship at `room_from_ship`, on the side of sign `side`.

    below: height of the rim above the highest step, metres.
    """
    rim = body.surface(side * body.opening.angle, body.opening.centre)
    edge = points(room_from_ship, rim)
    lateral = normalized(room_from_ship[:3, 0] * [1.0, 0.0, 1.0]) * side
    along = np.cross(lateral, [0.0, 1.0, 0.0])
    top = max(edge[1] - below, 0.15)
    flight = max(int(np.ceil(top / HIGHEST_STEP)), 1)
    # The steps begin where the hull is widest below the rim.
    widest = max(
        float((room_from_ship[:3, :3] @ body.surface(side * a, body.opening.centre)) @ lateral)
        for a in np.linspace(body.opening.angle, np.pi, 12)
    )
    origin = room_from_ship[:3, 3] * [1.0, 0.0, 1.0]
    middle = float((edge - origin) @ along)
    boxes = []
    for k in range(flight):
        height = top * (1.0 - k / flight)
        inner = widest + 0.06 + (0.0 if k == 0 else 0.75 + 0.34 * (k - 1))
        outer = widest + 0.06 + 0.75 + 0.34 * k
        low, high = np.array([inner, -0.05, -0.95 - 0.05 * k]), np.array([outer, height, 0.95 + 0.05 * k])
        turn = np.eye(4)
        turn[:3, 0], turn[:3, 1], turn[:3, 2] = lateral, (0.0, 1.0, 0.0), along
        if np.linalg.det(turn[:3, :3]) < 0.0:
            turn[:3, 2] *= -1.0
            low[2], high[2] = -high[2] - middle, -low[2] - middle
        else:
            low[2], high[2] = low[2] + middle, high[2] + middle
        turn[:3, 3] = origin
        boxes.append(convex_box(low, high).moved(turn))
    stand = origin + lateral * (widest + 0.06 + 0.38) + along * middle + np.array([0.0, top, 0.0])
    return Stairs(tuple(boxes), stand)


@lru_cache(maxsize=8)  # the claws rest in most shots
def claw_poses(released: float) -> Array:
    """Return model_from_piece, (n, 4, 4), of the claws of both berths. released: 0..1, how far they have let go."""
    claws = berth_claws()
    free = np.full(len(claws.feet), np.radians(RELEASE) * smoothstep(released))
    return about(claws.feet, turns(claws.axes, free))
