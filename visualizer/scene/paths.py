"""Paths: the keys and list positions that lead to a value of a scene file."""

from __future__ import annotations

Path = tuple[str | int, ...]
"""Keys and list positions from the root, such as ("camera", "dolly", "position", 1, "v")."""


def dotted(path: Path) -> str:
    """Return a path as messages print it: ``camera.dolly.position[1].v``."""
    text = ""
    for part in path:
        name = part if isinstance(part, int) or part.isprintable() else repr(part)[1:-1]
        text += f"[{name}]" if isinstance(part, int) else (f".{name}" if text else str(name))
    return text
