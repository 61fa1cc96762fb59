"""What would change a finding: doing what the sentence says makes it go away, and one step less does not."""

import re
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import pandas as pd
import pytest

from ally_graph.findings import DETECTORS, Finding, detector_of, find
from ally_graph.findings.explaining import coverage, explained
from ally_graph.network import network_of
from ally_graph.records import from_tables
from ally_graph.settings import Settings
from tests.unit.companies import AS_OF, clique, event, numbered, records_of, ring, roster, weekly

SAMPLE = Path(__file__).parents[3] / "sample_data"
COLUMNS = ["from_id", "to_id", "kind", "timestamp"]
WHEN = pd.Timestamp("2025-12-20T10:00")


@pytest.fixture(scope="module")
def tables():
    return {
        name: pd.read_csv(SAMPLE / f"{name}.csv", dtype="str")
        for name in ("people", "interactions", "recognitions", "absences", "programmes")
    }


def found(tables, key, more=()):
    """What one detector finds in the sample, with some more rows: the people of each finding, and the finding."""
    rows = pd.concat([tables["interactions"], pd.DataFrame(list(more), columns=COLUMNS, dtype="str")])
    records = from_tables(tables | {"interactions": rows.fillna({"weight": "1"})})
    network = network_of(records, as_of="2026-01-01")
    return {f.people: f for f in explained(DETECTORS[key], DETECTORS[key](network, records), network) if f.people}


def numbers(finding):
    return [float(text.replace(",", "")) for text in re.findall(r"\d[\d,.]*\d|\d", finding.would_change)]


def others(tables, person, team=None):
    people = tables["people"]
    wanted = people[(people["kind"] != "service") & ~people["person_id"].isin({*person})]
    return wanted["person_id"].tolist() if team is None else wanted.loc[wanted["team"] == team, "person_id"].tolist()


def rows(pairs, kind):
    return [(one, other, kind, (WHEN - pd.Timedelta(days=k / 10)).isoformat()) for k, (one, other) in enumerate(pairs)]


def test_so_many_allies_or_so_many_contacts_end_isolation(tables):
    """Everyone isolated in the sample gets as many as their sentence says; one contact fewer is too few.

    With so little contact, it doesn't say that allies would do, and half of them by one meeting each don't. Contact
    with one of the same team raises what is expected; it ends the finding, too.
    """
    for who, finding in found(tables, "isolated").items():
        contacts = int(numbers(finding)[0])
        mates = list(islice(others(tables, who), 4))
        assert "allies" not in finding.would_change
        assert who in found(tables, "isolated", rows([(*who, mate) for mate in mates], "meeting"))
        fewer = rows([(*who, mate) for mate in islice(cycle(mates[:1]), contacts - 1)], "help")
        enough = [*fewer, *rows([(*who, mates[0])], "help")]
        if finding.status == "named":
            assert who in found(tables, "isolated", fewer)
        assert who not in found(tables, "isolated", enough)
        mate = others(tables, who, tables["people"].set_index("person_id").loc[who[0], "team"])[0]
        assert who not in found(tables, "isolated", rows([(*who, mate)] * contacts, "message"))


def test_one_contact_ends_the_silence_of_a_tie(tables):
    ((pair, finding),) = found(tables, "cooling_ties").items()
    assert finding.would_change.startswith("A single contact between the two, the first in ")
    late = [(*pair, "message", "2025-12-31T10:00")]
    assert pair not in found(tables, "cooling_ties", late)


def test_so_many_helps_in_return_end_an_imbalance(tables):
    """A few more than told: some of the helpers are their manager or mentor, whose help is left out."""
    for who, finding in found(tables, "unbalanced").items():
        more = int(numbers(finding)[0])
        helpers = others(tables, who)[:8]
        back = rows(islice(cycle([(helper, *who) for helper in helpers]), more + 8), "help")
        assert who not in found(tables, "unbalanced", back)


