"""Events: what happens in a render, as one line of JSON each on stdout, for programs."""

import json
from typing import Any

from visualizer.cli.errors import ResultsNotPrinted
from visualizer.cli.progress import Pace
from visualizer.output.progress import Progress


class Events:
    """Prints events. A reader that has ended does not end the render: the error is kept, and `end` raises it."""

    def __init__(self) -> None:
        self._failed: Exception | None = None
        self._pace = Pace()

    def begin(self, **content: Any) -> None:
        """Print what will be rendered."""
        self._print("begin", content)

    def plan(self, **content: Any) -> None:
        """Print what would be rendered. Raises as `end` does."""
        self._last("plan", content)

    def update(self, progress: Progress) -> None:
        """Print the frame that was drawn, the rate in frames per second and the seconds that are left, null if
        unknown."""
        self._pace.update(progress.done)
        if progress.number is None:
            return
        rate = self._pace.rate
        left = None if rate is None else round((progress.count - progress.done) / rate, 3)
        self._print(
            "frame",
            {"number": progress.number, "shot": progress.shot, "done": progress.done, "frames": progress.count,
             "rate": None if rate is None else round(rate, 4), "left": left},
        )  # fmt: skip

    def end(self, **content: Any) -> None:
        """Print the result. Raises BrokenPipeError or ResultsNotPrinted if an event could not be printed."""
        self._last("end", content)

    def _last(self, event: str, content: dict[str, Any]) -> None:
        self._print(event, content)
        if self._failed is not None:
            raise self._failed

    def _print(self, event: str, content: dict[str, Any]) -> None:
        if self._failed is not None:
            return
        try:
            print(json.dumps({"event": event, **content}), flush=True)
        except (BrokenPipeError, ResultsNotPrinted) as error:
            self._failed = error
