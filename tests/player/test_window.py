"""The window on a virtual screen, driven by key and mouse events, observed by its title and by screenshots."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.commands import run
from tests.player.scenes import TINY, write_tiny
from tests.player.screens import SIZE, Watched, screen
from tests.waiting import GUARD
from visualizer.frame import Caption
from visualizer.player.captions import caption_lift
from visualizer.player.layout import ScrubBar
from visualizer.player.window import held_signals
from visualizer.renderer.captions import caption_image
from visualizer.scene.loading import load

BAR = ScrubBar.of(SIZE, 20.0)
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with screen() as name:
        yield name


def still(path: Path, time: str) -> np.ndarray:
    """Return the scene's picture at a time as 'visualizer still' draws it, without a window."""
    out = path.parent / "stills" / "still.png"
    out.parent.mkdir()
    done = run("still", path, "-t", time, "-o", out)
    assert done.returncode == 0, done.stderr
    return np.asarray(Image.open(out).convert("RGB"))


def taken(window: Watched, key: str = "F12") -> np.ndarray:
    """Return a screenshot that is taken now, (height, width, 3) int."""
    return np.asarray(Image.open(window.screenshot(key))).astype(int)


def test_it_plays_pauses_steps_jumps_and_quits(display: str, tmp_path: Path) -> None:
    with Watched(display, write_tiny(tmp_path)) as window:
        assert window.title.film == "Tiny" and "playing" in window.title.words
        window.wait_for(lambda title: title.time > 0.2)
        paused = window.pause()
        assert window.turned() == paused
        window.press("Home", "Right", "Right", "Left", "Right")
        window.wait_for(lambda title: title.time == pytest.approx(2 / 24, abs=1e-3))
        window.press("bracketright")
        assert window.wait_for(lambda title: title.shot == "second").time == 2.0
        window.press("Prior")
        assert window.wait_for(lambda title: title.shot == "first").time == 0.0
        window.press("End")
        window.wait_for(lambda title: title.time == pytest.approx(479 / 24, abs=1e-3))
        window.press("r", "minus", "space")
        window.wait_for(lambda title: "-0.5x" in title.words and title.time < 19.8)
        window.press("ctrl+l")
        window.wait_for(lambda title: "loop" in title.words)
        window.press("j", "j")
        window.wait_for(lambda title: title.speed == "-2x" and not title.paused)
        window.press("l", "l", "l", "k")
        window.wait_for(lambda title: title.speed == "4x" and title.paused)
        for typed, time in (
            ("12.5", 12.5),
            ("0:02", 2.0),
            ("48f", 2.0),
            ("00:00:01:12", 1.5),
            ("-0.25", 1.25),
        ):
            window.press("g")
            window._do("type", "--delay", "30", "--", typed)
            window.press("Return")
            window.wait_for(partial(lambda time, title: title.time == time, time))
        window.press("g", "q", "9", "Return", "Escape", "comma", "comma", "period")
        window.wait_for(lambda title: title.time == pytest.approx(29 / 24, abs=1e-3))
        window.press("Escape")
        assert window.ends() == 0


def test_a_portrait_film_at_29_97_starts_at_a_shots_own_first_frame_and_keeps_its_shape(
    display: str, tmp_path: Path
) -> None:
    text = TINY.replace("fps = 24", 'fps = "30000/1001"').replace("[320, 180]", "[90, 160]")
    path = write_tiny(tmp_path, text.replace("start = 2.0", "start = 2.01"))
    with Watched(display, path, start="second+3") as window:
        window.pause()
        window.press("bracketleft")
        first = window.wait_for(lambda title: title.time < 3.0)
        assert first.shot == "second" and first.time == pytest.approx(61 * 1001 / 30_000, abs=1e-3)
        window.press("Left")
        before = window.wait_for(lambda title: title.shot == "first")
        assert before.time == pytest.approx(60 * 1001 / 30_000, abs=1e-3)
        window.press("End")
        window.wait_for(lambda title: title.time == pytest.approx(598 * 1001 / 30_000, abs=1e-3))
        assert taken(window).shape == (160, 90, 3), "the film's size, not the window's"


