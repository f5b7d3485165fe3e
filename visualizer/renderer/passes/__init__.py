"""The passes, one file each. They are discovered in this folder; there is no other list of them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

from visualizer.renderer.graph import Graph
from visualizer.renderer.render_pass import Pass


def _found() -> list[type[Pass]]:
    """Return the subclass of `Pass` that each module of this package defines. Raises TypeError if it defines none or
    several."""
    passes = []
    for module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
        members = vars(importlib.import_module(f"{__name__}.{module}")).values()
        own = [
            member
            for member in members
            if inspect.isclass(member)
            and issubclass(member, Pass)
            and member.__module__ == f"{__name__}.{module}"
        ]
        if len(own) != 1:
            raise TypeError(
                f"visualizer/renderer/passes/{module}.py defines {len(own)} passes; a file holds one"
            )
        passes.append(own[0])
    return passes


GRAPH = Graph(_found())
"""All passes in the order in which they run, and the images between them."""
