"""Jobs for render farms: the tasks of an exported job, run by other programs, make the film that one command makes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import run
from tests.scene.texts import GOOD
from visualizer.errors import InputError
from visualizer.output.job import job_for
from visualizer.output.rendering import render, render_job
from visualizer.output.segments import SegmentFolder
from visualizer.scene.loading import load

SETTINGS = ("--size", "320x180", "--fps", "3", "--samples", "1")
SEGMENTS = [range(6), range(6, 12)]
BIN = Path(sys.executable).parent


@pytest.fixture
def scene(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(GOOD)
    return load(path)


def whole(scene, folder):
    """Return the bytes of the film as one process writes it."""
    out = folder / "whole.mp4"
    return render(scene, out, size=(320, 180), fps=3, samples=1, workers=1).read_bytes()


def segment(scene, out, number, samples=1, done=None):
    job = job_for(scene, out, size=(320, 180), fps=3, samples=samples)
    render_job(scene, out, job, done, segment=number)


def test_segments_that_processes_leave_are_joined_to_the_bytes_of_an_unbroken_film(scene, tmp_path):
    out = tmp_path / "a.mp4"
    folder = SegmentFolder(out)
    for number in (1, 0):
        segment(scene, out, number)
    assert not out.exists() and all(folder.file(numbers).exists() for numbers in SEGMENTS)
    told = []
    segment(scene, out, 0, done=lambda now: told.append(now.done))
    assert told == [6]  # nothing is drawn again
    told.clear()
    render(
        scene,
        out,
        size=(320, 180),
        fps=3,
        samples=1,
        resume=True,
        workers=1,
        progress=lambda now: told.append(now.done),
    )
    assert told == [12]
    assert out.read_bytes() == whole(scene, tmp_path) and not folder.path.exists()


def test_a_segment_that_is_missing_or_damaged_is_drawn_by_the_render_that_joins(scene, tmp_path):
    out = tmp_path / "a.mp4"
    segment(scene, out, 0)
    file = SegmentFolder(out).file(SEGMENTS[0])
    file.write_bytes(file.read_bytes()[:-1])
    told = []
    render(
        scene,
        out,
        size=(320, 180),
        fps=3,
        samples=1,
        resume=True,
        workers=1,
        progress=lambda now: told.append(now.done),
    )
    assert told[0] == 0
    assert out.read_bytes() == whole(scene, tmp_path)


def test_a_segment_of_other_settings_is_refused_and_named(scene, tmp_path):
    out = tmp_path / "a.mp4"
    segment(scene, out, 0)
    with pytest.raises(
        InputError, match=r"0000000-0000005\.json was rendered differently \(samples 1, not 2\)"
    ):
        segment(scene, out, 1, samples=2)
    with pytest.raises(InputError, match=r"was rendered differently \(samples 1, not 2\)"):
        render(scene, out, size=(320, 180), fps=3, samples=2, resume=True, workers=1)
    with pytest.raises(InputError, match="there is no segment 2: there are 2, from 0 to 1"):
        segment(scene, out, 2)


def test_a_segment_of_a_sequence_is_a_part_of_its_pictures(scene, tmp_path):
    out = tmp_path / "f" / "%03d.png"
    job = job_for(scene, out, size=(16, 9), fps=3, samples=1)
    render_job(scene, out, job, segment=1)
    assert sorted(path.name for path in out.parent.iterdir()) == [
        f"{number:03d}.png" for number in SEGMENTS[1]
    ]


def exported(scene, tmp_path, name, out="a.mp4", folder="jobs"):
    template = tmp_path / folder / name
    result = run("farm", "export", scene.path, "-o", tmp_path / out, "--template", template, *SETTINGS)
    assert result.returncode == 0, result.stderr
    assert f"{name}: 2 segments of 12 frames" in result.stderr
    outside = folder != "." and name.endswith("json")
    assert (f"give them when the job is submitted: -p Scene={scene.path}" in result.stderr) == outside
    return template


def test_an_open_job_description_runs(scene, tmp_path):
    template = exported(scene, tmp_path, "job.json")
    words = [BIN / "openjd", "run", template, "-p", f"Program={BIN / 'visualizer'}"]
    given = {"Scene": scene.path, "SceneFolder": tmp_path, "Output": tmp_path / "a.mp4"}
    words += [word for name, path in given.items() for word in ("-p", f"{name}={path}")]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "a.mp4").read_bytes() == whole(scene, tmp_path)


def test_an_open_job_description_beside_the_scene_needs_no_paths(scene, tmp_path):
    template = exported(scene, tmp_path, "job.json", folder=".")
    done = subprocess.run([BIN / "openjd", "summary", template], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Total tasks: 3" in " ".join(done.stdout.split()), done.stdout


def test_the_job_of_a_sequence_has_nothing_to_join(scene, tmp_path):
    template = exported(scene, tmp_path, "job.json", "f/%03d.png")
    assert [step["name"] for step in json.loads(template.read_text())["steps"]] == ["Draw"]


@pytest.mark.skipif(shutil.which("node") is None, reason="node runs the JavaScript of a job type")
@pytest.mark.parametrize("out", ["a.mp4", "f/%03d.png"])
def test_a_job_type_of_flamenco_makes_a_task_for_each_segment_and_one_that_joins(scene, tmp_path, out):
    """A stand-in for the manager of Flamenco gives `author` and a job to the script."""
    template = exported(scene, tmp_path, "job.js", out)
    manager = (
        "const tasks = [];"
        "const author = { Task: (name, type) => ({ name, type, commands: [], after: [],"
        " addCommand(one) { this.commands.push(one) }, addDependency(one) { this.after.push(one.name) } }),"
        " Command: (name, parameters) => ({ name, ...parameters }) };"
    )
    call = (
        "const settings = {}; for (const one of JOB_TYPE.settings) settings[one.key] = one.default;"
        "compileJob({ settings, addTask: (task) => tasks.push(task) }); console.log(JSON.stringify(tasks));"
    )
    script = tmp_path / "run.js"
    script.write_text(manager + template.read_text() + call)
    done = subprocess.run(["node", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    tasks = json.loads(done.stdout)
    drawn = ["draw segment 0", "draw segment 1"]
    assert [task["name"] for task in tasks] == (drawn if out.endswith("png") else [*drawn, "join"])
    words = tasks[1]["commands"][0]["args"]
    assert words[:4] == ["render", str(scene.path), "-o", str(tmp_path / out)] and words[-2:] == [
        "--segment",
        "1",
    ]
    assert run(*words[:3], tmp_path / "b.mp4", *words[4:]).returncode == 0
    if not out.endswith("png"):
        assert tasks[2]["after"] == drawn and tasks[2]["commands"][0]["args"][-1] == "--resume"


def test_a_template_of_another_kind_and_a_segment_without_a_size_are_refused(scene, tmp_path):
    result = run("farm", "export", scene.path, "-o", tmp_path / "a.mp4", "--template", tmp_path / "job.xml")
    assert (
        result.returncode == 2
        and "'job.xml' ends in neither .json (Open Job Description) nor .js (Flamenco)"
        in " ".join(result.stderr.split())
    )
    result = run("render", scene.path, "-o", tmp_path / "a.mp4", "--segment", "0")
    assert result.returncode == 2 and "--segment needs --size" in result.stderr
