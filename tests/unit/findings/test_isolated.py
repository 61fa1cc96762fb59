"""Who may be on their own: facts, inference, and everyone who must not be named."""

from itertools import combinations

import numpy as np
import pytest

from ally_graph import vocabulary
from ally_graph.findings import isolated as module
from ally_graph.findings.isolated import isolated_people
from ally_graph.network import network_of
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, WEEKS, ago, clique, company, event, numbered, records_of, ring, roster, weekly

FIVE = list("abcde")


def isolated(events, people=None, kinds=None, settings=None, **tables):
    records = records_of(events, people, **tables)
    network = network_of(records, as_of=AS_OF, kinds=kinds, settings=Settings(**(settings or {})))
    return isolated_people(network, records)


def named(findings):
    return [person for finding in findings for person in finding.people]


def counts(findings, status):
    return [finding.evidence["count"] for finding in findings if finding.status == status]


def test_one_without_ties_beside_a_clique_of_five_is_a_fact():
    """The five met each other once, four contacts each; zoe was there for all ninety days."""
    (found,) = isolated(clique(FIVE), roster([*FIVE, "zoe"]))
    assert (found.status, found.people, found.q, found.score) == ("fact", ("zoe",), None, 0.0)
    assert found.evidence == {
        "allies": 0,
        "stratum_median": 4,
        "contacts": 0,
        "contacts_expected": pytest.approx(found.evidence["contacts_expected"]),
        "more_contacts": 1,
        "class": "no recorded contact",
        "exposure_days": 90,
        "window_days": 90,
    }


def test_five_of_ten_without_ties_are_five_facts():
    """The median of four allies five times and none five times is two: this is no quiet company."""
    findings = isolated(clique(FIVE), roster(numbered(5, "x") + FIVE))
    assert [finding.status for finding in findings] == ["fact"] * 5
    assert named(findings) == numbered(5, "x")


def test_where_most_have_no_allies_nobody_is_named():
    """Two of ten have met: the median is none, so it is about the team or the records."""
    findings = isolated([event("p00", "p01", "meeting")], roster(numbered(10)))
    assert named(findings) == []
    assert counts(findings, "not_enough_data") == [8]
    assert "8 people had no ally on record, and at least half of the colleagues like them 1 at most" in findings[0].why


def test_a_quiet_team_in_a_lively_company_is_not_named():
    """Team quiet: ten people, two of whom met; everyone else meets two others every week."""
    quiet, lively = numbered(10, "q"), numbered(20, "v")
    team = dict.fromkeys(quiet, "quiet") | dict.fromkeys(lively, "lively")
    findings = isolated([*ring(lively, "meeting"), event("q00", "q01", "meeting")], roster(quiet + lively, team=team))
    assert named(findings) == []


@pytest.mark.parametrize(("calm", "who"), [(6, []), (3, ["q00", "q01", "q02"])])
def test_a_small_quiet_team_is_about_the_team(calm, who):
    """Six who meet two others once a fortnight beside twenty who meet ten a week; of three nobody can tell."""
    quiet, lively = numbered(calm, "q"), numbered(20, "v")
    team = dict.fromkeys(quiet, "quiet") | dict.fromkeys(lively, "lively")
    pairs = [(quiet[i], quiet[(i + 1) % calm]) for i in range(calm)]
    rows = [row for pair in pairs for row in weekly(*pair, "meeting")[:: 2 if calm > 3 else 3]]
    assert named(isolated([*ring(lively, "meeting", reach=5), *rows], roster(quiet + lively, team=team))) == who


def test_without_a_roster_nobody_is_named():
    (found,) = isolated([*clique(FIVE), event("zoe", "a")])
    assert (found.status, found.people) == ("not_enough_data", ())
    assert "roster" in found.why


def test_new_people_are_counted_but_not_named():
    """Hired 27 days before the end, against 28."""
    people = roster([*FIVE, "new", "old"], start_date={"new": "2026-03-05", "old": "2026-03-04"})
    findings = isolated(clique(FIVE), people)
    assert named(findings) == ["old"]
    assert counts(findings, "not_enough_data") == [1]


def test_people_on_leave_all_the_time_are_not_named():
    findings = isolated(clique(FIVE), roster([*FIVE, "away"]), absences=[("away", "2025-11-01", "2026-05-31")])
    assert named(findings) == []


