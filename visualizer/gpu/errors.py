"""What the layers that use OpenGL raise for a machine that lacks something."""


class MachineError(RuntimeError):
    """The machine lacks something. The message says what, and how to get it."""
