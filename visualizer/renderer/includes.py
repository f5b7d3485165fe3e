"""INCLUDES: the text of ``generated/NAME.glsl`` for the shaders of the renderer, by NAME. Made from declarations in Python."""

from collections.abc import Mapping

from visualizer.gpu.meshes import VERTEX_GLSL
from visualizer.renderer.particles.glsl import GENERATED
from visualizer.renderer.view_block import VIEW_BLOCK

INCLUDES: Mapping[str, str] = {"view": VIEW_BLOCK.glsl, "vertex": VERTEX_GLSL, **GENERATED}
