"""Groups over time: who stays the same group, and what happened to it. All overlaps are counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from ally_graph import analyze
from ally_graph.clusters import Cluster
from ally_graph.settings import Settings
from ally_graph.timeline import cluster_history
from ally_graph.timeline.cluster_history import follow, path_of

END = pd.Timestamp("2025-12-23")


def group(members: str, number: int = 1) -> Cluster:
    """A group whose members are letters."""
    return Cluster(number, tuple(sorted(members)), 1.0, members, "solid")


def told(*months: list[str]) -> list[list[tuple]]:
    """What happened in each month: track, event, others."""
    clusterings = [(f"2026-0{k}", [group(text, i) for i, text in enumerate(m)]) for k, m in enumerate(months, 1)]
    steps = follow(clusterings)
    return [[(s.track, s.event, s.others) for s in steps if s.when == when] for when, _ in clusterings]


def test_a_group_that_stays_is_steady_and_keeps_its_number():
    assert told(["abcd", "wxyz"], ["wxyz", "abcd"]) == [
        [(1, "born", ()), (2, "born", ())],
        [(1, "steady", ()), (2, "steady", ())],
    ]


def test_a_group_grows_and_shrinks():
    assert told(["abcd"], ["abcde"], ["abc"])[1:] == [[(1, "grown", ())], [(1, "shrunk", ())]]


def test_a_tenth_more_or_less_is_steady():
    assert told(["abcdefghij"], ["abcdefghijk"])[1] == [(1, "steady", ())]
    assert told(["abcdefghi"], ["abcdefghij"])[1] == [(1, "grown", ())]


def test_two_groups_merge_and_the_larger_part_gives_the_number():
    """abcde is 5 of the 8, wxy 3 of them."""
    assert told(["abcde", "wxy"], ["abcdewxy"])[1] == [(1, "merged", (2,)), (2, "gone", (1,))]


def test_a_group_splits_and_the_smaller_part_is_born_from_it():
    assert told(["abcdefgh"], ["abcde", "fgh"])[1] == [(1, "split", (2,)), (2, "born", (1,))]


def test_a_group_can_go_and_another_be_born():
    assert told(["abc"], ["xyz"]) == [[(1, "born", ())], [(1, "gone", ()), (2, "born", ())]]


def test_a_group_that_is_gone_has_one_last_step_and_its_number_is_not_used_again():
    assert told(["abc"], [], [], ["abc"]) == [[(1, "born", ())], [(1, "gone", ())], [], [(2, "born", ())]]


def test_an_overlap_below_the_threshold_is_no_match():
    """abc and cdefgh share 1 of 8; abc and bcdef share 2 of 6."""
    assert told(["abc"], ["cdefgh"])[1] == [(1, "gone", ()), (2, "born", ())]
    assert told(["abc"], ["bcdef"])[1][0][:2] == (1, "grown")
    months = [("2026-01", [group("abc")]), ("2026-02", [group("bcdef")])]
    assert [step.event for step in follow(months, match=0.5)] == ["born", "gone", "born"]


def test_all_pairs_together_decide_who_is_matched():
    """5/11 is the largest overlap, but leaves the other two without one; 3/8 twice is more in all."""
    assert told(["abcdefgh", "xyz"], ["abcdexyz", "fgh"])[1] == [(1, "split", (2,)), (2, "merged", (1,))]


def test_the_order_of_the_groups_makes_no_difference():
    months = [("1", [group("abcd"), group("wxy")]), ("2", [group("abcdw"), group("xyz")])]
    turned = [(when, groups[::-1]) for when, groups in months]
    assert follow(months) == follow(turned)


def test_a_persons_way_is_the_groups_they_were_in():
    steps = follow([("1", [group("abcd"), group("wxy")]), ("2", [group("abc"), group("dwxy")]), ("3", [])])
    assert [(step.when, step.track) for step in path_of(steps, "d")] == [("1", 1), ("2", 2)]
    assert path_of(steps, "nobody") == ()


@pytest.mark.parametrize("months", [[], [("1", [])], [("1", []), ("2", [])]])
def test_without_groups_there_are_no_steps(months):
    assert follow(months) == ()


def test_the_months_of_records_end_with_the_groups_that_are_known(company):
    settings = Settings(window_days=28)
    latest = (group("abc"),)
    found = cluster_history.monthly(company, as_of=END, settings=settings, latest=latest)
    assert [when for when, _ in found] == ["2025-10-23", "2025-11-23", "2025-12-23"]
    assert found[-1][1] == latest


def test_the_same_records_give_the_same_months(company):
    settings = Settings(window_days=28)
    first = cluster_history.monthly(company, as_of=END, settings=settings)
    assert first == cluster_history.monthly(company, as_of=END, settings=settings)


def test_the_groups_of_a_month_are_those_of_an_analysis_up_to_it(company):
    """Two teams that hardly meet: both ways of finding groups agree on them."""
    settings = Settings(window_days=28)
    found = cluster_history.monthly(company, as_of=END, settings=settings)
    whole = analyze(company, as_of=END, settings=settings)
    assert [c.members for c in found[-1][1]] == [c.members for c in whole.clusters]


def test_large_companies_have_no_bootstrap_samples(company, monkeypatch):
    monkeypatch.setattr(cluster_history, "NONE_ABOVE", 3)
    found = cluster_history.monthly(company, as_of=END, settings=Settings(window_days=28), latest=(group("abc"),))
    assert {cluster.verdict for _, clusters in found for cluster in clusters} == {"not checked"}


def test_mid_sized_companies_have_fewer_bootstrap_samples_and_give_groups_all_the_same(company, monkeypatch):
    monkeypatch.setattr(cluster_history, "FEWER_ABOVE", 3)
    found = cluster_history.monthly(company, as_of=END, settings=Settings(window_days=28))
    assert {cluster.verdict for _, clusters in found for cluster in clusters} <= {"solid", "tentative"}
    assert found[-1][1]
