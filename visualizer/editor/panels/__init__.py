"""The panels, in the order of their tabs."""

from visualizer.editor.panel import Panel
from visualizer.editor.panels.inspector import Inspector
from visualizer.editor.panels.outline import Outline
from visualizer.editor.panels.timeline import Timeline

PANELS: tuple[type[Panel], ...] = (Outline, Inspector, Timeline)
"""All panels."""
