"""The payload of the map: everyone once, a sign a tie and month, and nothing of those nobody is to see."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from ally_graph import views
from ally_graph.charts import map_of_allies, network_map
from ally_graph.charts.moving_map import NO_TIE, SIGNS, drawing_of, everyone_of, group_map, moving_map
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import LOCAL
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.views.kept import least_weight

ENDS = ("2026-02-01", "2026-03-01")


def month(ties: dict[str, float], *, when: str = ENDS[0], people: str = "abcd", focus: str = "abcd", **more):
    """People of one letter, and ties such as `ab` with their strength; `contact` likewise."""
    nodes = pd.DataFrame(
        {
            "person_id": list(people),
            "name": [f"Name {one}" for one in people],
            "team": "red",
            "location": None,
            "manager_id": None,
            "cluster": pd.array([1] * len(people), dtype="Int64"),
            "help_given": 1.0,
            "help_received": 1.0,
            "allies": 1,
            "states": [()] * len(people),
            "focus": [one in focus for one in people],
        }
    )
    contact = rows_of(more.pop("contact", {}))
    return ShownNetwork(nodes, rows_of(ties), {1: "red"}, contact=contact, when=pd.Timestamp(when), **more)


def rows_of(ties: dict[str, float]) -> pd.DataFrame:
    rows = [(pair[0], pair[1], weight) for pair, weight in ties.items()]
    return pd.DataFrame(rows, columns=["source", "target", "weight"])


def payload_of(*months: ShownNetwork, spots: dict | None = None, **more) -> dict:
    spots = {one: (place / 3, 0.5) for place, one in enumerate("abcd")} if spots is None else spots
    return moving_map(gate.shown(months, LOCAL), spots, **more)


def read(payload: dict, number: int = -1) -> dict[str, tuple[int, int, int, int]]:
    """The ties of a month as the browser reads them: strength, way, whether it cools, whether one of many."""
    ids, pairs = payload["nodes"]["ids"], payload["pairs"]
    found = {}
    for place, sign in enumerate(payload["months"][number]["ties"]):
        if sign != NO_TIE:
            code = SIGNS.index(sign)
            ends = ids[pairs[2 * place]] + ids[pairs[2 * place + 1]]
            found[ends] = (code >> 4, (code >> 2) & 3, (code >> 1) & 1, code & 1)
    return found


def test_a_tie_says_which_way_it_runs():
    payload = payload_of(month({"ab": 1.0, "cb": 1.0, "cd": 1.0, "dc": 1.0}, contact={"ad": 1.0}))
    assert {pair: way for pair, (_, way, _, _) in read(payload).items()} == {"ab": 1, "bc": 2, "cd": 3, "ad": 0}


def test_a_tie_half_as_strong_as_a_month_before_cools():
    """At a half-life of 30 days a month without anything new leaves a little less than half."""
    payload = payload_of(month({"ab": 4.0, "bc": 4.0}), month({"ab": 1.98, "bc": 2.2}, when=ENDS[1]))
    assert [sign[2] for sign in read(payload, 0).values()] == [0, 0]
    assert {pair: cools for pair, (_, _, cools, _) in read(payload, 1).items()} == {"ab": 1, "bc": 0}


def test_stronger_ties_have_a_higher_level():
    payload = payload_of(month({"ab": 0.1, "bc": 2.0, "cd": 8.0}))
    levels = [sign[0] for sign in read(payload).values()]
    assert levels == sorted(levels)
    assert levels[0] < levels[-1]


def test_what_appeared_and_went_quiet_is_told_in_a_sentence():
    before, after = month({"ab": 1.0, "bc": 1.0}), month({"ab": 1.0, "cd": 1.0, "ad": 1.0}, when=ENDS[1])
    told = [one["told"] for one in payload_of(before, after)["months"]]
    assert told == ["Two ties.", "Two ties appeared and one went quiet since the month before."]


def test_who_has_most_of_the_new_ties_is_named():
    before, after = month({}, people="abcd"), month({"ab": 1.0, "ac": 1.0, "da": 1.0}, when=ENDS[1])
    assert "; Name a has the most new ones, three." in payload_of(before, after)["months"][1]["told"]


def test_whom_no_tie_joins_to_the_team_in_focus_is_a_dot_without_a_name():
    """Team a; b has a tie to a, c and d only to each other."""
    payload = payload_of(month({"ab": 1.0, "cd": 1.0}, focus="a"))
    assert payload["nodes"]["ids"] == ["a", "b", "", ""]
    assert payload["nodes"]["names"] == ["Name a", "Name b", "", ""]
    assert "Name c" not in json.dumps(payload)


def test_nothing_is_told_of_whom_has_no_name():
    """Neither the team of d nor what was found about them."""
    shown = month({"ab": 1.0}, focus="a")
    shown.nodes["states"] = [(), (), (), ("isolated",)]
    shown.nodes["team"] = ["red", "red", "blue", "blue"]
    payload = payload_of(shown)
    assert payload["teams"] == ["red"]
    assert payload["months"][0]["found"] == []
    assert payload["months"][0]["count"] == [1, 1, -1, -1]


def test_only_ties_of_the_team_in_focus_are_told():
    before, after = month({}, focus="a"), month({"ab": 1.0, "cd": 1.0}, when=ENDS[1], focus="a")
    assert payload_of(before, after)["months"][1]["told"].startswith("One tie appeared")


def test_people_come_and_go_and_stand_in_one_place():
    before, after = month({"ab": 1.0}, people="ab"), month({"ac": 1.0}, people="ac", when=ENDS[1])
    payload = payload_of(before, after)
    assert [one["here"] for one in payload["months"]] == ["110", "101"]
    assert len(payload["nodes"]["x"]) == 3


def test_people_without_a_place_stand_in_the_band():
    payload = payload_of(month({"ab": 1.0}), spots={"a": (0.0, 0.0), "b": (1.0, 1.0), "c": None})
    assert payload["nodes"]["x"] == [0, 1000, -1, -1]


def test_what_was_found_is_told_in_its_own_month_only():
    later = month({"ab": 1.0}, when=ENDS[1])
    later.nodes["states"] = [("isolated",), (), ("cooling_ties",), ()]
    payload = payload_of(month({"ab": 1.0}), later)
    assert [one["found"] for one in payload["months"]] == [[], [[0, "isolated"]]]
    assert ["isolated", "may be on their own", True] in payload["found"]


def test_phases_lie_between_the_months_they_touch():
    phases = pd.DataFrame(
        {"name": ["one", "later"], "start": pd.to_datetime(["2026-02-01", "2027-01-01"]), "end": ["2026-02-15"] * 2}
    ).astype({"end": "datetime64[ns]"})
    axis = payload_of(month({}), month({}, when=ENDS[1]), phases=phases)["phases"]
    assert axis == [["one", 0.0, 0.5]]


def test_ids_that_every_object_of_a_browser_has_are_ids_like_others():
    nodes = month({"ab": 1.0})
    renamed = nodes.nodes.assign(person_id=["constructor", "__proto__", "c", "d"])
    ties = nodes.ties.assign(source="constructor", target="__proto__")
    payload = payload_of(replace(nodes, nodes=renamed, ties=ties))
    assert {"constructor", "__proto__"} <= set(payload["nodes"]["ids"])


def test_of_very_many_ties_the_strongest_are_drawn_until_somebody_is_chosen():
    """Forty people, everybody with everybody."""
    people = [f"p{i:02d}" for i in range(40)]
    one = month({})
    nodes = pd.concat([one.nodes.head(1)] * 40, ignore_index=True).assign(person_id=people, name=people)
    rows = [(a, b, 1.0 + i + j) for i, a in enumerate(people) for j, b in enumerate(people) if a < b]
    shown = replace(one, nodes=nodes, ties=pd.DataFrame(rows, columns=["source", "target", "weight"]))
    payload = payload_of(shown)
    assert payload["ties"][0] == 780
    assert payload["ties"][1] < 300
    words = map_of_allies.words_for(drawing_of(payload, shown)).caption
    assert "strongest are drawn until somebody is chosen" in words


def test_nobody_at_all_is_an_empty_payload():
    payload = payload_of(month({}, people=""))
    assert payload["nodes"]["ids"] == []


def test_only_what_passed_the_gate_is_drawn():
    with pytest.raises(TypeError):
        moving_map((month({}),), {})


def test_groups_of_a_large_company_are_dots_of_the_same_payload(company_analysis, monkeypatch):
    monkeypatch.setattr(network_map, "SINGLE_PEOPLE_UP_TO", 5)
    drawing = map_of_allies(views.network(company_analysis, LOCAL), {})
    payload = group_map(drawing)
    assert payload["level"] in ("cluster", "team")
    assert payload["nodes"]["ids"][0].startswith(payload["level"])
    assert len(payload["pairs"]) == 2 * len(payload["months"][0]["ties"])


def test_programmes_are_marked_where_they_began_and_later_ones_are_not():
    """Two of them began in one month; the phase is no programme."""
    rows = [("2026-02-01", "Buddy", "programme"), ("2026-02-01", "Open mic", "programme")]
    rows += [("2026-02-01", "one", "phase"), ("2026-05-01", "later", "programme")]
    frame = pd.DataFrame(rows, columns=["month", "what", "kind"]).astype({"month": "datetime64[ns]"})
    months = [month({}), month({}, when=ENDS[1])]
    begun = payload_of(*months, started=gate.table("started", frame, LOCAL))["started"]
    assert begun == [[0.0, "February 2026", ["Buddy", "Open mic"]]]


def test_the_order_of_a_payload_has_also_those_it_does_not_name():
    shown = month({"ab": 1.0, "cd": 1.0}, focus="a")
    assert everyone_of(gate.shown((shown,), LOCAL)) == tuple("abcd")


def test_the_strongest_tie_says_from_which_weight_on_a_tie_has_a_level():
    """What the browser hides by its level, other pictures leave out by its weight."""
    weights = {"ab": 0.4, "bc": 2.0, "cd": 8.0, "ad": 5.0}
    payload = payload_of(month(weights))
    for strength in range(4):
        least = least_weight(strength, payload["strongest"])
        strong = {pair for pair, (level, *_) in read(payload).items() if level >= strength}
        assert strong == {pair for pair, weight in weights.items() if weight >= least}
