"""The film stays within the limits for flashes at its reddest and at the hit; `visualizer flash` looks at all of it."""

from visualizer.output.flashes import report


def test_the_red_clouds_of_the_ascent_do_not_flash(film):
    found = report(film, start="atmosphere+0.58", end="atmosphere+1.55")
    assert found.frames > 20 and found.risks == ()


def test_the_burst_of_the_world_does_not_flash(film):
    found = report(film, start="explosion+0.25", end="explosion+1.4")
    assert found.frames > 20 and found.risks == ()


def test_the_hit_in_the_chase_does_not_flash(film):
    found = report(film, start="chase+2.4", end="chase+3.5")
    assert found.frames > 20 and found.risks == ()


def test_the_crystal_that_speaks_pulses_without_flashes(film):
    found = report(film, start="voice+1.4", end="voice+3.4")
    assert found.frames > 40 and found.risks == ()
