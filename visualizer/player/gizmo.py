"""Gizmo: the words for what the handles in the picture do with what is selected, and along which axes."""

from __future__ import annotations

from typing import Literal

Mode = Literal["move", "turn", "scale"]
Gizmo = Literal["", "move", "turn", "scale"]
"""What the handles do; empty for none."""
Axes = Literal["world", "local", "camera"]
"""The axes of the handles: of the world, of what is selected, or of the picture's camera."""

MODES: tuple[Mode, ...] = ("move", "turn", "scale")
GIZMOS: tuple[Gizmo, ...] = (*MODES, "")
AXES: tuple[Axes, ...] = ("world", "local", "camera")
