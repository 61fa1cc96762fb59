"""What is said of pairs and of those without one, and the rows that are read again."""

from __future__ import annotations

from itertools import combinations, pairwise

import pandas as pd
import pytest

from ally_graph.errors import SettingError
from ally_graph.findings.finding import Finding
from ally_graph.matching import Pair, blocked_pairs, match, programme_rows
from ally_graph.network import network_of
from ally_graph.records import from_tables, load, write_folder
from tests.unit.companies import event, numbered, roster
from tests.unit.matching import planted


def found_in(programme: str = "buddy", people: list[str] | None = None, **options):
    """The matching of a planted company."""
    blocked, agreed = options.pop("blocked", ()), options.pop("agreed", ())
    records, told = planted.company(**options)
    return match(records, told, programme, people=people, blocked=blocked, agreed=agreed)


def test_a_pair_says_why_in_one_sentence_with_figures():
    (pair,) = found_in(people=["new"]).pairs
    assert pair.why == "Reports to the same manager, works in red as well, is in Pune as well and is 2 steps away."
    assert pair.runner_up == "plain"
    assert 0 < pair.score <= 1


def test_newcomers_are_found_by_their_first_day():
    found = found_in(boss={"start_date": "2015-01-01"})
    assert [pair.person for pair in found.pairs] == ["new"]
    assert found_in(boss={"start_date": "2015-01-01"}, new={"start_date": "2025-01-01"}).pairs == ()


def test_somebody_with_a_buddy_is_left_alone_unless_asked_for():
    """They have met: the buddy works."""
    row = ("plain", "buddy", "buddy", "new", "2026-03-01", "")
    met = {"more": [event("plain", "new", "meeting", 3)], "boss": {"start_date": "2015-01-01"}, "programmes": [row]}
    assert found_in(**met).to_dict() == {"pairs": [], "unmatched": []}
    assert [pair.partner for pair in found_in(people=["new"], **met).pairs] == ["best"]


def test_a_buddy_on_paper_is_said_to_be_one():
    """No contact of the two is on record."""
    row = ("plain", "buddy", "buddy", "new", "2026-03-01", "")
    (left,) = found_in(boss={"start_date": "2015-01-01"}, programmes=[row]).unmatched
    assert left.person == "new"
    assert left.why.startswith("Has had a buddy since 1 March 2026, and no contact of the two is on record")


def test_nor_is_a_buddy_on_paper_told_of_somebody_who_was_just_given_another():
    """The pair was agreed on a moment ago: there is nothing left to ask."""
    row = ("plain", "buddy", "buddy", "new", "2026-03-01", "")
    options = {"boss": {"start_date": "2015-01-01"}, "programmes": [row], "agreed": [("new", "best")]}
    assert found_in(**options).to_dict() == {"pairs": [], "unmatched": []}


def test_somebody_without_a_pair_is_told_which_rules_stood_in_the_way():
    """Of the others nine are external, the boss is too new, as they are themselves, and two are on the list."""
    (left,) = found_in(people=["new"], blocked=[("new", "best"), ("new", "plain")]).unmatched
    assert left.why == (
        "Of 12 colleagues, 9 are of a kind that is not matched, 1 is too new to show anyone around and 2 are on the "
        "list of those to keep apart."
    )


def test_nobody_is_counted_among_their_own_colleagues():
    """Somebody who could be a buddy themselves, and is asked for by name: all others are external, or new."""
    (left,) = found_in(people=["plain"], best={"kind": "external"}).unmatched
    assert left.why == "Of 12 colleagues, 10 are of a kind that is not matched and 2 are too new to show anyone around."


def test_somebody_whose_place_is_taken_is_told_as_that():
    """Not as somebody who fits and is needed by others."""
    taken = planted.BREAKS["has_a_place_free"] | {"plain": {"kind": "external"}}
    (left,) = found_in(people=["new"], **taken).unmatched
    assert "1 is somebody's buddy or mentor already" in left.why
    assert "needed by somebody else" not in left.why


