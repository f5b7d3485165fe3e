"""What a viewer can see of a subject, measured in the picture: its height, how much of it is hidden, its contrast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation

from visualizer.frame import Frame
from visualizer.renderer.renderer import Renderer

SIZE = (192, 108)
FIELD = 2
"""Factor on the size of the field in which a subject is drawn alone, so that what the picture cuts off is counted."""
RING = 3  # pixels around a subject with which it is compared

_XYZ_FROM_RGB = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)  # of sRGB, IEC 61966-2-1
_WHITE = _XYZ_FROM_RGB.sum(axis=1)


EYES_SIZE = (480, 270)
EYEBALLS = slice(8, 10)  # pieces of a figure's skin
JUST_SEEN = 5.0  # colour difference, CIE 1976


@dataclass(frozen=True)
class Seen:
    """What the picture shows of a subject.

    height: of its visible pixels, as a share of the picture's height. visible: share of its pixels that are neither
    hidden by another object nor outside the picture. contrast: CIE 1976 colour difference between it and the pixels
    around it. warmth: its mean b*, of CIE L*a*b*, which is above 0 where it is yellow and below 0 where it is blue.
    """

    height: float
    visible: float
    contrast: float
    warmth: float


@dataclass(frozen=True)
class Face:
    """What the picture shows of a figure's face.

    height: from chin to crown, as a share of the picture's height. visible: share of the skin of the head that nothing
    hides, neither hair nor another object. lightness: mean L*, 0..100, of what is visible. turn: degrees between the
    direction that it faces and that to the camera.
    """

    height: float
    visible: float
    lightness: float
    turn: float


CHIN, CROWN, HEAD_RADIUS = (
    0.0,
    0.25,
    0.11,
)  # heights in the frame of a figure's head, and its half width, metres


def lab(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return CIE L*a*b* of sRGB pixels (..., 3)."""
    rgb = picture / 255.0
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    share = linear @ _XYZ_FROM_RGB.T / _WHITE
    x, y, z = np.moveaxis(np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16.0 / 116.0), -1, 0)
    return np.stack([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)], axis=-1)


def belongs(mesh: str, subject: str) -> bool:
    """Return whether a mesh is of a subject: of an actor ("jor"), of one of its meshes ("hall.panel"), or of several
    ("a+b")."""
    return any(mesh == one or mesh.startswith(f"{one}.") for one in subject.split("+"))