def test_a_start_outside_the_film_ends_with_a_message(display: str, tmp_path: Path) -> None:
    ended = run(
        "watch", write_tiny(tmp_path), "--start", "second+19", DISPLAY=display, LIBGL_ALWAYS_SOFTWARE="1"
    )
    assert ended.returncode == 1
    assert "'second+19', 21 s, is after the film's end: the film lasts 20 s" in ended.stderr


def test_a_saved_file_is_shown_with_playhead_and_pause_kept_and_a_broken_one_is_named(
    display: str, tmp_path: Path
) -> None:
    path = write_tiny(tmp_path)
    with Watched(display, path, start=1.0) as window:
        paused = window.pause()
        write_tiny(tmp_path, TINY.replace('kind = "shape"', 'kind = "shap"'))
        broken = window.wait_for(lambda title: "tiny.toml:26:" in title.words[-1])
        assert broken.time == paused.time and broken.paused
        before = taken(window, "p")
        write_tiny(tmp_path, TINY.replace("Tiny", "Mended").replace("#8a8f98", "#d02010"))
        mended = window.wait_for(lambda title: title.film == "Mended")
        assert mended.time == paused.time and mended.words == ["paused"]
        after = taken(window, "p")
        window.press("Escape")
        assert window.ends() == 0
        middle = (slice(70, 110), slice(140, 180))
        assert np.ptp(before[middle].mean((0, 1))) < 15, "the last good picture is the grey box"
        assert after[middle][..., 0].mean() > 2 * after[middle][..., 1].mean(), "the new one is red"


def test_a_screenshot_is_the_still_of_its_moment_and_takes_no_other_ones_place(
    display: str, tmp_path: Path
) -> None:
    path = write_tiny(tmp_path)
    with Watched(display, path, start=1.0) as window:
        moment = window.pause().time
        first = window.screenshot("p")
        window.press("c")
        second = window.screenshot()
        window.press("q")
        assert window.ends() == 0
        assert window.said == [str(first), str(second)]
        time = first.stem.removeprefix("tiny_")
        assert float(time) == pytest.approx(moment, abs=1e-3) and first != second
        assert second.name == f"tiny_{time}_no-captions.png"
        shot = np.asarray(Image.open(first)).astype(int)
        assert np.array_equal(shot, still(path, time)), "the same bits"
        without_caption = np.asarray(Image.open(second)).astype(int)
        changed = np.abs(shot - without_caption).max(2) > 8
        assert changed[160:].any() and not changed[:140].any(), "only the caption is gone"


def test_a_paused_picture_is_refined_to_the_films_own_frame_and_any_key_ends_that(
    display: str, tmp_path: Path
) -> None:
    path = write_tiny(tmp_path, TINY.replace("end = 19.5", "end = 0.6"))
    with Watched(display, path, start=5.0, options=("--size", "320x180")) as window:
        window.pause()
        window.press("Home", "Next")
        window.wait_for(lambda title: title.time == 2.0)
        clear = slice(0, 70)  # above the transport and what shades the picture below it
        film = still(path, "2.0")[clear]
        window.wait(lambda: bool((window.picture[clear] == film).all()))
        window.press("7", "7", "Right", "Left", "8", "8")
        window.wait(lambda: bool((window.picture[clear] == film).all()))


def test_captions_are_as_sharp_over_a_small_picture_and_above_the_scrub_bar(
    display: str, tmp_path: Path
) -> None:
    size, text = (640, 360), "A caption"
    path = write_tiny(tmp_path)
    with Watched(display, path, start=1.0, options=("--size", "640x360", "--quality", "draft")) as window:
        window.pause()
        bar = ScrubBar.of(size, 20.0)
        up = round(caption_lift((0, 0, *size), bar, size[1], 1.0, 1.0))
        letters = np.roll(caption_image([Caption(text)], size)[..., :3].min(2) > 230, -up, axis=0)
        assert letters.sum() > 100 and not letters[round(bar.top) :].any()
        window.wait(lambda: bool((window.picture[letters] > 200).all()))