def test_who_keeps_to_a_closed_group_can_not_be_told_from_the_reasons():
    """The same words as for somebody who is too far off."""
    plain = {"plain": {"kind": "external"}}
    closed = found_in(people=["new"], **planted.BREAKS["opens_up"], **plain).unmatched
    further = found_in(people=["new"], **planted.BREAKS["is_near_enough"], **plain).unmatched
    assert closed == further


def test_a_closed_group_with_somebody_who_is_not_at_work_holds_nobody_else():
    """The last person of the roster is not taken for the one who can't be found."""
    findings = [Finding("closed_group", "named", ("gone", "new"))]
    found = found_in(people=["new"], findings=findings, best={"kind": "external"})
    assert [pair.partner for pair in found.pairs] == ["plain"]


def test_whoever_is_no_candidate_at_all_is_told_why():
    """Away on the day, leaving within the programme, external, and a shared mailbox."""
    away = found_in(people=["new"], absences=[("new", "2026-03-30", "2026-04-03")]).unmatched
    assert away[0].why.startswith("Is away on 1 April 2026")
    leaving = found_in(people=["new"], new={"end_date": "2026-05-01"}).unmatched
    assert leaving[0].why.startswith("Is not at work from 1 April 2026 to 30 June 2026")
    external = found_in(people=["o01"]).unmatched
    assert external[0].why == "Is on the roster as external, and only contractor and employee people are matched."
    service = found_in(people=["best"], best={"kind": "service"}).unmatched
    assert service[0].why == "Is not at work in this period, or no person but a service."


def test_an_id_that_is_not_there_is_refused_with_the_one_that_may_be_meant():
    with pytest.raises(SettingError, match=r"nobody with the id bestt on the roster\. Did you mean best"):
        found_in(people=["bestt"])


def test_pairs_that_were_agreed_on_stay_out_of_it():
    assert found_in(people=["new"], agreed=[("other", "best")]).pairs[0].partner == "plain"
    assert found_in(people=["new"], agreed=[("new", "best")]).to_dict() == {"pairs": [], "unmatched": []}


def teams(size: int) -> tuple:
    """So many peers in two teams who have all met the same manager, and nobody else."""
    ids = numbered(size)
    team = {one: "red" if place % 2 else "blue" for place, one in enumerate(ids)} | {"boss": "green"}
    people = roster([*ids, "boss"], team=team, kind=dict.fromkeys(ids, "employee") | {"boss": "external"})
    rows = [event("boss", one, "meeting", 3) for one in ids]
    columns = ["from_id", "to_id", "kind", "timestamp", "weight"]
    records = from_tables({"people": people, "interactions": pd.DataFrame(rows, columns=columns)})
    base = network_of(records, as_of="2026-04-01")
    return records, type("Told", (), {"base": base, "findings": ()})()


def test_an_even_number_of_peers_makes_pairs_only():
    found = match(*teams(6), "coffee")
    assert len(found.pairs) == 3
    assert not any(pair.trio for pair in found.pairs)
    assert found.unmatched == ()


def test_an_odd_number_of_peers_makes_one_trio():
    """All three may be brought together, or nobody would: here two of any three are of one team, in one place."""
    records, told = teams(7)
    records.people["team"] = [f"t{place}" for place in range(len(records.people))]
    told.base = network_of(records, as_of="2026-04-01")
    found = match(records, told, "coffee")
    three = {pair.trio for pair in found.pairs if pair.trio}
    assert len(three) == 1
    assert len(found.pairs) == 4
    assert len({one for pair in found.pairs for one in (pair.person, pair.partner)}) == 7
    rows = programme_rows(found.pairs, "coffee", pd.Timestamp("2026-04-01"), 90)
    together = {frozenset(two) for two in rows[["person_id", "partner_id"]].itertuples(index=False, name=None)}
    assert {frozenset(two) for two in combinations(next(iter(three)), 2)} <= together