def test_people_who_left_before_the_window_are_not_named():
    assert isolated(clique(FIVE), roster([*FIVE, "gone"], end_date={"gone": "2025-12-31"})) == []


@pytest.mark.parametrize("kind", ["external", "service"])
def test_externals_and_mailboxes_are_never_isolated(kind):
    assert isolated(clique(FIVE), roster([*FIVE, "zoe"], kind={"zoe": kind})) == []


@pytest.mark.parametrize("kind", ["employee", "contractor"])
def test_employees_and_contractors_are(kind):
    assert named(isolated(clique(FIVE), roster([*FIVE, "zoe"], kind={"zoe": kind}))) == ["zoe"]


def test_asking_without_an_answer_is_still_no_contact():
    (found,) = isolated([*clique(FIVE), event("zoe", "a", "request")], roster([*FIVE, "zoe"]))
    assert (found.status, found.evidence["class"]) == ("fact", "not approached")
    assert "They have asked for help." in found.why


def test_a_buddy_who_was_never_met_is_mentioned():
    """The programme has both sides of it: zoe is the newcomer and a, one of the clique, her buddy."""
    (found,) = isolated(
        clique(FIVE),
        roster([*FIVE, "zoe"]),
        programmes=[("zoe", "buddy", "newcomer", "a"), ("a", "buddy", "buddy", "zoe")],
    )
    assert found.evidence["met_buddy"] is False
    assert "A buddy was agreed; no contact between the two is on record in this time." in found.why


def test_a_buddy_who_was_asked_for_help_is_not_said_to_be_a_stranger():
    """A request is no contact, but it is on record between the two; another colleague who asked zoe is told as well."""
    (found,) = isolated(
        [*clique(FIVE), event("zoe", "a", "request"), event("b", "zoe", "request")],
        roster([*FIVE, "zoe"]),
        programmes=[("zoe", "buddy", "newcomer", "a")],
    )
    assert found.evidence["met_buddy"] is True
    assert "buddy" not in found.why
    assert "They have asked for help. Others have asked them for help." in found.why


def test_wanting_more_of_somebodys_time_is_not_said_to_be_a_request():
    (found,) = isolated([*clique(FIVE), event("zoe", "a", "access")], roster([*FIVE, "zoe"]))
    assert "asked" not in found.why


def test_mails_to_all_are_less_than_a_contact_and_said_to_count_little():
    """Twelve mails to the other nineteen, of which zoe got one each, and meetings of the others in a ring."""
    everybody = [*LIVELY, "zoe"]
    mails = [event("v00", other, "email", 3 * day + 0.05 * day) for day in range(12) for other in everybody[1:]]
    met = [(*row[:3], ago(k / 35), 1.0) for k, row in enumerate(ring(LIVELY, "meeting"))]
    (found,) = isolated([*met, *mails], roster(everybody))
    assert found.people == ("zoe",)
    assert found.why.startswith("Less than one contact on record in ")
    assert "Mails to many count little, and a meeting once." in found.why


def test_whoever_has_left_is_not_named():
    """Zoe had no contact either way; three weeks ago she left, and nobody is to ask her how she is."""
    left = "2026-03-10"
    assert named(isolated(clique(FIVE), roster([*FIVE, "zoe"], end_date={"zoe": left}))) == []
    today = str(AS_OF.date())
    assert named(isolated(clique(FIVE), roster([*FIVE, "zoe"], end_date={"zoe": today}))) == ["zoe"]


def test_records_of_one_day_are_not_said_to_cover_days_at_work():
    (fact,) = isolated(clique(FIVE), roster([*FIVE, "zoe"]))
    assert fact.why.startswith("No contact with a colleague is on record. Colleagues like them")
    (fact,) = isolated([*clique(FIVE), *clique(FIVE, days=80)], roster([*FIVE, "zoe"]))
    assert "is on record in 80 days at work." in fact.why


LIVELY = numbered(19, "v")


def test_far_less_contact_than_usual_is_named_by_inference():
    """Nineteen people meet four others weekly: 48 contacts in twelve weeks, 50 for v00, who helped zoe twice.

    The mean of 20 people is (18 * 48 + 50 + 2) / 20 = 45.8; the median of log((x + .5) / (45.8 + .5)) is that of 48,
    so that 45.8 * 48.5 / 46.3 = 47.976 are expected, and 2 of these are 0.0417.
    """
    rows = [*ring(LIVELY, "meeting"), event("v00", "zoe", days=3), event("v00", "zoe", days=40)]
    (found,) = isolated(rows, roster([*LIVELY, "zoe"]))
    assert (found.status, found.people) == ("named", ("zoe",))
    assert found.q < 1e-6
    assert found.score == pytest.approx(2 / 47.976, abs=1e-5)
    assert found.evidence["contacts_expected"] == pytest.approx(47.976, abs=1e-3)
    assert found.evidence["class"] == "peripheral"
    assert (found.evidence["allies"], found.evidence["stratum_median"]) == (0, 4)


