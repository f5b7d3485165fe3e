"""ActorError: the code of a kind of actor failed while a frame was made."""

from __future__ import annotations


class ActorError(RuntimeError):
    """The code of a kind failed. Its cause is the original exception.

    actor: the actor's name in the scene. kind: its kind. module: where the kind is defined. time: seconds.
    """

    def __init__(self, actor: str, kind: str, module: str, time: float, cause: Exception) -> None:
        self.actor = actor
        self.module = module
        detail = " ".join(f"{type(cause).__name__}: {cause}".split()).rstrip(": ")
        super().__init__(f"actor '{actor}' of kind '{kind}' ({module}) failed at {time:g} s: {detail}")

    @property
    def built_in(self) -> bool:
        """Whether the kind is one of the visualizer's own, so that the failure is the visualizer's defect."""
        return self.module.partition(".")[0] == __name__.partition(".")[0]
