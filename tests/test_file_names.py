"""Every file name that the file system allows works for scenes, includes and outputs; messages show it on one line."""

import json
import os
import subprocess
import sys

import av
import numpy as np
import pytest
from PIL import Image

from visualizer.cli import main
from visualizer.file_names import printable, shell_word, shortened
from visualizer.output import rendering, sheets
from visualizer.output.changes import manifest_path
from visualizer.output.sequence import frame_path, is_sequence
from visualizer.player import screenshot
from visualizer.renderer import renderer
from visualizer.renderer.renderer import PictureReading

NAMES = [
    "12:30", "file:x", "pipe:1", "concat:a|b", "http:", "100%", "launch%20day", "50%s off %%", "two words ", " ",
    "a'b\"c`d", "line\nbreak", "tab\there", "\x1b[31mred", "[bold]x[red] [", "🚀 👩\u200d🚀", "старт", "cafe\u0301",
    os.fsdecode(b"caf\xe9"), os.fsdecode(b"\xff\xfe"), "-x", "--out", "a\\b", "#1?q=2&r", "$HOME ~ *", ".hidden", "...",
    "n" * 240, "é" * 120,
]  # fmt: skip


THREE = """
import sys
from visualizer.cli.main import run

scene = sys.argv[1]
for command in ("new", "check", "info"):
    sys.argv = ["visualizer", command, scene]
    try:
        run()
    except SystemExit as ended:
        if ended.code:
            raise
"""
"""Runs three commands, one after another."""


class Blank:
    """A stand-in for the renderer: the tests are about file names."""

    def __init__(self, size, detail):
        self.size, self.detail = size, detail

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def draw(self, frames):
        pass

    def drawing(self, frames, results):
        return iter(())

    def read_later(self):
        return PictureReading(self.pixels)

    def pixels(self):
        return np.full((self.size[1], self.size[0], 3), 90, np.uint8)


