"""Kinds of actors: those of this package, and those that others bring through an entry point."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import visualizer.actors
import visualizer.cast
from visualizer.actors.base import Actor, ActorProperties
from visualizer.errors import MachineError

ENTRY_POINT_GROUP = "visualizer.actors"


class BrokenKind(MachineError):
    """A kind of actor that another package brings, and that cannot be used."""


@lru_cache(maxsize=1)
def built_in_kinds() -> dict[str, type[Actor[Any]]]:
    """Return the kinds of this package by name: every subclass of Actor below visualizer/actors and visualizer/cast."""
    found: dict[str, type[Actor[Any]]] = {}
    for package in (visualizer.actors, visualizer.cast):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(info.name)
            for _, cls in inspect.getmembers(module, inspect.isclass):
                if (
                    issubclass(cls, Actor)
                    and cls is not Actor
                    and cls.__module__ == module.__name__
                    and "kind" in vars(cls)
                ):
                    found[cls.kind] = cls
    return found


def kinds() -> dict[str, type[Actor[Any]]]:
    """Return all kinds by name. Raises BrokenKind for an entry point that gives no Actor, or a name twice."""
    found = dict(built_in_kinds())
    for entry in _entries(tuple(sys.path)):
        own = entry.module.partition(".")[0] == "visualizer"
        if own and entry.name in found:
            continue
        if entry.name in found:
            raise BrokenKind(
                f"the kind '{entry.name}' ({entry.value}) has the name of a kind that exists already"
            )
        try:
            cls = entry.load()
        except (Exception, SystemExit) as error:
            raise BrokenKind(f"the kind '{entry.name}' ({entry.value}) cannot be loaded: {error}") from error
        if not (inspect.isclass(cls) and issubclass(cls, Actor)):
            raise BrokenKind(
                f"the kind '{entry.name}' ({entry.value}) is not a subclass of visualizer.actors.base.Actor"
            )
        properties: object = cls.Properties
        if not (inspect.isclass(properties) and issubclass(properties, ActorProperties)):
            raise BrokenKind(
                f"the Properties of the kind '{entry.name}' ({entry.value}) are not a subclass of "
                "visualizer.actors.base.ActorProperties"
            )
        found[entry.name] = cls
    return found


@lru_cache(maxsize=1)
def _entries(path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """Return the entry points of the packages on `path`, which is sys.path.

    Kept for as long as it stays the same: finding them reads a file of each package, a third of the time that a small
    scene takes to load.
    """
    return tuple(entry_points(group=ENTRY_POINT_GROUP))
