"""Material: the name of a material of the shaders, and the parameters that actors give it."""

from __future__ import annotations

from collections.abc import Iterable


class Material:
    """A material that actors draw with: declared once, where it is used, as a constant of a module.

    name: of a file of ``shaders/materials``, without its ending. parameters: its parameters, without the prefix ``u_``.
    A test holds both against the shader.
    """

    def __init__(self, name: str, *parameters: str) -> None:
        self.name = name
        self.parameters = frozenset(parameters)

    def __repr__(self) -> str:
        return f"Material({', '.join(repr(text) for text in (self.name, *sorted(self.parameters)))})"

    def check(self, given: Iterable[str]) -> None:
        """Raise TypeError if a name of `given` is none of the parameters."""
        if not self.parameters.issuperset(given):
            unknown = sorted(set(given) - self.parameters)
            names = ", ".join(sorted(self.parameters)) or "none"
            raise TypeError(f"the material '{self.name}' has no parameter '{unknown[0]}'; there are: {names}")
