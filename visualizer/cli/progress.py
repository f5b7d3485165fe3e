"""The progress of a render on stderr: a bar in a terminal, else lines of text."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("   -  frames/s" if speed is None else f"{speed:5.2f} frames/s")


@contextmanager
def bar(total: int) -> Iterator[Callable[[int, int], None]]:
    """Yield a function of (frames done, frames in total) that updates the progress. total: frames.

    In a terminal it moves a bar with frame rate and time left; elsewhere it prints a line for every tenth of the frames.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        last_tenth = -1

        def print_tenths(done: int, count: int) -> None:
            nonlocal last_tenth
            tenth = 10 * done // max(count, 1)
            if tenth != last_tenth:
                last_tenth = tenth
                console.print(f"{done} of {count} frames", highlight=False)

        yield print_tenths
        return
    columns = (
        TextColumn("rendering"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, speed_estimate_period=20.0) as progress:
        task = progress.add_task("render", total=total)
        yield lambda done, _: progress.update(task, completed=done)
