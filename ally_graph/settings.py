"""Every threshold the findings rest on, in one table: its default, its unit, why it is so, and who says so."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields, replace
from numbers import Integral, Real

from ally_graph.errors import SettingError, did_you_mean
from ally_graph.vocabulary import PERSON_KINDS

LONGEST_WINDOW = 36_525
UNBOUNDED = 1e6


@dataclass(frozen=True)
class Range:
    """The numbers a setting can take: at least and at most so much, or more than the least where that is `open`.

    >>> 0 in Range(0, 1, open=True), 1 in Range(0, 1, open=True)
    (False, True)
    """

    least: float = -UNBOUNDED
    most: float = UNBOUNDED
    open: bool = False

    def __contains__(self, number: float) -> bool:
        return (self.least < number if self.open else self.least <= number) and number <= self.most

    def __str__(self) -> str:
        start = f"{'more than' if self.open else 'at least'} {self.least:,.15g}"
        return start if self.most >= UNBOUNDED else f"{start} and at most {self.most:,.15g}"


RANGES = {
    "days": Range(1, LONGEST_WINDOW),
    "share": Range(0, 1, open=True),
    "Jaccard": Range(0, 1, open=True),
    "of": Range(0, 1, open=True),
    "people": Range(1),
    "events": Range(1),
    "draws": Range(1, 100_000),
    "starts": Range(1, 1_000),
    "steps": Range(1, 100),
    "times": Range(0, open=True),
    "gamma": Range(0, 100, open=True),
}
"""What a setting can be by the first word of its unit, unless its row in the table says otherwise."""
CALLED = {
    "window_days": "A window of {} days",
    "half_life_days": "A half-life of {} days",
    "min_group": "A smallest group of {}",
    "seed": "A seed of {}",
}
"""What those settings are called that have an option of their own."""


def _setting(
    default: object,
    unit: str,
    why: str,
    source: str = "ours",
    *,
    within: Range | None = None,
    choices: tuple[str, ...] = (),
) -> object:
    within = within or RANGES.get(unit.split()[0], Range())
    told = {"unit": unit, "why": why, "source": source, "within": within, "choices": choices}
    return field(default=default, metadata=told)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The choices an analysis is made with.

    >>> Settings(window_days=28).window_days
    28
    """

    window_days: int = _setting(90, "days", "Long enough for monthly contacts to show, short enough to be about now.")
    half_life_days: float = _setting(
        30.0,
        "days",
        "A contact of a month ago counts half; old help fades instead of ending at an edge. inf: plain sums.",
        "Ahmad, Porter & Beguerisse-Díaz (2021), tie-decay networks",
        within=Range(0, math.inf, open=True),
    )
    min_group: int = _setting(5, "people", "No figure about a group rests on fewer people than this.", within=Range(5))
    seed: int = _setting(
        0, "number", "Resampling starts from it, so that the same data gives the same result.", within=Range(0)
    )
    slice_days: int = _setting(28, "days", "Four whole weeks: every weekday occurs equally often.")
    ally_gap_days: int = _setting(
        28,
        "days",
        "Two contacts within it make a colleague an ally; so does one contact that ran both ways, such as a meeting.",
        "after the tie rule of Viva Insights (Microsoft)",
    )
    largest_meeting: int = _setting(
        8,
        "people",
        "Whoever was at a larger meeting with somebody, or got the same mail, has not met them. At smaller ones each "
        "of the others counts for a part.",
        "after Newman (2001), on weights of papers of several authors",
        within=Range(2),
    )
    min_exposure_days: int = _setting(28, "days", "With fewer days at work in the window it is too early to tell.")
    min_stratum: int = _setting(8, "people", "People are compared with at least this many colleagues like them.")
    false_discovery_rate: float = _setting(
        0.05,
        "share",
        "Of the people named by inference, the share expected to be named by chance.",
        "Benjamini & Hochberg (1995)",
    )
    lowest_answer_helps: int = _setting(
        0,
        "0 or 1",
        "Where the answers of a survey go from 1 upwards, 1 may mean never. Unless it is left out, or said to be help "
        "by a 1 here, nobody is said to give much or little by them.",
        within=Range(0, 1),
    )
    isolated_kinds: tuple[str, ...] = _setting(
        ("employee", "contractor"),
        "kinds",
        "Externals come and go; nobody expects them to have allies here.",
        choices=PERSON_KINDS,
    )
    isolated_ally_ratio: float = _setting(
        0.49,
        "of the median",
        "At most this share of the allies colleagues like them usually have: fewer than half. Where there is much "
        "contact, nearly everyone meets the whole team, and a tenth of it still reaches a third of the team once.",
    )
    isolated_contact_ratio: float = _setting(
        1 / 4,
        "of the expected",
        "At most this share of the contacts expected of them. With less, counting noise alone would hide one in ten "
        "of those with a tenth of the usual contact.",
    )
    isolated_contact_alone: float = _setting(
        1 / 5,
        "of the expected",
        "With so few contacts, how many people they were with makes no difference: one contact each makes allies.",
    )
    isolated_surely_below: float = _setting(
        1 / 3,
        "of the usual",
        "Who surely has less than this is on their own, however much people differ by nature: if it were so much, so "
        "few contacts would come in fewer than one of 20 cases. Usual is what is expected, or what half of the team "
        "have where that is less.",
    )
    isolated_many_allies: float = _setting(
        5.0, "people", "Where fewer allies are usual than this, half of them are no isolation, whatever the contacts."
    )
    low_contact_median: float = _setting(
        1.0,
        "people",
        "Where half have no more allies or contacts than this, it is about the team; nobody is named.",
        within=Range(0),
    )
    overrelied_load_ratio: float = _setting(
        2.0, "times the median", "Help given each week, against colleagues like them."
    )
    overrelied_natural_load: float = _setting(
        3.0,
        "times the median",
        "Dependants are compared with worlds in which nobody carries more than this. Simulated companies decided: "
        "without it the heaviest loads explain themselves; with a lower one, large but well spread loads are named.",
    )
    sole_source_share: float = _setting(
        0.5,
        "share of help",
        "A dependant gets more than this share of their help from one person. With two equal helpers there is "
        "somewhere else to turn.",
    )
    sole_source_events: int = _setting(3, "events", "With less help than this, a share says nothing.")
    sole_source_evidence: float = _setting(
        3.0,
        "standard errors",
        "So far beyond half those who depend on somebody have to lean on them, added up over all of them: two who get "
        "8 of 10 helps from them are enough (1.9 each), two with 7 of 10 are not (1.3 each), three are.",
        within=Range(0),
    )
    sole_source_each: float = _setting(
        0.5,
        "standard errors",
        "Each of the people it takes leans at least so far beyond half: one who surely depends can't stand for another "
        "of whom it is no more than even.",
        within=Range(0),
    )
    overrelied_clear_load: float = _setting(
        4.0,
        "times the median",
        "At this load so much evidence is enough; below it takes a standard error more for each time the usual that is "
        "missing, and from one time more on half of one less. More people come near a smaller load by chance, and the "
        "luckiest of them are looked at.",
    )
    overrelied_dependants: int = _setting(2, "people", "One dependant can be a pair of friends; two are a pattern.")
    access_requests: int = _setting(
        2, "people", "Colleagues who say they need more of this person's time.", "after Cross & Parker (2004)"
    )
    closed_density: float = _setting(
        0.45,
        "share of pairs",
        "Where ties last, people of one team know about two thirds of each other; a closed group need not be a clique.",
    )
    closed_tie_contacts: int = _setting(
        6,
        "contacts",
        "A tie counts in full from one contact a fortnight on, and less with fewer: a greeting across the border "
        "doesn't open a closed group, and daily meetings don't close an open one.",
    )
    closed_ei: float = _setting(
        -0.6,
        "E-I index",
        "At most a fifth of the ties of a closed group lead out of it; of other teams it is a third or more.",
        "Krackhardt & Stern (1988) for the index; the limit after Viva Insights (Microsoft)",
    )
    closed_contact_share: float = _setting(
        0.125,
        "share of contacts",
        "Where groups meet often all their pairs have ties that count in full, and a few people outside are met as "
        "often: at most an eighth of the contacts of a closed group lead out of it.",
    )
    closed_beside_density: float = _setting(
        1 / 3,
        "share of pairs",
        "Where ties are few, people of one team are in touch with about half of each other: so many are enough for a "
        "group that has far less to do with others than the other groups have.",
    )
    closed_beside_ei: float = _setting(
        -0.4,
        "E-I index",
        "Three in ten ties may lead out of such a group.",
    )
    closed_beside_share: float = _setting(
        1 / 6, "share of contacts", "Of such a group at most a sixth of the contacts, however open the others are."
    )
    closed_beside_ratio: float = _setting(
        0.4,
        "of the median",
        "Such a group has at most so much of the share of contacts that leads out of other groups, by their median.",
    )
    formal_unit_share: float = _setting(
        0.8,
        "share",
        "A group that is a team, or the reports of one manager, to this extent both ways, is called a team.",
    )
    turned_away_requests: int = _setting(
        10, "requests", "With fewer requests from outside nothing is said about how they were met."
    )
    turned_away_ratio: float = _setting(
        1.5, "times the rate elsewhere", "So many more requests unanswered than in the rest of the company."
    )
    answer_days: int = _setting(14, "days", "Help that comes within this time answers a request.")
    bridge_contacts: int = _setting(2, "contacts", "A single contact across teams is no tie yet.")
    bridge_teams: int = _setting(2, "other teams", "Who links teams has ties to more than one besides their own.")
    bridge_people: int = _setting(2, "people", "Ties to one person of a team can be a friendship; two reach the team.")
    bridge_ties: int = _setting(
        5, "ties", "With fewer, a reach across teams, or a link that is only counted, says too little; an only link: 3."
    )
    bridge_ratio: float = _setting(
        2.0, "times the expected", "Contact across teams against what is usual in the person's own team."
    )
    rhythm_history_days: int = _setting(
        365, "days", "How far back the rhythm of a tie is looked for; a year holds every season once."
    )
    rhythm_events: int = _setting(4, "days of contact", "With fewer a tie is still forming and has no rhythm.")
    cooling_contacts: int = _setting(
        8, "days of contact", "Only a tie with so long a history is named; a shorter one may have been one task."
    )
    cooling_rate: float = _setting(
        2.0, "days of contact in 28 days", "In ties that meet less often, a silence of some weeks says nothing."
    )
    cooling_silence: float = _setting(
        0.05, "probability", "A tie is cooling when its own rhythm makes so long a silence less likely than this."
    )
    cooling_discovery_rate: float = _setting(
        0.01, "share", "There are many more pairs than people, and a pair that is named is two names at once."
    )
    cooling_past_days: float = _setting(
        0.05,
        "share of days",
        "Where pairs were in as unlikely a silence on more days and came back, it is a habit.",
    )
    cooling_days: int = _setting(21, "days", "Days on which both were at work: anything shorter is a busy month.")
    balance_events: int = _setting(10, "events", "With fewer helps given and received together, a balance is unknown.")
    balance_floor: float = _setting(
        0.2, "balance", "Half as much again given as received; the whole 90 % interval has to lie above it."
    )
    balance_kinds_apart: tuple[str, ...] = _setting(
        ("mentoring", "training"), "kinds", "Whoever mentors or trains is expected to give; it is no imbalance."
    )
    null_draws: int = _setting(
        999,
        "draws",
        "Chance worlds that a structure is compared with; fewer in large companies, and where fewer leave no doubt.",
    )
    cluster_bootstraps: int = _setting(
        50, "draws", "Reweighted event lists that clusters have to survive; fewer in large companies."
    )
    cluster_starts: int = _setting(
        10,
        "starts",
        "The best partition of so many starts counts, on each of them; fewer in companies of some hundreds of people.",
    )
    cluster_resolution: float = _setting(1.0, "gamma", "1 is plain modularity; higher gives smaller clusters.")
    cluster_solid: float = _setting(0.75, "Jaccard", "From here a cluster is solid.", "Hennig (2007)")
    cluster_tentative: float = _setting(0.60, "Jaccard", "Below this it is not called a cluster.", "Hennig (2007)")
    cluster_match: float = _setting(
        0.3,
        "Jaccard",
        "From one month to the next, groups that share at least this much of their people can be the same group.",
    )
    coverage_floor: float = _setting(
        0.75,
        "share of the roster",
        "Below it, silence in a survey is not taken for isolation.",
        "after Smith & Moody (2013)",
    )
    unequal_min_people: int = _setting(10, "people", "How evenly help is spread says nothing about fewer people.")
    unequal_inside_people: int = _setting(
        8, "people", "Help within a team that two give, or get, stands out from eight on against teams as small."
    )
    unequal_floor: float = _setting(
        0.43,
        "Gini beyond chance",
        "People differ by nature. At 0.43 a fifth of the people give about half of the help (a lognormal spread of "
        "0.8, the widest we take for natural); only clearly more than this is called uneven.",
    )
    unequal_none_floor: float = _setting(
        0.25, "share of people", "So many more than chance explains have to give no help before it is called uneven."
    )
    remote_rate_ratio: float = _setting(
        0.7,
        "of the contact nearby",
        "From a loss of three contacts in ten on, distance is called a gap; less can be the kind of work.",
    )
    leadership_span: int = _setting(3, "people", "With fewer reports, a share of them says nothing.")
    leadership_min_days: int = _setting(60, "days", "Somebody hired more recently is still getting to know their team.")
    leadership_coverage: float = _setting(
        0.8, "share of reports", "A gap only if the share in two-way contact is surely below this (Wilson interval)."
    )
    leadership_left_out: int = _setting(
        2, "reports", "One report without contact can be a matter between two people; two are a pattern."
    )
    leadership_contact_ratio: float = _setting(
        0.25, "of the expected", "At most this share of the contact that the reports have among themselves."
    )
    burnout_weeks: int = _setting(8, "weeks", "Strain builds up over weeks; a single hard one is no sign of it.")
    burnout_balance: float = _setting(
        0.5, "balance", "Surely gives three times as much as they get back, at the low end of the 90 % interval."
    )
    burnout_signals: int = _setting(
        3, "signals", "So many, with absence among them, before anyone is named; two are watched, one is everyday life."
    )
    workload_weeks: int = _setting(
        20, "weeks", "With fewer weeks of records, busy ones can't be told from others.", within=Range(8)
    )
    workload_busy_share: float = _setting(0.2, "share of weeks", "The weeks with most to do, which are called busy.")
    workload_load_ratio: float = _setting(
        1.15, "times the other weeks", "Busy weeks have to be surely busier, or there is nothing to look at."
    )
    workload_support_ratio: float = _setting(
        0.85, "of the other weeks", "So much less support in busy weeks, beyond chance, is called crowded out."
    )
    steady_group: int = _setting(
        25,
        "people",
        "In a smaller group, a month is held back when hardly anybody came or went since the month before: what one "
        "person said could be worked out. In a larger one, what all the others do anew each month drowns it.",
        within=Range(5),
    )
    movement_months: int = _setting(
        8,
        "months",
        "On each side of a start: with fewer, a level and a slope can't be told apart from chance.",
        "after Turner et al. (2020), on short interrupted time series",
        within=Range(4),
    )
    claim_months: int = _setting(
        24,
        "months",
        "Both sides together. Up to here there are too few other dates to compare the start with.",
        "Turner et al. (2020); Wagner et al. (2002)",
        within=Range(8),
    )
    claim_error: float = _setting(
        0.04,
        "share",
        "How often anything at all may be said to have moved where nothing did, over all indicators together.",
        "Holm (1979)",
    )
    programme_team_share: float = _setting(
        0.5, "share of the team", "From here on a team counts as one that the programme reached."
    )
    comparison_team_share: float = _setting(
        0.1,
        "share of the team",
        "At most so many took part in a team that the others are compared with.",
        within=Range(0, 1),
    )
    leading_months: int = _setting(
        24, "months", "With fewer, many pairs move together by accident, and nothing is said.", within=Range(12)
    )
    workday_start: float = _setting(
        8.0, "hour", "Help given before it, by the clock of whoever helps, counts as after hours."
    )
    workday_end: float = _setting(
        18.0, "hour", "Help given from then on, by the clock of whoever helps, counts as after hours."
    )

    newcomer_days: int = _setting(
        183, "days", "Whoever began within the last half year is new, and is due a buddy for the first months."
    )
    junior_level: int = _setting(1, "level", "Up to this level on the roster people are juniors, and due a mentor.")
    mentor_tenure_days: int = _setting(
        365, "days", "Where no levels are on record, a mentor has been here for so much longer than a junior."
    )
    matched_kinds: tuple[str, ...] = _setting(
        ("employee", "contractor"),
        "kinds",
        "Who is matched as a buddy, a mentor or for a coffee. Externals come and go.",
        choices=PERSON_KINDS,
    )
    mentees_at_most: int = _setting(
        1, "people", "Whoever is a buddy or a mentor has time for one person; more only where you say that it is spare."
    )
    repeat_days: int = _setting(90, "days", "The same two are not brought together again before that.")
    path_shortest: int = _setting(
        2, "steps", "Two who are in touch already need no introduction; from two steps on somebody can make it."
    )
    path_longest: int = _setting(4, "steps", "Further apart, nobody knows somebody who knows them both.")
    programme_days: int = _setting(
        90, "days", "A buddy has an end in sight; whoever leaves or is away for a third of it is not asked."
    )
    room_percentile: float = _setting(
        0.75,
        "share of colleagues",
        "Whoever gives more help than three in four colleagues like them is asked for nothing more, and nobody is "
        "brought above it.",
    )
    handed_on: float = _setting(
        0.5, "share of the load", "How much of a helper's load a plan tries to hand on, as far as others have room."
    )
    handed_steps: int = _setting(8, "steps", "A plan for one helper that is longer than this is carried out by nobody.")

    def __post_init__(self) -> None:
        """Refuse what can't be, every wrong setting at once."""
        check(self)


