"""Strips along time: particles are counted beside the window, as they are drawn, and again only where something
changed."""

import numpy as np
import pytest

from tests.waiting import wait_until
from visualizer.data import data_folder
from visualizer.editor.counts import Counts
from visualizer.editor.timeline_strips import columns_of
from visualizer.scene.loading import edited, load


def counted(counts, scene):
    counts.begin(scene)
    wait_until(lambda: not counts.counting, lambda: counts.of(scene).keys())
    return counts.of(scene)


def test_counts_are_those_of_the_emitters_and_are_kept_for_what_has_not_changed():
    scene = load(data_folder("scenes") / "particles/local.toml", sampled=False)
    counts = Counts()
    found = counted(counts, scene)
    assert found.keys() == scene.library.emitters.keys()
    times = counts.times(scene)
    for name, emitter in scene.library.emitters.items():
        expected = [sum(batch.count for batch in emitter.batches(name, float(t))) for t in times[::20]]
        assert found[name][::20].tolist() == expected
    changed = edited(scene, ("emitter", "carried", "rate"), 1.0, sampled=False)
    counts.stop()
    assert counts.of(changed).keys() == {"left_behind"}
    again = counted(counts, changed)
    assert again["left_behind"] is found["left_behind"]
    assert again["carried"].max() < found["carried"].max()


def test_each_column_of_a_strip_has_the_largest_cost_of_its_frames():
    costs = {0: 0.01, 1: 0.03, 2: 0.02, 10: 0.05}
    assert columns_of(costs, 10.0, np.array([0.0, 0.2, 0.4, 0.6])).tolist() == [0.03, 0.02, 0.0]
    near = columns_of(costs, 10.0, np.linspace(0.1, 0.2, 5))
    assert near.tolist() == pytest.approx([0.03] * 4)
    assert columns_of({}, 10.0, np.array([0.0, 1.0])).tolist() == [0.0]
