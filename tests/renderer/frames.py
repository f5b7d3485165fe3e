"""Small frames made by hand, for tests of the renderer alone."""

from typing import Any

import numpy as np

from visualizer.frame import Ambient, Camera, Draw, Frame, Grade, KeyLight, Library, Medium, PointLight, Sky
from visualizer.geometry.mesh import Mesh, flat_mesh
from visualizer.geometry.primitives import box
from visualizer.transforms import camera_from_world

BLACK_SKY = Sky(
    "gradient", {"zenith": (0.0, 0.0, 0.0), "horizon": (0.0, 0.0, 0.0), "ground": (0.0, 0.0, 0.0)}
)
PLAIN: dict[str, Any] = {"colour": (0.6, 0.5, 0.4), "roughness": 0.5, "metalness": 0.0, "emission": 0.0}
FINE_GRAIN = Grade(grain=0.02)
DIM = Ambient((0.05, 0.06, 0.08), (0.03, 0.035, 0.045), (0.01, 0.01, 0.012))
WHITE_KEY = KeyLight((0.0, -1.0, 0.0), (1.0, 1.0, 1.0))
PLAIN_GRADE = Grade(bloom=0.0, vignette=0.0, grain=0.0)


def floor(half: float = 20.0) -> Mesh:
    """Return a square floor at y = 0 that faces up."""
    return flat_mesh([[(-half, 0, half), (half, 0, half), (half, 0, -half), (-half, 0, -half)]])


def pose(x: float = 0.0, y: float = 0.0, z: float = 0.0) -> np.ndarray:
    """Return one pose, (1, 3, 4) float32, that only moves."""
    matrix = np.eye(4)
    matrix[:3, 3] = (x, y, z)
    return matrix[None, :3].astype(np.float32)


LIBRARY = Library({"floor": floor(), "box": box((1.0, 1.0, 1.0))}, {})


def still_life(time: float = 0.0, **changes: Any) -> Frame:
    """Return a box on a floor in haze, with every common pass at work."""
    settings: dict[str, Any] = {
        "library": LIBRARY,
        "time": time,
        "camera": Camera(camera_from_world((3.0, 2.0, 4.0), (0.0, 0.5, 0.0)), fov=45.0, far=60.0),
        "draws": (
            Draw("floor", "plain", pose(), uniforms=PLAIN),
            Draw("box", "plain", pose(0.4 * time, 0.6), uniforms=PLAIN),
            Draw(
                "box",
                "crystal",
                pose(-1.3, 0.7, 0.3),
                uniforms={"colour": (0.4, 0.7, 0.9), "glow": 0.1},
                layer="transmissive",
            ),
            Draw(
                "box",
                "plain",
                pose(0.2, 1.6, -0.5),
                uniforms=PLAIN | {"emission": 0.2},
                layer="additive",
            ),
        ),
        "key_light": KeyLight((-0.5, -0.7, -0.3), (3.0, 2.6, 2.2), (0.0, 0.0, 0.0), 6.0),
        "point_lights": (PointLight((1.0, 1.5, 1.0), (0.5, 0.2, 0.1)),),
        "sky": Sky(
            "gradient",
            {"zenith": (0.02, 0.05, 0.1), "horizon": (0.1, 0.1, 0.12), "ground": (0.02, 0.02, 0.02)},
        ),
        "ambient": DIM,
        "grade": FINE_GRAIN,
        "medium": Medium(density=0.03, reach=15.0),
        "mirror": 0.0,
    }
    return Frame(**(settings | changes))  # type: ignore[arg-type]
