"""The parts pages are put together from. Charts, tables, maps and downloads take only what passed the gate."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Sequence

import altair as alt
import pandas as pd
import streamlit as st
from altair.utils.schemapi import debug_mode
from streamlit.elements.lib.column_types import ColumnConfig

from ally_graph import charts, views
from ally_graph.charts.network_map import Places, payload
from ally_graph.charts.plain import specification
from ally_graph.disclosure.gate import Disclosed, content_of, digest_of
from ally_graph.disclosure.shown import ShownFinding, ShownNetwork
from ally_graph.findings import detector_of
from ally_graph.ui.parts.downloads import chart_downloads, download
from ally_graph.ui.parts.find import ROWS_SHOWN, rows_to_send
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.network_component import show_network
from ally_graph.ui.state import once as stored
from ally_graph.ui.state.session import Chosen, answered_line, once, open_group, opened, source_line
from ally_graph.views.telling import Untold
from ally_graph.wording.columns import COLUMNS
from ally_graph.wording.counts import listed_first, upper_first

Option = float | Disclosed[pd.DataFrame] | None
"""An option of a chart: a number, or the table of an earlier period."""
REPLAYED, REPLAYED_UP_TO = 2_000, 200_000
"""So many charts, tables and rows of cards are kept as they are sent, and none with more signs or cells than this."""
NAMES_IN_A_CARD = 6
CARDS_SHOWN = 24


def heading(question: str, answer: str) -> None:
    """The page's question, the answer to it in one sentence, and of a survey how many people answered."""
    st.title(md(question), anchor=False)
    sentence(answer)
    if answered := answered_line():
        note(f"From a survey: {answered}.")


def sentence(words: str) -> None:
    """A sentence that stands out a little."""
    with st.container(key="answer"):
        st.markdown(md(words))


def note(words: str) -> None:
    """A quiet sentence: how to read a picture, or what something rests on."""
    st.caption(md(words))


def chart(
    draw: charts.Chart[..., alt.LayerChart],
    *shown: Disclosed[pd.DataFrame],
    dark: bool,
    key: str,
    also: str = "",
    **options: Option,
) -> None:
    """A chart of tables that may be shown, with how to read it, what to do about it, and its downloads.

    `also` is what only the page knows about it.
    """
    drawn = chart_drawn(draw, *shown, dark=dark, **options)
    words = stored.once(_state("words", draw, shown, **options), lambda: draw.words_for(*shown, **options))
    if len(drawn) <= REPLAYED_UP_TO:
        _chart_again(key, words.title, drawn)
    else:
        _chart(key, words.title, drawn)
    note(f"{words.caption} {also}")
    numbers = stored.once(_state("numbers", draw, shown, **options), lambda: draw.numbers_of(*shown, **options))
    drawing, source = (lambda: draw(*shown, dark=dark, **options)), source_line()
    chart_downloads(drawing, numbers, words.title, dark=dark, key=key, source=source)


def chart_drawn(
    draw: charts.Chart[..., alt.LayerChart], *shown: Disclosed[pd.DataFrame], dark: bool, **options: Option
) -> str:
    """The chart as JSON, drawn once for each state of its tables.

    Altair would check each part against its schema, which takes four times as long as drawing; the tests do that.
    """

    def make() -> str:
        with debug_mode(False):
            return json.dumps(specification(draw(*shown, dark=dark, **options)))

    return stored.once(_state("drawn", draw, shown, dark=dark, **options), make)


def _state(what: str, draw: charts.Chart, shown: Sequence[Disclosed[pd.DataFrame]], **options: Option) -> tuple:
    """What tells one drawing, or the words beside it, from another."""
    told = {name: digest_of(one) if isinstance(one, Disclosed) else one for name, one in options.items()}
    return what, draw.name, *map(digest_of, shown), *sorted(told.items())


def _chart(key: str, title: str, drawn: str) -> None:
    st.vega_lite_chart(json.loads(drawn), theme=None, key=key, alt=title)


