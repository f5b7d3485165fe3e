"""A table of the scene file is declared once: loader, schema, checks and warnings follow from its entry in the list."""

import itertools
from typing import ClassVar

import pytest

from tests.scene.texts import GOOD
from visualizer.properties import Number, Reference, declare
from visualizer.properties.conditions import Needs, ever
from visualizer.properties.tables import Table
from visualizer.scene import tables
from visualizer.scene.loading import load
from visualizer.scene.order import cycles, dependencies_first
from visualizer.scene.problems import SceneError
from visualizer.scene.schema import scene_schema
from visualizer.scene.tables import TABLES, SceneTable


class Inner(Table):
    """A table within a table."""

    above: Reference | None = declare(None, "an actor")
    share: Number = declare(0.0, "a share", low=0.0, high=1.0)
    scale: Number = declare(1.0, "a scale")

    NEEDS: ClassVar[Needs] = ((("scale",), lambda p: ever(p.share), "share"),)


class Probe(Table):
    """A table that scenes do not have."""

    share: Number = declare(0.0, "a share", low=0.0, high=1.0)
    scale: Number = declare(1.0, "a scale")
    beside: Reference | None = declare(None, "an actor")
    inner: Inner | None = declare(None, "more of the same")

    NEEDS: ClassVar[Needs] = ((("scale",), lambda p: ever(p.share), "share"),)


HEADERS = {"one": "[trial]", "list": "[[trial]]", "named": "[trial.a]"}
PLACES = {"one": "trial", "list": "trial[0]", "named": "trial.a"}


@pytest.fixture(params=list(HEADERS))
def form(request, monkeypatch):
    """Add a table to the list, and nothing anywhere else."""
    probe = SceneTable("trial", request.param, Probe, "a table for this test")
    monkeypatch.setattr(tables, "TABLES", (*TABLES, probe))
    return request.param


def loaded(folder, text):
    (folder / "s.toml").write_text(text)
    return load(folder / "s.toml")


def test_one_entry_makes_the_loader_read_a_table(form, tmp_path):
    assert loaded(tmp_path, f"{GOOD}{HEADERS[form]}\nshare = 0.5\n").warnings == ()
    assert loaded(tmp_path, GOOD).warnings == ()
    with pytest.raises(SceneError) as error:
        loaded(tmp_path, f"{GOOD}{HEADERS[form]}\nshade = 1\nshare = 2\n")
    assert [(p.line, p.column, p.path) for p in error.value.problems] == [
        (25, 1, f"{PLACES[form]}.shade"),
        (26, 9, f"{PLACES[form]}.share"),
    ]
    assert "did you mean 'share'?" in str(error.value)


def test_one_entry_makes_its_name_a_suggestion_for_misspellings(form, tmp_path):
    with pytest.raises(SceneError, match="tria: unknown table or key; did you mean 'trial'"):
        loaded(tmp_path, GOOD + "[tria]\n")


def test_one_entry_makes_references_checked_in_tables_within_it_too(form, tmp_path):
    text = f"{GOOD}{HEADERS[form]}\nbeside = 'ston'\ninner = {{ above = 'sky' }}\n"
    with pytest.raises(SceneError) as error:
        loaded(tmp_path, text)
    beside, above = error.value.problems
    assert str(beside) == (
        f"{tmp_path}/s.toml:25:10: {PLACES[form]}.beside: no actor is called 'ston'; did you mean 'stone'?"
    )
    assert (above.line, above.column, above.path) == (26, 19, f"{PLACES[form]}.inner.above")


def test_one_entry_gives_warnings_of_properties_without_effect_and_of_clamped_easings(form, tmp_path):
    keys = "[{ t = 0, v = 0, ease = 'in-back' }, { t = 1, v = 1 }]"
    text = f"{GOOD}{HEADERS[form]}\nscale = 2\ninner = {{ scale = 3, share = 0 }}\n"
    idle = loaded(tmp_path, text).warnings
    assert [(p.line, p.column, p.path) for p in idle] == [
        (25, 1, f"{PLACES[form]}.scale"),
        (26, 11, f"{PLACES[form]}.inner.scale"),
    ]
    assert {p.message for p in idle} == {"this has no effect: it needs share"}
    (excursion,) = loaded(tmp_path, f"{GOOD}{HEADERS[form]}\nscale = 2\nshare = {keys}\n").warnings
    assert excursion.path == f"{PLACES[form]}.share[0].ease"


def test_one_entry_makes_a_table_of_the_schema(form):
    schema = scene_schema()
    assert "Probe" in str(schema["properties"]["trial"])
    assert set(schema["$defs"]["Probe"]["properties"]) == set(Probe.model_fields)


@pytest.fixture(scope="module")
def schema():
    return scene_schema()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_each_table_is_read_and_is_in_the_schema(table, schema, tmp_path):
    header = {"one": f"[{table.name}]", "list": f"[[{table.name}]]", "named": f"[{table.name}.n]"}[table.form]
    place = {"one": f"{table.name}.zzz", "list": rf"{table.name}\[0\].zzz", "named": f"{table.name}.n.zzz"}
    kind = 'kind = "shape"\n' if table.model is None else ""
    with pytest.raises(SceneError, match=place[table.form] + ": unknown key"):
        loaded(tmp_path, f"format = 1\n{header}\n{kind}zzz = 1\n")
    assert schema["properties"][table.name]["description"] == table.about
    assert (table.name == "film") == (table.name in schema["required"])


def test_names_are_sorted_after_those_they_depend_on():
    needs = {"a": None, "b": "a", "c": "b", "d": "elsewhere"}
    for order in itertools.permutations(needs):
        found = dependencies_first({name: needs[name] for name in order})
        assert sorted(found) == ["a", "b", "c", "d"]
        assert found.index("a") < found.index("b") < found.index("c")


def test_each_cycle_is_found_once_without_names_that_only_lead_to_it():
    needs = {"x": "b", "a": "b", "b": "c", "c": "a", "e": "e", "f": None, "g": "f", "p": "q", "q": "p"}
    assert sorted(cycles(needs)) == [["a", "b", "c"], ["e"], ["p", "q"]]
    assert dependencies_first(needs) == ["f", "g"]
