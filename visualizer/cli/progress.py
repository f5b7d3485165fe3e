"""The progress bar on stderr: share, frame rate, time left."""

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
    """Give a function (done, total) that moves the bar; where stderr is no terminal, a line every tenth."""
    console = Console(stderr=True)
    if not console.is_terminal:
        told = -1

        def tell(done: int, count: int) -> None:
            nonlocal told
            tenth = 10 * done // max(count, 1)
            if tenth != told:
                told = tenth
                console.print(f"{done} of {count} frames", highlight=False)

        yield tell
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
