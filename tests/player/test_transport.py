"""The transport: film time as a function of the clock and the user's actions."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.player.transport import SPEEDS, Transport
from visualizer.timeline.frames import FrameGrid

FILM = Transport(duration=10.0, fps=24.0, starts=(0.0, 2.0, 5.03))
times = st.floats(-50.0, 50.0)
clocks = st.floats(0.0, 1000.0)
speeds = st.sampled_from([sign * speed for speed in SPEEDS for sign in (1.0, -1.0)])


def on_a_frame(time: float) -> bool:
    return math.isclose(time * 24.0, round(time * 24.0), abs_tol=1e-6)


def test_it_plays_at_the_clocks_rate_however_seldom_it_is_updated() -> None:
    playing = FILM.sought(1.0, 100.0).played(100.0)
    assert playing.position(103.5) == pytest.approx(4.5)
    assert playing.playing(103.5)


def test_it_stops_at_the_last_frame_and_plays_from_the_start_again() -> None:
    playing = FILM.played(0.0)
    assert playing.position(1000.0) == FILM.last == pytest.approx(239 / 24)
    assert not playing.playing(1000.0)
    again = playing.toggled(1000.0)
    assert again.position(1001.0) == pytest.approx(1.0)


def test_backwards_it_stops_at_the_first_frame_and_plays_from_the_last_again() -> None:
    playing = FILM.at_speed(-2.0, 0.0).sought(3.0, 0.0).played(0.0)
    assert playing.position(1.0) == pytest.approx(1.0)
    assert playing.position(5.0) == 0.0 and not playing.playing(5.0)
    assert playing.toggled(5.0).position(5.0) == FILM.last


@given(times, clocks, speeds, st.booleans())
def test_a_shuttle_key_plays_its_way_at_normal_speed_and_again_faster(
    time: float, now: float, speed: float, moving: bool
) -> None:
    before = FILM.at_speed(speed, now).sought(time, now)
    before = before.played(now) if moving else before
    for direction in (1, -1):
        once = before.shuttled(direction, now)
        assert once.playing(now) and once.speed * direction > 0.0
        if not (before.playing(now) and speed * direction > 0.0):
            assert once.speed == direction
        twice = once.shuttled(direction, now)
        assert abs(twice.speed) > abs(once.speed) or abs(twice.speed) == SPEEDS[-1]
        assert twice.shuttled(-direction, now).speed == -direction


def test_a_loop_begins_again_at_either_end() -> None:
    loop = FILM.looped(True, 0.0).played(0.0)
    assert loop.position(10.5) == pytest.approx(0.5) and loop.playing(10.5)
    assert loop.at_speed(-1.0, 0.25).position(0.5) == pytest.approx(0.0)
    assert loop.at_speed(-1.0, 0.25).position(1.0) == pytest.approx(9.5)


def test_pause_stands_on_the_nearest_frame_of_the_film() -> None:
    paused = FILM.played(0.0).paused(1.03)
    assert paused.position(99.0) == pytest.approx(25 / 24)
    assert not paused.playing(99.0)


def test_a_step_goes_one_frame_and_stays_in_the_film() -> None:
    assert FILM.stepped(1, 0.0).position(0.0) == pytest.approx(1 / 24)
    assert FILM.stepped(-1, 0.0).position(0.0) == 0.0
    assert FILM.looped(True, 0.0).stepped(-1, 0.0).position(0.0) == FILM.last
    end = FILM.sought(FILM.last, 0.0)
    assert end.stepped(1, 0.0).position(0.0) == FILM.last
    assert end.looped(True, 0.0).stepped(1, 0.0).position(0.0) == 0.0


def test_while_it_plays_a_step_pauses_it() -> None:
    stepped = FILM.played(0.0).stepped(1, 1.01)
    assert stepped.position(50.0) == pytest.approx(25 / 24) and not stepped.playing(50.0)


def test_the_next_shot_begins_on_its_first_frame_even_if_it_starts_between_two() -> None:
    second = FILM.next_shot(0.0)
    assert second.position(0.0) == 2.0
    third = second.next_shot(0.0)
    assert third.position(0.0) == pytest.approx(121 / 24)  # 5.03 s lies between frames 120 and 121
    assert third.shot(0.0) == 2
    assert third.next_shot(0.0).position(0.0) == FILM.last


def test_the_previous_shot_is_this_ones_start_first() -> None:
    inside = FILM.sought(3.0, 0.0)
    assert inside.previous_shot(0.0).position(0.0) == 2.0
    assert inside.previous_shot(0.0).previous_shot(0.0).position(0.0) == 0.0
    assert FILM.previous_shot(0.0).position(0.0) == 0.0


def test_while_it_plays_a_second_press_soon_after_goes_one_shot_further() -> None:
    playing = FILM.sought(6.5, 0.0).played(0.0).previous_shot(0.0)
    assert playing.previous_shot(0.4).position(0.4) == 2.0
    assert playing.playing(0.4)


def test_a_change_of_speed_keeps_the_place() -> None:
    fast = FILM.played(0.0).faster(2.0)
    assert fast.speed == 2.0
    assert fast.position(2.0) == pytest.approx(2.0) and fast.position(3.0) == pytest.approx(4.0)
    assert fast.slower(3.0).slower(3.0).speed == 0.5
    with pytest.raises(ValueError, match="pause"):
        FILM.at_speed(0.0, 0.0)


def test_the_speed_stays_within_its_range() -> None:
    transport = FILM
    for _ in range(20):
        transport = transport.faster(0.0)
    assert transport.speed == SPEEDS[-1]
    for _ in range(20):
        transport = transport.slower(0.0)
    assert transport.speed == SPEEDS[0]


def test_playing_shows_film_frames_and_slow_motion_shows_what_lies_between() -> None:
    playing = FILM.played(0.0)
    assert playing.displayed_time(1.01) == pytest.approx(24 / 24)
    assert playing.at_speed(0.5, 1.01).displayed_time(1.05) == pytest.approx(1.03)


def test_a_part_of_the_film_is_looped_while_it_is_played_in_it() -> None:
    part = FILM.parted((2.0, 4.0), 0.0)
    assert part.loop and part.bounds == (2.0, 4.0)
    assert part.position(0.0) == 0.0, "setting a part does not move a paused film"
    playing = part.played(0.0)
    assert playing.position(0.0) == 2.0, "playing begins in the part"
    assert playing.position(2.5) == pytest.approx(2.5)
    assert playing.at_speed(-1.0, 0.5).position(1.5) == pytest.approx(3.5)
    outside = playing.sought(7.0, 1.0)
    assert outside.position(2.0) == pytest.approx(8.0), (
        "a film that is played elsewhere is not drawn into the part"
    )
    assert outside.position(5.0) == pytest.approx(1.0)
    assert part.sought(9.0, 0.0).position(5.0) == 9.0
    assert part.at_speed(-1.0, 0.0).played(0.0).position(0.0) == pytest.approx(4.0 - 1.0 / 24.0)
    assert part.parted(None, 1.0).bounds == (0.0, 10.0)
    assert FILM.parted((3.0, 3.0), 0.0).bounds == pytest.approx((3.0, 3.0 + 1.0 / 24.0))


def test_a_reload_keeps_the_playhead_the_speed_the_loop_and_the_pause() -> None:
    playing = FILM.looped(True, 0.0).at_speed(2.0, 0.0).played(0.0)
    reloaded = playing.on_film(20.0, 30.0, (0.0, 1.0), 3.0)
    assert reloaded.position(3.0) == pytest.approx(6.0)
    assert reloaded.playing(3.0) and reloaded.loop and reloaded.speed == 2.0
    paused = FILM.sought(4.0, 0.0).on_film(20.0, 24.0, (0.0,), 9.0)
    assert paused.position(9.0) == 4.0 and not paused.playing(9.0)


def test_a_reload_to_a_shorter_film_stays_within_it() -> None:
    assert FILM.sought(9.0, 0.0).on_film(5.0, 24.0, (0.0,), 0.0).position(0.0) == pytest.approx(119 / 24)


@given(times, clocks, clocks, speeds, st.booleans())
def test_the_position_never_leaves_the_film(
    seek: float, clock: float, wait: float, speed: float, loop: bool
) -> None:
    transport = FILM.looped(loop, clock).at_speed(speed, clock).sought(seek, clock).played(clock)
    time = transport.position(clock + wait)
    assert 0.0 <= time <= (FILM.duration if loop else FILM.last)
    assert 0.0 <= transport.displayed_time(clock + wait) <= time + 1e-6


@given(times, clocks, st.integers(-500, 500), speeds, st.booleans())
def test_a_paused_film_is_on_a_frame(seek: float, clock: float, steps: int, speed: float, loop: bool) -> None:
    film = FILM.looped(loop, 0.0).at_speed(speed, 0.0)
    moved = film.sought(seek, 0.0).played(0.0)
    for still in (film.sought(seek, 0.0), moved.paused(clock), moved.stepped(steps, clock)):
        assert on_a_frame(still.position(clock))


@given(st.integers(0, 239), st.integers(-300, 300))
def test_a_step_and_its_opposite_cancel_within_a_loop(frame: int, steps: int) -> None:
    here = FILM.looped(True, 0.0).sought(frame / 24.0, 0.0)
    assert here.stepped(steps, 0.0).stepped(-steps, 0.0).position(0.0) == pytest.approx(frame / 24.0)


rational = st.sampled_from(
    [Fraction(24), Fraction(10), Fraction(30000, 1001), Fraction(24000, 1001), Fraction(25, 2)]
)
lengths = st.floats(0.04, 5.0)


@given(rational, lengths, st.sampled_from([1.0, -1.0]))
def test_a_loop_shows_every_frame_of_the_film_once_a_round_and_no_other(
    fps: Fraction, duration: float, speed: float
) -> None:
    grid = FrameGrid.of(duration, fps)
    loop = Transport(duration, fps).looped(True, 0.0).at_speed(speed, 0.0).played(0.0)
    # Two passes of the loop, sampled in the middle of each frame's time on screen.
    seen = [loop.displayed_time(grid.time(k) + 0.5 / float(fps)) for k in range(2 * grid.count)]
    frames = [grid.time(k) for k in range(grid.count)][:: int(speed)]
    assert seen == 2 * frames


@given(rational, lengths)
def test_steps_go_through_every_frame_of_the_film_and_back(fps: Fraction, duration: float) -> None:
    grid = FrameGrid.of(duration, fps)
    frames = [grid.time(k) for k in range(grid.count)]
    here, seen = Transport(duration, fps), []
    for _ in frames:
        seen.append(here.displayed_time(0.0))
        here = here.stepped(1, 0.0)
    assert seen == frames and here.displayed_time(0.0) == frames[-1]
    assert [here.stepped(-k, 0.0).displayed_time(0.0) for k in range(grid.count)] == frames[::-1]


def test_shots_that_no_frame_shows_are_passed_over() -> None:
    film = Transport(4.0, 24, (-1.0, 0.0, 1.01, 1.02, 2.0, 9.0))
    seen = [film.frame(0.0)]
    for _ in range(4):
        film = film.next_shot(0.0)
        seen.append(film.frame(0.0))
    assert seen == [0, 25, 48, 95, 95]
    back = []
    for _ in range(4):
        film = film.previous_shot(0.0)
        back.append(film.frame(0.0))
    assert back == [48, 25, 0, 0]


def test_while_the_frame_before_a_shot_is_still_on_screen_the_next_shot_is_that_one() -> None:
    playing = Transport(4.0, 24, (0.0, 1.01)).sought(1.02, 0.0).played(0.0)
    assert (playing.frame(0.0), playing.shot(0.0)) == (24, 0)
    assert playing.next_shot(0.0).frame(0.0) == 25
