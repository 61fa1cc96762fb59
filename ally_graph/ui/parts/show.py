"""The parts pages are put together from. Charts, tables, maps and downloads take only what passed the gate."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence

import altair as alt
import pandas as pd
import streamlit as st
from altair.utils.schemapi import debug_mode

from ally_graph import views
from ally_graph.charts.network_map import Drawing, Places, draw, payload
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.policy import CERTAIN
from ally_graph.disclosure.shown import ShownFinding, ShownNetwork
from ally_graph.findings import DETECTORS
from ally_graph.progress import Progress
from ally_graph.ui.parts.downloads import chart_downloads, download
from ally_graph.ui.parts.find import rows_to_send
from ally_graph.ui.parts.markdown import count, listed, md
from ally_graph.ui.parts.network_component import show_network
from ally_graph.ui.state import jobs
from ally_graph.ui.state.session import open_group

NAMES_IN_A_CARD = 6
CARDS_SHOWN = 24
SHARES = ("two_way_share", "cross_team_share", "share")
ICONS = {"isolated": ":material/person:", "overrelied": ":material/volunteer_activism:"}
COLUMNS = {
    "name": st.column_config.TextColumn("Person", pinned=True),
    "team": st.column_config.TextColumn("Team"),
    "help_given": st.column_config.NumberColumn("Help given", format="%.1f", help="Older help counts less."),
    "help_received": st.column_config.NumberColumn("Help received", format="%.1f", help="Older help counts less."),
    "balance": st.column_config.NumberColumn("Balance", format="%.2f", help="1 only gives, -1 only receives, 0 even."),
    "allies": st.column_config.NumberColumn(
        "Allies", format="%d", help="Colleagues with more than one single contact."
    ),
    "two_way_share": st.column_config.NumberColumn(
        "Both ways", format="percent", help="Share of support that runs both ways."
    ),
    "cross_team_share": st.column_config.NumberColumn(
        "Across teams", format="percent", help="Share of contact beyond the team."
    ),
    "constraint": st.column_config.NumberColumn(
        "Constraint", format="%.2f", help="Higher: contacts who all know each other."
    ),
    "effective_size": st.column_config.NumberColumn("Effective size", format="%.1f", help="Separate corners reached."),
    "share": st.column_config.NumberColumn("Share of their help", format="percent"),
    "events": st.column_config.NumberColumn("Times", format="%d"),
    "helper": st.column_config.TextColumn("Leans on"),
    "dependant": st.column_config.TextColumn("Person", pinned=True),
    "group": st.column_config.TextColumn("Group", pinned=True),
    "people": st.column_config.NumberColumn("People", format="%d"),
    "teams": st.column_config.TextColumn("Teams"),
    "stability": st.column_config.NumberColumn(
        "Stability", format="%.2f", help="How surely it comes back when events are drawn anew."
    ),
    "verdict": st.column_config.TextColumn("How sure"),
    "members": st.column_config.TextColumn("Members", width="large"),
    "bus_factor": st.column_config.NumberColumn(
        "Hangs on", format="%d", help="Without how many helpers most of the team's help would be missed (bus factor)."
    ),
    "month": st.column_config.TextColumn("Month"),
    "event": st.column_config.TextColumn("What happened", help="Since the month before."),
    "other": st.column_config.TextColumn("With, from or into"),
    "came": st.column_config.TextColumn("Who came"),
    "went": st.column_config.TextColumn("Who left the group"),
    "file": st.column_config.TextColumn("File"),
    "rows": st.column_config.TextColumn("Rows"),
    "severity": st.column_config.TextColumn("What was done"),
    "what": st.column_config.TextColumn("What", width="large"),
    "mend": st.column_config.TextColumn("How to mend it", width="large"),
    "title": st.column_config.TextColumn("Measure", pinned=True),
    "unit": st.column_config.TextColumn("Unit"),
    "who": st.column_config.TextColumn("Who", pinned=True),
    "finding": st.column_config.TextColumn("Finding"),
    "why": st.column_config.TextColumn("Why", width="large"),
    "advice": st.column_config.TextColumn("Next step", width="large"),
    "first_phase": st.column_config.TextColumn("First phase"),
    "last_phase": st.column_config.TextColumn("Last phase"),
    "before": st.column_config.NumberColumn("Mean before", format="%.1f"),
    "after": st.column_config.NumberColumn("Mean after", format="%.1f"),
    "difference": st.column_config.NumberColumn("Change", format="%+.1f"),
    "low": st.column_config.NumberColumn("From", format="%.1f", help="The low end of the 95 % interval."),
    "high": st.column_config.NumberColumn("To", format="%.1f", help="The high end of the 95 % interval."),
    "n": st.column_config.NumberColumn("Counted on", format="%d", help="Rounded down, so that no one is told apart."),
    "value": st.column_config.NumberColumn("Value", format="%.2f"),
    "target": st.column_config.NumberColumn("Target", format="%.1f"),
    "phase": st.column_config.TextColumn("Phase"),
    "words": st.column_config.TextColumn("In words", width="large"),
}


def heading(question: str, answer: str) -> None:
    """The page's question, and the answer to it in one sentence."""
    st.title(md(question), anchor=False)
    sentence(answer)


