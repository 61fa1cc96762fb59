"""What is said about a file can be written down and said again."""

from __future__ import annotations

import json

import pytest

from ally_graph.__main__ import start
from ally_graph.errors import DataError
from ally_graph.importers.mapping import as_bytes, checked, in_words, key_of, read_mapping

TIES = "Ana's side,Other,Tag\nAna,Bo,03/04/2026\nBo,Ana,05/06/2026\n"
SAID = ["--map", "from_id=Ana's side,to_id=Other,timestamp=Tag", "--date-format", "dmy", "--kind", "nomination"]


def test_a_saved_mapping_makes_the_same_bytes_of_the_next_file(given, tmp_path, capsys):
    """What was said once is said again by the file, and by nothing else."""
    first, second, saved = tmp_path / "one", tmp_path / "two", tmp_path / "form.json"
    main_of("convert", given(TIES), "-o", first, *SAID, "--save-mapping", saved)
    main_of("convert", given(TIES, "april.csv"), "-o", second, "--mapping", saved)
    assert (first / "interactions.csv").read_bytes() == (second / "interactions.csv").read_bytes()
    assert b"2026-04-03,nomination" in (first / "interactions.csv").read_bytes()
    assert b"Bo" not in saved.read_bytes()


def test_what_is_said_here_comes_before_the_file(given, tmp_path, capsys):
    saved = given('{"kind": "help", "date_format": "dmy"}', "form.json")
    text = "from,to,date\na,b,03/04/2026\nb,a,05/06/2026\n"
    main_of("convert", given(text), "-o", tmp_path / "out", "--mapping", saved, "--date-format", "mdy")
    assert (tmp_path / "out" / "interactions.csv").read_text().splitlines()[1] == "a,b,2026-03-04,help"


def test_of_a_table_whose_columns_were_found_they_are_written_down(given, tmp_path, capsys):
    saved = tmp_path / "form.json"
    main_of("convert", given("from,to,date\na,b,2026-03-04\n"), "-o", tmp_path / "out", "--save-mapping", saved)
    assert json.loads(saved.read_text()) == {"columns": {"from_id": ["from"], "to_id": ["to"], "timestamp": ["date"]}}


def main_of(*words) -> None:
    assert start(list(map(str, words))) == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[", "is damaged"),
        ("[]", "is no mapping"),
        ('{"people": "x"}', "says something that no mapping says"),
        ('{"kind": "wizardry"}', "a kind that there is not"),
        ('{"header_row": true}', "a row of headings that there is not"),
        ('{"min_weight": 1e999}', "says no weight"),
        ('{"columns": {"from_id": 3}}', "names columns in no way"),
        ('{"columns": {"from_id": ["a\\nb"]}}', "no heading and no word"),
        ('{"date_format": "yesterday"}', "how times are written"),
        ('{"no_header": 1}', "neither yes nor no"),
    ],
)
def test_a_file_that_is_no_mapping_is_refused_in_words(given, content, reason):
    with pytest.raises(DataError, match=reason):
        read_mapping(given(content, "form.json"))


def test_a_mapping_survives_its_file(given):
    """Everything that can be said is written, read and told in words."""
    said = {
        "columns": {"to_id": ["Q1_1", "Q1_2"]},
        "kind": "help",
        "header_row": 3,
        "min_weight": 2.0,
        "no_header": True,
    }
    assert read_mapping(given(as_bytes(said), "form.json")) == checked(said)
    assert (
        in_words(said) == "second is Q1_1 and Q1_2; the first helps the second; there are no headings; "
        "headings are in row 3; what is below 2 is no tie"
    )


def test_files_are_remembered_by_their_headings_whatever_their_order(given):
    one = key_of([["edges", "", ["From", "To"]], ["people", "Staff", ["id"]]])
    assert one == key_of([["people", "staff", ["ID "]], ["edges", "", ["to", "from"]]])
    assert one != key_of([["edges", "", ["From", "To", "When"]], ["people", "Staff", ["id"]]])