def test_who_surely_has_less_than_a_third_is_named_however_much_people_differ():
    """Ten meet four others weekly and nine meet four others five times a week: a tenth of the usual is no rarity.

    But of a third of the usual so few are: of 30 or more, 3 come in fewer than one of a million cases.
    """
    quiet, busy = LIVELY[:10], LIVELY[10:]
    pairs = [(busy[i], busy[(i + step) % 9]) for i in range(9) for step in (1, 2)]
    rows = [*ring(quiet, "meeting"), *(row for pair in pairs for row in weekly(*pair, "meeting", times=5))]
    rows += [event("v00", "zoe", days=day) for day in (3, 40, 70)]
    (found,) = isolated(rows, roster([*LIVELY, "zoe"]))
    assert (found.status, found.people, found.q) == ("named", ("zoe",), None)
    findings = isolated(rows, roster([*LIVELY, "zoe"]), settings={"isolated_surely_below": 0.02})
    assert (named(findings), counts(findings, "watch")) == ([], [1])


@pytest.mark.parametrize(("contacts", "who"), [(10, []), (8, ["zoe"])])
def test_a_few_who_have_most_contact_make_nobody_else_surely_alone(contacts, who):
    """Of a team twelve have 48 contacts and five 240, 99 on average: a third of 48 is 16, and 8 are surely less.

    Below a third of the average, 33, ten are surely, too. In the other team all have 48.
    """
    quiet, busy, even = LIVELY[:12], LIVELY[12:17], numbered(25, "w")
    rows = [*ring(quiet, "meeting"), *ring(even, "meeting")]
    rows += [row for pair in combinations(busy, 2) for row in weekly(*pair, "meeting", times=20)]
    rows += [event("v00", "zoe", days=3 + 4 * k) for k in range(contacts)]
    people = [*quiet, *busy, "zoe", *even]
    team = dict.fromkeys(people, "a") | dict.fromkeys(even, "b")
    assert named(isolated(rows, roster(people, team=team), settings={"false_discovery_rate": 1e-99})) == who


def test_where_contact_comes_in_clumps_little_of_it_is_no_rarity():
    """Three times six people who meet daily in one month each, and never else: two contacts are no surprise."""
    rows = [
        event(one, other, "meeting", 28 * block + day)
        for block in range(3)
        for one, other in combinations(LIVELY[6 * block : 6 * block + 6], 2)
        for day in range(1, 28, 2)
    ]
    rows += [event("v00", "zoe", days=3), event("v06", "zoe", days=40)]
    findings = isolated(rows, roster([*LIVELY[:18], "zoe"]))
    assert (named(findings), counts(findings, "watch")) == ([], [1])


def test_a_few_contacts_with_several_colleagues_are_no_isolation():
    """Few contacts, but two allies of a usual four are half of them."""
    rows = [*ring(LIVELY, "meeting"), event("v00", "zoe", "meeting"), event("v05", "zoe", "meeting")]
    assert named(isolated(rows, roster([*LIVELY, "zoe"]))) == []


@pytest.mark.parametrize(("opposite", "who"), [(False, []), (True, ["zoe"])])
def test_one_contact_each_makes_no_company_where_many_allies_are_usual(opposite, who):
    """Three meetings with three people are more than half of four usual allies, and of five."""
    rows = [*ring(LIVELY, "meeting", reach=2), *(event(f"v0{k}", "zoe", "meeting") for k in (0, 5, 9))]
    pairs = zip(LIVELY[:9], LIVELY[9:18], strict=True) if opposite else []
    rows += [row for pair in pairs for row in weekly(*pair, "meeting")]
    assert named(isolated(rows, roster([*LIVELY, "zoe"]))) == who


