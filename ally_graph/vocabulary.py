"""The words of the field, each with its key: kinds of record, roles, elements, challenges, tools, indicators.

Every menu, check and caption takes its words from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Flow(Enum):
    """Which way support runs in a record of `from_id` and `to_id`."""

    GIVEN = "from_id supports to_id"
    RECEIVED = "to_id supports from_id"
    MUTUAL = "contact both ways, help of nobody"
    ASKED = "from_id asked to_id; asking is not support"
    ACCESS = "from_id needs more of to_id's time; no tie"


@dataclass(frozen=True)
class Kind:
    """A kind of record: how support flows in it, its name on screen, and who came to whom.

    `came` is the column of the one who began, where the kind tells. An answer may have been asked for or not: there
    `may_have_come` is that of the one who may have.
    """

    key: str
    title: str
    flow: Flow
    came: str = ""
    may_have_come: str = ""


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("help", "Help", Flow.GIVEN),
        Kind("review", "Review", Flow.GIVEN, may_have_come="to_id"),
        Kind("mentoring", "Mentoring", Flow.GIVEN),
        Kind("training", "Training", Flow.GIVEN),
        Kind("cover", "Cover", Flow.GIVEN, may_have_come="to_id"),
        Kind("answer", "Answer", Flow.GIVEN, may_have_come="to_id"),
        Kind("checkin", "Check-in", Flow.GIVEN),
        Kind("request", "Request", Flow.ASKED, came="from_id"),
        Kind("nomination", "Nomination", Flow.RECEIVED, came="from_id"),
        Kind("access", "Needs more time of", Flow.ACCESS, came="from_id"),
        Kind("meeting", "Meeting", Flow.MUTUAL),
        Kind("message", "Message", Flow.MUTUAL),
        Kind("email", "E-mail", Flow.MUTUAL),
        Kind("contact", "Contact", Flow.MUTUAL),
        Kind("pairing", "Pair work", Flow.MUTUAL),
    )
}
RECOGNITION = Kind("recognition", "Recognition", Flow.RECEIVED)
"""A row of the recognitions table: `from_id` is the giver of the thanks, who was helped by `to_id`."""


def flow_of(kind: str) -> Flow:
    """How support flows in a kind of record; a kind that is not known is mutual contact.

    >>> flow_of("help").name, flow_of("recognition").name, flow_of("lunch").name
    ('GIVEN', 'RECEIVED', 'MUTUAL')
    """
    if kind == RECOGNITION.key:
        return RECOGNITION.flow
    return KINDS[kind].flow if kind in KINDS else Flow.MUTUAL


def comes_from_first(kind: str) -> bool:
    """Whether it is sure of a kind of record that `from_id` came to `to_id`.

    >>> comes_from_first("request"), comes_from_first("help")
    (True, False)
    """
    return kind in KINDS and KINDS[kind].came == "from_id"


def may_come_from_second(kind: str) -> bool:
    """Whether it may be, of a kind of record, that `to_id` came to `from_id`: nobody can say then that they did not.

    >>> may_come_from_second("answer"), may_come_from_second("help")
    (True, False)
    """
    return kind in KINDS and KINDS[kind].may_have_come == "to_id"


def kind_title(kind: str) -> str:
    """The kind's name on screen.

    >>> kind_title("checkin"), kind_title("board_game")
    ('Check-in', 'Board game')
    """
    known = RECOGNITION if kind == RECOGNITION.key else KINDS.get(kind)
    return known.title if known else kind.replace("_", " ").capitalize()


WORK_MODES = ("onsite", "hybrid", "remote")
PERSON_KINDS = ("employee", "contractor", "external", "service")
PROGRAMME_ROLES = ("mentor", "mentee", "buddy", "newcomer", "participant")

ELEMENTS = {
    "communication": "Open communication",
    "empathy": "Empathy and respect",
    "shared_responsibility": "Shared responsibility",
    "recognition": "Recognition and appreciation",
    "development": "Professional development",
    "flexibility": "Flexibility and supportive policies",
    "inclusion": "Inclusion and fairness",
}
PRACTICES = {
    "communication_channels": "Open channels to talk",
    "mentorship_and_peer_support": "Mentoring and peer support",
    "work_life_balance": "Work-life balance",
    "recognition_habit": "A habit of recognition",
    "learning_opportunities": "Chances to learn",
    "inclusivity": "Inclusivity",
    "supportive_policies": "Supportive policies",
    "leading_by_example": "Leading by example",
    "collaboration_over_competition": "Collaboration over competition",
    "accountability_and_feedback": "Accountability and feedback",
}
CHALLENGES = {
    "resistance": "Reluctance to change, silos",
    "unequal_participation": "Some help, others don't",
    "workload_pressure": "Deadlines crowd out support",
    "remote_distance": "Contact gap of remote and hybrid work",
    "ally_burnout": "The willing tire out",
    "unsupportive_leadership": "Leaders don't model it",
}
TOOLS = {
    "mentorship": "Mentorship",
    "buddy": "Buddy for a new hire's first months",
    "peer_review_hours": "Peer review hours",
    "open_mic": "Open mic",
    "recognition": "Recognition",
    "flexible_work": "Flexible work",
    "training": "Training",
    "anonymous_feedback": "Anonymous feedback",
    "employee_assistance": "Employee assistance",
    "diversity_inclusion": "Diversity and inclusion",
    "shared_goals": "Shared goals",
    "culture_audit": "Culture audit",
}


@dataclass(frozen=True)
class AllyCategory:
    """A kind of ally in one person's support base, and what usually goes each way.

    `own` marks those that no company record knows: they are only what a person enters about themselves.
    """

    key: str
    title: str
    who: str
    they_give: str
    you_give: str
    own: bool = False


ALLY_CATEGORIES: dict[str, AllyCategory] = {
    category.key: category
    for category in (
        AllyCategory(
            "team_members",
            "Team members",
            "people you work with daily",
            "help with tasks, loyalty, a second opinion",
            "help with tasks, credit in public and in private",
        ),
        AllyCategory(
            "senior_management",
            "Senior management",
            "leaders above your manager",
            "protection, a good word for you, help with your career",
            "the extra mile, a good name",
        ),
        AllyCategory(
            "support_staff",
            "Support staff",
            "those who keep things running",
            "quick and willing service",
            "appreciation",
        ),
        AllyCategory(
            "gateway_people",
            "Gateway people",
            "secretaries and assistants",
            "a way to information and to people",
            "appreciation",
        ),
        AllyCategory(
            "experienced_colleagues",
            "Experienced colleagues",
            "those who have done it before",
            "know-how, perspective, contacts",
            "fresh views, help with new tools",
        ),
        AllyCategory(
            "network_contacts",
            "Network contacts",
            "people elsewhere",
            "early news, contacts, trends",
            "the same in return",
        ),
        AllyCategory(
            "interest_groups",
            "Interest groups",
            "communities and resource groups",
            "influence, many hands, figures",
            "help for their cause",
            own=True,
        ),
        AllyCategory(
            "family",
            "Family",
            "people at home",
            "moral support, understanding",
            "the same in return",
            own=True,
        ),
    )
}
HABITS = {
    "supportive": "Be supportive first",
    "nurture": "Nurture your allies",
    "communicate": "Stay in touch",
    "not_too_much": "Don't ask too much",
    "no_offence": "Don't take a no as an offence",
}
"""Five habits of people who keep their allies."""
TOGETHER = ("mentorship", "buddy", "peer_review_hours", "open_mic", "training", "shared_goals", "culture_audit")
"""Tools that people take part in together. Of the others it is nobody's business who uses them."""


