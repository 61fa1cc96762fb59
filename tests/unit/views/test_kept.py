"""Whom and which ties a filter keeps."""

from __future__ import annotations

import pandas as pd
import pytest

from ally_graph import views
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import COMPANY, LOCAL, content_of
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.views import kept
from ally_graph.views.kept import Kept

CARRIES, ALONE = "carries a lot", "may be on their own"


@pytest.fixture
def roster():
    """Twenty people: five to a location, half of them on level 1, the last without a location."""
    ids = [f"p{number:02d}" for number in range(20)]
    return pd.DataFrame(
        {
            "person_id": ids,
            "name": [f"Name {one}" for one in ids],
            "location": [*(["Lisbon"] * 5), *(["Turin"] * 14), None],
            "level": pd.array([1, 2] * 10, dtype="Int64"),
            "same": "all",
            "badge": ids,
            "mentor": ["Name p01", "Name p02"] * 10,
            "mail": ["a@example.com", "b@example.com"] * 10,
        }
    )


@pytest.fixture
def network(roster):
    """Two ties of one pair, one of another; p00 carries a lot."""
    nodes = roster[["person_id", "name", "location"]].assign(
        team="red", focus=True, states=[("overrelied",), *[()] * 19]
    )
    rows = [("p00", "p01", 4.0), ("p01", "p00", 0.5), ("p01", "p10", 1.0)]
    ties = pd.DataFrame(rows, columns=["source", "target", "weight"])
    return gate.shown(ShownNetwork(nodes, ties, {}), LOCAL)


def test_people_are_filtered_by_what_tells_them_apart_but_names_nobody(roster, network):
    """No filter by what all or none share, nor by the names, ids and addresses that would get into the address bar."""
    offered = content_of(kept.attributes(roster, network))
    assert list(dict.fromkeys(offered["attribute"])) == ["location", "level", kept.FOUND]
    rows = offered[["attribute", "value", "people"]].itertuples(index=False, name=None)
    assert {("location", "Lisbon", 5), ("level", "2", 10), (kept.FOUND, CARRIES, 1)} <= set(rows)


def test_what_people_can_be_filtered_by_is_not_for_the_whole_company(roster, network):
    others = gate.Disclosed(content_of(network), COMPANY, gate._PASS)
    with pytest.raises(gate.NotAllowed):
        kept.attributes(roster, others)


def test_one_of_several_values_and_one_of_each_attribute(roster, network):
    both = Kept((("location", "Lisbon"), ("location", "Turin")))
    assert len(kept.ids_kept(roster, network, both)) == 19
    assert kept.ids_kept(roster, network, Kept((("location", "Lisbon"), ("level", "1")))) == {"p00", "p02", "p04"}
    assert kept.ids_kept(roster, network, Kept(((kept.FOUND, CARRIES), ("level", "1")))) == {"p00"}
    assert kept.ids_kept(roster, network, Kept((("location", "Nowhere"),))) == frozenset()
    assert kept.ids_kept(roster, network, Kept()) is None


def test_the_network_of_those_who_are_kept_has_only_ties_among_them(roster, network):
    ids = kept.ids_kept(roster, network, Kept((("location", "Lisbon"),)))
    found = content_of(kept.only(network, ids))
    assert set(found.nodes["person_id"]) == ids
    assert found.ties[["source", "target"]].values.tolist() == [["p00", "p01"], ["p01", "p00"]]


def test_a_pair_is_as_strong_as_its_stronger_way(network):
    """The weak way of a strong pair is kept with it."""
    found = content_of(kept.only(network, None, kept.least_weight(2, 8.0)))
    assert found.ties["weight"].tolist() == [4.0, 0.5]


def test_a_filter_narrows_the_focus_and_never_widens_it(network):
    here = content_of(network)
    half = here.nodes.assign(focus=[True, False] * 10)
    narrowed = kept.in_focus(gate.shown(ShownNetwork(half, here.ties, {}), LOCAL), {"p00", "p01"})
    assert content_of(narrowed).nodes.query("focus")["person_id"].tolist() == ["p00"]


def test_the_matrix_of_those_who_are_kept_counts_only_them(network):
    ids = {"p00", "p01"}
    assert content_of(views.between(kept.only(network, ids)))["ties"].tolist() == [2]


def test_who_is_hidden_is_told_with_why():
    two = Kept((("level", "1"), ("location", "Turin")))
    assert kept.left_out(two, 12) == "12 people with another level or location are hidden."
    assert kept.left_out(Kept(strength=2), 12) == ""