def test_with_few_events_chance_explains_little_contact():
    """Six contacts are usual and one is on record: P(X <= 1) = 7 e^-6 = 0.017 for one, 0.35 for one of twenty."""
    rows = [*ring(LIVELY, "meeting", reach=3)[::WEEKS], event("zoe", "v00")]
    findings = isolated(rows, roster([*LIVELY, "zoe"]))
    assert named(findings) == []
    assert counts(findings, "watch") == [1]
    assert all(finding.people == () for finding in findings)


def test_where_people_differ_a_lot_a_low_count_is_nothing_special():
    """Everyone's contact follows a lognormal of spread 1.2; nobody was planted."""
    rng = np.random.default_rng(3)
    ids = numbered(40)
    pull = rng.lognormal(0, 1.2, 40)
    rows = []
    for day in range(84):
        for first, second in rng.choice(40, (12, 2), p=pull / pull.sum()):
            if first != second:
                rows.append(event(ids[first], ids[second], "meeting", day + 0.5))
    findings = isolated(rows, roster(ids))
    assert [finding for finding in findings if finding.status == "named"] == []


def test_people_who_were_there_for_a_third_of_the_time_are_expected_to_have_a_third_of_the_contact():
    """Thirty days of ninety: four weeks of meetings, as everyone else has in four weeks."""
    people = roster([*LIVELY, "zoe"], start_date={"zoe": "2026-03-02"})
    rows = [
        *ring(LIVELY, "meeting"),
        *weekly("zoe", "v00", "meeting", 2, weeks=4),
        *weekly("zoe", "v01", "meeting", 2, weeks=4),
    ]
    assert isolated(rows, people) == []


SURVEYED = numbered(10)


def nominations(respondents):
    """Each of these names the two people on either side, once."""
    return [row for order in (respondents, respondents[::-1]) for row in ring(order, "nomination")[::WEEKS]]


@pytest.mark.parametrize("extra", [[], [event("p00", "p01", "access")]])
def test_silence_in_a_survey_few_answered_is_not_taken_for_isolation(extra):
    """Seven of ten answered, less than 75 %: the other three are not named."""
    findings = isolated([*nominations(SURVEYED[:7]), *extra], roster(SURVEYED))
    assert named(findings) == []


def test_in_a_survey_most_answered_those_nobody_named_are_facts():
    """Eight of ten answered."""
    assert named(isolated(nominations(SURVEYED[:8]), roster(SURVEYED))) == ["p08", "p09"]


def test_other_records_beside_the_survey_lift_the_gate():
    rows = [*nominations(SURVEYED[:7]), *clique(SURVEYED[:7])]
    assert named(isolated(rows, roster(SURVEYED))) == ["p07", "p08", "p09"]


def test_only_the_kinds_looked_at_count():
    rows = [*clique(FIVE), event("zoe", "a", "message")]
    assert named(isolated(rows, roster([*FIVE, "zoe"]), kinds=("meeting",))) == ["zoe"]


def test_little_contact_has_to_show_in_two_slices_of_three():
    """Nineteen meet four others twelve times each two months ago and once in each four weeks since.

    zoe has ten contacts of the 56 others have, less than a quarter, all with one person. Five in each of the last two
    slices are more than the four that are usual there; five in one of them and none in the other are not.
    """
    pairs = [(row[0], row[1]) for row in ring(LIVELY)[::WEEKS]]
    rows = [event(*pair, "meeting", 57 + 2 * k) for pair in pairs for k in range(12)]
    rows += [event(*pair, "meeting", days) for pair in pairs for days in (14, 42)]
    lately, before = ([event("zoe", "v00", "meeting", days + k) for k in range(5)] for days in (5, 33))
    people = roster([*LIVELY, "zoe"])
    both = isolated([*rows, *lately, *before], people)
    assert (named(both), counts(both, "watch")) == ([], [1])
    assert named(isolated([*rows, *lately], people)) == ["zoe"]


def test_where_most_have_a_single_ally_nobody_stands_out():
    """Ten pairs meet every week; the median is one ally, and so is that of colleagues met."""
    ids = numbered(20)
    rows = [row for k in range(0, 20, 2) for row in weekly(ids[k], ids[k + 1], "meeting")]
    findings = isolated(rows, roster([*ids, "zoe"]))
    assert named(findings) == []
    assert counts(findings, "not_enough_data") == [1]


def test_whom_a_survey_mentions_once_is_looked_at():
    """p07 did not answer and was named once, where eight are usual: P(X <= 1) = 9 e^-8 = 0.003. p08, p09: no word."""
    rows = [*nominations(SURVEYED[:7]), event("p00", "p07", "nomination")]
    assert named(isolated(rows, roster(SURVEYED))) == ["p07"]


