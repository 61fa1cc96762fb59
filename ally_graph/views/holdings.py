"""What a data set holds, and what can't be told without what it lacks: said when somebody begins to use it."""

from __future__ import annotations

import pandas as pd

from ally_graph.network.events import kinds_of
from ally_graph.records import Records
from ally_graph.vocabulary import KINDS, Flow, kind_title
from ally_graph.wording.counts import count, listed_first

KINDS_TOLD = 6
SUPPORT = (Flow.GIVEN, Flow.RECEIVED)
NO_ROSTER = (
    "No table of people: everybody seen is taken for the roster, so who is on their own can't be told. Load the people."
)
NO_HELP = (
    "No record says who helped whom: who carries a lot, and how evenly help is spread, can't be told. "
    "Load help, reviews or answers, or say which kind of record is help."
)
LACKING = {
    "recognitions": "No thanks: who is thanked, and who is not, can't be told. Load recognitions.",
    "indicators": "No success indicators: whether surveys and figures move can't be told. Load indicators.",
    "phases": "No phases: before and after can't be compared. Add them on the page of the indicators.",
    "absences": "No absences: somebody who was away may look as if on their own. Load absences, never with a reason.",
}


def held(records: Records) -> str:
    """What a data set holds, in one sentence."""
    people, events = (
        count(len(records.people), "person", "people"),
        len(records.interactions) + len(records.recognitions),
    )
    if not events:
        return f"This data holds {people} and no events."
    months = count(len(pd.period_range(records.first_event, records.last_event, freq="M")), "month")
    kinds = listed_first([kind_title(kind).lower() for kind in kinds_of(records)], KINDS_TOLD)
    return f"This data holds {people} and {count(events, 'event')} of {months}: {kinds}."


def lacking(records: Records) -> list[str]:
    """A sentence for each thing a data set lacks: what can't be told without it, and what to do."""
    told = [] if records.has_roster else [NO_ROSTER]
    told += [] if _has_help(records) else [NO_HELP]
    return told + [words for table, words in LACKING.items() if not len(getattr(records, table))]


def _has_help(records: Records) -> bool:
    kinds = records.interactions["kind"].unique()
    return any(kind in KINDS and KINDS[kind].flow in SUPPORT for kind in kinds)
