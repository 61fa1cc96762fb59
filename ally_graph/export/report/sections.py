"""What the report says: one function for each question, from what may be shown to words, pictures and tables."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import altair as alt
import pandas as pd
from markupsafe import Markup

from ally_graph import charts, indicators, settings, views
from ally_graph.analysis import Analysis
from ally_graph.charts import Chart, network_map, pictures
from ally_graph.disclosure import gate, policy
from ally_graph.disclosure.gate import Disclosed, Viewer, content_of
from ally_graph.disclosure.shown import ShownFinding
from ally_graph.errors import PictureError
from ally_graph.export.places import places_of
from ally_graph.export.report.network_map import network_svg
from ally_graph.export.report.svg import colour_name, grounded
from ally_graph.export.report.tables import ReportTable, report_table
from ally_graph.findings import DETECTORS, asked_on, detector_of
from ally_graph.findings.challenges import SEEN
from ally_graph.measures import reliance
from ally_graph.records import Records
from ally_graph.views import answers, telling
from ally_graph.vocabulary import INDICATORS, kind_title
from ally_graph.wording import counts

PICTURE_WIDTH = 560
NOT_DRAWN = "This picture could not be drawn."
CAN_NOT_TELL = (
    "What is not on record does not show: somebody may have the best of allies over lunch.",
    "Being named here is a reason to ask how you can help. It is no judgement, and nobody is ranked by worth.",
    "Not seen means looked for and not found in these records, no more.",
    "No message was read; only who, with whom, when and of what kind.",
)
log = logging.getLogger(__name__)


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
        return views.findings(self.analysis, self.viewer, detectors=asked_on(question))


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
    tables: Sequence[ReportTable] = ()
    notes: Sequence[str] = ()
    figures: Sequence[tuple[str, str]] = ()
    checked: str = ""


def sections(view: View) -> list[Section]:
    """Every section, in the order of the page."""
    return [make(view) for make in (attention, alone, load, groups, allied, moving, challenges, method, limits)]


def attention(view: View) -> Section:
    """What needs attention, all at a glance."""
    found = content_of(view.findings)
    sure = answers.sure(found)
    rest = [finding for finding in sure if not detector_of(finding.detector).page]
    changes = content_of(views.indicator_changes(view.records, view.viewer, settings=view.analysis.settings))
    figures = [(one.label, one.value) for one in answers.figures_of(view.findings, view.people, view)]
    moved = answers.beyond_interval(changes)
    figures += [("Indicators moved beyond their interval", f"{moved.value}: {moved.words}")] * bool(len(changes))
    return Section(
        "attention",
        "What needs attention?",
        answers.attention(view.findings, view.people, view),
        figures=figures,
        cards=[_card(finding) for finding in rest],
        tables=[_at_a_glance(sure, view.viewer)] if sure else [],
        notes=[note for note in (answers.foundation(view), answers.not_told(view.findings, view)) if note],
        checked="" if sure else _checked(view, view.findings, None),
    )


def _at_a_glance(found: Sequence[ShownFinding], viewer: Viewer) -> ReportTable:
    """One row for each kind of finding: how many there are, and who they name."""
    rows = []
    for detector in dict.fromkeys(finding.detector for finding in found):
        names = answers.named(found, detector)
        number = sum(finding.detector == detector for finding in found)
        rows.append((detector_of(detector).title, number, counts.listed(names) or "no names"))
    columns = ["finding", "number", "who"]
    shown = gate.table("findings_by_kind", pd.DataFrame(rows, columns=columns), viewer)
    return report_table(shown, columns, "Findings, and who they name")


def alone(view: View) -> Section:
    """Who may be on their own."""
    found = view.found("alone")
    answer = answers.alone(found, view.people, view)
    drawn = (
        [] if telling.contact(view, "how many allies people have") else [_picture(charts.allies_by_team, view.people)]
    )
    return _findings_section(view, "alone", "Who may be on their own?", answer, found, drawn)


def load(view: View) -> Section:
    """Who carries a lot for others."""
    found = view.found("load")
    leaning = views.dependants(view.analysis, view.viewer)
    chance = view.analysis.network.gini_expected_by_chance
    drawn = []
    if telling.spread(view) is None:
        drawn = [
            _picture(charts.give_and_take, view.people),
            _picture(charts.lorenz, view.people, gini_by_chance=chance),
        ]
    if len(content_of(leaning)):
        drawn.append(_picture(charts.dependants, leaning))
    factors = views.bus_factors(reliance.bus_factors(view.analysis.base), view.viewer)
    title = "How many helpers the help of each team hangs on"
    tables = [report_table(factors, ["team", "people", "bus_factor"], title)] if len(content_of(factors)) else []
    answer = answers.load(found, view.people, view)
    return _findings_section(view, "load", "Who carries a lot for others?", answer, found, drawn, tables)


def groups(view: View) -> Section:
    """Which groups hold together."""
    found, shown = view.found("groups"), views.clusters(view.analysis, view.viewer)
    drawn, tables = [], []
    if len(content_of(shown)):
        drawn = [_picture(charts.clusters_by_team, views.clusters_by_team(view.analysis, view.viewer))]
        columns = ["group", "people", "teams", "verdict", "stability", "members"]
        tables = [report_table(shown, columns, "The groups, how sure each is, and who belongs to it")]
    answer = answers.groups(shown, view)
    return _findings_section(view, "groups", "Which groups hold together?", answer, found, drawn, tables)


def allied(view: View) -> Section:
    """Who is allied with whom: the map and the table of everybody."""
    network = views.network(view.analysis, view.viewer)
    spots = network_map.drawn_as_on_screen(content_of(network), places_of(view.analysis, view.records))
    drawn = charts.map_of_allies(network, spots)
    svg, _ = grounded(network_svg(drawn))
    title = f"Map of {counts.count(len(drawn.model.nodes), 'dot')} and {counts.count(len(drawn.model.edges), 'line')}"
    picture = Picture(
        svg,
        None,
        f"{title}. The table below has the same people.",
        charts.map_of_allies.words_for(drawn).caption,
        size="wide",
        legend=[(sign, colour_name(colour), meaning) for sign, colour, meaning in drawn.legend],
    )
    columns = ["name", "team", "allies", "help_given", "help_received", "balance", "two_way_share", "cross_team_share"]
    columns = telling.columns(view, columns)
    everybody = view.people.sort("name")
    return Section(
        "allied",
        "Who is allied with whom?",
        answers.allied(network, view),
        pictures=[picture],
        tables=[report_table(everybody, columns, "Everybody with their allies, and the help they give and get")],
    )


def moving(view: View) -> Section:
    """Are the indicators moving: every measure and the network in rows, and what may be said of them."""
    chosen, group = view.analysis.settings, indicators.ALL
    every = views.indicators(view.records, view.viewer, None, settings=chosen)
    values = every.filter(content_of(every)["group"] == group)
    changes = views.indicator_changes(view.records, view.viewer, settings=chosen, every=every)
    found = views.movements(view.records, view.viewer, settings=chosen, every=every)
    network = views.network_indicators(view.records, view.viewer, settings=chosen)
    drawn = [*_every_measure(view, values), *_the_network(view, network)]
    return Section(
        "moving",
        "Are the indicators moving?",
        f"{answers.moving(changes, values, group, view)} {indicators.caution(view.records)}".strip(),
        pictures=drawn,
        tables=_changed(changes) + _moved(found),
        notes=_said(view, values, every, found, network) if len(content_of(values)) else [],
    )


def _every_measure(view: View, values: Disclosed[pd.DataFrame]) -> list[Picture]:
    """A picture for each indicator, with all its measures; how to read them stands under the first."""
    caption = charts.months_in_rows.words_for(values, *_around(view, values)).caption
    drawn = []
    for key in content_of(values)["indicator"].unique():
        title = INDICATORS[key].title if key in INDICATORS else counts.upper_first(key.replace("_", " "))
        one = answers.of_indicator(values, key)
        picture = _picture(charts.months_in_rows, one, *_around(view, one))
        drawn.append(replace(picture, title=title, caption="" if drawn else caption))
    return drawn


def _the_network(view: View, network: Disclosed[pd.DataFrame]) -> list[Picture]:
    """The network month by month; nothing where there is no whole month."""
    if content_of(network).empty:
        return []
    picture = _picture(charts.network_in_rows, network, *_around(view, network))
    return [replace(picture, title=charts.network_in_rows.words.title)]


def _around(view: View, values: Disclosed[pd.DataFrame]) -> tuple[Disclosed[pd.DataFrame], ...]:
    """What is drawn around the figures: the months that are missing, the phases, and what was started when."""
    phases = views.phases(view.records, view.viewer)
    started = views.started(view.records, view.viewer, min_group=view.analysis.settings.min_group)
    return views.missing_months(view.records, values), phases, started


OF_A_CHANGE = {"low": "change_low", "high": "change_high"}
"""The interval of a change is written with a sign, that of a figure is not."""


def _changed(changes: Disclosed[pd.DataFrame]) -> list[ReportTable]:
    columns = ["title", "unit", "before", "after", "difference", "low", "high", "words"]
    title = (
        "Every measure: its mean in the first phase and in the last, the change with its 95 % interval, and in words"
    )
    return [report_table(changes, columns, title, OF_A_CHANGE)] if len(content_of(changes)) else []


def _moved(found: Disclosed[pd.DataFrame]) -> list[ReportTable]:
    """What may be said of every measure and phase; those without months on one side are told in the notes."""
    frame = content_of(found)
    told = found.filter(~frame["status"].isin(answers.TOO_LITTLE))
    columns = ["title", "phase", "before", "after", "difference", "low", "high", "words"]
    title = "Before and after the start of each phase, with what may be said"
    return [report_table(told, columns, title, OF_A_CHANGE)] if len(content_of(told)) else []


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
        tables=[report_table(shown, columns, "The six challenges, what shows of each, and what may help")],
    )


def method(view: View) -> Section:
    """How it was worked out, and from what."""
    data, coverage = view.analysis.data, view.analysis.coverage["by_kind"]
    kinds = pd.DataFrame({"kind": [kind_title(kind) for kind in coverage], "people_seen": list(coverage.values())})
    looked = pd.DataFrame([(entry.title, entry.summary) for entry in DETECTORS], columns=["finding", "what"])
    kinds, looked = gate.table("coverage", kinds, view.viewer), gate.table("detectors", looked, view.viewer)
    chosen = gate.table("settings", _settings(view.analysis), view.viewer)
    tables = [report_table(chosen, ["setting", "set_to", "unit", "why"], "The main settings, and those changed")]
    if coverage:
        title = "Share of people who appear in each kind of record"
        tables.append(report_table(kinds, ["kind", "people_seen"], title))
    tables.append(report_table(looked, ["finding", "what"], "What was looked for"))
    if view.records.problems and policy.own_files(view.viewer):
        columns = ["file", "rows", "severity", "what", "mend"]
        found = views.problems(view.records.problems, view.viewer)
        tables.append(report_table(found, columns, "What came up while reading the data"))
    outside = counts.count(data["outside"], "record is", "records are")
    notes = [
        "A person is named only on evidence that chance does not make, that is strong and that lasts, or where a fact "
        "was counted. What falls short of that is a number without names.",
        f"{counts.upper_first(outside)} about somebody who is not on the roster.",
    ]
    return Section("method", "How was this worked out?", answers.loaded(view), tables=tables, notes=notes)


def _settings(analysis: Analysis) -> pd.DataFrame:
    """The settings that decide most, and each one that differs from the usual."""
    changed = settings.differences(analysis.settings)
    rows = [row for row in settings.describe() if row["name"] in (*MAIN_SETTINGS, *changed)]
    values = vars(analysis.settings)
    return pd.DataFrame(
        [(row["name"], _value(values[row["name"]]), row["unit"], row["why"]) for row in rows],
        columns=["setting", "set_to", "unit", "why"],
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
    notes = [*([caution] if caution else []), *([] if view.records.has_roster else [roster]), *CAN_NOT_TELL]
    answer = "Records show contact and support that left a trace, and no reasons."
    if not pd.isna(share):
        answer += f" {share:.0%} of the people appear in those looked at."
    return Section("limits", "What can this not tell?", answer, notes=notes)


def _findings_section(
    view: View,
    key: str,
    question: str,
    answer: str,
    found: Disclosed[tuple[ShownFinding, ...]],
    drawn: Sequence[Picture],
    tables: Sequence[ReportTable] = (),
) -> Section:
    """A section with what a few detectors found."""
    every = content_of(found)
    sure = answers.sure(every)
    unsure = [finding for finding in every if not finding.certain]
    return Section(
        key,
        question,
        answer,
        pictures=drawn,
        cards=[_card(finding) for finding in sure],
        uncertain=[_card(finding) for finding in unsure],
        tables=tables,
        checked="" if sure else _checked(view, found, asked_on(key)),
    )


def _card(finding: ShownFinding) -> Card:
    return Card(
        counts.listed(finding.people),
        detector_of(finding.detector).title,
        finding.why,
        finding.advice,
        finding.detector,
    )


def _checked(view: View, found: Disclosed[tuple[ShownFinding, ...]], detectors: Iterable[str] | None) -> str:
    return "{}. {}".format(*answers.checked(found, view, detectors))


def _picture(draw: Chart[..., alt.LayerChart], *shown: Disclosed[pd.DataFrame], **options: float | None) -> Picture:
    """A chart with its words as a drawing; one for each ground where its colours don't follow the page.

    Where it can't be drawn, a sentence stands in its place, and the report goes on.
    """
    words = draw.words_for(*shown, **options)
    try:
        light, follows = grounded(pictures.svg(draw(*shown, **options).properties(width=PICTURE_WIDTH)))
        dark = None
        if not follows:
            dark, _ = grounded(pictures.svg(draw(*shown, dark=True, **options).properties(width=PICTURE_WIDTH)))
    except PictureError as error:
        log.warning("%s: %s", words.title, error)
        light, dark = Markup("<p>{}</p>").format(NOT_DRAWN), None
    return Picture(light, dark, words.title, words.caption)
