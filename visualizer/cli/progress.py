"""The progress of a render on stderr: a bar in a terminal, else lines of text."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from visualizer.output.progress import Listener, Progress

INTERVAL = 10.0
"""s: longest time between two lines."""
TICK = 2.5
"""s: time between two looks at whether a line is due."""
WINDOW = 30.0
"""s: the rate is that of the last so many."""


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("   -  frames/s" if speed is None else f"{speed:5.2f} frames/s")


class Lines:
    """Progress as lines of text with shot, rate and time left, printed with `say`: at the start, at least every `INTERVAL`, and
    after the last frame. clock: seconds from any time on. Threads may call it at once.
    """

    def __init__(self, total: int, say: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._total, self._say, self._clock = total, say, clock
        self._lock = threading.Lock()
        self._seen: deque[tuple[float, int]] = deque()
        self._said: float | None = None
        self._shot = ""

    def update(self, progress: Progress) -> None:
        """Say how many frames are done, if a line is due."""
        done, total = progress.done, progress.count
        with self._lock:
            self._total, self._shot = total, progress.shot
            now = self._clock()
            while len(self._seen) > 1 and now - self._seen[1][0] >= WINDOW:
                self._seen.popleft()
            self._seen.append((now, done))
            if self._due(now) or done == total:
                self._print(now)

    def tick(self) -> None:
        """Say how far it is if a line is due: a frame may take longer than `INTERVAL`."""
        with self._lock:
            now = self._clock()
            if self._due(now):
                self._print(now)

    def _due(self, now: float) -> bool:
        return self._said is None or now - self._said >= INTERVAL - TICK  # the next look may be too late

    def _print(self, now: float) -> None:
        self._said = now
        (first, before), (_, done) = (self._seen[0], self._seen[-1]) if self._seen else ((now, 0), (now, 0))
        text = f"{done} of {self._total} frames"
        if done > before and now > first:
            rate = (done - before) / (now - first)
            left = timedelta(seconds=round((self._total - done) / rate))
            text += f", {rate:.2f} frames/s, {left} left"
        if self._shot:
            text += f", shot {self._shot}"
        self._say(text)


@contextmanager
def shown(total: int) -> Iterator[Listener]:
    """Yield what shows the progress of a render on stderr. total: frames.

    In a terminal it moves a bar with shot, frame rate and time left; elsewhere it prints them as `Lines`.
    """
    console = Console(stderr=True)
    with _bar(total, console) if console.is_terminal else _lines(total, console) as listener:
        yield listener


@contextmanager
def _lines(total: int, console: Console) -> Iterator[Listener]:
    lines = Lines(total, lambda text: console.print(text, highlight=False, soft_wrap=True), time.monotonic)
    ended = threading.Event()

    def tick() -> None:
        while not ended.wait(TICK):
            lines.tick()

    ticking = threading.Thread(target=tick, daemon=True)
    ticking.start()
    try:
        yield lines.update
    finally:
        ended.set()
        ticking.join()


@contextmanager
def _bar(total: int, console: Console) -> Iterator[Listener]:
    columns = (
        TextColumn("rendering"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[shot]}", markup=False),
    )
    with Bars(*columns, console=console, speed_estimate_period=20.0) as bars:
        task = bars.add_task("render", total=total, shot="")
        yield lambda now: bars.update(task, completed=now.done, shot=now.shot)
