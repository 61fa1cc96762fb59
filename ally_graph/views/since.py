"""What changed between two periods: findings that are new, go on or have ended, and how sure a change of figures is.

Both periods have passed the gate by themselves; this only compares what may be shown of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import Disclosed, content_of
from ally_graph.disclosure.shown import ShownFinding
from ally_graph.findings import detector_of
from ally_graph.stats.distributions import binomial_above
from ally_graph.views.telling import Untold
from ally_graph.wording.counts import in_words, listed, listed_first

ONE_IN_TWENTY = 0.05
NAMES_TOLD = 4
NEW, STILL, ENDED = "new", "still", "ended"
Frame = Disclosed[pd.DataFrame]
Findings = Disclosed[tuple[ShownFinding, ...]]


@dataclass(frozen=True)
class Since:
    """What became of findings: those of now that are `new` or go on (`still`), and those of then that `ended`."""

    new: tuple[ShownFinding, ...]
    still: tuple[ShownFinding, ...]
    ended: tuple[ShownFinding, ...]

    def of(self, detector: str) -> Since:
        """The findings of one detector."""
        return Since(
            *(tuple(one for one in part if one.detector == detector) for part in (self.new, self.still, self.ended))
        )

    def state(self, finding: ShownFinding) -> str:
        """Whether a finding of now is new or goes on."""
        return NEW if finding in self.new else STILL


def since(now: Findings, then: Findings) -> Since:
    """What became of the certain findings of two periods.

    A finding goes on where the same people were named by the same detector. Those that name nobody, such as a group
    that keeps to itself, are told apart by their number only.
    """
    here, before = (_by_key(content_of(found)) for found in (now, then))
    new = [one for key, one in here.items() if key not in before]
    still = [one for key, one in here.items() if key in before]
    return Since(tuple(new), tuple(still), tuple(one for key, one in before.items() if key not in here))


def _by_key(found: Iterable[ShownFinding]) -> dict[tuple, ShownFinding]:
    """Certain findings by detector and people; of those without names the first, second and so on."""
    keyed: dict[tuple, ShownFinding] = {}
    for finding in found:
        if finding.certain:
            key, place = (finding.detector, finding.person_ids), 0
            while (*key, place) in keyed:
                place += 1
            keyed[*key, place] = finding
    return keyed


def of_people(told: Since, detector: str) -> tuple[set[str], set[str]]:
    """The people of one detector who are new, and those who are no longer named, by name."""
    mine = told.of(detector)
    now = {name for one in (*mine.new, *mine.still) for name in one.people}
    then = {name for one in (*mine.still, *mine.ended) for name in one.people}
    return now - then, then - now


def beyond_chance(came: int, went: int) -> bool:
    """Whether so many who came and so many who went are more uneven than a coin makes them (McNemar 1947, exactly).

    >>> beyond_chance(6, 0), beyond_chance(3, 1)
    (True, False)
    """
    total = came + went
    return bool(total) and 2 * float(binomial_above(max(came, went) - 1, total, 0.5)) <= ONE_IN_TWENTY


def sentence(told: Since, detector: str, when: str, size: int, then: int, untold: Untold | None) -> str:
    """How many people a detector named in the earlier period, who is new and who is no longer named."""
    if untold is not None:
        return f"In {when} it can't be told: {untold.missing}."
    came, went = of_people(told, detector)
    was = f"In {when} it was {in_words(then) if then else 'nobody'} of {size:,}"
    if not came and not went:
        return f"{was}, the same people." if then else f"{was}."
    parts = [f"{listed_first(sorted(came), NAMES_TOLD)} {'is' if len(came) == 1 else 'are'} new"] if came else []
    parts += [f"{listed_first(sorted(went), NAMES_TOLD)} no longer"] if went else []
    sure = "more than chance makes" if beyond_chance(len(came), len(went)) else "which can be chance"
    return f"{was}: {listed(parts)}; {sure}."


def card(told: Since, detector: str, then: int) -> str:
    """The change that stands on a card."""
    came, went = of_people(told, detector)
    sure = "beyond chance" if beyond_chance(len(came), len(went)) else "can be chance"
    return f"{then:,} then, {sure}" if came or went else f"{then:,} then"


def ended_words(told: Since, when: str) -> str:
    """The findings that are no longer there, with their names; empty without any."""
    kinds: dict[str, list[str]] = {}
    for finding in told.ended:
        who = listed(finding.people) or "one"
        kinds.setdefault(detector_of(finding.detector).title.lower(), []).append(who)
    parts = [f"{title}: {listed_first(names, NAMES_TOLD)}" for title, names in kinds.items()]
    return f"No longer, since {when}: {'; '.join(parts)}." if parts else ""


MEASURED = ("allies", "help_given", "help_received")


def people(now: Frame, then: Frame, columns: Sequence[str] = MEASURED) -> Frame:
    """The table of people with what some figures were in the earlier period, and how they changed."""
    here, before = content_of(now), content_of(then)
    earlier = before.set_index(before["person_id"].astype("str"))
    ids, joined = here["person_id"].astype("str"), here.copy()
    for name in columns:
        if name in before:
            joined[f"{name}_then"] = ids.map(earlier[name].astype(float))
            joined[f"{name}_change"] = joined[name].astype(float) - joined[f"{name}_then"]
    return gate.table("people_against", joined, now.viewer)


def sure_of(low: float, high: float) -> str:
    """Whether the interval of a change says that something changed.

    >>> sure_of(0.1, 0.3), sure_of(-0.1, 0.3), sure_of(float("nan"), 1.0)
    ('beyond chance', 'can be chance', "can't be told")
    """
    if np.isnan(low) or np.isnan(high):
        return "can't be told"
    return "beyond chance" if low > 0 or high < 0 else "can be chance"
