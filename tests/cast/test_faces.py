"""Faces of figures as the film shows them: heads about 100 pixels high, whose eyes, brows and mouths act."""

from dataclasses import replace
from typing import Any, get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.visible import lab
from visualizer.actors.base import FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.cast.figure.actor import Figure
from visualizer.cast.figure.face_shapes import FaceShape
from visualizer.cast.figure.hair import HairStyle
from visualizer.frame import Ambient, Camera, Frame, KeyLight, Library
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world

FILM = FilmContext(seed=1, duration=4.0)
SIDE = 120  # pixels of the picture
SCALE = 400.0  # pixels per metre: a head is 100 pixels high
FRONT = 1.0  # s at which no eye blinks
KEYS = [(-0.8, -0.5, -0.6), (0.8, -0.5, -0.6), (0.1, -0.9, -0.4), (0.5, -0.2, 0.8)]
STYLES = get_args(HairStyle)
SHAPES = get_args(FaceShape)

Picture = NDArray[np.float64]


@pytest.fixture(scope="module")
def renderer():
    with Renderer((SIDE, SIDE)) as made:
        yield made


def picture(renderer: Renderer, yaw: float = 0.0, key: Any = KEYS[0], **values: Any) -> Picture:
    """Return CIE L*a*b* of a head's picture, (SIDE, SIDE, 3), the middle of the head in its middle. yaw: degrees from
    its front to the camera."""
    person = Figure("a", Figure.Properties(**values), FILM)
    snapshot = Snapshot(SceneGraph({"a": person}), FRONT)
    library = Library({person.mesh_name(local): mesh for local, mesh in person.meshes.items()}, {})
    draws = tuple(person.contribution(snapshot).draws)
    head = np.asarray(draws[1].poses[0], dtype=np.float64)  # the first piece of the skin
    middle = head[:3, :3] @ [0.0, 0.12, 0.0] + head[:3, 3]
    way = head[:3, :3] @ [np.sin(np.radians(yaw)), 0.0, np.cos(np.radians(yaw))]
    away = 4.0
    fov = float(np.degrees(2.0 * np.arctan(0.5 * SIDE / SCALE / away)))
    frame = Frame(
        library,
        FRONT,
        camera=Camera(
            camera_from_world(tuple(middle + away * way), tuple(middle), up=tuple(head[:3, 1])), fov=fov
        ),
        draws=draws,
        key_light=KeyLight(direction=key, colour=(2.2, 1.9, 1.6)),
        ambient=Ambient((0.30, 0.36, 0.55), (0.22, 0.26, 0.42), (0.10, 0.11, 0.18)),
    )
    renderer.draw(replace(frame, grade=replace(frame.grade, grain=0.0)))
    return lab(renderer.pixels())


def at(x: float, y: float) -> tuple[int, int]:
    """Return row and column of a place on the front of the head, metres in its frame."""
    return round(SIDE / 2 - (y - 0.12) * SCALE), round(SIDE / 2 + x * SCALE)


def height_of_dark(seen: Picture, x: float, low: float, high: float) -> float:
    """Return the height in the head's frame, metres, of what is dark in a column of the face."""
    (bottom, column), (top, _) = at(x, low), at(x, high)
    part = seen[top:bottom, column - 1 : column + 2, 0].mean(axis=1)
    weight = np.clip(np.median(part) - part, 0.0, None) ** 2
    return 0.12 + (SIDE / 2 - float((np.arange(top, bottom) * weight).sum() / weight.sum())) / SCALE


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("yaw", [-40.0, 0.0, 40.0])
def test_open_eyes_are_seen_under_every_cut_of_hair(style, yaw, renderer: Renderer) -> None:
    opened, closed = (picture(renderer, yaw, hair_style=style, eyes=eyes) for eyes in (1.0, 0.0))
    changed = np.linalg.norm(opened - closed, axis=-1) > 12.0
    assert changed.sum() > 60  # of the 2 * 14 * 5 pixels between the lids