def sentence(words: str) -> None:
    """A sentence that stands out a little."""
    with st.container(key="answer"):
        st.markdown(md(words))


def note(words: str) -> None:
    """A quiet sentence: how to read a picture, or what something rests on."""
    st.caption(md(words))


def chart(
    draw: Callable[..., alt.Chart],
    *shown: Disclosed[pd.DataFrame],
    dark: bool,
    key: str,
    alt_text: str,
    caption: str = "",
    **options: float | None,
) -> None:
    """A chart of tables that may be shown, with the one sentence that says how to read it, and its downloads."""
    specification = chart_drawn(draw, *shown, dark=dark, **options)
    st.vega_lite_chart(json.loads(specification), theme=None, key=key, alt=alt_text)
    if caption:
        note(caption)
    chart_downloads(lambda: draw(*shown, dark=dark, **options), shown[0], alt_text, dark=dark, key=key)


def chart_drawn(
    draw: Callable[..., alt.Chart], *shown: Disclosed[pd.DataFrame], dark: bool, **options: float | None
) -> str:
    """The chart as JSON, drawn once for each state of its tables: drawing takes longer than all the rest of a page.

    Altair would check each part against its schema, which takes four times as long as drawing; the tests do that.
    """

    def make(_tell: Progress) -> str:
        with debug_mode(False):
            return json.dumps(draw(*shown, dark=dark, **options).to_dict(validate=False))

    state = (*(_digest(content_of(one)) for one in shown), dark, *sorted(options.items()))
    return jobs.done("drawing", (draw.__name__, *state), "Drawing", make)


def _digest(frame: pd.DataFrame) -> str:
    """What tells the content of one table from that of another."""
    try:
        rows = pd.util.hash_pandas_object(frame, index=False).to_numpy()
    except TypeError:
        rows = pd.util.hash_pandas_object(frame.astype("str"), index=False).to_numpy()
    return hashlib.sha256(rows.tobytes() + "|".join(frame.columns).encode()).hexdigest()


def table(shown: Disclosed[pd.DataFrame], columns: Sequence[str], *, key: str, alt_text: str, file_name: str) -> None:
    """The table that carries the whole truth, with its download: both have these columns and no others."""
    content_of(shown)
    asked = shown.only(columns)
    frame = content_of(asked)
    shares = [name for name in SHARES if name in frame]
    sent = rows_to_send(frame, columns, key=key)
    st.dataframe(
        sent.round(dict.fromkeys(shares, 2)),
        hide_index=True,
        column_config={name: COLUMNS[name] for name in frame if name in COLUMNS},
        key=key,
        alt=alt_text,
        placeholder="–",
    )
    download(asked, file_name, key=f"{key}_csv")


def cards(lines: Sequence[dict]) -> None:
    """At most four figures in one even row, each with its small line of history where there is one.

    Each line holds `label`, `value`, `help`, and `history` (values, oldest first) where there is one.
    """
    if len(lines) > 4:
        raise ValueError("More than four cards are a table.")
    for column, line in zip(st.columns(len(lines)), lines, strict=True):
        past = [value for value in line.get("history", ()) if not pd.isna(value)]
        column.metric(
            line["label"],
            line["value"],
            help=line["help"],
            border=True,
            height="stretch",
            chart_data=past if len(past) > 1 else None,
        )


