"""Which triangles of a frame's draws may be seen in a view, and which point lights reach each draw."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualizer.frame import AreaLight, Draw, PointLight
from visualizer.geometry.clusters import Clusters
from visualizer.geometry.mesh import Mesh
from visualizer.renderer.view import View
from visualizer.transforms import Array

_ROUNDING = 2e-6  # of the coordinates that are added up: how much boxes are enlarged for errors of float32
_NEAREST = 1e-3  # m along the view: what is nearer has no place in the picture
_RESTING = 1e-3  # m across or along the view: what moves less counts as at rest
_LOW = np.array([[-1.0], [-1.0], [0.0]])  # the lowest corner of clip space
_PLANES = np.array(
    [
        [0.0, 0.0, -1.0, 1.0],
        [0.0, 0.0, 1.0, 0.0],
        [-1.0, 0.0, 0.0, 1.0],
        [1.0, 0.0, 0.0, 1.0],
        [0.0, -1.0, 0.0, 1.0],
        [0.0, 1.0, 0.0, 1.0],
    ]
)  # of clip space, whose inside is positive: times the rows of a projection, in its space
_UNSEEN = 1e30  # m: the distance of what is not seen
LIGHTINGS = 4
"""How many sums of shapes of area lights there are, with 0: see `Boxes.marks`."""
_NEXT, _AFTER = [1, 2, 0], [2, 0, 1]  # axes
_GAP = 64  # triangles out of view that are drawn, where this saves a call

Run = tuple[int, int, bool]
"""Consecutive triangles of a mesh, in the order of `Clusters.order`: the first, their number, and whether their back
faces are hidden by their front faces, so that they need not be drawn."""
_Part = tuple[Clusters, int, int, int]
"""Of a draw: the clusters of its mesh, the pieces of its mesh, its instances, and its first pose."""


class Boxes:
    """Boxes around the clusters of a frame's draws, with sides along the axes of the world, for tests against any
    number of views.

    Draws whose mesh is not in `meshes`, or is empty, have none: they count as inside, and as reached by all lights.
    poses: (n, 3, 4) float32, relative_from_piece of all draws, one after another, as vertex shaders read them.
    fine: whether parts of a draw are culled; otherwise a draw is one part, which takes less time here and more to draw.
    """

    def __init__(
        self, draws: Sequence[Draw], meshes: Mapping[str, Mesh], poses: NDArray[np.float32], *, fine: bool
    ) -> None:
        first = 0
        parts: list[_Part | None] = []
        for draw in draws:
            mesh = meshes.get(draw.mesh)
            if mesh is None or not len((mesh := mesh.built).triangles):
                parts.append(None)
            else:
                clusters = mesh.clusters if fine else mesh.clusters.joined
                parts.append((clusters, mesh.pieces, len(draw.poses) // mesh.pieces, first))
            first += len(draw.poses)
        self._layout = layout = _layout(tuple(parts))
        # With the boxes along the last axis, (3, 4, boxes): NumPy takes a fifth of the time.
        all_in_order = layout.in_order and len(poses) == len(layout.pose)
        chosen = poses if all_in_order else poses.take(layout.pose, axis=0)
        pose = chosen.transpose(1, 2, 0).copy()
        (u, v, w, place), size = pose.transpose(1, 0, 2), np.abs(pose)
        middle = u * layout.middle[0] + v * layout.middle[1] + w * layout.middle[2]
        middle += place
        half = size[:, 0] * layout.half[0] + size[:, 1] * layout.half[1] + size[:, 2] * layout.half[2]
        half += _ROUNDING * size[:, 3]
        self._middles, self._halves = middle, half
        if len(layout.boxes) < len(layout.pose):
            low = np.minimum.reduceat(middle - half, layout.boxes, axis=1)
            high = np.maximum.reduceat(middle + half, layout.boxes, axis=1)
            middle, half = (low + high) / 2, (high - low) / 2
        # Of the boxes of closed bodies, as no others are asked: whether their poses do not mirror them.
        solid = layout.closed.copy()
        if len(layout.solid):
            u, v, w, _ = pose[:, :, layout.solid].transpose(1, 0, 2)
            upright = (
                u[0] * (v[1] * w[2] - v[2] * w[1])
                + u[1] * (v[2] * w[0] - v[0] * w[2])
                + u[2] * (v[0] * w[1] - v[1] * w[0])
            ) > 0.0
            solid[solid] = np.logical_and.reduceat(upright, layout.solid_starts)
        self._starts = layout.starts
        # Of the draws that have any: `Mesh.finest_cell` as stretched by the poses, over `Mesh.cell_pixels`.
        self._cell = np.zeros(0)
        self._coarsest = np.zeros(0, np.int64)  # of the same draws: `Mesh.coarsest`
        if fine and len(self._starts):
            stretch = (pose[:, :3] * pose[:, :3]).sum(axis=0).max(axis=0)
            each = [meshes[draws[number].mesh] for number in layout.draw[self._starts].tolist()]
            finest = [mesh.finest_cell / mesh.cell_pixels for mesh in each]
            self._coarsest = np.array([mesh.coarsest for mesh in each])
            scale = np.sqrt(np.maximum.reduceat(stretch, layout.boxes[self._starts]))
            # A mesh without coarser versions has infinite cells, also where it is shrunk to a point.
            self._cell = np.multiply(finest, scale, out=np.full(len(finest), np.inf), where=scale > 0.0)
        # Of the clusters: (3, n) float32, relative, metres.
        self._middle, self._half, self._solid = middle, half, solid
        self._pose = pose
        # Several passes draw one view.
        self._tests: dict[tuple[bytes, float | None], tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}
        self._found: dict[tuple[bytes, float | None], list[Sequence[Run]]] = {}
        self._levels: dict[tuple[bytes, float | None, tuple[int, int]], list[int]] = {}

    def inside(self, clip_from_relative: Array, plane: float | None = None) -> list[Sequence[Run]]:
        """Return for each draw the triangles that may be in a view: none if all of its boxes are beyond a clip plane.

        clip_from_relative: (4, 4), depth reversed from 1 at the near plane to 0 at the far one or not: both planes are
        at 0 <= z <= w. plane: relative height, metres, below which the view shows nothing.
        """
        view = clip_from_relative.tobytes(), plane
        found = self._found.get(view)
        if found is None:
            found = self._found[view] = self._runs(*self._tested(clip_from_relative, plane))
        return found

    def divided(
        self, clip_from_relative: Array, plane: float | None, marks: NDArray[np.int64]
    ) -> list[dict[int, list[Run]]]:
        """Return for each draw the triangles that may be in a view, by the mark of their cluster. marks: (clusters,),
        at least 0.

        clip_from_relative, plane: as for `inside`.
        """
        seen, hidden = self._tested(clip_from_relative, plane)
        found: list[dict[int, list[Run]]] = [{} for _ in self._layout.otherwise]
        before, last = (-1, 0), 0  # draw and kind, and end of the stretch before
        for draw, first, end, kind in self._stretches(np.where(seen, 1 + hidden + 2 * marks, 0)):
            runs = found[draw].setdefault((kind - 1) // 2, [])
            if (draw, kind) == before and first - last <= _GAP:
                first = runs.pop()[0]
            before, last = (draw, kind), end
            runs.append((first, end - first, kind % 2 == 0))
        return found

    def marks(
        self, regions: Sequence[int], lit: NDArray[np.int64] | None
    ) -> tuple[NDArray[np.int64], list[int | None]]:
        """Return a mark for each cluster: LIGHTINGS times its region plus 1, or 0 if that is none of a program; plus
        `lit`.

        Also for each draw the mark that all of its clusters have, or None. regions: for each draw, how many regions its
        material has programs for. lit: (clusters,) below LIGHTINGS, or None if all are 0. Draws without boxes have the
        mark 0.
        """
        layout = self._layout
        own = np.asarray(regions, np.int64)[layout.draw]
        marks: NDArray[np.int64] = np.where(layout.region < own, LIGHTINGS * (layout.region + 1), 0)
        if lit is not None:
            marks += lit
        shared: list[int | None] = [0] * len(layout.otherwise)
        if len(marks):
            least, most = (each.reduceat(marks, layout.starts) for each in (np.minimum, np.maximum))
            for draw, low, high in zip(
                layout.draw[layout.starts].tolist(), least.tolist(), most.tolist(), strict=True
            ):
                shared[draw] = low if low == high else None
        return marks, shared

    def of_draws(self, numbers: Sequence[int]) -> NDArray[np.int64]:
        """Return (clusters,): for each cluster the number of its draw. numbers: one for each draw."""
        return np.asarray(numbers, np.int64)[self._layout.draw]

    def levels(
        self, clip_from_relative: Array, size: tuple[int, int], plane: float | None = None
    ) -> list[int]:
        """Return for each draw the level of `Mesh.coarser` to draw in a view: its cells are at most `Mesh.cell_pixels`
        wide, and it is `Mesh.coarsest` or finer.

        size: (width, height) of the picture, pixels. clip_from_relative, plane: as for `inside`. Level 0 if not `fine`.
        """
        if not len(self._cell):
            return [0] * len(self._layout.otherwise)
        view = clip_from_relative.tobytes(), plane, size
        found = self._levels.get(view)
        if found is None:
            levels = np.zeros(len(self._layout.otherwise), np.int64)
            seen, _ = self._tested(clip_from_relative, plane)
            x, y, _, w = clip_from_relative
            nearest = w[:3] @ self._middle + w[3] - np.abs(w[:3]) @ self._half
            nearest = np.minimum.reduceat(np.where(seen, nearest, _UNSEEN), self._starts)
            per_metre = max(size[0] * np.linalg.norm(x[:3]), size[1] * np.linalg.norm(y[:3])) / 2
            wide = self._cell * per_metre / np.maximum(nearest, 1e-6)
            fitting = 1 - np.ceil(np.log2(np.clip(wide, 1e-6, 1e6)))
            levels[self._layout.draw[self._starts]] = np.clip(fitting, 0, self._coarsest)
            found = self._levels[view] = levels.tolist()
        return found

    def nearest(self, clip_from_relative: Array) -> float:
        """Return the least distance along a view of the boxes that may be in it, metres, at least 0; infinite without
        any. 0 if there are draws without boxes.

        clip_from_relative: as for `inside`.
        """
        if any(self._layout.otherwise):
            return 0.0
        seen, _ = self._tested(clip_from_relative, None)
        w = clip_from_relative[3]
        near = w[:3] @ self._middle + w[3] - np.abs(w[:3]) @ self._half
        return max(float(near.min(where=seen, initial=np.inf)), 0.0)

    def span(
        self, views: Sequence[tuple[View, float | None]], other: Array, chosen: NDArray[np.bool_]
    ) -> tuple[Array, Array] | None:
        """Return the lowest and highest x and y, (2,) each, in the clip space of an orthographic projection, of what
        views may see.

        Of each box counts what lies in the pyramid of a view, between the nearest and the farthest distance of the box,
        and in the clip space. views: with the plane of each, as for `inside`. other: (4, 4), the projection. chosen:
        for each draw, whether it counts. None if nothing is seen.
        """
        seen = np.array([self._tested(view.clip_from_relative, plane)[0] for view, plane in views])
        seen &= chosen[self._layout.draw]
        linear, shift = other[:3, :3], other[:3, 3:]
        across, size = linear @ self._middle + shift, np.abs(linear) @ self._half
        # Of each view: (views, 3) or (views, boxes); along the view, and in the clip space.
        forwards = np.array([view.clip_from_relative[3] for view, _ in views])
        rays = np.array([view.rays for view, _ in views]) @ linear.T
        distance = forwards[:, :3] @ self._middle + forwards[:, 3:]
        reach = np.abs(forwards[:, :3]) @ self._half
        near, far = np.maximum(distance - reach, 0.0)[:, None], np.maximum(distance + reach, 0.0)[:, None]
        aside = np.abs(rays[:, 0]) + np.abs(rays[:, 1])
        least, most = (rays[:, 2] - aside)[:, :, None], (rays[:, 2] + aside)[:, :, None]
        place = np.array([view.eye for view, _ in views]) @ linear.T + other[:3, 3]
        low = np.minimum(least * near, least * far) + place[:, :, None]
        high = np.maximum(most * near, most * far) + place[:, :, None]
        low = np.maximum(low, np.maximum(across - size, _LOW))
        high = np.minimum(high, np.minimum(across + size, 1.0))
        there = seen & np.logical_and.reduce(low < high, axis=1)
        if not there.any():
            return None
        # Chosen first: NumPy takes three times as long with `where`.
        lowest, highest = (each[:, :2].transpose(0, 2, 1)[there] for each in (low, high))
        return np.minimum.reduce(lowest), np.maximum.reduce(highest)

    @cached_property
    def _arms(self) -> NDArray[np.float32]:
        """Of the boxes of poses from the middle to a corner, (3, boxes), relative, metres."""
        half, pose = self._layout.half, self._pose
        arms: NDArray[np.float32] = pose[:, 0] * half[0] + pose[:, 1] * half[1] + pose[:, 2] * half[2]
        return arms

    def own_motion(
        self,
        changed: Sequence[int],
        earlier: Boxes,
        shift: Array,
        clip_from_relative: Array,
        size: tuple[int, int],
    ) -> list[float]:
        """Return for each of some draws, by number, how far it has moved by itself in a picture, pixels: the most of
        the middles and of two opposite corners of its boxes.

        earlier: the boxes of the same meshes at another time. shift: (3,), metres, from their origin to that of these.
        clip_from_relative: (4, 4), of the picture at that time, of positions relative to the origin of these. size: of
        the picture, pixels. Infinite where a box that moves reaches behind the eye, and for draws without boxes.
        """
        found = np.full(len(self._layout.otherwise), np.inf)
        boxes, owner = self._of(changed)
        if len(owner):
            x, y, w = range(3)
            rows = clip_from_relative[[0, 1, 3]]
            linear = rows[:, :3].astype(np.float32)
            ends = []
            for each, by in ((self, np.zeros(3)), (earlier, -shift)):
                place, way = linear @ each._middles[:, boxes], linear @ each._arms[:, boxes]
                place += (rows @ [*by, 1.0]).astype(np.float32)[:, None]
                corners = np.empty((3, 3, place.shape[1]), np.float32)
                np.subtract(place, way, out=corners[:, 0])
                corners[:, 1] = place
                np.add(place, way, out=corners[:, 2])
                ends.append(corners)
            now, before = ends  # (rows, corners, boxes) each
            seen = np.minimum(now[w], before[w]) > _NEAREST
            # What reaches behind the eye: far if it moves.
            far = None if seen.all() else np.abs(now - before).max(axis=0) > _RESTING
            squares = np.zeros(seen.shape, np.float32)
            with np.errstate(divide="ignore", invalid="ignore"):
                for end in ends:
                    end[:w] *= np.reciprocal(end[w])
                for axis in (x, y):
                    step = now[axis] - before[axis]
                    step *= 0.5 * size[axis]
                    step *= step
                    squares += step
            if far is not None:
                squares = np.where(seen, squares, np.where(far, np.inf, 0.0))
            starts = _starts_of(owner)
            found[owner[starts]] = np.sqrt(np.maximum.reduceat(np.maximum.reduce(squares), starts))
        return [float(found[number]) for number in changed]

    def swing(self, changed: Sequence[int], earlier: Boxes, shift: Array, least: float) -> float:
        """Return how far any point of some draws, by number, has gone by itself at most, over its distance from the
        origin.

        earlier, shift: as for `own_motion`. least: metres, the distance of what is nearer. Infinite for draws without
        boxes.
        """
        layout = self._layout
        boxes, owner = self._of(changed)
        wanted = np.zeros(len(layout.otherwise), bool)
        wanted[list(changed)] = True
        if wanted.sum() > wanted[layout.draw[layout.starts]].sum():
            return math.inf
        middle = self._middles[:, boxes]
        gone = np.abs(middle - earlier._middles[:, boxes] + shift.astype(np.float32)[:, None])
        turned, half = np.abs(self._pose[:, :3, boxes] - earlier._pose[:, :3, boxes]), layout.half[:, boxes]
        gone += turned[:, 0] * half[0] + turned[:, 1] * half[1] + turned[:, 2] * half[2]
        away = np.maximum(np.abs(middle) - self._halves[:, boxes], 0.0)
        ratio = (gone * gone).sum(axis=0) / np.maximum((away * away).sum(axis=0), least * least)
        return float(np.sqrt(ratio[wanted[owner]].max(initial=0.0)))

    def _of(self, chosen: Sequence[int]) -> tuple[NDArray[np.int64] | slice, NDArray[np.int64]]:
        """Return which boxes are looked at for some draws, by number: theirs, or all if that takes less time; and the
        draw of each."""
        wanted = np.zeros(len(self._layout.otherwise), bool)
        wanted[list(chosen)] = True
        owner = self._layout.owner
        boxes = np.flatnonzero(wanted[owner])
        return (boxes, owner[boxes]) if 2 * len(boxes) < len(owner) else (slice(None), owner)

    def _tested(
        self, clip_from_relative: Array, plane: float | None
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return for each cluster whether it may be seen, and whether its back faces are hidden."""
        view = clip_from_relative.tobytes(), plane
        if view in self._tests:
            return self._tests[view]
        layout = self._layout
        planes = _PLANES @ clip_from_relative
        if plane is not None:
            planes = np.vstack([(0.0, 1.0, 0.0, -plane), planes])
        equations = planes.astype(np.float32)
        normals = equations[:, :3]
        distance = normals @ self._middle + equations[:, 3:]
        reach = np.abs(normals) @ self._half
        seen = np.logical_and.reduce(distance + reach >= 0.0)
        # A body that is cut open by the near plane, the far plane or `plane` shows its back faces.
        cutting = len(planes) - 4
        whole = np.logical_and.reduce(distance[:cutting] >= reach[:cutting])
        if layout.divided:
            whole = (np.bincount(layout.body, ~whole) == 0)[layout.body]
        self._tests[view] = seen, self._solid & whole
        return self._tests[view]

    def _runs(self, seen: NDArray[np.bool_], hidden: NDArray[np.bool_]) -> list[Sequence[Run]]:
        """Return the runs of each draw. seen, hidden: for each cluster, whether it may be seen, and its back faces are
        hidden."""
        layout = self._layout
        found: list[Sequence[Run]] = list(layout.otherwise)
        if layout.whole is not None:
            for (draw, open_run, hidden_run), one_seen, one_hidden in zip(
                layout.whole, seen.tolist(), hidden.tolist(), strict=True
            ):
                if one_seen:
                    found[draw] = hidden_run if one_hidden else open_run
            return found
        of, last = -1, (0, 0, False)
        runs: list[Run] = []
        for draw, first, end, kind in self._stretches(np.where(seen, 1 + hidden, 0)):
            solid = kind == 2
            if draw != of:
                of, runs = draw, []
                found[draw] = runs
            elif last[2] == solid and first - last[1] <= _GAP:
                first = last[0]
                runs.pop()
            last = first, end, solid
            runs.append((first, end - first, solid))
        return found

    def _stretches(self, kind: NDArray[np.int64]) -> Iterator[tuple[int, int, int, int]]:
        """Yield (draw, first triangle, one beyond the last, kind) of consecutive clusters of one kind. kind:
        (clusters,); 0 is left out."""
        layout = self._layout
        changes = layout.opens.copy()
        changes[1:] |= kind[1:] != kind[:-1]
        starts = changes.nonzero()[0]
        kinds = kind[starts]
        shown = kinds.nonzero()[0]
        ends = np.append(starts[1:], len(kind))[shown] - 1
        starts = starts[shown]
        return zip(
            layout.draw[starts].tolist(),
            layout.first[starts].tolist(),
            layout.end[ends].tolist(),
            kinds[shown].tolist(),
            strict=True,
        )

    def lit(self, lights: Sequence[PointLight | AreaLight], origin: Array) -> NDArray[np.int64]:
        """Return (n, 2): for each draw the number of the first light that reaches its boxes, and one beyond the last.

        origin: (3,) world, metres, of relative positions. (0, 0) for a draw that none reaches. Lights between the two
        that do not reach it are evaluated to no light.
        """
        return between(self.reached(lights, origin))

    def reached(self, lights: Sequence[PointLight | AreaLight], origin: Array) -> NDArray[np.bool_]:
        """Return (n, lights): whether each light reaches the boxes of each draw. origin: as for `lit`."""
        layout = self._layout
        found = np.ones((len(layout.otherwise), len(lights)), bool)
        if lights and len(layout.starts):
            places = np.array([light.position for light in lights]) - origin
            reach = np.array([light.reach for light in lights])
            low, high = self._extent
            near = (_away(low, high, places) <= (reach * reach)[:, None]) & _faced(low, high, places, lights)
            found[layout.draw[layout.starts]] = near.T
        return found

    def reached_parts(self, lights: Sequence[PointLight | AreaLight], origin: Array) -> NDArray[np.bool_]:
        """Return (lights, clusters): whether each light reaches the box of each cluster. origin: as for `lit`."""
        if not lights:
            return np.zeros((0, self._middle.shape[1]), bool)
        places = np.array([light.position for light in lights], np.float32) - origin.astype(np.float32)
        reach = np.array([light.reach for light in lights]) * (1.0 + _ROUNDING)
        low, high = self._middle - self._half, self._middle + self._half
        found: NDArray[np.bool_] = _away(low, high, places) <= (reach * reach)[:, None]
        found &= _faced(low, high, places, lights)
        return found

    def of_parts(self, reached: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return (n, lights): whether each light reaches any cluster of each draw. reached: of `reached_parts`."""
        layout = self._layout
        found = np.ones((len(layout.otherwise), len(reached)), bool)
        if len(layout.starts):
            found[layout.draw[layout.starts]] = np.logical_or.reduceat(reached, layout.starts, axis=1).T
        return found

    @cached_property
    def _extent(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Of each draw that has boxes the lowest and highest corner of all of them, (3, n) each, relative, metres."""
        low, high = self._middle - self._half, self._middle + self._half
        if len(self._starts) == low.shape[1]:
            return low, high
        return np.minimum.reduceat(low, self._starts, axis=1), np.maximum.reduceat(high, self._starts, axis=1)


def _away(
    low: NDArray[np.float32], high: NDArray[np.float32], places: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Return (m, n): the squared distance, m2, of each of the places, (m, 3), from each box, with corners low and high
    (3, n)."""
    place = places.T[:, :, None]
    away = np.maximum(low[:, None] - place, place - high[:, None])  # (3, m, n)
    np.maximum(away, 0.0, out=away)
    away *= away
    found: NDArray[np.floating] = np.add.reduce(away)
    return found


def _faced(
    low: NDArray[np.float32],
    high: NDArray[np.float32],
    places: NDArray[np.floating],
    lights: Sequence[PointLight | AreaLight],
) -> NDArray[np.bool_] | bool:
    """Return (m, n): whether each light shines towards any of each box. A rectangle of one side is dark behind its
    plane.

    low, high, places: as for `_away`, the places of the lights.
    """
    dark = [
        number
        for number, light in enumerate(lights)
        if isinstance(light, AreaLight) and light.shape == "rectangle" and not light.two_sided
    ]
    if not dark:
        return True
    faced = np.ones((len(lights), low.shape[1]), bool)
    sides = [lights[number] for number in dark]
    right, up = (np.array([getattr(light, name) for light in sides], np.float64) for name in ("right", "up"))
    # Their cross product: for so few, that of NumPy takes three times as long.
    normal = right[:, _NEXT] * up[:, _AFTER] - right[:, _AFTER] * up[:, _NEXT]
    # The farthest corner of each box along the normal.
    reach = np.maximum(normal, 0.0) @ high + np.minimum(normal, 0.0) @ low
    faced[dark] = reach > (normal * places[dark]).sum(axis=1, keepdims=True)
    return faced


def between(reached: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return (n, 2): of each row the first column that is true, and one beyond the last one; (0, 0) if none is."""
    count = reached.shape[1]
    ends = np.zeros((len(reached), 2), np.int64)
    if count:
        ends[:, 0] = reached.argmax(axis=1)
        ends[:, 1] = count - reached[:, ::-1].argmax(axis=1)
        ends[:, 1] *= np.logical_or.reduce(reached, axis=1)
    return ends


def _starts_of(numbers: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the places, (n,), at which another number begins."""
    opens = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=opens[1:])
    return np.flatnonzero(opens)


@dataclass(frozen=True, eq=False)
class _Layout:
    """The clusters of all draws of a frame, one after another, without the poses.

    otherwise: for each draw its runs if none of its clusters is seen. pose: (boxes,) the pose of each box. middle,
    half: (3, boxes), as in `Clusters`, enlarged for rounding. boxes: (clusters,) the first box of each cluster. body,
    closed, region, draw, first, end, opens: (clusters,) as in `Clusters`, the draw of each, its first triangle in the
    mesh and one beyond its last, and whether it is the first of a draw.
    """

    otherwise: tuple[Sequence[Run], ...]
    pose: NDArray[np.int64]
    middle: NDArray[np.float32]
    half: NDArray[np.float32]
    boxes: NDArray[np.int64]
    body: NDArray[np.int64]
    closed: NDArray[np.bool_]
    region: NDArray[np.int64]
    draw: NDArray[np.int64]
    first: NDArray[np.int64]
    end: NDArray[np.int64]

    @cached_property
    def divided(self) -> bool:
        """Whether any clusters share a body."""
        return len(self.body) > 0 and int(self.body.max()) + 1 < len(self.body)

    @cached_property
    def opens(self) -> NDArray[np.bool_]:
        opens: NDArray[np.bool_] = np.diff(self.draw, prepend=-1) != 0
        return opens

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """The first cluster of each draw that has any."""
        return np.flatnonzero(self.opens)

    @cached_property
    def owner(self) -> NDArray[np.int64]:
        """The draw of each box."""
        return np.repeat(self.draw, np.diff(self.boxes, append=len(self.pose)))

    @cached_property
    def solid(self) -> NDArray[np.int64]:
        """The boxes of closed clusters, one cluster after another."""
        counts = np.diff(self.boxes, append=len(self.pose))
        return np.flatnonzero(np.repeat(self.closed, counts))

    @cached_property
    def solid_starts(self) -> NDArray[np.int64]:
        """Of each closed cluster the place of its first box in `solid`."""
        counts = np.diff(self.boxes, append=len(self.pose))[self.closed]
        starts: NDArray[np.int64] = np.cumsum(counts) - counts
        return starts

    @cached_property
    def in_order(self) -> bool:
        """Whether the boxes are those of the first poses, one of each, in their order."""
        return np.array_equal(self.pose, np.arange(len(self.pose)))

    @cached_property
    def whole(self) -> list[tuple[int, Sequence[Run], Sequence[Run]]] | None:
        """If no draw has more than one cluster, of each that has one: its number, and its runs with and without its
        back faces."""
        if len(self.starts) < len(self.draw):
            return None
        rows = (self.draw.tolist(), self.first.tolist(), self.end.tolist())
        return [
            (draw, [(first, end - first, False)], [(first, end - first, True)])
            for draw, first, end in zip(*rows, strict=True)
        ]


@lru_cache(maxsize=64)
def _layout(parts: tuple[_Part | None, ...]) -> _Layout:
    """Return the layout of draws. None: a draw without boxes."""
    kinds = (
        np.int64,
        np.float32,
        np.float32,
        np.int64,
        np.int64,
        bool,
        np.int64,
        np.int64,
        np.int64,
        np.int64,
    )
    rows = []
    boxes_before = bodies_before = 0
    for number, part in enumerate(parts):
        if part is None:
            continue
        of, pieces, instances, first_pose = part
        # A cluster of a draw with several instances has the boxes of all of them.
        pose = (of.pieces[:, None] + np.arange(instances) * pieces + first_pose).reshape(-1)
        each = np.repeat(np.arange(len(of.pieces)), instances)
        rows.append(
            (
                pose,
                of.middle[each],
                (of.half + _ROUNDING * (np.abs(of.middle) + of.half))[each],
                of.boxes * instances + boxes_before,
                of.body + bodies_before,
                of.closed,
                of.region,
                np.full(len(of.closed), number),
                of.starts[:-1],
                of.starts[1:],
            )
        )
        boxes_before += len(pose)
        bodies_before += int(of.body.max()) + 1
    columns: list[Any] = [
        np.concatenate([row[k] for row in rows]) if rows else np.zeros((0, 3) if k in (1, 2) else 0, kind)
        for k, kind in enumerate(kinds)
    ]
    columns[1:3] = [np.ascontiguousarray(column.T) for column in columns[1:3]]
    return _Layout(tuple(() if part else ((0, 0, False),) for part in parts), *columns)


def forget_layouts() -> None:
    """Forget the layouts that are kept: they hold the clusters of meshes, also of those that no scene has any more."""
    _layout.cache_clear()
