"""What the actors of the film give materials and skies is what the shader files declare, at every time."""

import numpy as np

from tests.cast.parameters import faults


def test_all_draws_and_skies_give_the_parameters_that_are_declared_within_their_ranges(film):
    found = {fault for time in np.linspace(0.0, film.film.duration, 55) for fault in found_at(film, time)}
    assert not found, "\n".join(sorted(found))


def found_at(film, time):
    frame = film.at(float(time))
    return [fault for one in (*frame.draws, frame.sky) for fault in faults(one)]
