"""Playing for long leaks nothing: all objects on the GPU and in Python are counted."""

import gc
import weakref

import pytest

from tests.player.soak import GPU_KINDS, Watch
from visualizer.gpu.copies import Copies


@pytest.fixture
def watch(tmp_path):
    made = Watch(tmp_path)
    yield made
    made.release()


def settled(watch: Watch) -> Watch:
    """Draw once everything that is created on first use: programs, lists, both sizes."""
    for number in range(30):
        watch.reload(number)
    return watch


def assert_same(after, before):
    grown = after - before
    del grown["all"]
    assert not grown
    # Python and the libraries cache a few objects.
    assert after["all"] - before["all"] < 100


def test_two_hundred_reloads_leave_one_scene_and_its_meshes(watch):
    counts, names = settled(watch).counts(), watch.names()
    assert sum(counts[kind.__name__] for kind in GPU_KINDS) > 20
    scenes = []
    # The last scene is that of the first count again: another has meshes of other levels of detail.
    for number in [*range(30, 229), 29]:
        watch.reload(number)
        scenes += [weakref.ref(thing) for thing in (watch.session.scene, watch.session.scene.graph)]
    gc.collect()
    assert sum(scene() is not None for scene in scenes) == 2
    scenes.clear()
    assert_same(watch.counts(), counts)
    assert watch.names() == names


def test_reloading_the_shaders_leaves_one_renderer(watch):
    settled(watch).renew()
    counts, names = watch.counts(), watch.names()
    for _ in range(5):
        watch.renew()
    assert_same(watch.counts(), counts)
    assert watch.names() == names


def test_three_hundred_frames_leave_nothing(watch):
    counts, names = settled(watch).counts(), watch.names()
    for _ in range(300):
        watch.draw()
    assert_same(watch.counts(), counts)
    assert watch.names() == names


class Original:
    """An object with copies on the GPU."""


class Copy:
    """A stand-in for such a copy."""

    released = False

    def release(self):
        self.released = True


def test_equal_originals_share_a_copy_that_goes_when_the_latest_is_gone():
    copies, made = Copies[Copy](), []

    def make(_):
        made.append(Copy())
        return made[-1]

    first, second = Original(), Original()
    assert copies.get("key", first, make) is copies.get("key", second, make)
    del first
    gc.collect()
    copies.collect()
    assert not made[0].released
    del second
    gc.collect()
    assert not made[0].released  # not when Python collects it
    copies.collect()
    assert made[0].released
    assert len(copies) == 0
    assert copies.get("key", Original(), make) is not made[0]
