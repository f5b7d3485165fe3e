"""Reflection probes: [probe.NAME], which looks refer to."""

from __future__ import annotations

from visualizer.frame import Capture, Probe
from visualizer.properties import Number, Reference, Time, declare
from visualizer.properties.tables import Table

Triple = tuple[float, float, float]


class ProbeModel(Table):
    """[probe.NAME]: what smooth surfaces reflect of the set, drawn once, around one place and at one time."""

    position: Triple = declare(description="where the set is seen from", unit="m", space="world")
    time: Time = declare(0.0, "when the set is seen, in the light of the shot at that time")
    actors: list[Reference] | None = declare(
        None, "the actors that are seen; all if left out, which includes those that move"
    )
    centre: Triple = declare(
        description="middle of the box onto whose sides reflections are projected", unit="m", space="world"
    )
    size: Triple = declare(
        description="size of that box along x, y and z", unit="m", low=1e-2, space="extent"
    )
    strength: Number = declare(
        1.0, "share of the reflected surroundings that it gives; the rest is ambient light", low=0.0, high=1.0
    )

    def at(self, time: float, capture: Capture) -> Probe:
        """Return the probe at a time, seconds, with what it sees."""
        return Probe(capture, self.centre, self.size, float(self.strength.at(time)))
