"""The months of the map as they may be shown."""

from __future__ import annotations

import pytest

from ally_graph import views
from ally_graph.analysis import analyze
from ally_graph.disclosure.gate import COMPANY, LOCAL, NotAllowed, content_of
from ally_graph.settings import Settings
from ally_graph.timeline.map_months import map_months


@pytest.fixture(scope="module")
def months(company):
    return map_months(company, kinds=None, settings=Settings())


@pytest.fixture(scope="module")
def network(company, months):
    found = analyze(company)
    return views.network(found, LOCAL, None, (), months.at(found.base.as_of))


def by_month(months, network, company, viewer, team=None):
    called, directed = views.names(company.people, LOCAL), content_of(network).directed
    return views.by_month(views.month_by_month(months, called, viewer, team, directed=directed), network)


def test_the_month_of_the_page_is_the_network_itself_with_what_was_found(company, months, network):
    shown = content_of(by_month(months, network, company, LOCAL))
    assert [one.when for one in shown] == [month.when for month in months.months]
    assert shown[-1].nodes["states"].map(bool).any()
    assert not any(one.nodes["states"].map(bool).any() for one in shown[:-1])


def test_groups_of_the_page_are_those_of_its_month(months, network):
    shown = content_of(network)
    expected = months.months[-1].people.set_index("person_id")["cluster"]
    assert shown.nodes.set_index("person_id")["cluster"].astype("Int64").equals(expected.astype("Int64"))
    assert dict(shown.labels) == dict(months.labels)


def test_a_team_in_focus_holds_in_every_month(company, months, network):
    shown = content_of(by_month(months, network, company, LOCAL, "north"))
    earlier = shown[0].nodes
    assert (earlier["focus"] == (earlier["team"] == "north")).all()


def test_contact_is_told_where_nobody_helps(network):
    """In the company, p06 meets p07 every week and neither helps the other."""
    contact = content_of(network).contact
    assert contact[["source", "target"]].astype(str).to_numpy().tolist() == [["p06", "p07"]]


def test_a_whole_company_sees_no_month_of_people(company, months, network):
    with pytest.raises(NotAllowed):
        by_month(months, network, company, COMPANY)
