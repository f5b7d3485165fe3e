"""A renderer that is used where OpenGL cannot work says so, instead of drawing black or waiting for ever."""

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


def test_another_thread_is_told_that_it_cannot_draw_here_and_may_have_a_renderer_of_its_own():
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


def test_a_released_renderer_says_so_and_may_be_released_again():
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
def test_a_process_that_was_forked_after_drawing_had_begun_is_told_instead_of_waiting_for_ever():
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
