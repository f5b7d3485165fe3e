"""``python -m visualizer`` is the command `visualizer`."""

from visualizer.cli.main import run

run()
