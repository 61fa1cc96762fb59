"""The whole analysis: its structure, and what must not change it."""

import json
import math
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from ally_graph import Settings, analyze, build_network
from ally_graph.cli.commands import main
from ally_graph.errors import SettingError
from ally_graph.measures.people import MEASURES
from ally_graph.records import from_tables, load, write_folder
from tests.unit.companies import AS_OF, ago, event, numbered, records_of, ring, roster, weekly

RED, BLUE = numbered(8, "r"), numbered(8, "s")
TEAM = dict.fromkeys(RED, "red") | dict.fromkeys(BLUE, "blue")
PEOPLE = roster(
    [*RED, *BLUE, "zoe", "new", "off"],
    team=TEAM,
    name={"r00": "Ann"},
    start_date={"new": "2026-03-20"},
)
LEANING = [row for person in ("r02", "r04", "s02", "s05") for row in weekly("r00", person, times=5)]
ROWS = [*ring(RED), *ring(BLUE), *ring(RED, "meeting", reach=1), *LEANING, event("s00", "r03", "request")]
AWAY = [("off", "2025-12-01", "2026-06-01")]
EVENT_COLUMNS = ["from_id", "to_id", "kind", "timestamp", "weight"]
USUAL = [measure.key for measure in MEASURES if not measure.on_request]
PEOPLE_COLUMNS = ["person_id", "name", "team", *USUAL, "cluster", "states"]


THANKS = (("s01", "s07", ago(10)),)


def records(rows=ROWS, people=PEOPLE, thanks=THANKS):
    return records_of(rows, people, thanks=thanks, absences=AWAY)


@pytest.fixture(scope="module")
def result():
    return analyze(records(), settings=Settings(null_draws=199))


def test_the_result_has_the_structure_it_promises(result):
    """Two teams of eight, one person alone, one new and one away; the keys are those that callers rely on."""
    whole = result.to_dict()
    assert list(whole) == ["data", "coverage", "network", "clusters", "findings", "challenges"]
    assert {
        "people",
        "events",
        "set_aside",
        "outside",
        "first",
        "last",
        "as_of",
        "window_days",
        "half_life_days",
    } <= set(whole["data"])
    assert {"share", "by_kind"} <= set(whole["coverage"])
    assert {
        "ties",
        "density",
        "reciprocity",
        "gini_help_given",
        "gini_expected_by_chance",
        "ei_index",
        "modularity",
        "modularity_null_95",
        "clear_clusters",
    } <= set(whole["network"])
    assert all({"id", "members", "stability", "label"} <= set(cluster) for cluster in whole["clusters"])
    assert all(
        set(finding)
        == {"detector", "status", "people", "q", "score", "evidence", "why", "advice", "would_change", "coverage"}
        for finding in whole["findings"]
    )


def test_the_result_is_json(result):
    whole = result.to_dict()
    assert json.loads(json.dumps(whole, allow_nan=False)) == whole


def test_what_was_read_is_counted(result):
    """Rings of 8 * 2 * 12 twice, meetings 8 * 12, leaning 4 * 5 * 12, one request, one recognition.

    The oldest is the fifth leaning of the first week, 7 * 11 + 1 + 6 * 4/5 = 82.8 days before 1 April.
    """
    assert result.data["people"] == 19
    assert result.data["events"] == 2 * 192 + 96 + 240 + 2
    assert (result.data["first"], result.data["last"], result.data["as_of"]) == (
        "2026-01-08",
        "2026-03-31",
        "2026-04-01",
    )
    assert (result.data["window_days"], result.data["half_life_days"], result.data["outside"]) == (90, 30, 0)


def test_coverage_is_the_share_of_people_seen_at_all_and_by_kind(result):
    """16 of 19 people; two of them asked or were asked."""
    assert result.coverage["share"] == pytest.approx(16 / 19)
    assert result.coverage["by_kind"] == pytest.approx(
        {"help": 16 / 19, "meeting": 8 / 19, "recognition": 2 / 19, "request": 2 / 19}
    )


