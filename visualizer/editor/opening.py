"""Opening: shows the text of a property in the user's editor, at its line."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath

from visualizer.file_names import printable
from visualizer.scene.document import EditError
from visualizer.scene.paths import Path
from visualizer.scene.scene import Scene

_IN_TERMINAL = ("vi", "vim", "nvim", "nano", "micro", "kak", "hx", "helix", "ne", "joe", "emacs-nox")
"""Editors that need a terminal."""
_TERMINALS = (
    "x-terminal-emulator",
    "gnome-terminal",
    "konsole",
    "xfce4-terminal",
    "kitty",
    "alacritty",
    "foot",
    "xterm",
)


def command_of(editor: str, file: FilePath, line: int, column: int) -> list[str]:
    """Return the command that opens a file at a place. editor: as in $VISUAL, with its options."""
    words = shlex.split(editor, posix=os.name == "posix")
    name = FilePath(words[0]).stem if words else ""
    path = str(file)
    if name in ("code", "code-insiders", "codium", "cursor", "windsurf"):
        return [*words, "--goto", f"{path}:{line}:{column}"]
    if name in ("subl", "sublime_text", "zed", "zeditor", "hx", "helix", "mate"):
        return [*words, f"{path}:{line}:{column}"]
    if name in ("emacs", "emacsclient", "emacs-nox"):
        return [*words, f"+{line}:{column}", path]
    if name in ("kate", "kwrite"):
        return [*words, "--line", str(line), "--column", str(column), path]
    if name in ("idea", "pycharm", "clion", "webstorm"):
        return [*words, "--line", str(line), "--column", str(column), path]
    if name in ("notepad", "open", "xdg-open", "TextEdit"):
        return [*words, path]
    return [*words, f"+{line}", path]


def open_text(scene: Scene, path: Path, environment: Mapping[str, str] | None = None) -> str:
    """Open the file that holds a property at its line, with $VISUAL or $EDITOR. Return a message about what was done.

    An editor that needs a terminal gets one of its own: that of $TERMINAL, or one that is installed.
    """
    environment = os.environ if environment is None else environment
    try:
        file, place = scene.documents.place(path)
    except EditError as error:
        return str(error)
    where = f"{printable(file.name)}:{place.line}"
    editor = environment.get("VISUAL") or environment.get("EDITOR")
    if not editor:
        return f"{where}: set VISUAL or EDITOR to the command of your editor, to open it from here"
    command = command_of(editor, file.resolve(), place.line, place.column)
    if FilePath(command[0]).name in _IN_TERMINAL:
        command = [*_terminal(environment), *command]
    try:
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=os.name == "posix",
        )
    except OSError as error:
        return f"{where}: {printable(command[0])} cannot be run: {error.strerror or error}"
    return f"Opened {where}"


def _terminal(environment: Mapping[str, str]) -> Sequence[str]:
    """Return the beginning of a command that runs the rest of it in a terminal."""
    if sys.platform in ("darwin", "win32"):
        return []
    given = environment.get("TERMINAL")
    found = given or next(filter(shutil.which, _TERMINALS), "xterm")
    return [*shlex.split(found), "--" if FilePath(found).name == "gnome-terminal" else "-e"]
