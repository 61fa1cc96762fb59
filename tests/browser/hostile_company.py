"""A company in which every text is an attack: names, teams, levels, columns, kinds, measures, phases, notes.

Each attack calls `hit`, fetches a picture or leads away, where anything reads it as more than text. The records are the
sample's, so that every page has something to show.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ally_graph.files.shipped import sample_folder

AWAY = "http://evil.example"
ATTACKS = (
    "<script>hit()</script>",
    "<img src=x onerror=hit()>",
    "<svg onload=hit()></svg>",
    "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    f"<style>@import url({AWAY}/a.css)</style>",
    f"<meta http-equiv=refresh content='0;url={AWAY}'>",
    f"![x]({AWAY}/b.png)",
    f"[x]({AWAY})",
    "[x](javascript:hit())",
    f"{AWAY}/plain",
    "www.evil.example",
    "ann@evil.example",
    f"<{AWAY}>",
    f"[x]: {AWAY}",
    "</script><script>hit()</script>",
    "'\"><script>hit()</script>",
    "${hit()}",
    "{{constructor.constructor('hit()')()}}",
    "datum.constructor.constructor('hit()')()",
    "javascript:hit()",
    ":material/home: :streamlit: :smile: :red[x]",
    "a -> b -- c >= d <- e",
    "$\\href{javascript:hit()}{x}$",
    "`hit()` **bold** ~~gone~~ # head",
    "__proto__",
    "constructor",
    "=HYPERLINK(1)",
    "\u202egnp.exe",
)
ROSTER = ("name", "team", "level", "location", "work_mode", "gender", "<b>odd</b> ![c](http://evil.example/c.png)")
IDS = ("__proto__", "constructor", "toString", "valueOf", "hasOwnProperty")
ELSEWHERE = ("kind of record", "measure", "phase", "note", "programme")


def cases() -> int:
    """How many attacks there are, each in each place."""
    return len(ATTACKS) * (len(ROSTER) + len(ELSEWHERE))


def write(folder: Path) -> Path:
    """The data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {path.stem: pd.read_csv(path, dtype=str) for path in sorted(sample_folder().glob("*.csv"))}
    renamed = dict(zip(tables["people"]["person_id"], IDS, strict=False))
    for table in tables.values():
        for column in [name for name in table if name.endswith("_id")]:
            table[column] = table[column].replace(renamed)
    people = tables["people"]
    for place, column in enumerate(ROSTER):
        people[column] = _turned(len(people), place, own=column == "name")
    interactions = tables["interactions"]
    odd = interactions.index % 7 == 0
    interactions.loc[odd, "kind"] = _turned(int(odd.sum()), 1)
    indicators = tables["indicators"]
    measures = {name: ATTACKS[i % len(ATTACKS)] for i, name in enumerate(indicators["measure"].unique())}
    indicators["measure"] = indicators["measure"].map(measures)
    first = indicators[indicators["month"] == indicators["month"].max()].head(1)
    more = pd.concat([first.assign(measure=attack) for attack in ATTACKS if attack not in measures.values()])
    tables["indicators"] = pd.concat([indicators, more])
    phases = tables["phases"]
    tables["phases"] = phases.assign(name=_turned(len(phases), 3, own=True), note=_turned(len(phases), 4))
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    return folder


def _turned(count: int, start: int, *, own: bool = False) -> list[str]:
    """The attacks over and over, each place beginning with another one; with a number where texts must differ."""
    texts = [ATTACKS[(i + start) % len(ATTACKS)] for i in range(count)]
    return [f"{text} {number}" if own and number >= len(ATTACKS) else text for number, text in enumerate(texts)]