class Viewer:
    """Draws small pictures with a renderer, whose size it changes, and measures subjects in them."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def see(self, frame: Frame, subjects: Sequence[str]) -> Mapping[str, Seen]:
        """Return what the picture of a frame shows of each subject; captions and grain are left out."""
        frame = replace(frame, captions=(), grade=replace(frame.grade, grain=0.0))
        meshes = [draw.mesh for draw in frame.draws]
        every = replace(frame, objects=tuple(range(1, len(meshes) + 1)))
        self._renderer.resize(SIZE)
        self._renderer.draw(every, results=("picture", "object"))
        colours, numbers = lab(self._renderer.pixels()), self._renderer.result("object")
        return {
            subject: _seen(
                np.isin(numbers, [n for n, mesh in enumerate(meshes, 1) if belongs(mesh, subject)]),
                self._alone(frame, subject),
                colours,
            )
            for subject in subjects
        }

    def face(self, frame: Frame, figure: str) -> Face:
        """Return what the picture of a frame shows of the face of a figure."""
        frame = replace(frame, captions=(), grade=replace(frame.grade, grain=0.0))
        (skin,) = (draw for draw in frame.draws if draw.mesh == f"{figure}.skin")
        head = np.asarray(skin.poses[0], dtype=np.float64)  # the first piece of the skin
        camera = frame.camera.camera_from_world
        place = head @ [0.0, 0.5 * (CHIN + CROWN), 0.0, 1.0]
        middle = camera[:3] @ [*place, 1.0]
        scale = 1.0 / (
            -middle[2] * np.tan(np.radians(frame.camera.fov) / 2.0)
        )  # half heights of the picture per metre
        size = float(np.linalg.norm(head[:, 1]))
        row, column = np.indices((SIZE[1], SIZE[0]))
        across = (2.0 * column + 1.0 - SIZE[0]) / SIZE[1] - middle[0] * scale
        up = 1.0 - (2.0 * row + 1.0) / SIZE[1] - middle[1] * scale
        near = np.hypot(across, up) < 1.25 * HEAD_RADIUS * size * scale
        self._renderer.resize(SIZE)
        self._renderer.draw(
            replace(frame, objects=tuple(int(draw is skin) for draw in frame.draws)),
            results=("picture", "object"),
        )
        colours = lab(self._renderer.pixels())
        seen = near & (self._renderer.result("object") > 0)
        self._renderer.draw(replace(frame, draws=(skin,), objects=(1,), batches=()), results=("object",))
        alone = near & (self._renderer.result("object") > 0)
        way = np.linalg.inv(camera)[:3, 3] - place
        facing = float(head[:, 2] @ way / (np.linalg.norm(head[:, 2]) * np.linalg.norm(way)))
        return Face(
            0.5 * (CROWN - CHIN) * size * scale,
            float(seen.sum()) / max(int(alone.sum()), 1),
            float(colours[seen][:, 0].mean()) if seen.any() else 0.0,
            float(np.degrees(np.arccos(np.clip(facing, -1.0, 1.0)))),
        )

    def eyes(self, frame: Frame, figure: str) -> int:
        """Return how many pixels of the picture of a frame, EYES_SIZE, show the eyeballs of a figure."""
        frame = replace(frame, captions=(), grade=replace(frame.grade, grain=0.0))
        (number,) = (n for n, draw in enumerate(frame.draws) if draw.mesh == f"{figure}.skin")
        poses = np.array(frame.draws[number].poses)
        poses[EYEBALLS, :, :3] = 0.0
        blind = list(frame.draws)
        blind[number] = replace(frame.draws[number], poses=poses)
        self._renderer.resize(EYES_SIZE)
        seen = []
        for each in (frame, replace(frame, draws=tuple(blind))):
            self._renderer.draw(each)
            seen.append(lab(self._renderer.pixels()))
        return int((np.linalg.norm(seen[0] - seen[1], axis=-1) > JUST_SEEN).sum())

    def _alone(self, frame: Frame, subject: str) -> int:
        """Return the number of pixels of a subject when nothing hides it and the picture does not cut it off."""
        draws = tuple(draw for draw in frame.draws if belongs(draw.mesh, subject))
        half = FIELD * np.tan(np.radians(frame.camera.fov) / 2.0)
        camera = replace(frame.camera, fov=float(np.degrees(2.0 * np.arctan(half))))
        self._renderer.resize((FIELD * SIZE[0], FIELD * SIZE[1]))
        self._renderer.draw(
            replace(frame, camera=camera, draws=draws, objects=(1,) * len(draws), batches=()),
            results=("object",),
        )
        return int((self._renderer.result("object") > 0).sum())


def _seen(mask: NDArray[np.bool_], alone: int, colours: NDArray[np.float64]) -> Seen:
    if not mask.any():
        return Seen(0.0, 0.0, 0.0, 0.0)
    rows = np.flatnonzero(mask.any(axis=1))
    ring = binary_dilation(mask, iterations=RING) & ~mask
    contrast = (
        float(np.linalg.norm(colours[mask].mean(axis=0) - colours[ring].mean(axis=0))) if ring.any() else 0.0
    )
    height, visible = (rows[-1] - rows[0] + 1) / mask.shape[0], float(mask.sum()) / max(alone, 1)
    return Seen(height, visible, contrast, float(colours[mask][:, 2].mean()))
