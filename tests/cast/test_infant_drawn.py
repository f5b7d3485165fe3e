"""The infant's face as the film shows it: clean where it is small, with closed lids and brows where it is near."""

from dataclasses import replace

import numpy as np
import pytest

from tests.visible import lab
from visualizer.actors.base import FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.cast.bundle.actor import Bundle
from visualizer.cast.bundle.head import CENTRE, EYES
from visualizer.frame import Ambient, Camera, Frame, KeyLight, Library
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world

FILM = FilmContext(seed=1, duration=4.0)
SIDE = 96  # pixels of the picture
AWAY = 3.0  # metres from the lens to the face
FACE = 0.07  # metres from the middle of the face to its top


@pytest.fixture(scope="module")
def renderer():
    with Renderer((SIDE, SIDE)) as made:
        yield made


def lightness(renderer: Renderer, scale: float, aside: float = 0.0) -> np.ndarray:
    """Return L* of the picture, (SIDE, SIDE), of the face of a sleeping infant from before it, the crown at its top.

    scale: pixels per metre. aside: pixels by which it is shifted.
    """
    kal = Bundle("kal", Bundle.Properties(), FILM)
    snapshot = Snapshot(SceneGraph({"kal": kal}), 0.0)
    library = Library({kal.mesh_name(local): mesh for local, mesh in kal.meshes.items()}, {})
    middle = CENTRE + [aside / scale, FACE, aside / scale]
    fov = float(np.degrees(2.0 * np.arctan(0.5 * SIDE / scale / AWAY)))
    eye = tuple(middle + [0.0, AWAY, 0.0])
    frame = Frame(
        library,
        0.0,
        camera=Camera(camera_from_world(eye, tuple(middle), up=(1.0, 0.0, 0.0)), fov=fov),
        draws=tuple(kal.contribution(snapshot).draws),
        key_light=KeyLight(direction=(-0.5, -0.8, 0.3), colour=(2.0, 1.9, 1.7)),
        ambient=Ambient((0.40, 0.40, 0.42), (0.35, 0.34, 0.34), (0.25, 0.24, 0.24)),
    )
    renderer.draw(replace(frame, grade=replace(frame.grade, grain=0.0)))
    return np.asarray(lab(renderer.pixels())[..., 0])


def part(scale: float, low: tuple[float, float], high: tuple[float, float]) -> tuple[slice, slice]:
    """Return the rows and columns between two places of the face, (x, z), metres."""
    rows = [round(SIDE / 2 - x * scale) for x in (high[0], low[0])]
    columns = [round(SIDE / 2 + z * scale) for z in (low[1], high[1])]
    return slice(*rows), slice(*columns)


@pytest.mark.parametrize("scale", [110.0, 140.0, 170.0])  # the face is 15 to 24 pixels high
@pytest.mark.parametrize("aside", [0.0, 0.35, 0.7])
def test_a_small_face_has_no_dark_spots(scale: float, aside: float, renderer: Renderer) -> None:
    face = lightness(renderer, scale, aside)[part(scale, (-0.028, -0.045), (0.020, 0.045))]
    assert face.min() > np.median(face) - 16.0


@pytest.mark.parametrize("side", [0, 1])
def test_closed_lids_and_brows_are_dark_lines_on_a_near_face(side: int, renderer: Renderer) -> None:
    scale = 700.0
    seen = lightness(renderer, scale)
    z = EYES[side][1]
    column = seen[part(scale, (-0.020, z - 0.002), (0.032, z + 0.002))].mean(axis=1)
    skin = np.median(column)
    dark = np.flatnonzero(column < skin - 15.0)
    assert len(dark), "lids and brow are seen"
    assert np.count_nonzero(np.diff(dark) > 3) == 1, "as two lines, with skin between them"
