"""Quality of pictures beside another checkout: FLIP against a reference of many samples, for a frame of each shot.

The reference is drawn by the other checkout, so FLIP tells how far pictures of few samples, of either checkout, are from what
the other one converges to.
"""

from __future__ import annotations

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

    shot: its name. time: of the frame, s. samples: of the pictures. before, after: of the other checkout and of this one.
    """

    shot: str
    time: float
    samples: int
    before: float
    after: float

    @property
    def change(self) -> float:
        """After less before; above 0 this checkout's picture is further from the reference."""
        return self.after - self.before


@dataclass(frozen=True)
class QualityReport:
    """size: pixels. reference: samples of the reference. rows: by frame, then by samples. left_out: frames, with the reason."""

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
        lines.append(f"{'':28}" + "".join(f"{f'samples: {count}':>26}" for count in counts))
        lines.append(
            f"{'shot':20}{'time':>8}" + "".join(f"{'before':>10}{'after':>8}{'change':>8}" for _ in counts)
        )
        for shot, t in frames:
            cells = [row for row in self.rows if (row.shot, row.time) == (shot, t)]
            lines.append(f"{shot:20}{t:8.3f}" + "".join(_cells(row.before, row.after) for row in cells))
        if frames:
            by_count = [[row for row in self.rows if row.samples == count] for count in counts]
            means = [
                (statistics.fmean(row.before for row in rows), statistics.fmean(row.after for row in rows))
                for rows in by_count
            ]
            worst = [max(rows, key=lambda row: row.change) for rows in by_count]
            lines.append(f"{'mean':28}" + "".join(_cells(before, after) for before, after in means))
            lines.append(f"{'largest change':28}" + "".join(_cells(row.before, row.after) for row in worst))
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
    budget: Budget | None = None,
    folder: Path | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> QualityReport:
    """Draw frames of a scene with another checkout and with this one, and return how far each is from the reference.

    other: root of the other checkout; it runs with this Python and its packages, and reads the same scene file. size: pixels.
    reference: samples of the picture of the other checkout that all are compared with. samples: of the pictures compared.
    shots: the middle frames of these are compared, of all if empty and without times. times: of frames, as `moment_of` reads
    them. budget: frames that do not fit are left out, judged by the slowest before; no limit if None. folder: where the
    pictures and error maps are written as PNG; nowhere if None. progress: is called with a sentence before and after each frame.
    Raises InputError for an unknown shot or time, and if a checkout cannot draw the scene; MachineError without flip-evaluator.
    """
    _ = error_map(*np.zeros((2, 16, 16, 3), np.uint8))  # fails before the long work
    frames = _frames(scene, shots, times)
    subframes = reference + 2 * sum(samples)
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

            truth = picture("before", reference)
            for count in samples:
                means = {}
                for checkout in workers:
                    errors = error_map(truth, picture(checkout, count))
                    means[checkout] = float(errors.mean(dtype=np.float64))
                    if folder is not None:
                        _write(folder, f"{shot}_{t:.3f}_{checkout}_{count}_flip", _grey(errors))
                rows.append(QualityRow(shot, t, count, means["before"], means["after"]))
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


def _cells(before: float, after: float) -> str:
    return f"{before:10.4f}{after:8.4f}{after - before:+8.4f}"


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
