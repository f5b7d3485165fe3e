"""Values as bytes and back: arrays, numbers, texts, tuples, lists, dicts, and dataclasses of the visualizer.

The format is pickle's, but what is read can only be such values: a file in the cache folder runs no code.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import fields, is_dataclass
from typing import Any

PACKAGE = __name__.partition(".")[0]

_NUMPY = {"_reconstruct", "_frombuffer", "scalar", "ndarray", "dtype"}
"""What pickled arrays name in NumPy's modules."""


def packed(value: object) -> bytes:
    """Return a value as bytes. Of a dataclass only its fields are kept, not what it has remembered besides."""
    data = io.BytesIO()
    _Pickler(data, protocol=5).dump(value)
    return data.getvalue()


def unpacked(data: bytes) -> Any:
    """Return the value of `packed` bytes. Raises ValueError if they hold anything else."""
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except Exception as error:  # pickle raises whatever the bytes make it call
        raise ValueError(f"not a value that was packed: {error}") from error


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            return type(value), tuple(getattr(value, field.name) for field in fields(value))
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        root = module.partition(".")[0]
        if root == "numpy" and name in _NUMPY:
            return super().find_class(module, name)
        if root == PACKAGE:
            found = super().find_class(module, name)
            if isinstance(found, type) and is_dataclass(found):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not a value")
