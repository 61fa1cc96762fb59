"""Data folders with what programs and people put into tables: it is told, and nothing is a person that is none."""

from __future__ import annotations

import pandas as pd
import pytest

from ally_graph import analyze, from_tables, load
from ally_graph.cache import forms

PEOPLE = "person_id,team\nana,a\nbo,a\ncy,a\n"
HEAD = "from_id,to_id,timestamp,kind\n"


@pytest.fixture
def folder(tmp_path):
    """A data folder of these files, read."""

    def read(**files: str):
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text)
        return load(tmp_path)

    return read


def words(records) -> str:
    return "\n".join(map(str, records.problems))


def test_totals_and_filters_below_a_roster_are_no_people(folder):
    records = folder(people=PEOPLE + 'Total,\nGrand Total,\n"Applied filters:\nteam is a",\n')
    assert records.people["person_id"].tolist() == ["ana", "bo", "cy"]
    assert records.set_aside == 3
    assert "no person" in words(records)


def test_whole_numbers_with_a_point_are_the_same_people(folder):
    people = "person_id\n1\n2\n3\n"
    records = folder(people=people, interactions=HEAD + "1.0,2.0,2026-01-01,help\n2.0,3.0,2026-01-01,help\n")
    assert (len(records.interactions), records.outside) == (2, 0)
    assert "1.0 was read as 1" in words(records)


def test_an_id_with_a_point_among_words_stays_and_its_likeness_is_told(folder):
    records = folder(
        people="person_id\n1\nana\n", interactions=HEAD + "1.0,ana,2026-01-01,help\nana,ana2,2026-01-01,help\n"
    )
    assert records.outside == 2
    assert "would match" in words(records)


def test_lost_zeros_are_told_with_how_many_would_match(folder):
    records = folder(people="person_id\n0012\n0123\n", interactions=HEAD + "12,123,2026-01-01,help\n")
    assert records.outside == 1
    assert "2 of 2 would match but for leading zeros" in words(records)


@pytest.mark.parametrize(
    ("cells", "weights", "aside"),
    [
        ((("1.250"), ("80,5")), [80.5, 1250.0], 0),
        ((("1.250"), ("0.5")), [0.5, 1.25], 0),
        ((("1.250"), ("3")), [3.0], 1),
        ((("1.234,5"), ("2")), [2.0, 1234.5], 0),
    ],
)
def test_a_point_before_three_digits_is_what_the_column_makes_of_it(folder, cells, weights, aside):
    rows = "".join(f"ana;bo;2026-01-0{day};help;{cell}\n" for day, cell in enumerate(cells, start=1))
    records = folder(people=PEOPLE, interactions=HEAD.strip().replace(",", ";") + ";weight\n" + rows)
    assert (sorted(records.interactions["weight"]), records.set_aside) == (weights, aside)


def test_zero_is_no_tie_without_the_advice_to_leave_it_empty(folder):
    records = folder(
        people=PEOPLE, interactions=HEAD.strip() + ",weight\nana,bo,2026-01-01,help,0\nana,cy,2026-01-01,help,1\n"
    )
    assert len(records.interactions) == 1
    assert "which is no tie" in words(records)
    assert "leave it empty" not in words(records)


def test_somebody_called_like_nothing_is_told(folder):
    records = folder(interactions=HEAD + "NULL,bo,2026-01-01,help\nana,bo,2026-01-01,help\n")
    assert "'NULL', which mostly stands for nothing" in words(records)


def test_a_team_called_like_nothing_is_told(folder):
    assert "team is 'NA', which mostly stands for nothing" in words(folder(people="person_id,team\nana,NA\nbo,a\n"))


def test_an_own_kind_is_told_with_an_option_that_works(folder, tmp_path):
    records = folder(people=PEOPLE, interactions=HEAD + "ana,bo,2026-01-01,Code review\n")
    assert '--map-kind "code review=review"' in words(records)
    again = load(tmp_path, mapped_kinds={"code review": "review"})
    assert again.interactions["kind"].tolist() == ["review"]


