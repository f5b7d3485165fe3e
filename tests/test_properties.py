"""Properties: one declaration gives reading, limits, schema; times follow their shots."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from visualizer.properties import (
    Colour,
    Direction,
    FixedDirection,
    Flag,
    Name,
    Number,
    Rotation,
    Time,
    Vector3,
    declare,
)
from visualizer.properties.tables import Table


class Example(BaseModel):
    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True, frozen=True)
    share: Number = declare(0.5, "a share", low=0.0, high=1.0)
    place: Vector3 = declare((1.0, 2.0, 3.0), "a place", unit="m")
    paint: Colour = declare("#ff0000", "a colour")
    turn: Rotation = declare((90.0, 0.0, 0.0), "a turn", unit="degrees")
    shown: Flag = declare(True, "a flag")
    mood: Name = declare("calm", "a name", choices=("calm", "wild"))
    when: Time = declare(0.0, "a time")


def read(shots=None, **values):
    return Example.model_validate(values, context={"moments": shots or {}})


def test_equal_values_share_one_track_and_others_do_not():
    assert read().share is read(share=0.5).share
    assert read().place is read().place
    assert math.copysign(1.0, read(share=0.0).share.at(0.0)) == 1.0
    assert math.copysign(1.0, read(share=-0.0).share.at(0.0)) == -1.0
    assert read(share=1).share.at(0.0) == 1.0
    for _ in range(2):  # what was refused is not remembered
        with pytest.raises(ValidationError, match="a number is needed"):
            read(share=True)
        with pytest.raises(ValidationError, match="at most 1"):
            read(share=1.5)


def test_a_value_and_one_key_of_it_mean_the_same():
    assert read(share=0.25).share.at(7.0) == read(share=[{"t": 0, "v": 0.25}]).share.at(7.0)


@pytest.mark.parametrize(
    ("text", "seconds"), [("launch", 10.0), ("launch+0.5", 10.5), ("launch - 2", 8.0), (3, 3.0)]
)
def test_a_time_is_seconds_or_a_shot_with_an_offset(text, seconds):
    assert read({"launch": 10.0}, when=text).when == seconds


def test_keys_follow_their_shot_when_it_is_retimed():
    keys = [{"t": "a", "v": 0.0}, {"t": "a+1", "v": 1.0}]
    assert read({"a": 5.0}, share=keys).share.at(5.5) == read({"a": 50.0}, share=keys).share.at(50.5) == 0.5


def test_a_hex_colour_is_srgb_and_becomes_linear():
    grey = read(paint="#808080").paint.at(0)
    assert grey == pytest.approx([0.2158605] * 3, abs=1e-6)


@pytest.mark.parametrize(
    "values",
    [
        {"share": 1.5}, {"share": "x"}, {"share": True}, {"share": float("nan")}, {"share": []}, {"share": [{"t": 0}]},
        {"share": [{"t": 0, "v": 0, "x": 1}]}, {"share": [{"t": 1, "v": 0}, {"t": 1, "v": 1}]}, {"place": [1, 2]},
        {"place": [1, 2, "3"]}, {"paint": "red"}, {"paint": [-1, 0, 0]}, {"turn": [0, 0, 0, 0]}, {"shown": 1},
        {"mood": "angry"}, {"mood": ""}, {"when": "nowhere+1"}, {"when": "1e"}, {"unknown": 1},
        {"share": [{"t": 0, "v": 0.5, "ease": "wobble"}]}, {"share": 1e300},
    ],
)  # fmt: skip
def test_invalid_values_of_a_property_are_refused(values):
    with pytest.raises(ValidationError):
        read(**values)


def test_limits_hold_for_every_key_and_for_the_default():
    with pytest.raises(ValidationError, match="key 2: must be at most 1"):
        read(share=[{"t": 0, "v": 0}, {"t": 1, "v": 2}])

    class Wrong(Example):
        bad: Number = declare(3.0, "out of its own range", high=1.0)

    with pytest.raises(ValidationError, match="must be at most 1"):
        Wrong()


def test_the_schema_knows_range_unit_choices_and_keys():
    schema = Example.model_json_schema()["properties"]
    value, keys = schema["share"]["anyOf"]
    assert (value["minimum"], value["maximum"]) == (0.0, 1.0)
    assert keys["items"]["properties"]["v"]["maximum"] == 1.0
    assert "[0 to 1]" in schema["share"]["description"]
    assert schema["paint"]["anyOf"][0]["anyOf"][0]["items"]["minimum"] == 0.0
    assert schema["mood"]["anyOf"][0]["enum"] == ["calm", "wild"]


@given(st.floats(0.0, 1.0))
def test_any_number_within_its_limits_is_read_exactly(value):
    assert read(share=value).share.at(0.0) == value


class Aimed(Table):
    towards: Direction = declare((0.0, 1.0, 0.0), "a direction")
    side: FixedDirection = declare((1.0, 0.0, 0.0), "a direction that is not keyed")


@pytest.mark.parametrize(
    "values",
    [
        {"towards": [0, 0, 0]},
        {"towards": [{"t": 0, "v": [0, 1, 0]}, {"t": 2, "v": [0, -1, 0]}]},
        {"side": [0, 0, 0]},
    ],
)
def test_a_direction_without_a_length_is_refused_in_every_table(values):
    with pytest.raises(ValidationError, match="a direction has a length"):
        Aimed(**values)
    assert Aimed(towards=[0, 0, 2]).towards.at(0.0).tolist() == [0, 0, 2]


class Outer(Table):
    inner: list[Aimed] = declare([], "tables within a table")
    count: int = declare(1, "a count", low=1)


def test_errors_have_plain_messages_and_the_place_of_the_field_in_tables_within_a_table_too():
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate({"inner": [{}, {"towrads": 1, "side": [1, 0]}], "count": [{"t": 0, "v": 1}]})
    found = {error["loc"]: error["msg"] for error in caught.value.errors()}
    assert found == {
        ("inner", 1, "towrads"): "unknown key; choose from towards, side",
        ("inner", 1, "side"): "a list of 3 is needed",
        ("count",): "this property takes a single value, not keyframes",
    }
    with pytest.raises(ValidationError, match="a whole number is needed"):
        Outer.model_validate({"count": "1"})
