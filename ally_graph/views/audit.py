"""The culture audit as it may be shown: what stands on its two pages, for whom, and what is kept for the next."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from ally_graph import indicators as months
from ally_graph.culture.elements import EVIDENCE
from ally_graph.culture.plan import STATES, Step, became, with_plan
from ally_graph.culture.whole import Culture
from ally_graph.disclosure import policy
from ally_graph.disclosure.gate import Disclosed, Viewer, content_of
from ally_graph.errors import SettingError
from ally_graph.findings import DETECTORS
from ally_graph.findings.challenges import CHALLENGES, VERDICTS
from ally_graph.indicators import NETWORK_INDICATORS
from ally_graph.indicators.by_group import NOW, change_of, figures_by_group
from ally_graph.indicators.network import Reading
from ally_graph.stats.distributions import binomial_above
from ally_graph.views import answers, found, teams, telling
from ally_graph.views import culture as culture_views
from ally_graph.views import months as month_views
from ally_graph.views.answers import ONE_IN_TWENTY
from ally_graph.views.since_began import since_began
from ally_graph.views.telling import Subject, day
from ally_graph.vocabulary import TOOLS
from ally_graph.wording.counts import count, in_words, listed, listed_first, upper_first

Frame = Disclosed[pd.DataFrame]
NO_AUDIT = "This file holds no figures of an audit: write one with report --audit -o FILE.json."
KIND, VERSION = "office_ally_audit", 1
LONGEST = 200
NAMES_TOLD = 4
LIMITS = (
    "What left no trace is not in here: the best of allies may meet over lunch.",
    "Shares have 95 % intervals (Wilson 1927); figures of a handful of people are held back, and numbers rounded down.",
    "Nothing here is a score, and nobody is ranked. No message was read; only who, with whom, when and of what kind.",
    "A tie that formed and lasted: two who had hardly met in the 90 days before and still met 90 days after the start.",
)


@dataclass(frozen=True)
class Audit:
    """What stands on the two pages.

    Attributes
    ----------
    first
        What to do first, in a sentence.
    tables
        `plan`, `findings`, `teams`, `elements`, `indicators`, `network`, `programmes`, `responses`,
        `reasons`; a table that there is nothing for is left out.
    answers
        A sentence above each of these.
    since
        What changed since the last audit, in sentences.
    kept
        The figures as plain values, to be held against the next audit.
    """

    source: str
    viewer: Viewer
    as_of: pd.Timestamp
    window: str
    coverage: str
    first: str
    tables: Mapping[str, Frame]
    answers: Mapping[str, str]
    since: tuple[str, ...]
    phases: str
    kept: Mapping[str, object] = field(default_factory=dict)


def audit(
    choice: Subject,
    culture: Culture,
    viewer: Viewer,
    *,
    plan: Sequence[Step] = (),
    last: Mapping[str, object] | None = None,
) -> Audit:
    """The audit of one window; `plan` are the steps decided on, `last` the figures of the audit before."""
    as_of = _as_of(choice)
    steps = with_plan(culture.proposed, plan, as_of)
    tables, said = _tables(choice, culture, viewer, steps)
    told = {
        "plan": _plan_words(steps),
        "elements": culture_views.elements_answer(culture.elements),
        "programmes": culture_views.programmes_answer(culture.programmes),
        "roles": culture_views.roles_answer(culture.roles),
        "reasons": culture_views.reasons_answer(culture.reasons),
        **said,
    }
    kept = _kept(choice, culture, tables, steps, viewer)
    return Audit(
        Path(choice.records.source).name or "data",
        viewer,
        as_of,
        telling.window(choice),
        answers.foundation(choice),
        culture_views.first(steps, culture.responses, choice),
        tables,
        told,
        since(kept, last, steady=choice.analysis.settings.steady_group, viewer=viewer) if last else (),
        _phases(choice, viewer),
        kept,
    )


def _as_of(choice: Subject) -> pd.Timestamp:
    return pd.Timestamp(choice.analysis.data["as_of"])


def _tables(
    choice: Subject, culture: Culture, viewer: Viewer, steps: Sequence[Step]
) -> tuple[dict[str, Frame], dict[str, str]]:
    """Every table that there is something for, and the sentences that come with some of them."""
    settings, least = choice.analysis.settings, choice.analysis.settings.min_group
    every = month_views.indicators(choice.records, viewer, None, settings=settings)
    changes = month_views.indicator_changes(choice.records, viewer, settings=settings, every=every)
    values = every.filter(content_of(every)["group"] == months.ALL)
    network = month_views.network_indicators(choice.records, viewer, settings=settings)
    since_each = since_began(choice.records, culture.programmes, (values, network), least=least, as_of=_as_of(choice))
    tables = {
        "plan": culture_views.plan(steps, viewer),
        "findings": found.counted(choice, viewer),
        "elements": culture_views.elements(culture.elements, viewer),
        "roles": culture_views.roles(culture.roles, viewer, least=least),
        "programmes": culture_views.programmes(culture.programmes, viewer, least=least, since=since_each),
        "responses": culture_views.responses(culture.responses, viewer),
        "reasons": culture_views.reasons(culture.reasons, viewer),
        "values": values,
        "changes": changes,
        "network": network,
    }
    said = {"indicators": answers.moving(changes, values, months.ALL, choice)}
    said["teams"], by_team = _by_team(choice, viewer)
    if by_team is not None:
        tables["teams"] = by_team
    if policy.names(viewer):
        said["named"] = _named(choice, viewer)
    return {name: table for name, table in tables.items() if len(content_of(table))}, said


def _by_team(choice: Subject, viewer: Viewer) -> tuple[str, Frame | None]:
    """Load and isolation by team, and whether help is fairly spread, or why that can't be told."""
    untold = telling.spread(choice)
    figures = figures_by_group(choice.records, [teams.period(NOW, choice)], settings=choice.analysis.settings)
    by = next(iter(teams.kinds(figures)), "")
    if not by:
        return (untold.words if untold else _no_team(choice)), None
    shown = teams.figures(figures, viewer, by)
    return teams.answer(shown, by, "", untold), teams.table(shown)