def test_contact_that_is_there_both_ways_is_told_and_help_both_ways_is_not(folder):
    both = "ana,bo,2026-01-01,{0}\nbo,ana,2026-01-01,{0}\n"
    assert "both ways, from" in words(folder(people=PEOPLE, interactions=HEAD + both.format("meeting")))
    assert "both ways, from one to the other" not in words(
        folder(people=PEOPLE, interactions=HEAD + both.format("help"))
    )


def test_a_bot_by_any_name_is_no_employee(folder):
    records = folder(people="person_id,kind\nana,\nci,Bot\nbox,shared mailbox\nfred,Freelancer\nx,wizard\n")
    assert records.people.set_index("person_id")["kind"].to_dict() == {
        "ana": "employee", "ci": "service", "box": "service", "fred": "contractor", "x": "employee"
    }  # fmt: skip


@pytest.mark.parametrize(("cell", "form"), [("45658", "Excel's numbers of days"), ("1767225600", "Unix seconds")])
def test_times_in_another_form_are_told_by_its_name(folder, cell, form):
    records = folder(people=PEOPLE, interactions=HEAD + f"ana,bo,{cell},help\nana,bo,2026-01-01,help\n")
    assert form in words(records)
    assert "March or April" not in words(records)


def test_what_became_of_the_rows_is_known_file_by_file(folder):
    rows = "ana,bo,2026-01-01,help\nana,zoe,2026-01-01,help\nana,ana,2026-01-01,help\nbo,cy,2026-01-01,help\n"
    counts = {
        one.file: (one.used, one.set_aside, one.outside)
        for one in folder(people=PEOPLE, interactions=HEAD + rows).files
    }
    assert counts == {"people.csv": (3, 0, 0), "interactions.csv": (2, 1, 1)}


def test_counts_and_unmatched_ids_are_kept_with_the_records(folder):
    records = folder(people=PEOPLE, interactions=HEAD + "ana,zoe,2026-01-01,help\nana,bo,2026-01-02,help\n")
    again = forms.records_from(forms.records_files(records))
    assert (again.files, again.unmatched) == (records.files, records.unmatched)
    assert len(records.unmatched) == 1


def test_a_formula_without_a_value_makes_no_weight_of_one(tmp_path):
    """A workbook written by a program holds the formula and not what it comes to."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "interactions"
    for row in (["from_id", "to_id", "timestamp", "kind", "weight"], ["ana", "bo", "2026-01-01", "help", "=1+2"],
                ["bo", "cy", "2026-01-01", "help", 2]):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "d.xlsx")
    records = load(tmp_path / "d.xlsx")
    assert records.interactions["weight"].tolist() == [2.0]
    assert "formula whose value was never saved" in words(records)


def company(rows: list[tuple], extra: list[tuple] = ()):
    """Twelve people, all but p11 in contact with each other over ten weeks, and some more rows."""
    ids = [f"p{number:02d}" for number in range(12)]
    days = pd.date_range("2026-01-05", periods=10, freq="7D")
    met = [(one, two, day, "meeting") for day in days for i, one in enumerate(ids[:11]) for two in ids[i + 1 : 11]]
    ties = pd.DataFrame([*met, *rows, *extra], columns=["from_id", "to_id", "timestamp", "kind"])
    return from_tables(people=pd.DataFrame({"person_id": ids, "team": "a"}), interactions=ties)


def facts(records) -> list:
    found = analyze(records, as_of="2026-03-20").findings
    return [
        finding.people for finding in found if finding.detector == "isolated" and finding.status in ("fact", "named")
    ]


def test_nobody_is_a_fact_of_isolation_while_rows_of_an_unmatched_id_may_be_theirs():
    """Without them p11 has no contact on record; 26 rows of a new address may be p11's."""
    new = [("p01", "new@ex.test", pd.Timestamp("2026-03-02"), "meeting")] * 26
    assert facts(company([])) == [("p11",)]
    assert facts(company(new)) == []
    told = [one.why for one in analyze(company(new), as_of="2026-03-20").findings if one.detector == "isolated"]
    assert any("1 id is on no roster and may be theirs" in why for why in told)


