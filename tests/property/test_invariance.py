"""What must not matter: what people are called, the order of rows, the unit of weights."""

import json

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from ally_graph import analyze, build_network
from ally_graph.findings.isolated import isolated_people
from ally_graph.measures.people import people_table
from ally_graph.network import network_of
from ally_graph.records import from_tables
from tests.property.companies import FEW, IDS, PROPERTY, company, rows, tables, teams

AS_OF = "2026-04-01"
OTHER_IDS = st.permutations([f"q{number:02d}" for number in range(len(IDS))])
SCALED = ["help_given", "help_received"]


def network(*parts):
    return network_of(company(*parts), as_of=AS_OF)


@PROPERTY
@given(rows, teams, OTHER_IDS)
def test_measures_do_not_depend_on_what_people_are_called(events, team, ids):
    before = people_table(network(events, team))
    after = people_table(network(events, team, ids)).loc[ids].set_axis(before.index)
    pd.testing.assert_frame_equal(before, after, rtol=1e-9, atol=1e-12)


@settings(PROPERTY, max_examples=30)
@given(rows, teams, OTHER_IDS)
def test_nobody_is_isolated_for_what_they_are_called(events, team, ids):
    """Everyone gets another id, in any order; findings that name nobody have to stay the same in full."""
    called = dict(zip(IDS, ids, strict=True))

    def found(names):
        records = company(events, team, names)
        return isolated_people(network_of(records, as_of=AS_OF), records)

    before, after = found(IDS), found(ids)
    assert {(called[f.people[0]], f.status) for f in before if f.people} == {
        (f.people[0], f.status) for f in after if f.people
    }
    assert [f.to_dict() for f in before if not f.people] == [f.to_dict() for f in after if not f.people]


@settings(PROPERTY, max_examples=10)
@given(rows, teams, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_for_the_graph(events, team, random):
    orders = events, random.sample(events, len(events))
    before, after = (build_network(from_tables(tables(order, team)), as_of=AS_OF) for order in orders)
    assert list(before.nodes(data=True)) == list(after.nodes(data=True))
    assert list(before.edges(data=True)) == list(after.edges(data=True))


@PROPERTY
@given(rows, teams)
def test_measures_of_place_and_share_do_not_depend_on_the_unit_of_weights(events, team):
    scaled = [(*row[:4], row[4] * 7) for row in events]
    before, after = people_table(network(events, team)), people_table(network(scaled, team))
    pd.testing.assert_frame_equal(before.drop(columns=SCALED), after.drop(columns=SCALED), rtol=1e-9, atol=1e-12)
    pd.testing.assert_frame_equal(before[SCALED] * 7, after[SCALED], rtol=1e-9)


@FEW
@given(rows, teams, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_for_the_whole_analysis(events, team, random):
    orders = events, random.sample(events, len(events))
    before, after = (analyze(from_tables(tables(order, team)), as_of=AS_OF) for order in orders)
    assert json.dumps(before.to_dict()) == json.dumps(after.to_dict())
    pd.testing.assert_frame_equal(before.people, after.people, check_exact=True)


@PROPERTY
@given(rows, teams)
def test_what_is_given_is_received(events, team):
    base = network(events, team)
    table = people_table(base)
    assert abs(table["help_given"].sum() - table["help_received"].sum()) < 1e-9
    assert abs(table["pagerank"].sum() - 1) < 1e-9
    assert (abs(base.contact - base.contact.T) > 1e-12).nnz == 0


@PROPERTY
@given(rows, teams)
def test_turning_every_row_around_swaps_giving_and_receiving(events, team):
    one_way = [row for row in events if row[2] in ("help", "review", "nomination")]
    turned = [(second, first, *rest) for first, second, *rest in one_way]
    before, after = people_table(network(one_way, team)), people_table(network(turned, team))
    pd.testing.assert_series_equal(before["help_given"], after["help_received"], check_names=False, rtol=1e-9)
    pd.testing.assert_series_equal(before["balance"], -after["balance"], check_names=False, rtol=1e-9, atol=1e-12)
