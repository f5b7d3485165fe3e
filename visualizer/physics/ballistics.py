"""Rigid pieces that fly, bounce and come to rest: their poses as a function of time, in closed form.

Each piece follows a parabola between contacts with the floor. A contact reverses the vertical velocity
(restitution) and reduces the horizontal velocity (friction); after the last contact the piece slides to a
stop under Coulomb friction. Between contacts it rotates about a random axis at constant speed, and from its
last arc on its rotation is blended into the orientation in which it rests on one of its faces. It is moved up where
needed, so that its lowest corner is never below the floor. Pieces do not collide with each other.
"""

from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualizer.geometry.fracture import Fracture
from visualizer.geometry.mesh import cross
from visualizer.transforms import quaternion_of

Array = NDArray[np.float64]

GRAVITY = 9.81
"""m/s^2, downwards along y."""

TOPPLES = 0.7
"""By how much less a piece turns down a face on which its centre of mass lies twice as high as it could: as the cosine
of the angle."""
BOUNCES = 4
"""Contacts of each piece with the floor before the one after which it slides."""


@dataclass(frozen=True, eq=False)
class Flight:
    """The trajectories of n pieces from release to rest, in the space of the floor, +y up. All arrays are float64.

    times: (n, a + 1) seconds after the release at which each of a arcs begins, and the last one ends.
    places, speeds: (n, a, 3) position of the centre of mass and its velocity at the start of each arc, metres and m/s.
    turns: (n, a, 4) orientation at the start of each arc, quaternions xyzw.
    axes: (n, a, 3) angular velocity in each arc, radians/s.
    lying: (n, 4) orientation at rest. slide: (n, 3) velocity at the start of the slide, m/s. slide_time: (n,) its
    duration, seconds. corners: (n, k, 3) corners about the centre of mass, metres, in the mesh's space.
    centres: (n, 3) centres of mass in the mesh's space, metres. floor: height of the floor, metres.
    """

    times: Array
    places: Array
    speeds: Array
    turns: Array
    axes: Array
    lying: Array
    slide: Array
    slide_time: Array
    corners: Array
    centres: Array
    floor: float

    @property
    def rest_time(self) -> float:
        """Seconds after the release at which the last piece is at rest."""
        return float((self.times[:, -1] + self.slide_time).max())

    def at(self, time: float | Array) -> tuple[Array, Array]:
        """Return positions (..., n, 3) of the centres of mass and orientations (..., n, 4) `time` seconds after the
        release.

        time: one number for all pieces, or (..., n) or (..., 1): one for each, at several times. Before 0 the pieces
        are where they are released.
        """
        n, arcs = self.times.shape[0], self.times.shape[1] - 1
        given = np.maximum(np.asarray(time, dtype=np.float64), 0.0)
        shape = (*given.shape[:-1], n)
        t = np.broadcast_to(given, shape).ravel()
        each = np.tile(np.arange(n), len(t) // n)
        arc = np.minimum((self.times[each, 1:] <= t[:, None]).sum(axis=1), arcs - 1)
        since = np.minimum(t, self.times[each, arc + 1]) - self.times[each, arc]
        place = self.places[each, arc] + self.speeds[each, arc] * since[:, None]
        place[:, 1] -= 0.5 * GRAVITY * since**2
        last, slides = self.times[each, -1], self.slide_time[each]
        sliding = np.clip(t - last, 0.0, slides)
        share = sliding - 0.5 * sliding**2 / np.maximum(slides, 1e-9)
        place += self.slide[each] * share[:, None]
        spin = self.axes[each, arc] * since[:, None]
        turn = quaternion_products(quaternions_about(spin), self.turns[each, arc])
        # Over the last arc and half of the slide, blend from the rotation to the orientation at rest.
        start = self.times[each, -2]
        end = last + 0.5 * slides
        settled = np.clip((t - start) / np.maximum(end - start, 1e-9), 0.0, 1.0)
        settled = settled * settled * (3.0 - 2.0 * settled)
        turn = blended(turn, self.lying[each], np.where(t >= start, settled, 0.0))
        x, y, z = np.moveaxis(rotations_of(turn)[:, 1].reshape(*shape, 1, 3), -1, 0)
        lowest = x * self.corners[..., 0] + y * self.corners[..., 1] + z * self.corners[..., 2]
        place[:, 1] = np.maximum(place[:, 1], self.floor - lowest.min(axis=-1).ravel())
        return place.reshape(*shape, 3), turn.reshape(*shape, 4)

    def rows(self, pieces: NDArray[np.int64]) -> Self:
        """Return the trajectories of some of the pieces, each as often as it is asked for."""
        own: Any = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, value in own.items():
            own[name] = value[pieces] if isinstance(value, np.ndarray) else value
        return type(self)(**own)

    def matrices(self, time: float | Array) -> Array:
        """Return the (..., n, 4, 4) matrices from the mesh's space to the floor's, `time` seconds after the release, as
        for `at`.

        They suit a mesh whose pieces are where they were in the unbroken body.
        """
        place, turn = self.at(time)
        matrices = np.zeros((*place.shape[:-1], 4, 4))
        rotated = rotations_of(turn.reshape(-1, 4)).reshape(*place.shape, 3)
        matrices[..., :3, :3] = rotated
        matrices[..., :3, 3] = place - (rotated @ self.centres[..., None])[..., 0]
        matrices[..., 3, 3] = 1.0
        return matrices


def flight_of(
    fracture: Fracture,
    *,
    velocities: ArrayLike,
    spins: ArrayLike,
    model_from_body: Array | None = None,
    floor: float = 0.0,
    restitution: float = 0.32,
    friction: float = 0.35,
    sliding_friction: float = 0.45,
    seed: int = 0,
) -> Flight:
    """Return the flight of a fracture's pieces from where they are in the body.

    velocities, spins: (n, 3) velocity, m/s, and angular velocity, radians/s, at the release. model_from_body: (4, 4)
    pose of the body when it breaks; the identity if None. floor: height of the floor, metres. restitution, friction:
    share of the vertical speed that a bounce keeps, and of the horizontal speed that it removes, each with random
    variation. sliding_friction: Coulomb's coefficient of the last slide. seed: of the random numbers.
    """
    pose = np.eye(4) if model_from_body is None else model_from_body
    n = len(fracture.centres)
    random = np.random.default_rng([seed, n])
    place = fracture.centres @ pose[:3, :3].T + pose[:3, 3]
    speed = np.array(velocities, dtype=np.float64)
    spin = np.array(spins, dtype=np.float64)
    turn = np.tile([0.0, 0.0, 0.0, 1.0], (n, 1))
    downs = [fracture.faces_down(piece) for piece in range(n)]
    # Height of the centre of mass at a contact: its distance from the nearest face that the piece can rest on.
    depth = np.array([distances.min() for _, distances in downs])
    times: list[Array] = [np.zeros(n)]
    places: list[Array] = []
    speeds: list[Array] = []
    turns: list[Array] = []
    axes: list[Array] = []
    for bounce in range(BOUNCES + 1):
        for arcs, value in ((places, place), (speeds, speed), (turns, turn), (axes, spin)):
            arcs.append(value)
        above = place[:, 1] - floor - depth
        root = np.maximum(speed[:, 1] ** 2 + 2.0 * GRAVITY * above, 0.0)
        lasts = np.maximum((speed[:, 1] + np.sqrt(root)) / GRAVITY, 0.0)
        times.append(times[-1] + lasts)
        turn = quaternion_products(quaternions_about(spin * lasts[:, None]), turn)
        place = place + speed * lasts[:, None]
        place[:, 1] -= 0.5 * GRAVITY * lasts**2
        speed = speed - np.array([0.0, GRAVITY, 0.0]) * lasts[:, None]
        if bounce < BOUNCES:
            kept = restitution * random.uniform(0.6, 1.1, n)
            speed = np.stack([speed[:, 0], -speed[:, 1] * kept, speed[:, 2]], axis=1)
            speed[:, [0, 2]] *= 1.0 - friction * random.uniform(0.6, 1.2, (n, 1))
            axis = random.normal(size=(n, 3)) + np.cross([0.0, 1.0, 0.0], speed) * 1.5
            axis /= np.linalg.norm(axis, axis=1, keepdims=True)
            spin = axis * (np.linalg.norm(spin, axis=1, keepdims=True) * random.uniform(0.4, 0.8, (n, 1)))
    slide = speed * [1.0, 0.0, 1.0]
    lying = np.empty((n, 4))
    for piece, (normals, distances) in enumerate(downs):
        outward = normals @ pose[:3, :3].T @ rotations_of(turns[-1][piece][None])[0].T
        # It topples from a face on which it would stand high.
        nearest = outward[int(np.argmin(outward[:, 1] + TOPPLES * distances / depth[piece]))]
        lying[piece] = quaternion_products(
            _shortest_turn(nearest, np.array([0.0, -1.0, 0.0]))[None], turns[-1][piece][None]
        )[0]
    # The matrices are applied to the unbroken mesh, so the pose of the body at the break comes first.
    base = np.tile(quaternion_of(pose), (n, 1))
    settle = np.maximum(np.linalg.norm(slide, axis=1) / (sliding_friction * GRAVITY), 0.12)
    return Flight(
        times=np.stack(times, axis=1),
        places=np.stack(places, axis=1),
        speeds=np.stack(speeds, axis=1),
        turns=np.stack([quaternion_products(q, base) for q in turns], axis=1),
        axes=np.stack(axes, axis=1),
        lying=quaternion_products(lying, base),
        slide=slide,
        slide_time=settle,
        corners=fracture.corners,
        centres=fracture.centres,
        floor=floor,
    )


def quaternions_about(vectors: Array) -> Array:
    """Return quaternions (n, 4) of rotations about (n, 3) vectors by their length in radians."""
    angle = np.linalg.norm(vectors, axis=1, keepdims=True)
    share = np.where(angle > 1e-9, np.sin(angle / 2.0) / np.maximum(angle, 1e-9), 0.5)
    return np.concatenate([vectors * share, np.cos(angle / 2.0)], axis=1)


def quaternion_products(first: Array, second: Array) -> Array:
    """Return the quaternion products (n, 4) of two arrays, row by row: the rotation `second`, then `first`."""
    a, b = first[:, :3], second[:, :3]
    aw, bw = first[:, 3:], second[:, 3:]
    return np.concatenate(
        [aw * b + bw * a + cross(a, b), aw * bw - (a * b).sum(axis=1, keepdims=True)], axis=1
    )


def rotations_of(quaternions: Array) -> Array:
    """Return rotation matrices (n, 3, 3) of unit quaternions (n, 4)."""
    x, y, z, w = quaternions.T
    rows = [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w),
            2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w),
            2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]  # fmt: skip
    return np.stack(rows, axis=1).reshape(-1, 3, 3)


