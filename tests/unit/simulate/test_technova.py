"""The sample company, checked row by row without the product's own machinery."""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ally_graph import vocabulary
from ally_graph.errors import SettingError
from ally_graph.records.tables import TABLES
from ally_graph.simulate import simulate, tables
from ally_graph.simulate.names import PEOPLE
from ally_graph.vocabulary import Flow

SAMPLE = Path(__file__).parents[3] / "sample_data"
END = pd.Timestamp("2026-01-01")
WINDOW = END - pd.Timedelta(days=90)
SLICES = [(END - pd.Timedelta(days=28 * (k + 1)), END - pd.Timedelta(days=28 * k)) for k in range(3)]


def read(name):
    frame = pd.read_csv(SAMPLE / f"{name}.csv", dtype={"person_id": "str"})
    if "timestamp" in frame:
        frame["timestamp"] = pd.to_datetime(frame["timestamp"], format="ISO8601").dt.tz_localize(None)
    return frame


@pytest.fixture(scope="module")
def truth():
    return json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def people():
    return read("people").set_index("person_id")


@pytest.fixture(scope="module")
def interactions():
    return read("interactions")


@pytest.fixture(scope="module")
def recognitions():
    return read("recognitions")


@pytest.fixture(scope="module")
def support(interactions, recognitions):
    """Who helped whom and when: thanks run from the one who was helped."""
    flow = interactions["kind"].map(lambda kind: vocabulary.flow_of(kind).name)
    given = interactions.loc[flow == Flow.GIVEN.name, ["from_id", "to_id", "timestamp"]]
    thanked = recognitions[["receiver_id", "giver_id", "timestamp"]]
    names = ["helper", "helped", "time"]
    return pd.concat([given.set_axis(names, axis=1), thanked.set_axis(names, axis=1)], ignore_index=True)


@pytest.fixture(scope="module")
def contact(interactions, support):
    """Every contact of two people, in no direction, `mutual` where it ran both ways."""
    flow = interactions["kind"].map(lambda kind: vocabulary.flow_of(kind).name)
    mutual = interactions.loc[flow == Flow.MUTUAL.name, ["from_id", "to_id", "timestamp"]]
    both = mutual.set_axis(["helper", "helped", "time"], axis=1).assign(mutual=True)
    every = pd.concat([support.assign(mutual=False), both], ignore_index=True)
    ends = np.sort(every[["helper", "helped"]].to_numpy(dtype=str), axis=1)
    return every.assign(one=ends[:, 0], other=ends[:, 1])


def of(contact, person):
    return contact[(contact["one"] == person) | (contact["other"] == person)]


def colleagues(contact, person):
    mine = of(contact, person)
    return mine["one"].where(mine["one"] != person, mine["other"])