def _no_team(choice: Subject) -> str:
    """Why nothing is told by team."""
    if (choice.analysis.base.groups("team")[0] < 0).all():
        return "No team is on record: load a roster with the team of each person."
    return "No team has enough people of whom something may be shown."


def _named(choice: Subject, viewer: Viewer) -> str:
    """Who is named by the two main findings, for those who may see names."""
    every = content_of(found.findings(choice.analysis, viewer, detectors=answers.MAIN))
    parts = []
    for key in answers.MAIN:
        names = answers.named(every, key)
        if names:
            parts.append(f"{DETECTORS[key].title}: {listed_first(names, NAMES_TOLD)}")
    return f"{'; '.join(parts)}." if parts else ""


def _plan_words(steps: Sequence[Step]) -> str:
    if not steps:
        return "No challenge is seen, so no step is proposed."
    return f"{upper_first(count(len(steps), 'step'))}, each with somebody to see to it, a day, and a figure to watch."


def _phases(choice: Subject, viewer: Viewer) -> str:
    """The phases with their months, in a line."""
    frame = content_of(month_views.phases(choice.records, viewer))
    return " · ".join(f"{row.name} {row.start:%b %Y} to {row.end:%b %Y}" for row in frame.itertuples(index=False))


def _kept(
    choice: Subject, culture: Culture, tables: Mapping[str, Frame], steps: Sequence[Step], viewer: Viewer
) -> dict[str, object]:
    """The figures of an audit as plain values; no name is in it but that of who owns a step, if names may be seen."""
    shares = {
        piece.key: [_plain(getattr(reading, name)) for name in ("value", "low", "high", "n")]
        for element in culture.elements
        for piece in element.told
        if (reading := piece.company) is not None
    }
    network = content_of(tables["network"]) if "network" in tables else pd.DataFrame()
    last = network.drop_duplicates("measure", keep="last") if len(network) else network
    least = choice.analysis.settings.min_group
    owned = bool(policy.names(viewer))
    return {
        KIND: VERSION,
        "as_of": str(choice.analysis.data["as_of"])[:10],
        "people": int(choice.analysis.data["people"]) // least * least,
        "shares": shares,
        "findings": dict(content_of(tables["findings"]).itertuples(index=False, name=None)),
        "challenges": {one.key: one.verdict.verdict for one in culture.responses},
        "network": {row.measure: _plain(row.value) for row in last.itertuples()},
        "plan": [asdict(one) | ({} if owned else {"owner": ""}) for one in steps],
    }


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 4)


