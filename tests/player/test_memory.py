"""Playing for long leaks nothing: all objects on the GPU and in Python are counted."""

import gc
import weakref

import pytest

from tests.player.soak import GPU_KINDS, Watch
from visualizer.gpu.copies import Copies

MANY = 100
"""How often something is done: if each time left one object, it would be found."""


@pytest.fixture(scope="module")
def watch(tmp_path_factory):
    """One for all tests, which leave it as it was, with everything that is created on first use: programs, lists, both
    sizes."""
    made = Watch(tmp_path_factory.mktemp("watch"))
    for number in range(30):
        made.reload(number)
    yield made
    made.release()


def assert_same(after, before):
    grown = after - before
    del grown["all"]
    assert not grown
    # Python and the libraries cache a few objects.
    assert after["all"] - before["all"] < MANY


def test_many_reloads_leave_one_scene_and_its_meshes(watch):
    counts, names = watch.counts(), watch.names()
    assert sum(counts[kind.__name__] for kind in GPU_KINDS) > 20
    scenes = []
    # The last scene is that of the first count again: another has meshes of other levels of detail.
    for number in [*range(30, 30 + MANY), 29]:
        watch.reload(number)
        scenes += [weakref.ref(thing) for thing in (watch.session.scene, watch.session.scene.graph)]
    gc.collect()
    assert sum(scene() is not None for scene in scenes) == 2
    scenes.clear()
    assert_same(watch.counts(), counts)
    assert watch.names() == names


def test_many_frames_leave_nothing(watch):
    for _ in range(30):  # both sizes and numbers of samples, with the shaders of now
        watch.draw()
    counts, names = watch.counts(), watch.names()
    for _ in range(MANY):
        watch.draw()
    assert_same(watch.counts(), counts)
    assert watch.names() == names


def test_reloading_the_shaders_leaves_one_renderer(watch):
    watch.renew()
    counts, names = watch.counts(), watch.names()
    for _ in range(5):
        watch.renew()
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
