"""Drawing the planet before and after its breakup, the sun, the rocks, and every sky."""

import numpy as np
import pytest
from scipy.ndimage import map_coordinates

from tests.actors.graphs import alone, snapshot_at
from tests.renderer.frames import FINE_GRAIN
from visualizer.cast.debris.actor import Debris
from visualizer.cast.planet.actor import Planet
from visualizer.cast.red_sun.actor import RedSun
from visualizer.frame import Ambient, Camera, Draw, Frame, KeyLight, Library, Sky
from visualizer.geometry.primitives import lathe
from visualizer.renderer.renderer import Renderer
from visualizer.transforms import camera_from_world

SUNLIGHT = KeyLight(direction=(0.8, -0.3, -0.5), colour=(3.0, 1.3, 0.8), radius=230.0)
DARK = Ambient((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
NOTHING = Sky("gradient", {"zenith": (0.0, 0.0, 0.0), "horizon": (0.0, 0.0, 0.0), "ground": (0.0, 0.0, 0.0)})
SKIES: dict[str, dict[str, float | tuple[float, ...]]] = {
    "stars": {"brightness": 1.0, "band": 1.0},
    "red_sun": {
        "brightness": 1.0,
        "band": 1.0,
        "sun": (0.0, 0.0, -1.0),
        "reach": 0.1,
        "corona": (1.0, 0.1, 0.02),
    },
    "ascent": {
        "altitude": 0.5,
        "air": (1.0, 0.2, 0.05),
        "cloud": (0.7, 0.1, 0.04),
        "sun": (0.0, 0.2, -1.0),
        "speed": 1.0,
        "heading": (0.0, 0.5, -0.86),
    },
}


@pytest.fixture(scope="module")
def renderer():
    with Renderer((96, 54)) as made:
        yield made


def light_of(
    renderer: Renderer, actor, graph, time: float, distance: float, sky: Sky = NOTHING
) -> np.ndarray:
    """Return the light before post-processing, (54, 96, 3)."""
    contribution = actor.contribution(snapshot_at(graph, time))
    library = Library({actor.mesh_name(local): mesh for local, mesh in actor.meshes.items()}, actor.emitters)
    batches = tuple(b for name, e in actor.emitters.items() for b in e.batches(name, time))
    camera = Camera(
        camera_from_world((0.0, 0.0, distance), (0.0, 0.0, 0.0)),
        fov=40.0,
        near=distance / 100.0,
        far=distance * 10.0,
    )
    renderer.draw(
        Frame(
            library, time, camera=camera, draws=tuple(contribution.draws), key_light=SUNLIGHT, ambient=DARK, sky=sky,
            area_lights=tuple(contribution.area_lights), batches=batches, ripples=(contribution.ripple,) if contribution.ripple else (), shafts=(contribution.shafts,) if contribution.shafts else (), grade=FINE_GRAIN,
        )
    )  # fmt: skip
    found = renderer.light()
    assert np.isfinite(found).all()
    return np.asarray(found)


@pytest.fixture(scope="module")
def world():
    return alone(
        Planet, duration=12.0, breakup=4.0, ejecta=0.05, cracks=[{"t": 0.0, "v": 0.0}, {"t": 3.9, "v": 1.0}]
    )


def test_black_stays_black_beside_a_whole_world(renderer, world):
    picture = light_of(*(renderer, *world, 1.0, 360.0))
    assert picture[:6, :6].max() == 0.0
    assert picture[24:30, 30:50].mean() > 0.005


def test_a_world_that_cracks_glows_and_one_that_bursts_glows_more(renderer, world):
    whole, cracked, open_wide = (light_of(*(renderer, *world, t, 360.0)).sum() for t in (0.0, 3.95, 6.5))
    assert whole < cracked < open_wide


def test_walls_hide_the_lava_of_cracks_that_are_seen_from_the_side(renderer, world):
    cracked, whole = (light_of(*(renderer, *world, t, 360.0)).max(axis=2) for t in (3.95, 0.0))
    light = cracked - whole
    row, column = np.mgrid[:54, :96]
    from_middle = np.hypot(row - 26.5, column - 47.5) / 27.0 * np.tan(np.radians(20.0))
    share = from_middle / np.tan(np.arcsin(100.0 / 360.0))
    limb, inside = light[(share > 0.985) & (share < 1.02)], light[(share > 0.6) & (share < 0.9)]
    assert np.sort(limb)[-3:].mean() < 0.8 * np.percentile(inside, 95)


def test_the_core_is_white_hot_and_the_crust_before_it_dark(renderer, world):
    picture = light_of(*(renderer, *world, 6.5, 360.0))
    bright = picture.max(axis=2)
    assert bright.max() > 3.0
    assert np.percentile(bright[10:44, 25:70], 20) < 0.3


def test_the_front_of_gas_has_no_hard_edge():
    """Seen along its axis, its light fades in over several pixels at the outline."""
    draw = Draw(
        "ring", "front", np.eye(4)[None, :3], layer="additive",
        uniforms={"colour": (1.0, 1.0, 1.0), "inner": 0.35, "sharp": 16.0, "torn": 0.7},
    )  # fmt: skip
    library = Library({"ring": lathe([(0.35, -1e-3), (1.0, -1e-3), (1.0, 1e-3), (0.35, 1e-3)], 96)}, {})
    camera = Camera(camera_from_world((0.0, 3.0, 1e-3), (0.0, 0.0, 0.0)), fov=40.0, near=0.1, far=10.0)
    with Renderer((400, 400)) as renderer:
        renderer.draw(Frame(library, 0.0, camera=camera, draws=(draw,), sky=NOTHING))
        light = renderer.light()[..., 0]
    turn = np.linspace(0.0, 2.0 * np.pi, 720, endpoint=False)
    away = np.linspace(0.5, 1.02, 131)
    pixels = 200.0 / (3.0 * np.tan(np.radians(20.0)))
    rows, columns = (
        (200.0 + pixels * np.outer(away, wave)).round().astype(int) for wave in (np.sin(turn), np.cos(turn))
    )
    polar = light[np.clip(rows, 0, 399), np.clip(columns, 0, 399)]  # (away, turn)
    mean = polar.mean(axis=1)
    steepest = np.abs(np.diff(polar, axis=0)).max(axis=0)
    assert np.median(steepest) < 0.65 * mean.max()


def test_the_sun_is_redder_and_darker_towards_its_limb(renderer):
    actor, graph = alone(RedSun, radius=100.0, activity=0.0)
    picture = light_of(renderer, actor, graph, 1.0, 360.0)
    middle, limb = picture[22:32, 43:53].mean(axis=(0, 1)), picture[22:32, 68:71].mean(axis=(0, 1))
    assert middle[0] > limb[0] > 0.0
    assert limb[1] / limb[0] < middle[1] / middle[0]


def test_rocks_are_seen(renderer):
    actor, graph = alone(Debris, count=60, depth=60.0, width=30.0, clearance=2.0, duration=6.0)
    assert (light_of(renderer, actor, graph, 1.0, 90.0).max(axis=2) > 0.003).mean() > 0.01


@pytest.mark.parametrize("name", SKIES)
def test_every_sky_of_space_is_drawn(renderer, name):
    library = Library({}, {})
    frame = Frame(library, 1.0, sky=Sky(name, SKIES[name]))
    renderer.draw(frame)
    light = renderer.light()
    assert np.isfinite(light).all() and light.max() > 0.0


def test_stars_are_few_bright_points_on_black(renderer):
    renderer.draw(Frame(Library({}, {}), 1.0, sky=Sky("stars", {"brightness": 1.0, "band": 0.0})))
    bright = renderer.light().max(axis=2)
    assert (bright < 0.01).mean() > 0.5
    assert bright.max() > 10.0 * bright.mean()


def test_the_deck_of_clouds_has_neither_a_hatching_nor_an_edge_towards_the_limb():
    frame = Frame(Library({}, {}), 1.0, sky=Sky("ascent", SKIES["ascent"]))
    with Renderer((96, 540)) as renderer:
        renderer.draw(frame)
        light = renderer.light()[..., 0]
    rows = light.mean(axis=1)
    horizon = int(np.argmax(rows))
    below = slice(horizon + 20, horizon + 200)
    steps = np.abs(np.diff(rows[horizon - 20 : horizon + 40])) / rows[horizon]
    bent = np.abs(2.0 * light[1:-1] - light[:-2] - light[2:])[below] / rows[horizon]
    assert steps.max() < 0.08, "no edge"
    assert bent.mean() < 0.035, "no hatching"


def test_clouds_come_from_ahead_and_grow_as_they_pass(renderer):
    sky = Sky("ascent", SKIES["ascent"] | {"altitude": 0.2, "heading": (0.0, 0.0, -1.0)})
    light = []
    for time in (1.0, 1.0 + 1.0 / 24.0):
        renderer.draw(Frame(Library({}, {}), time, sky=sky, grade=FINE_GRAIN))
        light.append(renderer.light()[..., 0])
    rows, columns = np.mgrid[: light[0].shape[0], : light[0].shape[1]]
    middle = np.array([rows.mean(), columns.mean()])[:, None, None]

    def difference(scale):
        """Return how much the second picture differs from the first one magnified by `scale`."""
        places = middle + (np.stack([rows, columns]) - middle) / scale
        return np.abs(map_coordinates(light[0], places, order=1) - light[1])[6:-6, 6:-6].mean()

    scales = np.arange(0.90, 1.13, 0.01)
    best = scales[np.argmin([difference(scale) for scale in scales])]
    assert best > 1.005 and difference(best) < 0.8 * difference(1.0)
