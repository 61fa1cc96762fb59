"""Ties whose rhythm is known, made for tests."""

import numpy as np

from ally_graph.measures.rhythm import Rhythms


class ByTheCalendar(Rhythms):
    """Pairs on whose clock every day of the calendar counts."""

    def until(self, days):
        return None, self.known - days


def in_turn(gaps, other_gap=7.0, shape=8.0):
    """Ten pairs, each with one gap of so many days among a hundred that were as even as such a shape."""
    whole, gaps = np.ones(len(gaps)), np.array(gaps, dtype=float)
    nothing = ("one", "other", "median", "silence", "silent_days", "away_days", "ended", "known", "ages", "times")
    numbers = dict.fromkeys(nothing, 0 * whole)
    return ByTheCalendar(
        **numbers,
        contacts=np.full(len(gaps), 101),
        usual=(99 * other_gap + gaps) / 100,
        longest=gaps,
        pause=(99 * other_gap + gaps) / 100,
        longest_pause=gaps,
        typical_pause=np.exp((99 * np.log(other_gap) + np.log(gaps)) / 100),
        last=0 * whole,
        regularity=shape * whole,
        usual_days=other_gap * whole,
        longest_days=gaps,
    )
