"""What to do: the plan, elements by team, challenges, programmes, reasons to fail, and the audit to take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from ally_graph.culture.plan import STATES, WATCH, Response, Step, step_for, with_plan
from ally_graph.culture.reasons import SHOWS
from ally_graph.culture.shares import NOBODY
from ally_graph.culture.whole import Culture
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.export import audit as auditing
from ally_graph.export.report import AUDIENCES
from ally_graph.findings.challenges import CHALLENGES, SEEN, UNKNOWN
from ally_graph.indicators import ALL, NETWORK_INDICATORS
from ally_graph.progress import Progress
from ally_graph.ui.parts.downloads import download
from ally_graph.ui.parts.markdown import md
from ally_graph.ui.parts.show import cards, heading, note, table
from ally_graph.ui.state import ahead, audits, jobs
from ally_graph.ui.state.months import AT_ONCE, chosen_network, chosen_values, kept, network_is_there
from ally_graph.ui.state.session import AHEAD_UP_TO, Chosen, add_up, of_question
from ally_graph.views import audit, since_began, telling
from ally_graph.views import culture as shown
from ally_graph.views.audit import Audit
from ally_graph.views.since_began import SinceBegan
from ally_graph.vocabulary import TOOLS
from ally_graph.wording.counts import count, upper_first
from ally_graph.workers import pool
from ally_graph.workers.tasks import sent

QUESTION = "What to do about the culture?"
NOT_KEPT = "This could not be kept: there is no folder of yours that only you can read."
WATCHED = [entry.key for entry in NETWORK_INDICATORS]
Frame = Disclosed[pd.DataFrame]


def page(choice: Chosen) -> None:
    """The whole page: what to do first, the plan, and what it rests on."""
    add_up(choice)
    as_of = str(choice.analysis.data["as_of"])
    last = audits.before(as_of)
    audited = last is not None
    found = _culture(choice, audited=audited)
    steps = with_plan(found.proposed, audits.plan(), pd.Timestamp(as_of))
    heading(QUESTION, shown.first(steps, found.responses, choice))
    cards(of_question(choice, "culture cards", lambda: _cards(found), audited))
    _plan(steps, found.responses, pd.Timestamp(as_of))
    _take_along(choice, found, last)
    _elements(choice, found)
    _challenges(choice, found)
    _programmes(choice, found)
    _reasons(choice, found, audited=audited)


def work_ahead(choice: Chosen) -> None:
    """Have the culture looked at while another page is read, where workers have nothing to do."""
    audited = audits.before(str(choice.analysis.data["as_of"])) is not None

    def script() -> None:
        _since_began(choice, _culture(choice, audited=audited), choice.analysis.settings.min_group)

    if len(choice.records.people) <= AHEAD_UP_TO:
        ahead.notice(("culture", choice.question, audited), script)


def _culture(choice: Chosen, *, audited: bool) -> Culture:
    """What the records say of the culture, worked out once for each question."""
    question = choice.question

    def make(tell: Progress) -> Culture:
        asked = {"window": question.asked(), "found": sent(choice.analysis), "audited": audited}
        return pool.done("culture", choice.records, question.data, asked, tell)

    return jobs.done("culture", (question, audited), "Looking at the culture", make)


def _cards(found: Culture) -> list[dict]:
    """Four figures: elements on record, challenges that show, tools in use, reasons to fail that show."""
    verdicts = [one.verdict.verdict for one in found.responses]
    looked_for = f"Looked for in the findings: {shown.seen_of_six(verdicts)}."
    used = sum(one.is_running for one in found.programmes)
    dark = all(one.verdict == shown.UNTOLD for one in found.reasons)
    shows = shown.UNTOLD if dark else f"{sum(one.verdict == SHOWS for one in found.reasons)} of 7"
    told = sum(bool(one.told) for one in found.elements)
    return [
        {"label": "Elements on record", "value": f"{told} of 7", "help": shown.elements_answer(found.elements)},
        {"label": "Challenges seen", "value": _seen(verdicts), "help": looked_for},
        {"label": "Tools in use", "value": f"{used} of 12", "help": shown.programmes_answer(found.programmes)},
        {"label": "Reasons to fail", "value": shows, "help": shown.reasons_answer(found.reasons)},
    ]


def _seen(verdicts: Sequence[str]) -> str:
    return shown.UNTOLD if set(verdicts) == {UNKNOWN} else f"{verdicts.count(SEEN)} of 6"


def _plan(steps: Sequence[Step], found: Sequence[Response], as_of: pd.Timestamp) -> None:
    """Up to three steps, each with an owner, a day and a figure to watch; kept when it is said so."""
    st.header("The plan", anchor=False)
    if not steps:
        dark = all(one.verdict.verdict == UNKNOWN for one in found)
        note(f"{'Whether a challenge shows ' + shown.UNTOLD if dark else 'No challenge is seen'}: no step is proposed.")
        return
    with st.form("culture_plan", border=False):
        set_to = [_step(place, one, found, as_of) for place, one in enumerate(steps)]
        said = st.form_submit_button("Keep this plan", key="culture_plan_keep", type="primary")
    if said:
        try:
            audits.keep_plan(set_to)
            st.rerun()
        except OSError:
            note(NOT_KEPT)
    note("At the next audit each step is done, moved or not done. One step against a challenge, three in all.")


def _step(place: int, one: Step, found: Sequence[Response], as_of: pd.Timestamp) -> Step:
    """One step, as it is set on the page."""
    key = f"culture_step_{place}"
    fitting = next((r.verdict.challenge.tools for r in found if r.key == one.challenge), (one.tool,))
    tools = list(dict.fromkeys([one.tool, *fitting]))
    with st.container(border=True, key=key):
        st.markdown(f"**{place + 1}. {md(one.words)}**  \n{md(_against(one, found))}")
        first, second, third = st.columns(3)
        tool = first.selectbox("With", tools, format_func=TOOLS.get, key=f"{key}_tool")
        owner = second.text_input("Who sees to it", one.owner, placeholder=one.role, key=f"{key}_owner", max_chars=80)
        until = third.date_input("Until", date.fromisoformat(one.until), key=f"{key}_until")
        first, second, third = st.columns(3)
        titles = {entry.key: entry.title for entry in NETWORK_INDICATORS}
        watched = [one.watch, *(name for name in WATCHED if name != one.watch)]
        watch = first.selectbox("Watch", watched, format_func=titles.get, key=f"{key}_watch")
        state = second.selectbox("What became of it", STATES, STATES.index(one.state), key=f"{key}_state")
    made = step_for(one.challenge, tool, as_of)
    return replace(made, owner=owner.strip(), until=until.isoformat(), watch=watch or WATCH[one.challenge], state=state)


def _against(one: Step, found: Sequence[Response]) -> str:
    """Against which challenge a step is, and what is seen of it."""
    verdict = next((r.verdict.verdict for r in found if r.key == one.challenge), "")
    return f"Against “{CHALLENGES[one.challenge].title}”: {verdict}. {upper_first(one.tool_words)}."


def _take_along(choice: Chosen, found: Culture, last: dict | None) -> None:
    """The audit on two pages, for whom it is meant, and a button that keeps its figures for the next one."""
    with st.container(key="culture_audit"), st.popover("Take the audit with you", icon=":material/ios_share:"):
        who = st.radio(
            "Who will read it?",
            ["company", *(key for key in AUDIENCES if key != "company")],
            format_func=lambda one: AUDIENCES[one].title,
            key="culture_audience",
        )
        note("Two A4 pages. For the whole company it names nobody.")

        def made() -> Audit:
            return _audit(choice, found, who, last)

        for label, name, mime, make in (
            ("Two pages (PDF)", "culture_audit.pdf", "application/pdf", lambda: auditing.pdf(made())),
            ("Two pages (HTML)", "culture_audit.html", "text/html", lambda: auditing.page(made()).encode()),
            ("Figures for the next audit", "culture_audit.json", "application/json", lambda: audit.to_json(made())),
        ):
            key = f"audit_{name.rpartition('.')[2]}"
            st.download_button(label, make, name, mime, key=key, on_click="ignore", icon=":material/download:")
        if st.button("Keep it here for the next audit", key="audit_keep", icon=":material/inventory_2:"):
            _keep(made())
        kept = audits.kept()
        if kept:
            days = ", ".join(telling.day(one["as_of"]) for one in kept[:3])
            note(
                f"{upper_first(count(len(kept), 'audit'))} kept, of {days}. They lie beside your data on this computer."
            )
            if st.button("Take plan and audits away", key="audit_forget", type="tertiary", icon=":material/delete:"):
                _forget()


def _audit(choice: Chosen, found: Culture, who: str, last: dict | None) -> Audit:
    return audit.audit(choice, found, AUDIENCES[who].viewer, plan=audits.plan(), last=last)


def _keep(made: Audit) -> None:
    try:
        audits.keep(made.kept)
        note("Kept. The next audit will say what changed.")
    except OSError:
        note(NOT_KEPT)


def _forget() -> None:
    try:
        audits.forget()
        st.rerun()
    except OSError:
        note(NOT_KEPT)


def _elements(choice: Chosen, found: Culture) -> None:
    st.header("The seven elements", anchor=False)
    every = of_question(choice, "culture elements", lambda: shown.elements(found.elements, choice.viewer))
    st.markdown(of_question(choice, "elements answer", lambda: md(shown.elements_answer(found.elements))))
    groups = [name for name in content_of(every)["group"].unique() if name != shown.WHOLE]
    team = st.selectbox("Beside the whole company", groups, key="culture_group") if groups else ""
    rows = of_question(choice, "culture rows", lambda: shown.in_rows(every, team), team)
    lower = ["lower"] if (content_of(rows)["lower"] != "").any() else []
    columns = ["element", "evidence", "told", *(["here"] if team else []), *lower, "covered"]
    words = "What is on record of each element, with its interval and the people it is about"
    _table(rows, columns, "evidence", key="culture_elements", alt_text=words, file_name="elements.csv")
    note("No element has a score: each piece of evidence stands for itself, with its 95 % interval.")
    st.header("The five roles", anchor=False)
    st.markdown(of_question(choice, "roles answer", lambda: md(shown.roles_answer(found.roles))))
    least = choice.analysis.settings.min_group
    roles = of_question(choice, "culture roles", lambda: shown.roles(found.roles, choice.viewer, least=least))
    columns = ["role", "group", "told", "acting"]
    _table(roles, columns, "role", key="culture_roles", alt_text="Roles", file_name="roles.csv")


def _table(rows: Frame, columns: list[str], title: str, *, key: str, alt_text: str, file_name: str) -> None:
    """The figures as a table; what can't be told as sentences below it, so that none is cut."""
    figures = shown.told_rows(rows)
    if len(content_of(figures)):
        table(figures, columns, key=key, alt_text=alt_text, file_name=file_name)
    dark = shown.untold_words(rows, title)
    if dark:
        with st.expander(f"What can't be told: {count(len(dark), 'line')}", key=f"{key}_untold"):
            st.markdown("\n".join(f"- {md(words)}" for words in dark))


