"""Timeline strips: live particles, the cost of frames, and the risk of flashes along time, below the captions of the
timeline."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from visualizer.editor import style
from visualizer.editor.counts import Counts
from visualizer.editor.desk import Desk
from visualizer.editor.timeline_places import SMALL, STRIP, Places
from visualizer.output.flashes import MOST
from visualizer.scene.scene import Scene

Array = NDArray[np.float64]

_COLUMN = 2.0  # points that a sample is wide


def paint_strips(desk: Desk, scene: Scene, places: Places, counts: Counts) -> None:
    """Draw the strips: particles of the emitter that is selected, or of all, the cost of frames that were measured, and
    flashes."""
    for row, strip in enumerate(places.strips):
        top = places.strips_top + row * STRIP * places.scale
        match strip:
            case "particles":
                _particles(desk, scene, places, counts, top)
            case "costs":
                _costs(desk, scene, places, top)
            case "flashes":
                _flashes(desk, scene, places, top)


def strips_of(desk: Desk, scene: Scene) -> tuple[str, ...]:
    """Return the strips there are, from the top."""
    flashing = desk.flashes.on or any(desk.flashes.of(scene, shot) is not None for shot in scene.shots)
    there = {
        "particles": bool(scene.library.emitters),
        "costs": bool(desk.session.frame_costs),
        "flashes": flashing,
    }
    return tuple(name for name, is_there in there.items() if is_there)


def told(strip: str) -> str:
    """Return what a strip shows."""
    if strip == "particles":
        return "Particles that live, of the selected emitter or of all"
    if strip == "costs":
        return "What live pictures of frames took; the line is the time that a frame has"
    return (
        "How often the picture flashes within a second, brighter and darker or red, over more than a quarter of a block\n"
        f"of a third of its width and height. More than {MOST} are a risk for people with photosensitive epilepsy (WCAG 2.2,\n"
        "2.3.1): the line. Counted in pictures of 192 by 108 pixels or so, as `visualizer flash` does"
    )


def _particles(desk: Desk, scene: Scene, places: Places, counts: Counts, top: float) -> None:
    known = counts.of(scene)
    name = str(desk.selected[1]) if len(desk.selected) > 1 and desk.selected[0] == "emitter" else ""
    chosen = {name: known[name]} if name in known else known
    total = np.sum(list(chosen.values()), axis=0) if chosen else np.zeros(len(counts.times(scene)))
    now = float(np.interp(desk.time, counts.times(scene), total))
    label = f"{name or 'Particles'} {now:,.0f}"
    if len(known) < len(scene.library.emitters) and counts.counting:
        label = f"Counting {len(known)} of {len(scene.library.emitters)}"
    xs = np.arange(places.view.left, places.right, _COLUMN)
    heights = np.interp(_times(places, xs), counts.times(scene), total, left=0.0, right=0.0)
    _area(places, top, label, xs, heights / max(float(total.max()), 1.0), style.ACCENT)


def _flashes(desk: Desk, scene: Scene, places: Places, top: float) -> None:
    """Draw how often each frame flashes, and which shots were not counted."""
    canvas, view, s, grid = places.canvas, places.view, places.scale, scene.film.grid()
    most, missing, counts = 0, 0, np.zeros(grid.last + 1)
    with canvas.clipped(view.left, top, places.right, top + STRIP * s):
        for shot in scene.shots:
            found = desk.flashes.of(scene, shot)
            numbers = scene.frames_of(shot, grid)
            known = 0 if found is None else len(found)
            if found:
                counts[numbers.start : numbers.start + known] = found
                most = max(most, *found)
            if known < len(numbers):
                missing += 1
                left, right = view.x_of(grid.time(numbers.start + known)), view.x_of(shot.end)
                canvas.hatch(left + 0.5, top + 2 * s, right - 0.5, top + STRIP * s - 2, style.EDGE, 5 * s)
                canvas.fitted(left + 4 * s, top + 2 * s, "not counted", right, style.DIM, SMALL)
    text = f"Flashes up to {most}, limit {MOST}" if missing < len(scene.shots) else f"Flashes, limit {MOST}"
    xs = np.arange(view.left, places.right, _COLUMN)
    values = {number: float(count) for number, count in enumerate(counts.tolist()) if count}
    columns = columns_of(values, float(scene.film.fps), _times(places, np.append(xs, places.right)))
    _area(places, top, text, xs, columns / (MOST + 1), style.MARKER, limit=MOST / (MOST + 1))


def _costs(desk: Desk, scene: Scene, places: Places, top: float) -> None:
    grid, costs = scene.film.grid(), desk.session.frame_costs
    budget = 1.0 / float(scene.film.fps)
    xs = np.arange(places.view.left, places.right, _COLUMN)
    columns = columns_of(costs, float(scene.film.fps), _times(places, np.append(xs, places.right)))
    highest = max(2.0 * budget, float(columns.max(initial=0.0)))
    here = costs.get(grid.at(desk.time))
    label = "Frame cost" if here is None else f"Frame cost {here * 1000.0:.0f} ms"
    _area(places, top, label, xs, columns / highest, style.MARKER, limit=budget / highest)


def columns_of(costs: Mapping[int, float], fps: float, edges: Array) -> Array:
    """Return the largest cost within each column of a strip, s; 0 where none was measured. edges: of the columns, (n +
    1,) s."""
    found = np.zeros(len(edges) - 1)
    if not costs:
        return found
    frames = np.array(list(costs), dtype=np.float64)
    values = np.array(list(costs.values()), dtype=np.float64)
    # A frame fills all columns that begin during it, and the one that it begins in.
    first = np.searchsorted(edges, frames / fps, side="right") - 1
    last = np.searchsorted(edges, (frames + 1.0) / fps, side="left")
    for a, b, value in zip(first.tolist(), last.tolist(), values.tolist(), strict=True):
        part = found[max(a, 0) : max(b, a + 1, 0)]
        np.maximum(part, value, out=part)
    return found


def _times(places: Places, xs: Array) -> Array:
    view = places.view
    times: Array = view.start + (xs - view.left) / view.scale
    return times


def _area(
    places: Places,
    top: float,
    label: str,
    xs: Array,
    shares: Array,
    colour: style.Colour,
    limit: float | None = None,
) -> None:
    """Draw columns of some shares of the height of a strip; those above the limit in another colour."""
    canvas, s = places.canvas, places.scale
    foot, high = top + STRIP * s - 1.0, STRIP * s - 3.0
    canvas.fitted(canvas.left + 6 * s, top + 2 * s, label, places.view.left - 4 * s, style.DIM, 0.93)
    with canvas.clipped(places.view.left, top, places.right, top + STRIP * s):
        for x, share in zip(xs.tolist(), shares.tolist(), strict=True):
            if share > 0.0:
                over = limit is not None and share > limit * 1.0001
                canvas.box(
                    x, foot - max(share * high, 1.0), x + _COLUMN, foot, style.ALARM if over else colour, 0.75
                )
        if limit is not None:
            y = foot - limit * high
            canvas.line(places.view.left, y, places.right, y, style.DIM, 1.0)
        canvas.line(places.view.left, foot, places.right, foot, style.EDGE, 1.0)