ENDLESS = float("inf")
UNIT_ENDS: dict[str, tuple[float, float]] = {
    "0-100": (0.0, 100.0),
    "%": (0.0, 100.0),
    "per person": (0.0, 366.0),
    "months": (0.0, 960.0),
}
"""The least and the most that a figure can be by its unit, days of a whole year included; others are 0 or more."""


@dataclass(frozen=True)
class IndicatorMeasure:
    """One way in which an indicator is measured.

    `good` is `up` or `down`. `kind` is `mean`, `share` (percent of `n`), `rate` (events for every hundred of `n`),
    `count`, or `annual` (a rate made up to a year, of whose count nothing is known). `counts` says what `n` counts:
    `answers`, `people`, `items` or `reports`. `carried` marks what people bring along from one month to the next, such
    as their tenure: there, two months differ only by those who came or went.
    """

    key: str
    title: str
    unit: str
    good: str
    kind: str = "mean"
    counts: str = "people"
    carried: bool = False

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most that a figure can be.

        A yearly rate is at most that of a month in which everybody leaves. Of what people carry, such as a leave, there
        is one for each.

        >>> IndicatorMeasure("share", "Share", "%", "up", kind="share").ends
        (0.0, 100.0)
        """
        if self.kind == "annual":
            return 0.0, 1200.0
        if self.kind == "rate" and self.carried:
            return 0.0, 100.0
        return UNIT_ENDS.get(self.unit, (0.0, ENDLESS))


@dataclass(frozen=True)
class Indicator:
    """One of the seven success indicators; the first measure is the one shown first."""

    key: str
    title: str
    measures: tuple[IndicatorMeasure, ...]
    note: str = ""


INDICATORS: dict[str, Indicator] = {
    indicator.key: indicator
    for indicator in (
        Indicator(
            "engagement",
            "Satisfaction and engagement",
            (
                IndicatorMeasure("score", "Engagement score", "0-100", "up", counts="answers"),
                IndicatorMeasure("belonging", "Belonging", "0-100", "up", counts="answers"),
                IndicatorMeasure("stress", "Stress", "0-100", "down", counts="answers"),
            ),
        ),
        Indicator(
            "retention",
            "Retention and turnover",
            (
                IndicatorMeasure("turnover", "Annualised turnover", "%", "down", kind="annual"),
                IndicatorMeasure("tenure", "Average tenure", "months", "up", carried=True),
            ),
        ),
        Indicator(
            "productivity_quality",
            "Productivity and quality",
            (
                IndicatorMeasure("on_time", "Completed on time", "%", "up", kind="share", counts="items"),
                IndicatorMeasure("errors", "Errors", "per 100 items", "down", kind="rate", counts="items"),
                IndicatorMeasure("rework", "Rework", "%", "down", kind="share", counts="items"),
            ),
        ),
        Indicator(
            "conflict",
            "Feedback and conflict reports",
            (
                IndicatorMeasure("reports", "Conflict reports", "per 100 people", "down", kind="rate"),
                IndicatorMeasure("serious_share", "Serious share", "%", "down", kind="share", counts="reports"),
                IndicatorMeasure("days_to_resolve", "Median days to resolve", "days", "down", counts="reports"),
            ),
            note="An early rise can be a good sign: people speak up.",
        ),
        Indicator(
            "participation",
            "Recognition and programme participation",
            (
                IndicatorMeasure("giving", "People giving recognition", "%", "up", kind="share"),
                IndicatorMeasure("receiving", "People receiving recognition", "%", "up", kind="share"),
                IndicatorMeasure(
                    "programmes",
                    "People in mentoring, peer review or buddy programmes",
                    "%",
                    "up",
                    kind="share",
                    carried=True,
                ),
            ),
        ),
        Indicator(
            "absence_burnout",
            "Absenteeism and burn-out",
            (
                IndicatorMeasure("sick_days", "Sick days", "per person", "down"),
                IndicatorMeasure(
                    "mental_health_leave", "Mental-health leave", "per 100 people", "down", kind="rate", carried=True
                ),
                IndicatorMeasure("stress", "Stress", "0-100", "down", counts="answers"),
            ),
        ),
        Indicator(
            "innovation",
            "Innovation and ideas",
            (
                IndicatorMeasure("ideas", "Ideas", "per 100 people", "up", kind="rate"),
                IndicatorMeasure("cross_team_share", "Ideas across teams", "%", "up", kind="share", counts="items"),
                IndicatorMeasure("initiatives", "Cross-team initiatives", "count", "up", kind="count"),
            ),
        ),
    )
}