def test_how_far_somebody_is_asked_is_told_from_the_end_of_whoever_is_looked_after():
    """X is led by their manager, who met whom y met; y, who has no manager, would be led to x by their team."""
    ids = [*"xyzw", *numbered(5)]
    start, kind = dict.fromkeys(ids, "2020-01-01") | {"x": "2026-03-01"}, dict.fromkeys(ids, "external")
    columns = {"start_date": start, "kind": kind | {"x": "employee", "y": "employee"}, "manager_id": {"x": "w"}}
    rows = [event(*two, "meeting", 3) for two in ("yz", "zw", *pairwise(numbered(5)))]
    here = planted.grounds(rows, roster(ids, team={"x": "red", "y": "red"}, **columns))
    (pair,) = match(here.records, here.analysis, "buddy").pairs
    assert (pair.person, pair.partner) == ("x", "y")
    assert "is 3 steps away through their manager" in pair.why


def test_many_peers_are_paired_in_groups():
    """Some two hundred people: no one is left, and no one is in two pairs but in the one trio there may be."""
    records, told = teams(251)
    records.people["team"] = [f"t{place % 50}" for place in range(len(records.people))]
    told.base = network_of(records, as_of="2026-04-01")
    found = match(records, told, "coffee")
    assert len({one for pair in found.pairs for one in (pair.person, pair.partner)}) == 251
    assert len({pair.trio for pair in found.pairs if pair.trio}) == 1
    assert len(found.pairs) == 126


def test_the_rows_of_pairs_are_read_again_and_hold_their_people_back(tmp_path):
    """The pairs are added to the programmes, and the same question has another answer."""
    records, told = planted.company(boss={"start_date": "2015-01-01"})
    found = match(records, told, "buddy")
    rows = programme_rows(found.pairs, "buddy", pd.Timestamp("2026-04-01"), 90)
    tables = {"people": records.people, "interactions": records.interactions, "programmes": rows}
    write_folder(
        {name: table.astype("object") if name == "programmes" else table for name, table in tables.items()}, tmp_path
    )
    again = load(tmp_path)
    assert again.set_aside == 0
    told.base = network_of(again, as_of="2026-04-01")
    assert match(again, told, "buddy").pairs == ()
    assert [pair.partner for pair in match(again, told, "buddy", people=["new"]).pairs] == ["plain"]


def test_a_pair_is_written_by_each_of_the_two_with_its_role_and_its_ninety_days():
    rows = programme_rows([Pair("ana", "bo", 0.5, "")], "mentorship", pd.Timestamp("2026-04-01"), 90)
    assert rows.astype("str").to_numpy().tolist() == [
        ["ana", "mentorship", "mentee", "bo", "2026-04-01", "2026-06-30"],
        ["bo", "mentorship", "mentor", "ana", "2026-04-01", "2026-06-30"],
    ]


def test_a_list_of_pairs_to_keep_apart_is_read(tmp_path):
    file = tmp_path / "apart.csv"
    file.write_text("person_id,partner_id\n a , b\nc,\n,d\n", encoding="utf-8")
    assert blocked_pairs(file) == [("a", "b"), ("c", "")]


def test_a_list_without_its_columns_is_refused(tmp_path):
    file = tmp_path / "apart.csv"
    file.write_text("who,whom\na,b\n", encoding="utf-8")
    with pytest.raises(SettingError, match="needs the columns person_id and partner_id"):
        blocked_pairs(file)
    with pytest.raises(SettingError, match=r"There is no file none\.csv"):
        blocked_pairs(tmp_path / "none.csv")


def test_a_pair_as_plain_values_has_what_was_agreed_outside():
    assert list(Pair("a", "b", 0.5, "Because.").to_dict()) == ["person", "partner", "score", "why", "runner_up"]
