"""The progress of drawing frames on stderr: a bar in a terminal, else lines of text."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from visualizer.cli.previews import BOX, Shown, terminal_picture
from visualizer.output.progress import Listener, Pixels, Progress

INTERVAL = 10.0
"""s: longest time between two lines."""
TICK = 2.5
"""s: time between two looks at whether a line is due."""
REFRESHES = 4
"""The bar is drawn so many times a second."""
WINDOW = 30.0
"""s: the rate is that of the last so many."""


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("   -  frames/s" if speed is None else f"{speed:5.2f} frames/s")


class Pace:
    """The rate of a render over the last `WINDOW` seconds. clock: seconds from any time on."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque()
        self._begun = False

    def update(self, done: int) -> None:
        """Take how many frames are done now."""
        now = self._clock()
        if not self._begun and self._seen and done > self._seen[-1][1]:
            # The first frame waits for processes to start and programs to compile: it says nothing of those that
            # follow.
            self._begun = True
            self._seen.clear()
        while len(self._seen) > 1 and now - self._seen[1][0] >= WINDOW:
            self._seen.popleft()
        self._seen.append((now, done))

    @property
    def done(self) -> int:
        """Frames that are done."""
        return self._seen[-1][1] if self._seen else 0

    @property
    def rate(self) -> float | None:
        """Frames a second, or None as long as it is unknown."""
        if not self._seen:
            return None
        (first, before), (now, done) = self._seen[0], self._seen[-1]
        return (done - before) / (now - first) if done > before and now > first else None


class Lines:
    """Progress as lines of text with rate, time left and shot, printed with `say`: at the start, at least every
    `INTERVAL`, and after the last frame. clock: seconds from any time on. Threads may call it at once.
    """

    def __init__(self, total: int, say: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._total, self._say, self._clock = total, say, clock
        self._lock = threading.Lock()
        self._pace = Pace(clock)
        self._said: float | None = None
        self._shot = ""

    def update(self, progress: Progress) -> None:
        """Say how many frames are done, if a line is due."""
        with self._lock:
            self._total, self._shot = progress.count, progress.shot
            self._pace.update(progress.done)
            if self._due() or progress.done == progress.count:
                self._print()

    def tick(self) -> None:
        """Say how far it is if a line is due: a frame may take longer than `INTERVAL`."""
        with self._lock:
            if self._due():
                self._print()

    def _due(self) -> bool:
        return (
            self._said is None or self._clock() - self._said >= INTERVAL - TICK
        )  # the next look may be too late

    def _print(self) -> None:
        self._said = self._clock()
        text = f"{self._pace.done} of {self._total} frames"
        if rate := self._pace.rate:
            left = timedelta(seconds=round((self._total - self._pace.done) / rate))
            text += f", {rate:.2f} frames/s, {left} left"
        if self._shot:
            text += f", shot {self._shot}"
        self._say(text)


@contextmanager
def shown_progress(total: int) -> Iterator[tuple[Listener, tuple[int, int] | None]]:
    """Yield what shows the progress of a render on stderr, and the size of the previews that it wants. total: frames.

    In a terminal it moves a bar with frame rate, time left and shot, below a small picture of the newest frame if the
    terminal can show one; elsewhere it prints them as `Lines`.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        with _lines(total, console) as listener:
            yield listener, None
        return
    picture = terminal_picture()
    with _bar(total, console, picture) as listener:
        yield listener, BOX if picture else None


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
def _bar(total: int, console: Console, picture: Shown | None) -> Iterator[Listener]:
    columns = (
        TextColumn("drawing"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[shot]}", markup=False),
    )
    bars = Bars(*columns, console=console, speed_estimate_period=20.0)
    task = bars.add_task("render", total=total, shot="")
    with Live(bars, console=console, refresh_per_second=REFRESHES) as live:
        newest: Pixels | None = None

        def update(now: Progress) -> None:
            nonlocal newest
            bars.update(task, total=now.count, completed=now.done, shot=now.shot)
            if picture and now.preview is not None and now.preview is not newest:
                newest = now.preview
                live.update(Group(picture(newest), bars), refresh=True)

        try:
            yield update
        finally:
            live.update(bars)