def _challenges(choice: Chosen, found: Culture) -> None:
    st.header("Challenges, and what may help", anchor=False)
    rows = of_question(choice, "culture challenges", lambda: shown.responses(found.responses, choice.viewer))
    for row in content_of(rows).itertuples():
        with st.expander(f"{md(row.challenge)}: {md(row.verdict)}", key=f"culture_challenge_{row.Index}"):
            why = f"{md(row.why)}\n\n" if hasattr(row, "why") else ""
            practices, tools = ("  \n".join(map(md, words.split("; "))) for words in (row.practices, row.tools))
            st.markdown(f"{why}**{md(row.response)}**\n\nPractices:  \n{practices}\n\nTools:  \n{tools}")


def _programmes(choice: Chosen, found: Culture) -> None:
    st.header("Programmes", anchor=False)
    st.markdown(md(shown.programmes_answer(found.programmes)))
    least = choice.analysis.settings.min_group
    since, figures = _since_began(choice, found, least)
    rows = of_question(
        choice,
        f"culture programmes {len(since)}",
        lambda: shown.programmes(found.programmes, choice.viewer, least=least, since=since),
    )
    lines = [_programme(row) for row in content_of(rows).itertuples() if row.people != NOBODY]
    st.markdown("\n\n".join(lines))
    download(rows, "programmes_seen.csv", key="culture_programmes_csv", label="Download all twelve tools")
    _reach(choice, found, least)
    _figures_since(figures)
    if lines:
        note(shown.PUBLISHED)
        note(f"A tie formed and lasted where two {FORMED} Chance is what people like them form without it.")


