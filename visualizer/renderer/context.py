"""The OpenGL context of a renderer: made for it, or shared with other code."""

from __future__ import annotations

import os
import threading
import weakref

import moderngl

from visualizer.gpu.context import create_context
from visualizer.gpu.copies import collect_objects
from visualizer.gpu.state import take_over


class RendererContext:
    """One context, to be used only on the thread and in the process that made it.

    context: one to share, such as a window's; None makes one without a window. `current` must be called before any
    OpenGL call.
    """

    def __init__(self, context: moderngl.Context | None) -> None:
        self._owned = context is None
        self._made_by = os.getpid(), threading.get_ident()
        self.released = False
        self.context = context or create_context()
        if self._owned:
            # If this is garbage-collected without a release, its context is released with all objects in it.
            weakref.finalize(self, self.context.release).atexit = False
        take_over(self.context)

    def current(self) -> None:
        """Make the renderer's own context current, and set the state that other code in the context may have changed.

        A shared context must be made current by the code that made it. Raises RuntimeError after `release` and, for a
        context of its own, on another thread and in a forked process.
        """
        if self.released:
            raise RuntimeError("this renderer was released; make another one")
        if self._owned:
            if (os.getpid(), threading.get_ident()) != self._made_by:
                raise RuntimeError(
                    "a renderer draws only on the thread and in the process that made it; make another one here"
                )
            self.context.__enter__()  # type: ignore[no-untyped-call]
        take_over(self.context)

    def release(self) -> None:
        """Free the garbage-collected objects of the context, and the context itself unless it is shared."""
        self.released = True
        collect_objects(self.context)
        if self._owned:
            self.context.release()
