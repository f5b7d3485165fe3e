"""Small pictures of the timeline: thumbnails of shots and counts of flashes, drawn again only where something has
changed."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.player.scenes import TINY
from visualizer.editor.flash_scan import FlashScan
from visualizer.editor.thumbnails import Thumbnails
from visualizer.output import flashes
from visualizer.player.small_pictures import Pixels, Wish
from visualizer.scene.loading import load_text, rewritten
from visualizer.scene.scene import Scene

TWO_EYES = TINY.replace('start = 2.0\ncamera = "eye"', 'start = 19.0\ncamera = "other"').replace(
    "[actor.box]", "[camera.other]\nposition = [0, 2, 9]\nlook_at = [0, 0.5, 0]\nfov = 30\n\n[actor.box]"
)
"""Shots of nineteen seconds and of one, each with a camera of its own."""


class Images:
    """Textures that are numbers. kept: how many were made. free: those that were freed."""

    def __init__(self) -> None:
        self.kept, self.free = 0, set[int]()

    def keep(self, pixels: Pixels) -> int:
        self.kept += 1
        return self.kept

    def drop(self, number: int) -> None:
        self.free.add(number)


def thumbnails() -> tuple[Thumbnails, Images]:
    images = Images()
    host: Any = SimpleNamespace(images=images, stir=lambda: None)
    return Thumbnails(host), images


def drawn(found: Thumbnails, scene: Scene, time: float = 0.0) -> list[float]:
    """Draw all that is wished for. Return the film times of the pictures, s."""
    times, idle = [], 0
    while idle <= len(scene.shots):
        wish = found.wish(scene, time)
        if wish is None:
            idle += 1
            continue
        idle = 0
        times.append(wish.frame.time)
        wish.take(np.zeros((wish.size[1], wish.size[0], 3), np.uint8))
    return times


def edited(scene: Scene, old: str, new: str) -> Scene:
    (document,) = scene.documents.files
    text = document.source.replace(old.encode(), new.encode())
    return rewritten(scene, scene.documents.with_sources({document.file: text}), sampled=False)


def test_the_thumbnail_of_the_shot_at_the_playhead_is_drawn_first_and_each_once() -> None:
    found, _ = thumbnails()
    scene = load_text(TWO_EYES)
    assert drawn(found, scene, 19.5) == [19.5, 9.5], "the middles of the shots"
    assert drawn(found, scene) == []
    first, second = found.of("first"), found.of("second")
    assert first is not None and second is not None and first.image != second.image
    assert first.aspect == pytest.approx(16 / 9, abs=0.02)


def test_an_edit_draws_those_thumbnails_again_whose_pictures_change() -> None:
    found, images = thumbnails()
    scene = load_text(TWO_EYES)
    drawn(found, scene)
    before = found.of("second")
    again = edited(scene, "fov = 45", "fov = 60")
    old = found.of("first")
    assert drawn(found, again) == [9.5] and found.of("second") is before
    assert old is not None and images.free == {old.image}
    assert drawn(found, edited(again, "A caption", "Another")) == [], "captions are not in them"
    gone = edited(again, 'name = "second"', 'name = "last"')
    assert drawn(found, gone) == [19.5] and found.of("second") is None


def flash(found: FlashScan, scene: Scene, time: float, shade: Any) -> list[int]:
    """Count what is wished for, in pictures whose brightness is that of `shade`, 0..255, for a frame's number. Return
    the frames."""
    grid, numbers = scene.film.grid(), []
    while (wish := found.wish(scene, time)) is not None:
        numbers.append(grid.at(wish.frame.time))
        wish.take(picture(wish, shade(numbers[-1])))
    return numbers


def picture(wish: Wish, value: int) -> Pixels:
    return np.full((wish.size[1], wish.size[0], 3), value, np.uint8)


def test_flashes_are_counted_as_the_command_counts_them_and_again_where_a_shot_changes() -> None:
    scene = load_text(TWO_EYES)
    found = FlashScan()
    assert found.wish(scene, 0.0) is None, "only if it is asked for"
    found.on = True

    def shade(number: int) -> int:
        return 255 * (number // 3 % 2) if number >= 456 else 0  # 19 s: four times a second

    numbers = flash(found, scene, 19.5, shade)
    assert numbers[: 24 + 24] == [*range(432, 480)], (
        "the shot at the playhead first, with the second before it"
    )
    first, second = (found.of(scene, shot) for shot in scene.shots)
    assert first is not None and second is not None and (len(first), len(second)) == (456, 24)
    assert max(first) == 0 and max(second) > flashes.MOST
    size = flashes.drawn_size(scene)
    pictures = [np.full((size[1], size[0], 3), shade(number), np.uint8) for number in range(432, 480)]
    told = [flashes.flashes_of(one) for one in flashes.flashing(map(flashes.reduced, pictures), 24.0)]
    assert second == told[24:]
    again = edited(scene, "fov = 30", "fov = 31")
    assert found.of(again, again.shots[0]) is first and found.of(again, again.shots[1]) is None


def test_a_shot_that_is_being_counted_is_known_as_far_as_it_was_and_begun_anew_after_an_edit() -> None:
    scene = load_text(TWO_EYES.replace("seed = 1", "seed = 76"))
    found = FlashScan(on=True)
    for _ in range(24 + 5):
        wish = found.wish(scene, 19.5)
        assert wish is not None
        wish.take(picture(wish, 0))
    assert found.of(scene, scene.shots[1]) == [0] * 5
    again = edited(scene, "fov = 30", "fov = 31")
    assert found.of(again, again.shots[1]) is None
    wish = found.wish(again, 19.5)
    assert wish is not None and wish.frame.time == 18.0


def test_counts_are_found_by_the_next_window_with_the_same_files() -> None:
    scene = load_text(TWO_EYES.replace("seed = 1", "seed = 77"))
    flash(FlashScan(on=True), scene, 0.0, lambda number: 0)
    found = FlashScan()
    assert [found.of(scene, shot) for shot in scene.shots] == [[0] * 456, [0] * 24]
    other = load_text(TWO_EYES.replace("seed = 1", "seed = 78"))
    assert [found.of(other, shot) for shot in other.shots] == [None, None]
