"""Flashes that may harm people with photosensitive epilepsy are found; what is within the limits is not."""

import json

import numpy as np
import pytest

import visualizer
from tests.commands import run
from visualizer.output.flashes import MOST, flashing, report

RATE = 24
SHAPE = (27, 48, 3)
BLINKING = """format = 1
[film]
duration = 1.5
fps = 24
size = [64, 36]
[[shot]]
name = "blinking"
start = 0.0
camera = "still"
look = "blinking"
[camera.still]
position = [0, 0, 5]
look_at = [0, 0, 0]
[look.blinking.sky]
material = "gradient"
zenith = [0.5, 0.5, 0.5]
horizon = [0.5, 0.5, 0.5]
ground = [0.5, 0.5, 0.5]
[look.blinking.grade]
fade = [FADES]
"""


def pictures(rate, colour, seconds=2.0, share=1.0, low=0.0, other=None):
    """Return pictures that alternate `rate` times a second between a colour and its share `low`, or another colour,
    over a share of their width."""
    made = []
    for number in range(round(seconds * RATE)):
        on = (number * rate * 2 // RATE) % 2 == 0
        picture = np.zeros(SHAPE)
        off = np.asarray(colour) * low if other is None else other
        picture[:, : round(share * SHAPE[1])] = colour if on else off
        made.append(picture.astype(np.uint8))
    return made


def worst(made, kind):
    """Return the most flashes of a kind within a second, and whether any picture is at risk."""
    found = [one[kind] for one in flashing(made, RATE)]
    return max(one.flashes for one in found), any(one.at_risk for one in found)


def blinking(folder, rate):
    """Return the path of a film that blinks `rate` times a second."""
    keys = [(n / (2 * rate), float(n % 2)) for n in range(int(3 * rate))]
    text = ", ".join(f'{{ t = {t:.6f}, v = {v}, ease = "step" }}' for t, v in keys)
    path = folder / "blinking.toml"
    path.write_text(BLINKING.replace("FADES", text))
    return path


@pytest.mark.parametrize(("rate", "risky"), [(1, False), (3, False), (4, True), (6, True), (12, True)])
def test_more_than_three_flashes_in_a_second_are_a_risk(rate, risky):
    flashes, at_risk = worst(pictures(rate, (255, 255, 255)), "general")
    assert at_risk == risky and flashes == rate


def test_a_saturated_red_that_is_too_dark_for_a_general_flash_is_a_red_one():
    made = pictures(6, (150, 0, 0))
    assert worst(made, "red") == (6, True)
    assert not worst(made, "general")[1]
    assert not worst(pictures(6, (150, 120, 120)), "red")[1]


def test_a_red_flash_has_a_saturated_red_at_one_end_and_a_change_of_red():
    assert worst(pictures(6, (200, 0, 0), other=(255, 200, 200)), "red") == (6, True)
    # Nearly the same reds, of which one is just saturated.
    assert worst(pictures(6, (255, 97, 97), other=(255, 101, 101)), "red") == (0, False)
    assert worst(pictures(6, (255, 130, 60)), "red") == (0, False)


def test_flashes_on_less_than_a_quarter_of_a_block_are_no_risk():
    assert not worst(pictures(6, (255, 255, 255), share=0.25 / 3 * 0.9), "general")[1]
    assert worst(pictures(6, (255, 255, 255), share=0.25 / 3 * 1.4), "general")[1]


def test_small_changes_and_changes_between_bright_pictures_are_no_flashes():
    assert worst(pictures(6, (255, 255, 255), low=0.98), "general") == (0, False)
    assert worst(pictures(6, (90, 90, 90), low=0.8), "general") == (0, False)


def test_one_flash_and_a_slow_change_are_no_risk():
    once = [np.full(SHAPE, 255 if 10 <= n < 14 else 0, np.uint8) for n in range(48)]
    assert worst(once, "general") == (1, False)
    slow = [np.full(SHAPE, abs(n - 24) * 10, np.uint8) for n in range(48)]
    assert not worst(slow, "general")[1]


def test_a_film_that_blinks_is_reported_with_shot_times_and_line(tmp_path):
    found = report(visualizer.load(blinking(tmp_path, 6)))
    (risk,) = [one for one in found.risks if one.kind == "general"]
    assert risk.shot == "blinking" and risk.flashes > MOST and risk.area == 1.0
    assert 0.3 < risk.start < 0.8 and risk.end > 1.3
    assert risk.place.endswith("blinking.toml:6:3")
    assert not report(visualizer.load(blinking(tmp_path, 2))).risks


def test_the_command_fails_for_a_film_that_blinks(tmp_path):
    done = run("flash", str(blinking(tmp_path, 6)), "--json")
    last = done.stderr.strip().splitlines()[-1]
    assert " frames" in last and ", shot " in last, "nobody sees how far it is"
    assert done.returncode == 1
    assert json.loads(done.stdout)["risks"][0]["shot"] == "blinking"
    assert run("flash", str(blinking(tmp_path, 2))).returncode == 0
