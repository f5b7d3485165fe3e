"""Golden pictures: kept small, compared by NVIDIA's FLIP (Andersson et al. 2020), renewed by one flag.

Two numbers hold a picture: the mean of FLIP's map, and the share of pixels where the eye would see a difference.
On failure the picture, the golden and the map lie side by side in tests/failures.
"""

from pathlib import Path

import numpy as np
from PIL import Image

from visualizer.bench.flip import error_map

GOLDENS = Path(__file__).parent / "goldens"
FAILURES = Path(__file__).parent / "failures"

MAX_MEAN = 0.025
VISIBLE = 0.25
MAX_VISIBLE_SHARE = 0.01


def difference(picture: np.ndarray, golden: np.ndarray) -> tuple[float, float, np.ndarray]:
    """Return the mean of FLIP, the share of visibly different pixels, and the map. Pictures are uint8 sRGB."""
    seen = error_map(golden, picture)
    return float(seen.mean()), float((seen > VISIBLE).mean()), seen


def check_golden(name: str, picture: np.ndarray, renew: bool) -> None:
    """Compare a picture with the golden of that name, or write it anew."""
    path = GOLDENS / f"{name}.png"
    if renew:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(path, optimize=True)
        return
    assert path.exists(), f"there is no golden {path.name}; look at the picture, then: pytest --renew-goldens"
    golden = np.asarray(Image.open(path).convert("RGB"))
    assert golden.shape == picture.shape, f"{name}: the golden is {golden.shape}, the picture {picture.shape}"
    mean, share, seen = difference(picture, golden)
    if mean > MAX_MEAN or share > MAX_VISIBLE_SHARE:
        (FAILURES / name).parent.mkdir(parents=True, exist_ok=True)
        heat = np.repeat((np.clip(seen, 0, 1) * 255).astype(np.uint8)[..., None], 3, axis=2)
        Image.fromarray(np.hstack([golden, picture, heat])).save(FAILURES / f"{name}.png")
        raise AssertionError(
            f"{name} differs from its golden: FLIP {mean:.4f} (at most {MAX_MEAN}), {share:.1%} of pixels visibly "
            f"(at most {MAX_VISIBLE_SHARE:.0%}); see {FAILURES / name}.png: golden, picture, difference"
        )
