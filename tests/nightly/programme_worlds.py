"""Companies in which people make friends at their own rate, and a programme brings some of them together.

Who is popular, which team somebody is in and who knew whom before is drawn; a programme multiplies the chance that two
who are brought together stay in touch by `times`. With `popular`, those take part whom everybody likes anyway. A
company is `steady`; or `growing`, with two in five who join in the year and make friends faster; or `bursty`, where
people meet in a few busy weeks and each has quiet months; or `near`, where friends of friends and people of one place
find each other, and the programme brings just these together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ally_graph.culture.ties import Contacts

FIRST, DAYS, START = pd.Timestamp("2025-01-01"), 280, 100
LONG_AGO = -(10**6)


@dataclass(frozen=True)
class Company:
    """People and every two of them: how easily each makes friends, when they began, how likely a tie is, who knew."""

    ease: np.ndarray
    team: np.ndarray
    level: np.ndarray
    place: np.ndarray
    began: np.ndarray
    likely: np.ndarray
    knew: np.ndarray
    bursty: bool


def world(
    seed: int,
    *,
    times: float,
    pairs: int = 80,
    people: int = 160,
    cohort: int = 0,
    popular: bool = False,
    kind: str = "steady",
):
    """The contacts of a company, and the rows of its programme."""
    rng = np.random.default_rng([97, seed])
    company = _company(rng, people, kind)
    one, other = np.triu_indices(people, 1)
    weights = company.ease if popular else np.ones(people)
    if cohort:
        takes = np.isin(np.arange(people), rng.choice(people, cohort, replace=False, p=weights / weights.sum()))
        together = takes[one] & takes[other]
    else:
        could = ~company.knew & (company.began[one] <= START) & (company.began[other] <= START)
        likes = weights[one] * weights[other] * _liked(company, one, other, kind) * could
        together = np.isin(np.arange(len(one)), rng.choice(len(one), pairs, replace=False, p=likes / likes.sum()))
    likely = company.likely
    keeps = company.knew | (rng.random(len(one)) < np.where(together, np.clip(times * likely, 0, 0.95), likely))
    spans = ((company.knew, 0, START, 5), (keeps, START, DAYS, 7), (rng.random(len(one)) < 0.05, 0, DAYS, 1))
    quiet = rng.random((people, DAYS // 30 + 1)) < (0.25 if company.bursty else 0.0)
    rows = np.unique(np.concatenate([_days(rng, company, quiet, one, other, *span) for span in spans]), axis=0)
    ids = pd.Index([f"p{number:03}" for number in range(people)])
    contacts = Contacts(
        ids, *rows.T, FIRST, FIRST + pd.Timedelta(days=DAYS), company.team, company.level.astype(float),
        np.full(people, -1), company.began, np.full(people, -LONG_AGO), company.place,
    )  # fmt: skip
    return contacts, _rows(ids, one, other, together, takes if cohort else None)


def _company(rng: np.random.Generator, people: int, kind: str) -> Company:
    ease, team, level = np.exp(rng.normal(0, 0.5, people)), rng.integers(0, 5, people), rng.integers(1, 4, people)
    one, other = np.triu_indices(people, 1)
    likely = 0.17 * np.where(team[one] == team[other], 2.0, 0.7) * np.sqrt(ease[one] * ease[other])
    place, began = np.full(people, -1), np.full(people, LONG_AGO)
    if kind == "growing":
        joins = rng.random(people) < 0.4
        began = np.where(joins, rng.integers(5, 190, people), LONG_AGO)
        likely = likely * np.where(joins[one] | joins[other], 1.6, 1.0)
    if kind == "near":
        place = rng.integers(0, 3, people)
        likely = likely * np.where(place[one] == place[other], 1.5, 0.6)
    knew = rng.random(len(one)) < 0.7 * np.clip(likely, 0, 0.9)
    knew &= (began[one] < START) & (began[other] < START)
    if kind == "near":
        likely = likely * np.where(_shared(knew, people)[one, other] >= 3, 1.6, 0.8)
    return Company(ease, team, level, place, began, np.clip(likely, 0, 0.9), knew, kind == "bursty")


def _shared(knew: np.ndarray, people: int) -> np.ndarray:
    """How many friends each two have in common."""
    both = np.zeros((people, people))
    both[np.triu_indices(people, 1)] = knew
    both += both.T
    return both @ both


def _liked(company: Company, one: np.ndarray, other: np.ndarray, kind: str) -> np.ndarray:
    """How likely the programme is to bring each two together."""
    if kind == "growing":
        new = (company.began > 0) & (company.began <= START)
        return np.where(new[one] ^ new[other], 6.0, 1.0)
    return company.likely if kind == "near" else np.ones(len(one))


def _rows(ids: pd.Index, one: np.ndarray, other: np.ndarray, together: np.ndarray, takes: np.ndarray | None):
    told = {"start_date": FIRST + pd.Timedelta(days=START), "end_date": pd.NaT}
    if takes is not None:
        return pd.DataFrame(
            {"person_id": ids[takes], "programme": "training", "role": "participant", "partner_id": None, **told}
        )
    some = np.flatnonzero(together)
    pairs_of = {"person_id": ids[one[some]], "role": "mentor", "partner_id": ids[other[some]]}
    return pd.DataFrame({**pairs_of, "programme": "mentorship", **told})


def _days(rng, company, quiet, one, other, mask, start: int, stop: int, times: int) -> np.ndarray:
    """So many days of contact of each pair in the mask: spread evenly, or in bursts of three outside quiet months."""
    rows = np.repeat(np.flatnonzero(mask), times)
    day = rng.integers(start, stop, len(rows))
    if company.bursty and times > 1:
        day = day - day % 28 + rng.integers(0, 4, len(rows))
    here = (day >= company.began[one[rows]]) & (day >= company.began[other[rows]]) & (day >= start)
    here &= ~(quiet[one[rows], day // 30] | quiet[other[rows], day // 30])
    return np.stack([one[rows], other[rows], day], axis=1)[here]