def test_a_pose_of_the_free_camera_is_keyed_cut_to_undone_and_a_flight_is_recorded(
    display: str, tmp_path: Path
) -> None:
    path = write_tiny(tmp_path, TINY.replace("[camera.eye]", "[camera.eye]  # seen from here"))
    written = path.read_text()
    with Watched(display, path, start=3.0) as window:
        shown = window.pause().time
        moment = round(24.0 * shown) / 24.0  # the title has three digits
        window.press("v")
        window.wait_for(lambda title: "free camera" in title.words)
        before = window.picture
        window.move((160, 85))
        window.press("z")
        window.wait(lambda: np.abs(window.picture - before)[:80].mean() > 2.0)
        window.turned()
        focused = window.picture
        window._do("mousedown", "3")
        window.move((200, 75))
        window._do("mouseup", "3")
        window.wait(lambda: np.abs(window.picture - focused)[:80].mean() > 1.0)
        window._do("click", "5")  # the wheel, away
        window.turned()
        flown = taken(window)
        assert flown[90, 160].max() > 30, "the box is still in the middle"
        window.press("ctrl+k")
        window.wait(lambda: path.read_text() != written)
        window.press("v")
        window.wait_for(lambda title: "free camera" not in title.words)
        keyed = load(path).at(moment).camera
        # The film's camera has the pose, once the window has read the file again.
        window.wait(lambda: bool(np.abs(taken(window) - flown).mean() < 1.0))
        window.press("ctrl+z")
        window.wait(lambda: path.read_text() == written)
        window.press("v", "ctrl+n")  # and its flight begins with that cut
        assert window.wait_for(lambda title: title.shot == "free_1").time == shown
        window.wait(lambda: "[camera.free_1]" in path.read_text())
        cut = load(path).at(moment).camera
        assert np.allclose(cut.camera_from_world, keyed.camera_from_world, atol=2e-3)
        window.press("v", "ctrl+r")
        window.wait_for(lambda title: not title.paused)
        window._do("keydown", "w")
        window.wait_for(lambda title: title.time > moment + 0.5)
        window._do("keyup", "w")
        window.press("ctrl+r")
        window.wait_for(lambda title: title.paused and title.time == shown)
        window.wait(lambda: "[camera.flight_1]" in path.read_text())
        assert "# seen from here" in path.read_text() and [shot.camera for shot in load(path).shots] == [
            "eye",
            "eye",
            "flight_1",
        ]


def test_help_figures_and_full_screen_open_and_close(display: str, tmp_path: Path) -> None:
    with Watched(display, write_tiny(tmp_path)) as window:
        window.pause()
        window.turned()
        before = window.picture[:80, 160:]
        window.press("F5")  # the panel needs room: it is dark where the sky was
        window.wait(lambda: bool(window.picture[:80, 160:].mean() < 0.6 * before.mean()))
        window.press("F5", "2", "3", "4")  # guides and false colours
        window.wait(lambda: np.ptp(window.picture[:80, 160:], axis=2).max() > 90)
        window.press("6")
        window.wait(lambda: bool(window.picture[:40, 230:].mean() < 0.5 * before.mean()))  # no surface
        window.press("6", "6", "2", "3")
        window.wait(lambda: bool(np.abs(window.picture[:80, 160:] - before).mean() < 3.0))
        window.press("F6")  # the key light is drawn, in yellow
        window.wait(lambda: bool(np.max(window.picture[:80] @ (1, 0, -1)) > 50))
        window.press("F6")
        window.click((160, 85))  # the box is picked: its name and corners are drawn
        window.wait(lambda: bool(np.max(window.picture[:80, 100:220] @ (-1, 0, 1)) > 50))  # blue
        write_tiny(tmp_path, TINY.replace("#8a8f98", "#d02010"))
        middle = (slice(70, 90), slice(140, 180))
        window.wait(lambda: window.picture[middle][..., 0].mean() > 2 * window.picture[middle][..., 1].mean())
        window.press("F7")  # before the save
        window.wait(
            lambda: window.picture[middle][..., 0].mean() < 1.3 * window.picture[middle][..., 1].mean()
        )
        window.press("F7", "h", "F3")
        window.press("f")
        window.wait(lambda: window.size == (800, 600))
        window.listens()
        window.press("f")
        window.wait(lambda: window.size == SIZE)
        window.listens()
        window.press("h", "F3", "Escape")
        assert window.ends() == 0


