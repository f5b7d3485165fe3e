"""``python -m visualizer.gpu.probe``: exit 0 if an OpenGL context can be made here, else 3 and why not."""

import sys

from visualizer.errors import MachineError
from visualizer.gpu.context import create_context


def main() -> int:
    """Make a context and let it go."""
    try:
        create_context().release()
    except MachineError as error:
        print(f"visualizer: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
