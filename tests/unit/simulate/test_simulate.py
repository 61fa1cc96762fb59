"""What every scenario keeps to, and what the companies of any size hold."""

import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from ally_graph import vocabulary
from ally_graph.errors import SettingError
from ally_graph.records.tables import TABLES
from ally_graph.simulate import SCENARIOS, simulate, tables
from ally_graph.simulate.company import PLANTED

END = pd.Timestamp("2026-01-01")
SMALL = {"technova": {}, "plain": {"people": 60}, "random": {"people": 60}}
COMPANIES = list(SMALL)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def events_of(frames):
    """Both event tables as one: two people and a time."""
    pairs = (("interactions", ["from_id", "to_id"]), ("recognitions", ["giver_id", "receiver_id"]))
    parts = [
        frames[name][[*columns, "timestamp"]].set_axis(["one", "other", "time"], axis=1) for name, columns in pairs
    ]
    return pd.concat([part.astype({"one": "str", "other": "str"}) for part in parts], ignore_index=True)


def contacts(frames):
    """How many events each person is part of, asking and wanting time aside."""
    kinds = frames["interactions"]["kind"].astype("str")
    frames = frames | {"interactions": frames["interactions"][~kinds.isin(["request", "access"])]}
    events = events_of(frames)
    people = frames["people"]["person_id"]
    return pd.concat([events["one"], events["other"]]).value_counts().reindex(people, fill_value=0)


def help_between(frames):
    """Helper and helped of every help and thanks."""
    interactions = frames["interactions"]
    kinds = interactions["kind"].astype("str")
    given = interactions[kinds.map(lambda kind: vocabulary.flow_of(kind).name) == "GIVEN"]
    names = ["helper", "helped"]
    parts = [given[["from_id", "to_id"]], frames["recognitions"][["receiver_id", "giver_id"]]]
    return pd.concat([part.set_axis(names, axis=1).astype("str") for part in parts], ignore_index=True)


def test_there_are_the_three_scenarios_of_the_command():
    assert sorted(SCENARIOS.keys()) == ["plain", "random", "technova"]


@pytest.mark.parametrize("scenario", COMPANIES)
def test_the_same_seed_makes_the_same_bytes(scenario, tmp_path):
    for name in "one", "other":
        simulate(tmp_path / name, scenario=scenario, seed=4)
    assert contents(tmp_path / "one") == contents(tmp_path / "other")


@pytest.mark.parametrize("scenario", COMPANIES)
def test_another_seed_makes_other_events(scenario):
    one, other = (tables(scenario, seed=seed)[0]["interactions"] for seed in (4, 5))
    assert not one.astype("str").equals(other.astype("str"))


@pytest.mark.parametrize("scenario", COMPANIES)
def test_truth_always_has_the_same_keys(scenario, tmp_path):
    truth = simulate(tmp_path, scenario=scenario)
    assert tuple(truth) == PLANTED
    assert json.loads((tmp_path / "truth.json").read_text(encoding="utf-8")) == truth


@pytest.mark.parametrize("scenario", COMPANIES)
def test_tables_keep_to_the_contract(scenario):
    frames, _ = tables(scenario)
    for name, frame in frames.items():
        columns = {column.name for column in TABLES[name].columns}
        assert set(TABLES[name].required) <= set(frame.columns) <= columns
    assert set(frames["interactions"]["kind"].astype("str")) <= set(vocabulary.KINDS)


@pytest.mark.parametrize("scenario", COMPANIES)
def test_events_are_in_time_order_between_two_different_known_people(scenario):
    """Interactions and recognitions alike, all of them in 2025 and among people of the roster."""
    frames, _ = tables(scenario)
    for name in ("interactions", "recognitions"):
        assert frames[name]["timestamp"].is_monotonic_increasing
    events = events_of(frames)
    assert (events["one"] != events["other"]).all()
    assert set(events["one"]) | set(events["other"]) <= set(frames["people"]["person_id"])
    assert events["time"].between("2025-01-01", END, inclusive="left").all()


