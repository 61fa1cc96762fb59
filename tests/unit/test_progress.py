"""Word of long work: it reaches whoever listens, and nobody else."""

from __future__ import annotations

import pytest

import ally_graph
from ally_graph.progress import heard, heartbeat


class Stop(Exception):
    """Somebody had enough."""


def test_what_goes_on_is_told_with_the_share_that_was_told_last():
    said = []
    with heard(lambda share, words: said.append((share, words))) as tell:
        heartbeat()
        tell(0.25, "Reading")
        heartbeat("2 of 9")
    assert said == [(0.0, ""), (0.25, "Reading"), (0.25, "Reading: 2 of 9")]


def test_nobody_hears_it_outside():
    said = []
    with heard(lambda share, words: said.append(words)):
        pass
    heartbeat("too late")
    assert said == []


def test_whoever_listens_can_stop_an_analysis_within_a_step(company):
    """The listener raises at the first mention of chance samples, before any of them has been drawn."""
    heard_of = []

    def stop(share, words):
        heard_of.append(words)
        if "chance samples" in words:
            raise Stop

    with pytest.raises(Stop), heard(stop) as tell:
        ally_graph.analyze(company, progress=tell)
    assert heard_of[-1].startswith("Looking for groups: 0 of")


def test_every_long_step_of_an_analysis_says_that_it_goes_on(company):
    words = []
    with heard(lambda share, said: words.append(said)) as tell:
        ally_graph.analyze(company, months=True, progress=tell)
    assert {said.partition(":")[0] for said in words if ":" in said} >= {"Looking for groups", "Month by month"}
    assert sum("bootstrap" in said for said in words) > 10
