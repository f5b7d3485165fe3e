"""Where the time of a render went: each stage is counted, by this process, by workers, for films and for pictures."""

import json

import pytest

from tests.commands import run
from tests.scene.texts import GOOD
from visualizer.output.job import job_for
from visualizer.output.rendering import render_job
from visualizer.output.spent import DRAWING, WRITING, Spent
from visualizer.scene.loading import load_text


@pytest.mark.usefixtures("forked_workers")
@pytest.mark.parametrize(("name", "workers"), [("a.mp4", 1), ("a.mp4", 2), ("%03d.png", 1)])
def test_every_stage_that_a_render_has_is_counted(tmp_path, name, workers):
    scene, spent = load_text(GOOD, tmp_path), Spent()
    out = tmp_path / name
    render_job(scene, out, job_for(scene, out, size=(32, 18), samples=1, workers=workers), spent=spent)
    assert {stage for stage, seconds in spent.seconds.items() if seconds > 0.0} >= {
        "draw",
        "read back",
        "encode",
    }
    if name.endswith("mp4"):
        assert spent.seconds["write"] > 0.0
    assert all(seconds >= 0.0 for seconds in spent.seconds.values())


def test_the_time_of_nested_and_added_stages_is_summed_and_described():
    now = iter([1.0, 4.0, 10.0, 11.0])
    spent = Spent(lambda: next(now))
    with spent.on("draw"):
        pass
    with spent.on("encode"):
        pass
    spent.add({"read back": 1.0})
    assert (
        spent.described()
        == "drawing 4.0 s (draw 75 %, read back 25 %, wait 0 %), writing 1.0 s (encode 100 %, write 0 %, idle 0 %)"
    )
    assert spent.taken() == {"draw": 3.0, "encode": 1.0, "read back": 1.0}
    assert spent.described() == "" and set(spent.seconds) == {*DRAWING, *WRITING}


def test_the_command_prints_it_and_has_it_in_its_last_event(tmp_path):
    (tmp_path / "s.toml").write_text(GOOD)
    result = run(
        "render", "s.toml", "-o", "a.mp4", "--size", "32x18", "--samples", "1", "--json", cwd=tmp_path
    )
    assert result.returncode == 0, result.stderr
    assert "time of all processes: drawing " in result.stderr
    assert set(json.loads(result.stdout.splitlines()[-1])["spent"]) == {*DRAWING, *WRITING}
