"""The process of a worker: reads an order, then segments, a line of JSON each, and draws them until its input ends.

It answers with lines of JSON: ``drawn`` after each frame, ``part`` or ``frame`` for what is whole on the disk,
``error``.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import traceback
import warnings
from contextlib import suppress
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from visualizer.cache.memory import collect_later
from visualizer.errors import ExitStatus, InputError, VisualizerError
from visualizer.output.drawing import Drawer, Drawn, in_flight, pixels_of
from visualizer.output.format import Format
from visualizer.output.inputs import Inputs
from visualizer.output.job import Job
from visualizer.output.progress import Previews, as_json
from visualizer.output.provenance import Provenance
from visualizer.output.rendering import Background
from visualizer.output.segments import Part
from visualizer.output.sequence import is_sequence
from visualizer.output.sinks import FilmSink, SequenceSink, Sink
from visualizer.output.spent import Spent
from visualizer.renderer.renderer import PictureReading, Renderer
from visualizer.scene.loading import load
from visualizer.scene.scene import Scene
from visualizer.scene.sources import Sources


def main() -> None:
    """Draw segments for the process that started this one.

    Before the order it may be told the file of the scene, so that it has read it when the order comes.
    """
    collect_later()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print does not mix with answers
    lock = threading.Lock()

    def say(**message: Any) -> None:
        with lock:
            answers.write(json.dumps(message) + "\n")
            answers.flush()

    warnings.simplefilter("ignore")  # the process that started this one has loaded the scene too
    try:
        read = None
        while line := sys.stdin.readline():
            told = json.loads(line)
            if "read" not in told:
                return _draw(told, read, say)
            with suppress(Exception):  # that process says why it cannot be read
                read = load(told["read"], sampled=False)
    except VisualizerError as error:
        _fail(error, say)


def _fail(error: VisualizerError, say: Any) -> None:
    say(error={"kind": type(error).__name__, "message": str(error)})
    os._exit(int(error.exit_status))


def _draw(order: dict[str, Any], read: Scene | None, say: Any) -> None:
    """Draw an order. read: the scene as it was before."""
    texts = {Path(file): text.encode() for file, text in order["texts"].items()}
    scene = load(
        Path(order["scene"]), Sources(texts), sampled=False, before=read
    )  # it was loaded before, without problems
    if scene.digest != order["digest"]:
        raise InputError(f"a file that {order['scene']} names was changed while it was rendered")
    fps = Fraction(order["job"]["fps"])
    form = Format(**order["job"]["format"])
    job = Job(**{**order["job"], "fps": fps, "size": tuple(order["job"]["size"]), "format": form})
    out = Path(order["out"])
    grid = scene.film.grid(job.fps)

    spent = Spent()

    def done(what: Part | int) -> None:
        say(**({"part": asdict(what)} if isinstance(what, Part) else {"frame": what}), spent=spent.taken())

    sink: Sink
    inputs: Inputs | None = None
    if is_sequence(out):
        sink = SequenceSink(out, Provenance.read(order["made"]), done, spent)
    else:
        inputs = Inputs(scene, job.fps, job.samples)
        sink = FilmSink(out, job, done, spent, inputs)

    def write(item: tuple[list[int], int, Drawn]) -> None:
        try:
            sink.write(*item)
        except VisualizerError as error:
            sink.abandon()
            _fail(error, say)
        except BaseException:
            traceback.print_exc()
            os._exit(int(ExitStatus.DEFECT))

    segments = _segments()
    previews = Previews(order["preview"])
    with Renderer(job.size, detail=job.detail) as renderer, Background(write, spent) as writer:
        drawer = Drawer(renderer, scene, out, spent, form=job.format)

        def draw(number: int) -> Drawn | PictureReading:
            with spent.on("draw"):
                frames = scene.exposure(grid.time(number), job.samples, job.fps)
                if inputs is not None:
                    inputs.note(number, frames)
            return drawer.begin(frames, number, job.fps)

        while True:
            numbers = segments.get()
            for number, drawn in in_flight(((one, draw(one)) for one in numbers), spent):
                with spent.on("wait"):
                    writer.put((numbers, number, drawn))
                say(
                    drawn=number,
                    preview=as_json(previews.of(pixels_of(drawn, job.format))),
                    spent=spent.taken(),
                )


def _segments() -> queue.Queue[list[int]]:
    """Return the segments that arrive. The process ends with its input, whatever it is doing: nobody waits for it any
    more."""
    found: queue.Queue[list[int]] = queue.Queue()

    def read() -> None:
        for line in sys.stdin:
            found.put(json.loads(line))
        os._exit(0)

    threading.Thread(target=read, name="orders", daemon=True).start()
    return found


if __name__ == "__main__":
    main()
