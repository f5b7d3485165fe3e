"""Surfaces: draws the meshes of a frame with a program, a state and a target."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import moderngl
import numpy as np
from numpy.typing import NDArray

from visualizer.errors import InputError
from visualizer.frame import Draw, Frame
from visualizer.geometry.mesh import Mesh
from visualizer.gpu.blocks import gpu_matrix
from visualizer.gpu.context import driver_of
from visualizer.gpu.meshes import MeshStore
from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.state import State
from visualizer.gpu.targets import Target
from visualizer.parameters import Value
from visualizer.renderer import requests
from visualizer.renderer.area_lights import shining_areas
from visualizer.renderer.culling import Boxes, Run, between
from visualizer.renderer.poses import PoseTexture
from visualizer.renderer.view import View
from visualizer.renderer.view_block import VIEW_BINDING, shining_lights
from visualizer.transforms import Array

UNIT_POSES = 0
MOST_RADIANCE = 4000.0
"""Radiance to which the light of surfaces is limited; the largest half float is 65504."""
_NO_AREAS = [0, 0, 0, 0]
_UNITS = {"u_shadow": 1, "u_mirror_image": 2, "u_behind": 3, "u_back_depth": 4, "u_contact": 5, "u_probe": 6}


_Uniforms = tuple[tuple[tuple[str, Value], ...], frozenset[str]]
"""Of a draw's material: the names and values of its uniforms, and the names of those that are constants in its neutral program; none
if the draw needs the other one."""
Sampled = moderngl.Texture | moderngl.Texture3D
"""What a sampler of a surface reads."""


class UnknownMaterial(InputError):
    """A draw names a material that has no file in shaders/materials, or a parameter that the file does not declare."""


class UnknownMesh(UnknownMaterial):
    """A draw names a mesh that is not in the library of its frame."""


class Surfaces:
    """Draws the entries of `Frame.draws`, for all passes. Holds the texture of poses and the meshes on the GPU.

    fine: whether the parts of a draw are culled (see `Boxes`); by default if the driver draws on the CPU.
    """

    def __init__(self, context: moderngl.Context, programs: Programs) -> None:
        self._context = context
        self.programs = programs
        self.meshes = MeshStore(context)
        self.poses = PoseTexture(context)
        # A GPU shades the vertices of whole draws in less time than the CPU needs to choose among them.
        self.fine = driver_of(context).software
        self._first: list[int] = []
        self._boxes: Boxes | None = None
        self._hidden = False
        # Of the present frame, by the number of the draw, as several passes draw it.
        self._entries: dict[int, tuple[Mesh | None, int, int]] = {}
        self._uniforms: dict[int, _Uniforms] = {}
        self._lights: list[list[int]] = []
        self._areas: list[list[int]] = []
        programs.get(requests.depth())  # every frame needs it, so an error in it is raised here

    def begin(self, frame: Frame, view: View) -> None:
        """Upload the poses of a frame, relative to the view's origin. The calls that follow draw this frame.

        Frees the GPU copies of meshes that no longer exist.
        """
        self.meshes.collect()
        self._first, poses = self.poses.write(frame.draws, view.origin)
        self._boxes = Boxes(frame.draws, frame.library.meshes, poses, fine=self.fine)
        self._entries.clear()
        self._uniforms.clear()
        self._lights, self._areas = self._lit(frame, view, self._boxes)

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
        """Draw the chosen draws with one program. numbers: for each draw of the frame the value of the uniform u_number.

        plane: as in `depth`.
        """
        program.write("u_clip_from_relative", gpu_matrix(clip_from_relative).tobytes())
        self.poses.use(UNIT_POSES)
        program["u_poses"] = UNIT_POSES
        self._apply(state, target)
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
        """Draw the chosen draws with their materials. images: by the name of a sampler in `_UNITS`; other samplers read black.

        opaque: draw transmissive draws as opaque. plane: as in `depth`. result: as in `requests.surface`. most: radiance to which light is limited. Raises UnknownMaterial, UnknownMesh,
        ShaderError.
        """
        self._apply(state, target)
        self.poses.use(UNIT_POSES)
        for name, image in images.items():
            image.use(_UNITS[name])
        drawn = tuple(chosen)
        for material in dict.fromkeys(frame.draws[number].material for number in drawn):
            if not self.programs.exists(f"materials/{material}.glsl"):
                raise UnknownMaterial(
                    f"no material '{material}': there is no file shaders/materials/{material}.glsl"
                )
        prepared: dict[tuple[str, bool, int, bool], tuple[Program, frozenset[str]]] = {}
        levels = self._levels(view.clip_from_relative, target.size, plane)
        for number, runs in self._seen(drawn, view.clip_from_relative, plane):
            draw = frame.draws[number]
            tubes, beyond, rectangles, last = areas = self._areas[number] if self._areas else _NO_AREAS
            lit_by = (
                0 if result else (tubes < beyond) * requests.TUBES + (rectangles < last) * requests.RECTANGLES
            )
            uniforms, constant = self._uniforms_of(number, draw)
            neutral = bool(constant) and not result
            kind = draw.material, draw.layer == "transmissive" and not opaque, lit_by, neutral
            if kind not in prepared:
                contact = "u_contact" in images
                program = self.programs.get(
                    requests.surface(
                        kind[0],
                        transmissive=kind[1],
                        contact=contact,
                        result=result,
                        areas=lit_by,
                        probe="u_probe" in images,
                        neutral=neutral,
                    )
                )
                program.bind("View", VIEW_BINDING)
                program["u_poses"] = UNIT_POSES
                for name in images:
                    if name in program:
                        program[name] = _UNITS[name]
                program["u_most"] = most
                program["u_mirror_shown"] = float("u_mirror_image" in images)
                prepared[kind] = program, program.given
            program, given = prepared[kind]
            program.reset(given)
            program["u_lights"] = tuple(self._lights[number])
            if lit_by:
                program["u_areas"] = tuple(areas)
            try:
                for name, value in uniforms:
                    if not (neutral and name in constant):
                        program[name] = value
            except ValueError as error:
                raise UnknownMaterial(f"shaders/materials/{draw.material}.glsl: {error}") from None
            self._issue(frame, number, levels[number], runs, program, state)

    def any_seen(self, chosen: Iterable[int], view: View) -> bool:
        """Return whether any of the chosen draws may be inside a view."""
        return any(True for _ in self._seen(chosen, view.clip_from_relative))

    def own_motion(
        self, before: NDArray[np.float32], view: View, size: tuple[int, int]
    ) -> NDArray[np.float64]:
        """Return for each draw how far it has moved by itself since `clip_before`: see `Boxes.own_motion`."""
        assert self._boxes is not None
        return self._boxes.own_motion(before, view.clip_before, size)

    def release(self) -> None:
        """Free the meshes and the poses."""
        self.meshes.release()
        self.poses.release()

    @staticmethod
    def _lit(frame: Frame, view: View, boxes: Boxes) -> tuple[list[list[int]], list[list[int]]]:
        """Return the values of u_lights and u_areas of each draw; none of u_areas if there are no area lights."""
        points, areas = shining_lights(frame), shining_areas(frame)
        reached = boxes.reached([*points, *areas.lights], view.origin)
        lights: list[list[int]] = between(reached[:, : len(points)]).tolist()
        if not areas.lights:
            return lights, []
        tubes = between(reached[:, len(points) : len(points) + areas.tubes])
        rectangles = between(reached[:, len(points) + areas.tubes :])
        # A draw that none reaches has an empty range; the numbers of rectangles go on from those of tubes.
        rectangles = np.where(rectangles[:, :1] < rectangles[:, 1:], rectangles + areas.tubes, 0)
        found: list[list[int]] = np.hstack([tubes, rectangles]).tolist()
        return lights, found

    def _apply(self, state: State, target: Target) -> None:
        state.apply(target.framebuffer)
        self._hidden = False  # whether back faces are left out now

    def _seen(
        self, chosen: Iterable[int], clip_from_relative: Array, plane: float | None = None
    ) -> Iterator[tuple[int, Sequence[Run]]]:
        """Yield the numbers of the chosen draws that may be inside a view, with the triangles that may be."""
        assert self._boxes is not None
        inside = self._boxes.inside(clip_from_relative, plane)
        return ((number, inside[number]) for number in chosen if inside[number])

    def _levels(self, clip_from_relative: Array, size: tuple[int, int], plane: float | None) -> list[int]:
        """Return for each draw the level of its mesh to draw in a view. size: of the picture, pixels."""
        assert self._boxes is not None
        return self._boxes.levels(clip_from_relative, size, plane)

    def _issue(
        self, frame: Frame, number: int, level: int, runs: Sequence[Run], program: Program, state: State
    ) -> None:
        """Draw triangles of an entry of `Frame.draws` with a program that reads the poses. Raises UnknownMesh.

        level: of the mesh; all triangles are drawn of a coarser one. runs: triangles of the mesh itself. The depth test of `state` must keep the nearest surface, so that hidden back faces can be left out.
        """
        entry = self._entries.get(number)
        if entry is None:
            entry = self._entries[number] = self._entry(frame, number)
        mesh, pieces, instances = entry
        if mesh is not None:
            program["u_first_pose"] = self._first[number]
            if instances > 1:  # what is read only for the second instance and those that follow
                program["u_pieces"] = pieces
            if level:
                mesh = mesh.coarser(level)
                hidden = all(run[2] for run in runs) and bool(mesh.clusters.joined.closed[0])
                runs = ((0, len(mesh.triangles), hidden),)
            array = self.meshes.array(mesh, program)
            program.settle()
            for first, count, hidden in runs:
                if hidden != self._hidden:
                    state.leave_out_back_faces(self._context, hidden)
                    self._hidden = hidden
                array.render(vertices=3 * count, first=3 * first, instances=instances)

    def _entry(self, frame: Frame, number: int) -> tuple[Mesh | None, int, int]:
        """Return the mesh of a draw, or None if it is empty, its pieces and its instances. Raises UnknownMesh."""
        draw = frame.draws[number]
        mesh = frame.library.meshes.get(draw.mesh)
        if mesh is None:
            raise UnknownMesh(
                f"no mesh '{draw.mesh}': the library has {', '.join(sorted(frame.library.meshes))}"
            )
        mesh = mesh.built
        return mesh if len(mesh.triangles) else None, mesh.pieces, len(draw.poses) // mesh.pieces

    def _uniforms_of(self, number: int, draw: Draw) -> _Uniforms:
        """Return the uniforms of a draw's material. Raises UnknownMaterial, ShaderError."""
        found = self._uniforms.get(number)
        if found is None:
            file = f"materials/{draw.material}.glsl"
            try:
                named = tuple(self.programs.uniforms_of(file, draw.uniforms))
            except ValueError as error:
                raise UnknownMaterial(f"shaders/{file}: {error}") from None
            constant = self.programs.neutral(file, draw.uniforms)
            found = self._uniforms[number] = named, constant
        return found


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