@pytest.mark.parametrize("scenario", COMPANIES)
def test_nobody_is_seen_while_away(scenario):
    """Before the first day at work, and from the first to the last day of each absence."""
    frames, _ = tables(scenario, seed=11)
    events = events_of(frames).assign(day=lambda frame: frame["time"].dt.normalize())
    starts = frames["people"].set_index("person_id")["start_date"]
    for side in ("one", "other"):
        assert (events["day"] >= pd.to_datetime(events[side].map(starts))).all()
        met = events.merge(frames["absences"], left_on=side, right_on="person_id")
        assert not met["day"].between(pd.to_datetime(met["start_date"]), pd.to_datetime(met["end_date"])).any()


@pytest.mark.parametrize("scenario", ["plain", "random"])
def test_there_are_as_many_events_as_ordered(scenario):
    frames, _ = tables(scenario, people=80, months=6, events_per_person=50, isolated=0, overrelied=0)
    assert len(frames["interactions"]) + len(frames["recognitions"]) == 80 * 50 / 2
    assert frames["interactions"]["timestamp"].min() >= pd.Timestamp("2025-07-01")


@pytest.mark.parametrize("people", [2, 3, 5, 9, 17])
@pytest.mark.parametrize("scenario", ["plain", "random"])
def test_tiny_companies_work_too(scenario, people):
    frames, _ = tables(scenario, people=people, isolated=0, overrelied=0)
    assert len(frames["people"]) == people
    assert (events_of(frames)["one"] != events_of(frames)["other"]).all()


def test_a_company_without_events_has_headers_only(tmp_path):
    simulate(tmp_path, scenario="random", people=20, events_per_person=0)
    assert (tmp_path / "interactions.csv").read_bytes() == b"from_id,to_id,timestamp,kind\n"


def test_random_plants_nothing_and_lets_people_differ():
    """The bounds leave room around the log-normal spread of contact; nobody is hired in the last sixty days."""
    frames, truth = tables("random", people=300)
    assert not any(truth.values())
    assert "access" not in set(frames["interactions"]["kind"].astype("str"))
    counts = contacts(frames)
    assert 0.25 < np.log(counts.clip(lower=1)).std() < 0.7
    sizes = frames["people"]["team"].value_counts()
    assert sizes.max() >= 2 * sizes.min()
    last = pd.to_datetime(frames["people"]["start_date"]).max()
    assert last <= END - pd.Timedelta(days=60)


def test_a_larger_spread_makes_people_differ_more():
    spreads = [np.log(contacts(tables("random", people=300, spread=s)[0]).clip(lower=1)).std() for s in (0.0, 0.5, 1.0)]
    assert spreads == sorted(spreads)


def test_most_contact_is_inside_the_team():
    frames, _ = tables("random", people=200)
    team = frames["people"].set_index("person_id")["team"]
    events = events_of(frames)
    assert 0.7 < (events["one"].map(team) == events["other"].map(team)).mean() < 0.8


def test_random_refuses_to_plant():
    with pytest.raises(SettingError, match="plants nobody"):
        tables("random", isolated=1)


@pytest.mark.parametrize("people", [40, 60, 200])
def test_plain_teams_have_eight_to_twenty_four_people(people):
    sizes = tables("plain", people=people)[0]["people"]["team"].value_counts()
    assert sizes.between(8, 24).all()


def test_plain_plants_two_of_each_unless_told_otherwise():
    _, truth = tables("plain")
    assert (len(truth["isolated"]), len(truth["overrelied"])) == (2, 2)
    _, truth = tables("plain", people=100, isolated=5, overrelied=0)
    assert (len(truth["isolated"]), truth["overrelied"]) == (5, [])


