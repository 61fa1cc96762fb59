"""Whatever files, columns, teams and people are called, a command prints only what can be seen."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ally_graph.cli import commands, exits
from tests.nightly.size import many

ROUNDS = many(5, 500)
hostile = st.text(
    st.sampled_from("ab,=\x1b\x07\x9b\x85\x00\x08\x7f\u202e\u2066\u200b\u2028\u2029\ufeff[]m2J0;") | st.characters(),
    min_size=1,
    max_size=12,
).map(lambda text: text.encode("utf-8", "ignore").decode())


def csv_of(columns: dict[str, list[str]]) -> bytes:
    return pd.DataFrame(columns).to_csv(index=False).encode()


@settings(deadline=None, max_examples=ROUNDS, database=None, suppress_health_check=list(HealthCheck))
@given(column=hostile, team=hostile, person=hostile, kind=hostile, file=hostile)
def test_every_command_prints_only_what_can_be_seen(capsys, column, team, person, kind, file):
    """Each word stands in every place: as a name, a column, a kind, a file and an option."""
    with tempfile.TemporaryDirectory() as place:
        stem = "".join(letter for letter in file if letter not in "/\0") or "a"
        data = Path(place) / stem
        data.mkdir()
        people = {"person_id": ["p1", "p2", person], "team": [team] * 3, column: ["x", team, kind]}
        (data / "people.csv").write_bytes(csv_of(people))
        ties = {
            "from_id": ["p1", person],
            "to_id": ["p2", "nobody" + team],
            "timestamp": ["2026-01-05", kind],
            "kind": kind,
        }
        (data / "interactions.csv").write_bytes(csv_of(ties))
        (data / f"{stem}.csv").write_bytes(csv_of({column: [person]}))
        table, out = str(data / f"{stem}.csv"), str(data / "out")
        for words in (
            ["check", str(data)],
            ["check", str(data), "--json"],
            ["analyze", str(data), "--no-cache", "--no-findings"],
            ["analyze", str(data), "--kinds", kind],
            ["analyze", str(data), "--set", column],
            ["export", str(data), "-o", f"{out}.{stem}"],
            ["convert", "edges", table, "--map", f"from_id={team}", "-o", out],
            ["convert", "viva", table, "-o", out],
            ["report", str(data), "-o", f"{out}/{stem}.html"],
        ):
            with contextlib.suppress(SystemExit):
                exits.run(commands.command, [word.replace("\0", "") for word in words])
            said = capsys.readouterr()
            for text in said:
                assert exits.printable(text) == text, words
                assert "Traceback" not in text
