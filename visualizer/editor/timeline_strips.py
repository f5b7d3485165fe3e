"""Timeline strips: live particles and the cost of frames along time, below the captions of the timeline."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from visualizer.editor import style
from visualizer.editor.counts import Counts
from visualizer.editor.desk import Desk
from visualizer.editor.timeline_places import STRIP, Places
from visualizer.scene.scene import Scene

Array = NDArray[np.float64]

_COLUMN = 2.0  # points that a sample is wide


def paint_strips(desk: Desk, scene: Scene, places: Places, counts: Counts) -> None:
    """Draw the strips: particles of the emitter that is selected, or of all, and the cost of frames that were measured."""
    row = 0
    if scene.library.emitters:
        _particles(desk, scene, places, counts, places.strips_top)
        row = 1
    if desk.session.frame_costs:
        _costs(desk, scene, places, places.strips_top + row * STRIP * places.scale)


def strips_of(desk: Desk, scene: Scene) -> int:
    """Return how many strips there are."""
    return bool(scene.library.emitters) + bool(desk.session.frame_costs)


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
    """Return the largest cost within each column of a strip, s; 0 where none was measured. edges: of the columns, (n + 1,) s."""
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
