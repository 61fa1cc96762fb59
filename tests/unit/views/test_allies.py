"""What one person is told of their support base: the sentences, by hand, and what they never hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

import ally_graph
from ally_graph.culture.looked import Missing
from ally_graph.disclosure.gate import COMPANY, LOCAL, NotAllowed, content_of
from ally_graph.matching import SupportBase, Tie
from ally_graph.matching.support_base import NO_HELP, NO_REQUESTS, Balance, Kind, Unanswered
from ally_graph.views import allies
from ally_graph.views.telling import Of
from ally_graph.vocabulary import ALLY_CATEGORIES
from tests.unit.companies import AS_OF, event, records_of, roster

CALLED = {"ana": "Ana", "bo": "Bo", "cy": "Cy"}
EVEN = Balance(12, 12, -0.3, 0.3, "even")


def tie(person: str, **values) -> Tie:
    usual = {
        "categories": ("team_members",),
        "is_ally": True,
        "given": {},
        "received": {},
        "state": "steady",
        "weeks": 1,
    }
    return Tie(person, **(usual | {"help_of_theirs": 0} | values))


def base(*ties: Tie, **values) -> SupportBase:
    kinds = tuple(Kind(key) for key in ALLY_CATEGORIES)
    usual = {"kinds": kinds, "balance": EVEN, "unanswered": (), "missing": {}, "days": 90, "seen": True}
    return SupportBase("me", ties, **(usual | values))


def choice_of(rows=None) -> Of:
    rows = [event("ana", "bo")] if rows is None else rows
    records = records_of(rows, roster(["me", "ana", "bo"], start_date="2020-01-01"))
    return Of(records, ally_graph.analyze(records, as_of=AS_OF, findings=False))


def habit(found: SupportBase, key: str) -> tuple[str, str]:
    rows = content_of(allies.habits(found, CALLED, LOCAL)).set_index("key")
    return rows.loc[key, "says"], rows.loc[key, "first_step"]


def test_the_answer_counts_allies_kinds_ties_gone_quiet_and_gaps():
    """One ally in one kind, one tie gone quiet, one kind of two people with nobody in it."""
    kinds = (Kind("team_members", ("ana",), 2), Kind("network_contacts", (), 2), Kind("family"))
    found = base(tie("ana"), tie("bo", state="cooling", is_ally=False), kinds=kinds)
    assert allies.answer(found, choice_of()) == (
        "You have one ally on record in one of the eight kinds; one tie has gone quiet; "
        "nobody is on record among network contacts."
    )


def test_own_entries_count_and_fill_a_gap():
    kinds = (Kind("team_members", ("ana",), 2), Kind("network_contacts", (), 2))
    found = base(tie("ana"), kinds=kinds)
    words = allies.answer(found, choice_of(), own=2, filled=("network_contacts", "family"))
    assert words == "You have one ally on record and two of your own in three of the eight kinds."


def test_whoever_is_in_no_record_and_whoever_is_too_new_is_told_so():
    nobody = allies.answer(base(seen=False), choice_of())
    new = allies.answer(base(seen=False, days=3), choice_of(), own=1)
    assert nobody.startswith("Who your allies are can't be told: no contact of yours is on record in the 90 days")
    assert "you were at work for 3 days" in new
    assert new.endswith("One entry is your own.")


def test_of_no_events_at_all_nothing_is_told():
    assert "no event is on record" in allies.answer(base(seen=False), choice_of(rows=()))


@pytest.mark.parametrize(
    ("balance", "words"),
    [
        (Balance(30, 5, 0.5, 0.9, "gives"), "clearly more went out"),
        (Balance(5, 30, -0.9, -0.5, "gets"), "clearly more came in"),
        (Balance(12, 12, -0.3, 0.3, "even"), "neither is surely more"),
        (Balance(12, 27, -0.6, -0.1, "even"), "more came in than went out, though it may not be much"),
        (Balance(27, 12, 0.1, 0.6, "even"), "more went out than came in, though it may not be much"),
        (Balance(2, 3, -0.9, 0.8, "unknown"), "too little to tell"),
    ],
)
def test_the_balance_in_words(balance, words):
    assert words in habit(base(balance=balance), "supportive")[0]


def test_whom_most_is_due_to_is_the_first_step():
    """Ana is three helps ahead, Bo five."""
    found = base(tie("ana", received={"help": 3}), tie("bo", received={"help": 6}, given={"help": 1}))
    assert habit(found, "supportive")[1] == "Ask Bo what you could do for them: 6 came from them and 1 went back."


def test_a_line_goes_first_to_the_tie_that_went_quiet_last():
    found = base(
        tie("ana", state="cooling", weeks=None), tie("bo", state="cooling", weeks=8), tie("cy", state="warming")
    )
    says, step = habit(found, "nurture")
    assert says == "Two ties have gone quiet: Bo and Ana. Warmer lately: Cy."
    assert step.startswith("Write a line to Bo")


def test_quiet_that_may_be_chance_is_no_tie_gone_quiet():
    assert habit(base(tie("ana", state="quiet")), "nurture")[0].startswith("No tie of yours is quiet for longer")


@pytest.mark.parametrize(("weeks", "told"), [(3, False), (4, True)])
def test_four_weeks_are_long(weeks, told):
    says, step = habit(base(tie("ana", weeks=weeks), tie("bo")), "communicate")
    assert ("one of your two allies" in says) is told
    assert ("Say hello to Ana" in step) is told


def test_an_ally_of_whose_help_most_goes_to_one_is_told_before_ones_own_leaning():
    """Of leaning on somebody it is told where nobody is asked too much."""
    much = tie("ana", received={"help": 4}, help_of_theirs=6, asked_much=True)
    leaned = tie("bo", received={"help": 9}, leaned_on=True)
    says, step = habit(base(much, leaned), "not_too_much")
    assert says == "More than half of the help that Ana gave went to you (4 of 6)."
    assert "do something for Ana" in step
    assert "came from Bo (9 of 12)" in habit(base(leaned), "not_too_much")[0]
    assert habit(base(tie("ana")), "not_too_much")[0].startswith("No ally gave most of their help to you")
    nothing = base(balance=Balance(3, 0, 0, 1, "unknown"))
    assert habit(nothing, "not_too_much")[0].startswith("No help to you is on record")


def test_a_no_after_which_help_stopped_is_told_with_both_counts():
    """Ten helps before the request to Ana that has no answer, and none since; then one after which help went on."""
    stopped = Unanswered("ana", 5, 10, 0, withdrawn=True)
    says, step = habit(base(unanswered=(stopped,)), "no_offence")
    assert "to Ana has no answer on record; you had helped them 10 times before, and 0 times since" in says
    assert "seldom about you" in step
    going_on = replace(stopped, withdrawn=False)
    assert "did not stop over it" in habit(base(unanswered=(going_on,)), "no_offence")[0]
    assert habit(base(), "no_offence")[0] == "No request of yours is on record without an answer."


def test_what_can_not_be_told_is_never_good_news():
    """Help, warmth and requests missing: each habit says so, what is missing, and offers no step."""
    warmth = Missing("which of your ties warm and which cool", "all is of one day", "Load more.")
    found = base(tie("ana"), missing={"help": NO_HELP, "warmth": warmth, "requests": NO_REQUESTS})
    rows = content_of(allies.habits(found, CALLED, LOCAL))
    assert rows["says"].str.contains("can't be told").all()
    assert (rows["first_step"] == "").all()
    ties = content_of(allies.own_ties(base(tie("ana", state="early"), missing=found.missing), CALLED, LOCAL))
    assert ties.loc[0, ["you_got", "you_gave", "tie_state"]].tolist() == ["can't be told"] * 3


def test_a_category_says_how_it_stands():
    """Five kinds: one ally, nobody in the company, nobody yet, not told, and only known to oneself."""
    missing = Missing("who is a secretary", "no job titles are on record", "Add them.")
    kinds = (
        Kind("team_members", ("ana",), 3, {"answer": 1}, {"help": 2, "recognition": 1, "review": 4, "cover": 1}),
        Kind("senior_management"),
        Kind("support_staff", (), 4),
        Kind("gateway_people", missing=missing),
        Kind("family"),
    )
    rows = content_of(allies.support_base(base(kinds=kinds), LOCAL)).set_index("key")
    assert rows["state"].tolist() == ["one ally", "nobody there", "nobody yet", "can't be told", "only you know"]
    assert rows.loc["team_members", "you_got"] == "4 reviews, 2 helps, 1 time of cover, 1 more"
    assert rows.loc["team_members", "you_gave"] == "1 answer"
    assert (
        rows.loc["gateway_people", "told"] == "Who is a secretary can't be told: no job titles are on record. Add them."
    )


def test_thanks_are_told_from_both_sides():
    found = base(tie("ana", received={"recognition": 2}, given={"recognition": 1}))
    row = content_of(allies.own_ties(found, CALLED, LOCAL)).iloc[0]
    assert (row["you_got"], row["you_gave"]) == ("2 things you thanked for", "1 thing you were thanked for")


def test_ties_stand_by_name_and_have_no_figure_of_what_others_do():
    """The most help comes from Cy, who stands last; how much Cy helps others stands nowhere."""
    found = base(tie("cy", received={"help": 50}, help_of_theirs=777), tie("bo", weeks=None), tie("ana"))
    frame = content_of(allies.own_ties(found, CALLED, LOCAL))
    assert frame["name"].tolist() == ["Ana", "Bo", "Cy"]
    assert "777" not in frame.to_csv()
    assert frame["last_contact"].tolist() == ["a week ago", "before this period", "a week ago"]


@pytest.mark.parametrize("view", [allies.habits, allies.own_ties])
def test_nobody_else_is_shown_any_of_it(view):
    with pytest.raises(NotAllowed):
        view(base(tie("ana")), CALLED, COMPANY)
    with pytest.raises(NotAllowed):
        allies.support_base(base(), COMPANY)
    with pytest.raises(NotAllowed):
        allies.possible_allies((), CALLED, COMPANY)
