"""The visible difference of two pictures by NVIDIA's FLIP (Andersson et al. 2020, "FLIP: A Difference Evaluator for
Alternating Images"), of the optional package flip-evaluator.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visualizer.errors import MachineError


def error_map(reference: NDArray[np.uint8], picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return FLIP of each pixel, (height, width) float32 from 0 (not seen) to 1.

    reference, picture: (height, width, 3) uint8, sRGB. Raises MachineError if flip-evaluator is not installed.
    """
    try:
        import flip_evaluator
    except ImportError:
        raise MachineError(
            "pictures are compared with the package flip-evaluator; to install it: pip install flip-evaluator"
        ) from None
    a, b = (np.ascontiguousarray(image, dtype=np.float32) / 255.0 for image in (reference, picture))
    found, _, _ = flip_evaluator.evaluate(a, b, "LDR", applyMagma=False, computeMeanError=False)
    values = np.asarray(found, dtype=np.float32)
    return values[..., 0] if values.ndim == 3 else values
