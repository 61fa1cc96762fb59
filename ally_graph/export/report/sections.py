"""What the report says: one function for each question, from what may be shown to words, pictures and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import altair as alt
import pandas as pd
from markupsafe import Markup

from ally_graph import charts, indicators, settings, views
from ally_graph.analysis import Analysis
from ally_graph.charts import months as indicator_charts
from ally_graph.charts import network_map, pictures
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, Viewer, content_of
from ally_graph.disclosure.shown import ShownFinding
from ally_graph.export.report.network_map import network_svg
from ally_graph.export.report.svg import colour_name, grounded
from ally_graph.export.report.tables import Sheet, sheet
from ally_graph.findings import DETECTORS
from ally_graph.findings.challenges import SEEN
from ally_graph.measures import reliance
from ally_graph.records import Records
from ally_graph.views import answers
from ally_graph.vocabulary import INDICATORS, kind_title
from ally_graph.wording import counts

WIDTH = 560
LIMITS = (
    "What is not on record does not show: somebody may have the best of allies over lunch.",
    "Being named here is a reason to ask how you can help. It is no judgement, and nobody is ranked by worth.",
    "Not seen means looked for and not found in these records, no more.",
    "No message was read; only who, with whom, when and of what kind.",
)


@dataclass(frozen=True)
class View:
    """What the report is about, and who will read it."""

    records: Records
    analysis: Analysis
    viewer: Viewer
    team: str | None = None

    @cached_property
    def people(self) -> Disclosed[pd.DataFrame]:
        """Everybody, as they may be shown."""
        return views.people(self.analysis, self.viewer)

    @cached_property
    def findings(self) -> Disclosed[tuple[ShownFinding, ...]]:
        """Everything that was found, as it may be shown."""
        return views.findings(self.analysis, self.viewer)

    def found(self, question: str) -> Disclosed[tuple[ShownFinding, ...]]:
        """What was found about one question."""
        return views.findings(self.analysis, self.viewer, detectors=answers.CHECKS[question])


@dataclass(frozen=True)
class Picture:
    """A drawing with what it shows in words; `dark` where it needs another one on a dark ground.

    `size` is `wide`, or empty for the usual one; `legend` holds signs, their colours and what they mean.
    """

    light: Markup
    dark: Markup | None
    alt_text: str
    caption: str = ""
    title: str = ""
    size: str = ""
    legend: Sequence[tuple[str, str, str]] = ()


@dataclass(frozen=True)
class Card:
    """A finding: who, what, why, and a kind next step."""

    who: str
    title: str
    why: str
    advice: str
    key: str


@dataclass(frozen=True)
class Section:
    """A question with its answer, and what stands behind it."""

    key: str
    question: str
    answer: str
    pictures: Sequence[Picture] = ()
    cards: Sequence[Card] = ()
    uncertain: Sequence[Card] = ()
    sheets: Sequence[Sheet] = ()
    notes: Sequence[str] = ()
    figures: Sequence[tuple[str, str]] = ()
    checked: str = ""


def sections(view: View) -> list[Section]:
    """Every section, in the order of the page."""
    return [make(view) for make in (attention, alone, load, groups, allied, moving, challenges, method, limits)]


def attention(view: View) -> Section:
    """What needs attention, all at a glance."""
    found, size = content_of(view.findings), len(content_of(view.people))
    elsewhere = {detector for checks in answers.CHECKS.values() for detector in checks}
    sure = answers.sure(found)
    rest = [finding for finding in sure if finding.detector not in elsewhere]
    changes = content_of(views.indicator_changes(view.records, view.viewer))
    figures = [
        ("May be on their own", f"{len(answers.named(found, 'isolated'))} of {size:,}"),
        ("Carry a lot for others", f"{len(answers.named(found, 'overrelied'))} of {size:,}"),
        ("Groups that hold together", str(len(content_of(views.clusters(view.analysis, view.viewer))))),
    ]
    figures += [("Indicators moving the good way", f"{answers.good_way(changes)} of {len(changes)}")] * bool(
        len(changes)
    )
    return Section(
        "attention",
        "What needs attention?",
        answers.attention(view.findings, view.people, view),
        figures=figures,
        cards=[_card(finding) for finding in rest],
        sheets=[_at_a_glance(sure, view.viewer)] if sure else [],
        notes=[answers.foundation(view)],
        checked="" if sure else _checked(None),
    )


def _at_a_glance(found: Sequence[ShownFinding], viewer: Viewer) -> Sheet:
    """One row for each kind of finding: how many there are, and who they name."""
    rows = []
    for detector in dict.fromkeys(finding.detector for finding in found):
        names = answers.named(found, detector)
        number = sum(finding.detector == detector for finding in found)
        rows.append((_title(detector), number, counts.listed(names) or "no names"))
    columns = ["finding", "number", "who"]
    shown = gate.table("findings_by_kind", pd.DataFrame(rows, columns=columns), viewer)
    return sheet(shown, columns, "Findings, and who they name")


def alone(view: View) -> Section:
    """Who may be on their own."""
    found = view.found("alone")
    caption = "Each dot is a number of allies, larger where more people have as many; the tick is the team's median."
    picture = _chart(
        charts.allies_by_team, view.people, alt_text="How many allies people have, by team", caption=caption
    )
    return _findings_section(
        "alone", "Who may be on their own?", answers.alone(found, view.people, view), found, [picture]
    )


def load(view: View) -> Section:
    """Who carries a lot for others."""
    found = view.found("load")
    leaning = views.dependants(view.analysis, view.viewer)
    chance = view.analysis.network["gini_expected_by_chance"]
    drawn = [
        _chart(
            charts.give_and_take,
            view.people,
            alt_text="Help given against help received, by person",
            caption="Each dot is a person: above the line they give more help than they get, below it they get more.",
        ),
        _chart(
            charts.lorenz,
            view.people,
            gini_by_chance=chance,
            alt_text="Lorenz curve of help given",
            caption="The further the curve sags below the straight line, the fewer people carry the help.",
        ),
    ]
    if len(content_of(leaning)):
        alt_text = "Who gets more than half of their help from one person"
        caption = "Each line is a colleague who gets more than half of their help from one person."
        drawn.append(_chart(charts.dependants, leaning, alt_text=alt_text, caption=caption))
    factors = views.bus_factors(reliance.bus_factors(view.analysis.base), view.viewer)
    title = "How many helpers the help of each team hangs on"
    sheets = [sheet(factors, ["team", "people", "bus_factor"], title)] if len(content_of(factors)) else []
    answer = answers.load(found, view.people, view)
    return _findings_section("load", "Who carries a lot for others?", answer, found, drawn, sheets)


def groups(view: View) -> Section:
    """Which groups hold together."""
    found, shown = view.found("groups"), views.clusters(view.analysis, view.viewer)
    drawn, sheets = [], []
    if len(content_of(shown)):
        by_team = views.clusters_by_team(view.analysis, view.viewer)
        caption = "Each row is a group that people form by their contact, each column one of the teams."
        alt_text = "Number of people by group and team"
        drawn = [_chart(charts.clusters_by_team, by_team, alt_text=alt_text, caption=caption)]
        columns = ["group", "people", "teams", "verdict", "stability", "members"]
        sheets = [sheet(shown, columns, "The groups, how sure each is, and who belongs to it")]
    return _findings_section("groups", "Which groups hold together?", answers.groups(shown, view), found, drawn, sheets)


def allied(view: View) -> Section:
    """Who is allied with whom: the map and the table of everybody."""
    network = views.network(view.analysis, view.viewer)
    drawn = network_map.draw(network, _places(view.analysis))
    svg, _ = grounded(network_svg(drawn))
    title = f"Map of {counts.count(len(drawn.model.nodes), 'dot')} and {counts.count(len(drawn.model.edges), 'line')}"
    picture = Picture(
        svg,
        None,
        f"{title}. The table below has the same people.",
        answers.how_to_read(drawn),
        size="wide",
        legend=[(sign, colour_name(colour), meaning) for sign, colour, meaning in drawn.legend],
    )
    columns = ["name", "team", "allies", "help_given", "help_received", "balance", "two_way_share", "cross_team_share"]
    everybody = view.people.sort("name")
    return Section(
        "allied",
        "Who is allied with whom?",
        answers.allied(network, view),
        pictures=[picture],
        sheets=[sheet(everybody, columns, "Everybody with their allies, and the help they give and get")],
    )


def _places(analysis: Analysis) -> dict[str, tuple[float, float]]:
    """Where everybody stands, as on the map of the app; in a large company groups are drawn, which need none."""
    people = analysis.people
    if len(people) > network_map.SINGLE_PEOPLE_UP_TO:
        return {}
    pairs = zip(people["person_id"].astype(str), people["cluster"], strict=True)
    clusters = {person: None if pd.isna(group) else group for person, group in pairs}
    return network_map.places(analysis.contact.subgraph(clusters), clusters)


def moving(view: View) -> Section:
    """Are the indicators moving: every measure and the network in rows, and what may be said of them."""
    chosen, group = view.analysis.settings, indicators.ALL
    every = views.indicators(view.records, view.viewer, None, settings=chosen)
    values = every.filter(content_of(every)["group"] == group)
    changes = views.indicator_changes(view.records, view.viewer, settings=chosen, every=every)
    found = views.movements(view.records, view.viewer, settings=chosen, every=every)
    network = views.network_indicators(view.records, view.viewer, settings=chosen)
    drawn = [*_every_measure(view, values), _rows(view, network, "The network itself", answers.NETWORK_READING)]
    return Section(
        "moving",
        "Are the indicators moving?",
        f"{answers.moving(changes, values, group)} {indicators.caution(view.records)}".strip(),
        pictures=[picture for picture in drawn if picture],
        sheets=_changed(changes) + _moved(found),
        notes=_said(view, values, every, found, network) if len(content_of(values)) else [],
    )


def _every_measure(view: View, values: Disclosed[pd.DataFrame]) -> list[Picture | None]:
    """A picture for each indicator, with all its measures; how to read them stands under the first."""
    caption = answers.reading(values, *_gaps_and_starts(view, values), run=False)
    drawn = []
    for key in content_of(values)["indicator"].unique():
        title = INDICATORS[key].title if key in INDICATORS else counts.upper_first(key.replace("_", " "))
        drawn.append(_rows(view, answers.of_indicator(values, key), title, "" if drawn else caption))
    return drawn


def _rows(view: View, values: Disclosed[pd.DataFrame], title: str, caption: str) -> Picture | None:
    """Measures in rows, with the months that are missing, the phases, and what was started."""
    if content_of(values).empty:
        return None
    phases = views.phases(view.records, view.viewer)
    missing, started = _gaps_and_starts(view, values)
    around = (missing, phases, started)
    measures = counts.listed(list(content_of(values)["title"].unique()))
    options = {"alt_text": f"{measures}, month by month", "caption": caption, "title": title}
    return _chart(indicator_charts.rows, values, *around, **options)


def _gaps_and_starts(
    view: View, values: Disclosed[pd.DataFrame]
) -> tuple[Disclosed[pd.DataFrame], Disclosed[pd.DataFrame]]:
    """The months that are missing, and what was started when."""
    started = views.started(view.records, view.viewer, min_group=view.analysis.settings.min_group)
    return views.missing_months(view.records, values), started


def _changed(changes: Disclosed[pd.DataFrame]) -> list[Sheet]:
    columns = ["title", "unit", "before", "after", "difference", "low", "high", "words"]
    title = (
        "Every measure: its mean in the first phase and in the last, the change with its 95 % interval, and in words"
    )
    return [sheet(changes, columns, title)] if len(content_of(changes)) else []


def _moved(found: Disclosed[pd.DataFrame]) -> list[Sheet]:
    """What may be said of every measure and phase; those without months on one side are told in the notes."""
    told = found.filter(~content_of(found)["status"].isin(answers.TOO_LITTLE))
    columns = ["title", "phase", "before", "after", "difference", "low", "high", "words"]
    title = "Before and after the start of each phase, with what may be said"
    return [sheet(told, columns, title)] if len(content_of(told)) else []


def _said(
    view: View,
    values: Disclosed[pd.DataFrame],
    every: Disclosed[pd.DataFrame],
    found: Disclosed[pd.DataFrame],
    network: Disclosed[pd.DataFrame],
) -> list[str]:
    """Did it move, do people speak up, which signs come before: in sentences."""
    chosen = view.analysis.settings
    lines = [f"{what}. {sentence}" for what, sentence in answers.moved(found)]
    up = indicators.speaking_up(view.records, settings=chosen, shown=content_of(every))
    signs = views.leading_signs(view.records, view.viewer, settings=chosen, every=every, network=network)
    leading = answers.signs(signs, values, network, chosen.leading_months)
    return [*lines, *([up] if up else []), *leading]


def challenges(view: View) -> Section:
    """The six challenges."""
    frame = content_of(views.challenges(view.analysis, view.viewer)).rename(columns={"verdict": "shows"})
    shown = gate.table("challenges", frame, view.viewer)
    seen = int((frame["shows"] == SEEN).sum())
    columns = ["challenge", "shows", "why", "response"]
    return Section(
        "challenges",
        "Which of the six challenges of an ally culture show?",
        f"{counts.upper_first(counts.count(seen, 'challenge shows', 'challenges show'))} in these records.",
        sheets=[sheet(shown, columns, "The six challenges, what shows of each, and what may help")],
    )


def method(view: View) -> Section:
    """How it was worked out, and from what."""
    data, coverage = view.analysis.data, view.analysis.coverage["by_kind"]
    kinds = pd.DataFrame({"kind": [kind_title(kind) for kind in coverage], "share": list(coverage.values())})
    looked = pd.DataFrame([(entry.title, entry.summary) for entry in DETECTORS], columns=["finding", "what"])
    found = views.problems(view.records.problems, view.viewer)
    kinds, looked = gate.table("coverage", kinds, view.viewer), gate.table("detectors", looked, view.viewer)
    chosen = gate.table("settings", _settings(view.analysis), view.viewer)
    sheets = [sheet(chosen, ["setting", "value", "unit", "why"], "The main settings, and those changed")]
    sheets += [sheet(kinds, ["kind", "share"], "Share of people who appear in each kind of record")] * bool(coverage)
    sheets += [sheet(looked, ["finding", "what"], "What was looked for")]
    if len(content_of(found)):
        sheets += [sheet(found, ["file", "rows", "severity", "what", "mend"], "What came up while reading the data")]
    outside = counts.count(data["outside"], "record is", "records are")
    notes = [
        "A person is named only on evidence that chance does not make, that is strong and that lasts, or where a fact "
        "was counted. What falls short of that is a number without names.",
        f"{counts.upper_first(outside)} about somebody who is not on the roster.",
    ]
    return Section("method", "How was this worked out?", answers.loaded(view), sheets=sheets, notes=notes)


def _settings(analysis: Analysis) -> pd.DataFrame:
    """The settings that decide most, and each one that differs from the usual."""
    changed = settings.differences(analysis.settings)
    rows = [row for row in settings.describe() if row["name"] in (*MAIN_SETTINGS, *changed)]
    values = vars(analysis.settings)
    return pd.DataFrame(
        [(row["name"], _value(values[row["name"]]), row["unit"], row["why"]) for row in rows],
        columns=["setting", "value", "unit", "why"],
    )


MAIN_SETTINGS = ("window_days", "half_life_days", "min_group", "seed", "ally_gap_days", "false_discovery_rate")


def _value(value: Any) -> str:
    return (
        ", ".join(map(str, value))
        if isinstance(value, tuple)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def limits(view: View) -> Section:
    """What this can't tell."""
    caution = indicators.caution(view.records)
    roster = "There was no table of people: everyone seen was taken for the roster, so nobody could be called isolated."
    share = view.analysis.coverage["share"]
    notes = [*([caution] if caution else []), *([] if view.records.has_roster else [roster]), *LIMITS]
    answer = "Records show contact and support that left a trace, and no reasons."
    if not pd.isna(share):
        answer += f" {share:.0%} of the people appear in those looked at."
    return Section("limits", "What can this not tell?", answer, notes=notes)