def blended(first: Array, second: Array, share: Array) -> Array:
    """Return slerps (n, 4) between rows of two arrays of quaternions at shares (n,) (Shoemake 1985)."""
    cosine = (first * second).sum(axis=1, keepdims=True)
    near = np.where(cosine < 0.0, -second, second)
    angle = np.arccos(np.clip(np.abs(cosine), 0.0, 1.0))
    sine = np.sin(angle)
    s = share[:, None]
    far = sine > 1e-4
    a = np.where(far, np.sin((1.0 - s) * angle) / np.where(far, sine, 1.0), 1.0 - s)
    b = np.where(far, np.sin(s * angle) / np.where(far, sine, 1.0), s)
    mixed = a * first + b * near
    return np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True))


def _shortest_turn(start: Array, end: Array) -> Array:
    """Return the quaternion (4,) of the shortest rotation between two unit vectors."""
    cosine = float(start @ end)
    if cosine < -1.0 + 1e-9:
        helper = np.eye(3)[int(np.argmin(np.abs(start)))]
        axis = np.cross(start, helper)
        return np.array([*(axis / np.linalg.norm(axis)), 0.0])
    quaternion = np.array([*np.cross(start, end), 1.0 + cosine])
    return np.asarray(quaternion / np.linalg.norm(quaternion))