@pytest.mark.parametrize("shape", SHAPES)
def test_eyes_open_and_shut_in_every_shape_of_face(shape, renderer: Renderer) -> None:
    opened, closed = (picture(renderer, hair_style="short", face=shape, eyes=eyes) for eyes in (1.0, 0.0))
    changed = np.linalg.norm(opened - closed, axis=-1) > 12.0
    assert changed.sum() > 60


def test_faces_of_all_shapes_differ_at_a_glance(renderer: Renderer) -> None:
    seen = [picture(renderer, hair_style="short", face=shape) for shape in SHAPES]
    for number, one in enumerate(seen):
        for other in seen[:number]:
            assert (np.linalg.norm(one - other, axis=-1) > 12.0).sum() > 250, "of the 5000 pixels of a head"


def test_gathered_hair_stays_on_the_head_however_its_wearer_leans() -> None:
    still, leaning = (
        Figure("a", Figure.Properties(hair_style="gathered", lean=lean), FILM) for lean in (0.0, 45.0)
    )
    (one,), (other,) = (
        person.contribution(Snapshot(SceneGraph({"a": person}), FRONT)).draws[2].poses
        for person in (still, leaning)
    )
    assert one.shape == other.shape == (3, 4), "one rigid piece"


@pytest.mark.parametrize("key", KEYS)
def test_each_eye_has_a_light_wherever_the_key_light_stands(key, renderer: Renderer) -> None:
    seen = picture(renderer, key=key, hair_style="long")
    for x in (-0.0335, 0.0335):
        row, column = at(x, 0.1365)
        iris = seen[row - 4 : row + 5, column - 4 : column + 5, 0]
        assert iris.max() > np.median(iris) + 18.0


def test_a_smile_lifts_the_corners_of_the_mouth_and_sorrow_lowers_them(renderer: Renderer) -> None:
    def lifted(mood: float) -> float:
        seen = picture(renderer, hair_style="long", mood=mood)
        middle, *corners = (height_of_dark(seen, x, 0.042, 0.076) for x in (0.0, -0.021, 0.021))
        return float(np.mean(corners)) - middle

    sorrow, calm, joy = (lifted(mood) for mood in (-1.0, 0.0, 1.0))
    assert joy - calm > 1.0 / SCALE and calm - sorrow > 1.5 / SCALE  # pixels


def test_brows_rise_in_fear_and_are_drawn_down_in_resolve(renderer: Renderer) -> None:
    def inner(brows: float) -> float:
        seen = picture(renderer, hair_style="long", brows=brows)
        return float(np.mean([height_of_dark(seen, x, 0.150, 0.186) for x in (-0.021, 0.021)]))

    resolve, calm, fear = (inner(brows) for brows in (-1.0, 0.0, 1.0))
    assert fear - calm > 2.0 / SCALE and calm - resolve > 1.5 / SCALE  # pixels


def test_an_open_mouth_is_dark_and_higher_than_a_closed_one(renderer: Renderer) -> None:
    closed, opened = (picture(renderer, hair_style="long", mouth=mouth) for mouth in (0.0, 1.0))
    (bottom, left), (top, right) = at(-0.012, 0.040), at(0.012, 0.066)
    dark = [(seen[top:bottom, left:right, 0] < 22.0).sum() for seen in (closed, opened)]
    assert dark[1] > dark[0] + 20


@pytest.mark.parametrize("yaw", [0.0, 40.0])
def test_skin_in_blue_light_turned_from_the_key_light_is_warm(yaw, renderer: Renderer) -> None:
    seen = picture(renderer, yaw, key=(0.3, -0.3, 0.9), hair_style="blonde")
    (bottom, left), (top, right) = at(-0.03, 0.075), at(0.03, 0.11)
    cheek = seen[top:bottom, left:right]
    assert cheek[..., 2].mean() > 6.0  # b*: yellow
    assert cheek[..., 1].mean() > 4.0  # a*: red
