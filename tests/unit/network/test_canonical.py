"""Numbers instead of ids: given by people's records, and nothing but these."""

import pandas as pd

from ally_graph.network import canonical
from ally_graph.records import from_tables
from tests.unit.companies import event, numbered, records_of, ring, roster


def test_thanks_for_something_and_for_nothing_in_particular_can_stand_side_by_side():
    """p00 thanks p01 twice at one time, once without an element: a gap has to be sorted next to a word."""
    thanks = pd.DataFrame(
        {
            "giver_id": ["p00", "p00", "p01"],
            "receiver_id": ["p01", "p01", "p02"],
            "timestamp": ["2026-03-01", "2026-03-01", "2026-03-02"],
            "element": ["recognition", None, "empathy"],
        }
    )
    records, ids = canonical.renamed(from_tables({"people": roster(numbered(3)), "recognitions": thanks}))
    assert sorted(ids.values()) == numbered(3)
    assert records.recognitions["element"].isna().sum() == 1


def test_people_of_other_names_get_the_same_numbers():
    names = {"ana": "zoe", "bo": "yan", "cleo": "xu"}
    rows = [event("ana", "bo"), event("bo", "cleo", days=3), event("ana", "cleo", "meeting", days=9)]
    other = [(names[one], names[two], *rest) for one, two, *rest in rows]
    _, before = canonical.renamed(records_of(rows, roster(names)))
    _, after = canonical.renamed(records_of(other, roster(names.values())))
    assert {number: names[person] for number, person in before.items()} == after


def test_in_a_ring_where_all_are_alike_everyone_gets_a_number():
    _, ids = canonical.renamed(records_of(ring(numbered(7)), roster(numbered(7))))
    assert sorted(ids.values()) == numbered(7)


def test_very_large_companies_keep_their_ids(monkeypatch):
    monkeypatch.setattr(canonical, "MOST_PEOPLE", 2)
    records = records_of([event("ana", "bo")], roster(["ana", "bo", "cleo"]))
    assert canonical.renamed(records) == (records, None)
