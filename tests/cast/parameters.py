"""What is wrong with the parameters that a draw or a sky gives its shader, by what the shader file declares."""

from functools import lru_cache

import numpy as np

from visualizer.data import data_folder
from visualizer.frame import Draw, Sky
from visualizer.parameters import Header, header


@lru_cache(maxsize=64)
def declared(file: str) -> Header:
    """Return the parameters of a file below shaders/. Raises OSError if there is no such file."""
    return header((data_folder("shaders") / file).read_text(encoding="utf-8"), file)


def faults(one: Draw | Sky) -> list[str]:
    """Return what is wrong: unknown names, names without default that are missing, wrong sizes, values out of range."""
    folder = "materials" if isinstance(one, Draw) else "skies"
    parameters = declared(f"{folder}/{one.material}.glsl").parameters
    found = [f"{one.material}: no parameter '{name}'" for name in one.uniforms if name not in parameters]
    for name, parameter in parameters.items():
        if name not in one.uniforms:
            if parameter.default is None:
                found.append(f"{one.material}: '{name}' has no default and is not given")
            continue
        value = np.atleast_1d(np.asarray(one.uniforms[name], dtype=float))
        low = -np.inf if parameter.about.low is None else parameter.about.low
        high = np.inf if parameter.about.high is None else parameter.about.high
        if value.shape != (parameter.size,):
            found.append(f"{one.material}: '{name}' has {parameter.size} components, not {value.shape}")
        elif not ((value >= low) & (value <= high)).all():
            found.append(f"{one.material}: '{name}' is {value}, outside {parameter.about.limits}")
    return found