def test_the_sample_on_disk_is_what_the_command_makes(tmp_path):
    simulate(tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(path.name for path in SAMPLE.iterdir() if path.name != "README.md")
    for name in names:
        assert (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes(), name


def test_another_seed_tells_the_story_with_other_people(truth):
    frames, other = tables("technova", seed=3)
    assert len(frames["people"]) == 60
    assert {key: len(value) for key, value in other.items()} == {key: len(value) for key, value in truth.items()}
    assert other != truth


def test_the_sample_has_every_table_with_its_columns():
    for name, table in TABLES.items():
        wanted = [
            column.name for column in table.columns if column.name not in ("weight", "scale", "sd", "target", "hours")
        ]
        assert list(read(name).columns) == wanted


def test_the_sample_has_the_size_of_the_story(people, interactions, recognitions):
    """Sixty people in four teams, events until the last day of 2025, and files of less than 1.5 MB."""
    assert people["team"].value_counts().to_dict() == {"development": 26, "support": 16, "design": 12, "HR": 6}
    assert 5_500 <= len(interactions) <= 6_500
    assert 600 <= len(recognitions) <= 800
    assert interactions["timestamp"].min() < pd.Timestamp("2025-01-04")
    assert max(interactions["timestamp"].max(), recognitions["timestamp"].max()).normalize() == END - pd.Timedelta(
        days=1
    )
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 1_500_000


def test_every_value_is_one_of_the_vocabulary(people, interactions, recognitions):
    """The twelve kinds of interaction are spelt out; elements and programmes need not all occur."""
    kinds = set(interactions["kind"])
    assert kinds == {
        *("help", "review", "mentoring", "training", "cover", "answer", "checkin"),
        *("request", "meeting", "message", "pairing", "access"),
    }
    assert set(recognitions["element"]) <= set(vocabulary.ELEMENTS)
    assert set(people["work_mode"]) == set(vocabulary.WORK_MODES)
    assert set(people["kind"]) == {"employee", "contractor"}
    assert set(people["level"]) == {1, 2, 3, 4, 5}
    programmes = read("programmes")
    assert set(programmes["programme"]) <= set(vocabulary.TOOLS)
    assert set(programmes["role"]) == set(vocabulary.PROGRAMME_ROLES)


def test_names_are_sixty_different_ones_and_ids_say_nothing_about_teams(people):
    assert sorted(people["name"]) == sorted(PEOPLE)
    assert any(not name.isascii() for name in PEOPLE)
    assert (people["team"] != people["team"].shift()).sum() > 20


def test_reporting_lines_form_one_tree(people):
    """From each person the managers are followed upwards to level 5; only one person has none."""
    managers = people["manager_id"].dropna()
    assert people["manager_id"].isna().sum() == 1
    assert set(managers) <= set(people.index)
    for person in people.index:
        seen = []
        while isinstance(person, str) and person not in seen:
            seen.append(person)
            person = people.loc[person, "manager_id"]
        assert people.loc[seen[-1], "level"] == 5


def test_nobody_is_seen_while_away_or_before_their_first_day(people, interactions, recognitions):
    """Both ends of every interaction and every thanks, held against roster and table of absences."""
    absences = read("absences")
    pairs = [(interactions, ("from_id", "to_id")), (recognitions, ("giver_id", "receiver_id"))]
    for table, columns in pairs:
        for column in columns:
            day = table["timestamp"].dt.normalize()
            assert (day >= pd.to_datetime(table[column].map(people["start_date"]))).all()
            met = table[[column]].assign(day=day).merge(absences, left_on=column, right_on="person_id")
            away = met["day"].between(pd.to_datetime(met["start_date"]), pd.to_datetime(met["end_date"]))
            assert not away.any()


def test_events_fall_on_working_days_and_fewer_around_new_year(interactions):
    """None on three holidays, less than half the mean from 27 December; nine in ten between 8 and 18."""
    days = interactions["timestamp"].dt.normalize()
    assert (days.dt.day_of_week < 5).all()
    assert not days.isin(pd.to_datetime(["2025-01-01", "2025-12-25", "2025-12-26"])).any()
    daily = days.value_counts()
    assert daily[daily.index >= "2025-12-27"].mean() < daily.mean() / 2
    hours = interactions["timestamp"].dt.hour
    assert ((hours >= 8) & (hours < 18)).mean() > 0.9


def test_review_begins_with_the_second_phase(interactions):
    assert interactions.loc[interactions["kind"] == "review", "timestamp"].min() >= pd.Timestamp("2025-04-01")


def test_three_people_are_isolated_each_in_their_own_way(truth, people, contact, support, interactions):
    """A remote developer gone silent, a newcomer with only a buddy, and one who helps each person once."""
    silent, newcomer, gives = _isolated_by_way(truth, people, contact)
    assert people.loc[silent, "work_mode"] == "remote"
    assert people.loc[silent, "team"] == "development"
    assert len(of(contact, silent)) > 50
    assert of(contact, silent)["time"].max() < WINDOW
    buddies = read("programmes").query("person_id == @newcomer and role == 'newcomer'")
    assert buddies["partner_id"].notna().all()
    assert len(buddies) == 1
    assert 42 <= (END - pd.Timestamp(people.loc[newcomer, "start_date"])).days <= 56
    assert not interactions[["from_id", "to_id"]].isin([newcomer]).any(axis=None)
    recent = support[support["time"] >= WINDOW]
    given = recent[recent["helper"] == gives]
    assert 6 <= len(given) <= 8
    assert given["helped"].is_unique
    assert len(of(contact[contact["time"] >= WINDOW], gives)) == len(given)
    for start, stop in SLICES:
        assert given["time"].between(start, stop).any()


def _isolated_by_way(truth, people, contact):
    recent = contact[contact["time"] >= WINDOW]
    newcomer = max(truth["isolated"], key=lambda person: people.loc[person, "start_date"])
    gives = max(truth["isolated"], key=lambda person: len(of(recent, person)))
    silent = next(iter(set(truth["isolated"]) - {newcomer, gives}))
    return silent, newcomer, gives


def test_the_isolated_were_not_away_in_the_last_ninety_days(truth):
    absences = read("absences")
    theirs = absences[absences["person_id"].isin(truth["isolated"])]
    assert (pd.to_datetime(theirs["end_date"]) < WINDOW).all()


def test_everybody_else_has_five_steady_colleagues_in_each_of_the_last_slices(truth, people, contact):
    for start, stop in SLICES:
        within = contact[contact["time"].between(start, stop, inclusive="left")]
        for person in people.index.difference(truth["isolated"]):
            often = colleagues(within, person).value_counts()
            assert (often >= 2).sum() >= 5, (person, start)


def test_everybody_else_has_colleagues_whenever_they_are_at_work(truth, people, contact):
    """Four in each of 13 four-week slices; who started or came back in the midst of one is left out."""
    absences = read("absences")
    for k in range(13):
        start, stop = END - pd.Timedelta(days=28 * (k + 1)), END - pd.Timedelta(days=28 * k)
        within = contact[contact["time"].between(start, stop, inclusive="left")]
        here = people.index[pd.to_datetime(people["start_date"]) <= start].difference(truth["isolated"])
        ended = absences[pd.to_datetime(absences["end_date"]).between(start + pd.Timedelta(days=11), stop)]
        there = here.difference(ended["person_id"])
        assert min(colleagues(within, person).nunique() for person in there) >= 4


def shares_of(support, *, decayed):
    recent = support[support["time"] >= WINDOW]
    age = (END - recent["time"]) / pd.Timedelta(days=1)
    value = np.exp2(-age / 30) if decayed else np.ones(len(recent))
    sums = recent.assign(value=value).groupby(["helper", "helped"])["value"].sum().reset_index()
    sums = sums.pivot_table(index="helper", columns="helped", values="value", fill_value=0.0)
    return sums / sums.sum()


def dependants_of(support, people, helper, floor):
    shares = shares_of(support, decayed=True).loc[helper]
    found = shares.index[shares >= floor]
    return [person for person in found if people.loc[person, "manager_id"] != helper]


def test_three_people_of_three_teams_carry_about_five_times_the_usual(truth, people, support):
    for start in (WINDOW, END - pd.Timedelta(days=140)):
        given = support[support["time"] >= start].groupby("helper").size().reindex(people.index, fill_value=0)
        ratio = given / people["team"].map(given.groupby(people["team"]).median())
        assert ratio[truth["overrelied"]].between(4, 6.5).all()
    assert people.loc[truth["overrelied"], "team"].nunique() == 3


def test_each_of_them_has_dependants_who_get_two_thirds_from_them(truth, people, support):
    """Dependants get half of their decayed help from one person; the two thirds are plain counts."""
    for helper in truth["overrelied"]:
        dependants = dependants_of(support, people, helper, 0.5)
        assert 3 <= len(dependants) <= 5
        assert not set(dependants) & set(truth["isolated"])
        counted = shares_of(support, decayed=False).loc[helper, dependants]
        assert counted.between(0.6, 0.8).all()
        assert 0.65 <= counted.mean() <= 0.75
        theirs = support[(support["helper"] == helper) & support["helped"].isin(dependants)]
        for start, stop in SLICES:
            within = theirs[theirs["time"].between(start, stop)]["helped"].value_counts()
            assert within.reindex(dependants, fill_value=0).min() >= 3


def test_nobody_else_has_two_dependants(truth, people, support):
    for helper in people.index.difference(truth["overrelied"]).intersection(support["helper"]):
        if helper in shares_of(support, decayed=True).index:
            assert len(dependants_of(support, people, helper, 0.5)) < 2, helper


def test_more_time_is_wanted_of_the_overrelied_only(truth, interactions):
    access = interactions[interactions["kind"] == "access"]
    assert set(access["to_id"]) == set(truth["overrelied"])
    assert (access.groupby("to_id")["from_id"].nunique() >= 2).all()
    assert (access["timestamp"] >= WINDOW).all()


def test_the_closed_group_keeps_all_its_ties_inside(truth, people, contact):
    """The six are of three teams or more, and each pair helps both ways; two contacts may lead outside."""
    (circle,) = truth["closed_group"]
    assert len(circle) == 6
    assert people.loc[circle, "team"].nunique() >= 3
    assert people.loc[circle, "team"].value_counts().max() / 6 < 0.8
    recent = contact[contact["time"] >= WINDOW]
    inside = recent[recent["one"].isin(circle) & recent["other"].isin(circle)]
    touching = recent[recent["one"].isin(circle) | recent["other"].isin(circle)]
    assert len(touching) - len(inside) <= 2
    for one, other in combinations(circle, 2):
        between = inside[(inside["one"] == one) & (inside["other"] == other) & ~inside["mutual"]]
        assert set(between["helper"]) == {one, other}


def test_the_closed_group_leaves_questions_from_outside_unanswered(truth, interactions, contact):
    """Ten or more, with nothing back; of all other questions, three in four are answered in three days."""
    (circle,) = truth["closed_group"]
    recent = interactions[interactions["timestamp"] >= WINDOW]
    asked = recent[(recent["kind"] == "request") & recent["to_id"].isin(circle) & ~recent["from_id"].isin(circle)]
    assert len(asked) >= 10
    for row in asked.itertuples():
        later = contact[(contact["helper"] == row.to_id) & (contact["helped"] == row.from_id)]
        assert not (later["time"] >= row.timestamp).any()
    others = recent[(recent["kind"] == "request") & ~recent["to_id"].isin(circle)]
    answered = [
        ((recent["kind"] == "answer") & (recent["from_id"] == row.to_id) & (recent["to_id"] == row.from_id))
        .where(recent["timestamp"].between(row.timestamp, row.timestamp + pd.Timedelta(days=3)), False)
        .any()
        for row in others.itertuples()
    ]
    assert np.mean(answered) > 0.75


def test_two_people_alone_link_support_and_design_since_september(truth, people, contact):
    assert set(people.loc[truth["bridge"], "team"]) == {"support", "design"}
    counts = contact[contact["time"] >= "2025-09-01"].groupby(["one", "other"]).size().reset_index(name="count")
    teams = counts[["one", "other"]].map(people["team"].get)
    apart = np.array([{one, other} == {"support", "design"} for one, other in teams.to_numpy()])
    linked = counts[apart & (counts["count"] >= 2)]
    assert linked[["one", "other"]].to_numpy().tolist() == [truth["bridge"]]


def test_bridges_and_nobody_else_have_ties_into_two_other_teams(truth, people, contact):
    """It takes two colleagues in each of two other teams, met at least twice in ninety days."""
    recent = contact[contact["time"] >= WINDOW]
    bridging = []
    for person in people.index:
        often = colleagues(recent, person).value_counts()
        steady = people["team"].reindex(often.index[often >= 2]).value_counts()
        if (steady.drop(people.loc[person, "team"], errors="ignore") >= 2).sum() >= 2:
            bridging.append(person)
    assert bridging == truth["bridge"]


def test_one_leader_has_lost_touch_with_two_reports(truth, people, contact):
    """The isolated are set aside; those two have over twenty contacts with others in the ninety days."""
    recent = contact[contact["time"] >= WINDOW]
    leaders = people["manager_id"].dropna().unique()
    unseen = {}
    for leader in leaders:
        reports = people.index[people["manager_id"] == leader].difference(truth["isolated"])
        met = colleagues(recent, leader).value_counts().reindex(reports, fill_value=0)
        unseen[leader] = list(met.index[met == 0])
        assert met[met > 0].min() >= 3
    (leader,) = truth["leadership_gap"]
    assert (people["manager_id"] == leader).sum() >= 6
    assert len(unseen[leader]) == 2
    for report in unseen[leader]:
        assert len(of(recent, report)) > 20
    shares = {one: len(missed) / (people["manager_id"] == one).sum() for one, missed in unseen.items()}
    assert max(shares, key=shares.get) == leader


def test_one_weekly_tie_went_quiet_about_six_weeks_before_the_end(truth, people, contact):
    """Half of its gaps are eight days or less; later both have more than ten contacts with others."""
    ((one, other),) = truth["cooling_ties"]
    theirs = contact[(contact["one"] == one) & (contact["other"] == other)]["time"].sort_values()
    assert 35 <= (END - theirs.iloc[-1]).days <= 50
    assert theirs[theirs >= WINDOW].size >= 6
    assert theirs.diff().dropna().median() <= pd.Timedelta(days=8)
    for person in (one, other):
        assert len(of(contact[contact["time"] > theirs.iloc[-1]], person)) > 10


@pytest.fixture(scope="module")
def indicators():
    return read("indicators")


def whole(indicators, indicator, measure):
    rows = indicators.query("group == 'all' and indicator == @indicator and measure == @measure")
    return rows.sort_values("month")["value"].to_numpy()


def test_every_measure_is_there_for_every_month_and_group(indicators):
    """Twelve months by five groups are 60 rows; shares and medians have none where a team had nothing to count."""
    for indicator in vocabulary.INDICATORS.values():
        for measure in indicator.measures:
            rows = indicators[(indicators["indicator"] == indicator.key) & (indicators["measure"] == measure.key)]
            assert set(rows["group"]) == {"all", "development", "design", "support", "HR"}
            assert rows[rows["group"] == "all"]["month"].nunique() == 12
            if measure.key not in ("serious_share", "days_to_resolve", "cross_team_share"):
                assert len(rows) == 60


def test_the_company_is_the_mean_of_its_teams_weighted_by_n(indicators):
    """Worked out anew from rounded values; an initiative counts in each of its teams and is left out."""
    rows = indicators[indicators["measure"] != "initiatives"]
    keys = ["month", "indicator", "measure"]
    teams = rows[rows["group"] != "all"].assign(sum=lambda frame: frame["value"] * frame["n"])
    sums = teams.groupby(keys)[["sum", "n"]].sum()
    company = rows[rows["group"] == "all"].set_index(keys).sort_index()
    assert (company["n"] == sums["n"]).all()
    assert np.allclose(company["value"], sums["sum"] / sums["n"], atol=0.006)


def test_indicators_follow_the_story(indicators):
    """Months of the company, by the phases that begin in January, April and September 2025."""
    reports = whole(indicators, "conflict", "reports")
    assert reports[1:3].mean() > reports[0] * 1.5
    assert reports[5:].max() < reports[1:3].min()
    assert reports[8:].mean() < reports[0]
    score = whole(indicators, "engagement", "score")
    assert abs(score[:3].mean() - score[0]) < 2
    assert score[7] - score[2] > 5
    turnover = whole(indicators, "retention", "turnover")
    assert turnover[8:].mean() < turnover[3:8].mean() - 3
    for key, measure in (("engagement", "stress"), ("absence_burnout", "sick_days")):
        values = whole(indicators, key, measure)
        assert values[8:].mean() < values[3:8].mean() < values[:3].mean()
    errors = indicators.query("measure == 'errors' and group == 'development'").sort_values("month")["value"].to_numpy()
    assert errors[3:8].mean() < errors[:3].mean() * 0.8
    for measure in ("ideas", "cross_team_share", "initiatives"):
        values = whole(indicators, "innovation", measure)
        assert values[8:].mean() > values[3:8].mean() > values[:3].mean()


def test_stress_is_the_same_in_both_indicators_that_hold_it(indicators):
    assert (whole(indicators, "engagement", "stress") == whole(indicators, "absence_burnout", "stress")).all()


def test_participation_is_counted_from_the_records(indicators, people, recognitions):
    july = recognitions[recognitions["timestamp"].dt.strftime("%Y-%m") == "2025-07"]
    here = people.index[people["start_date"] < "2025-08-01"]
    share = 100 * np.mean([person in set(july["giver_id"]) for person in here])
    rows = indicators.query("measure == 'giving' and group == 'all' and month == '2025-07'")
    assert rows["value"].item() == pytest.approx(share, abs=0.1)
    assert rows["n"].item() == len(here)


@pytest.mark.parametrize("option", [{"people": 61}, {"months": 6}, {"isolated": 0}, {"events_per_person": 50}])
def test_technova_is_one_company_and_says_so(option):
    with pytest.raises(SettingError, match="plain"):
        tables("technova", **option)
