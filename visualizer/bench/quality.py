"""Quality of pictures beside another checkout: FLIP against a reference of many samples, for a frame of each shot.

The reference is drawn by the other checkout, so FLIP tells how far pictures of few samples, of either checkout, are
from what the other one converges to. Where this checkout shows something else on purpose, that difference is part of
it; pictures beside a reference of their own checkout tell what few samples alone cost.
"""

from __future__ import annotations

import math
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from visualizer.bench.budget import Budget
from visualizer.bench.flip import error_map
from visualizer.bench.workers import HERE, Worker
from visualizer.errors import InputError
from visualizer.output.times import moment_of, moments_of

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene


@dataclass(frozen=True)
class QualityRow:
    """Mean FLIP of pictures of one frame against the reference, from 0 (no visible difference) to 1.

    shot: its name. time: of the frame, s. samples: of the pictures. before, after: of the other checkout and of this
    one, against the other one's reference. own: of this checkout against its own reference; None if that was not drawn.
    """

    shot: str
    time: float
    samples: int
    before: float
    after: float
    own: float | None = None

    @property
    def change(self) -> float:
        """After less before; above 0 this checkout's picture is further from the reference."""
        return self.after - self.before


@dataclass(frozen=True)
class QualityReport:
    """size: pixels. reference: samples of the reference. rows: by frame, then by samples. left_out: frames, with the
    reason."""

    size: tuple[int, int]
    reference: int
    rows: tuple[QualityRow, ...]
    left_out: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {
            "size": list(self.size),
            "reference_samples": self.reference,
            "rows": [{**vars(row), "change": row.change} for row in self.rows],
            "left_out": list(self.left_out),
        }

    def table(self) -> str:
        """Return the report as text: a line for each frame, and the mean and the largest change."""
        counts = list(dict.fromkeys(row.samples for row in self.rows))
        frames = list(dict.fromkeys((row.shot, row.time) for row in self.rows))
        lines = [f"{self.size[0]}x{self.size[1]}; mean FLIP against {self.reference} samples of the other checkout", ""]  # fmt: skip
        own = any(row.own is not None for row in self.rows)
        if own:
            lines[1:1] = [f"own: after against {self.reference} samples of this checkout, and its ratio to before"]  # fmt: skip
        heads = f"{'before':>10}{'after':>8}{'change':>8}{'ratio':>7}" + (f"{'own':>8}{'ratio':>7}" if own else "")  # fmt: skip
        lines.append(f"{'':28}" + "".join(f"{f'samples: {count}':>{len(heads)}}" for count in counts))
        lines.append(f"{'shot':20}{'time':>8}" + heads * len(counts))
        for shot, t in frames:
            cells = [row for row in self.rows if (row.shot, row.time) == (shot, t)]
            lines.append(f"{shot:20}{t:8.3f}" + "".join(map(_cells, cells)))
        if frames:
            by_count = [[row for row in self.rows if row.samples == count] for count in counts]
            worst = [max(rows, key=lambda row: row.change) for rows in by_count]
            lines.append(f"{'mean':28}" + "".join(_cells(_mean(rows)) for rows in by_count))
            lines.append(f"{'largest change':28}" + "".join(map(_cells, worst)))
        return "\n".join([*lines, *(f"left out: {one}" for one in self.left_out)])


