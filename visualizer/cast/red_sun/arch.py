"""One great prominence: strands of gas that rise from two feet, wind round each other at the top, and hang threads."""

import numpy as np
from numpy.typing import NDArray

from visualizer.cache.kept import kept
from visualizer.geometry.mesh import Mesh, merged
from visualizer.geometry.primitives import tube

HEIGHT, WIDTH = 0.40, 0.24  # radii of the star: of its top above the face; half of the way between its feet
SUNK = 0.03  # radii that its feet are below the face
STRANDS, THREADS = 54, 34  # along the arch; that hang from it
SPREAD = (0.020, 0.085)  # radii: how far strands are from the middle line, at the feet and at the top
WINDINGS = 1.3  # turns of a strand about the middle line from foot to foot
STEPS, SIDES = 44, 6
THICKNESS = (0.002, 0.009)  # radii: of the thinnest and the thickest strand at the top


@kept(memory=4)
def arch(seed: int) -> Mesh:
    """Return the prominence of a star of radius 1 whose feet are beside (0, 1, 0), along x.

    tint.r: the number of the strand as a share of all, tint.g: a random number of the strand.
    """
    random = np.random.default_rng([seed, 37])
    parts = []
    share = np.linspace(0.0, np.pi, STEPS)
    for number in range(STRANDS):
        line = _middle(share, random.uniform(0.86, 1.06))
        reach = np.sqrt(random.uniform()) * (SPREAD[0] + (SPREAD[1] - SPREAD[0]) * np.sin(share))
        turn = random.uniform(0.0, 2.0 * np.pi) + WINDINGS * 2.0 * share * random.uniform(0.6, 1.2)
        path = line + reach[:, None] * np.stack(
            [np.cos(turn) * np.sin(share), np.cos(turn) * np.cos(share), np.sin(turn)], axis=1
        )
        thick = _thickness(random) * (0.55 + 0.45 * np.sin(share))
        parts.append(_strand(path, thick, number, random))
    fall = np.linspace(0.0, 1.0, STEPS // 2)
    for number in range(THREADS):
        start = _middle(np.array([random.uniform(0.25, 0.75) * np.pi]), 0.98)[0]
        start += random.normal(0.0, 0.5 * SPREAD[1], 3)
        length = (start[1] - 1.0) * random.uniform(0.3, 0.95)
        # A thread is pulled down and towards the nearer foot, and ends thin.
        path = start + np.stack(
            [np.sign(start[0]) * 0.05 * fall**2, -length * fall, random.normal(0.0, 0.01) * fall], axis=1
        )
        thick = _thickness(random) * 0.7 * np.sin(np.pi * (0.06 + 0.92 * fall)) ** 0.7
        parts.append(_strand(path, thick, STRANDS + number, random))
    return merged(parts)


def _middle(share: NDArray[np.float64], tall: float) -> NDArray[np.float64]:
    """Return the middle line, (n, 3), at angles of 0 to pi from one foot to the other."""
    up = 1.0 - SUNK + (HEIGHT * tall + SUNK) * np.sin(share) ** 0.75
    return np.stack(
        [-WIDTH * np.cos(share) * (0.75 + 0.25 * np.sin(share)), up, np.zeros(len(share))], axis=1
    )


def _thickness(random: np.random.Generator) -> float:
    return float(THICKNESS[0] + (THICKNESS[1] - THICKNESS[0]) * random.uniform() ** 2)


def _strand(
    path: NDArray[np.float64], thick: NDArray[np.float64], number: int, random: np.random.Generator
) -> Mesh:
    made = tube(path, thick, SIDES)
    vertices = made.vertices.copy()
    vertices["tint"] = (number / (STRANDS + THREADS), random.uniform(), 1.0, 0.0)
    return Mesh(vertices, made.triangles)
