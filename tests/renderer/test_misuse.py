"""Using a renderer where OpenGL cannot work is an error, instead of a black picture or a deadlock."""

import multiprocessing
import os
import threading

import numpy as np
import pytest

from tests.renderer.frames import still_life
from tests.waiting import wait_until
from visualizer.errors import MachineError
from visualizer.gpu.context import create_context
from visualizer.renderer.renderer import Renderer

SIZE = (16, 9)


def on_another_thread(function):
    """Return what a function returned or raised on a thread of its own."""
    found = []

    def run():
        try:
            found.append(function())
        except Exception as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def test_drawing_on_another_thread_is_an_error_and_a_renderer_of_that_thread_works():
    def whole():
        with Renderer(SIZE) as own:
            own.draw(still_life(0.0))
            return own.pixels()

    with Renderer(SIZE) as renderer:
        renderer.draw(still_life(0.0))
        before = renderer.pixels()
        for use in (
            lambda: renderer.draw(still_life(1.0)),
            renderer.pixels,
            renderer.light,
            renderer.release,
        ):
            error = on_another_thread(use)
            assert isinstance(error, RuntimeError) and "only on the thread" in str(error)
        np.testing.assert_array_equal(on_another_thread(whole), before)
        np.testing.assert_array_equal(renderer.pixels(), before)


def test_using_a_released_renderer_is_an_error_and_releasing_it_again_is_not():
    with Renderer(SIZE) as renderer:
        renderer.release()
        renderer.release()
        for use in (lambda: renderer.draw(still_life(0.0)), renderer.pixels, lambda: renderer.resize((8, 8))):
            with pytest.raises(RuntimeError, match="was released"):
                use()


@pytest.mark.parametrize("size", [(0, 9), (16, -1)])
def test_a_picture_without_pixels_is_refused(size):
    with pytest.raises(ValueError, match=f"at least 1x1 pixels, not {size[0]}x{size[1]}"):
        Renderer(size)


def _begin(answer):
    try:
        create_context().release()
        answer.send("made")
    except MachineError as error:
        answer.send(str(error))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes that are forked")
def test_drawing_in_a_forked_process_is_an_error():
    with Renderer(SIZE):
        pass
    fork = multiprocessing.get_context("fork")
    answer, sender = fork.Pipe(duplex=False)
    child = fork.Process(target=_begin, args=(sender,))
    child.start()
    try:
        wait_until(answer.poll, lambda: "no answer")
        assert "forked" in answer.recv()
    finally:
        child.kill()
        child.join()
