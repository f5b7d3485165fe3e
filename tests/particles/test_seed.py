"""An emitter's random numbers depend on its name or its own seed, and on the film's seed."""

import pytest

import visualizer
from visualizer.data import data_folder


def seeds(folder, *, film=0, **own):
    """Return the emitters' seeds in a scene with emitters a and b, which may have seeds of their own."""
    emitters = "".join(
        f"[emitter.{name}]\nrate = 10\n" + (f"seed = {own[name]}\n" if name in own else "") for name in "ab"
    )
    text = (data_folder("scenes") / "particles" / "fountain.toml").read_text(encoding="utf-8")
    path = folder / "seeds.toml"
    path.write_text(text.replace("[film]\n", f"[film]\nseed = {film}\n") + emitters, encoding="utf-8")
    found = visualizer.load(str(path)).library.emitters
    return found["a"].seed, found["b"].seed


def test_without_a_seed_each_name_has_its_own_random_numbers(tmp_path):
    a, b = seeds(tmp_path)
    assert a != b and seeds(tmp_path) == (a, b)


def test_the_same_seed_gives_the_same_random_numbers_under_any_name(tmp_path):
    a, b = seeds(tmp_path, a=7, b=7)
    assert a == b not in seeds(tmp_path)
    assert seeds(tmp_path, a=8)[0] != a


def test_the_seed_of_an_emitter_is_combined_with_the_films(tmp_path):
    assert seeds(tmp_path, a=7)[0] != seeds(tmp_path, film=1, a=7)[0]


def test_a_seed_leaves_the_other_emitters_as_they_were(tmp_path):
    assert seeds(tmp_path, a=7)[1] == seeds(tmp_path)[1]


@pytest.mark.parametrize("wrong", ["-1", "0.5", "true", "'a'"])
def test_a_seed_that_is_no_integer_is_refused_with_its_place(tmp_path, wrong):
    with pytest.raises(visualizer.SceneError, match=r"emitter\.a\.seed"):
        seeds(tmp_path, a=wrong)
