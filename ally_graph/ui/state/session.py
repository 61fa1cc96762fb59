"""Which data is in use in this session, and what was worked out from it.

The session holds a plain path. Records and analyses are kept for everybody on this machine under what they were made
from (the files, the choices), and nobody changes them: pages get copies through the gate.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Hashable
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import TypeVar

import pandas as pd
import streamlit as st

from ally_graph import cache, indicators, views
from ally_graph.analysis import Analysis
from ally_graph.cache import forms, keys
from ally_graph.cache.forms import Form
from ally_graph.charts import network_map
from ally_graph.disclosure.gate import LOCAL, Disclosed, Viewer, content_of
from ally_graph.disclosure.shown import ShownNetwork
from ally_graph.errors import AllyGraphError
from ally_graph.files import shelf
from ally_graph.files.shipped import first_data, sample_folder
from ally_graph.measures import reliance
from ally_graph.progress import Progress
from ally_graph.records import Records
from ally_graph.settings import PRESETS, Settings, preset
from ally_graph.timeline import map_months
from ally_graph.timeline.cluster_history import Step, is_rough
from ally_graph.timeline.map_months import MapMonths
from ally_graph.ui.state import ahead, importing, jobs, naming, workshop
from ally_graph.ui.state import once as stored
from ally_graph.views import focus, telling
from ally_graph.views.focus import Focus
from ally_graph.workers import pool
from ally_graph.workers.tasks import with_network

SAMPLE = sample_folder()
PATH_KEY = "data_path"
PHASES_KEY, PHASE_ROUND_KEY = "tried_phases", "phase_round"
NO_TEAM, SOURCE, ANSWERED = "Everyone", "source_line", "answered_line"
LATEST = "Latest"
PERIODS = {"28 days": 28, "90 days": 90, "180 days": 180, "365 days": 365, "All": None}
USUAL_PERIOD = next(name for name, days in PERIODS.items() if days == Settings.window_days)
NO_PRESET = "usual"
AHEAD_UP_TO = 300
"""Up to so many people, other periods and months are worked out while nobody waits."""
LEADER, ALL_THE_WAY = "leader", "all_the_way"
"""Whose reports are in focus, and whether those further down are too; personal, and so never in the address."""
OPENED, OPENED_OF = "opened", "opened_of"
BUS_FACTORS, DEPENDANTS = map(forms.frame_form, ("busfactors", "dependants"))
Result = TypeVar("Result")
TUNED = ("ally_gap_days", "half_life_days", "isolated_ally_ratio", "overrelied_load_ratio")
"""The thresholds that the sidebar can change: those that decide who counts as an ally, and when somebody stands out."""


PhaseRows = tuple[tuple[str, ...], ...]
GroupNames = tuple[tuple[int, str], ...]
"""What this visitor calls groups, by their number in the analysis."""


@dataclass(frozen=True)
class Chosen:
    """What a page draws from: the analysis of the whole company, the team in focus, the phases being tried out.

    Of the `analysis`, the groups are called as this visitor calls them.
    """

    records: Records
    analysis: Analysis
    question: Question
    team: Focus
    viewer: Viewer
    dark: bool
    tried: PhaseRows | None = None
    groups: GroupNames = ()

    @functools.cached_property
    def key(self) -> str:
        """What tells this choice from any other: the same for all who chose the same of the same data."""
        chosen = (self.question, self.team, self.viewer, self.tried, *self.groups)
        return hashlib.sha256(repr(chosen).encode("utf-8", "surrogatepass")).hexdigest()


def once(choice: Chosen, name: str, make: Callable[[], Result], *asked: Hashable) -> Result:
    """What follows from a choice, and from what is `asked` besides, made once for all who choose the same."""
    return stored.once((name, choice.key, *asked), make)


def of_question(choice: Chosen, name: str, make: Callable[[], Result], *asked: Hashable) -> Result:
    """What follows from the analysis alone, and from what is `asked` besides, made once for all teams in focus."""
    return stored.once((name, choice.question, choice.viewer, choice.groups, *asked), make)


def of_records(records: Records, name: str, make: Callable[[], Result]) -> Result:
    """What follows from records alone, made once."""
    return stored.once((name, records.fingerprint), make)


def data_path() -> Path:
    """The data in use: what the user chose, or what the app was started with, the sample company as a rule."""
    return Path(st.session_state.get(PATH_KEY) or first_data())


def is_sample() -> bool:
    """Whether the sample company is in use."""
    return data_path() == SAMPLE


def use_data(path: str | Path) -> None:
    """Use the data at this path in this session, without the choices that belong to other data."""
    st.session_state[PATH_KEY] = str(path)
    st.session_state.update(until=LATEST, kinds=[], team=NO_TEAM, person=None, leader=None, against="Nothing")


def use_sample() -> None:
    """Back to the sample company; what was uploaded is removed."""
    use_data(SAMPLE)
    workshop.remove_all()


def stamp(path: Path) -> keys.Stamp:
    """What tells one state of the data from the next: name, size and times of every file; nothing where it is gone."""
    return keys.stamp(path)


def records_at(path: str, state: tuple) -> Records:
    """The records of a path, read once for each state of its files."""
    return jobs.done("records", (path, state), "Reading the data", lambda tell: _read(Path(path), tell))


def _read(path: Path, tell: Progress) -> Records:
    """The records of a path: only what the app was started with is read here, all else in a process of its own."""
    if path in (SAMPLE, first_data()):
        return cache.load(path, progress=tell)
    lent_or_kept = workshop.holds(path) or shelf.holds(path)
    return importing.load(path, tell) if lent_or_kept else importing.load_folder(path, tell)


def active_records() -> Records:
    """The records of the data in use."""
    workshop.sweep_once()
    path = data_path()
    return records_at(str(path), stamp(path))


@st.cache_resource(max_entries=16, show_spinner=False)
def phases_of(rows: PhaseRows) -> pd.DataFrame:
    """The phases that are tried out in a session, read as those of a file."""
    return indicators.phases_from(rows)[0]


def tried_phases() -> PhaseRows | None:
    """The phases that this session tries out on the data in use; None where those of the data hold."""
    tried = st.session_state.get(PHASES_KEY)
    return tried["rows"] if tried and tried["data"] == str(data_path()) else None


def try_phases(rows: PhaseRows | None) -> None:
    """Try out other phases in this session; None goes back to those of the data. The editor starts anew."""
    st.session_state[PHASES_KEY] = None if rows is None else {"data": str(data_path()), "rows": rows}
    st.session_state[PHASE_ROUND_KEY] = phase_round() + 1


def phase_round() -> int:
    """How often the phases were taken over or taken back: the editor forgets its changes with each."""
    return st.session_state.get(PHASE_ROUND_KEY, 0)


def teams_of(records: Records) -> list[str]:
    """The names of the teams, sorted."""
    return sorted(team for team in records.people["team"].dropna().unique() if str(team).strip())


def last_day(records: Records) -> pd.Timestamp:
    """The day of the last event, `NaT` without events."""
    return records.last_event.floor("D")


def first_day(records: Records) -> pd.Timestamp:
    """The day of the first event, `NaT` without events."""
    return records.first_event.floor("D")


def month_ends(records: Records) -> list[str]:
    """The months that are over within the data, newest first, written as in the address bar."""
    return of_records(records, "month ends", lambda: _month_ends(records))


def _month_ends(records: Records) -> list[str]:
    first, last = first_day(records), last_day(records)
    if pd.isna(first):
        return []
    months = pd.period_range(first, last, freq="M")[::-1]
    return [str(month) for month in months if month.end_time.normalize() < last]


@dataclass(frozen=True)
class Question:
    """What an analysis is asked: which records, until when, which kinds, with which settings. The key of the caches."""

    data: tuple
    as_of: str | None
    kinds: tuple[str, ...]
    settings: Settings

    @property
    def path(self) -> str:
        """Where the data lies."""
        return self.data[1]

    def asked(self) -> dict:
        """The choices in the words of the library."""
        return {"as_of": self.as_of, "kinds": self.kinds or None, "settings": self.settings}


def analysis_of(question: Question, records: Records) -> Analysis:
    """The analysis that answers a question, worked out once."""

    def make(tell: Progress) -> Analysis:
        found = pool.done("analysis", records, question.data, question.asked(), tell)
        return with_network(found, records, question.asked())

    return jobs.done("analysis", question, "Working out who supports whom", make)


def worked_out(
    choice: Chosen, form: Form[Result], title: str, make: Callable[[Progress], Result], *asked: object
) -> Result:
    """What else follows from a question, and from what is `asked` besides: worked out once, kept beside large data."""
    question = choice.question

    def made(tell: Progress) -> Result:
        whole = (question.as_of, question.kinds, astuple(question.settings), *asked)
        return cache.kept(choice.records, question.path, form, whole, lambda: make(tell))

    return jobs.done(form.kind, (question, *asked), title, made)


def question_of(records: Records) -> Question:
    """What the sidebar's choices ask of these records."""
    state, path = st.session_state, data_path()
    until, period = state.get("until", LATEST), state.get("period", USUAL_PERIOD)
    as_of = None if until in (None, LATEST) else day_after(until)
    days = PERIODS.get(period, PERIODS[USUAL_PERIOD]) or _days_in_all(records, as_of)
    settings = replace(tuned(), window_days=days)
    kinds = tuple(sorted(state.get("kinds", [])))
    return Question((records.fingerprint, str(path), stamp(path)), as_of, kinds, settings)