def check(settings: Settings) -> None:
    """Raise `SettingError` for settings that can't be used; it names every one of them. Defaults need no look.

    >>> Settings(seed=-1, coverage_floor="much")
    Traceback (most recent call last):
    ...
    ally_graph.errors.SettingError: A seed of -1 can't be used: seed has to be at least 0.
    coverage_floor needs a number, not 'much'.
    """
    given = [(row, getattr(settings, row.name)) for row in fields(settings)]
    problems = (_problem(row, value) for row, value in given if value is not row.default)
    wrong = [problem for problem in problems if problem]
    if wrong:
        raise SettingError("\n".join(wrong))


PRESETS: dict[str, dict[str, object]] = {
    "remote": {"window_days": 180, "half_life_days": 45.0, "ally_gap_days": 42},
    "startup": {"half_life_days": 20.0, "min_exposure_days": 21, "min_stratum": 5},
    "large": {"window_days": 180, "min_group": 10, "min_stratum": 20},
    "hybrid": {"half_life_days": 40.0, "ally_gap_days": 35},
}
"""Thresholds that suit a kind of company, where they differ from the defaults."""

PRESET_REASONS = {
    "remote": "Contact over distance is planned and rarer, and a message counts like any other contact: looking back "
    "longer, and giving two contacts six weeks, keeps allies who talk once a month.",
    "startup": "Few people and quick changes: recent help counts more, newcomers are looked at after three weeks, and "
    "comparing with five colleagues like them has to do.",
    "large": "Many people and many teams: a longer look back makes up for thin records, groups of ten keep single "
    "people out of sight, and there are enough colleagues to compare with twenty of them.",
    "hybrid": "Office days alternate, so that two who sit together may meet every other week only: two contacts have "
    "five weeks, and help fades a little more slowly.",
}
"""Why a preset is what it is."""


