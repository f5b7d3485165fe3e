"""What `tests/commands.py` imports once for all commands: everything but what needs a screen, or makes an OpenGL
context."""

import imgui_bundle  # noqa: F401

import visualizer.bench.host
import visualizer.doctor
import visualizer.output.rendering
import visualizer.output.sheets
import visualizer.output.stills
import visualizer.renderer.renderer
import visualizer.scene.loading  # noqa: F401
from visualizer.cli.application import command
from visualizer.scene.kinds import built_in_kinds

built_in_kinds()
command()