def _findings_section(
    key: str,
    question: str,
    answer: str,
    found: Disclosed[tuple[ShownFinding, ...]],
    drawn: Sequence[Picture],
    sheets: Sequence[Sheet] = (),
) -> Section:
    """A section with what a few detectors found."""
    every = content_of(found)
    sure = answers.sure(every)
    unsure = [finding for finding in every if finding.status not in answers.SURE]
    return Section(
        key,
        question,
        answer,
        pictures=drawn,
        cards=[_card(finding) for finding in sure],
        uncertain=[_card(finding) for finding in unsure],
        sheets=sheets,
        checked="" if sure else _checked(answers.CHECKS[key]),
    )


def _card(finding: ShownFinding) -> Card:
    return Card(
        counts.listed(list(finding.people)), _title(finding.detector), finding.why, finding.advice, finding.detector
    )


def _title(detector: str) -> str:
    return DETECTORS[detector].title if detector in DETECTORS else detector.replace("_", " ").capitalize()


def _checked(keys: Iterable[str] | None) -> str:
    titles = [entry.title.lower() for entry in DETECTORS if keys is None or entry.key in keys]
    return f"No one stands out. Looked for: {counts.listed(titles)}."


def _chart(
    draw: Callable[..., alt.Chart],
    *shown: Disclosed[pd.DataFrame],
    alt_text: str,
    caption: str = "",
    title: str = "",
    **options: float | None,
) -> Picture:
    """A chart as a drawing; one for each ground where its colours don't follow the page."""
    light, follows = grounded(pictures.svg(draw(*shown, **options).properties(width=WIDTH)))
    dark = None if follows else grounded(pictures.svg(draw(*shown, dark=True, **options).properties(width=WIDTH)))[0]
    return Picture(light, dark, alt_text, caption, title)