def test_the_figures_of_the_network(result):
    """16 ties in each ring; of the four who lean on r00 only r02 is in their ring; s07 helps s01 in it: 32 + 3."""
    graph = result.graph
    assert result.network.ties == graph.number_of_edges() == 35
    assert result.network.density == pytest.approx(nx.density(graph))
    assert result.network.ei_index.keys() == {"team"}
    assert 0 < result.network.gini_expected_by_chance < result.network.gini_help_given < 1


FIGURES = [
    "ties",
    "density",
    "reciprocity",
    "gini_help_given",
    "gini_expected_by_chance",
    "ei_index",
    "modularity",
    "modularity_null_95",
    "clear_clusters",
]


def test_the_figures_of_the_network_are_attributes_items_and_plain_values(result):
    """The names and their order are those of the JSON; nothing else is an item, and nothing can be set."""
    figures = result.network
    assert list(figures) == list(figures.to_dict()) == list(result.to_dict()["network"]) == FIGURES
    assert [figures[name] for name in figures] == [getattr(figures, name) for name in figures]
    assert figures.to_dict()["density"] == round(figures.density, 6)
    assert type(figures.to_dict()) is dict
    assert figures == dict(figures)
    with pytest.raises(KeyError):
        figures["to_dict"]
    with pytest.raises(AttributeError):
        figures.ties = 1


def test_density_is_ties_over_ordered_pairs():
    found = analyze(records_of([event("ana", "bo"), event("bo", "cy")]), findings=False).network
    assert (found["ties"], found["density"], found["reciprocity"]) == (2, pytest.approx(2 / 6), 0)


def test_a_path_is_loaded_and_kinds_may_be_one_text(tmp_path):
    """Help alone, and help with meetings, as one text and as a list; a text is no list of letters."""
    write_folder({"people": PEOPLE, "interactions": pd.DataFrame(ROWS, columns=EVENT_COLUMNS)}, tmp_path)
    loaded = load(tmp_path)
    for kinds in ("help", "help, meeting"):
        asked = {"findings": False, "as_of": AS_OF}
        found = analyze(str(tmp_path), kinds=kinds, **asked)
        assert found == analyze(loaded, kinds=kinds.split(", "), **asked) == analyze(tmp_path, kinds=kinds, **asked)
    assert dict(build_network(str(tmp_path)).edges) == dict(build_network(loaded).edges)


@pytest.mark.parametrize("reads", [analyze, build_network])
@pytest.mark.parametrize("given", [PEOPLE, None, 3, {"people": PEOPLE}])
def test_what_holds_no_records_is_refused_in_plain_words(reads, given):
    with pytest.raises(SettingError, match=r"What ally_graph\.load or ally_graph\.from_tables returned"):
        reads(given)


def test_records_that_weigh_too_little_are_set_aside_and_counted():
    """Three answers of 1, 2 and 3: from 2 on two are left, and the roster stays."""
    rows = [event("ana", "bo", weight=1), event("bo", "cy", weight=2), event("cy", "ana", weight=3)]
    found = analyze(records_of(rows), min_weight=2, findings=False)
    assert (found.data["events"], found.data["set_aside"], found.data["people"]) == (2, 1, 3)
    assert found.base.help.nnz == 2
    assert analyze(records_of(rows), min_weight=0, findings=False) == analyze(records_of(rows), findings=False)


@pytest.mark.parametrize("least", ["2", math.nan, math.inf, True])
def test_a_least_weight_is_a_number(least):
    with pytest.raises(SettingError, match="least weight has to be a number"):
        analyze(records_of([event("ana", "bo")]), min_weight=least)


def test_the_people_table_has_the_promised_columns_and_order(result):
    assert result.people.columns.tolist() == PEOPLE_COLUMNS
    assert result.people["person_id"].tolist() == sorted(PEOPLE["person_id"])
    assert result.people["name"].dropna().tolist() == ["Ann"]