def preset(name: str) -> Settings:
    """The settings for a kind of company.

    >>> preset("remote").ally_gap_days
    42
    """
    if name not in PRESETS:
        raise SettingError(f"There is no preset {name}. {did_you_mean(name, PRESETS)}")
    return Settings(**PRESETS[name])


def with_options(
    settings: Settings | None,
    *,
    window_days: int | None = None,
    half_life_days: float | None = None,
    min_group: int | None = None,
    seed: int | None = None,
) -> Settings:
    """The settings, or the usual ones, with what a caller said by the short names; None leaves a setting as it is.

    >>> with_options(Settings(seed=3), window_days=28) == Settings(seed=3, window_days=28)
    True
    """
    given = {"window_days": window_days, "half_life_days": half_life_days, "min_group": min_group, "seed": seed}
    return replace(settings or Settings(), **{name: value for name, value in given.items() if value is not None})


def with_changes(settings: Settings, changes: Mapping[str, str]) -> Settings:
    """The settings with some of them changed, each given as text as on a command line.

    Raises `SettingError` for a name that is no setting, a text of the wrong type and a number out of range.

    >>> with_changes(Settings(), {"half_life_days": "inf", "isolated_kinds": "employee"}).isolated_kinds
    ('employee',)
    """
    known = {row.name: row for row in fields(Settings)}
    for name in changes:
        if name not in known:
            raise SettingError(f"There is no setting {name}. {did_you_mean(name, known)}")
    return replace(settings, **{name: _read(known[name], text) for name, text in changes.items()})


