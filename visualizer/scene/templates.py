"""Templates: the shipped scenes that `visualizer new` begins with."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.data import data_folder

FOLDER = "templates"
"""The folder of the templates, below that of the scenes."""


@dataclass(frozen=True)
class Template:
    """A scene to begin with. name: of its file, without the ending. about: its first line, a comment. text: the bytes
    of the file."""

    name: str
    about: str
    text: bytes


def templates() -> dict[str, Template]:
    """Return all templates by name, in alphabetical order."""
    found = {}
    for path in sorted((data_folder("scenes") / FOLDER).glob("*.toml")):
        text = path.read_bytes()
        about = text.partition(b"\n")[0].decode("utf-8").lstrip("# ").rstrip()
        found[path.stem] = Template(path.stem, about, text)
    return found