def compare_quality(
    other: Path,
    scene: Scene,
    size: tuple[int, int],
    *,
    reference: int = 64,
    samples: Sequence[int] = (1, 4),
    shots: Sequence[str] = (),
    times: Sequence[str] = (),
    own: bool = False,
    budget: Budget | None = None,
    folder: Path | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> QualityReport:
    """Draw frames of a scene with another checkout and with this one, and return how far each is from the reference.

    other: root of the other checkout; it runs with this Python and its packages, and reads the same scene file. size:
    pixels. reference: samples of the picture of the other checkout that all are compared with. samples: of the pictures
    compared. shots: the middle frames of these are compared, of all if empty and without times. times: of frames, as
    `moment_of` reads them. own: draw a reference with this checkout too, see `QualityRow`. budget: frames that do not
    fit are left out, judged by the slowest before; no limit if None. folder: where the pictures and error maps are
    written as PNG; nowhere if None. progress: is called with a sentence before and after each frame. Raises InputError
    for an unknown shot or time, and if a checkout cannot draw the scene; MachineError without flip-evaluator.
    """
    _ = error_map(*np.zeros((2, 16, 16, 3), np.uint8))  # fails before the long work
    frames = _frames(scene, shots, times)
    subframes = reference * (1 + own) + 2 * sum(samples)
    progress(f"{len(frames)} frames of {size[0]}x{size[1]}, {subframes} sub-frames each")
    rows: list[QualityRow] = []
    left_out: list[str] = []
    slowest = 0.0
    with ExitStack() as stack:
        drawn = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "picture.npy"
        arguments = [str(scene.path.resolve()), *map(str, size)]
        workers = {
            "before": stack.enter_context(Worker(other, "picture_worker.py", arguments)),
            "after": stack.enter_context(Worker(HERE, "picture_worker.py", arguments)),
        }
        for number, (shot, t) in enumerate(frames):
            name = f"{shot} at {t:.3f} s"
            if budget is not None and (reason := budget.refusal(slowest)):
                left_out.append(f"{name}: {reason}")
                continue
            start = time.monotonic()

            def picture(checkout: str, count: int, shot: str = shot, t: float = t) -> NDArray[Any]:
                workers[checkout].ask([t, count, str(drawn)])
                found: NDArray[Any] = np.load(drawn)
                if folder is not None:
                    _write(folder, f"{shot}_{t:.3f}_{checkout}_{count}", found)
                return found

            truth = {checkout: picture(checkout, reference) for checkout in workers if own or checkout == "before"}  # fmt: skip
            for count in samples:
                pictures = {checkout: picture(checkout, count) for checkout in workers}
                means = {}
                compared = [("before", "before"), ("after", "before")] + [("after", "after")] * own
                for checkout, reference_of in compared:
                    errors = error_map(truth[reference_of], pictures[checkout])
                    means[checkout, reference_of] = float(errors.mean(dtype=np.float64))
                    if folder is not None:
                        name_of = checkout if reference_of == "before" else "own"
                        _write(folder, f"{shot}_{t:.3f}_{name_of}_{count}_flip", _grey(errors))
                rows.append(QualityRow(shot, t, count, *means.values()))
            slowest = max(slowest, time.monotonic() - start)
            more = len(frames) - number - 1
            progress(f"{name}: {time.monotonic() - start:.1f} s" + (f", about {more * slowest:.0f} s left" if more else ""))  # fmt: skip
    return QualityReport(size, reference, tuple(rows), tuple(left_out))


def _frames(scene: Scene, shots: Sequence[str], times: Sequence[str]) -> list[tuple[str, float]]:
    """Return the frames to compare, each with the name of its shot."""
    grid = scene.film.grid()
    chosen = [grid.settled(moment_of(scene, time, grid)) for time in times]
    chosen += [t for shot in shots for t in moments_of(scene, shot=shot)]
    if not times and not shots:
        chosen = moments_of(scene)
    return [(scene.shot_at(t).name, t) for t in dict.fromkeys(chosen)]


def _mean(rows: Sequence[QualityRow]) -> QualityRow:
    """Return a row of the means of rows of as many samples."""
    before, after = (statistics.fmean(getattr(row, name) for row in rows) for name in ("before", "after"))
    owns = [row.own for row in rows if row.own is not None]
    return QualityRow("mean", 0.0, rows[0].samples, before, after, statistics.fmean(owns) if owns else None)


def _ratio(one: float, other: float) -> float:
    """Return one / other; NaN where both are 0."""
    return one / other if other else math.inf if one else math.nan


def _cells(row: QualityRow) -> str:
    found = f"{row.before:10.4f}{row.after:8.4f}{row.change:+8.4f}{_ratio(row.after, row.before):7.2f}"
    return found if row.own is None else found + f"{row.own:8.4f}{_ratio(row.own, row.before):7.2f}"


def _grey(errors: NDArray[Any]) -> NDArray[Any]:
    """Return an error map as a grey picture, black where no difference is seen."""
    grey: NDArray[Any] = np.rint(np.clip(errors, 0.0, 1.0) * 255.0).astype(np.uint8)
    return grey


def _write(folder: Path, name: str, picture: NDArray[Any]) -> None:
    """Write a picture as PNG. Raises InputError if that fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(folder / f"{name}.png")
    except OSError as error:
        raise InputError(f"{folder}: cannot write pictures there: {error.strerror or error}") from None
