"""Times, rates and sizes on the command line, as processes: they are used exactly, or the command reports an error."""

import json

import av
import numpy as np
import pytest
from PIL import Image

from tests.commands import run
from tests.scene.texts import GOOD


@pytest.fixture
def scene(tmp_path):
    """A portrait film at 30000/1001 frames a second whose second shot starts between two frames, with a third too
    late."""
    text = (
        GOOD.replace("fps = 10", "fps = 29.97").replace("[64, 36]", "[36, 64]").replace("one+2", "one+2.01")
    )
    text = text.replace(
        "[camera.still]", '[[shot]]\nname = "late"\nstart = 50\ncamera = "still"\n[camera.still]'
    )
    text = text.replace("[0, 1, 4]", "[{ t = 0, v = [0, 1, 4] }, { t = 4, v = [2, 1, 3] }]")
    path = tmp_path / "s.toml"
    path.write_text(text)
    return path


def test_a_shot_of_a_29_97_film_begins_with_its_own_frame_and_each_frame_is_the_still_of_its_time(
    scene, tmp_path
):
    frames = tmp_path / "f" / "%03d.png"
    result = run(
        "render", scene, "-o", frames, "--shot", "two", "--to", "two+0.05", "--samples", "2", "--json"
    )
    assert result.returncode == 0, result.stderr
    assert "warning: shot[2].start: the film ends at 4 s, so this shot is never seen" in result.stderr
    report = json.loads(result.stdout.splitlines()[-1])
    assert (report["size"], report["samples"], report["rate"]) == ([36, 64], 2, "30000/1001")
    assert sorted(path.name for path in frames.parent.iterdir()) == ["061.png"]
    still = run("still", scene, "-t", repr(61 * 1001 / 30000), "-o", tmp_path / "a.png", "--samples", "2")
    assert still.returncode == 0, still.stderr
    first, alone = (np.asarray(Image.open(path)) for path in (frames.parent / "061.png", tmp_path / "a.png"))
    np.testing.assert_array_equal(first, alone)


def test_resume_uses_the_size_samples_and_detail_of_the_existing_pictures(scene, tmp_path):
    frames = tmp_path / "f" / "%03d.png"
    begun = run(
        "render", scene, "-o", frames, "--to", "0.05", "--size", "18x32", "--samples", "3", "--detail", "full"
    )
    assert begun.returncode == 0, begun.stderr
    result = run("render", scene, "-o", frames, "--to", "0.1", "--resume", "--json")
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout.splitlines()[-1])
    assert (report["size"], report["samples"], report["frames"]) == ([18, 32], 3, 3)
    assert report["detail"] == "full"


def test_the_file_of_a_film_has_the_frame_rate_and_the_shape_that_were_asked_for(scene, tmp_path):
    out = tmp_path / "f.mp4"
    result = run("render", scene, "-o", out, "--fps", "23.976", "--from", "two+0.5", "--to", "99", "--json")
    assert result.returncode == 0, result.stderr
    assert "the film ends at 4 s, before 99 s" in result.stderr
    report = json.loads(result.stdout.splitlines()[-1])
    assert (report["size"], report["rate"], report["frames"]) == ([36, 64], "24000/1001", 35)
    with av.open(str(out)) as container:
        stream = container.streams.video[0]
        assert str(stream.average_rate) == "24000/1001"
        assert sum(1 for _ in container.decode(stream)) == 35


def test_a_sheet_and_info_leave_out_what_no_frame_shows(scene, tmp_path):
    sheet = run("sheet", scene, "-o", tmp_path / "s.png", "--width", "32", "--samples", "1")
    assert sheet.returncode == 0, sheet.stderr
    assert Image.open(tmp_path / "s.png").size[0] == 2 * 32 + 3 * 8
    facts = json.loads(run("info", scene, "--json").stdout)
    assert [shot["frames"] for shot in facts["shots"]] == [[0, 61], [61, 120], [120, 120]]
    assert facts["frames"] == 120 and facts["shots"][1]["end"] == 4.0


def test_impossible_times_are_errors(scene, tmp_path):
    out = tmp_path / "a.png"
    for arguments, status, told in (
        (["still", scene, "-t", "99", "-o", out], 1, "99 s is after the film's end: the film lasts 4 s"),
        (
            ["still", scene, "--shot", "late", "-o", out],
            1,
            "no frame shows the shot 'late': it starts at 50 s",
        ),
        (["still", scene, "-t", "one+", "-o", out], 2, "is not a time"),
        (["render", scene, "--fps", "1/0", "-o", tmp_path / "a.mp4"], 2, "a number such as 24"),
        (["watch", scene, "--start", "1", "--shot", "two"], 2, "either --start or --shot"),
    ):
        result = run(*arguments)
        assert result.returncode == status, (arguments, result.stderr)
        assert told in " ".join(result.stderr.split()), result.stderr