def test_clusters_and_states_are_told_of_each_person(result):
    """zoe meets nobody, new came twelve days ago, off is on leave; r00 gives twenty more helps a week."""
    people = result.people.set_index("person_id")
    assert people.loc[["zoe", "new", "off"], "cluster"].isna().all()
    for group in result.clusters:
        assert (people.loc[list(group.members), "cluster"] == group.id).all()
    assert people["states"][["r00", "zoe", "new", "off", "r01"]].tolist() == [
        "overrelied;unbalanced",
        "isolated",
        "new",
        "away",
        "",
    ]


def test_the_graphs_are_those_of_the_window(result):
    assert result.graph.edges["r00", "s02"]["count"] == 60
    assert result.contact.has_edge("r00", "r01")
    assert result.settings.null_draws == 199


def shown(found):
    return json.dumps(found.to_dict())


def test_the_order_of_rows_and_people_does_not_matter(result):
    order = np.random.default_rng(0).permutation(len(ROWS))
    shuffled = records([ROWS[i] for i in order], PEOPLE.iloc[::-1])
    again = analyze(shuffled, settings=Settings(null_draws=199))
    assert shown(again) == shown(result)
    pd.testing.assert_frame_equal(again.people, result.people, check_exact=True)


def test_new_names_change_the_names_only(result):
    """The new ids sort as the old ones do, so that everything random falls out the same."""
    new = {person: f"x-{person.upper()}" for person in PEOPLE["person_id"]}
    rows = [(new[first], new[second], *rest) for first, second, *rest in ROWS]
    people = PEOPLE.assign(person_id=PEOPLE["person_id"].map(new))
    away = [(new["off"], *AWAY[0][1:])]
    thanks = [(new["s01"], new["s07"], ago(10))]
    again = analyze(records_of(rows, people, thanks=thanks, absences=away), settings=Settings(null_draws=199))
    expected = result.to_dict()
    for group in expected["clusters"]:
        group["members"] = [new[person] for person in group["members"]]
    for finding in expected["findings"]:
        finding["people"] = [new[person] for person in finding["people"]]
    assert again.to_dict() == expected


def test_the_unit_of_weights_does_not_change_findings_and_clusters(result):
    """Every weight is seven times as large; thanks, which have no weight to multiply, are left out."""
    heavier = [(*row[:4], row[4] * 7) for row in ROWS]
    plain = records(ROWS, thanks=())
    before, after = (
        analyze(given, settings=Settings(null_draws=199)) for given in (plain, records(heavier, thanks=()))
    )
    assert before.to_dict()["findings"] == after.to_dict()["findings"]
    assert before.to_dict()["clusters"] == after.to_dict()["clusters"]
    assert before.network.modularity == pytest.approx(after.network.modularity, abs=1e-9)
    assert result.findings


def test_without_findings_there_is_one_clustering_and_no_judgement():
    found = analyze(records(), findings=False)
    whole = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert whole["findings"] == []
    assert len(whole["clusters"]) >= 2
    assert (whole["network"]["modularity_null_95"], whole["network"]["clear_clusters"]) == (None, False)
    assert set(found.people["states"]) == {"", "away", "new"}


def test_months_look_back_from_the_end_of_each():
    """Pairs are in touch on 21 January, 20 February and 27 March; the last month ends with the data."""
    rows = [event("ana", "bo", days=70), event("ana", "cy", days=40), event("bo", "cy", days=5)]
    found = analyze(records_of(rows), findings=False, months=True, window_days=30)
    months = found.to_dict()["months"]
    assert [(month["month"], month["as_of"]) for month in months] == [
        ("2026-01", "2026-02-01"),
        ("2026-02", "2026-03-01"),
        ("2026-03", "2026-03-28"),
    ]
    assert [month["network"]["ties"] for month in months] == [1, 1, 1]
    assert all({"month", "as_of", "people", "coverage", "network", "clusters"} <= set(month) for month in months)


