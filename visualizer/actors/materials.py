"""Material: the name of a GLSL material as a constant in Python, with the parameters that its file declares."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from visualizer.data import data_folder
from visualizer.parameters import header


class Material:
    """A material that actors draw with, as a constant of the module that uses it.

    name: the name of a file in ``shaders/materials``, without the suffix ``.glsl``.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Material({self.name!r})"

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The names of its parameters, without the prefix ``u_``.

        Raises TypeError if there is no such file, ParameterError if the block of parameters at its head is invalid.
        """
        path = data_folder("shaders") / "materials" / f"{self.name}.glsl"
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise TypeError(f"no material '{self.name}': cannot read {path}: {error.strerror}") from None
        return frozenset(header(text, f"shaders/materials/{path.name}").parameters)

    def check(self, given: Iterable[str]) -> None:
        """Raise TypeError if a name of `given` is none of the parameters."""
        if not self.parameters.issuperset(given):
            unknown = sorted(set(given) - self.parameters)
            names = ", ".join(sorted(self.parameters)) or "none"
            raise TypeError(f"the material '{self.name}' has no parameter '{unknown[0]}'; there are: {names}")
