"""``python -m visualizer.gpu.probe``: exit 0 if an OpenGL context can be made here, else 3 and why not."""

import sys

from visualizer.errors import ExitStatus, MachineError
from visualizer.gpu.context import create_context


def main() -> int:
    """Create an OpenGL context and release it. Return the exit status."""
    try:
        create_context().release()
    except MachineError as error:
        print(f"visualizer: {error}", file=sys.stderr)
        return error.exit_status
    return ExitStatus.DONE


if __name__ == "__main__":
    sys.exit(main())
