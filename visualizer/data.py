"""Folders of the data that is shipped with the package: shaders, assets and scenes.

In a checkout they are beside the package; in an installed copy they are inside it, in ``visualizer/_data``. No other
module computes such a path.
"""

from pathlib import Path

from visualizer.errors import IncompleteInstallation

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_data"


def data_folder(name: str) -> Path:
    """Return the folder of shipped data called `name`: ``shaders``, ``assets`` or ``scenes``.

    Raises IncompleteInstallation if the installation is incomplete, or packed into an archive.
    """
    for root in (_INSTALLED, _PACKAGE.parent):
        folder = root / name
        if folder.is_dir():
            return folder
    raise IncompleteInstallation(f"the folder '{name}' is neither in nor beside {_PACKAGE}")