def test_months_stop_at_the_moment_looked_back_from():
    rows = [event("ana", "bo", days=70), event("bo", "cy", days=5)]
    months = analyze(records_of(rows), findings=False, months=True, as_of="2026-02-15").months
    assert [(month["month"], month["as_of"]) for month in months] == [
        ("2026-01", "2026-02-01"),
        ("2026-02", "2026-02-15"),
    ]


def test_without_events_there_are_no_months():
    assert analyze(records_of([], roster(["ana", "bo"])), months=True).months == ()


def test_options_and_settings_go_together():
    """Only the length of slices comes from `settings`; all the rest is said by options of their own."""
    found = analyze(
        records_of([event("ana", "bo")]),
        as_of="2026-04-01",
        window_days=28,
        half_life_days=math.inf,
        min_group=6,
        seed=3,
        settings=Settings(slice_days=14),
        findings=False,
    )
    assert (found.settings.window_days, found.settings.min_group, found.settings.seed) == (28, 6, 3)
    assert found.settings.slice_days == 14
    assert found.to_dict()["data"]["half_life_days"] == "inf"


def test_events_after_the_end_are_set_aside_with_a_count():
    found = analyze(
        records_of([event("ana", "bo", days=20), event("ana", "bo", days=2)]), as_of=ago(10), findings=False
    )
    assert (found.data["events"], found.data["set_aside"]) == (1, 1)


def test_an_unknown_kind_is_refused():
    with pytest.raises(SettingError, match=r"Did you mean help\?"):
        analyze(records_of([event("ana", "bo")]), kinds=["halp"])


def test_progress_goes_up_to_the_end():
    told = []
    analyze(records_of([event("ana", "bo")]), progress=lambda share, words: told.append((share, words)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert all(words for _, words in told)


def test_the_moment_can_have_an_hour():
    found = analyze(records_of([event("ana", "bo", days=1)]), as_of=AS_OF - pd.Timedelta(hours=6), findings=False)
    assert found.data["as_of"] == "2026-03-31T18:00:00"


def test_of_five_people_the_one_without_ties_is_named_and_nobody_else(tmp_path, capsys):
    """Four who all met, and one who met nobody, in Python and on the command line."""
    four, everyone = ["p1", "p2", "p3", "p4"], ["p1", "p2", "p3", "p4", "p5"]
    rows = [(one, other, "meeting", f"2026-0{month}-10") for one, other in combinations(four, 2) for month in (1, 2, 3)]
    tables = {
        "people": pd.DataFrame({"person_id": everyone, "team": "red"}),
        "interactions": pd.DataFrame(rows, columns=["from_id", "to_id", "kind", "timestamp"]),
    }
    named = [finding.people for finding in analyze(from_tables(tables)).findings if finding.people]
    assert named == [("p5",)]
    write_folder(tables, tmp_path / "five")
    assert main(["analyze", str(tmp_path / "five"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["findings"]
    assert [(one["detector"], one["people"]) for one in told if one["people"]] == [("isolated", ["p5"])]


@pytest.mark.parametrize("weights", [(1e-9,), (1e-9, 1e6), (1.0,)], ids=["least", "least and most", "usual"])
@pytest.mark.parametrize("half_life", [0.01, 0.5, 30.0])
def test_the_least_weights_and_the_quickest_fading_leave_numbers_that_can_be_worked_with(weights, half_life):
    """A warning of numpy is an error here; ties of nothing at all ended in a panic of the clustering."""
    rows = [(*row[:4], weights[place % len(weights)]) for place, row in enumerate(ROWS)]
    found = analyze(records(rows), as_of="2026-04-12", settings=Settings(half_life_days=half_life))
    shares = found.people["help_given"]
    assert np.isfinite(shares).all()
    assert shares.sum() > 0


@pytest.mark.parametrize("weight", [9e-10, 1e-200, 5e-324])
def test_a_weight_of_next_to_nothing_is_set_aside(weight):
    rows = records([event("r00", "r01"), event("r01", "r02", weight=weight)])
    assert len(rows.interactions) == 1
    assert [problem.what for problem in rows.problems if "billionth" in problem.what] == [
        "weight is next to nothing (below a billionth)"
    ]
