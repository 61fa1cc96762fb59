"""The sentence under each title: counted right, and kind."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from ally_graph import load, views
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.disclosure.shown import ShownFinding, ShownLoss, ShownStay
from ally_graph.indicators import ALL, ways
from ally_graph.ui.parts.markdown import md
from ally_graph.views import answers
from ally_graph.wording.counts import (
    count,
    examples_of,
    in_words,
    listed,
    listed_first,
    people_words,
    tally,
    upper_first,
)

UNKIND = ("rank", "worst", "poor", "toxic", "inactive", "lazy", "blame", "fail")


def choice(team=None, *, clear=True, roster=True, ties=9, window=90, **data):
    days = {"window_days": window, "half_life_days": 30.0, "as_of": "2025-12-31", "first": None, "last": None}
    data = days | {"events": 5, "events_in_window": 5, "people": 20} | data
    network = SimpleNamespace(clear_clusters=clear, ties=ties)
    analysis = SimpleNamespace(data=data, network=network, coverage={"share": 1.0, "by_kind": {"help": 1.0}})
    rows = pd.DataFrame({"kind": ["meeting"]})
    tables = {"interactions": rows, "recognitions": rows.head(0), "indicators": rows, "phases": rows}
    return SimpleNamespace(analysis=analysis, team=team, records=SimpleNamespace(has_roster=roster, **tables))


def found(*findings):
    return gate.shown(tuple(findings), LOCAL)


def finding(detector="isolated", status="named", people=("Ana",)):
    certain = status in ("named", "fact")
    return ShownFinding(detector, status, people, "Why.", "Advice.", certain=certain)


def people(number=20):
    frame = pd.DataFrame({"name": [f"n{i}" for i in range(number)], "help_given": [float(i) for i in range(number)]})
    return gate.table("people", frame, LOCAL)


def groups(*numbers):
    """A group for each number of teams its people are of."""
    rows = [(i, f"{i} · g", 5, "Oslo, north", number, 0.9, "solid", "") for i, number in enumerate(numbers, start=1)]
    columns = ["cluster", "group", "people", "teams", "number_of_teams", "stability", "verdict", "members"]
    return gate.table("clusters", pd.DataFrame(rows, columns=columns), LOCAL)


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


def test_all_of_them_silent_is_said_of_them():
    silent = found(finding(status="fact", people=("Ana",)), finding(status="fact", people=("Bo",)))
    assert answers.alone(silent, people(), choice()).endswith("; for them there is none on record.")


def test_without_a_roster_nobody_can_be_on_their_own_and_this_is_said():
    words = answers.alone(found(), people(), choice(roster=False))
    assert words.startswith("Who may be on their own can't be told: there is no roster")
    assert words.endswith("Load a roster: a table of everyone who works here.")


def test_without_help_nobody_carries_a_lot_and_this_is_said():
    words = answers.load(found(), people(), choice(ties=0))
    assert words.startswith("Who carries a lot for others can't be told: contact is on record, but not who helped whom")


def test_a_period_of_many_half_lives_is_told_with_its_half_life():
    """120 days are four half-lives of 30; 4,215 are not told without a word."""
    assert "counts half" not in answers.alone(found(), people(), choice(window=120))
    long = answers.alone(found(), people(), choice(window=4215))
    assert (
        "4,215 days up to 30 December 2025 (help counts half after 30 days, so mostly that of the last 90 days)" in long
    )


def test_where_nothing_could_be_looked_at_nothing_is_said_to_need_no_attention():
    words = answers.attention(found(), people(), choice(roster=False, ties=0))
    assert words.startswith("What needs attention can't be told among 20 people")
    assert "Load a roster" in words
    assert "Nothing stands out" not in words


def test_one_person_is_no_people():
    assert "among 1 person in" in answers.attention(found(), people(1), choice())


def test_nobody_on_their_own_is_said_without_certainty():
    assert "that chance can't explain it" in answers.alone(found(), people(), choice())


def test_the_share_of_the_busiest_tenth_is_that_of_two_in_twenty():
    assert "the 2 who help most give 19% of all help" in answers.load(found(), people(), choice())


def test_of_fewer_than_ten_people_no_share_is_given():
    assert "%" not in answers.load(found(), people(9), choice())


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((1, 1), "Two groups hold together, all of them beyond doubt; none reaches across teams."),
        ((2,), "One group holds together, beyond doubt; one reaches across teams."),
        ((), "No group here comes back surely enough to be called one."),
    ],
)
def test_groups_are_counted_and_those_of_several_teams_by_number_whatever_a_team_is_called(numbers, words):
    assert answers.groups(groups(*numbers), choice()) == words


def test_without_more_clustering_than_chance_this_is_said_first():
    assert "no more clustering here than chance" in answers.groups(groups(1), choice(clear=False))


@pytest.mark.parametrize("number", [0, 1, 2, 11])
def test_no_sentence_is_unkind(number):
    """Four sentences on so many findings and groups, held against words nobody should read of themselves."""
    several = found(
        *(finding(people=(f"n{i}",)) for i in range(number)), *(finding("overrelied") for _ in range(number))
    )
    for sentence in (
        answers.attention(several, people(), choice()),
        answers.alone(several, people(), choice()),
        answers.load(several, people(), choice()),
        answers.groups(groups(*[1] * number), choice()),
    ):
        assert not any(word in sentence.lower() for word in UNKIND)
        assert sentence[0].isupper() or sentence[0].isdigit()
        assert sentence.endswith(".")


def test_words_for_numbers():
    """Written down by hand, at the edges: nothing, the last number in words, one left over, thousands."""
    assert [in_words(0), in_words(10), in_words(11)] == ["no", "ten", "11"]
    assert count(2, "tie") == "two ties"
    assert listed([]) == ""
    assert upper_first("") == ""
    assert md("a b") == "a b"
    assert [people_words(number) for number in (0, 1, 2, 1234)] == ["0 people", "1 person", "2 people", "1,234 people"]
    assert (tally(1, "tie"), tally(1200, "tie")) == ("1 tie", "1,200 ties")
    assert (listed_first(["a", "b"], 2), listed_first("abc", 2)) == ("a and b", "a, b and one other")
    assert (examples_of(["a", "b"], 2), examples_of("abc", 2)) == ("a, b", "a, b and 1 more")


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
    shown = gate.table("group_history", pd.DataFrame(rows, columns=["month", "track", "event", "people"]), LOCAL)
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
    told = tuple(ShownStay(pd.Timestamp(first), pd.Timestamp(last), group) for first, last, group in stays)
    assert answers.way(gate.shown(told, LOCAL)) == words


def changes(*told):
    """What changed from one phase to another, by the value of the way alone."""
    rows = [("Before", "After", way, "reworded") for way in told]
    return gate.table("changes", pd.DataFrame(rows, columns=["first_phase", "last_phase", "way", "words"]), LOCAL)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            ("good", "good", "other", "same"),
            "3 of 4 measures moved beyond their interval (2 the good way and 1 the other way) and 1 can't be told from",
        ),
        (
            ("up", "good"),
            "2 of 2 measures moved beyond their interval (1 the good way and 1 with no good way known) in the whole",
        ),
        (("same",), "none of 1 measure moved beyond its interval and 1 can't be told from chance in the whole company"),
    ],
)
def test_what_moved_is_counted_by_value_and_no_way_known_is_not_the_same(told, words):
    sentence = answers.moving(changes(*told), people(), "all", choice())
    assert sentence.startswith(f"From Before to After, {words}")
    assert answers.beyond_interval(content_of(changes(*told))).good == told.count("good")


def numbers_in(texts):
    return [re.findall(r"[0-9]+", text) for text in texts]


def test_no_number_changes_when_the_sentences_are_worded_anew(monkeypatch):
    """What is counted comes from values, so that other words for what moved leave every figure as it was."""
    records = load("sample_data")

    def figures():
        moved, shown = views.indicator_changes(records, LOCAL), views.indicators(records, LOCAL)
        return answers.beyond_interval(content_of(moved)).good, numbers_in([answers.moving(moved, shown, ALL)])

    before = figures()
    assert before[0] > 0
    monkeypatch.setattr(ways, "ASIDE", {"good": ", hurray", "other": ", the good way"})
    assert figures() == before


@pytest.mark.parametrize("claimed", [True, False])
def test_a_sign_is_told_where_it_is_claimed_whatever_its_words(claimed):
    signs = pd.DataFrame({"p": [0.01], "claimed": [claimed], "words": ["Something."]})
    assert (
        answers.signs(gate.table("leading_signs", signs, LOCAL), people(), people(), 12) == ["Something."]
    ) == claimed


def test_those_looked_for_are_told_by_their_titles():
    assert answers.looked_for(["bridge", "isolated"]) == "Looked for: link teams and may be on their own."
    assert answers.looked_for([]) == ""


def test_without_a_team_on_record_nothing_is_said_about_teams():
    """All people of both groups are of no team."""
    frame = content_of(groups(1, 1)).assign(teams="no team")
    said = answers.groups(gate.table("clusters", frame, LOCAL), choice())
    assert said.endswith("whether they reach across teams can't be told, as nobody's team is on record.")


@pytest.mark.parametrize(
    ("set_aside", "outside", "roster", "words"),
    [
        (0, 0, True, "2 people and 5 events; every row could be used."),
        (1, 0, True, "2 people and 5 events; one row was set aside."),
        (0, 2, True, "2 people and 5 events; two rows name somebody who is not on the roster."),
        (3, 1, False, "2 people and 5 events; three rows were set aside, one row names somebody who is in no event."),
    ],
)
def test_what_is_loaded_says_which_rows_are_not_used(set_aside, outside, roster, words):
    mine = choice(roster=roster)
    vars(mine.records).update(people=pd.DataFrame({"person_id": ["a", "b"]}), set_aside=set_aside, outside=outside)
    assert answers.loaded(mine) == words
