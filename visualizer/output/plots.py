"""Plots of a scene over time, for paper: shots, captions, properties as curves or as rows of keyframes, and particles.

Drawn with the optional package matplotlib.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from visualizer.errors import InputError, MachineError
from visualizer.file_names import printable
from visualizer.output.files import check_not_read, check_target, whole_file
from visualizer.scene.explaining import property_at
from visualizer.scene.paths import dotted
from visualizer.scene.scene import Scene
from visualizer.scene.tables import held
from visualizer.timeline.track import Track

ENDINGS = (".svg", ".png", ".pdf")
"""Endings of the files that a plot is written to."""

WIDTH = 11.7
"""Inches: of an A4 sheet, landscape."""
DPI = 200
"""Dots per inch of a PNG."""
SAMPLES = 1200
"""Times at which a curve is drawn, besides its keyframes."""
EMITTERS = 6
"""Emitters with most particles, which have a colour of their own."""
_INCHES = {"shots": 0.55, "curve": 1.5, "row": 0.16, "particles": 1.5, "around": 0.9}
_COLOURS = {
    "ink": "#1d1f24",
    "paper": "#ffffff",
    "odd": "#c9d4e5",
    "even": "#e4e0d5",
    "caption": "#7a7f8c",
    "key": "#b3541e",
}
_COMPONENTS = ("#b3541e", "#2f7a4b", "#2d5fa8", "#6b4c9a")


def plot(
    scene: Scene, out: str | Path, *, tracks: Sequence[str] = (), start: float = 0.0, end: float | None = None
) -> None:
    """Write a plot of a scene to a file with one of ENDINGS.

    tracks: paths of properties, as messages print them, each drawn as a curve; without any, all keyframes are drawn, a
    row for each table. start, end: s, of the time that is shown; None for the film's end. Raises InputError for a path
    that there is not, a property without numbers and a file that cannot be written; MachineError without matplotlib.
    """
    path = Path(out)
    if path.suffix.lower() not in ENDINGS:
        raise InputError(f"a plot is one of {', '.join(ENDINGS)}, not '{printable(path.name)}'")
    check_target(path)
    check_not_read([path], scene.files)
    last = scene.film.duration if end is None else min(end, scene.film.duration)
    if last <= start:
        raise InputError(f"there is nothing to plot from {start:g} s to {last:g} s")
    curves = [_curve(scene, name) for name in tracks]
    rows = [] if curves else _rows(scene)
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError:
        raise MachineError(
            "plots are drawn with the package matplotlib; to install it: pip install matplotlib"
        ) from None
    heights = [_INCHES["shots"], *[_INCHES["curve"]] * len(curves)]
    heights += [_INCHES["row"] * len(rows)] if rows else []
    heights += [_INCHES["particles"]] if scene.library.emitters else []
    style: Any = {
        "svg.hashsalt": "visualizer",
        "svg.fonttype": "none",
        "font.size": 7.0,
        "axes.linewidth": 0.5,
    }
    with rc_context(style):
        figure: Any = Figure(
            figsize=(WIDTH, sum(heights) + _INCHES["around"]),
            facecolor=_COLOURS["paper"],
            layout="constrained",
        )
        axes = list(np.atleast_1d(figure.subplots(len(heights), 1, sharex=True, height_ratios=heights)))
        figure.suptitle(
            scene.film.title or scene.path.name, fontsize=10, x=0.01, ha="left", color=_COLOURS["ink"]
        )
        times = np.linspace(start, last, SAMPLES)
        _draw_shots(axes[0], scene, start, last)
        for axis, (name, track, unit) in zip(axes[1:], curves, strict=False):
            _draw_curve(axis, name, track, unit, times)
        if rows:
            _draw_rows(axes[1], rows)
        if scene.library.emitters:
            _draw_particles(axes[-1], scene, times)
        for axis in axes:
            for shot in scene.shots:
                axis.axvline(shot.start, color=_COLOURS["ink"], linewidth=0.3, alpha=0.35)
            axis.spines[["top", "right"]].set_visible(False)
        axes[-1].set_xlim(start, last)
        axes[-1].set_xlabel("time [s]")
        with whole_file(path) as part:
            kind = path.suffix.lower()[1:]
            date = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
            figure.savefig(part, format=kind, dpi=DPI, metadata=date)


def _curve(scene: Scene, name: str) -> tuple[str, Track[Any], str]:
    """Return path, track and unit of a property of numbers."""
    path, value, unit = property_at(scene, name)
    if not isinstance(value, Track) or value.kind == "step":
        raise InputError(f"{dotted(path)} has no numbers over time, so no curve")
    return dotted(path), value, unit


def _rows(scene: Scene) -> list[tuple[str, list[float]]]:
    """Return the tables that have keyframes, by name, with the times of all of them."""
    rows = []
    for path, model in scene.tables.items():
        times = {
            key.time
            for _, table in held(model)
            for name in type(table).model_fields
            if isinstance(track := getattr(table, name), Track) and not track.constant
            for key in track.keys
        }
        if times:
            rows.append((dotted(path), sorted(times)))
    return rows


def _draw_shots(axis: Any, scene: Scene, start: float, last: float) -> None:
    for number, shot in enumerate(scene.shots):
        a, b = max(shot.start, start), min(shot.end, last)
        if b <= a:
            continue
        colour = _COLOURS["odd" if number % 2 else "even"]
        axis.barh(0.0, b - a, left=a, height=1.0, color=colour, edgecolor=_COLOURS["paper"], linewidth=0.5)
        narrow = (b - a) / (last - start) * WIDTH < 0.075 * len(shot.name)
        axis.text(
            (a + b) / 2,
            0.0,
            shot.name,
            ha="center",
            va="center",
            rotation=90 if narrow else 0,
            fontsize=4.5 if narrow else 6,
            clip_on=True,
        )
    for caption in scene.captions:
        axis.barh(
            -0.65, caption.end - caption.start, left=caption.start, height=0.12, color=_COLOURS["caption"]
        )
    for marker in scene.markers:
        if start <= marker.time <= last:
            axis.plot([marker.time], [0.55], marker="v", markersize=3, color=_COLOURS["ink"], clip_on=False)
            axis.annotate(
                marker.name,
                (marker.time, 0.55),
                (0, 3),
                textcoords="offset points",
                ha="center",
                fontsize=4.5,
                annotation_clip=True,
            )
    axis.set_ylim(-0.75, 0.55)
    axis.set_yticks([])
    axis.set_ylabel("shots", rotation=0, ha="right", va="center")
    axis.spines["left"].set_visible(False)


def _draw_curve(axis: Any, name: str, track: Track[Any], unit: str, times: Any) -> None:
    keyed = np.array(track.times)
    inside = keyed[(keyed >= times[0]) & (keyed <= times[-1])]
    # A jump is drawn as one: just before and at each keyframe.
    all_times = np.unique(np.concatenate([times, inside, np.clip(inside - 1e-6, times[0], None)]))
    values = np.atleast_2d(np.array([track.at(float(time)) for time in all_times]).T)
    at_keys = np.atleast_2d(np.array([track.at(float(time)) for time in inside]).T) if len(inside) else None
    for number, component in enumerate(values):
        colour = _COMPONENTS[number % len(_COMPONENTS)]
        axis.plot(all_times, component, color=colour, linewidth=0.9, label="xyzw"[number])
        if at_keys is not None and not track.constant:
            axis.plot(inside, at_keys[number], "o", color=colour, markersize=2.2)
    if len(values) > 1:
        axis.legend(frameon=False, fontsize=6, loc="upper right", ncols=len(values))
    axis.set_title(f"{name} [{unit}]" if unit else name, fontsize=7, loc="left", pad=2)
    axis.grid(axis="y", linewidth=0.25, alpha=0.5)


def _draw_rows(axis: Any, rows: Sequence[tuple[str, list[float]]]) -> None:
    for number, (_, times) in enumerate(rows):
        axis.hlines(number, times[0], times[-1], color=_COLOURS["odd"], linewidth=1.6)
        axis.plot(times, [number] * len(times), "D", color=_COLOURS["key"], markersize=1.8)
    axis.set_yticks(range(len(rows)), [name for name, _ in rows], fontsize=5)
    axis.set_ylim(len(rows) - 0.4, -0.6)


def _draw_particles(axis: Any, scene: Scene, times: Any) -> None:
    coarse = times[:: max(1, len(times) // 400)]
    counts = {
        name: np.array([sum(batch.count for batch in emitter.batches(name, float(time))) for time in coarse])
        for name, emitter in scene.library.emitters.items()
    }
    most = sorted(counts, key=lambda name: -int(counts[name].max()))
    rest = sum((counts[name] for name in most[EMITTERS:]), np.zeros(len(coarse)))
    named = {name: counts[name] for name in most[:EMITTERS]}
    if len(most) > EMITTERS:
        named[f"{len(most) - EMITTERS} others"] = rest
    axis.stackplot(coarse, *named.values(), labels=list(named), linewidth=0)
    axis.set_title("particles", fontsize=7, loc="left", pad=2)
    axis.legend(frameon=False, fontsize=5, loc="upper left", ncols=4)
    axis.yaxis.set_major_formatter("{x:,.0f}")