def test_without_allies_colleagues_are_counted_by_whom_they_are_in_contact_with():
    """Everyone helps the next two once, which makes four colleagues and no ally."""
    findings = isolated(ring(LIVELY)[::WEEKS], roster([*LIVELY, "zoe"]))
    (found,) = [finding for finding in findings if finding.people]
    assert (found.status, found.people) == ("fact", ("zoe",))
    assert "Colleagues like them usually have contact with 4 people." in found.why


def test_who_came_to_whom_is_told_by_requests_and_nominations_alone():
    """Zoe asks Ana, and Bo names Zoe as somebody to turn to; of help and of a meeting it is not known who began."""
    rows = [event("zoe", "ana"), event("zoe", "ana", "request"), event("ana", "zoe", "answer")]
    network = company(
        [*rows, event("bo", "zoe", "nomination"), event("bo", "zoe", "meeting")], roster(["ana", "bo", "zoe"])
    )
    out, approached = module._directions(network, vocabulary.comes_from_first)
    assert (out.tolist(), approached.tolist()) == ([0, 1, 1], [1, 0, 1])


def test_an_answer_may_have_been_asked_for_so_nobody_is_said_not_to_have_asked():
    """Ana answered Zoe, who may have turned to her, and reviewed what Bo wrote; help may have been offered."""
    rows = [event("ana", "zoe", "answer"), event("ana", "bo", "review"), event("zoe", "bo")]
    network = company(rows, roster(["ana", "bo", "zoe"]))
    out, approached = module._directions(network, vocabulary.may_come_from_second)
    assert (out.tolist(), approached.tolist()) == ([0, 1, 1], [2, 0, 0])


@pytest.mark.parametrize(("kind", "told"), [("help", True), ("answer", False)])
def test_whoever_answered_is_not_said_to_have_been_turned_to_by_nobody(kind, told):
    """Zoe asked v00 and v05, and gave v00 something twice: help of hers may have been offered, an answer asked for."""
    rows = [event("zoe", other, "request", 9) for other in ("v00", "v05")]
    given = [event("zoe", "v00", kind, days) for days in (3, 40)]
    (found,) = isolated([*ring(LIVELY, "meeting"), *rows, *given], roster([*LIVELY, "zoe"]))
    assert (found.status, found.people) == ("named", ("zoe",))
    assert ("They turned to others twice; nobody is on record as turning to them." in found.why) is told


def test_what_is_expected_is_the_rate_of_the_team_for_the_days_of_each():
    """Eight people with 10 contacts in 80 days each, one of them with 40 days of these: 80 contacts in 600 days."""
    network = company([], roster(numbered(8), team="red"))
    effort = np.array([80.0] * 7 + [40.0])
    found = module._expected(network, np.full(8, 10), effort, np.ones(8, dtype=bool))
    assert found == pytest.approx([80 * 80 / 600] * 7 + [40 * 80 / 600])


def test_little_contact_at_the_false_discovery_rate_itself_is_named():
    """With the rate set to exactly what the finding has it is named still, with a little less it is watched."""
    rows = [*ring(LIVELY, "meeting"), event("v00", "zoe", days=3), event("v00", "zoe", days=40)]
    people = roster([*LIVELY, "zoe"])
    alone = {"isolated_surely_below": 1e-6}
    (found,) = isolated(rows, people)
    for rate, status in ((found.q, "named"), (found.q * 0.999, "watch")):
        settings = {**alone, "false_discovery_rate": rate}
        assert [one.status for one in isolated(rows, people, settings=settings)] == [status]


@pytest.mark.parametrize("days", [100, -5])
def test_people_whose_records_lie_outside_the_window_are_counted_and_not_named(days):
    """Zoe met somebody before the window or after it; with a first day on the roster it is known that she was there."""
    rows = [*clique(FIVE), *clique(FIVE, days=80), event("zoe", FIVE[0], "meeting", days)]
    (found,) = isolated(rows, roster([*FIVE, "zoe"]))
    assert (found.status, found.people, found.evidence["count"]) == ("not_enough_data", (), 1)
    assert "Is the roster up to date?" in found.why
    assert named(isolated(rows, roster([*FIVE, "zoe"], start_date={"zoe": "2025-01-01"}))) == ["zoe"]