@functools.cache
def day_after(month: str) -> str:
    """The day after the last of a month: `2026-04-01` for `2026-03`."""
    return str((pd.Period(month, freq="M") + 1).start_time.date())


def tuned() -> Settings:
    """The preset with what the sidebar changes of it; the period comes from its own menu."""
    given = {name: st.session_state.get(name) for name in TUNED}
    return replace(preset_in_use(), **{name: value for name, value in given.items() if value is not None})


def preset_in_use() -> Settings:
    """The settings of the chosen preset, or the usual ones."""
    return _preset(st.session_state.get("preset", NO_PRESET))


@functools.cache
def _preset(name: str | None) -> Settings:
    return preset(name) if name in PRESETS else Settings()


def settings_in_use() -> Settings:
    """The settings of this session, also where there is no data they could be used on."""
    try:
        return question_of(active_records()).settings
    except AllyGraphError:
        return replace(tuned(), window_days=Settings().window_days)


def take_preset() -> None:
    """A preset looks back as far as it says; the period can be changed afterwards."""
    days = preset_in_use().window_days
    st.session_state["period"] = next(name for name, length in PERIODS.items() if length == days)


def _days_in_all(records: Records, as_of: str | None) -> int:
    """Days from the first event to the end that was chosen."""
    first, last = first_day(records), last_day(records)
    if pd.isna(first):
        return PERIODS[USUAL_PERIOD]
    end = pd.Timestamp(as_of) if as_of else last + pd.Timedelta(days=1)
    return max(int((end - first).days), 1)


