"""The surface passes: shadow map, mirror image, opaque set, and transmissive bodies before it."""

from collections.abc import Sequence

import moderngl
import numpy as np

from visualizer.frame import Draw, Frame
from visualizer.geometry.mesh import Mesh
from visualizer.gpu.blocks import gpu_matrix
from visualizer.gpu.depth import FARTHEST, NEARER
from visualizer.gpu.meshes import MeshStore
from visualizer.gpu.programs import Program, Programs
from visualizer.gpu.targets import Target
from visualizer.render.poses import PoseTexture
from visualizer.render.view import View

UNIT_POSES, UNIT_SHADOW, UNIT_MIRROR, UNIT_BEHIND, UNIT_BACK = range(5)
VIEW_BINDING = 0
_CLIP_DISTANCE_0 = 0x3000  # GL_CLIP_DISTANCE0, which moderngl has no name for


class UnknownMaterial(ValueError):
    """A draw names a material that has no file in shaders/materials, or parameters that the file lacks."""


class SurfacePasses:
    """Draws what a frame lists as draws. Owns the pose texture and the mesh store."""

    def __init__(self, context: moderngl.Context, programs: Programs) -> None:
        self.context = context
        self.programs = programs
        self.meshes = MeshStore(context)
        self.poses = PoseTexture(context)
        self._first: list[int] = []
        self._origin = np.zeros(3)
        self._depth_program = programs.program("render/depth.vert", "render/depth.frag")

    def begin(self, frame: Frame, view: View) -> None:
        """Upload the poses of a frame, relative to the view's origin. Every pass below draws that frame from there."""
        self._first = self.poses.write(frame.draws, view.origin)
        self._origin = view.origin

    def shadow(self, frame: Frame, view: View, target: Target) -> None:
        """Draw the depth of all casters, as the key light sees them."""
        target.framebuffer.use()
        target.framebuffer.clear(depth=1.0)
        chosen = [n for n, draw in enumerate(frame.draws) if draw.shadow]
        self._depth_only(frame, chosen, view.shadow_clip_from_relative, nearer="<=")

    def depth(self, frame: Frame, view: View) -> None:
        """Draw the depth of the opaque set into the bound framebuffer, so that each pixel is lit only once."""
        chosen = [n for n, draw in enumerate(frame.draws) if draw.layer == "opaque"]
        self._depth_only(frame, chosen, view.clip_from_relative)

    def mirror(self, frame: Frame, view: View, shadow: moderngl.Texture) -> None:
        """Draw the mirrored set into the bound framebuffer; the view block holds the mirrored view.

        Transmissive bodies are opaque there: the mirror is blurred, and what is behind them is not at hand.
        """
        self.context.enable_direct(_CLIP_DISTANCE_0)
        self.context.front_face = "cw"
        chosen = [n for n, draw in enumerate(frame.draws) if draw.mirrored]
        self._surfaces(frame, chosen, view, shadow, None, opaque=True)
        self.context.front_face = "ccw"
        self.context.disable_direct(_CLIP_DISTANCE_0)

    def opaque(
        self, frame: Frame, view: View, shadow: moderngl.Texture, mirror: moderngl.Texture | None
    ) -> None:
        """Draw the opaque set into the bound framebuffer."""
        chosen = [n for n, draw in enumerate(frame.draws) if draw.layer == "opaque"]
        self._surfaces(frame, chosen, view, shadow, mirror)

    def back_faces(self, frame: Frame, view: View, target: Target) -> None:
        """Draw the depth of the nearest back faces of transmissive bodies: where light would leave them."""
        target.framebuffer.use()
        target.framebuffer.clear(depth=FARTHEST)
        chosen = [n for n, draw in enumerate(frame.draws) if draw.layer == "transmissive"]
        self.context.cull_face = "front"
        self._depth_only(frame, chosen, view.clip_from_relative, flags=moderngl.CULL_FACE)
        self.context.cull_face = "back"

    def transmissive(
        self,
        frame: Frame,
        view: View,
        shadow: moderngl.Texture,
        behind: moderngl.Texture,
        back: moderngl.Texture,
    ) -> None:
        """Draw transmissive bodies over the opaque picture, which `behind` is a copy of."""
        behind.use(UNIT_BEHIND)
        back.use(UNIT_BACK)
        chosen = [n for n, draw in enumerate(frame.draws) if draw.layer == "transmissive"]
        self._surfaces(frame, chosen, view, shadow, None)

    def release(self) -> None:
        """Free what the passes own."""
        self.meshes.release()
        self.poses.release()

    def _depth_only(
        self,
        frame: Frame,
        chosen: Sequence[int],
        clip_from_relative: np.ndarray,
        *,
        flags: int = moderngl.NOTHING,
        nearer: str = NEARER,
    ) -> None:
        self.context.enable_only(moderngl.DEPTH_TEST | flags)
        self.context.depth_func = nearer
        self.poses.use(UNIT_POSES)
        self._depth_program["u_poses"] = UNIT_POSES
        self._depth_program.write("u_clip_from_relative", gpu_matrix(clip_from_relative).tobytes())
        for number in chosen:
            self._issue(frame, number, frame.draws[number], self._depth_program, clip_from_relative)

    def _surfaces(
        self,
        frame: Frame,
        chosen: Sequence[int],
        view: View,
        shadow: moderngl.Texture,
        mirror: moderngl.Texture | None,
        *,
        opaque: bool = False,
    ) -> None:
        context = self.context
        context.enable_only(moderngl.DEPTH_TEST)
        context.depth_func = NEARER
        self.poses.use(UNIT_POSES)
        shadow.use(UNIT_SHADOW)
        if mirror is not None:
            mirror.use(UNIT_MIRROR)
        for number in chosen:
            draw = frame.draws[number]
            program = self._material(draw, transmissive=draw.layer == "transmissive" and not opaque)
            program["u_mirror_shown"] = 0.0 if mirror is None else 1.0
            for name, value in draw.uniforms.items():
                try:
                    program[f"u_{name}"] = value
                except KeyError as error:
                    raise UnknownMaterial(
                        f"shaders/materials/{draw.material}.glsl: {error.args[0]}"
                    ) from None
            self._issue(frame, number, draw, program, view.clip_from_relative)

    def _material(self, draw: Draw, *, transmissive: bool) -> Program:
        path = f"materials/{draw.material}.glsl"
        if not self.programs.exists(path):
            raise UnknownMaterial(f"no material '{draw.material}': there is no file shaders/{path}")
        program = self.programs.program(
            "render/surface.vert",
            "render/surface.frag",
            slots={"material": path},
            defines={"TRANSMISSIVE": 1} if transmissive else None,
        )
        program.bind("View", VIEW_BINDING)
        for sampler, unit in (
            ("u_poses", UNIT_POSES),
            ("u_shadow", UNIT_SHADOW),
            ("u_mirror_image", UNIT_MIRROR),
        ):
            program[sampler] = unit
        if transmissive:
            program["u_behind"] = UNIT_BEHIND
            program["u_back_depth"] = UNIT_BACK
        return program

    def _issue(
        self, frame: Frame, number: int, draw: Draw, program: Program, clip_from_relative: np.ndarray
    ) -> None:
        mesh = frame.library.meshes[draw.mesh]
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
