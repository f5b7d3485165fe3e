"""Topological order of dependencies: shots on shots, emitters on parents, actors on what they are attached to."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter


def dependencies_first(needs: Mapping[str, str | None]) -> list[str]:
    """Return the names, each after the one it needs; those in a cycle, and those that lead to one, are left out.

    needs: by name, the one other name that it needs, or None. A needed name that is no key of it is left out too.
    """
    sorter = _sorter(needs)
    with suppress(CycleError):  # the sorter still yields what does not depend on a cycle
        sorter.prepare()
    ordered: list[str] = []
    while ready := sorter.get_ready():
        ordered += (name for name in ready if name in needs)
        sorter.done(*ready)
    return ordered


def cycles(needs: Mapping[str, str | None]) -> list[list[str]]:
    """Return each cycle of names that need one another: a name of it, the one that it needs, and so on, each once.

    A cycle begins with the first of its names in `needs`.
    """
    rest = dict(needs)
    found: list[list[str]] = []
    while True:
        try:
            _sorter(rest).prepare()
        except CycleError as error:
            members = set(error.args[1])
            cycle = [next(name for name in needs if name in members)]
            while (following := needs[cycle[-1]]) != cycle[0] and following is not None:
                cycle.append(following)
            found.append(cycle)
            for name in cycle:
                del rest[name]
        else:
            return found


def _sorter(needs: Mapping[str, str | None]) -> TopologicalSorter[str]:
    return TopologicalSorter({name: () if one is None else (one,) for name, one in needs.items()})
