"""The texts of ``generated/NAME.glsl`` for the shaders of the renderer. Made from declarations in Python."""

from collections.abc import Mapping

from visualizer.gpu.generated import constants
from visualizer.gpu.meshes import VERTEX_GLSL
from visualizer.renderer.detail import NUMBERS, Detail
from visualizer.renderer.fog import FOG_GLSL
from visualizer.renderer.particles.glsl import GENERATED
from visualizer.renderer.stars import STARS_GLSL
from visualizer.renderer.view_block import VIEW_BLOCK


def includes(detail: Detail) -> Mapping[str, str]:
    """Return the texts at a detail, by NAME."""
    numbers = constants({name: number.at(detail) for name, number in NUMBERS.items()})
    numbers += f"#define FULL_DETAIL {int(detail == 'full')}\n"  # for what only one detail has
    return {
        "view": VIEW_BLOCK.glsl,
        "vertex": VERTEX_GLSL,
        "fog": FOG_GLSL,
        "stars": STARS_GLSL,
        "detail": numbers,
        **GENERATED,
    }
