"""The figures of F3 agree with each other."""

from visualizer.player.figures import Figures


def test_the_rate_is_the_inverse_of_the_time_of_a_frame() -> None:
    figures, now = Figures(), 0.0
    for cost in (0.2, 0.3, 0.28, 0.4):
        now += cost + 0.05
        figures.drawn(now, cost, live=True)
    rows = dict(figures.rows())
    frame = float(rows["frame"].removesuffix(" ms")) / 1000.0
    drawing = float(rows["drawing"].removesuffix(" ms")) / 1000.0
    rate = float(rows["rate"].removesuffix(" / s"))
    assert abs(1.0 / frame - rate) <= 0.06
    assert abs(frame - drawing - 0.05) < 1e-3, "the rest is not drawing"


def test_a_standing_picture_has_no_rate_and_begins_anew() -> None:
    figures = Figures()
    for now in (1.0, 2.0):
        figures.drawn(now, 0.1, live=True)
    figures.drawn(9.0, 0.25, live=False)
    assert figures.rows() == (("rate", "still"), ("drawing", "250.0 ms"))
    figures.drawn(20.0, 0.1, live=True)
    assert figures.rows()[0] == ("rate", "still"), "the pause is no frame"
