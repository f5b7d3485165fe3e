"""Tracing: where an error came from, printed if VISUALIZER_TRACEBACK is set. Messages alone never show code."""

import os
import sys
import traceback

VARIABLE = "VISUALIZER_TRACEBACK"


def print_trace(error: BaseException | None) -> bool:
    """Print an error's traceback to stderr if the user asked for it. Return whether it was printed."""
    if error is None or not os.environ.get(VARIABLE):
        return False
    traceback.print_exception(error, file=sys.stderr)
    sys.stderr.flush()
    return True
