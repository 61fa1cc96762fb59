"""The table of thresholds."""

import math
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest

from ally_graph.errors import SettingError
from ally_graph.settings import PRESET_REASONS, PRESETS, Settings, describe, differences, preset, with_changes


def test_every_setting_says_what_it_is_and_why():
    rows = list(describe())
    assert [row["name"] for row in rows] == [field.name for field in fields(Settings)]
    assert all(row["unit"] and row["source"] and row["why"].endswith((".", ")")) for row in rows)


def test_the_defaults_are_those_of_the_table():
    assert {row["name"]: row["default"] for row in describe()} == vars(Settings())


def test_settings_cannot_be_changed_behind_ones_back():
    with pytest.raises(FrozenInstanceError):
        Settings().window_days = 7


def test_the_windows_people_know():
    settings = Settings()
    assert (settings.window_days, settings.half_life_days, settings.min_group) == (90, 30, 5)


def test_every_default_lies_in_its_own_range():
    for row in describe():
        if not isinstance(row["default"], tuple):
            assert row["default"] in row["within"], row["name"]


def test_every_preset_is_made_of_settings_in_their_range_and_says_why():
    assert sorted(PRESETS) == sorted(PRESET_REASONS) == ["hybrid", "large", "remote", "startup"]
    for name, changes in PRESETS.items():
        assert with_changes(Settings(), {key: str(value) for key, value in changes.items()}) == preset(name)
        assert differences(preset(name)) == changes
        assert PRESET_REASONS[name].endswith(".")


def test_an_unknown_preset_suggests_the_near_one():
    with pytest.raises(SettingError, match="Did you mean remote"):
        preset("remot")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("window_days", "28", 28),
        ("half_life_days", "inf", math.inf),
        ("half_life_days", "7.5", 7.5),
        ("false_discovery_rate", "1", 1.0),
        ("isolated_kinds", " employee, external ", ("employee", "external")),
    ],
)
def test_a_text_becomes_a_value_of_the_settings_type(name, text, value):
    changed = getattr(with_changes(Settings(), {name: text}), name)
    assert changed == value
    assert type(changed) is type(getattr(Settings(), name))


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("windw_days", "28", "Did you mean window_days"),
        ("window_days", "4.5", "whole number"),
        ("window_days", "0", "at least 1 and at most 36,525"),
        ("window_days", "99999", "at most 36,525"),
        ("half_life_days", "soon", "needs a number"),
        ("half_life_days", "nan", "more than 0"),
        ("half_life_days", "0", "more than 0"),
        ("min_group", "4", "at least 5"),
        ("min_stratum", "0", "at least 1"),
        ("false_discovery_rate", "0", "more than 0 and at most 1"),
        ("sole_source_share", "1.2", "at most 1"),
        ("overrelied_load_ratio", "inf", "more than 0"),
        ("seed", "-1", "at least 0"),
        ("isolated_kinds", "emploee", "Did you mean employee"),
        ("isolated_kinds", " , ", "at least one"),
    ],
)
def test_what_can_not_be_used_says_what_can(name, text, words):
    with pytest.raises(SettingError, match=words):
        with_changes(Settings(), {name: text})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("false_discovery_rate", 3, "more than 0 and at most 1"),
        ("false_discovery_rate", -0.1, "more than 0"),
        ("coverage_floor", math.nan, "can't be nan"),
        ("coverage_floor", "much", "needs a number, not 'much'"),
        ("min_stratum", True, "needs a whole number, not True"),
        ("balance_floor", False, "needs a number, not False"),
        ("window_days", 30.5, "needs a whole number, not 30.5"),
        ("window_days", None, "needs a whole number, not None"),
        ("isolated_kinds", "employee", "needs a tuple of texts"),
        ("isolated_kinds", ["employee"], "needs a tuple of texts"),
        ("isolated_kinds", (1,), "needs a tuple of texts"),
        ("isolated_kinds", (), "at least one"),
        ("isolated_kinds", ("emploee",), "Did you mean employee"),
    ],
)
def test_settings_made_in_python_are_held_to_the_same(name, value, words):
    with pytest.raises(SettingError, match=words):
        Settings(**{name: value})
    with pytest.raises(SettingError, match=words):
        replace(Settings(), **{name: value})


def test_every_wrong_setting_is_named_at_once():
    with pytest.raises(SettingError) as error:
        with_changes(Settings(), {"seed": "x", "false_discovery_rate": "3", "window_days": "28", "min_group": "2"})
    assert [line.split()[0] for line in str(error.value).splitlines()] == ["A", "seed", "false_discovery_rate"]


def test_numbers_of_numpy_and_whole_ones_for_any_number_can_be_used():
    assert Settings(window_days=np.int64(30), half_life_days=30, coverage_floor=np.float64(0.5)).half_life_days == 30


def test_changes_leave_the_rest_as_it_was():
    start = preset("large")
    assert with_changes(start, {"min_stratum": "9"}) == Settings(**PRESETS["large"] | {"min_stratum": 9})
    assert start == preset("large")