def _since_began(choice: Chosen, found: Culture, least: int) -> tuple[dict[str, SinceBegan], Frame]:
    """What changed since each programme began; the network by month is looked at where that takes no time."""
    tables = [chosen_values(choice, ALL)]
    if len(choice.analysis.people) <= AT_ONCE or network_is_there(choice, ALL):
        tables.append(chosen_network(choice, ALL))
    as_of, used = pd.Timestamp(choice.analysis.data["as_of"]), [one for one in found.programmes if one.people]

    def make() -> tuple[dict[str, SinceBegan], Frame]:
        told = since_began.since_began(choice.records, used, tables, least=least, as_of=as_of)
        return told, since_began.figures(told, TOOLS, choice.viewer)

    return kept(choice, "since programmes began", make, len(tables), as_of, least, tuple(one.key for one in used))


def _figures_since(rows: Frame) -> None:
    """The figures before and after each programme began, with their intervals."""
    if len(content_of(rows)):
        with st.expander("What changed since each began, figure by figure", key="culture_since"):
            columns = ["programme", "title", "before", "after", "difference", "low", "high", "words"]
            words = "Each figure of the company in the months before a programme began and since, with the interval"
            table(rows, columns, key="culture_since_began", alt_text=words, file_name="since_began.csv")
            note(since_began.NO_CAUSE)


