"""Reading pictures back through a ring of pixel buffers: each is what was drawn, whenever it is taken, and memory does
not grow."""

import gc
import weakref

import numpy as np
import pytest

from visualizer.gpu.context import create_context
from visualizer.gpu.readback import Reading, Ring
from visualizer.output.drawing import in_flight
from visualizer.output.spent import Spent
from visualizer.renderer.renderer import PictureReading

COUNT = 10_000
SIZE = (2, 2)


@pytest.fixture
def context():
    made = create_context()
    yield made
    made.release()


def arriving(reading):
    return PictureReading(lambda: np.frombuffer(reading.take(), np.uint8), reading.ahead)


def test_ten_thousand_pictures_are_read_in_order_with_three_buffers_and_few_in_memory(context):
    buffers = []
    make = context.buffer

    def counted(*given, **options):
        buffers.append(make(*given, **options))
        return buffers[-1]

    context.buffer = counted
    framebuffer = context.simple_framebuffer(SIZE)
    ring = Ring(context, 3 * SIZE[0] * SIZE[1], 3)
    alive: weakref.WeakSet[Reading] = weakref.WeakSet()
    most = 0

    def begun():
        nonlocal most
        for number in range(COUNT):
            framebuffer.clear(number % 256 / 255.0, number // 256 / 255.0, 0.0)
            reading = ring.read(framebuffer, components=3, dtype="f1")
            alive.add(reading)
            most = max(most, len(alive))
            yield number, arriving(reading)

    taken = []
    for number, pixels in in_flight(begun(), Spent()):
        taken.append(number)
        assert (
            isinstance(pixels, np.ndarray)
            and pixels.tobytes() == bytes([number % 256, number // 256, 0]) * SIZE[0] * SIZE[1]
        )
    assert taken == list(range(COUNT))
    del pixels
    gc.collect()
    assert len(buffers) == 3 and most <= 2 + len(ring) and len(alive) <= len(ring)
    ring.release()
    assert context.error == "GL_NO_ERROR"


def test_a_picture_whose_buffer_is_used_again_is_kept(context):
    framebuffer = context.simple_framebuffer(SIZE)
    ring = Ring(context, 3 * SIZE[0] * SIZE[1], 2)
    readings = []
    for level in range(5):
        framebuffer.clear(level / 255.0, 0.0, 0.0)
        readings.append(ring.read(framebuffer, components=3, dtype="f1"))
    assert [reading.take()[0] for reading in readings] == [0, 1, 2, 3, 4]
    assert np.frombuffer(readings[0].take(), np.uint8).size == 3 * SIZE[0] * SIZE[1]
    ring.release()
