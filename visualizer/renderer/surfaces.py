"""Surfaces: draws the meshes of a frame with a program, a state and a target."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import is_, itemgetter
from struct import pack
from typing import NamedTuple

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.errors import InputError
from visualizer.frame import AreaLight, Draw, Frame, PointLight
from visualizer.geometry.mesh import Mesh
from visualizer.gpu.blocks import gpu_matrix
from visualizer.gpu.context import driver_of
from visualizer.gpu.generated import DRAW_BLOCK
from visualizer.gpu.meshes import MeshCopy, MeshStore
from visualizer.gpu.parameter_block import MATERIAL_BLOCK
from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.rows import UniformRows
from visualizer.gpu.sources import MATERIALS
from visualizer.gpu.state import State
from visualizer.gpu.targets import Target
from visualizer.renderer import requests
from visualizer.renderer.area_lights import shining_areas
from visualizer.renderer.counterparts import earlier
from visualizer.renderer.culling import LIGHTINGS, Boxes, Run, between, forget_layouts
from visualizer.renderer.placed import Placed
from visualizer.renderer.poses import PoseTexture
from visualizer.renderer.shadow_fit import fitted_view
from visualizer.renderer.view import View, eye
from visualizer.renderer.view_block import VIEW_BINDING, shining_lights
from visualizer.transforms import Array, translation

UNIT_POSES = 0
MOST_RADIANCE = 4000.0
"""Radiance to which the light of surfaces is limited; the largest half float is 65504."""
_DRAW_BINDING, _MATERIAL_BINDING = 1, 2  # of the uniform blocks; 0 is that of the view
_UNITS = {"u_shadow": 1, "u_mirror_image": 2, "u_behind": 3, "u_back_depth": 4, "u_contact": 5, "u_probe": 6}
_SEEN = 0.5  # pixels: what moves less by itself counts as at rest
_SHADOW_DEPTH = "u_shadow_depth"  # the shadow map again, without comparison
_SHADOW_DEPTH_UNIT = 7
_IS_HIDDEN = itemgetter(2)  # of a run


Sampled = moderngl.Texture | moderngl.Texture3D
"""What a sampler of a surface reads."""


class UnknownMaterial(InputError):
    """A draw names a material that has no file in shaders/materials, or a parameter that the file does not declare."""


class UnknownMesh(UnknownMaterial):
    """A draw names a mesh that is not in the library of its frame."""


class Moved(NamedTuple):
    """What has moved by itself since the sub-frame before.

    changed: numbers of the draws whose poses have changed. far: of those that have moved far enough to be seen in the
    picture. most: how far the farthest has moved in it, pixels.
    """

    changed: Sequence[int]
    far: Sequence[int]
    most: float


class Surfaces:
    """Draws the entries of `Frame.draws`, for all passes. Holds the texture of poses and the meshes on the GPU.

    draws, triangles: that were issued since `reset_counts`, in all passes. fine: whether the parts of a draw are
    culled (see `Boxes`); by default if the driver draws on the CPU.
    """

    def __init__(self, context: moderngl.Context, programs: Programs) -> None:
        self._context = context
        self.programs = programs
        self.meshes = MeshStore(context)
        self._placed, self._earlier = Placed(context), Placed(context)
        # A GPU shades the vertices of whole draws in less time than the CPU needs to choose among them.
        self.fine = driver_of(context).software
        self._plain = context.sampler(
            repeat_x=False, repeat_y=False, filter=(moderngl.NEAREST, moderngl.NEAREST)
        )
        self._plain.compare_func = ""
        self.draws = self.triangles = 0
        self._hidden = False
        self._draws = UniformRows(context, _DRAW_BINDING)
        self._parameters = UniformRows(context, _MATERIAL_BINDING)
        # Of the present frame, by the number of the draw, as several passes draw it.
        self._entries: list[tuple[Mesh | None, int]] = []
        self._copies: dict[int, MeshCopy] = {}  # of those that were drawn, at level 0
        self._areas: list[int] = []
        # Of the clusters, the shapes of area lights that reach them, as in `requests.surface`, if any shines.
        self._near_areas: NDArray[np.int64] | None = None
        self._materials: list[tuple[int, bool]] | None = None
        self._marks: tuple[NDArray[np.int64], list[int | None]] | None = None  # of `Boxes.marks`
        # Found for a number, a view and a size of picture: several passes ask for it.
        self._moved: tuple[tuple[int, View, tuple[int, int]], Moved] | None = None
        self._divided: dict[tuple[bytes, float | None], list[dict[int, list[Run]]]] = {}  # by view and plane
        programs.get(requests.depth())  # every frame needs it, so an error in it is raised here

    @property
    def poses(self) -> PoseTexture:
        """The poses of the present frame."""
        return self._placed.poses

    @property
    def _boxes(self) -> Boxes:
        """The boxes of the present frame."""
        assert self._placed.boxes is not None
        return self._placed.boxes

    def reset_counts(self) -> None:
        """Count draws and triangles from zero."""
        self.draws = self.triangles = 0

    def begin(self, frame: Frame, view: View) -> None:
        """Upload the poses of a frame, relative to the view's origin. The calls that follow draw this frame.

        Frees the GPU copies of meshes that no longer exist.
        """
        # The frame that was begun last may be the sub-frame before, whose poses show what has moved since.
        self._placed, self._earlier = self._earlier, self._placed
        if self.meshes.collect():
            forget_layouts()
            self._earlier.forget()
        meshes = frame.library.meshes
        first = self._placed.place(frame.draws, meshes, view.origin, fine=self.fine, frame=frame)
        self._entries = [_entry(draw, meshes) for draw in frame.draws]
        self._copies.clear()
        self._materials = self._marks = self._moved = None
        self._divided.clear()
        rows = np.zeros(len(frame.draws), DRAW_BLOCK.dtype)
        rows["first_pose"] = first
        rows["pieces"] = [1 if mesh is None else mesh.pieces for mesh, _ in self._entries]
        rows["lights"], rows["areas"] = self._lit(frame, view, self._boxes)
        tubes, rectangles = (rows["areas"][:, k] < rows["areas"][:, k + 1] for k in (0, 2))
        self._areas = (tubes * requests.TUBES + rectangles * requests.RECTANGLES).tolist()
        self._draws.write(rows)

    def depth(
        self,
        frame: Frame,
        chosen: Iterable[int],
        clip_from_relative: Array,
        target: Target,
        state: State,
        plane: float | None = None,
    ) -> None:
        """Draw the depth of the chosen draws, by number. clip_from_relative: (4, 4), of the view or of the shadow map.

        plane: relative height, metres, below which nothing is drawn; None for no limit.
        """
        program = self.programs.get(requests.depth(above=plane is not None))
        if plane is not None:
            program["u_plane"] = plane
        self.each(program, frame, chosen, clip_from_relative, target, state, plane=plane)

    def each(
        self,
        program: Program,
        frame: Frame,
        chosen: Iterable[int],
        clip_from_relative: Array,
        target: Target,
        state: State,
        numbers: Sequence[int] | None = None,
        plane: float | None = None,
    ) -> None:
        """Draw the chosen draws with one program. numbers: for each draw of the frame the value of the uniform
        u_number.

        plane: as in `depth`.
        """
        program.write("u_clip_from_relative", gpu_matrix(clip_from_relative).tobytes())
        self.poses.use(UNIT_POSES)
        program["u_poses"] = UNIT_POSES
        program.bind(DRAW_BLOCK.name, _DRAW_BINDING)
        self._apply(state, target)
        program.settle()
        levels = self._levels(clip_from_relative, target.size, plane)
        for number, runs in self._seen(chosen, clip_from_relative, plane):
            if numbers is not None:
                program["u_number"] = numbers[number]
            self._issue(frame, number, levels[number], runs, program, state)

    def shaded(
        self,
        frame: Frame,
        chosen: Iterable[int],
        view: View,
        target: Target,
        state: State,
        images: Mapping[str, Sampled],
        *,
        opaque: bool = False,
        plane: float | None = None,
        result: str = "",
        most: float = MOST_RADIANCE,
    ) -> None:
        """Draw the chosen draws with their materials. images: by the name of a sampler in `_UNITS`; other samplers read
        black.

        opaque: draw transmissive draws as opaque. plane: as in `depth`. result: as in `requests.surface`. most:
        radiance to which light is limited. Raises UnknownMaterial, UnknownMesh, ShaderError.
        """
        self._apply(state, target)
        self.poses.use(UNIT_POSES)
        for name, image in images.items():
            image.use(_UNITS[name])
        if "u_shadow" in images:
            images["u_shadow"].use(_SHADOW_DEPTH_UNIT)
            self._plain.use(_SHADOW_DEPTH_UNIT)
        materials = self._materials
        if materials is None:
            materials = self._materials = self._pack_materials(frame.draws)
        units = {"u_poses": UNIT_POSES, **{name: _UNITS[name] for name in images}}
        if "u_shadow" in images:
            units[_SHADOW_DEPTH] = _SHADOW_DEPTH_UNIT
        numbers = {"u_most": most, "u_mirror_shown": float("u_mirror_image" in images)}
        inputs = {name: pack("i", unit) for name, unit in units.items()}
        inputs |= {name: pack("f", number) for name, number in numbers.items()}
        prepared: dict[tuple[str, bool, int, bool, int], Program] = {}
        levels = self._levels(view.clip_from_relative, target.size, plane)
        bound = -1
        for number, runs in self._seen(chosen, view.clip_from_relative, plane):
            draw = frame.draws[number]
            row, neutral = materials[number]
            neutral = neutral and not result
            if row != bound and row >= 0:
                self._parameters.bind(row)
                bound = row
            for lit_by, region, part in self._parts(
                frame, number, runs, levels[number], view, plane, whole=bool(result)
            ):
                kind = draw.material, draw.layer == "transmissive" and not opaque, lit_by, neutral, region
                program = prepared.get(kind)
                if program is None:
                    program = prepared[kind] = self.programs.get(
                        requests.surface(
                            kind[0],
                            transmissive=kind[1],
                            contact="u_contact" in images,
                            result=result,
                            areas=lit_by,
                            probe="u_probe" in images,
                            neutral=neutral,
                            region=region,
                        )
                    )
                    program.bind("View", VIEW_BINDING)
                    program.bind(DRAW_BLOCK.name, _DRAW_BINDING)
                    program.bind(MATERIAL_BLOCK, _MATERIAL_BINDING)
                    program.give(inputs)
                    program.settle()
                self._issue(frame, number, levels[number], part, program, state)

    def _parts(
        self,
        frame: Frame,
        number: int,
        runs: Sequence[Run],
        level: int,
        view: View,
        plane: float | None,
        *,
        whole: bool,
    ) -> Sequence[tuple[int, int, Sequence[Run]]]:
        """Return the triangles of a draw that are seen, apart where they need other programs: the shapes of area lights
        that reach them, their region as in `requests.surface`, and the triangles.

        runs: all of its triangles that are seen. whole: one program without area lights draws all.
        """
        if whole:
            return ((0, -1, runs),)
        if self._marks is None:
            regions = [self.programs.regions(f"{MATERIALS}{draw.material}.glsl") for draw in frame.draws]
            near, lit = self._near_areas, self._boxes.of_draws(self._areas)
            self._marks = self._boxes.marks(regions, lit if near is None else lit & near)
        marks, shared = self._marks
        areas, mark = self._areas[number], shared[number]
        if level and mark is None:
            mark = areas
        if mark is not None:
            return ((mark % LIGHTINGS, mark // LIGHTINGS - 1, runs),)
        key = view.clip_from_relative.tobytes(), plane
        divided = self._divided.get(key)
        if divided is None:
            divided = self._divided[key] = self._boxes.divided(view.clip_from_relative, plane, marks)
        return [(mark % LIGHTINGS, mark // LIGHTINGS - 1, part) for mark, part in divided[number].items()]

    def any_seen(self, chosen: Iterable[int], view: View) -> bool:
        """Return whether any of the chosen draws may be inside a view."""
        return any(True for _ in self._seen(chosen, view.clip_from_relative))

    def fitted(self, frame: Frame, view: View, texels: int) -> View:
        """Return the view of the present frame with a fitted shadow map: see `fitted_view`."""
        return fitted_view(view, frame, self._boxes, texels)

    def moved(self, frames: Sequence[Frame], number: int, view: View, size: tuple[int, int]) -> Moved:
        """Return which draws have moved by themselves since the sub-frame before, far enough to be seen.

        frames: of the exposure, of which the present frame is the `number`-th. view: of the present frame, from the
        eye. size: of the picture, pixels.
        """
        known = None if self._moved is None else self._moved[0]
        if known is None or (known[0], known[2]) != (number, size) or known[1] is not view:
            before = earlier(frames, number)
            changed = [
                k
                for k, (draw, other) in enumerate(zip(frames[number].draws, before, strict=True))
                if draw is not other and _differ(draw.poses, other.poses)
            ]
            pixels: list[float] = []
            if changed:
                self._place_earlier(frames, number, before, view)
                assert self._earlier.boxes is not None
                shift = view.origin - self._earlier.origin
                pixels = self._boxes.own_motion(changed, self._earlier.boxes, shift, view.clip_before, size)
            far = [k for k, way in zip(changed, pixels, strict=True) if way > _SEEN]
            self._moved = (number, view, size), Moved(changed, far, max(pixels, default=0.0))
        assert self._moved is not None
        return self._moved[1]

    def swing(self, moved: Moved, view: View, least: float) -> float:
        """Return how far any draw has gone by itself since the sub-frame before at most, over its distance from the
        eye.

        moved: of the same frame. least: metres, the distance of what is nearer.
        """
        if not moved.changed:
            return 0.0
        assert self._earlier.boxes is not None
        shift = view.origin - self._earlier.origin
        return self._boxes.swing(moved.changed, self._earlier.boxes, shift, least)

    def nearest(self, view: View) -> float:
        """Return the least distance along a view of the draws that may be seen, metres; infinite without any."""
        return self._boxes.nearest(view.clip_from_relative)

    def _place_earlier(
        self, frames: Sequence[Frame], number: int, before: Sequence[Draw], view: View
    ) -> None:
        """Place the draws of the sub-frame before, `before`, unless they are there.

        They are relative to the eye of that sub-frame, whether they are there or not, so that rounding is the same.
        """
        frame = frames[max(number - 1, 0)]
        origin = eye(frame, number - 1, len(frames)) if number else view.origin
        same = number > 0 and all(map(is_, before, frame.draws)) and len(before) == len(frame.draws)
        if not (same and self._earlier.holds(frame, origin)):
            self._earlier.place(before, frame.library.meshes, origin, fine=self.fine)

    def use_earlier(self, unit: int, view: View) -> Array:
        """Bind the poses of the sub-frame before to a texture unit, after `moved` has found any. Return the projection
        of its positions, (4, 4), to where a view had them then. view: from the eye, or mirrored."""
        self._earlier.poses.use(unit)
        return view.clip_before @ translation(self._earlier.origin - view.origin)

    def release(self) -> None:
        """Free the meshes, the poses, and the rows of uniforms."""
        self._plain.release()
        self.meshes.release()
        self._placed.release()
        self._earlier.release()
        self._draws.release()
        self._parameters.release()

    def _lit(self, frame: Frame, view: View, boxes: Boxes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return `lights` and `areas` of `DRAW_BLOCK`, (n, 2) and (n, 4)."""
        points, areas = shining_lights(frame), shining_areas(frame)
        shining: list[PointLight | AreaLight] = [*points, *areas.lights]
        self._near_areas = None
        if self.fine and shining:
            # By the parts of draws: a light in the box around a scattered draw may reach none of its parts.
            near = boxes.reached_parts(shining, view.origin)
            reached = boxes.of_parts(near)
            if areas.lights:
                first = len(points) + areas.tubes
                self._near_areas = np.zeros(near.shape[1], np.int64)
                self._near_areas[near[len(points) : first].any(axis=0)] = requests.TUBES
                self._near_areas[near[first:].any(axis=0)] += requests.RECTANGLES
        else:
            reached = boxes.reached(shining, view.origin)
        lights = between(reached[:, : len(points)])
        tubes = between(reached[:, len(points) : len(points) + areas.tubes])
        rectangles = between(reached[:, len(points) + areas.tubes :])
        # A draw that none reaches has an empty range; the numbers of rectangles go on from those of tubes.
        rectangles = np.where(rectangles[:, :1] < rectangles[:, 1:], rectangles + areas.tubes, 0)
        return lights, np.hstack([tubes, rectangles])

    def _pack_materials(self, draws: Sequence[Draw]) -> list[tuple[int, bool]]:
        """Upload the parameters of the draws' materials. Return for each its row, -1 if it has none, and whether it is
        neutral.

        Draws of equal content share a row. Raises UnknownMaterial, ShaderError.
        """
        rows: dict[bytes, int] = {}
        found = []
        for draw in draws:
            file = f"{MATERIALS}{draw.material}.glsl"
            if not self.programs.exists(file):
                raise UnknownMaterial(f"no material '{draw.material}': there is no file shaders/{file}")
            try:
                content, neutral = self.programs.material(file, draw.uniforms)
            except ValueError as error:
                raise UnknownMaterial(f"shaders/{file}: {error}") from None
            found.append((rows.setdefault(content, len(rows)) if content else -1, neutral))
        self._parameters.write(list(rows))
        return found

    def _apply(self, state: State, target: Target) -> None:
        state.apply(target.framebuffer)
        self._hidden = False  # whether back faces are left out now

    def _seen(
        self, chosen: Iterable[int], clip_from_relative: Array, plane: float | None = None
    ) -> Iterator[tuple[int, Sequence[Run]]]:
        """Yield the numbers of the chosen draws that may be inside a view, with the triangles that may be."""
        inside = self._boxes.inside(clip_from_relative, plane)
        return ((number, inside[number]) for number in chosen if inside[number])

    def _levels(self, clip_from_relative: Array, size: tuple[int, int], plane: float | None) -> list[int]:
        """Return for each draw the level of its mesh to draw in a view. size: of the picture, pixels."""
        return self._boxes.levels(clip_from_relative, size, plane)

    def _issue(
        self, frame: Frame, number: int, level: int, runs: Sequence[Run], program: Program, state: State
    ) -> None:
        """Draw triangles of an entry of `Frame.draws` with a program that reads the poses. Raises UnknownMesh.

        level: of the mesh; all triangles are drawn of a coarser one. runs: triangles of the mesh itself. The depth test
        of `state` must keep the nearest surface, so that hidden back faces can be left out.
        """
        mesh, instances = self._entries[number]
        if mesh is None:
            _check_mesh(frame.draws[number], frame.library.meshes)
            return
        self._draws.bind(number)
        if level:
            mesh = mesh.coarser(level)
            hidden = all(run[2] for run in runs) and bool(mesh.clusters.joined.closed[0])
            runs = ((0, len(mesh.triangles), hidden),)
            array = self.meshes.array(mesh, program)
        else:
            copy = self._copies.get(number)
            if copy is None:
                copy = self._copies[number] = self.meshes.copy(mesh)
            array = copy.arrays.get(program.number) or self.meshes.array(mesh, program)
        # Each change of the state costs as much as some fifty triangles.
        if len(runs) > 1:
            runs = sorted(runs, key=_IS_HIDDEN, reverse=self._hidden)
        for first, count, hidden in runs:
            if hidden != self._hidden:
                state.leave_out_back_faces(self._context, hidden)
                self._hidden = hidden
            array.render(vertices=3 * count, first=3 * first, instances=instances)
            self.draws += 1
            self.triangles += count * instances


