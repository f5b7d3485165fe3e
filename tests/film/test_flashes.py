"""The film's reddest pictures stay within the limits for flashes. `visualizer flash` looks at the whole film."""

from visualizer.output.flashes import report


def test_the_red_clouds_of_the_ascent_do_not_flash(film):
    found = report(film, start="atmosphere+0.58", end="atmosphere+1.55")
    assert found.frames > 20 and found.risks == ()