def _reach(choice: Chosen, found: Culture, least: int) -> None:
    """Who is reached by team and level, as far as it may be shown."""
    rows = of_question(choice, "culture reach", lambda: shown.reach(found.programmes, choice.viewer, least=least))
    if len(content_of(rows)):
        with st.expander("Who is reached, by team and level, in percent of the people", key="culture_reached"):
            columns = ["programme", "by", "group", "value", "low", "high", "n"]
            words = "The share of people who take part in each programme, by team and level, with its interval"
            table(rows, columns, key="culture_reach", alt_text=words, file_name="reach.csv")


def _programme(row: Any) -> str:
    """One programme in a paragraph: who takes part, how often pairs met, whether ties formed, who carries it."""
    parts = (("Met", row.dose), ("Ties", row.formed), ("Load", row.load_of_givers), ("Changed", row.since))
    told = "; ".join(f"{name.lower()}: {md(words)}" for name, words in parts if words != shown.NOTHING)
    since = ", no start on record" if row.started == shown.NOTHING else f" since {telling.day(row.started)}"
    who = f"**{md(row.programme)}**{since}, {md(row.people)}; now {md(row.reach)}."
    return f"{who}  \n{upper_first(told)}."


FORMED = "had hardly met in the 90 days before the start, and still met 90 days after it."


def _reasons(choice: Chosen, found: Culture, *, audited: bool) -> None:
    st.header("Why it may fail", anchor=False)
    st.markdown(md(shown.reasons_answer(found.reasons)))
    rows = of_question(choice, "culture reasons", lambda: shown.reasons(found.reasons, choice.viewer), audited)
    lines = [
        f"**{md(row.reason)}**: {md(row.verdict)}. {md(row.says)}  \n:material/help: *{md(row.ask)}*"
        for row in content_of(rows).itertuples()
    ]
    st.markdown("\n\n".join(lines))
    download(rows, "reasons.csv", key="culture_reasons_csv", label="Download this checklist")
