"""The shortcut around checking gives what checking gives."""

import pandas as pd
from hypothesis import given

from ally_graph.records import from_tables
from tests.property.companies import FEW, company, rows, tables, teams


@FEW
@given(rows.filter(bool), teams.filter(any))
def test_companies_are_what_checking_would_leave(events, team):
    checked, made = from_tables(tables(events, team)), company(events, team)
    pd.testing.assert_frame_equal(checked.people, made.people)
    pd.testing.assert_frame_equal(checked.interactions, made.interactions)