def chosen() -> Chosen:
    """What the sidebar's choices lead to, and the phases that are tried out; the analysis doesn't look at phases."""
    records = active_records()
    question = question_of(records)
    analysis = analysis_of(question, records)
    _work_ahead(question, records)
    tried = tried_phases()
    records = records if tried is None else replace(records, phases=phases_of(tried))
    groups = _called(analysis, records)
    analysis = with_group_names(analysis, groups)
    choice = Chosen(records, analysis, question, focus_of(records), LOCAL, is_dark(), tried, groups)
    st.session_state[ANSWERED] = answered = telling.response(choice)
    parts = ["Sample company" if is_sample() else "Own data", telling.window(choice), answered]
    st.session_state[SOURCE] = ", ".join(part for part in parts if part)
    return choice


def _called(analysis: Analysis, records: Records) -> GroupNames:
    """What this visitor calls the groups of an analysis."""
    given = st.session_state.get(naming.GIVEN, ())
    if not given or not analysis.clusters:
        return ()
    hashes = group_hashes(analysis, records)
    found = naming.assign(hashes, given, match=analysis.settings.cluster_match)
    return tuple(sorted((analysis.clusters[place].id, name) for place, name in found.items()))


def group_hashes(analysis: Analysis, records: Records) -> list[list[str]]:
    """Who is in each group, as the hashes under which names of groups are kept."""

    def make() -> dict[str, str]:
        return {person: naming.who_is(person, name) for person, name in views.names(records.people, LOCAL).items()}

    who = of_records(records, "hashes", make)
    return [[who[person] for person in cluster.members] for cluster in analysis.clusters]


def with_group_names(analysis: Analysis, groups: GroupNames) -> Analysis:
    """The analysis with these groups called so; as it is where there are none."""
    if not groups:
        return analysis
    names = dict(groups)
    clusters = tuple(replace(one, label=names.get(one.id, one.label)) for one in analysis.clusters)
    return replace(analysis, clusters=clusters, make_base=functools.partial(getattr, analysis, "base"))


