"""Where the shipped data lies: shaders, assets and scenes.

In a checkout they stand beside the package; in an installed copy they travel inside it, under
``visualizer/_data``. Nothing else in the project computes such a path.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_data"


class DataMissing(FileNotFoundError):
    """A folder of the shipped data is not there. The message says which, and where it was looked for."""


def data_folder(name: str) -> Path:
    """Return the folder of shipped data called `name`: ``shaders``, ``assets`` or ``scenes``.

    Raises DataMissing if the installation is incomplete, or packed into an archive.
    """
    for root in (_INSTALLED, _PACKAGE.parent):
        folder = root / name
        if folder.is_dir():
            return folder
    raise DataMissing(f"the folder '{name}' is neither in nor beside {_PACKAGE}")