def test_so_many_ties_outside_open_a_closed_group(tables):
    ((members, finding),) = found(tables, "closed_group").items()
    ties, contacts, _ = (int(number) for number in numbers(finding))
    outside = others(tables, members)
    pairs = [(members[k % len(members)], outside[len(outside) // ties * k]) for k in range(ties)]
    assert members in found(tables, "closed_group", rows(pairs[:1] * contacts, "meeting"))
    assert members not in found(tables, "closed_group", rows(pairs * contacts, "meeting"))


def test_a_second_link_and_a_usual_reach_end_a_bridge():
    """Red and blue and gold, and one person in red with all ties to the others."""
    red, blue, gold = numbered(8, "r"), numbered(8, "b"), numbered(8, "g")
    team = dict.fromkeys(red, "red") | dict.fromkeys(blue, "blue") | dict.fromkeys(gold, "gold")
    base = [row for unit in (red, blue, gold) for row in ring(unit, "meeting")]
    base += [row for other in ("b00", "b01", "g00", "g01") for row in weekly("r00", other, "meeting")]
    second = [event("r01", other, "meeting", days) for other in ("b02", "g02") for days in (3, 4)]

    def bridges(events):
        records = records_of(events, roster(team, team=team))
        return [f for f in find(network_of(records, as_of=AS_OF), records) if f.detector == "bridge" and f.people]

    (finding,) = bridges(base)
    assert "a second person with 2 contacts or more between each of the same pairs of teams" in finding.would_change
    assert all(not f.evidence["only_links"] for f in bridges([*base, *second]))


def test_the_words_for_the_over_relied_on_name_only_what_they_rest_on():
    """2.8 is twice the median; 3 of 4 leave one where two are needed; no `q` means named for requests."""
    words, settings = DETECTORS["overrelied"].would_change, Settings()
    evidence = {"help_per_week": 7.3, "full_time_share": 1.0, "stratum_median": 1.4}
    evidence |= {"dependants": 4, "need_more_access": 3}
    both = words(Finding("overrelied", "named", ("p",), 0.01, evidence=evidence), settings)
    assert both == (
        "This would end below 2.8 helps a week (7.3 now), or if 3 of the 4 people who lean on them got 50% of their "
        "help or more from others and if fewer than 2 said that they need more of their time."
    )
    asked = words(Finding("overrelied", "named", ("p",), None, evidence=evidence), settings)
    assert "lean on them" not in asked
    half = words(Finding("overrelied", "named", ("p",), None, evidence=evidence | {"full_time_share": 0.5}), settings)
    assert half.startswith("This would end below 2.8 helps a full-time week (7.3 now)")


def test_unevenness_ends_where_the_interval_reaches_the_floor():
    """Fifteen of thirty give none, surely 33 % (Wilson); of 14 it is 30.2 %, of 13 it is 27.4 %, below the 30 %."""
    words = DETECTORS["unequal_participation"].would_change
    evidence = {"beyond_chance_low": 0.5, "gini_expected_by_chance": 0.2, "gini_low": 0.54, "gini": 0.6, "people": 30}
    none = {"none_low": 0.331, "none_by_chance": 0.05, "none_share": 15 / 30}
    told = words(Finding("unequal_participation", "named", evidence=evidence | none), Settings())
    assert told == (
        "This would end with a Gini of about 0.53 instead of 0.60 and if 2 of the 15 people who give none on record "
        "began to help."
    )


def test_a_distance_ends_with_so_many_contacts():
    words = DETECTORS["remote_gap"].would_change
    evidence = {"rr": 0.5, "contacts_with_remote": 100}
    assert "About 41 more contacts" in words(Finding("remote_gap", "named", evidence=evidence), Settings())


ONE_OF_TWO = "A contact with 1 of the 2 reports without any in these 90 days would end this finding."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"left_out": 2}, ONE_OF_TWO),
        ({"left_out": 2, "contacts": 3}, ONE_OF_TWO),
        ({"left_out": 2, "coverage_high": 0.5}, ONE_OF_TWO),
        (
            {"left_out": 0, "coverage_high": 0.5, "contacts": 3, "contacts_expected": 40.0},
            "8 more contacts with the reports in all in these 90 days would end this finding.",
        ),
    ],
)
def test_a_leader_in_touch_again_is_no_finding(changes, words):
    evidence = {"left_out": 0, "coverage_high": 0.9, "contacts": 30, "contacts_expected": 40.0, "window_days": 90}
    found = Finding("leadership_gap", "named", ("p",), 0.01, evidence=evidence | changes)
    assert DETECTORS["leadership_gap"].would_change(found, Settings()) == words


def test_the_coverage_counts_the_people_of_the_layer():
    """Six people: four meet, one of these helps another."""
    records = records_of([*clique("abcd"), event("a", "b")], roster("abcdef"))
    network = network_of(records, as_of=AS_OF)
    contact, support = coverage(network, "contact"), coverage(network, "support")
    assert (contact.covered, contact.share) == (4, pytest.approx(4 / 6))
    assert (support.covered, support.share) == (2, pytest.approx(2 / 6))
    assert contact.sentence == (
        "From records of help and meetings in 90 days that cover 4 of 6 people, fewer than the 75% it takes for "
        "silence to mean much; talks that leave no record, such as lunch together, are not in them."
    )
    assert "75%" not in coverage(network_of(records_of(clique("ab")), as_of=AS_OF), "contact").sentence


def test_three_kinds_of_records_are_listed_in_words():
    records = records_of([event("a", "b"), event("a", "b", "meeting"), event("a", "b", "email")], roster("ab"))
    sentence = coverage(network_of(records, as_of=AS_OF), "contact").sentence
    assert sentence.startswith("From records of help, meetings and e-mail in 90 days that cover 2 of 2 people;")


