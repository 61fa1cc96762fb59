"""The table of thresholds."""

from dataclasses import FrozenInstanceError, fields

import pytest

from ally_graph.settings import Settings, describe


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
