"""No data is no good news: every page over every combination of missing tables, and every sentence on it."""

from __future__ import annotations

import html
import os
import re
from itertools import combinations

import pandas as pd
import pytest

from ally_graph.views import telling
from ally_graph.vocabulary import Flow, flow_of
from tests.app.conftest import folder_of, nothing_kept, open_page, pages_as_in_a_browser
from tests.conftest import company_tables

__all__ = ["folder_of", "nothing_kept", "open_page", "pages_as_in_a_browser"]

TABLES = ("roster", "help", "contact", "recognition", "indicators", "phases", "absences")
QUESTIONS = (
    *("overview", "map", "alone", "load", "groups", "buddies", "allies"),
    *("teams", "indicators", "culture", "present", "data", "methods"),
)
CANT = "can't be told"
GOOD_NEWS = {
    "roster": (
        *("Nobody stands out: none of", r"May be on their own\n0 of", "without a buddy"),
        *("No team to show", "in every team shown", r"\bno team$", r"^group, .*\bteams\b"),
    ),
    "support": (
        "Nobody leans",
        "several colleagues",
        "Nobody stands out as carrying",
        r"Carry a lot for others\n0 of",
        "everyone gives the same",
        "No load has to be shared",
        "carry too much",
        r"\bhelp_given\b",
    ),
    "events": (
        "Nothing stands out",
        "No one stands out",
        "no more clustering",
        "Nobody stands out",
        r"on their own\n0 of",
        r"Challenges seen\n0 of",
        "none to be seen$",
        "No challenge is seen",
        r"\b19(69|70)\b",
        r"^name, .*\ballies\b",
    ),
    "indicators": ("moved beyond", "changed the good way", r"Indicators that moved\n(none|0)"),
    "phases": ("moved beyond", "changed the good way", "no change to describe"),
    "recognition": (r"^Thanked$",),
}
"""What may stand nowhere while this is missing: it would say that all is well where nobody could look."""
NEVER = (
    r"\b1 (people|allies|files|rows|events|days|months|helps|groups)\b",
    r"\bnan\b",
    r"\bNone\b",
    r"\bof \d{4,}\b",
    r"\.\.",
)
"""What no sentence holds, whatever is there."""


def everything_there() -> dict[str, pd.DataFrame]:
    tables = company_tables()
    days = pd.date_range("2025-09-02", periods=16, freq="7D").astype(str)
    thanks = [(f"p{2 + i % 5:02d}", f"p{3 + i % 7:02d}", day) for i, day in enumerate(days)]
    away = pd.DataFrame({"person_id": ["p12"], "start_date": ["2025-11-03"], "end_date": ["2025-12-10"]})
    recognitions = pd.DataFrame(thanks, columns=["giver_id", "receiver_id", "timestamp"])
    return tables | {"recognitions": recognitions, "absences": away}


def without(missing: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """The company without these; events of a kind are taken out of the table of interactions."""
    tables = everything_there()
    mutual = tables["interactions"]["kind"].map(lambda kind: flow_of(kind) is Flow.MUTUAL)
    if "help" in missing:
        tables["interactions"] = tables["interactions"][mutual]
    if "contact" in missing:
        tables["interactions"] = tables["interactions"][~mutual.reindex(tables["interactions"].index)]
    names = {"roster": "people", "recognition": "recognitions"}
    gone = {names.get(name, name) for name in missing}
    return {name: table for name, table in tables.items() if name not in gone}


EVERY = [missing for number in range(len(TABLES) + 1) for missing in combinations(TABLES, number)]
QUICK = [missing for missing in EVERY if len(missing) in (0, 1, len(TABLES))]
WHOLE = bool(os.environ.get("OFFICE_ALLY_NIGHTLY"))


def sentences_of(app) -> list[str]:
    """Every text of a page as it is read, figures with their names."""
    return [html.unescape(text) for text in _texts(app.main)]


def _texts(block):
    for child in getattr(block, "children", {}).values():
        value, label = getattr(child, "value", ""), getattr(child, "label", "")
        if child.type == "metric":
            yield f"{label}\n{value}\n{child.proto.help}"
        elif child.type in ("markdown", "caption", "title", "header", "subheader", "expander", "info", "warning"):
            yield str(value or label)
        if child.type == "dataframe":
            yield ", ".join(map(str, child.value.columns))
        yield from _texts(child)


def gone_of(missing: tuple[str, ...]) -> set[str]:
    """What can't be looked at without these tables."""
    gone = set(missing)
    gone |= {"support"} if {"help", "recognition"} <= gone else set()
    return gone | ({"events"} if {"help", "contact", "recognition"} <= gone else set())


def news_in(texts: list[str], gone: set[str]) -> list[str]:
    """The good news among these texts that rests on nothing, and what no sentence may hold."""
    wrong = [words for what in gone for words in GOOD_NEWS.get(what, ())]
    return [
        f"{words!r} in {text!r}" for text in texts for words in (*wrong, *NEVER) if re.search(words, text, re.MULTILINE)
    ]


ASKED = {
    "alone": {"roster": telling.LOAD_ROSTER, "events": telling.LOAD_EVENTS},
    "load": {"support": "Load", "events": telling.LOAD_EVENTS},
    "groups": {"events": telling.LOAD_EVENTS},
    "teams": {"roster": "Load", "support": "Load", "events": telling.LOAD_EVENTS},
    "map": {"support": "Load", "events": telling.LOAD_EVENTS},
    "indicators": {"indicators": telling.LOAD_INDICATORS, "phases": "Write down"},
    "overview": {"roster": "Load", "support": "Load", "indicators": telling.LOAD_INDICATORS},
    "culture": {"roster": "Load", "recognition": "thanks", "absences": "absences"},
    "buddies": {"roster": "roster"},
}
"""What the answer of a page can't be given without, and the beginning of what it then asks for."""


@pytest.mark.parametrize("missing", EVERY if WHOLE else QUICK, ids="-".join)
def test_no_page_has_good_news_where_nobody_could_look(open_page, folder_of, missing):
    """Through every page of one session, each text held against what is missing, and asked for what to do."""
    app, gone = open_page("overview", folder_of(without(missing))), gone_of(missing)
    for page in QUESTIONS:
        app = app if page == "overview" else app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        assert not app.error
        texts = sentences_of(app)
        if page not in ("methods", "data"):
            assert not news_in(texts, gone), page
        for what, do in ASKED.get(page, {}).items():
            if what in gone and not (what == "phases" and "indicators" in gone):
                assert any(CANT in text for text in texts), (page, what)
                assert any(do in text for text in texts), (page, what, do)


def test_good_news_that_rests_on_nothing_is_found_by_this_test():
    assert news_in(["Nobody leans on one person alone."], {"support"})
    assert news_in(["Among 1 people nothing is seen."], set())
    assert not news_in(["Nobody leans on one person alone."], {"roster"})
