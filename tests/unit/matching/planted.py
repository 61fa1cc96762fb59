"""A company in which one colleague suits somebody best of all, and breaks one rule."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace

import pandas as pd

from ally_graph.findings.finding import Finding
from ally_graph.matching.grounds import Grounds
from ally_graph.network import network_of
from ally_graph.records import Records, from_tables
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, event, numbered, records_of, weekly

OTHERS = numbered(9, "o")
FACTS = {"kind": "employee", "start_date": "2020-01-01", "end_date": "", "manager_id": "", "level": "2"}
NEAR = {"team": "red", "location": "Pune", "manager_id": "boss", "level": "3"}
FAR = {"team": "blue", "location": "Oslo", "level": "3"}


def people(**changes: dict[str, str]) -> pd.DataFrame:
    """The roster: somebody `new`, their `boss`, the `best` colleague and a `plain` one, and nine others."""
    rows = {
        "new": NEAR | {"start_date": "2026-03-01", "level": "1"},
        "boss": FAR | {"level": "4", "start_date": "2026-03-02"},
        "best": NEAR,
        "plain": FAR,
        **{one: FAR | {"kind": "external"} for one in OTHERS},
    }
    told = [{"person_id": one} | FACTS | facts | changes.get(one, {}) for one, facts in rows.items()]
    return pd.DataFrame(told)


def contacts() -> list[tuple]:
    """Everybody meets the boss; the others help each other now and then, so that there is a usual load."""
    rows = [event("boss", one, "meeting", 5) for one in ("new", "best", "plain", *OTHERS)]
    for place, one in enumerate(OTHERS):
        rows += weekly(one, OTHERS[(place + 1) % len(OTHERS)], "help", weeks=4 + place)
    return rows + weekly("best", OTHERS[0], weeks=1) + weekly("plain", OTHERS[1], weeks=1)


def company(
    *,
    more: Iterable[tuple] = (),
    without: Iterable[tuple] = (),
    findings: Iterable[Finding] = (),
    absences: Iterable[tuple] = (),
    programmes: Iterable[tuple] = (),
    settings: Settings | None = None,
    **changes: dict[str, str],
) -> tuple[Records, SimpleNamespace]:
    """Records and what stands in for their analysis, with some rows more, and some findings."""
    columns = ["from_id", "to_id", "kind", "timestamp", "weight"]
    rows = [row for row in contacts() if row[:2] not in set(without)]
    tables = {
        "people": people(**changes),
        "interactions": pd.DataFrame([*rows, *more], columns=columns),
        "absences": pd.DataFrame(absences, columns=["person_id", "start_date", "end_date"], dtype="str"),
        "programmes": pd.DataFrame(
            programmes,
            columns=["person_id", "programme", "role", "partner_id", "start_date", "end_date"],
            dtype="str",
        ),
    }
    records = from_tables(tables)
    base = network_of(records, as_of=AS_OF, settings=settings or Settings())
    return records, SimpleNamespace(base=base, findings=tuple(findings), people=base.people.reset_index())


def grounds(
    events: Iterable[tuple] = (),
    people: pd.DataFrame | None = None,
    findings: Iterable[Finding] = (),
    settings: Settings | None = None,
    **tables: Iterable[tuple],
) -> Grounds:
    """What a proposal rests on, for rows of any company on 1 April 2026."""
    records = records_of(events, people, **tables)
    base = network_of(records, as_of=AS_OF, settings=settings or Settings())
    return Grounds(records, SimpleNamespace(base=base, findings=tuple(findings), people=base.people.reset_index()))


BREAKS: dict[str, dict] = {
    "right_kind": {"best": {"kind": "external"}},
    "here_all_along": {"absences": [("best", "2026-03-30", "2026-04-03")]},
    "knows_the_place": {"best": {"start_date": "2026-01-05"}},
    "is_in_touch": {"findings": [Finding("isolated", "named", ("best",))]},
    "has_a_place_free": {"programmes": [("best", "buddy", "buddy", "o03", "2026-02-01", "")]},
    "has_room": {"findings": [Finding("overrelied", "named", ("best",))]},
    "is_not_blocked": {"blocked": [("best", "new")]},
    "is_not_their_manager": {"new": {"manager_id": "best"}, "best": {"manager_id": ""}},
    "is_no_repeat": {"programmes": [("best", "buddy", "buddy", "new", "2025-10-01", "2026-02-01")]},
    "has_not_met": {"more": [event("new", "best", "meeting", 3)], "settings": Settings(path_shortest=1)},
    "is_near_enough": {"without": [("boss", "best"), ("best", OTHERS[0])]},
    "opens_up": {"findings": [Finding("closed_group", "named", ("best", "boss", "new"))]},
}
"""What makes the best colleague break one rule and no other, by the rule; options of `company`."""
LEAVING = {"best": {"end_date": "2026-05-01"}}
LOADED = {"more": weekly("best", "o05", times=4)}
