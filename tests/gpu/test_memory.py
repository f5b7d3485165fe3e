"""Memory that a rasteriser on the CPU frees stays with the process, so that frames do not take its pages anew."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FAULTS = """
import resource
from dataclasses import replace
from tests.renderer.frames import PLAIN, pose, still_life
from visualizer.frame import Draw, Library
from visualizer.geometry.primitives import icosphere
from visualizer.renderer.renderer import Renderer

ball = still_life(draws=(Draw("ball", "plain", pose(), uniforms=PLAIN),), library=Library({"ball": icosphere(1.0, 6)}, {}))
with Renderer((320, 180)) as renderer:
    for number in range(12):
        if number == 4:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        renderer.draw(ball)
        renderer.context.finish()
print((resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) // 8)
"""


@pytest.mark.skipif(
    sys.platform != "linux" or platform.libc_ver()[0] != "glibc", reason="mallopt is of glibc"
)
def test_frames_take_no_pages_anew_unless_the_environment_says_so(on_expected_driver):
    def faults(**environment: str) -> int:
        run = [sys.executable, "-c", FAULTS]
        done = subprocess.run(
            run, env={**os.environ, **environment}, capture_output=True, text=True, cwd=ROOT
        )
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    returned, kept = faults(MALLOC_TRIM_THRESHOLD_="131072"), faults()
    assert returned > 200, "what is drawn allocates too little to tell"
    assert kept < returned / 4
