"""The visualizer: plays cinematics from timeline files, in real time and to video.

import visualizer
scene = visualizer.load("launch.toml")
frame = scene.at(12.5)
with visualizer.Renderer((1280, 720)) as renderer:
    renderer.draw(frame)
    pixels = renderer.pixels()
visualizer.render(scene, "launch.mp4")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from visualizer.output.rendering import render as render
    from visualizer.renderer.renderer import Renderer as Renderer
    from visualizer.scene.loading import load as load
    from visualizer.scene.problems import SceneError as SceneError
    from visualizer.scene.scene import Scene as Scene

_HOMES = {
    "Renderer": "visualizer.renderer.renderer",
    "Scene": "visualizer.scene.scene",
    "SceneError": "visualizer.scene.problems",
    "load": "visualizer.scene.loading",
    "render": "visualizer.output.rendering",
}
__all__ = ["Renderer", "Scene", "SceneError", "load", "render"]


def __getattr__(name: str) -> Any:
    # Loaded on use: checking a scene must not wait for OpenGL, nor --help for either.
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'visualizer' has no attribute '{name}'")