@pytest.fixture
def run(monkeypatch, capsys):
    """Return a function that runs a command in this process and returns its status and lines of stdout and stderr."""
    for module in (renderer, rendering, sheets):
        monkeypatch.setattr(module, "Renderer", Blank)

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["visualizer", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main.run()
        said = capsys.readouterr()
        return ended.value.code, said.out.splitlines(), said.err.splitlines()

    return command


@pytest.mark.parametrize("name", NAMES, ids=lambda name: printable(name)[:24])
def test_every_command_takes_any_name(run, tmp_path, monkeypatch, name):
    folder = tmp_path / shortened(name, 200)
    folder.mkdir()
    monkeypatch.chdir(folder)
    scene, part = f"{name}.toml", f"{name}_part.toml" if len(name) < 100 else "part.toml"
    status, _, told = run("new", "--", scene)
    assert (status, len(told)) == (0, 1), told
    assert printable(name) in told[0]
    (folder / part).write_text("[[caption]]\ntext = 'x'\nstart = 0\nend = 3\n", encoding="utf-8")
    if part.isprintable():
        whole = (folder / scene).read_text(encoding="utf-8")
        (folder / scene).write_text(
            f"include = [{json.dumps(part, ensure_ascii=False)}]\n" + whole, encoding="utf-8"
        )
    assert run("check", "--", scene) == (
        0,
        [f"{printable(scene)}: ok (1 shots, 8 s, 2 actors, 0 emitters)"],
        [],
    )
    assert json.loads("\n".join(run("info", "--json", folder / scene)[1]))["files"][0] == str(folder / scene)
    common = ("--size", "32x18", "--samples", "1", "--to", "0.1", "--fps", "20")
    for out in (f"{name}.mp4", folder / f"{name}.mkv"):
        status, _, told = run("render", *common, "-o", out, "--", scene)
        assert (status, told[-1].startswith(f"{printable(out)}: 2 frames")) == (0, True), told
    with av.open(f"file:{folder}/{name}.mp4") as film:
        assert film.streams.video[0].frames == 2
    sequence = f"{name}_%02d.png" if len(name) < 100 else f"{name}%d.png"
    status, _, told = run("render", *common, "-o", sequence, "--", scene)
    assert status == 0, told
    assert run("render", *common, "--resume", "-o", sequence, "--", scene)[0] == 0
    status, _, told = run(
        "still", "-t", "1", "--size", "32x18", "--samples", "1", "-o", f"{name}.png", "--", scene
    )
    assert (status, len(told)) == (0, 1), told
    status, _, told = run("sheet", "--width", "32", "--samples", "1", "-o", f"{name}s.png", "--", scene)
    assert (status, len(told)) == (0, 1), told
    numbers = ("00", "01") if len(name) < 100 else ("0", "1")
    joint = "_" if len(name) < 100 else ""
    expected = {scene, part, f"{name}.mp4", f"{name}.mkv", f"{name}.png", f"{name}s.png"}
    expected |= {f"{name}{joint}{number}.png" for number in numbers}
    expected |= {manifest_path(folder / f"{name}{ending}").name for ending in (".mp4", ".mkv")}
    assert {entry.name for entry in folder.iterdir()} == expected
    with Image.open(folder / f"{name}{joint}{numbers[1]}.png") as image:
        assert image.size == (32, 18)


@pytest.mark.parametrize("name", NAMES, ids=lambda name: printable(name)[:24])
def test_every_message_about_a_name_is_one_readable_line(run, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"{name}.toml").write_text("format = 2\n")
    taken = shortened(name, 200)
    for folder in (f"{taken}.png", f"{taken}.mp4"):
        (tmp_path / folder).mkdir()
    run("new", "--", "good.toml")
    for arguments, expected in (
        (("check", "--", f"{name}.toml"), 1),
        (("check", "--", f"{taken}.not there.toml"), 1),
        (("new", "--", f"{name}.toml"), 1),
        (("new", "--", f"{taken}.png/"), 1),
        (("still", "-t", "0", "-o", f"{taken}.jpg", "good.toml"), 1),
        (("still", "-t", "0", "-o", f"{taken}.png", "good.toml"), 1),
        (("render", "--size", "32x18", "-o", f"{taken}.mp4", "good.toml"), 1),
        (("render", "--size", "32x18", "-o", f"{taken}.tga", "good.toml"), 1),
        (("render", "--size", "32x18", "-o", f"{taken}_%d_%d.png", "good.toml"), 1),
    ):
        status, out, told = run(*arguments)
        assert status == expected, (arguments, told)
        assert all(line.replace("\u200d", "").isprintable() for line in (*out, *told)), told
        assert any(printable(name)[:30] in line for line in told), told


def test_a_name_that_is_too_long_is_reported_before_anything_is_drawn(run, tmp_path, monkeypatch):
    monkeypatch.setattr(Blank, "draw", lambda *_: pytest.fail("drawn"))
    run("new", tmp_path / "a.toml")
    for out in ("x" * 255 + ".mp4", "y" * 255 + ".png"):
        command = ("still", "-t", "0") if out.endswith("png") else ("render", "--samples", "1")
        status, _, told = run(*command, "--size", "32x18", "-o", tmp_path / out, tmp_path / "a.toml")
        assert status == 1, told
        assert "File name too long" in told[-1]


@pytest.mark.parametrize("link", [None, os.symlink, os.link])
def test_nothing_is_written_over_a_file_that_the_scene_is_read_from(run, tmp_path, monkeypatch, link):
    """Under any of its names: otherwise the user's work would be lost."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Blank, "draw", lambda *_: pytest.fail("drawn"))
    read = [tmp_path / name for name in ("scene.png", "scene.mp4", "part_00003.png")]
    for name in ("scene.png", "scene.mp4"):
        run("new", name)
        path = tmp_path / name
        path.write_text(path.read_text().replace("format = 1", 'format = 1\ninclude = ["part_00003.png"]'))
    read[2].write_text('[actor.other]\nkind = "shape"\n')
    outputs = ["scene.png", "./scene.mp4", "part_00003.png", "part_%05d.png"]
    if link is not None:
        outputs = ["out.png", "out.mp4", "out_00003.png", "out_%05d.png"]
        for out, path in zip(outputs[:3], read, strict=True):
            link(path, out)
    before = [path.read_bytes() for path in read]
    for command in (
        ("still", "-t", "0", "-o", outputs[0], "scene.png"),
        ("sheet", "-o", outputs[2], "scene.png"),
        ("render", "--size", "32x18", "-o", outputs[1], "scene.mp4"),
        ("render", "--size", "32x18", "-o", outputs[3], "scene.png"),
    ):
        status, _, told = run(*command)
        assert status == 1, command
        assert "the scene is read from it" in told[-1]
    assert [path.read_bytes() for path in read] == before


def test_a_number_of_more_digits_than_a_name_has_is_refused(run, tmp_path):
    run("new", tmp_path / "a.toml")
    for digits in (256, 9_999_999, 10**30):
        status, _, told = run("render", "-o", tmp_path / f"{'x' * 90}_%0{digits}d.png", tmp_path / "a.toml")
        assert status == 1
        assert "more than 255 digits" in told[-1]
        assert len(told[-1]) < 200


def test_a_process_prints_names_that_its_terminal_cannot_show(tmp_path):
    scene = tmp_path / os.fsdecode(b"\xff \xf0\x9f\x9a\x80.toml")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii:strict"}
    done = subprocess.run([sys.executable, "-c", THREE, scene], capture_output=True, env=environment)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
    assert all(rb"\xff \U0001f680" in said for said in (done.stderr, done.stdout)), "new and check name it"
    assert b"emitters: none" in done.stdout, "info has printed its table"


def test_the_number_of_a_sequence_is_the_only_thing_in_its_name_that_is_replaced(tmp_path):
    for pattern, number, name in (
        ("%05d.png", 7, "00007.png"),
        ("a%d.png", 12, "a12.png"),
        ("100%_%05d.png", 7, "100%_00007.png"),
        ("launch%20day_%03d.png", 7, "launch%20day_007.png"),
        ("%s %(x)s %%_%02d.png", 7, "%s %(x)s %%_07.png"),
        ("%3d.png", 7, "  7.png"),
    ):
        assert is_sequence(tmp_path / pattern)
        assert frame_path(tmp_path / pattern, number) == tmp_path / name
    for film in ("launch%20day.mp4", "%05d.mkv", "100%.mov"):
        assert not is_sequence(tmp_path / film)


def test_a_screenshot_of_a_scene_with_a_long_name_has_a_shorter_one(tmp_path):
    for name in NAMES:
        path = screenshot.save(np.zeros((2, 2, 3), np.uint8), tmp_path, name, "0001.500")
        assert path.name.startswith(shortened(name, 200))


def test_a_command_line_for_people_to_copy_names_the_same_file():
    from pathlib import Path
    from shlex import split

    for name in ("two words.toml", "-x.toml", "a'b.toml", "$HOME.toml"):
        (word,) = split(shell_word(Path(name)))
        assert Path(word) == Path(name)
        assert not word.startswith("-")