def test_a_kind_of_the_users_own_is_never_quoted():
    records = records_of([event("a", "b", "talk about anna")], roster("ab"))
    assert "From records of other contact in" in coverage(network_of(records, as_of=AS_OF), "contact").sentence


def test_without_words_of_its_own_a_detector_gets_the_general_rule():
    records = records_of(clique("abc"), roster("abc"))
    network = network_of(records, as_of=AS_OF)
    silent = replace(DETECTORS["isolated"], would_change=detector_of("brand_new").would_change)
    (told,) = explained(silent, [Finding("isolated", "watch", evidence={"count": 2})], network)
    assert told.would_change.startswith("To name anyone")
    assert told.evidence == {"count": 2, "data_coverage": 1.0}


GENERAL = "To name anyone it would have to stand out"


@pytest.mark.parametrize(
    ("key", "watched", "unknown"),
    [
        ("overrelied", "2 people or more surely got over 50% of their help", "Help on record for 75% of the people"),
        ("ally_burnout", "3 signs in one person, with absence among them", "in which 3 of the 7 signs can be seen"),
        ("bridge", GENERAL, GENERAL),
        ("closed_group", GENERAL, GENERAL),
        ("cooling_ties", "beyond chance at a false discovery rate of 1%", "from 8 days of contact on"),
        ("isolated", GENERAL, GENERAL),
        ("leadership_gap", GENERAL, "manager of each person, and 3 reports of one leader"),
        ("remote_gap", GENERAL, "5 people who work remotely and 5 who don't"),
        ("unbalanced", GENERAL, "8 people with 10 helps given and received"),
        ("unequal_participation", "surely above 0.43, or if surely 25% more", "roster of 10 people or more"),
    ],
)
def test_what_names_nobody_says_what_it_takes_to_name_somebody(key, watched, unknown):
    """The numbers are those of the settings; where a detector has no words of its own, the general rule has."""
    records = records_of(clique("abc"), roster("abc"))
    network = network_of(records, as_of=AS_OF)
    unsure = [Finding(key, status, evidence={"count": 2}) for status in ("watch", "not_enough_data")]
    told = [finding.would_change for finding in explained(DETECTORS[key], unsure, network)]
    assert watched in told[0]
    assert unknown in told[1]
    assert told[0] != told[1] or watched == unknown


@pytest.mark.parametrize(
    ("key", "evidence", "words"),
    [
        (
            "bridge",
            {"only_links": 1, "contacts_across": 48, "contacts_expected": 10.6, "reaches_far": True},
            "It would no longer be said with a second person with 2 contacts or more between the same two teams, and "
            "fewer than 22 contacts across teams (48 now).",
        ),
        (
            "bridge",
            {"only_links": 2, "contacts_across": 48, "contacts_expected": 10.6, "reaches_far": False},
            "It would no longer be said with a second person with 2 contacts or more between each of the same pairs of "
            "teams.",
        ),
        (
            "bridge",
            {"only_links": 0, "contacts_across": 48, "contacts_expected": 24.0, "reaches_far": True},
            "It would no longer be said with fewer than 48 contacts across teams (48 now).",
        ),
        (
            "closed_group",
            {"ties_inside": 15.0, "ties_outside": 0.0, "ei_limit": -0.6},
            "4 more ties to people outside the group, with 6 contacts each in 90 days, would end this finding.",
        ),
        (
            "closed_group",
            {"ties_inside": 15.0, "ties_outside": 2.0, "ei_limit": -0.6},
            "2 more ties to people outside the group, with 6 contacts each in 90 days, would end this finding.",
        ),
        (
            "isolated",
            {
                **{"allies": 0, "stratum_median": 4.0, "contacts": 3, "contacts_expected": 30.0, "more_contacts": 5},
                "window_days": 90,
            },
            "3 more allies (two contacts within 28 days make one), or 5 more contacts with anybody in these 90 days, "
            "would end this finding.",
        ),
        (
            "cooling_ties",
            {"silent_days": 35},
            "A single contact between the two, the first in 35 days, would end this finding.",
        ),
        (
            "ally_burnout",
            {"signals": 4},
            "2 of the 4 signs gone, or absences as rare as before, would end this finding.",
        ),
    ],
)
def test_what_is_named_says_what_would_end_it(key, evidence, words):
    """Twice 10.6 contacts are 21.2; 15 * 0.33 / 1.67 = 2.96 ties may lead out before a group counts as open."""
    finding = Finding(key, "named", ("p",), 0.01, evidence=evidence)
    assert DETECTORS[key].would_change(finding, Settings()) == words
