"""Draws frames of a scene on request and writes them as files: one of the two processes of `bench quality`.

Run as a file with another checkout on the import path, so it uses only what every revision has: `visualizer.load`,
`Scene.exposure`, `Renderer.draw` and `Renderer.pixels`. Arguments: scene, width, height. Each line of standard input is
a JSON list of a time (s), a number of samples and the path of a .npy file to write ((height, width, 3) uint8, sRGB, top
row first); it is answered by a line with the seconds that this took.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np

import visualizer


def main(path: str, width: int, height: int) -> None:
    """Answer requests until standard input ends."""
    scene = visualizer.load(path)
    with visualizer.Renderer((width, height)) as renderer:
        for line in sys.stdin:
            start = time.perf_counter()
            t, samples, out = json.loads(line)
            renderer.draw(scene.exposure(t, samples))
            np.save(out, renderer.pixels())
            print(json.dumps(time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:4]))
