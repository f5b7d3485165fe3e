"""The time at which a particle reaches the floor, in the reference: its height is checked at and before that time."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from visualizer.particles.flight import fall_time, fly


def heights(h, v, pull, drag, times):
    up = np.array([0.0, 1.0, 0.0])
    n = len(times)
    x, _ = fly(
        np.outer(np.full(n, h), up),
        np.outer(np.full(n, v), up),
        np.outer(np.full(n, pull), up),
        np.full(n, drag),
        times,
    )
    return x[:, 1]


@settings(max_examples=300, deadline=None)
@given(
    h=st.floats(0.0, 20.0),
    v=st.floats(-15.0, 15.0),
    pull=st.one_of(st.floats(-12.0, -0.01), st.floats(0.01, 5.0), st.just(0.0)),
    drag=st.one_of(st.floats(0.01, 5.0), st.just(0.0)),
)
def test_the_floor_is_reached_at_the_solved_time_and_not_before(h, v, pull, drag):
    (t,) = fall_time(np.array([h]), np.array([v]), np.array([pull]), np.array([drag]))
    if np.isfinite(t):
        assert abs(heights(h, v, pull, drag, np.array([t]))[0]) < 2e-4 * max(1.0, h, abs(v))
    before = np.linspace(0.0, min(t, 60.0), 200)[1:-1] if t > 0.0 else np.zeros(0)
    assert (heights(h, v, pull, drag, before) > -2e-4 * max(1.0, h, abs(v))).all()
