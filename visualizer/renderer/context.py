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
    """One context, on the thread and in the process that made it: OpenGL draws nothing on another.

    context: one to share, such as a window's; None makes one without a window. `current` is called before all OpenGL.
    """

    def __init__(self, context: moderngl.Context | None) -> None:
        self._owned = context is None
        self._home = os.getpid(), threading.get_ident()
        self.released = False
        self.context = context or create_context()
        if self._owned:
            # One that is dropped without a release takes its context along, and all that is in it.
            weakref.finalize(self, self.context.release).atexit = False
        take_over(self.context)

    def current(self) -> None:
        """Take the thread's OpenGL over from another renderer, and the context from other code that shares it.

        A shared context is made current by the code that owns it. Raises RuntimeError after `release`, and, if the context
        is owned, on another thread and in a forked process.
        """
        if self.released:
            raise RuntimeError("this renderer was released; make another one")
        if self._owned:
            if (os.getpid(), threading.get_ident()) != self._home:
                raise RuntimeError(
                    "a renderer draws only on the thread and in the process that made it; make another one here"
                )
            self.context.__enter__()  # type: ignore[no-untyped-call]
        take_over(self.context)

    def release(self) -> None:
        """Free what was dropped in the context, and the context if it is owned."""
        self.released = True
        collect_objects(self.context)
        if self._owned:
            self.context.release()
