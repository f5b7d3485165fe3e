"""The collapse of the laboratory: roof and upper walls fall piece by piece, the lower walls topple inwards.

All motion is a function of the seconds since it began. Loose pieces fly as in `physics/ballistics.py`. Standing
crystals topple about their bases like rods: angle = a (cosh kt - 1), with k^2 = 3 g / 2 L, where L is the length and a
a small initial angle (linearised about the upright position).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.cast.laboratory.vault import (
    BAYS,
    LEAF,
    PASSAGE,
    RIB,
    SLENDER,
    UPPER,
    Rubble,
    Vault,
    roof_poses,
    vault,
)
from visualizer.geometry.turns import about, turns
from visualizer.physics.ballistics import GRAVITY, Flight, flight_of
from visualizer.transforms import normalized

Array = NDArray[np.float64]

NUDGE = 0.05  # radians: initial lean of a rod that topples, a in the formula
PUSHED_WITHIN = 5.0  # m: loose pieces that begin nearer to the clear area than this are pushed away from it
DRIFT = (0.6, 3.8)  # m/s: lowest and highest inward speed of the other loose pieces
BODY_HEIGHT = 1.9  # m: height of the figures that stand there
REBOUND, REBOUND_TIME = 0.05, 0.35  # share of the angle, and s, of the bounce of a toppled rod
TWIST = 0.20  # radians: spread of the directions in which standing crystals fall
CAUGHT = 0.3  # share of them that do not fall all the way
HALF_BAYS = 2 * BAYS  # parts of the room that fall in turn
LEAF_TOP, UPPER_TOP = 2, 1  # step of the uppermost piece of a leaf of the roof, and of an upper crystal
TOWERS = 1.3  # radians to each side of the far end within which every other rib stands to the last, with all that it bears
TOWER_DELAY = 5.5, 0.9  # s until the towers at the far end topple, and how much later those at the sides do
TRIES = 8  # flights computed at most until no piece comes too close


@dataclass(frozen=True, eq=False)
class Collapse:
    """The fall of each piece of a vault. Room space, metres. Every array has one row a piece.

    start: (n, 4, 4) pose of each piece when the collapse begins. delay: (n,) s until it falls. loose: (n,) bool,
    whether it flies; flight: of those alone. standing: (n,) bool, whether it does not fall. hinge, axis: (n, 3) the
    line about which it topples otherwise. limit: (n,) radians that it topples. rate: (n,) 1/s, k of the angle.
    """

    start: Array
    delay: Array
    loose: NDArray[np.bool_]
    standing: NDArray[np.bool_]
    flight: Flight
    hinge: Array
    axis: Array
    limit: Array
    rate: Array

    def poses(self, since: float | Array) -> Array:
        """Return model_from_piece, (..., n, 4, 4), `since` seconds, (...), after the fall began."""
        time = np.maximum(np.asarray(since)[..., None] - self.delay, 0.0)
        angle = NUDGE * (np.cosh(np.minimum(self.rate * time, 8.0)) - 1.0)
        landing = np.arccosh(1.0 + self.limit / NUDGE) / self.rate
        after = np.maximum(time - landing, 0.0)
        bounce = REBOUND * np.abs(np.sin(np.pi * after / REBOUND_TIME)) * np.exp(-4.0 * after)
        angle = np.where(time >= landing, self.limit * (1.0 - bounce), angle)
        angle = np.where(self.loose, 0.0, angle)
        count = time.size // len(self.delay)
        turned = turns(np.tile(self.axis, (count, 1)), -angle.ravel())
        poses = about(np.tile(self.hinge, (count, 1)), turned).reshape(*time.shape, 4, 4)
        poses[..., self.standing, :, :] = np.eye(4)  # the entrance stays up: it is joined to the hall
        flown = self.flight.matrices(time[..., self.loose])
        poses[..., self.loose, :, :] = flown @ self.start[self.loose]
        return poses


@kept(memory=2)
def collapse_of(
    vault_seed: int, *, opened: float, clear: tuple[float, float, float], radius: float, seed: int
) -> Collapse:
    """Return the fall of the broken vault of `vault_seed`.

    opened: how far its roof is open then. clear: centre of the area on the floor that all pieces stay out of, room
    space, metres. radius: of that area.
    """
    pieces = vault(vault_seed, broken=True)
    start = roof_poses(pieces, opened)
    place = np.asarray(clear) * np.array([1.0, 0.0, 1.0])
    random = np.random.default_rng([seed, 83])
    count = len(pieces.cells)
    chance = random.uniform(size=count)
    kind, step, towers = pieces.kind, pieces.step, towers_of(pieces)
    # A wave of falls runs from the far end to the door: 0 to 1 around the room. Each crystal falls from the top down,
    # so that a piece falls before the one that supports it; the roof falls first, the lower walls last.
    bay = np.round(pieces.angle * HALF_BAYS / (2.0 * np.pi)).astype(int) % HALF_BAYS
    wave = 0.5 - 0.5 * np.cos(pieces.angle) + random.uniform(0.0, 0.25, HALF_BAYS)[bay]
    delay = np.select(
        [kind == LEAF, kind == UPPER],
        [
            0.2 + 1.5 * wave + 0.75 * (LEAF_TOP - step) + 0.4 * chance,
            2.6 + 2.2 * wave + 0.7 * (UPPER_TOP - step) + 0.5 * chance,
        ],
        3.8 + 2.8 * wave,
    )
    flying = (kind == LEAF) | (kind == UPPER)
    flight = _flight(pieces, start, flying, place, radius, random, seed)
    loose = flying & (towers < 0)
    delay[towers >= 0] = (TOWER_DELAY[0] + TOWER_DELAY[1] * wave / (0.5 - 0.5 * np.cos(TOWERS)))[towers >= 0]
    hinge, axis, limit, rate = _toppling(pieces, towers, delay, place, radius, random)
    return Collapse(
        start,
        delay,
        loose,
        kind == PASSAGE,
        flight.rows(np.flatnonzero(loose[flying])),
        hinge,
        axis,
        limit,
        rate,
    )


def towers_of(pieces: Vault) -> NDArray[np.int64]:
    """Return of each piece the number of the tower that it is of, or -1, (n,): every other rib of the far end with what
    grows on it, which stands alone at last and topples as one rod towards those before it."""
    bay = pieces.angle * BAYS / (2.0 * np.pi) - 0.5
    number = np.round(bay).astype(int)
    in_bay = (np.abs(bay - number) < 1e-6) & (number % 2 == 0)
    grown = in_bay & (np.cos(pieces.angle) > np.cos(TOWERS)) & ((pieces.kind == RIB) | (pieces.kind == UPPER))
    return np.where(grown, number, -1)


def _flight(
    vault: Vault,
    start: Array,
    loose: NDArray[np.bool_],
    clear: Array,
    radius: float,
    random: np.random.Generator,
    seed: int,
) -> Flight:
    """Return the flight of the loose pieces, with velocities such that none comes too close to the clear area."""
    chosen = np.nonzero(loose)[0]
    cells = tuple(vault.cells[k].moved(start[k]) for k in chosen)
    fracture = Rubble.of(cells)
    count = len(chosen)
    from_clear = (fracture.centres - clear) * [1.0, 0.0, 1.0]
    near = np.linalg.norm(from_clear, axis=1)
    inward = normalized(-fracture.centres * [1.0, 0.0, 1.0])
    turned = random.normal(0.0, 0.35, count)
    inward = np.einsum("nij,nj->ni", turns(np.tile([0.0, 1.0, 0.0], (count, 1)), turned), inward)
    speed = random.uniform(*DRIFT, count)[:, None]
    need = np.maximum(radius + fracture.radii + 0.6 - near, 0.3) / 1.1
    velocity = np.where(
        (near < PUSHED_WITHIN)[:, None], normalized(from_clear) * need[:, None], inward * speed
    )
    spins = random.normal(size=(count, 3)) * 0.8
    flight = None
    for _ in range(TRIES):
        flight = flight_of(
            fracture, velocities=velocity, spins=spins, restitution=0.16, friction=0.45, seed=seed
        )
        close = _too_close(flight, clear, radius)
        if not close.any():
            break
        velocity[close] = normalized(from_clear[close]) * (
            np.linalg.norm(velocity[close], axis=1, keepdims=True) + 0.5
        )
    assert flight is not None
    return flight


def _too_close(flight: Flight, clear: Array, radius: float) -> NDArray[np.bool_]:
    """Return which pieces come too close to the clear area at any time, (n,)."""
    reach = np.linalg.norm(flight.corners, axis=2).max(axis=1)
    times = np.arange(0.0, flight.rest_time + 0.1, 0.1)
    pieces = np.tile(np.arange(len(reach)), len(times))
    place, _ = flight.rows(pieces).at(np.repeat(times, len(reach)))
    away = place - clear
    height = np.maximum(away[:, 1] - BODY_HEIGHT, 0.0)
    near = np.sqrt(away[:, 0] ** 2 + away[:, 2] ** 2 + height**2) < radius + reach[pieces]
    close: NDArray[np.bool_] = near.reshape(len(times), -1).any(axis=0)
    return close


def _toppling(
    vault: Vault,
    towers: NDArray[np.int64],
    delay: Array,
    clear: Array,
    radius: float,
    random: np.random.Generator,
) -> tuple[Array, Array, Array, Array]:
    """Return (hinge, axis, limit, rate) of all pieces: how far each standing crystal falls, to the floor or until just
    outside the clear area. towers: as `towers_of` returns it. In `delay`, the pieces of one crystal get the time of the
    first.
    """
    count = len(vault.cells)
    hinge, axis, limits, rate = vault.hinge.copy(), vault.axis.copy(), np.zeros(count), np.ones(count)
    for number in np.unique(towers[towers >= 0]):
        tower = towers == number
        hinge[tower] = vault.hinge[tower & (vault.kind == RIB)][0]
    crystals: dict[tuple[float, ...], list[int]] = {}
    for k in np.nonzero((vault.kind == RIB) | (vault.kind == SLENDER) | (towers >= 0))[0]:
        crystals.setdefault(tuple(hinge[k]), []).append(int(k))
    angles = np.radians(np.arange(0.0, 92.0, 1.0))
    for members in crystals.values():
        first = members[0]
        corners = np.unique(np.concatenate([vault.cells[k].points for k in members]), axis=0) - hinge[first]
        length = float(np.linalg.norm(corners, axis=1).max())
        # Directions vary around the inward one, and some crystals stop while still leaning.
        twist = turns(np.array([[0.0, 1.0, 0.0]]), random.normal(0.0, TWIST, 1))[0]
        axis[members] = twist @ vault.axis[first]
        caught = random.uniform(0.45, 0.95) if random.uniform() < CAUGHT else 1.0
        if towers[first] >= 0:
            axis[members], caught = vault.axis[first], 1.0
        matrices = turns(np.tile(axis[first], (len(angles), 1)), -angles)
        moved = np.einsum("aij,kj->aki", matrices, corners) + hinge[first]
        away = moved - clear
        height = np.maximum(away[:, :, 1] - BODY_HEIGHT, 0.0)
        near = np.sqrt(away[:, :, 0] ** 2 + away[:, :, 2] ** 2 + height**2).min(axis=1)
        # The base of a crystal may go a little below the floor; its upper part may not.
        upper = corners[:, 1] > 0.35 * corners[:, 1].max()
        stopped = (near < radius + 0.3) | (moved[:, upper, 1].min(axis=1) < 0.02)
        limit = angles[int(np.argmax(stopped)) - 1] if stopped.any() else angles[-1]
        limits[members] = max(float(limit) * caught, 0.0)
        rate[members] = np.sqrt(1.5 * GRAVITY / length)
        delay[members] = delay[members].min()
    return hinge, axis, limits, rate