@pytest.mark.parametrize("seed", range(4))
def test_isolated_people_have_a_tenth_of_the_usual_contact_and_one_has_none(seed):
    frames, truth = tables("plain", people=100, isolated=4, overrelied=1, seed=seed)
    counts = contacts(frames)
    theirs = counts[truth["isolated"]].sort_values()
    assert theirs.iloc[0] == 0
    assert (theirs.iloc[1:] / counts.median()).between(0.05, 0.15).all()


@pytest.mark.parametrize("seed", range(4))
def test_overrelied_people_carry_five_times_the_load_of_people_who_lean_on_them(seed):
    """As planted: four people each, who turn to them with 65% of what they seek and don't report to them."""
    frames, truth = tables("plain", people=100, isolated=1, overrelied=3, seed=seed)
    between = help_between(frames)
    given = between["helper"].value_counts()
    usual = given.drop(truth["overrelied"]).mean()
    managers = frames["people"].set_index("person_id")["manager_id"]
    for helper in truth["overrelied"]:
        assert 4 < given[helper] / usual < 7
        share = (between["helper"] == helper).groupby(between["helped"]).mean()
        dependants = share[share >= 0.5]
        assert len(dependants) == 4
        assert dependants.between(0.6, 0.75).all()
        assert (managers[dependants.index] != helper).all()


def test_too_many_planted_people_are_refused():
    with pytest.raises(SettingError, match="don't fit"):
        tables("plain", people=20, isolated=2, overrelied=4)


def test_parquet_holds_the_same_events_as_csv(tmp_path):
    """The plain company twice, with its own seed; each of the twelve months is a row group."""
    for fmt in ("csv", "parquet"):
        simulate(tmp_path / fmt, scenario="plain", fmt=fmt)
    csv = pd.read_csv(tmp_path / "csv" / "interactions.csv")
    parquet = pd.read_parquet(tmp_path / "parquet" / "interactions.parquet")
    stamps = parquet["timestamp"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert csv["timestamp"].tolist() == stamps.tolist()
    for name in ("from_id", "to_id", "kind"):
        assert csv[name].tolist() == parquet[name].astype("str").tolist()
    file = pq.ParquetFile(tmp_path / "parquet" / "interactions.parquet")
    assert file.num_row_groups == 12
    assert str(file.schema_arrow.field("timestamp").type) == "timestamp[us]"


def test_progress_ends_with_all_events(tmp_path):
    seen = []
    simulate(tmp_path, scenario="plain", progress=lambda share, words: seen.append((share, words)))
    assert seen[-1] == (1.0, "6,000 events written")
    assert [share for share, _ in seen] == sorted(share for share, _ in seen)


def test_a_folder_of_a_simulation_is_written_anew(tmp_path):
    """First the worked example as CSV, which has more tables, then the plain company as Parquet."""
    simulate(tmp_path)
    simulate(tmp_path, scenario="plain", fmt="parquet")
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {
        *("people.parquet", "interactions.parquet", "recognitions.parquet", "absences.parquet"),
        "truth.json",
    }


def test_data_that_was_not_simulated_is_left_alone(tmp_path):
    (tmp_path / "people.csv").write_text("person_id\nana\n")
    with pytest.raises(SettingError, match="not simulated"):
        simulate(tmp_path)
    assert contents(tmp_path) == {"people.csv": b"person_id\nana\n"}


@pytest.mark.parametrize(
    "option",
    [{"people": 1}, {"months": 0}, {"spread": -1}, {"seed": -1}, {"events_per_person": -1}, {"fmt": "xml"}],
)
def test_numbers_that_make_no_company_are_refused(option, tmp_path):
    with pytest.raises(SettingError):
        simulate(tmp_path / "new", scenario="plain", **option)
    assert not (tmp_path / "new").exists()


def test_an_unknown_scenario_suggests_a_known_one(tmp_path):
    with pytest.raises(SettingError, match="Did you mean technova"):
        simulate(tmp_path / "new", scenario="techno")
