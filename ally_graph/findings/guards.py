"""What has to hold before anybody is named, in words that all detectors share."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ally_graph.network import Network
from ally_graph.records import Records
from ally_graph.records.events import SURVEY
from ally_graph.records.scales import top_of_answers
from ally_graph.records.tables import ENDS
from ally_graph.settings import Settings
from ally_graph.stats import chance

SLICES_NEEDED = 2
DIGITS = 6
PAIRS_AT_ONCE = 20_000


def slices_needed(counted: ArrayLike) -> np.ndarray:
    """In how many slices something has to show to be lasting: in two of those with records, or in the only one.

    >>> slices_needed([0, 1, 2, 3]).tolist()
    [1, 1, 2, 2]
    """
    return np.clip(counted, 1, SLICES_NEEDED)


def covers_enough(touched: np.ndarray, settings: Settings) -> bool:
    """Whether records touch enough of these people for silence to mean something; never where there is nobody.

    >>> covers_enough(np.array([True, True, False]), Settings(coverage_floor=0.5))
    True
    """
    return bool(len(touched) and touched.mean() >= settings.coverage_floor)


def to_cover_more(settings: Settings) -> tuple[str, str]:
    """What helps where records touch too few of the people, and what would be enough."""
    advice = "Add records of help, meetings or messages that cover the company; requests alone are no contact."
    return advice, f"Contact on record with {settings.coverage_floor:.0%} of the people would do."


def unclear_answers(network: Network, records: Records) -> tuple[str, str, str] | None:
    """Why nothing can be said by answers from 1 upwards, of which 1 may mean never, what helps, and what would do.

    None where there are no such answers, other records hold most of the help, or it is said what the lowest one means.
    """
    kinds, table = network.events.kinds, records.interactions
    asked = np.array([kind in SURVEY for kind in kinds])
    if network.settings.lowest_answer_helps or not asked.any():
        return None
    support = network.events.support
    if 2 * asked[support.kind].sum() <= len(support):
        return None
    # Weights may have been divided by what is usual: what counts is how many times the least they are.
    weights = table["weight"].to_numpy()[table["kind"].isin(set(kinds) & set(SURVEY)).to_numpy()]
    most = top_of_answers(np.round(weights / weights.min(initial=np.inf), DIGITS)) if len(weights) else None
    if most is None:
        return None
    why = f"Answers go from 1 to {most:.0f}, and nobody has said whether 1 means never."
    advice = "Leave out the answers that mean no help, as with --min-weight 2, or say that 1 is help."
    return why, advice, "The lowest answer left out, or the setting lowest_answer_helps at 1, would do."


def in_contact(network: Network) -> np.ndarray:
    """Who has a contact on record in the window."""
    return network.contacts_by_person > 0


def left_or_to_come(network: Network, records: Records) -> np.ndarray:
    """Who has records, but none in the window, and no dates on the roster: people who left, or had yet to come."""
    inside, outside = set(), set()
    for name, ends in ENDS.items():
        table = getattr(records, name)
        age = (network.as_of - table["timestamp"]).dt.days
        here = (age >= 0) & (age < network.settings.window_days)
        for end in ends:
            inside.update(table.loc[here, end].unique())
            outside.update(table.loc[~here, end].unique())
    undated = (network.people["start_date"].isna() & network.people["end_date"].isna()).to_numpy()
    return undated & network.people.index.isin(list(outside - inside))


def still_here(network: Network) -> np.ndarray:
    """Who has not left by the end of the window: nobody can be asked of them, or asked how they are."""
    left = network.people["end_date"]
    return (left.isna() | (left >= network.as_of.normalize())).to_numpy()


def clumping(network: Network) -> float:
    """How much the contacts of a person vary from slice to slice, where 1 is what single contacts at random do."""
    return network.once("clumping", lambda: _clumping(network))


def _clumping(network: Network) -> float:
    """Held against the days on which the people they met were at work as well: who joins is no clump."""
    counted = is_staff(network) & (network.exposure >= network.settings.min_exposure_days)
    pairs, met, slices = network.pairs, network.met(), network.slices
    contacts = np.stack([network.encounters(*part) for part in slices], axis=1)
    days = np.stack([_days_together(network, *part) for part in slices], axis=1)
    whole = days.sum(axis=1, keepdims=True)
    share = np.divide(days, whole, out=np.zeros_like(days), where=whole > 0) * met[:, None]
    effort = np.stack([pairs.by_person(part) for part in share.T], axis=1)
    return chance.clumping(contacts[counted], effort[counted])


def _days_together(network: Network, start: float, stop: float) -> np.ndarray:
    """On how many days of a slice both people of each pair were at work."""
    here, pairs = network.present_at(start, stop), network.pairs
    days = np.zeros(len(pairs))
    for begin in range(0, len(pairs), PAIRS_AT_ONCE):
        some = slice(begin, begin + PAIRS_AT_ONCE)
        days[some] = (here[pairs.low[some]] & here[pairs.high[some]]).sum(axis=1)
    return days


def clumping_of_help(network: Network) -> float:
    """The same of help alone, which is the less in clumps the smaller a part of all contact it is."""
    contacts = network.encounters().sum() / 2
    return 1 + (clumping(network) - 1) * min(1.0, len(network.events.support) / max(contacts, 1.0))


def is_staff(network: Network) -> np.ndarray:
    """Who is of a kind that findings about single people are for: of the company's own people, unless set otherwise."""
    return network.people["kind"].isin(network.settings.isolated_kinds).to_numpy()
