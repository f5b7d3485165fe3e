"""The berth of a ship in the laboratory: claws of crystal that touch its flanks, and steps up to its opening."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.cast.ships.hull import Body
from visualizer.geometry.convex import Convex, convex_box
from visualizer.geometry.prisms import prism
from visualizer.transforms import normalized, points

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Claws:
    """The supports of a ship: crystals from the floor that touch its flanks. Room space, metres.

    feet, axes: (n, 3) base of each crystal, and the axis about which a positive angle rotates it outwards.
    """

    cells: tuple[Convex, ...]
    feet: Array
    axes: Array


@dataclass(frozen=True, eq=False)
class Stairs:
    """Steps up to a ship's opening. stand: (3,) point on top of them from which a figure reaches into the ship, metres."""

    steps: tuple[Convex, ...]
    stand: Array


def claws_of(body: Body, room_from_ship: Array, grips: tuple[tuple[float, float], ...], seed: int) -> Claws:
    """Return claws for a ship at `room_from_ship`.

    grips: angle (radians) and z (metres), ship space, of the points on both sides where claws touch the hull.
    """
    cells: list[Convex] = []
    feet, axes = [], []
    for number, (angle, z) in enumerate(grips):
        for sign in (-1.0, 1.0):
            touch = points(room_from_ship, body.surface(sign * angle, z))
            lateral = normalized(room_from_ship[:3, 0] * [1.0, 0.0, 1.0]) * sign
            foot = touch * [1.0, 0.0, 1.0] + lateral * 0.80
            elbow = touch + lateral * 0.75 - np.array([0.0, 0.30 * touch[1], 0.0])
            across = np.cross(lateral, [0.0, 1.0, 0.0])
            lower = prism(foot - [0, 0.05, 0], elbow, across, (0.24, 0.20), seed=seed + number, taper=0.8)
            upper = prism(
                elbow - lateral * 0.05 - [0, 0.12, 0],
                touch + lateral * 0.02,
                across,
                (0.19, 0.16),
                seed=seed + number + 40,
                taper=0.45,
                point=0.35,
            )
            for cell in (*lower, *upper):
                cells.append(cell)
                feet.append(foot)
                # A positive rotation about this axis takes +y towards `lateral`.
                axes.append(np.cross([0.0, 1.0, 0.0], lateral))
    return Claws(tuple(cells), np.array(feet), np.array(axes))


def together(*claws: Claws) -> Claws:
    """Return the claws of several ships as one."""
    return Claws(
        tuple(cell for each in claws for cell in each.cells),
        np.concatenate([each.feet for each in claws]),
        np.concatenate([each.axes for each in claws]),
    )


def stairs_of(body: Body, room_from_ship: Array, side: float) -> Stairs:
    """Return steps up to the opening of a ship at `room_from_ship`, on the side of sign `side`."""
    rim = body.surface(side * body.opening.angle, body.opening.centre)
    edge = points(room_from_ship, rim)
    lateral = normalized(room_from_ship[:3, 0] * [1.0, 0.0, 1.0]) * side
    along = np.cross(lateral, [0.0, 1.0, 0.0])
    top = max(edge[1] - 1.05, 0.15)
    flight = max(int(np.ceil(top / 0.30)), 1)
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
