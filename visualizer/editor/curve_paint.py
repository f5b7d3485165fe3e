"""Curve paint: draws curves with their keyframes and handles, the grid behind them, and the list of their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from visualizer.editor import style
from visualizer.editor.canvas import Canvas
from visualizer.editor.curve_gestures import CurveGesture
from visualizer.editor.curve_shapes import Curve, Handle, Scaled, ValueView
from visualizer.editor.lanes import Mark
from visualizer.editor.time_view import TimeView
from visualizer.editor.widgets import AXES
from visualizer.scene.paths import Path, dotted

LABELS, RULER, LINE = 168.0, 20.0, 17.0
"""Width of the names, height of the ruler and of a line of the names, at scale 1."""

KEY, GRIP = 4.0, 7.0
"""Radius of a keyframe, and points within which it is taken, at scale 1."""

_POINTS = 2.0  # from sample to sample
_VALUE_ROOM, _TIME_ROOM = 34.0, 78.0  # points from label to label of the grid, at scale 1


@dataclass(frozen=True)
class CurvePlaces:
    """What is drawn where. curves: by path. scales: of each. single: whether one property is shown, whose components
    have colours of their own."""

    canvas: Canvas
    view: TimeView
    values: ValueView
    curves: Mapping[Path, Curve]
    scales: Mapping[Path, Scaled]

    @property
    def single(self) -> bool:
        """Whether one property is shown: its components have colours of their own."""
        return len(self.curves) == 1

    def at(self, path: Path, time: float, value: float) -> tuple[float, float]:
        """Return the place of a value of a property at a time."""
        return self.view.x_of(time), float(self.values.y_of(self.scales[path].drawn(value)))

    def value_at(self, path: Path, y: float) -> float:
        """Return the value of a property at y."""
        return self.scales[path].value(self.values.value_at(y))

    def key_places(self) -> list[tuple[tuple[float, float], Mark, int]]:
        """Return the place of each component of each keyframe in view, with the keyframe and the component."""
        left, right = self.view.left - 8.0, self.view.left + self.view.width + 8.0
        return [
            (self.at(path, time, curve.values[number, component]), Mark(path, number), component)
            for path, curve in self.curves.items()
            for number, time in enumerate(curve.times)
            if left <= self.view.x_of(time) <= right
            for component in range(curve.size)
        ]

    def handles(self, marks: frozenset[Mark]) -> list[tuple[tuple[float, float], Handle]]:
        """Return the place of each handle of selected keyframes, and of those before selected ones."""
        return [
            (self.at(path, handle.time, handle.value), handle)
            for path, curve in self.curves.items()
            for handle in curve.handles()
            if handle.mark in marks or Mark(path, (handle.mark.number or 0) + 1) in marks
        ]

    def colour(self, path: Path, component: int) -> style.Colour:
        """Return the colour of a component of a property."""
        if self.single and self.curves[path].size > 1:
            return AXES[component]
        return style.line(list(self.curves).index(path))


def paint_curves(
    places: CurvePlaces, marks: frozenset[Mark], gesture: CurveGesture | None, time: float, *, frames: bool
) -> None:
    """Draw the grid, all curves, and the playhead. marks: that are selected. time: of the playhead, s."""
    canvas, view, s = places.canvas, places.view, places.canvas.scale
    right, foot = view.left + view.width, places.values.bottom
    _grid(places, frames=frames)
    with canvas.clipped(view.left, places.values.top, right, foot):
        times = np.linspace(view.start, view.end, max(2, int(view.width / _POINTS)))
        for path, curve in places.curves.items():
            _curve(places, path, curve, times)
        for place, handle in places.handles(marks):
            end = places.at(handle.mark.path, *handle.end)
            canvas.line(*end, *place, style.DIM, 1.0)
            canvas.disc(*place, 3.5 * s, style.ACCENT)
        for place, mark, component in places.key_places():
            if gesture is not None and gesture.kind == "keys" and gesture.far and mark in gesture.marks:
                continue
            _key(canvas, place, places.colour(mark.path, component), chosen=mark in marks)
            if labels := places.curves[mark.path].labels:
                above = place[1] - 20 * s
                y = above if above > places.values.top else place[1] + 6 * s
                canvas.text(place[0] + 4 * s, y, labels[mark.number or 0], style.INK, 0.85)
        if gesture is not None and gesture.far:
            _dragged(places, gesture)
        x = view.x_of(time)
        canvas.line(x, places.values.top, x, foot, style.ACCENT, 1.5 * s)


def _curve(places: CurvePlaces, path: Path, curve: Curve, times: np.ndarray) -> None:
    canvas, view, scale = places.canvas, places.view, places.scales[path]
    # The keyframes too, where a curve jumps or turns.
    inside = [time for time in curve.times if view.start < time < view.end]
    just_before = [np.nextafter(time, -np.inf) for time in inside]
    all_times = np.unique(np.concatenate([times, inside, just_before]))
    values = curve.sampled(all_times)
    xs = view.x_of(all_times)  # type: ignore[arg-type]
    for component in range(curve.size):
        ys = places.values.y_of(scale.drawn(values[:, component]))
        ys = np.clip(ys, places.values.top - 1e4, places.values.bottom + 1e4)
        points = list(zip(np.asarray(xs).tolist(), ys.tolist(), strict=True))
        canvas.path(points, places.colour(path, component), 1.5 * canvas.scale)


def _key(canvas: Canvas, place: tuple[float, float], colour: style.Colour, *, chosen: bool) -> None:
    radius = KEY * canvas.scale
    canvas.disc(*place, radius + 1.0, style.GROUND)
    canvas.disc(*place, radius, style.INK if chosen else colour)


def _dragged(places: CurvePlaces, gesture: CurveGesture) -> None:
    """Draw keyframes where they are dragged to, and time and value of the one that was taken."""
    canvas, s = places.canvas, places.canvas.scale
    if gesture.kind == "box":
        canvas.frame(*gesture.start, *canvas.mouse, style.ACCENT)
    if gesture.kind != "keys" or gesture.taken is None:
        return
    for mark in gesture.marks:
        curve = gesture.curves[mark.path]
        time = curve.times[mark.number or 0] + float(gesture.by)
        for component in range(curve.size):
            value = float(curve.values[mark.number or 0, component])
            if mark.path == gesture.taken.path and component == gesture.component:
                value = gesture.value_of(mark)
            if mark.path in places.scales:
                _key(canvas, places.at(mark.path, time, value), style.INK, chosen=True)
    time = float(gesture.anchor[0] + gesture.by)
    value = gesture.value_of(gesture.taken)
    x, y = places.at(gesture.taken.path, time, value)
    canvas.line(x, places.values.top, x, places.values.bottom, style.DIM, 1.0)
    labels = gesture.curves[gesture.taken.path].labels
    what = labels[gesture.taken.number or 0] if labels else f"{value:.6g}"
    canvas.note(x + 8 * s, max(y - 24 * s, places.values.top), f"{time:.3f} s   {what}")


def _grid(places: CurvePlaces, *, frames: bool) -> None:
    canvas, view, values, s = places.canvas, places.view, places.values, places.canvas.scale
    right = view.left + view.width
    with canvas.clipped(view.left, canvas.top, right, values.bottom):
        for tick in view.ticks(_TIME_ROOM * s, frames=frames):
            x = view.x_of(tick.time)
            if tick.label:
                canvas.line(x, values.top - 8 * s, x, values.bottom, style.EDGE, 1.0, 0.7)
                if x + canvas.width_of(tick.label, 0.85) + 3 * s <= right:
                    canvas.text(x + 3 * s, canvas.top, tick.label, style.DIM, 0.85)
            else:
                canvas.line(x, values.top - 3 * s, x, values.top, style.EDGE, 1.0)
    with canvas.clipped(view.left, values.top, right, values.bottom):
        for value in values.ticks(_VALUE_ROOM * s):
            y = float(values.y_of(value))
            canvas.line(view.left, y, right, y, style.EDGE, 1.0, 0.7)
            above = y - 14 * s
            canvas.text(
                view.left + 4 * s, above if above > values.top else y + 1, f"{value:.6g}", style.DIM, 0.85
            )
    canvas.line(view.left, canvas.top, view.left, values.bottom, style.EDGE, 1.0)


def names_of(paths: Sequence[Path]) -> dict[Path, str]:
    """Return what properties are called in the list: with the name of their object, if they are of several."""
    several = len({path[:2] for path in paths}) > 1
    return {path: dotted(path[1:] if several else path[2:]) or dotted(path) for path in paths}


def paint_names(
    places: CurvePlaces,
    hidden: set[Path],
    names: Sequence[Path],
    selected: Path,
    units: Mapping[Path, str],
    time: float,
) -> None:
    """Draw the names of the properties, with their colours and values at a time, s. Those that are hidden are dim."""
    canvas, s = places.canvas, places.canvas.scale
    texts = names_of(names)
    with canvas.clipped(canvas.left, canvas.top, places.view.left, canvas.bottom):
        y = places.values.top
        for path in names:
            if selected == path:
                canvas.box(canvas.left, y, places.view.left - 2 * s, y + LINE * s, style.PRESSED, 1.0, 2 * s)
            off = path in hidden or path not in places.curves
            if not off:
                canvas.box(
                    canvas.left + 3 * s,
                    y + 4 * s,
                    canvas.left + 11 * s,
                    y + 12 * s,
                    places.colour(path, 0),
                    1.0,
                    2 * s,
                )
            canvas.fitted(
                canvas.left + 16 * s,
                y + 1 * s,
                texts[path],
                places.view.left - 6 * s,
                style.DIM if off else style.INK,
                0.93,
            )
            y += LINE * s
            if places.single and not off:
                y = _components(places, path, y, units.get(path, ""), time)


def _components(places: CurvePlaces, path: Path, y: float, unit: str, time: float) -> float:
    """Draw the components of the one property that is shown, with their values. Return y below them."""
    canvas, s, curve = places.canvas, places.canvas.scale, places.curves[path]
    for component, name in enumerate(curve.names):
        value = float(curve.sampled(np.array([time]))[0, component])
        text = curve.told(time) if curve.labels else f"{name} {value:.5g} {unit}".strip()
        canvas.fitted(
            canvas.left + 16 * s,
            y + 1 * s,
            text,
            places.view.left - 6 * s,
            places.colour(path, component),
            0.9,
        )
        y += LINE * s
    return y
