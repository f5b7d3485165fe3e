"""Surfaces: the draws of a frame, issued with a program, a state and a target."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

import moderngl
import numpy as np

from visualizer.errors import InputError
from visualizer.frame import Draw, Frame
from visualizer.geometry.mesh import Mesh
from visualizer.gpu.blocks import gpu_matrix
from visualizer.gpu.meshes import MeshStore
from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.state import State
from visualizer.gpu.targets import Target
from visualizer.renderer import requests
from visualizer.renderer.poses import PoseTexture
from visualizer.renderer.view import View
from visualizer.renderer.view_block import VIEW_BINDING
from visualizer.transforms import Array

UNIT_POSES = 0
_CORNERS = np.array(list(product((False, True), repeat=3)))  # (8, 3): which are at the high end of a box
_UNITS = {"u_shadow": 1, "u_mirror_image": 2, "u_behind": 3, "u_back_depth": 4}


class UnknownMaterial(InputError):
    """A draw names a material that has no file in shaders/materials, or parameters that the file lacks."""


class UnknownMesh(UnknownMaterial):
    """A draw names a mesh that the library of its frame lacks."""


class Surfaces:
    """Draws what a frame lists as draws, for every pass that does. Owns the pose texture and the mesh store."""

    def __init__(self, context: moderngl.Context, programs: Programs) -> None:
        self.programs = programs
        self.meshes = MeshStore(context)
        self.poses = PoseTexture(context)
        self._first: list[int] = []
        self._origin = np.zeros(3)
        programs.get(requests.depth())  # every frame needs it: a fault is told now

    def begin(self, frame: Frame, view: View) -> None:
        """Upload the poses of a frame, relative to the view's origin. All that follows draws that frame from there.

        Frees the copies of meshes that no frame can name any more.
        """
        self.meshes.collect()
        self._first = self.poses.write(frame.draws, view.origin)
        self._origin = view.origin

    def depth(
        self, frame: Frame, chosen: Iterable[int], clip_from_relative: Array, target: Target, state: State
    ) -> None:
        """Draw the depth of the chosen draws, by number. clip_from_relative: (4, 4), of the view or of the shadow map."""
        self.each(self.programs.get(requests.depth()), frame, chosen, clip_from_relative, target, state)

    def each(
        self,
        program: Program,
        frame: Frame,
        chosen: Iterable[int],
        clip_from_relative: Array,
        target: Target,
        state: State,
        numbers: Sequence[int] | None = None,
    ) -> None:
        """Draw the chosen draws with one program. numbers: for each draw of the frame the value of the uniform u_number."""
        program.write("u_clip_from_relative", gpu_matrix(clip_from_relative).tobytes())
        self.poses.use(UNIT_POSES)
        program["u_poses"] = UNIT_POSES
        state.apply(target.framebuffer)
        for number in chosen:
            if numbers is not None:
                program["u_number"] = numbers[number]
            self.issue(frame, number, program, clip_from_relative)

    def shaded(
        self,
        frame: Frame,
        chosen: Iterable[int],
        view: View,
        target: Target,
        state: State,
        images: Mapping[str, moderngl.Texture],
        *,
        opaque: bool = False,
        result: str = "",
    ) -> None:
        """Draw the chosen draws in their materials. images: what samplers of `_UNITS` read; the others read nothing.

        opaque: transmissive draws let nothing through. result: as `requests.surface` has it. Raises UnknownMaterial, ShaderError.
        """
        state.apply(target.framebuffer)
        self.poses.use(UNIT_POSES)
        for name, image in images.items():
            image.use(_UNITS[name])
        for number in chosen:
            draw = frame.draws[number]
            transparent = draw.layer == "transmissive" and not opaque
            program = self._material(draw, transmissive=transparent, result=result)
            program["u_poses"] = UNIT_POSES
            for name in images:
                if name in program:
                    program[name] = _UNITS[name]
            program["u_mirror_shown"] = float("u_mirror_image" in images)
            file = f"materials/{draw.material}.glsl"
            try:
                for name, value in self.programs.uniforms_of(file, draw.uniforms):
                    program[name] = value
            except ValueError as error:
                raise UnknownMaterial(f"shaders/{file}: {error}") from None
            self.issue(frame, number, program, view.clip_from_relative)

    def issue(self, frame: Frame, number: int, program: Program, clip_from_relative: Array) -> None:
        """Draw one draw of the frame with a program that reads the poses, unless none of it is in the view. Raises UnknownMesh."""
        draw = frame.draws[number]
        mesh = frame.library.meshes.get(draw.mesh)
        if mesh is None:
            raise UnknownMesh(
                f"no mesh '{draw.mesh}': the library has {', '.join(sorted(frame.library.meshes))}"
            )
        if not len(mesh.triangles) or outside(mesh, draw, self._origin, clip_from_relative):
            return
        program["u_first_pose"] = self._first[number]
        program["u_pieces"] = mesh.pieces
        self.meshes.array(mesh, program).render(instances=len(draw.poses) // mesh.pieces)

    def release(self) -> None:
        """Free the meshes and the poses."""
        self.meshes.release()
        self.poses.release()

    def _material(self, draw: Draw, *, transmissive: bool, result: str) -> Program:
        path = f"materials/{draw.material}.glsl"
        if not self.programs.exists(path):
            raise UnknownMaterial(f"no material '{draw.material}': there is no file shaders/{path}")
        program = self.programs.get(requests.surface(draw.material, transmissive=transmissive, result=result))
        program.bind("View", VIEW_BINDING)
        return program


def any_transmissive(frame: Frame) -> bool:
    """Return whether a frame has transmissive draws."""
    return "transmissive" in [draw.layer for draw in frame.draws]


def opaque(frame: Frame) -> list[int]:
    """Return the numbers of a frame's opaque draws."""
    return [number for number, draw in enumerate(frame.draws) if draw.layer == "opaque"]


def transmissive(frame: Frame) -> list[int]:
    """Return the numbers of a frame's transmissive draws."""
    return [number for number, draw in enumerate(frame.draws) if draw.layer == "transmissive"]


def outside(mesh: Mesh, draw: Draw, origin: Array, clip_from_relative: Array) -> bool:
    """Return whether a draw of one pose lies wholly outside the view: its box is beyond one clip plane.

    origin: (3,) world, metres, that the view's matrix is relative to.
    """
    if len(draw.poses) != 1:
        return False
    low, high = mesh.bounds
    corners = np.where(_CORNERS, high, low)
    relative = corners @ draw.poses[0, :, :3].T + (draw.poses[0, :, 3] - origin)
    clip = relative @ clip_from_relative[:, :3].T + clip_from_relative[:, 3]
    w = clip[:, 3:]
    beyond = np.hstack([clip[:, :3] > w, clip[:, :2] < -w, clip[:, 2:3] < 0.0])
    return bool(np.any(np.all(beyond, axis=0)))
