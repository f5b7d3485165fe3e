"""Make a film of a flight from a table of times and positions: a body flies along them, seen from a camera that follows
it.

    python docs/programs/flight.py flight.csv flight.mp4

The table has a row for each moment: time in seconds, x, y (up) and z in metres, separated by commas.
"""

import sys

import numpy as np

import visualizer


def scene_of(table: np.ndarray) -> visualizer.Scene:
    """Return the scene of a flight. table: (n, 4) float64, rows of time, s, and position, m; times rise from 0."""
    keys = [f"{{ t = {t:g}, v = [{x:g}, {y:g}, {z:g}] }}" for t, x, y, z in table]
    return visualizer.load_text(f"""
    format = 1
    film = {{ duration = {table[-1, 0]:g}, fps = 24, size = [640, 360] }}
    shot = [{{ name = "flight", start = 0, camera = "follow" }}]
    [camera.follow]
    position = [0, 4, 40]
    look_at = "body"
    [actor.body]
    kind = "shape"
    size = [1.5, 6, 1.5]
    position = [{", ".join(keys)}]
    [actor.ground]
    kind = "shape"
    size = [200, 0.1, 200]
    """)


def main(log: str, out: str) -> None:
    """Print the frames that are done while the film is rendered."""
    scene = scene_of(np.loadtxt(log, delimiter=","))
    visualizer.render(scene, out, samples=4, progress=lambda now: print(f"{now.done} of {now.count}"))


if __name__ == "__main__":
    main(*sys.argv[1:])
