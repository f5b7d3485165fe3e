"""The panels, in the order of their tabs."""

from visualizer.editor.panel import Panel
from visualizer.editor.panels.curves import Curves
from visualizer.editor.panels.inspector import Inspector
from visualizer.editor.panels.outline import Outline
from visualizer.editor.panels.timeline import Timeline

PANELS: tuple[type[Panel], ...] = (Outline, Inspector, Curves, Timeline)
"""All panels. Of those of one side, the last one is in front at first."""
