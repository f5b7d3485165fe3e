"""A golden picture of every event of the story."""

import pytest

from tests.pictures import check_golden

SIZE = (192, 108)
SAMPLES = 2

EVENTS = {
    "01_run": ("hall_cracks", 4.0),
    "02_crystal_shatters": ("crystal_falls", 1.9),
    "03_kelex_flies_out": ("kelex", 2.6),
    "04_kelex_nods": ("nod", 0.57),
    "04_door_is_up": ("far_door", 0.9),
    "05_father_leaps": ("fissure", 2.4),
    "05_niece_leaps": ("fissure", 4.1),
    "05_mother_leaps": ("fissure", 5.4),
    "06_stillness": ("stillness", 2.2),
    "07_two_ships": ("two_ships", 4.0),
    "07_one_seat": ("one_seat", 0.4),
    "07_embrace": ("embrace", 1.0),
    "07_boarding": ("boarding", 1.15),
    "08_cradle": ("cradle", 1.6),
    "09_sealing": ("sealing", 2.2),
    "09_sealed": ("sealing_wide", 1.2),
    "10_console": ("console", 1.2),
    "10_light_runs": ("light_runs", 1.3),
    "11_lift_off": ("lift_off", 4.0),
    "11_collapse": ("collapse", 3.0),
    "12_atmosphere": ("atmosphere", 3.0),
    "12_red_sun": ("red_sun", 2.5),
    "13_breaking": ("breaking", 3.0),
    "13_explosion": ("explosion", 2.2),
    "14_chase": ("chase", 1.5),
    "14_struck": ("chase", 3.2),
    "15_crying": ("voice", 1.6),
    "15_voice": ("voice", 6.4),
    "15_onward": ("onward", 1.2),
    "15_light": ("light", 1.2),
}


@pytest.fixture(scope="module")
def drawn(film, film_renderer):
    starts = {shot.name: shot.start for shot in film.shots}

    def draw(shot, offset):
        renderer = film_renderer(SIZE)
        renderer.draw(film.exposure(starts[shot] + offset, SAMPLES))
        return renderer.pixels()

    return draw


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_looks_as_it_did(name, drawn, request, on_expected_driver):
    if not on_expected_driver:
        pytest.skip("golden pictures are of one software driver")
    check_golden(f"film/{name}", drawn(*EVENTS[name]), request.config.getoption("--renew-goldens"))


def test_every_event_of_the_story_has_its_picture():
    assert {name[:2] for name in EVENTS} == {f"{number:02}" for number in range(1, 16)}
