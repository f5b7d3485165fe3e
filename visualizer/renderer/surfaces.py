"""The surface passes: shadow map, mirror image, opaque set, and transmissive bodies before it."""

from collections.abc import Mapping, Sequence

import moderngl
import numpy as np

from visualizer.errors import InputError
from visualizer.frame import Draw, Frame
from visualizer.geometry.mesh import Mesh
from visualizer.gpu.blocks import gpu_matrix
from visualizer.gpu.meshes import MeshStore
from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.state import State, clear
from visualizer.gpu.targets import Target
from visualizer.renderer import requests
from visualizer.renderer.poses import PoseTexture
from visualizer.renderer.view import View

UNIT_POSES = 0
_UNITS = {"u_shadow": 1, "u_mirror_image": 2, "u_behind": 3, "u_back_depth": 4}
VIEW_BINDING = 0

_DEPTH = State(depth_test=True, depth_write=True)
_SHADOW = State(depth_test=True, depth_write=True, depth_func="<=")
_BACK_FACES = State(depth_test=True, depth_write=True, cull="front")
_MIRRORED = State(depth_test=True, depth_write=True, mirrored=True, clip_distances=1)


class UnknownMaterial(InputError):
    """A draw names a material that has no file in shaders/materials, or parameters that the file lacks."""


class UnknownMesh(UnknownMaterial):
    """A draw names a mesh that the library of its frame lacks."""


class SurfacePasses:
    """Draws what a frame lists as draws. Owns the pose texture and the mesh store."""

    def __init__(self, context: moderngl.Context, programs: Programs) -> None:
        self.programs = programs
        self.meshes = MeshStore(context)
        self.poses = PoseTexture(context)
        self._first: list[int] = []
        self._origin = np.zeros(3)
        programs.get(requests.depth())  # every frame needs it: a fault is told now

    def begin(self, frame: Frame, view: View) -> None:
        """Upload the poses of a frame, relative to the view's origin. Every pass below draws that frame from there.

        Frees the copies of meshes that no frame can name any more.
        """
        self.meshes.collect()
        self._first = self.poses.write(frame.draws, view.origin)
        self._origin = view.origin

    def shadow(self, frame: Frame, view: View, target: Target) -> None:
        """Draw the depth of all casters, as the key light sees them."""
        clear(target.framebuffer, depth=1.0)
        chosen = [n for n, draw in enumerate(frame.draws) if draw.shadow]
        self._depth_only(frame, chosen, view.shadow_clip_from_relative, target, _SHADOW)

    def depth(self, frame: Frame, view: View, target: Target) -> None:
        """Draw the depth of the opaque set, so that each pixel is lit only once."""
        chosen = [n for n, draw in enumerate(frame.draws) if draw.layer == "opaque"]
        self._depth_only(frame, chosen, view.clip_from_relative, target, _DEPTH)

    def mirror(self, frame: Frame, view: View, target: Target, shadow: moderngl.Texture) -> None:
        """Draw the mirrored set; the view block holds the mirrored view.

        Transmissive bodies are opaque there: the mirror is blurred, and what is behind them is not at hand.
        """
        chosen = [n for n, draw in enumerate(frame.draws) if draw.mirrored]
        _MIRRORED.apply(target.framebuffer)
        self._surfaces(frame, chosen, view, {"u_shadow": shadow}, opaque=True)

    def opaque(
        self,
        frame: Frame,
        view: View,
        target: Target,
        shadow: moderngl.Texture,
        mirror: moderngl.Texture | None,
    ) -> None:
        """Draw the opaque set."""
        chosen = [n for n, draw in enumerate(frame.draws) if draw.layer == "opaque"]
        images = {"u_shadow": shadow} | ({} if mirror is None else {"u_mirror_image": mirror})
        _DEPTH.apply(target.framebuffer)
        self._surfaces(frame, chosen, view, images)

    def back_faces(self, frame: Frame, view: View, target: Target) -> None:
        """Draw the depth of the nearest back faces of transmissive bodies: where light would leave them."""
        clear(target.framebuffer)
        chosen = [n for n, draw in enumerate(frame.draws) if draw.layer == "transmissive"]
        self._depth_only(frame, chosen, view.clip_from_relative, target, _BACK_FACES)

    def transmissive(
        self,
        frame: Frame,
        view: View,
        target: Target,
        shadow: moderngl.Texture,
        behind: moderngl.Texture,
        back: moderngl.Texture,
    ) -> None:
        """Draw transmissive bodies over the opaque picture, which `behind` is a copy of."""
        chosen = [n for n, draw in enumerate(frame.draws) if draw.layer == "transmissive"]
        _DEPTH.apply(target.framebuffer)
        self._surfaces(frame, chosen, view, {"u_shadow": shadow, "u_behind": behind, "u_back_depth": back})

    def release(self) -> None:
        """Free what the passes own."""
        self.meshes.release()
        self.poses.release()

    def _depth_only(
        self,
        frame: Frame,
        chosen: Sequence[int],
        clip_from_relative: np.ndarray,
        target: Target,
        state: State,
    ) -> None:
        program = self.programs.get(requests.depth())
        self.poses.use(UNIT_POSES)
        program["u_poses"] = UNIT_POSES
        program.write("u_clip_from_relative", gpu_matrix(clip_from_relative).tobytes())
        state.apply(target.framebuffer)
        for number in chosen:
            self._issue(frame, number, frame.draws[number], program, clip_from_relative)

    def _surfaces(
        self,
        frame: Frame,
        chosen: Sequence[int],
        view: View,
        images: Mapping[str, moderngl.Texture],
        *,
        opaque: bool = False,
    ) -> None:
        """Draw with the state that is applied. images: what the materials' samplers read; the others read nothing."""
        self.poses.use(UNIT_POSES)
        for name, image in images.items():
            image.use(_UNITS[name])
        for number in chosen:
            draw = frame.draws[number]
            program = self._material(draw, transmissive=draw.layer == "transmissive" and not opaque)
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
            self._issue(frame, number, draw, program, view.clip_from_relative)

    def _material(self, draw: Draw, *, transmissive: bool) -> Program:
        path = f"materials/{draw.material}.glsl"
        if not self.programs.exists(path):
            raise UnknownMaterial(f"no material '{draw.material}': there is no file shaders/{path}")
        program = self.programs.get(requests.surface(draw.material, transmissive=transmissive))
        program.bind("View", VIEW_BINDING)
        return program

    def _issue(
        self, frame: Frame, number: int, draw: Draw, program: Program, clip_from_relative: np.ndarray
    ) -> None:
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


def outside(mesh: Mesh, draw: Draw, origin: np.ndarray, clip_from_relative: np.ndarray) -> bool:
    """Return whether a draw of one pose lies wholly outside the view: its box is beyond one clip plane.

    origin: (3,) world, metres, that the view's matrix is relative to.
    """
    if len(draw.poses) != 1:
        return False
    low, high = mesh.bounds
    corners = np.array(
        [[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])]
    )
    relative = corners @ draw.poses[0, :, :3].T + (draw.poses[0, :, 3] - origin)
    clip = relative @ clip_from_relative[:, :3].T + clip_from_relative[:, 3]
    w = clip[:, 3:]
    beyond = np.hstack([clip[:, :3] > w, clip[:, :2] < -w, clip[:, 2:3] < 0.0])
    return bool(np.any(np.all(beyond, axis=0)))