def _read(row: Field, text: str) -> object:
    """A setting's value from text, of the type of its default; a text that is none stays, to be refused as such."""
    if isinstance(row.default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    try:
        return type(row.default)(text)
    except ValueError:
        return text


def _problem(row: Field, value: object) -> str:
    """What is wrong with the value of a setting; nothing where it can be used."""
    if isinstance(row.default, tuple):
        return _problem_of_texts(row, value)
    kind = Integral if isinstance(row.default, int) else Real
    number = isinstance(value, Real) and not isinstance(value, bool)
    if number and value not in row.metadata["within"]:
        return _out_of_range(row, f"{value:,.15g}")
    return "" if number and isinstance(value, kind) else f"{row.name} needs {_number_words(row)}, not {value!r}."


def _out_of_range(row: Field, value: str) -> str:
    if row.name in CALLED:
        return f"{CALLED[row.name].format(value)} can't be used: {row.name} has to be {row.metadata['within']}."
    return f"{row.name} ({row.metadata['unit']}) can't be {value}. It has to be {row.metadata['within']}."


def _number_words(row: Field) -> str:
    return "a whole number" if isinstance(row.default, int) else "a number"


def _problem_of_texts(row: Field, value: object) -> str:
    if not isinstance(value, tuple) or not all(isinstance(part, str) for part in value):
        return f"{row.name} needs a tuple of texts, such as {row.default!r}, not {value!r}."
    if not value:
        return f"{row.name} needs at least one of its {row.metadata['unit']}."
    choices = row.metadata["choices"]
    foreign = [part for part in value if choices and part not in choices]
    return f"{row.name} can't hold {foreign[0]}. {did_you_mean(foreign[0], choices)}" if foreign else ""


def differences(settings: Settings) -> dict[str, object]:
    """The settings that are not at their default.

    >>> differences(Settings(window_days=28))
    {'window_days': 28}
    """
    values = ((row, getattr(settings, row.name)) for row in fields(Settings))
    return {row.name: value for row, value in values if value != row.default}


def describe() -> Iterator[dict]:
    """The table of settings, one row each, for the methods page."""
    for row in fields(Settings):
        yield {"name": row.name, "default": row.default, **row.metadata}
