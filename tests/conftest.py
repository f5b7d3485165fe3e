"""Shared by all tests: the driver in the report's header, the flag that renews golden pictures, fixtures."""

import gc
import os
import shutil
import tempfile

import pytest
from hypothesis import HealthCheck, settings

from tests.machine_fonts import machine_fonts
from visualizer.data import data_folder
from visualizer.errors import MachineError
from visualizer.gpu.context import create_context, driver_of
from visualizer.scene.loading import load

# No time limit for the examples of hypothesis: a busy machine must not make a test fail.
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")

EXPECTED_DRIVER = os.environ.get("VISUALIZER_TEST_DRIVER", "llvmpipe")
"""Golden pictures were rendered with this software driver; set the variable to test on another one."""


def pytest_addoption(parser):
    parser.addoption("--renew-goldens", action="store_true", help="write the golden pictures anew")
    parser.addoption(
        "--every-frame", action="store_true", help="compare every frame of the film with the one before"
    )


def pytest_configure(config):
    """Keep what takes long in a folder of this run, not in the user's: see visualizer/cache/store.py."""
    if not hasattr(config, "workerinput"):  # workers inherit it
        os.environ["VISUALIZER_CACHE"] = tempfile.mkdtemp(prefix="visualizer-tests-")


def pytest_collection_finish():
    """Let the collector of cycles pass over the tests themselves, which stay, each time that it looks for what has
    gone."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ["VISUALIZER_CACHE"], ignore_errors=True)


FIRST = (
    "tests/film/",
    "tests/output/test_workers.py",
    "tests/player/test_window.py",
    "tests/player/test_desktop.py",
    "tests/cli/",
    "tests/output/",
    "tests/test_file_names.py",
    "tests/bench/",
    "tests/editor/",
    "tests/renderer/",
    "tests/particles/",
    "tests/player/",
    "tests/packaging/",
    "tests/lsp/",
    "tests/test_",
)
"""The slowest tests are started first, so that no worker still runs one when the others have finished."""


def pytest_collection_modifyitems(items):
    def rank(item):
        return next((n for n, start in enumerate(FIRST) if item.nodeid.startswith(start)), len(FIRST))

    items.sort(key=rank)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Send the tests of the film to one worker, where it is loaded once, and others to workers file by file."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return "tests/film/" if nodeid.startswith("tests/film/") else nodeid.partition("::")[0]

    return ByFile(config, log)


def pytest_report_header(config):
    try:
        context = create_context()
    except MachineError as error:
        return f"OpenGL: none ({error})"
    driver = driver_of(context)
    context.release()
    return f"OpenGL: {driver.renderer}, {driver.version}"


@pytest.fixture(scope="session")
def film():
    """The shipped film's scene, loaded once per worker, because that takes seconds."""
    return load(data_folder("scenes") / "launch.toml")


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
