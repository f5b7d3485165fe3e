"""Formatting: lays out the text of a scene file evenly, with the formatter taplo, and checks that nothing else
changes."""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from pathlib import Path

from visualizer.errors import MachineError
from visualizer.file_names import printable
from visualizer.scene.document import Document, comments_of
from visualizer.scene.problems import SceneError
from visualizer.scene.reading import read_scene
from visualizer.scene.sources import Sources

OPTIONS = {
    "indent_string": "    ",
    "column_width": 140,
    "align_comments": False,
    "array_auto_collapse": False,
    "array_auto_expand": False,
    "allowed_blank_lines": 2,
}
"""Options of taplo: an array that is written in one line, or in several, stays so."""

_BOM = b"\xef\xbb\xbf"


def formatted(path: Path, source: bytes | None = None) -> tuple[bytes, bytes]:
    """Return the bytes of a scene file, and the same text laid out. Line ends (\\n or \\r\\n) and a byte-order mark
    stay.

    source: the bytes, if the file is not to be read. Raises SceneError for what cannot be read as TOML, and
    MachineError without taplo.
    """
    reading = read_scene(path, Sources({} if source is None else {path: source}))
    if not reading.documents.files:
        raise SceneError(reading.problems)
    before = reading.documents.files[0]
    mark = _BOM if before.source.startswith(_BOM) else b""
    text = before.source.removeprefix(_BOM)
    laid_out = _by_taplo(text, windows=b"\r\n" in text)
    after = Document(path, mark + laid_out)
    if repr(after.data) != repr(before.data) or comments_of(laid_out) != comments_of(text):
        raise MachineError(
            f"{printable(path)}: the formatter would change its meaning, so it is left as it is"
        )
    return before.source, after.source


def _by_taplo(text: bytes, *, windows: bool) -> bytes:
    program = shutil.which("taplo", path=sysconfig.get_path("scripts")) or shutil.which("taplo")
    if program is None:
        raise MachineError(
            "scene files are laid out with the package taplo; to install it: pip install taplo"
        )
    options = {**OPTIONS, "crlf": windows}
    given = [
        f"{key}={str(value).lower() if isinstance(value, bool) else value}" for key, value in options.items()
    ]
    done = subprocess.run(
        [
            program,
            "fmt",
            "--no-auto-config",
            "--colors",
            "never",
            *(part for one in given for part in ("-o", one)),
            "-",
        ],
        input=text,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise MachineError(f"the formatter taplo failed: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout
