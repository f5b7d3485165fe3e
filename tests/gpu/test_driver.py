"""The driver on which the tests run: golden pictures are compared only on one."""

import pytest

from tests.conftest import EXPECTED_DRIVER
from visualizer.errors import MachineError
from visualizer.gpu.context import create_context, driver_of
from visualizer.gpu.targets import Target


def test_the_driver_is_the_one_the_golden_pictures_are_of(on_expected_driver):
    context = create_context()
    name = driver_of(context).renderer
    context.release()
    assert on_expected_driver, (
        f"{name} draws here, not {EXPECTED_DRIVER}; to test on it, set VISUALIZER_TEST_DRIVER to a part of its name"
    )


def test_a_picture_that_the_driver_cannot_allocate_is_a_machine_error(monkeypatch):
    import moderngl

    class Full:
        def texture(self, *settings, **more):
            return type("Texture", (), {})()

        def framebuffer(self, **settings):
            raise moderngl.Error("the framebuffer is not complete")

    with pytest.raises(MachineError, match="cannot allocate a picture of 9000x9000"):
        Target(Full(), (9000, 9000))  # type: ignore[arg-type]