def test_rows_before_the_window_can_not_be_the_contact_that_is_missing_in_it():
    old = [("p01", "old@ex.test", pd.Timestamp("2024-03-02"), "meeting")] * 26
    assert facts(company(old)) == [("p11",)]


def test_whoever_did_not_answer_a_survey_is_not_isolated():
    """Eleven of twelve answered, so that coverage is no reason to be silent; p11 did not, and nobody named them."""
    ids = [f"p{number:02d}" for number in range(12)]
    rows = [(one, two, "2026-03-01", "nomination") for one in ids[:11] for two in ids[:11] if one != two]
    ties = pd.DataFrame(rows, columns=["from_id", "to_id", "timestamp", "kind"])
    people = pd.DataFrame({"person_id": ids, "team": "a"})
    assert facts(from_tables(people=people, interactions=ties)) == [("p11",)]
    answered = people.assign(answered=["yes"] * 11 + ["no"])
    assert facts(from_tables(people=answered, interactions=ties)) == []


def test_whoever_is_known_from_a_tie_only_is_not_missing():
    ids = [f"p{number:02d}" for number in range(12)]
    rows = [(one, two, "2026-03-01", "contact") for one in ids[:11] for two in ids[:11] if one < two]
    ties = pd.DataFrame(rows, columns=["from_id", "to_id", "timestamp", "kind"])
    people = pd.DataFrame({"person_id": ids, "team": "a", "known_from": "ties"})
    assert facts(from_tables(people=people, interactions=ties)) == []


def test_the_hour_of_whoever_helped_is_that_of_their_own_clock(folder):
    """Help from 9 to 17 in Los Angeles is in the evening and at night in UTC, and in their working day."""
    from ally_graph.measures.workload import after_hours
    from ally_graph.network import network_of

    rows = "".join(
        f"ana,bo,2026-01-{day:02d}T{hour:02d}:30:00-08:00,help\n" for day in range(5, 10) for hour in range(9, 17)
    )
    records = folder(people=PEOPLE, interactions=HEAD + rows)
    assert records.people["utc_offset"].tolist()[0] == "-08:00"
    network = network_of(records, as_of="2026-02-01")
    assert not after_hours(network.events, network.as_of, network.settings, network.people).any()
    assert after_hours(network.events, network.as_of, network.settings).any()


def test_the_zone_of_a_roster_counts_more_than_how_times_are_written(folder):
    people = "person_id,time_zone\nana,America/Los_Angeles\nbo,\n"
    records = folder(people=people, interactions=HEAD + "ana,bo,2026-07-01T17:30:00+00:00,help\n")
    assert "utc_offset" not in records.people
    assert records.people["time_zone"].tolist()[0] == "America/Los_Angeles"


def test_times_in_utc_alone_add_nothing_to_the_roster(folder):
    records = folder(
        people=PEOPLE, interactions=HEAD + "ana,bo,2026-01-01T10:00:00Z,help\nana,bo,2026-01-01T11:00,help\n"
    )
    assert "utc_offset" not in records.people


@pytest.mark.parametrize(
    ("kind", "weights", "said"),
    [
        ("nomination", (1, 2, 5), True), ("access", (1, 3, 7), True), ("nomination", (1, 1, 1), False),
        ("nomination", (1, 2.5, 5), False), ("nomination", (2, 3, 5), False), ("nomination", (1, 40, 200), False),
        ("help", (1, 2, 5), False),
    ],
)  # fmt: skip
def test_weights_of_a_survey_that_look_like_answers_on_a_scale_are_asked_about(folder, kind, weights, said):
    """Three people, each in one row with one of the weights."""
    pairs = zip(("ana,bo", "bo,cy", "cy,ana"), weights, strict=True)
    rows = "".join(f"{pair},2026-01-01,{kind},{weight}\n" for pair, weight in pairs)
    records = folder(people=PEOPLE, interactions=HEAD.strip() + ",weight\n" + rows)
    assert ("as on a scale" in words(records)) is said
    assert len(records.interactions) == 3
