"""The sentence under each title: counted right, and kind."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import LOCAL, table
from ally_graph.disclosure.shown import ShownFinding, ShownLoss, ShownStay
from ally_graph.ui.parts.markdown import md
from ally_graph.views import answers
from ally_graph.wording.counts import count, in_words, listed, upper_first

UNKIND = ("rank", "worst", "poor", "toxic", "inactive", "lazy", "blame", "fail")


def choice(team=None, *, clear=True):
    data = {"window_days": 90, "as_of": "2025-12-31", "events": 5, "first": None, "last": None, "events_in_window": 5}
    analysis = SimpleNamespace(data=data, network={"clear_clusters": clear}, coverage={"share": 0.9})
    return SimpleNamespace(analysis=analysis, team=team)


def found(*findings):
    return gate.shown(tuple(findings), LOCAL)


def finding(detector="isolated", status="named", people=("Ana",)):
    return ShownFinding(detector, status, people, "Why.", "Advice.")


def people(number=20):
    frame = pd.DataFrame({"name": [f"n{i}" for i in range(number)], "help_given": [float(i) for i in range(number)]})
    return table("people", frame, LOCAL)


def groups(*teams):
    rows = [(i, f"{i} · g", 5, team, 0.9, "solid", "") for i, team in enumerate(teams, start=1)]
    columns = ["cluster", "group", "people", "teams", "stability", "verdict", "members"]
    return table("clusters", pd.DataFrame(rows, columns=columns), LOCAL)


def test_what_needs_attention_counts_people_once():
    twice = found(finding(), finding(), finding("overrelied", people=("Bo",)))
    sentence = answers.attention(twice, people(), choice())
    assert sentence.startswith(
        "One person may be on their own and one person carries a lot for others, among 20 people"
    )
    assert "90 days up to 30 December 2025" in sentence


def test_what_is_only_watched_needs_no_attention():
    watched = found(finding(status="watch", people=()), finding(status="not_enough_data", people=()))
    assert answers.attention(watched, people(), choice()).startswith("Nothing stands out")


def test_a_detector_nobody_has_words_for_is_counted_all_the_same():
    assert answers.attention(found(finding("brand_new")), people(), choice()).startswith("One finding, among")


def test_those_on_their_own_are_counted_and_the_silent_among_them():
    both = found(finding(people=("Ana",)), finding(status="fact", people=("Bo",)))
    sentence = answers.alone(both, people(), choice("north"))
    assert sentence.startswith("Two of 20 people of north had far less contact")
    assert sentence.endswith("for one of them there is none on record.")


def test_nobody_on_their_own_is_said_without_certainty():
    assert "that chance can't explain it" in answers.alone(found(), people(), choice())


def test_the_share_of_the_busiest_tenth_is_that_of_two_in_twenty():
    assert "the 2 who help most give 19% of all help" in answers.load(found(), people(), choice())


def test_of_fewer_than_ten_people_no_share_is_given():
    assert "%" not in answers.load(found(), people(9), choice())


@pytest.mark.parametrize(
    ("teams", "words"),
    [
        (("a", "b"), "Two groups hold together, all of them beyond doubt; none reaches across teams."),
        (("a, b",), "One group holds together, beyond doubt; one reaches across teams."),
        ((), "No group here comes back surely enough to be called one."),
    ],
)
def test_groups_are_counted(teams, words):
    assert answers.groups(groups(*teams), choice()) == words


def test_without_more_clustering_than_chance_this_is_said_first():
    assert "no more clustering here than chance" in answers.groups(groups("a"), choice(clear=False))


@pytest.mark.parametrize("number", [0, 1, 2, 11])
def test_no_sentence_is_unkind(number):
    several = found(
        *(finding(people=(f"n{i}",)) for i in range(number)), *(finding("overrelied") for _ in range(number))
    )
    for sentence in (
        answers.attention(several, people(), choice()),
        answers.alone(several, people(), choice()),
        answers.load(several, people(), choice()),
        answers.groups(groups(*["a"] * number), choice()),
    ):
        assert not any(word in sentence.lower() for word in UNKIND)
        assert sentence[0].isupper() or sentence[0].isdigit()
        assert sentence.endswith(".")


def test_words_for_numbers():
    assert [in_words(0), in_words(10), in_words(11)] == ["no", "ten", "11"]
    assert count(2, "tie") == "two ties"
    assert listed([]) == ""
    assert upper_first("") == ""
    assert md("a b") == "a b"


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (
            ShownLoss("Ana", 0.124, ("Bo", "Cy"), ("Di",)),
            "Without Ana, two colleagues who get 12% of all help would lose most of theirs: Bo and Cy; one person "
            "would be cut off from the rest: Di.",
        ),
        (
            ShownLoss("Ana", 0.05, ("Bo",), ()),
            "Without Ana, one colleague who gets 5% of all help would lose most of theirs: Bo.",
        ),
        (
            ShownLoss("Ana", 0.0, (), ()),
            "Without Ana nobody would lose most of their help, or be cut off from the rest.",
        ),
    ],
)
def test_what_would_be_missed_is_told_in_one_sentence(loss, words):
    assert answers.away(gate.shown(loss, LOCAL)) == words


def test_of_many_names_the_first_are_told_and_the_others_counted():
    loss = ShownLoss("Ana", 0.5, tuple(f"P{number:02d}" for number in range(15)), ())
    assert answers.away(gate.shown(loss, LOCAL)).endswith("P11 and three others.")


def test_what_became_of_the_groups_is_counted():
    rows = [("July 2025", 1, "there", 3), ("July 2025", 2, "there", 3), ("August 2025", 1, "steady", 3)]
    rows += [("August 2025", 2, "gone", 0), ("August 2025", 3, "new", 4)]
    shown = table("group_history", pd.DataFrame(rows, columns=["month", "track", "event", "people"]), LOCAL)
    words = "Since July 2025, one group has been there all along, one is new and one of the first is gone."
    assert answers.groups_changed(shown) == words


@pytest.mark.parametrize(
    ("stays", "words"),
    [
        (
            [("July 2025", "September 2025", "Support"), ("October 2025", "December 2025", "Design and Support")],
            "July to September 2025 with Support, since October 2025 with Design and Support.",
        ),
        (
            [
                ("December 2025", "January 2026", "HR"),
                ("February 2026", "February 2026", ""),
                ("March 2026",) * 2 + ("HR",),
            ],
            "December 2025 to January 2026 with HR, in February 2026 in no group, since March 2026 with HR.",
        ),
        ([("July 2025", "December 2025", "Support")], "Since July 2025 with Support."),
        ([], ""),
    ],
)
def test_a_way_through_the_groups_is_told_from_the_oldest_month(stays, words):
    assert answers.way(gate.shown(tuple(ShownStay(*stay) for stay in stays), LOCAL)) == words
