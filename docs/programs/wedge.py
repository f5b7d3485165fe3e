"""Draw one frame with several values of a property side by side, to choose one.

python docs/programs/wedge.py scenes/launch.toml voice wedge.png look.cabin.grade.exposure 0 0.8 1.6
"""

import sys

from PIL import Image

import visualizer

SIZE = (320, 180)


def main(path: str, shot: str, out: str, name: str, *values: str) -> None:
    """Change the value in the scene that was read; the file on the disk stays as it is."""
    scene = visualizer.load(path)
    strip = Image.new("RGB", (SIZE[0] * len(values), SIZE[1]))
    for place, value in enumerate(values):
        changed = visualizer.edited(scene, tuple(name.split(".")), float(value))
        picture = visualizer.picture(changed, shot=shot, size=SIZE, samples=4)
        strip.paste(picture.image(), (place * SIZE[0], 0))
    strip.save(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