def to_json(made: Audit) -> bytes:
    """The figures of an audit as a file, to be held against the next one."""
    return (json.dumps(made.kept, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def from_json(text: bytes | str) -> dict[str, object]:
    """The figures of an earlier audit; raises `SettingError` where the file holds something else.

    >>> from_json("[]")
    Traceback (most recent call last):
    ...
    ally_graph.errors.SettingError: This file holds no figures of an audit: write one with report --audit -o FILE.json.
    """
    wrong = SettingError(NO_AUDIT)
    try:
        given = json.loads(text)
        if not isinstance(given, dict) or given.get(KIND) != VERSION:
            raise wrong
        return {
            "as_of": pd.Timestamp(given["as_of"]).date().isoformat(),
            "people": int(given["people"]),
            "shares": {str(key): [_number(one) for one in four][:4] for key, four in given["shares"].items()},
            "findings": {str(key)[:LONGEST]: str(value)[:LONGEST] for key, value in given["findings"].items()},
            "challenges": {
                key: value for key, value in given["challenges"].items() if key in CHALLENGES and value in VERDICTS
            },
            "network": {key: _number(value) for key, value in given["network"].items() if key in NETWORK_INDICATORS},
            "plan": [step for one in given["plan"] if (step := step_from(one)) is not None],
        }
    except (ValueError, TypeError, KeyError, AttributeError):
        raise wrong from None


def _number(value: object) -> float:
    return float("nan") if value is None else float(value)


def step_from(given: Mapping[str, object]) -> Step | None:
    """A step from plain values; None where it is none that a plan can hold."""
    try:
        one = Step(**{name: str(value)[:LONGEST] for name, value in given.items()})
        pd.Timestamp(one.until)
    except (TypeError, ValueError, AttributeError):
        return None
    known = one.challenge in CHALLENGES and one.tool in TOOLS and one.watch in NETWORK_INDICATORS
    return one if known and one.state in STATES else None


def since(now: Mapping[str, object], last: Mapping[str, object], *, steady: int, viewer: Viewer) -> tuple[str, ...]:
    """What changed since the last audit: shares beyond chance, challenges, findings, and what became of the plan.

    A company smaller than `steady` people is told nothing of figures that may differ by a handful who came or went.
    """
    when = day(str(last["as_of"]))
    lines = [f"The last audit looked back from {when}."]
    told = policy.names(viewer) or min(int(now["people"]), int(last["people"])) >= steady
    lines += [_shares_since(now["shares"], last["shares"])] if told else [_too_small(steady)]
    lines += _challenges_since(now["challenges"], last["challenges"])
    if told:
        lines += _findings_since(now["findings"], last["findings"])
    steps = became(last["plan"], [step for one in now["plan"] if (step := step_from(one)) is not None])
    lines += [_step_since(one, now["network"], last["network"]) for one in steps]
    return tuple(line for line in lines if line)


def _too_small(steady: int) -> str:
    few = f"In a company of fewer than {steady} people"
    return f"{few}, figures of two audits beside each other would tell of single ones."


def _shares_since(now: Mapping, last: Mapping) -> str:
    """How many shares moved beyond their interval, and whether chance makes as many."""
    moved, both = [], [key for key in now if key in last and key in _titles()]
    for key in both:
        one, other = (Reading(four[0], 0, four[1], four[2]) for four in (_floats(now[key]), _floats(last[key])))
        if any(np.isnan([one.low, other.low])):
            continue
        _, low, high = change_of(one, other)
        if low > 0 or high < 0:
            moved.append(f"{_titles()[key].lower()} {other.value:.0f} to {one.value:.0f} %")
    if not both:
        return "No share is in both audits."
    by_chance = binomial_above(np.arange(len(both)), len(both), ONE_IN_TWENTY) > ONE_IN_TWENTY
    as_many = "; chance alone makes as many" if 0 < len(moved) <= int(by_chance.sum()) else ""
    which = f" ({listed(moved)})" if moved else ""
    words = f"{in_words(len(moved)) if moved else 'none'} of {len(both)} shares moved beyond their interval"
    return f"{upper_first(words)}{which}{as_many}."


def _titles() -> dict[str, str]:
    return {entry.key: entry.title for entry in EVIDENCE}


def _floats(four: Sequence) -> list[float]:
    return [_number(one) for one in four]


def _challenges_since(now: Mapping, last: Mapping) -> list[str]:
    """The challenges whose verdict is another one now."""
    changed = [
        f"“{CHALLENGES[key].title}”: {verdict}, before {last[key]}"
        for key, verdict in now.items()
        if key in last and last[key] != verdict
    ]
    return [f"{'; '.join(changed)}."] if changed else ["Every challenge is as it was."]


def _findings_since(now: Mapping, last: Mapping) -> list[str]:
    """The findings whose number is another one now."""
    titles = {detector.title for detector in DETECTORS}
    changed = [
        f"{title.lower()}: {told}, before {last[title]}"
        for title, told in now.items()
        if title in titles and title in last and last[title] != told
    ]
    return [f"{upper_first('; '.join(changed))}."] if changed else []


def _step_since(one: Step, now: Mapping, last: Mapping) -> str:
    """What became of a step, and of the indicator it was to move."""
    words = f"{TOOLS[one.tool]} against “{CHALLENGES[one.challenge].title}”, until {day(one.until)}: {one.state}"
    then, value = last.get(one.watch), now.get(one.watch)
    if then is None or value is None or math.isnan(then):
        return f"{words}."
    return f"{words}; {one.watched.lower()} {then:.3g} then, {value:.3g} now, which can be chance."
