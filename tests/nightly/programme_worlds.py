"""Companies in which people make friends at their own rate, and a programme brings some of them together.

Who is popular, which team somebody is in and who knew whom before is drawn; a programme multiplies the chance that two
who are brought together stay in touch by `times`. With `popular`, those take part whom everybody likes anyway.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ally_graph.culture.ties import Contacts

FIRST, DAYS, START = pd.Timestamp("2025-01-01"), 280, 100


def world(seed: int, *, times: float, pairs: int = 80, people: int = 160, cohort: int = 0, popular: bool = False):
    """The contacts of a company, and the rows of its programme."""
    rng = np.random.default_rng([97, seed])
    ease, team, level = np.exp(rng.normal(0, 0.5, people)), rng.integers(0, 5, people), rng.integers(1, 4, people)
    one, other = np.triu_indices(people, 1)
    likely = np.clip(0.17 * np.where(team[one] == team[other], 2.0, 0.7) * np.sqrt(ease[one] * ease[other]), 0, 0.9)
    knew = rng.random(len(one)) < 0.7 * likely
    if cohort:
        weights = ease / ease.sum() if popular else None
        takes = np.isin(np.arange(people), rng.choice(people, cohort, replace=False, p=weights))
        together = takes[one] & takes[other]
    else:
        new = np.flatnonzero(~knew)
        weights = (ease[one] * ease[other])[new] if popular else np.ones(len(new))
        together = np.isin(np.arange(len(one)), rng.choice(new, pairs, replace=False, p=weights / weights.sum()))
    keeps = knew | (rng.random(len(one)) < np.where(together, np.clip(times * likely, 0, 0.95), likely))
    met = [_days(rng, mask, one, other, *span) for mask, span in ((knew, (0, 100, 5)), (keeps, (100, 280, 7)))]
    met.append(_days(rng, rng.random(len(one)) < 0.05, one, other, 0, 280, 1))
    rows = np.unique(np.concatenate(met), axis=0)
    ids = pd.Index([f"p{place:03}" for place in range(people)])
    far = np.full(people, 10**6)
    contacts = Contacts(
        ids, *rows.T, FIRST, FIRST + pd.Timedelta(days=DAYS), team, level.astype(float), np.full(people, -1), -far, far
    )
    told = {"start_date": FIRST + pd.Timedelta(days=START), "end_date": pd.NaT}
    if cohort:
        return contacts, pd.DataFrame(
            {"person_id": ids[takes], "programme": "training", "role": "participant", "partner_id": None, **told}
        )
    some = np.flatnonzero(together)
    pairs_of = {"person_id": ids[one[some]], "role": "mentor", "partner_id": ids[other[some]]}
    return contacts, pd.DataFrame({**pairs_of, "programme": "mentorship", **told})


def _days(rng, mask, one, other, start: int, stop: int, times: int) -> np.ndarray:
    """So many days of contact of each pair in the mask."""
    rows = np.repeat(np.flatnonzero(mask), times)
    return np.stack([one[rows], other[rows], rng.integers(start, stop, len(rows))], axis=1)
