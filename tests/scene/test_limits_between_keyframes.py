"""Limits and the order of pairs hold between keyframes, and easings that a property cannot use are errors."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scene.texts import GOOD, replaced
from visualizer.properties import Limits
from visualizer.scene.between import tracks
from visualizer.scene.emitters import EmitterModel
from visualizer.scene.kinds import kinds
from visualizer.scene.lights import LightModel
from visualizer.scene.loading import load
from visualizer.scene.model import CameraModel, LookModel
from visualizer.scene.problems import SceneError
from visualizer.timeline.easing import EASINGS
from visualizer.timeline.order import closest
from visualizer.timeline.track import Keyframe, Track

OVERSHOOTS = [name for name in EASINGS if name.endswith(("back", "elastic"))]


def loaded(tmp_path, text):
    (tmp_path / "s.toml").write_text(text)
    return load(tmp_path / "s.toml")


def messages(tmp_path, text):
    with pytest.raises(SceneError) as caught:
        loaded(tmp_path, text)
    return str(caught.value)


MODELS: list[Any] = [
    CameraModel,
    LookModel,
    LightModel,
    EmitterModel,
    *(cls.Properties for cls in kinds().values()),
]


def limited_fields():
    """Yield every keyed property with limits of every table: model, name, low, high, and a value."""
    found = []
    for model in MODELS:
        inner = [
            info.annotation
            for info in model.model_fields.values()
            if isinstance(info.annotation, type) and hasattr(info.annotation, "model_fields")
        ]
        for cls in (model, *inner):
            for name, info in cls.model_fields.items():
                default = info.get_default(call_default_factory=True)
                limits = [item for item in info.metadata if isinstance(item, Limits)]
                if "Track" in str(info.annotation) and limits and limits[0].low is not None:
                    found.append((cls, name, limits[0].low, limits[0].high, np.shape(default)))
    return found


@pytest.mark.parametrize("ease", ["in-out-back", "out-elastic", "cubic-bezier(0.3, -2, 0.7, 3)"])
def test_every_declared_limit_of_every_table_holds_at_every_time(ease):
    fields = limited_fields()
    assert len(fields) > 60
    for cls, name, low, high, shape in fields:
        top = low + 1.0 if high is None else high
        ends = [low, top] if shape != (3,) else [[low] * 3, [top] * 3]
        curve = "Curve(" in str(cls.model_fields[name].annotation)
        places = [{"at": k / 2} if curve else {"t": k} for k in range(3)]
        keys = [place | {"v": ends[k % 2], "ease": ease} for k, place in enumerate(places)]
        try:
            track = getattr(cls.model_validate({name: keys}), name)
        except ValueError as error:  # a table that needs more, or a pair that must be in order
            assert "missing" in str(error) or "farther" in str(error) or "required" in str(error), (cls, name)
            continue
        values = track.sample(np.linspace(-0.5, 2.5, 400))
        assert values.min() >= low and values.max() <= (np.inf if high is None else high), (cls, name)
        assert list(track.excursions()), (cls, name)


@given(
    low=st.floats(-10, 0),
    high=st.floats(1, 10),
    shares=st.lists(st.floats(0, 1), min_size=2, max_size=5),
    ease=st.sampled_from([*EASINGS, "smooth"]),
    t=st.floats(-1, 6),
)
def test_a_limited_track_stays_within_its_limits_whatever_its_easings(low, high, shares, ease, t):
    keys = [
        Keyframe(float(k), min(max(low + (high - low) * share, low), high), ease)
        for k, share in enumerate(shares)
    ]
    assert low <= Track(keys, "number", low=low, high=high).at(t) <= high


def test_each_component_of_a_vector_is_held_by_itself():
    track: Track[Any] = Track(
        [Keyframe(0.0, (0.0, 1.0, 0.5), "out-back"), Keyframe(1.0, (1.0, 0.0, 0.5))],
        "vector",
        low=0.0,
        high=1.0,
    )
    np.testing.assert_array_equal(track.at(0.5), [1.0, 0.0, 0.5])


@pytest.mark.parametrize("name", OVERSHOOTS)
def test_an_easing_that_leaves_the_limits_is_warned_of_with_its_place(name, tmp_path):
    text = replaced(
        "look_at", f'fov = [{{ t = 0, v = 170, ease = "{name}" }}, {{ t = 2, v = 0.5 }}]\nlook_at'
    )
    scene = loaded(tmp_path, text)
    (warning,) = scene.warnings
    assert (warning.line, warning.column, warning.path) == (18, 33, "camera.still.fov[0].ease")
    assert f"'{name}' reaches" in warning.message and warning.severity == "warning"
    fovs = [scene.at(t).camera.fov for t in np.linspace(0.0, 2.0, 41)]
    assert min(fovs) >= 0.5 and max(fovs) <= 170.0


@pytest.mark.parametrize(
    "line",
    [
        '[look.day.grade]\nbloom = [{ t = 0, v = 1, ease = "in-back" }, { t = 1, v = 0 }]',
        "[look.day.key.x]\n".replace("[look.day.key.x]\n", "")
        + '[light.lamp]\ncolour = [{ t = 0, v = [1, 0, 0], ease = "out-back" }, { t = 1, v = [0, 1, 0] }]',
        '[light.lamp]\nintensity = [{ t = 0, v = 9, ease = "out-elastic" }, { t = 1, v = 0 }]',
        '[look.day.sky]\nzenith = [{ t = 0, v = "#ff0000", ease = "out-back" }, { t = 1, v = "#00ff00" }]',
        '[emitter.e]\nrate = 10\nbrightness = [{ t = 0, v = 9, ease = "out-back" }, { t = 1, v = 0 }]',
        '[emitter.e]\nrate = 10\nsize_curve = [{ at = 0, v = 1, ease = "out-back" }, { at = 1, v = 0 }]',
    ],
)
def test_other_properties_warn_the_same_way(line, tmp_path):
    assert [warning.severity for warning in loaded(tmp_path, GOOD + line + "\n").warnings] == ["warning"]


def test_an_easing_that_stays_within_the_limits_is_not_warned_of(tmp_path):
    text = replaced("look_at", 'fov = [{ t = 0, v = 60, ease = "out-back" }, { t = 2, v = 50 }]\nlook_at')
    assert loaded(tmp_path, text).warnings == ()


def test_a_sky_holds_its_parameters_to_the_ranges_of_its_shader(tmp_path):
    sky = '[look.day.sky]\nmaterial = "stars"\nbrightness = 1\nband = '
    assert "look.day.sky.band: must be at most 1 (2)" in messages(tmp_path, GOOD + sky + "2\n")
    assert "look.day.sky.band[1].v: key 2: must be at least 0 (-1)" in messages(
        tmp_path, GOOD + sky + "[{ t = 0, v = 0 }, { t = 1, v = -1 }]\n"
    )
    assert loaded(tmp_path, GOOD + sky + "0.5\n").warnings == ()


@pytest.mark.parametrize("ease", ["in-out-sine", "smooth", "linear", "out-back"])
@pytest.mark.parametrize("line", ['visible = [{{ t = 0, v = true, ease = "{}" }}, {{ t = 1, v = false }}]'])
def test_an_easing_on_a_stepped_property_is_an_error_with_its_place(line, ease, tmp_path):
    message = messages(tmp_path, GOOD + line.format(ease) + "\n")
    assert (
        "s.toml:24:38: actor.stone.visible[0].ease: key 1: this goes from value to value in one step"
        in message
    )


def test_the_easing_step_is_allowed_on_stepped_properties(tmp_path):
    text = GOOD + 'visible = [{ t = 0, v = true, ease = "step" }, { t = 1, v = false }]\n'
    scene = loaded(tmp_path, text)
    assert [bool(scene.at(t).draws) for t in (0.0, 0.99, 1.0)] == [True, True, False]


def test_the_easing_of_the_last_keyframe_is_ignored(tmp_path):
    for keys in (
        '[{ t = 0, v = 50, ease = "out-back" }]',
        '[{ t = 0, v = 50 }, { t = 1, v = 60, ease = "smooth" }]',
    ):
        scene = loaded(tmp_path, replaced("look_at", f"fov = {keys}\nlook_at"))
        assert scene.warnings == ()


@pytest.mark.parametrize(
    ("near", "far", "place"),
    [
        ("5", "2", "camera.still.far: must be farther than near, not 2 m, with near at 5 m (2.0)"),
        (
            "[{ t = 0, v = 0.1 }, { t = 2, v = 50 }, { t = 4, v = 0.1 }]",
            "20",
            "camera.still.near[1]: far must",
        ),
        (
            "1",
            "[{ t = 0, v = 9 }, { t = 1, v = 0.5 }, { t = 2, v = 9 }]",
            "camera.still.far[1]: far must",
        ),
        # In order at every keyframe of both, but not in between.
        (
            "1",
            '[{ t = 0, v = 9, ease = "out-back" }, { t = 1, v = 1.2 }]',
            "camera.still.far[0]: far must",
        ),
        (
            '[{ t = 0, v = 1, ease = "step" }, { t = 2, v = 8 }, { t = 4, v = 1 }]',
            "[{ t = 0, v = 9 }, { t = 3, v = 2 }]",
            "camera.still.far[0]: far must",
        ),
    ],
)
def test_a_near_plane_beyond_the_far_one_at_any_time_is_an_error_with_its_place(near, far, place, tmp_path):
    text = replaced("look_at", f"near = {near}\nfar = {far}\nlook_at")
    assert place in messages(tmp_path, text)


def test_the_closest_time_of_two_tracks_is_found_between_their_keys():
    lower = Track.of((0.0, 0.0, "linear"), (10.0, 0.0))
    upper = Track.of((0.0, 1.0, "in-out-elastic"), (1.0, 2.0))
    time, gap = closest(lower, upper)
    dense = min(upper.at(t) for t in np.linspace(0.0, 1.0, 100_001))
    assert gap == pytest.approx(dense, abs=1e-3)
    assert 0.0 < time < 1.0


def test_the_walk_over_a_model_finds_tracks_in_tables_within_tables():
    paths = {path for path, _ in tracks(LookModel.model_validate({}))}
    assert {("grade", "bloom"), ("sky", "zenith"), ("key", "colour")} <= paths


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            '[actor.d]\nkind = "debris_field"\nsmallest = 3\nlargest = 2\n',
            "d.largest: must be at least smallest, not 2",
        ),
        ('[actor.d]\nkind = "debris_field"\nalong = [0, 0, 0]\n', "d.along: a direction has a length"),
        ("[emitter.e]\nvortex_axis = [0, 0, 0]\n", "emitter.e.vortex_axis: a direction has a length"),
        ("[emitter.e]\ninherit = 1.5\n", "emitter.e.inherit: must be at most 1"),
        ("[look.day.medium]\ncolour = [1, 1, 1.5]\n", "look.day.medium.colour[2]: must be at most 1"),
        (
            "[look.day.key]\ndirection = [{ t = 0, v = [0, -1, 0] }, { t = 4, v = [0, 1, 0] }]\n",
            "look.day.key.direction[0]: a direction has a length at every time: at 2 s this has none",
        ),
    ],
)
def test_other_tables_keep_their_declared_limits(lines, expected, tmp_path):
    assert expected in messages(tmp_path, GOOD.replace("[look.day.key]\ncolour = [3, 3, 3]\n", "") + lines)
