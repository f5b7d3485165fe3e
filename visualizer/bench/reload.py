"""Latency of reloading: from saving a scene file until the window's thread can take the new scene, without the loading."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from visualizer.data import data_folder
from visualizer.errors import MachineError
from visualizer.player.reload import Failed, Loaded, Reloader
from visualizer.scene.loading import load

_TIMEOUT = 600.0  # seconds to wait for the reloader to report a save
_POLL = 0.001  # seconds between two polls of the reloader


@dataclass(frozen=True)
class ReloadReport:
    """Medians over `saves` saves, milliseconds.

    load: reading and validating the scene. delay: from the save until the new scene is queued, without the load; it
    includes the wait after which a save counts as complete. compare: comparing all files with what was read from them.
    """

    saves: int
    load: float
    delay: float
    compare: float

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return asdict(self)

    def table(self) -> str:
        """Return the report as text."""
        rows = (("load", self.load), ("delay", self.delay), ("compare", self.compare))
        return "\n".join(
            [f"milliseconds, medians of {self.saves} saves", *(f"{n:8}{v:9.1f}" for n, v in rows)]
        )


def measure_reload(path: Path, saves: int) -> ReloadReport:
    """Save a copy of a scene `saves` times while a reloader watches it. Needs no GPU and no window.

    Raises SceneError if the scene is at fault, MachineError if a save is not reported within ten minutes.
    """
    files = load(path).files
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for file in files:
            copy = root / os.path.relpath(file, path.parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
        copy, new, text = root / path.name, root / f"{path.name}.new", path.read_bytes()
        delays, loads = [], []
        with Reloader(copy, load, data_folder("shaders")) as reloader:
            _loaded(reloader)
            for number in range(saves):
                new.write_bytes(text + f"\n# save {number}\n".encode())
                start = time.perf_counter()
                new.replace(copy)  # atomically: a partly written file would be reported as invalid
                loads.append(_loaded(reloader).seconds)
                delays.append(time.perf_counter() - start - loads[-1])
        idle = Reloader(copy, load, data_folder("shaders"))  # without its thread
        idle.compare()
        comparisons = [_seconds_of_comparison(idle) for _ in range(20)]
    return ReloadReport(saves, *(statistics.median(found) * 1e3 for found in (loads, delays, comparisons)))


def _seconds_of_comparison(reloader: Reloader) -> float:
    start = time.perf_counter()
    reloader.compare()
    return time.perf_counter() - start


def _loaded(reloader: Reloader) -> Loaded:
    """Wait until the reloader reports a loaded scene. Raises its error if loading fails, MachineError after `_TIMEOUT`."""
    end = time.monotonic() + _TIMEOUT
    while time.monotonic() < end:
        for news in reloader.news():
            if isinstance(news, Failed):
                raise news.error
            if isinstance(news, Loaded):
                return news
        time.sleep(_POLL)
    raise MachineError(f"the reloader did not report a saved file within {_TIMEOUT:.0f} s")
