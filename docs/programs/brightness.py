"""Print the mean luminance of each frame of a shot, as CSV: time, shot, luminance before grading (linear, Rec. 709).

python docs/programs/brightness.py scenes/launch.toml explosion > brightness.csv
"""

import sys

import numpy as np

import visualizer

REC_709 = np.array([0.2126, 0.7152, 0.0722])
"""Weights of red, green and blue in the luminance, ITU-R BT.709."""


def main(path: str, shot: str) -> None:
    """Draw the frames of a shot at a small size, because their mean hardly depends on it."""
    scene = visualizer.load(path)
    print("time,shot,luminance")
    for picture in visualizer.pictures(scene, shot=shot, layers=["beauty"], size=(160, 90), samples=2):
        luminance = float((picture["beauty"] @ REC_709).mean())
        print(f"{picture.time:.4f},{picture.shot},{luminance:.6f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