_chart_again = st.cache_resource(max_entries=REPLAYED, show_spinner=False)(_chart)
"""The same, sent again as it was the first time: Streamlit keeps what it made of it for the browser."""


def table(shown: Disclosed[pd.DataFrame], columns: Sequence[str], *, key: str, alt_text: str, file_name: str) -> None:
    """These columns of a table, and no others, with a download of all that it may hold, such as ids to join it by."""
    frame = content_of(shown)
    if frame.size <= REPLAYED_UP_TO and len(frame) <= ROWS_SHOWN:
        _table_again(shown.digest, tuple(columns), key, alt_text, frame)
    else:
        _table(columns, key, alt_text, frame)
    download(shown, file_name, key=f"{key}_csv")


def _table(columns: Sequence[str], key: str, alt_text: str, whole: pd.DataFrame) -> None:
    frame = whole[[name for name in columns if name in whole]]
    shares = [name for name in frame if name in COLUMNS and COLUMNS[name].form.endswith("%")]
    sent = rows_to_send(frame, columns, key=key)
    st.dataframe(
        sent.round(dict.fromkeys(shares, 2)),
        hide_index=True,
        column_config={name: column(name) for name in frame if name in COLUMNS},
        key=key,
        alt=alt_text,
        placeholder="–",
    )


@st.cache_resource(max_entries=REPLAYED, show_spinner=False)
def _table_again(digest: str, columns: tuple[str, ...], key: str, alt_text: str, _whole: pd.DataFrame) -> None:  # noqa: ARG001
    _table(columns, key, alt_text, _whole)


@functools.cache
def column(key: str) -> ColumnConfig:
    """A column of a table as Streamlit wants it; those that say what a row is about stay narrow, and in sight."""
    told = COLUMNS[key]
    if told.form:
        form = "percent" if told.form.endswith("%") else f"%{told.form.replace('.0f', 'd')}"
        return st.column_config.NumberColumn(told.title, format=form, help=told.help or None)
    width = "large" if told.wide and not told.pinned else None
    return st.column_config.TextColumn(told.title, help=told.help or None, width=width, pinned=told.pinned or None)


def cards(lines: Sequence[dict]) -> None:
    """At most four figures in one even row, each with its small line of history where there is one.

    Each line holds `label`, `value` and `help`; a `change` since the period it is held against, and a `history` of
    this same figure (values, oldest first), where there is one.
    """
    if len(lines) > 4:
        raise ValueError("More than four cards are a table.")
    told = tuple(tuple(line.get(name, "") for name in ("label", "value", "help", "change")) for line in lines)
    _cards_again(told, tuple(_past(line.get("history", ())) for line in lines))


