"""The command line as a process: exit status, stdout and stderr, and never a traceback."""

import json
import os
import re
import signal
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from tests.commands import Command, run
from tests.scene.texts import GOOD, replaced
from tests.waiting import GUARD, wait_until
from visualizer.data import data_folder


@pytest.fixture
def scene(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(GOOD)
    return path


@pytest.fixture(autouse=True)
def no_traceback(capfd):
    yield
    assert "Traceback" not in "".join(capfd.readouterr())


def test_help_names_every_command_of_the_contract():
    result = run("--help")
    assert result.returncode == 0
    for command in ("watch", "render", "still", "sheet", "check", "info", "schema", "new", "doctor", "bench"):
        assert f"\n  {command} " in result.stdout


def test_usage_errors_exit_with_2(scene):
    for arguments in (
        ["fly"],
        ["render", scene],
        ["still", scene, "-o", "a.png"],
        ["still", scene, "-t", "1", "-o", "a.png", "--size", "big"],
        ["render", "no such scene", "-o", "a.mp4", "--size", "big"],
        ["render", scene, "-o", "a.mp4", "--samples", "0"],
    ):
        result = run(*arguments)
        assert result.returncode == 2, arguments
        assert "Traceback" not in result.stderr


def test_times_and_sizes_that_are_no_numbers_exit_with_2(scene):
    for arguments in (
        ["still", scene, "-t", "nan", "-o", "a.png"],
        ["still", scene, "-t", "inf", "-o", "a.png"],
        ["still", scene, "-t", "-1", "-o", "a.png"],
        ["still", scene, "-t", "1", "-o", "a.png", "--size", "²x36"],
        ["render", scene, "-o", "a.mp4", "--from", "nan"],
        ["render", scene, "-o", "a.mp4", "--to", "inf"],
        ["sheet", scene, "-o", "a.png", "--every", "nan"],
        ["watch", scene, "--start", "nan"],
    ):
        result = run(*arguments)
        assert result.returncode == 2, (arguments, result.stderr)
        assert "Traceback" not in result.stderr


def test_check_reports_which_scenes_have_errors(scene, tmp_path):
    good = run("check", scene)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.strip() == f"{scene}: ok (2 shots, 4 s, 1 actors, 0 emitters)"
    bad = tmp_path / "bad.toml"
    bad.write_text(replaced("fps = 10", "fsp = 10"))
    result = run("check", scene, bad)
    assert result.returncode == 1
    assert result.stderr.strip() == f"{bad}:5:1: film.fsp: unknown key; did you mean 'fps'?"


def test_check_info_and_schema_print_json(scene, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text(replaced("fps = 10", "fsp = 10"))
    rows = json.loads(run("check", scene, bad, "--json").stdout)
    assert [row["ok"] for row in rows] == [True, False]
    assert rows[1]["problems"][0]["line"] == 5
    facts = json.loads(run("info", scene, "--json").stdout)
    assert facts["actors"] == {"stone": "shape"}
    assert facts["meshes"] == ["stone.shape"]
    assert "triangles" not in facts
    assert json.loads(run("info", scene, "--json", "--triangles").stdout)["triangles"] > 8
    schema = json.loads(run("schema").stdout)
    assert "actor_shape" in schema["$defs"]


def test_a_command_that_fails_prints_its_error_as_json_with_the_option_json(scene, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text(replaced("fps = 10", "fsp = 10"))
    for arguments, status, lines in (
        (("info", bad), 1, [5]),
        (("render", bad, "-o", tmp_path / "a.mp4"), 1, [5]),
        (("bench", "host", tmp_path / "none.toml"), 1, [0]),
        (("render", scene, "-o", tmp_path / "a.mp4", "--shot", "none"), 1, []),
    ):
        result = run(*arguments, "--json")
        assert result.returncode == status
        told = json.loads(result.stdout)
        assert [problem["line"] for problem in told["problems"]] == lines
        assert told["error"] in result.stderr


def test_check_needs_no_gpu(scene):
    code = "import sys; sys.argv = ['v', 'check', sys.argv[1]]; sys.modules['moderngl'] = None; from visualizer.cli.main import run; run()"
    result = subprocess.run([sys.executable, "-c", code, str(scene)], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_new_writes_a_valid_scene_and_never_overwrites_a_file(tmp_path):
    path = tmp_path / "mine.toml"
    assert run("new", path).returncode == 0
    assert run("check", path).returncode == 0
    again = run("new", path)
    assert again.returncode == 1
    assert "exists already" in again.stderr


def test_a_still_is_drawn_from_any_folder(scene, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    result = run(
        "still", scene, "-t", "1.5", "-o", "a.png", "--size", "64x36", "--samples", "1", cwd=elsewhere
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout == ""
    picture = np.asarray(Image.open(elsewhere / "a.png"))
    assert picture.shape == (36, 64, 3)
    assert picture.std() > 3.0


def test_a_broken_scene_an_unknown_shot_and_an_unwritable_file_exit_with_1(scene, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text("nonsense")
    for arguments, message in (
        (["still", bad, "-t", "0", "-o", tmp_path / "a.png"], "this is not TOML"),
        (["still", scene, "--shot", "three", "-o", tmp_path / "a.png"], "no shot is called 'three'"),
        (["still", tmp_path / "none.toml", "-t", "0", "-o", tmp_path / "a.png"], "No such file"),
        (["still", scene, "-t", "0", "-o", tmp_path / "a.gif"], "a still is a .png"),
        (
            ["still", scene, "-t", "0", "-o", "/proc/a.png", "--size", "8x8", "--samples", "1"],
            "cannot write /proc/a.png",
        ),
        (["render", scene, "-o", tmp_path / "a.avi"], "a film is one of"),
        (
            ["render", scene, "-o", tmp_path / "a.mp4", "--size", "63x36", "--samples", "1"],
            "an even width and height",
        ),
        (["render", scene, "-o", tmp_path / "a.mp4", "--from", "9"], "the film lasts 4 s"),
        (
            ["render", scene, "-o", tmp_path / "a.mp4", "--size", "64x36", "--crf", "63"],
            "the --crf of h264 lies between 1 and 51",
        ),
        (["render", scene, "-o", tmp_path / "a.mkv", "--codec", "ffv1", "--crf", "5"], "ffv1 has no --crf"),
    ):
        result = run(*arguments)
        assert result.returncode == 1, (arguments, result.stderr)
        assert message in result.stderr
        assert "Traceback" not in result.stderr


def test_a_film_is_rendered_and_reported_frame_by_frame(scene, tmp_path):
    out = tmp_path / "f.mp4"
    words = ("--size", "64x36", "--samples", "1", "--from", "1.5", "--to", "2.5", "--json")
    result = run("render", scene, "-o", out, *words)
    assert result.returncode == 0, result.stderr
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert [event.pop("event") for event in events] == ["begin", *["frame"] * 10, "end"]
    begin, *frames, end = events
    assert (begin["frames"], begin["first"], begin["size"], begin["fps"]) == (10, 15, [64, 36], 10)
    assert [(one["number"], one["done"], one["shot"]) for one in frames] == [
        (15 + k, k + 1, "one" if k < 5 else "two") for k in range(10)
    ]
    assert frames[-1]["left"] == 0.0 and frames[-1]["rate"] > 0.0
    assert end.pop("seconds") > 0.0 and set(end.pop("spent")) and end == begin
    assert out.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["f.mp4", "f.mp4.manifest.json", "s.toml"]


def test_a_dry_run_says_what_would_be_rendered_and_writes_nothing(scene, tmp_path):
    result = run(
        "render",
        scene,
        "-o",
        tmp_path / "f" / "%03d.png",
        "--to",
        "1",
        "--samples",
        "2",
        "--dry-run",
        "--json",
    )
    assert result.returncode == 0, result.stderr
    assert re.search(
        r"%03d\.png: 10 frames, 64x36, 2 samples, about \d+ s and 0\.0 MB; [0-9.]+ [MG]B are free\n",
        result.stderr,
    )
    (plan,) = (json.loads(line) for line in result.stdout.splitlines())
    assert (plan["event"], plan["frames"], plan["samples"]) == ("plan", 10, 2)
    assert plan["seconds"] > 0.0 and plan["free"] > plan["bytes"] > 64 * 36 * 10
    assert [path.name for path in tmp_path.iterdir()] == ["s.toml"]


def test_without_a_size_a_software_rasteriser_picks_one_and_says_so(scene, tmp_path):
    result = run("render", scene, "-o", tmp_path / "f.mp4", "--to", "0.2")
    assert result.returncode == 0, result.stderr
    assert "draws on the CPU): rendering 64x36 with 16 samples" in result.stderr


def test_a_sheet_has_a_picture_for_each_shot(scene, tmp_path):
    result = run("sheet", scene, "-o", tmp_path / "s.png", "--width", "64", "--samples", "1")
    assert result.returncode == 0, result.stderr
    assert Image.open(tmp_path / "s.png").size[0] == 2 * 64 + 3 * 8


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_end_leaves_no_partial_film_and_gives_the_exit_status(number, scene, tmp_path):
    out = tmp_path / "f.mp4"
    scene.write_text(
        replaced("duration = 4.0", "duration = 36000")
    )  # long enough that no machine finishes it before the signal
    said = tmp_path / "said"
    said.touch()
    words = ("render", scene, "-o", out, "--size", "64x36", "--samples", "1")
    process = Command(words, tmp_path, os.environ, said)
    try:
        wait_until(lambda: said.read_text().find("of 360000 frames\n") > 0, said.read_text)
        wait_until(lambda: bool(list(tmp_path.glob("f.mp4.segments/.*.part-*"))), said.read_text)
        process.send_signal(number)
        assert process.wait(GUARD) == 128 + number, said.read_text()
    finally:
        process.kill()
    told = said.read_text()
    said.unlink()
    assert "stopped: the first segment was not complete" in told
    assert [p.name for p in tmp_path.iterdir()] == ["s.toml"]


def test_resume_continues_an_interrupted_sequence(scene, tmp_path):
    frames = tmp_path / "frames"
    first = run(
        "render", scene, "-o", frames / "%03d.png", "--size", "32x18", "--samples", "1", "--to", "0.5"
    )
    assert first.returncode == 0, first.stderr
    (frames / "002.png").unlink()
    stamp = (frames / "003.png").stat().st_mtime_ns
    again = run(
        "render",
        scene,
        "-o",
        frames / "%03d.png",
        "--size",
        "32x18",
        "--samples",
        "1",
        "--to",
        "0.5",
        "--resume",
    )
    assert again.returncode == 0, again.stderr
    assert len(list(frames.glob("*.png"))) == 5
    assert (frames / "003.png").stat().st_mtime_ns == stamp
    scene.write_text(scene.read_text() + "visible = false\n")
    other = run(
        "render",
        scene,
        "-o",
        frames / "%03d.png",
        "--size",
        "32x18",
        "--samples",
        "1",
        "--to",
        "0.5",
        "--resume",
    )
    assert other.returncode == 1
    assert "000.png was rendered differently (another version of the scene)" in other.stderr


def test_a_full_disk_is_reported_and_leaves_no_file(scene, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)], capture_output=True
    )
    if mount.returncode:
        pytest.skip("only root can mount a small disk")
    try:
        words = (
            "render",
            scene,
            "-o",
            small / "f.mkv",
            "--codec",
            "ffv1",
            "--size",
            "320x180",
            "--samples",
            "1",
        )
        refused = run(*words)
        assert refused.returncode == 3
        assert "f.mkv needs about 3.8 MB, and the disk has 0.1 MB free" in refused.stderr
        said = tmp_path / "said"
        said.touch()
        # As if the estimate had been too small.
        before = "import visualizer.output.space; visualizer.output.space.UNSURE = 1e9"
        full = Command(words, tmp_path, os.environ, said, before=before)
        assert full.wait(GUARD) == 3, said.read_text()
        assert f"cannot write {small / 'f.mkv'}: the disk is full" in said.read_text()
        assert "Traceback" not in said.read_text() + refused.stderr
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_machine_without_opengl_says_what_to_install_and_exits_with_3(scene, tmp_path):
    code = (
        "import sys, moderngl\n"
        "def none(**settings): raise Exception('libEGL.so: cannot open shared object file')\n"
        "moderngl.create_context = none\n"
        f"sys.argv = ['v', 'still', {str(scene)!r}, '-t', '0', '-o', {str(tmp_path / 'a.png')!r}]\n"
        "from visualizer.cli.main import run; run()\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 3
    assert "libEGL.so" in result.stderr
    assert "apt-get install libegl1 libgl1 libgl1-mesa-dri" in result.stderr or not sys.platform.startswith(
        "linux"
    )
    assert "Traceback" not in result.stderr


def test_doctor_reports_the_drawing_path_the_limits_and_the_encoders():
    result = run("doctor", "--json")
    findings = {row["what"]: row for row in json.loads(result.stdout)}
    assert result.returncode == 0, result.stdout
    assert {"python", "opengl", "limits", "h264", "screen", "font", "cache", "packages"} <= set(findings)
    assert os.environ["VISUALIZER_CACHE"] in findings["cache"]["found"]


def test_bench_frame_gives_milliseconds_for_each_shot_and_pass(scene):
    result = run("bench", "frame", scene, "--size", "64x36", "--repeats", "1", "--json")
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout)
    assert set(report["milliseconds"]) == {"one", "two"}
    assert {"sample", "draw", "surface", "grade"} <= set(report["milliseconds"]["one"])
    assert (report["path"], bool(report["without_compute"])) in {("compute", False), ("points", True)}


def test_bench_frame_compares_two_checkouts_shot_by_shot(scene, tmp_path):
    root = str(data_folder("scenes").parent)
    result = run(
        "bench", "frame", scene, "--size", "64x36", "--repeats", "1", "--rounds", "1", "--shot", "two", "--json",
        "--against", root,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout)
    for rows in (report["before"], report["after"]):
        assert set(rows) == {"two"}
        assert {"draw", "cpu", "surface", "grade"} <= set(rows["two"])
    missing = run("bench", "frame", scene, "--against", tmp_path)
    assert missing.returncode == 1
    assert f"{tmp_path}: no checkout of this program" in missing.stderr


def test_bench_host_compares_two_checkouts_shot_by_shot(scene):
    root = str(data_folder("scenes").parent)
    result = run(
        "bench",
        "host",
        scene,
        "--repeats",
        "1",
        "--rounds",
        "1",
        "--shot",
        "one",
        "--json",
        "--against",
        root,
    )
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout)
    for rows in (report["before"], report["after"]):
        assert set(rows["one"]) == {"sub-frame", "sample", "issue", "frame"}
        assert rows["one"]["sub-frame"] == rows["one"]["sample"] + rows["one"]["issue"]


def test_bench_host_gives_milliseconds_for_each_kind_of_actor_and_each_emitters_lights():
    path = data_folder("scenes") / "particles" / "lights.toml"
    result = run("bench", "host", path, "--repeats", "1", "--json")
    assert result.returncode == 0, result.stderr
    rows = {(row["what"], row["name"]): row for row in json.loads(result.stdout)["rows"]}
    whole = {(what, "Lights") for what in ("frame", "sample", "issue")}
    assert {("actor", "shape"), ("lights", "embers"), ("lights", "wisps")} | whole == set(rows)
    assert all(0.0 < row["least"] <= row["median"] for row in rows.values())
    assert rows["lights", "embers"]["count"] == 1


def test_bench_reload_gives_milliseconds_from_a_save_to_the_new_scene(scene):
    before = scene.read_text()
    result = run(
        "bench", "reload", scene, "--saves", "1", "--size", "64x36", "--edit", "film.duration=5", "--json"
    )
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout)
    assert [(row["edit"], row["playing"]) for row in report["rows"]] == [
        ("film.duration", False),
        ("film.duration", True),
    ]
    for row in report["rows"]:
        assert row["load"] > 0.0 and 0.0 < row["noticed"] <= row["loaded"] <= row["picture"]
    assert scene.read_text() == before


def test_the_shipped_film_is_valid():
    assert run("check", data_folder("scenes") / "launch.toml").returncode == 0


def test_check_goes_on_with_the_option_watch_and_checks_again_what_is_saved(scene, tmp_path):
    said, out = tmp_path / "said", tmp_path / "out"
    said.touch()
    out.touch()
    process = Command(("check", scene, "--watch", "--json"), tmp_path, os.environ, said, out)

    def checks():
        return [
            json.loads(line)[0]["ok"]
            for line in out.read_text().splitlines(keepends=True)
            if line.endswith("\n")
        ]

    try:
        for number, good in enumerate((True, False, True)):
            if number:
                scene.write_text(GOOD + "# saved\n" if good else replaced("fps = 10", "fsp = 10"))
            wait_until(lambda: len(checks()) > number, out.read_text)  # noqa: B023
            assert checks()[-1] is good
        process.send_signal(signal.SIGINT)
        assert process.wait(GUARD) == 130
    finally:
        process.kill()
