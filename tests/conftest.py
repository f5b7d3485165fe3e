"""What all tests share: the driver in the report's header, and one flag to renew golden pictures."""

import os

import pytest

from tests.machine_fonts import machine_fonts
from visualizer.gpu.context import MachineError, create_context, driver_of

EXPECTED_DRIVER = os.environ.get("VISUALIZER_TEST_DRIVER", "llvmpipe")
"""Golden pictures are of this software driver; set the variable to another name to test elsewhere."""


def pytest_addoption(parser):
    parser.addoption("--renew-goldens", action="store_true", help="write the golden pictures anew")


def pytest_report_header(config):
    try:
        context = create_context()
    except MachineError as error:
        return f"OpenGL: none ({error})"
    driver = driver_of(context)
    context.release()
    return f"OpenGL: {driver.renderer}, {driver.version}"


@pytest.fixture(scope="session")
def on_expected_driver():
    context = create_context()
    name = driver_of(context).renderer
    context.release()
    return EXPECTED_DRIVER in name


@pytest.fixture
def fonts_of_machine(monkeypatch):
    """The machine has the small fonts of the tests and no others; call it with folders to have those instead."""
    yield from machine_fonts(monkeypatch)
