"""Loading a scene for a command: what is wrong ends it, what is only warned of is printed."""

from pathlib import Path
from typing import TYPE_CHECKING

from visualizer.cli.errors import say

if TYPE_CHECKING:
    from visualizer.scene.scene import Scene


def loaded_scene(path: Path) -> "Scene":
    """Return the scene of a file and print its warnings to stderr, one a line. Raises SceneError as `load` does."""
    from visualizer.scene.loading import load

    scene = load(path)
    for warning in scene.warnings:
        say(str(warning))
    return scene