def _past(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(float(value) for value in values if not pd.isna(value))


@st.cache_resource(max_entries=REPLAYED, show_spinner=False)
def _cards_again(lines: tuple[tuple[str, ...], ...], histories: tuple[tuple[float, ...], ...]) -> None:
    for column, (label, value, words, change), past in zip(st.columns(len(lines)), lines, histories, strict=True):
        drawn, told = list(past) if len(past) > 1 else None, {"help": md(words), "border": True, "height": "stretch"}
        still = {"delta": change or None, "delta_color": "off", "delta_arrow": "off"}
        column.metric(label, value, chart_data=drawn, **still, **told)


def findings(shown: Disclosed[tuple[ShownFinding, ...]], *, checked: Sequence[str], key: str, columns: int = 1) -> None:
    """Findings as cards: who, why, and a kind next step. What is uncertain is counted, never named.

    `checked` is the title and the words that stand where nobody is named.
    """
    found = content_of(shown)
    certain = [finding for finding in found if finding.certain]
    if not certain and checked:
        empty(*checked)
    cards = certain[:CARDS_SHOWN]
    for start in range(0, len(cards), columns):
        for place, column in enumerate(st.columns(columns)):
            if start + place < len(cards):
                with column:
                    finding_card(certain[start + place], key=f"{key}_{start + place}")
    if len(certain) > len(cards):
        with st.expander(f"All {len(certain):,} findings as a table", expanded=False, key=f"{key}_all"):
            table(
                views.findings_table(shown),
                ["who", "finding", "why", "advice"],
                key=f"{key}_findings",
                alt_text="All findings",
                file_name="findings.csv",
            )
    uncertain(found, key=key)


def uncertain(found: Iterable[ShownFinding], *, key: str) -> None:
    """What there is too little evidence for: counted, never named."""
    rest = [finding for finding in found if not finding.certain]
    if rest:
        with st.expander("What there is too little evidence for", expanded=False, key=f"{key}_rest"):
            for finding in rest:
                st.markdown(f"**{md(detector_of(finding.detector).title)}.** {md(finding.why)} {md(finding.advice)}")
                note(what_it_rests_on(finding))


def what_it_rests_on(finding: ShownFinding) -> str:
    """What would change a finding, and what its records cover."""
    return " ".join(words for words in (finding.would_change, finding.coverage) if words)


def finding_card(finding: ShownFinding, *, key: str, also: str = "") -> None:
    """One finding: who, why, and a kind next step; `also` says since when."""
    with st.container(border=True, key=f"card_{key}", height="stretch"):
        who, title = listed_first(finding.people, NAMES_IN_A_CARD), detector_of(finding.detector).title
        about = f"**{md(who)}** · {md(title)}" if who else f"**{md(title)}**"
        advice = f"  \n:material/arrow_forward: {md(finding.advice)}" if finding.advice else ""
        since = f" {md(upper_first(also))}." if also else ""
        st.markdown(f"{about}\n\n{md(finding.why)}{since}{advice}")
        if finding.would_change:
            st.caption(md(finding.would_change), help=md(finding.coverage) or None)
        if len(finding.person_ids) == 1:
            show_on_the_map(finding.person_ids[0], key=key)


def show_on_the_map(person: str, *, key: str) -> None:
    """From a finding to the person on the map; the filters stay as they are."""
    if st.button("Show on the map", key=f"{key}_map", type="tertiary", icon=":material/hub:"):
        st.session_state["person"] = person
        st.switch_page("pages/map.py", query_params={})


def empty(title: str, words: str) -> None:
    """A state with words: nothing to show here, and why."""
    with st.container(border=True):
        st.markdown(f"**{md(title)}.** {md(words)}")


def untold(what: Untold) -> None:
    """In place of a picture or a table: that it can't be told, what is missing, and the one thing to do."""
    with st.container(border=True):
        st.markdown(md(what.words))


def network_map(choice: Chosen, shown: Disclosed[ShownNetwork], places: Places, *, height: int = 560) -> None:
    """The map, with a menu of names beside it for those who don't use a mouse, and how to read it under it."""
    level, sent, caption = once(
        choice, "map", lambda: _drawn_map(shown, places, dark=choice.dark), opened(choice), choice.dark
    )
    drawn = {node["id"] for node in sent["nodes"]}
    selected = st.session_state.get("person")
    show_network(
        sent,
        key="map",
        label=f"Map of {len(drawn)} dots. Left and right walk through them, up and down to colleagues, Enter chooses.",
        selected=selected if selected in drawn else None,
        on_select=lambda: _choose(drawn, groups=level != "people"),
        height=height,
    )
    note(caption)


def _drawn_map(shown: Disclosed[ShownNetwork], places: Places, *, dark: bool) -> tuple[str, dict, str]:
    """What the dots of a map are, what is sent of it, and how to read it."""
    picture = charts.map_of_allies(shown, places, dark=dark)
    return picture.level, payload(picture), charts.map_of_allies.words_for(picture).caption


def _choose(drawn: set[str], *, groups: bool) -> None:
    """A click on the map chooses the person in the menu, or opens a group."""
    picked = st.session_state["map"].get("selected")
    if groups and picked in drawn:
        open_group(picked)
    elif not groups:
        st.session_state["person"] = picked if picked in drawn else None


for _again in (_chart_again, _table_again, _cards_again):
    stored.also(_again.clear)