def test_a_broken_shader_keeps_the_picture_and_names_its_line_and_a_mended_one_is_used(
    display: str, tmp_path: Path
) -> None:
    root = tmp_path / "checkout"
    for folder in ("visualizer", "shaders", "assets"):
        if (REPOSITORY / folder).is_dir():
            shutil.copytree(REPOSITORY / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    material = root / "shaders" / "materials" / "plain.glsl"
    good = material.read_text(encoding="utf-8")
    with Watched(display, write_tiny(tmp_path), root=root) as window:
        window.pause()
        material.write_text(good + "\nbroken here;\n", encoding="utf-8")
        title = window.wait_for(lambda title: any(word.startswith("error: ") for word in title.words))
        assert "shaders/materials/plain.glsl:" in title.words[-1]
        window.press("Right", "Right")  # drawing continues with the last valid programs
        window.wait_for(lambda now: now.time > title.time)
        material.write_text(good, encoding="utf-8")
        window.wait_for(lambda title: title.words == ["paused"])


def test_a_scene_whose_name_no_terminal_can_show_is_watched_reloaded_and_pictured(
    display: str, tmp_path: Path
) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9 \n[x] 12:30%.toml")
    path.write_text(TINY, encoding="utf-8")
    with Watched(display, path) as window:
        window.pause()
        window.press("F12")
        window.wait(lambda: any(line.endswith(".png") for line in window.said))
        assert r"caf\xe9 \n[x] 12:30%_" in window.said[-1]
        path.write_text(TINY.replace("fov = 45", "fov = 'wide'"), encoding="utf-8")
        title = window.wait_for(lambda title: any(word.startswith("error: ") for word in title.words))
        assert r"caf\xe9 \n[x] 12:30%.toml:" in title.words[-1]
    (picture,) = tmp_path.glob("*.png")
    assert picture.name.startswith(path.stem)


@pytest.mark.parametrize("mended", [True, False])
def test_a_scene_that_is_broken_from_the_start_waits_for_the_save_that_mends_it(
    display: str, tmp_path: Path, mended: bool
) -> None:
    path = write_tiny(tmp_path, TINY.replace("fov = 45", "fov = 'wide'"))
    with Watched(display, path, wait=False) as window:
        window.wait(lambda: any("tiny.toml:" in line and "camera.eye.fov" in line for line in window.said))
        if mended:
            write_tiny(tmp_path)
            window.wait(lambda: "Tiny | " in window._name())
        window.press("Escape")
        assert window.ends() == (0 if mended else 1)


def test_a_file_that_is_not_there_opens_no_player(display: str, tmp_path: Path) -> None:
    with (
        pytest.raises(pytest.fail.Exception, match=r"nothing\.toml: cannot read"),
        Watched(display, tmp_path / "nothing.toml"),
    ):
        pass


def test_without_a_screen_the_message_says_what_to_do(tmp_path: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-m", "visualizer", "watch", str(write_tiny(tmp_path))],
        env=environment, capture_output=True, text=True, timeout=GUARD, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    (line,) = done.stderr.strip().splitlines()
    assert "no window can be opened" in line and "apt-get install" in line and "xvfb-run" in line


def test_ctrl_c_ends_it_without_a_traceback(display: str, tmp_path: Path) -> None:
    with Watched(display, write_tiny(tmp_path)) as window:
        window.process.send_signal(signal.SIGINT)
        assert window.ends() == 130
        assert not any("Traceback" in line for line in window.said)


def test_ctrl_c_while_the_libraries_of_the_window_are_imported_waits_for_them() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), held_signals():
        signal.raise_signal(signal.SIGINT)
        done.append("imported")
    assert done and signal.getsignal(signal.SIGINT) is signal.default_int_handler


OPENED = "from visualizer.player.desktop import opened; print(opened('t', (64, 36)).ctx.version_code)"


@pytest.mark.parametrize("version", ["3.3", "4.3"])
def test_the_window_has_the_newest_opengl_of_a_driver_that_refuses_newer_ones(
    display: str, version: str
) -> None:
    code = version.replace(".", "") + "0"
    environment = os.environ | {
        "DISPLAY": display,
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "MESA_GL_VERSION_OVERRIDE": version,
        "MESA_GLSL_VERSION_OVERRIDE": code,
    }
    command = [sys.executable, "-c", OPENED]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=REPOSITORY)
    assert done.stdout.strip() == code, done.stderr