def source_line() -> str:
    """From which data the page is, and of when: the line that a picture takes along."""
    return st.session_state.get(SOURCE, "")


def answered_line() -> str:
    """How many people answered, where the page rests on a survey."""
    return st.session_state.get(ANSWERED, "")


def focus_of(records: Records) -> Focus:
    """The reports of somebody, a team, or everyone."""
    leader, whole = st.session_state.get(LEADER), bool(st.session_state.get(ALL_THE_WAY))
    if leader is not None and leader in of_records(records, "leader ids", lambda: set(focus.leaders(records.people))):
        return of_records(records, f"reports {leader} {whole}", lambda: _reports(records, leader, whole))
    team = st.session_state.get("team", NO_TEAM)
    return team if team in of_records(records, "teams", lambda: teams_of(records)) else None


def _reports(records: Records, leader: str, whole: bool) -> Focus:
    name = views.names(records.people, LOCAL)[leader]
    return focus.Reports(leader, name, focus.reports(records.people, leader, whole=whole))


def _work_ahead(question: Question, records: Records) -> None:
    """Remember what other periods and months would be asked for, to be worked out while nobody waits."""
    if len(records.people) > AHEAD_UP_TO or not ahead.is_new(("around", question)):
        return
    days = [length or _days_in_all(records, question.as_of) for length in PERIODS.values()]
    others = [replace(question, settings=replace(question.settings, window_days=length)) for length in days]
    others += [replace(question, as_of=end) for end in (None, *map(day_after, month_ends(records)))]
    for other in reversed(others):
        ahead.notice(other, functools.partial(analysis_of, other, records))


def add_up(choice: Chosen) -> None:
    """Add up the ties of the network, where they are not yet: an analysis from the cache comes without them."""

    def make(tell: Progress) -> bool:
        tell(0.0, "Adding up ties")
        return choice.analysis.base.help.nnz + choice.analysis.base.contact.nnz > 0

    jobs.done("ties", choice.question, "Adding up ties", make)


def opened(choice: Chosen) -> tuple[tuple[str, object], ...]:
    """Which group was opened on the map, and which team within it; nothing once something else is asked."""
    of = hash((choice.question, choice.team))
    if st.session_state.get(OPENED_OF) != of:
        st.session_state.update({OPENED_OF: of, OPENED: []})
    return tuple(network_map.group_of_key(key) for key in st.session_state[OPENED])


def ask_until(month: str) -> None:
    """Ask of the time up to the end of this month; the month in which the records end is asked for as the latest."""
    over = month_ends(active_records())
    st.session_state["until"] = month if month in over else LATEST


def open_group(key: str) -> None:
    """Show the people of a group on the map."""
    st.session_state[OPENED] = [*st.session_state.get(OPENED, ()), key]


def close_groups() -> None:
    """Back to all groups."""
    st.session_state[OPENED] = []


def chosen_places(choice: Chosen, network: Disclosed[ShownNetwork], kept: Hashable = None) -> dict:
    """Where everybody stands who is drawn one by one, or where the groups do that stand for their people.

    In a company that is drawn whole, nobody moves for another month or filter: places follow from the records alone.
    In a larger one they depend on what a filter has `kept` in focus.
    """
    shown, question = content_of(network), choice.question
    if len(shown.nodes) <= network_map.SINGLE_PEOPLE_UP_TO:
        return _steady_places(choice)

    everyone = everyone_drawn(shown)

    def make(_tell: Progress) -> dict:
        single = shown.nodes if everyone else network_map.drawn_singly(shown)
        if single is None:
            return network_map.group_places(shown)
        by = network_map.grouped_by(shown) or "team"
        return map_months.places_within(choice.analysis.base, single["person_id"], coded(single[by]))

    asked = (question, choice.team, opened(choice), everyone, kept)
    return jobs.done("places", asked, "Drawing the map", make)


def _steady_places(choice: Chosen) -> dict:
    """Where everybody stands in a company that is drawn whole."""
    question = choice.question
    asked = {"seed": question.settings.seed}
    whole = functools.partial(pool.done, "map_places", choice.records, question.data, asked)
    return jobs.done("steady places", (question.data, question.settings.seed), "Drawing the map", whole)


