"""The panels, in the order of their tabs."""

from visualizer.editor.panel import Panel
from visualizer.editor.panels.inspector import Inspector
from visualizer.editor.panels.outline import Outline

PANELS: tuple[type[Panel], ...] = (Outline, Inspector)
"""All panels."""
