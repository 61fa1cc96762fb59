"""How many steps lead from somebody to everyone else in the network of contact."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from ally_graph.matching.grounds import Grounds

FAR = 127
"""Stands for further than was looked, or for no path at all."""
KEPT = 2


def steps_between(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Steps from each seeker (row) to each of the others (column), `FAR` beyond the longest path of the settings.

    Whoever has met nobody yet, or only people who are cut off from all others as well, is looked at through their
    manager, as if the two had met. Those who report to the same manager are two steps away; where no manager is on
    record, the people of their team are.

    It is worked out once for the same people, and the last few are kept.
    """
    of, kept = (seekers.tobytes(), others.tobytes()), here.kept.setdefault("steps", {})
    steps = kept.pop(of) if of in kept else _steps_between(here, seekers, others)
    kept[of] = steps
    while len(kept) > KEPT:
        del kept[next(iter(kept))]
    return steps


def steps_from_either_end(here: Grounds, ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Steps between two, from whichever end they are fewer.

    They differ only for those who are cut off: they are led to others, and nobody is led to them.
    """
    steps, everyone = steps_between(here, ones, others).copy(), np.arange(here.size)
    cut_off = np.flatnonzero(here.cut_off[others])
    back = steps_between(here, others[cut_off], everyone)[:, ones].T
    steps[:, cut_off] = np.minimum(steps[:, cut_off], back)
    return steps


def _steps_between(here: Grounds, seekers: np.ndarray, others: np.ndarray) -> np.ndarray:
    most = here.settings.path_longest
    reached = _first_steps(here, seekers)
    steps = np.full((len(seekers), here.size), FAR, dtype=np.int8)
    steps[reached > 0] = 1
    _second_steps(here, seekers, steps)
    steps[np.arange(len(seekers)), seekers] = 0
    for step in range(2, most + 1):
        if not (steps[:, others] > step).any():
            break
        last = sparse.csr_array((steps == step - 1).astype(np.float32))
        found = (last @ here.tied).tocoo()
        new = steps[found.row, found.col] > step
        steps[found.row[new], found.col[new]] = step
    return steps[:, others]


def _first_steps(here: Grounds, seekers: np.ndarray) -> np.ndarray:
    """Whom each seeker has met, and for those who are cut off their manager as well."""
    reached = here.tied[seekers].toarray() > 0
    manager = here.managers[seekers]
    through = np.flatnonzero(here.cut_off[seekers] & (manager >= 0))
    reached[through, manager[through]] = True
    return reached


def _second_steps(here: Grounds, seekers: np.ndarray, steps: np.ndarray) -> None:
    """For those who are cut off: who has the same manager, or, where none is on record, the same team."""
    team = here.column("team")
    for row in np.flatnonzero(here.cut_off[seekers]):
        person = seekers[row]
        manager = here.managers[person]
        known = (here.managers == manager) if manager >= 0 else (team == team[person]) & (team[person] >= 0)
        steps[row, known & (steps[row] > 1)] = 2