def findings(shown: Disclosed[tuple[ShownFinding, ...]], *, checked: str, key: str, columns: int = 1) -> None:
    """Findings as cards: who, why, and a kind next step. What is uncertain is counted, never named."""
    found = content_of(shown)
    certain = [finding for finding in found if finding.status in CERTAIN]
    if not certain and checked:
        empty("No one stands out", checked)
    cards = certain[:CARDS_SHOWN]
    for start in range(0, len(cards), columns):
        for place, column in enumerate(st.columns(columns)):
            if start + place < len(cards):
                with column:
                    _card(certain[start + place], key=f"{key}_{start + place}")
    if len(certain) > len(cards):
        with st.expander(f"All {len(certain):,} findings as a table", expanded=False, key=f"{key}_all"):
            table(
                views.findings_table(shown),
                ["who", "finding", "why", "advice"],
                key=f"{key}_findings",
                alt_text="All findings",
                file_name="findings.csv",
            )
    rest = [finding for finding in found if finding.status not in CERTAIN]
    if rest:
        with st.expander("What there is too little evidence for", expanded=False, key=f"{key}_rest"):
            for finding in rest:
                st.markdown(f"**{md(title(finding.detector))}.** {md(finding.why)} {md(finding.advice)}")
                note(what_it_rests_on(finding))


def what_it_rests_on(finding: ShownFinding) -> str:
    """What would change a finding, and what its records cover."""
    return " ".join(words for words in (finding.would_change, finding.coverage) if words)


def _card(finding: ShownFinding, *, key: str) -> None:
    with st.container(border=True, key=f"card_{key}", height="stretch"):
        who = listed([*finding.people[:NAMES_IN_A_CARD], *_more(len(finding.people) - NAMES_IN_A_CARD)])
        st.markdown(f"**{md(who or title(finding.detector))}**" + (f" · {md(title(finding.detector))}" if who else ""))
        advice = f"  \n:material/arrow_forward: {md(finding.advice)}" if finding.advice else ""
        st.markdown(f"{md(finding.why)}{advice}")
        if finding.would_change:
            st.caption(md(finding.would_change), help=md(finding.coverage) or None)
        if len(finding.person_ids) == 1:
            _way_to_the_map(finding.person_ids[0], key=key)


def _way_to_the_map(person: str, *, key: str) -> None:
    """From a finding to the person on the map; the filters stay as they are."""
    if st.button("Show on the map", key=f"{key}_map", type="tertiary", icon=":material/hub:"):
        st.session_state["person"] = person
        st.switch_page("pages/map.py", query_params={})


def _more(number: int) -> list[str]:
    return [f"{count(number, 'other', 'others')}"] if number > 0 else []


def title(detector: str) -> str:
    """What a detector is called on screen."""
    return DETECTORS[detector].title if detector in DETECTORS.keys() else detector.replace("_", " ").capitalize()  # noqa: SIM118


def empty(title: str, words: str) -> None:
    """A state with words: nothing to show here, and why."""
    with st.container(border=True):
        st.markdown(f"**{md(title)}.** {md(words)}")


def network_map(shown: Disclosed[ShownNetwork], places: Places, *, dark: bool, height: int = 560) -> Drawing:
    """The map, with a menu of names beside it for those who don't use a mouse. Returns what was drawn."""
    picture = draw(shown, places, dark=dark)
    drawn = {node["id"] for node in picture.model.nodes}
    selected = st.session_state.get("person")
    show_network(
        payload(picture),
        key="map",
        label=f"Map of {len(drawn)} dots. Left and right walk through them, up and down to colleagues, Enter chooses.",
        selected=selected if selected in drawn else None,
        on_select=lambda: _choose(drawn, groups=picture.level != "people"),
        height=height,
    )
    return picture


def _choose(drawn: set[str], *, groups: bool) -> None:
    """A click on the map chooses the person in the menu, or opens a group."""
    picked = st.session_state["map"].get("selected")
    if groups and picked in drawn:
        open_group(picked)
    elif not groups:
        st.session_state["person"] = picked if picked in drawn else None
