"""Formatting, migrating and templates: the texts of scene files change in what is promised, and in nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.commands import run
from tests.scene.texts import GOOD
from visualizer.data import data_folder
from visualizer.scene.document import Document, comments_of
from visualizer.scene.formatting import formatted
from visualizer.scene.loading import load
from visualizer.scene.migrating import migrated
from visualizer.scene.templates import templates

SCENES = sorted(data_folder("scenes").rglob("*.toml"))
UNEVEN = b"a=1 # one\n\n\n\n\n[t]\n  b = [ 1,2,\n3 ] \n"
EVEN = b"a = 1 # one\n\n\n[t]\nb = [\n    1,\n    2,\n    3,\n]\n"


def laid_out(source: bytes) -> bytes:
    return formatted(Path("a.toml"), source)[1]


def test_shipped_scenes_are_laid_out_as_the_command_does():
    done = run("fmt", "--check", *SCENES)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_uneven_text_is_laid_out_and_an_even_one_stays():
    assert laid_out(UNEVEN) == EVEN == laid_out(EVEN)


def test_line_ends_and_a_byte_order_mark_stay():
    windows = b"\xef\xbb\xbf" + UNEVEN.replace(b"\n", b"\r\n")
    assert laid_out(windows) == b"\xef\xbb\xbf" + EVEN.replace(b"\n", b"\r\n")


@settings(max_examples=10)
@given(st.sampled_from(SCENES), st.randoms(use_true_random=False))
def test_no_value_and_no_comment_changes_however_uneven_a_scene_is(path, random):
    source = path.read_bytes()
    ends = [line.end for line in Document(path, source).values.values()]
    for end in sorted(random.sample(ends, min(5, len(ends))), reverse=True):
        source = source[:end] + b" " * random.randint(1, 4) + source[end:]
    after = laid_out(source)
    assert Document(path, after).data == Document(path, source).data
    assert comments_of(after) == comments_of(source) and laid_out(after) == after


def test_a_file_is_written_only_without_check_and_standard_input_goes_to_standard_output(tmp_path):
    path = tmp_path / "s.toml"
    path.write_bytes(UNEVEN)
    only = run("fmt", "--check", path)
    assert only.returncode == 1 and "s.toml: would be laid out anew" in only.stderr
    assert path.read_bytes() == UNEVEN
    assert run("fmt", path).returncode == 0 and path.read_bytes() == EVEN
    assert run("fmt", path).stderr == ""
    piped = subprocess.run(
        [sys.executable, "-m", "visualizer", "fmt", "-"], input=UNEVEN, capture_output=True, check=True
    )
    assert piped.stdout == EVEN


def test_what_is_not_toml_is_named_with_its_place_and_left_alone(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text("a = 1\nb = = 2\n", encoding="utf-8")
    done = run("fmt", "s.toml", cwd=tmp_path)
    assert done.returncode == 1 and "s.toml:2:5: this is not TOML" in done.stderr
    assert path.read_text(encoding="utf-8") == "a = 1\nb = = 2\n"


def test_former_names_are_replaced_in_all_files_of_a_scene_and_nothing_else(tmp_path):
    more = '[emitter.f]\nrate = 1 # look = here\n"look"   = "dust"\n'
    (tmp_path / "more.toml").write_text(more, encoding="utf-8")
    first, rest = GOOD.split("\n", 1)
    text = f'{first}\ninclude = ["more.toml"]\n{rest}[emitter.e]\nlook="smoke"#a\nrate = 5\n'
    path = tmp_path / "s.toml"
    path.write_text(text, encoding="utf-8")
    only = run("migrate", "--check", "s.toml", cwd=tmp_path)
    assert only.returncode == 1 and path.read_text(encoding="utf-8") == text
    assert only.stderr == 's.toml:26:1: look -> appearance\nmore.toml:3:1: "look" -> appearance\n'
    assert run("migrate", "s.toml", cwd=tmp_path).returncode == 0
    assert path.read_text(encoding="utf-8") == text.replace('look="smoke"', 'appearance="smoke"')
    assert (tmp_path / "more.toml").read_text(encoding="utf-8") == more.replace('"look"', "appearance")
    assert load(path).warnings == () and migrated(path) == []


def test_each_template_is_written_whole_and_loads_without_a_warning(tmp_path):
    assert len(templates()) >= 5
    for name, one in templates().items():
        path = tmp_path / f"{name}.toml"
        assert run("new", path, "--template", name).returncode == 0
        assert path.read_bytes() == one.text and load(path).warnings == ()
    listed = run("new", "--templates").stdout
    assert all(f"{name:12} {one.about}\n" in listed and one.about for name, one in templates().items())


def test_a_template_that_there_is_not_is_refused_with_those_that_there_are(tmp_path):
    done = run("new", tmp_path / "s.toml", "--template", "roket")
    assert done.returncode == 1 and "did you mean 'rocket'" in done.stderr


@pytest.mark.parametrize("command", ["lint", "migrate"])
def test_a_scene_with_errors_gets_its_messages(command, tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(GOOD.replace("camera = ", "kamera = "), encoding="utf-8")
    done = run(command, path)
    assert done.returncode == 1 and "unknown" in done.stderr and "Traceback" not in done.stderr