def _differ(poses: NDArray[np.float64], others: NDArray[np.float64]) -> bool:
    """Return whether poses differ, as most do that move in the first of them."""
    return poses[:1].tobytes() != others[:1].tobytes() or not np.array_equal(poses, others)


def _entry(draw: Draw, meshes: Mapping[str, Mesh]) -> tuple[Mesh | None, int]:
    """Return the mesh of a draw, or None if it is empty or there is none, and its instances."""
    mesh = meshes.get(draw.mesh)
    if mesh is None or not len((mesh := mesh.built).triangles):
        return None, 0
    return mesh, len(draw.poses) // mesh.pieces


def _check_mesh(draw: Draw, meshes: Mapping[str, Mesh]) -> None:
    """Raise UnknownMesh if there is no mesh of that name."""
    if draw.mesh not in meshes:
        raise UnknownMesh(f"no mesh '{draw.mesh}': the library has {', '.join(sorted(meshes))}")


def any_transmissive(frame: Frame) -> bool:
    """Return whether a frame has transmissive draws."""
    return any(draw.layer == "transmissive" for draw in frame.draws)


def additive(frame: Frame) -> list[int]:
    """Return the numbers of a frame's additive draws."""
    return [number for number, draw in enumerate(frame.draws) if draw.layer == "additive"]


def solid(frame: Frame) -> list[int]:
    """Return the numbers of a frame's draws that hide what is behind them: all but additive ones."""
    return [number for number, draw in enumerate(frame.draws) if draw.layer != "additive"]


def opaque(frame: Frame) -> list[int]:
    """Return the numbers of a frame's opaque draws."""
    return [number for number, draw in enumerate(frame.draws) if draw.layer == "opaque"]


def transmissive(frame: Frame) -> list[int]:
    """Return the numbers of a frame's transmissive draws."""
    return [number for number, draw in enumerate(frame.draws) if draw.layer == "transmissive"]