def map_ahead(choice: Chosen) -> None:
    """Have what the map asks of workers worked out while another page is read, where they have nothing to do."""

    def script() -> None:
        _steady_places(choice)
        chosen_map_months(choice)

    if len(choice.records.people) <= AHEAD_UP_TO:
        ahead.notice(("map", choice.question), script)


DOTS, GROUPS, PEOPLE = "dots", "Groups", "Everyone"
"""What a dot of the map of a large company is, as the address bar says it."""
EVERYONE_UP_TO = 20_000
"""Up to so many people, everyone can be a dot."""


def everyone_drawn(shown: ShownNetwork) -> bool:
    """Whether everyone of a large company is asked to be a dot, and can be."""
    return st.session_state.get(DOTS) == PEOPLE and can_draw_everyone(shown) and not st.session_state.get(OPENED)


def can_draw_everyone(shown: ShownNetwork) -> bool:
    """Whether groups stand for their people by default, of whom there are few enough to be drawn."""
    return network_map.SINGLE_PEOPLE_UP_TO < len(shown.nodes) <= EVERYONE_UP_TO


def coded(column: pd.Series) -> pd.Series:
    """A column as numbers, -1 where there is nothing."""
    return pd.Series(pd.factorize(column, sort=True)[0], index=column.index)


def chosen_map_months(choice: Chosen) -> MapMonths | None:
    """All months of the map, whichever of them the page is of; None in large companies."""
    question, records = choice.question, choice.records
    if len(records.people) > map_months.MONTHS_UP_TO or pd.isna(records.first_event):
        return None
    latest = None if is_rough(records) else analysis_of(replace(question, as_of=None), records).clusters
    asked = {"kinds": question.kinds or None, "settings": question.settings, "latest": latest}

    def make(tell: Progress) -> MapMonths:
        return pool.done("months_of_map", records, question.data, asked, tell)

    key = (question.data, question.kinds, question.settings)
    return jobs.done("months of the map", key, "Looking at the months", make)


def chosen_dependants(choice: Chosen) -> pd.DataFrame:
    """Who gets more than half of their help from one person."""
    return worked_out(choice, DEPENDANTS, "Looking at who leans on whom", lambda _tell: _dependants(choice.analysis))


def _dependants(analysis: Analysis) -> pd.DataFrame:
    return reliance.dependants(analysis.base).astype({"helper": "str", "dependant": "str"})


def chosen_group_steps(choice: Chosen) -> tuple[Step, ...]:
    """What happened to the groups over the last months, up to the end of the analysis."""
    end, question = pd.Timestamp(choice.analysis.data["as_of"]), choice.question
    found = analysis_of(question, choice.records).clusters
    asked = question.asked() | {"as_of": end, "latest": found}

    def make(tell: Progress) -> tuple[Step, ...]:
        return pool.done("group_steps", choice.records, question.data, asked, tell)

    steps = worked_out(choice, forms.STEPS, "Looking at the groups of the months before", make)
    return steps if not choice.groups else once(choice, "named steps", lambda: _named_steps(steps, choice))


def _named_steps(steps: tuple[Step, ...], choice: Chosen) -> tuple[Step, ...]:
    """The months of groups, each called as the group is that it became."""
    names = dict(choice.groups)
    last = {step.track: set(step.members) for step in steps if step.members}
    called = {
        track: names[cluster.id]
        for cluster in choice.analysis.clusters
        for track, members in last.items()
        if cluster.id in names and members == set(cluster.members)
    }
    return tuple(replace(step, label=called.get(step.track, step.label)) for step in steps)


def ready_for_clicks(choice: Chosen) -> None:
    """Begin with what the card of a person asks for first: a click on the map has to wait for what the last one began.

    Not in large companies, where it takes too long to be done for nothing.
    """
    if len(choice.records.people) <= map_months.MONTHS_UP_TO:
        jobs.ahead(("clicks", choice.question), functools.partial(chosen_group_steps, choice))


def chosen_bus_factors(choice: Chosen) -> pd.DataFrame:
    """The bus factor of each team."""
    return worked_out(
        choice, BUS_FACTORS, "Looking at what hangs on few", lambda _tell: reliance.bus_factors(choice.analysis.base)
    )


def is_dark() -> bool:
    """Whether the page stands on a dark ground."""
    return st.context.theme.type == "dark"
