"""Drawing the cast: each material compiles with the parameters that its actor sets, and each actor is visible."""

from typing import Any

import numpy as np
import pytest

from visualizer.actors.base import Actor, FilmContext
from visualizer.actors.graph import SceneGraph, Snapshot
from visualizer.cast.bundle.actor import Bundle
from visualizer.cast.falling_crystal.actor import FallingCrystal
from visualizer.cast.figure.actor import Figure
from visualizer.cast.robot.actor import Robot
from visualizer.cast.ships.bodies import PADDING
from visualizer.frame import Camera, Draw, Frame, KeyLight, Library
from visualizer.geometry.mesh import flat_mesh
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world

FILM = FilmContext(seed=1, duration=4.0)
CAST: dict[str, tuple[Actor[Any], float]] = {
    "figure": (Figure("a", Figure.Properties(hair_style="short_grey_beard", cape=True), FILM), 1.0),
    "robot": (Robot("a", Robot.Properties(position=(0.0, 0.9, 0.0)), FILM), 0.9),
    "bundle": (Bundle("a", Bundle.Properties(position=(0.0, 0.9, 0.0), crying=1.0), FILM), 0.9),
    "crystal": (
        FallingCrystal("a", FallingCrystal.Properties(release=3.0, position=(0.0, 1.2, 0.0)), FILM),
        1.2,
    ),
}


@pytest.fixture(scope="module")
def renderer():
    with Renderer((64, 64)) as made:
        yield made


@pytest.mark.parametrize("name", CAST)
def test_every_actor_of_the_cast_is_visible(renderer: Renderer, name: str) -> None:
    actor, height = CAST[name]
    contribution = actor.contribution(Snapshot(SceneGraph({"a": actor}), 1.0))
    library = Library({actor.mesh_name(local): mesh for local, mesh in actor.meshes.items()}, {})
    camera = Camera(camera_from_world((1.5, height + 0.4, 2.6), (0.0, height, 0.0)), fov=40.0)
    pictures = []
    for draws in ((), contribution.draws):
        renderer.draw(
            Frame(
                library, 1.0, camera=camera, draws=tuple(draws), point_lights=tuple(contribution.point_lights)
            )
        )
        pictures.append(renderer.pixels().astype(int))
    changed = np.abs(pictures[0] - pictures[1]).max(axis=2) > 3
    assert changed.mean() > 0.01
    assert np.isfinite(renderer.light()).all()


def test_the_padding_of_a_hull_has_one_kind_of_roll_in_every_pixel(renderer: Renderer) -> None:
    # The number of a region is interpolated: what is a whole number at all corners is rounded to both sides of it
    # within.
    face = [[(-1.3, -0.7, 0.9), (1.1, -0.9, 1.7), (1.4, 0.8, -0.6), (-1.2, 1.1, -1.3)]]
    seen = []
    for part in (PADDING, PADDING + 0.05):
        library = Library({"a": flat_mesh(face, tint=(0.3, 0.3, 0.4, part))}, {})
        draws = (
            Draw(
                "a",
                "hull",
                np.eye(4)[None, :3],
                uniforms={"colour": (1.0, 1.0, 1.0), "lamp": 9.0},
            ),
        )
        renderer.draw(
            Frame(
                library,
                1.0,
                camera=Camera(camera_from_world((0.6, 0.4, 3.0), (0.0, 0.0, 0.0)), fov=40.0),
                draws=draws,
            )
        )
        seen.append(renderer.light())
    assert seen[0].max() > 0.01
    np.testing.assert_allclose(seen[0], seen[1], rtol=1e-3, atol=1e-4)


def _shading_of_cloth(renderer: Renderer, folds: float, away: float) -> float:
    """Return the relative standard deviation of the light of a plain square of cloth, seen from `away` metres by raking
    light."""
    half = 0.2 * away  # it fills the picture
    face = [[(-half, -half, 0.0), (half, -half, 0.0), (half, half, 0.0), (-half, half, 0.0)]]
    library = Library({"a": flat_mesh(face, tint=(1.0, 1.0, 1.0, 0.0))}, {})
    uniforms: dict[str, float | tuple[float, ...]] = {
        "colour": (0.4, 0.4, 0.4),
        "trim": (0.4, 0.4, 0.4),
        "folds": folds,
    }
    camera = Camera(camera_from_world((0.0, 0.0, away), (0.0, 0.0, 0.0)), fov=20.0)
    draws = (Draw("a", "cloth", np.eye(4)[None, :3], uniforms=uniforms),)
    key = KeyLight(direction=(0.8, -0.3, -0.5), colour=(4.0, 4.0, 4.0), radius=4.0 * away)
    renderer.draw(Frame(library, 1.0, camera=camera, draws=draws, key_light=key))
    light = renderer.light()[..., :3].mean(axis=-1)
    return float(light.std() / light.mean())


def test_cloth_hangs_in_folds_near_by_and_does_not_flicker_far_away(renderer: Renderer) -> None:
    assert _shading_of_cloth(renderer, 1.0, 1.5) > 1.8 * _shading_of_cloth(renderer, 0.0, 1.5)
    assert _shading_of_cloth(renderer, 1.0, 60.0) < 1.2 * _shading_of_cloth(renderer, 0.0, 60.0) + 0.02
