"""Parts of single pages that are more than a line: the cards of the overview, the dependants, the indicators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd
import streamlit as st

from ally_graph import answers, charts
from ally_graph import disclose as gate
from ally_graph import indicators as months
from ally_graph.challenges import SEEN
from ally_graph.disclose import Disclosed, ShownFinding, content_of
from ally_graph.findings import DETECTORS
from ally_graph.ui.active import Chosen, chosen_history
from ally_graph.ui.show import chart, empty
from ally_graph.ui.words import in_words, listed, md
from ally_graph.vocabulary import INDICATORS

ALL_INDICATORS = "All of them"
INDICATOR_CHOICES = [ALL_INDICATORS, *(indicator.title for indicator in INDICATORS.values())]
INDICATOR_CAPTION = (
    "Month by month; pale bands are the phases, a pale area is the 95 % interval where the data gives one. "
    "The arrow says which way is good."
)
ARROWS = {"up": "↑ up is good", "down": "↓ down is good"}


def cards(choice: Chosen, found: Disclosed[tuple[ShownFinding, ...]], people: Disclosed[pd.DataFrame]) -> list[dict]:
    """The four figures of the overview, each with what moved behind it over the last months."""
    past = content_of(gate.table(chosen_history(choice), choice.viewer))
    findings, size = content_of(found), len(content_of(people))
    return [
        {
            "label": "May be on their own",
            "value": f"{len(answers.named(findings, 'isolated'))} of {size}",
            "help": "People with far less contact than colleagues like them. The line: people with no ally, by month.",
            "history": past["without_ally"],
        },
        {
            "label": "Carry a lot for others",
            "value": f"{len(answers.named(findings, 'overrelied'))} of {size}",
            "help": "People who help far more than is usual and on whom others depend alone. "
            "The line: how unevenly help is spread (Gini index), by month.",
            "history": past["gini"],
        },
        {
            "label": "Groups that hold together",
            "value": str(len(content_of(gate.clusters(choice.analysis, choice.viewer, choice.team)))),
            "help": "Groups who are more in contact with each other than with others, beyond chance. "
            "The line: allies of a typical person, by month.",
            "history": past["allies"],
        },
        _moving(choice),
    ]


def _moving(choice: Chosen) -> dict:
    """The card of the indicators: how many moved the good way, and the first of them by month."""
    group = choice.team if choice.team in months.groups(choice.records) else months.ALL
    changes = content_of(gate.indicator_changes(choice.records, choice.viewer, group))
    values = content_of(gate.indicators(choice.records, choice.viewer, group))
    first = values[values["measure"] == values["measure"].iloc[0]] if len(values) else values
    line = f" The line: {first['title'].iloc[0].lower()}, by month." if len(first) else ""
    return {
        "label": "Indicators moving the good way",
        "value": f"{answers.good_way(changes)} of {len(changes)}" if len(changes) else "none",
        "help": f"Measures of the seven success indicators, first phase against last.{line}",
        "history": first["value"],
    }


def challenges(choice: Chosen) -> None:
    """The six challenges of an ally culture: what is seen of each, and what may help."""
    frame = content_of(gate.challenges(choice.analysis, choice.viewer))
    seen = int((frame["verdict"] == SEEN).sum())
    with st.expander(f"The six challenges of an ally culture: {in_words(seen)} to be seen", key="challenges"):
        for row in frame.itertuples():
            step = f"  \n:material/arrow_forward: {md(row.response)}"
            st.markdown(f"**{md(row.challenge)}**: {md(row.verdict)}. {md(row.why)}{step}")


def give_and_take_caption(people: Disclosed[pd.DataFrame]) -> str:
    """How to read the picture of help given and received: a dot a person, or in a large company a number of people."""
    what = "some people, larger where there are more" if charts.is_crowd(people) else "a person"
    return f"Each dot is {what}: above the line they give more help than they get, below it they get more."


def checked(keys: Iterable[str] | None = None) -> str:
    """What was looked for, in the words of the detectors."""
    titles = [detector.title for detector in DETECTORS if keys is None or detector.key in keys]
    return f"Looked for: {listed([title.lower() for title in titles])}." if titles else ""


def dependants(leaning: Disclosed[pd.DataFrame], *, dark: bool) -> None:
    """Who gets more than half of their help from one person."""
    frame = content_of(leaning)
    if frame.empty:
        empty("Nobody leans on one person alone", "Everyone who gets help gets it from several colleagues.")
        return
    more = frame["helper"].nunique() - charts.HELPERS_SHOWN
    rest = (
        f" Shown are the {charts.HELPERS_SHOWN} helpers most people lean on; {more} more have somebody."
        if more > 0
        else ""
    )
    chart(
        charts.dependants,
        leaning,
        dark=dark,
        caption=f"Each line is a colleague who gets more than half of their help from one person.{rest}",
        key="dependants",
        alt_text="Who gets more than half of their help from one person",
    )


def measures(values: Disclosed[pd.DataFrame], shown: str) -> list[Disclosed[pd.DataFrame]]:
    """The measures to draw: the first of each indicator, or every one of the chosen indicator."""
    frame = content_of(values)
    indicator = next((key for key, entry in INDICATORS.items() if entry.title == shown), None)
    if indicator is not None:
        frame = frame[frame["indicator"] == indicator]
        return [Disclosed(part, values.viewer) for _, part in frame.groupby("measure", sort=False)]
    firsts = [part[part["measure"] == part["measure"].iloc[0]] for _, part in frame.groupby("indicator", sort=False)]
    return [Disclosed(part, values.viewer) for part in firsts]


def in_rows(items: list, each: int) -> Iterator[list]:
    """The items, so many at a time."""
    for start in range(0, len(items), each):
        yield items[start : start + each]


def indicator(measure: Disclosed[pd.DataFrame], phases: Disclosed[pd.DataFrame], *, dark: bool) -> None:
    """One measure with its title, unit and the direction of good above it."""
    row = content_of(measure).iloc[0]
    entry = INDICATORS.get(row["indicator"])
    unit = " · ".join(word for word in (row["unit"], ARROWS.get(row["good"], "")) if word)
    st.markdown(f"**{md(row['title'])}**  \n:small[{md(unit)}]", help=entry.note or None if entry else None)
    key = f"indicator_{row['indicator']}_{row['measure']}"
    chart(charts.indicator, measure, phases, dark=dark, key=key, alt_text=f"{row['title']}, month by month")
