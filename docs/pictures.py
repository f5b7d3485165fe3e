"""Draw the pictures of the README: `film.png`, a contact sheet, and `film.webp`, a moment of each shot in motion.

Run it from the checkout after a change of the film: ``make pictures``.
"""

from pathlib import Path

import numpy as np
from PIL import Image

import visualizer

HERE = Path(__file__).parent
SCENE = HERE.parent / "scenes" / "launch.toml"
SIZE = (384, 216)
SAMPLES = 4
RATE = 10  # pictures per second
LONGEST = 1.0  # seconds of a shot
QUALITY = 55  # of WebP, 0..100
LIMIT = 3_000_000  # bytes


def moments(scene: visualizer.Scene) -> list[float]:
    """Return the times of the pictures, seconds: the middle of each shot, at RATE."""
    times: list[float] = []
    for shot in scene.shots:
        span = min(LONGEST, shot.end - shot.start)
        first = (shot.start + shot.end - span) / 2.0
        times += (first + np.arange(round(span * RATE)) / RATE).tolist()
    return times


def main() -> None:
    """Write both pictures."""
    scene = visualizer.load(SCENE)
    visualizer.sheet(scene, HERE / "film.png", columns=5, width=300)
    with visualizer.Renderer(SIZE) as renderer:
        pictures = []
        for time in moments(scene):
            renderer.draw(scene.exposure(time, samples=SAMPLES))
            pictures.append(Image.fromarray(renderer.pixels()))
    film = HERE / "film.webp"
    pictures[0].save(
        film,
        save_all=True,
        append_images=pictures[1:],
        duration=1000 // RATE,
        loop=0,
        quality=QUALITY,
        method=6,
    )
    size = film.stat().st_size
    if size > LIMIT:
        raise SystemExit(f"{film} has {size} bytes, more than {LIMIT}: lower QUALITY or LONGEST")


if __name__ == "__main__":
    main()
