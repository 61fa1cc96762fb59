"""The register of programmes: who takes part, how often pairs met, whether ties formed, counted by hand."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import ally_graph
from ally_graph.culture.looked import Looked, Missing
from ally_graph.culture.programmes import (
    BEYOND,
    CHANCE,
    ERROR,
    Dose,
    Formed,
    _held_against,
    dose,
    formed,
    pairs_of,
    programmes,
)
from ally_graph.culture.ties import Contacts, contacts_of
from ally_graph.network import network_of
from ally_graph.records import from_tables
from ally_graph.vocabulary import TOOLS
from tests.conftest import SAMPLE
from tests.unit.companies import numbered, roster

FIRST = pd.Timestamp("2025-01-01")


def day(number: int) -> pd.Timestamp:
    return FIRST + pd.Timedelta(days=number)


def rows(*pairs, start=100, programme="mentorship", role="mentor"):
    columns = {"person_id": [one for one, _ in pairs], "partner_id": [other for _, other in pairs]}
    return pd.DataFrame({**columns, "programme": programme, "role": role, "start_date": day(start), "end_date": pd.NaT})


def met(*meetings, people=12, until=300) -> Contacts:
    """People p00, p01 ... of one team who met on these days: (one, other, days)."""
    found = sorted({(min(one, other), max(one, other), at) for one, other, days in meetings for at in days})
    table = np.array(found or np.zeros((0, 3)), dtype=np.int64).reshape(-1, 3)
    same, far = np.zeros(people, dtype=np.int64), np.full(people, 10**6)
    ids = pd.Index(numbered(people))
    return Contacts(ids, *table.T, FIRST, day(until), same, same.astype(float), same - 1, -far, far)


def test_every_tool_has_its_place_in_the_register_also_unused():
    people = roster(numbered(6), start_date="2025-01-01")
    records = from_tables({"people": people})
    found = programmes(Looked(records, network_of(records)))
    assert [one.key for one in found] == list(TOOLS)
    assert {(one.people, one.is_running) for one in found} == {(0, False)}


def test_a_pair_is_counted_once_however_it_is_written():
    """The mentor's row and the mentee's are one pair, from mentor to mentee; a pair with oneself is none."""
    both = pd.concat([rows(("p01", "p00")), rows(("p00", "p01"), role="mentee"), rows(("p02", "p02"))])
    assert pairs_of(both, "mentorship")[["giver", "taker"]].values.tolist() == [["p01", "p00"]]


def test_the_dose_counts_days_of_the_first_ninety():
    """One pair met on nine days of 90, one on one and once just outside; a pair that began late is left out."""
    contacts = met((0, 1, range(100, 109)), (2, 3, [100, 190]), (4, 5, range(250, 260)))
    found = dose(
        contacts,
        pairs_of(pd.concat([rows(("p00", "p01"), ("p02", "p03")), rows(("p04", "p05"), start=250)]), "mentorship"),
    )
    assert found == Dose(pairs=2, median=5.0, often=1, at_most_once=1)


def test_the_dose_can_not_be_told_without_pairs_or_before_ninety_days_are_over():
    late = pairs_of(rows(("p00", "p01"), start=250), "mentorship")
    assert isinstance(dose(met(), late), Missing)
    assert isinstance(dose(met(), late.head(0)), Missing)


SIX = [("p00", "p01"), ("p02", "p03"), ("p04", "p05"), ("p06", "p07"), ("p08", "p09"), ("p10", "p11")]
LATER = [(one, one + 1, [200, 230]) for one in range(0, 12, 2)]


def test_ties_of_a_programme_that_others_never_form_are_said_to_have_formed():
    """All six pairs are in touch after 90 days, and no two others ever are."""
    found = formed(met(*LATER), rows(*SIX), "mentorship")
    assert (found.pairs, found.ties, found.similar) == (6, 6, 0.0)
    assert found.verdict == BEYOND


def test_ties_that_everybody_forms_are_no_more_than_chance():
    everybody = [(one, other, [200, 230]) for one in range(12) for other in range(one)]
    found = formed(met(*everybody), rows(*SIX), "mentorship")
    assert (found.ties, found.similar) == (6, 1.0)
    assert found.verdict == CHANCE


@pytest.mark.parametrize(
    ("meetings", "ties"),
    [
        ([(one, other, [200]) for one, other, _ in LATER], 0),
        ([(one, other, [182, 189]) for one, other, _ in LATER], 0),
        ([(one, other, [285, 290]) for one, other, _ in LATER], 0),
        ([(one, other, [190, 279]) for one, other, _ in LATER], 6),
    ],
    ids=["met once", "not any more", "too late", "first and last day"],
)
def test_a_tie_has_lasted_with_two_days_from_ninety_to_a_hundred_and_eighty(meetings, ties):
    assert formed(met(*meetings), rows(*SIX), "mentorship").ties == ties


def test_who_knew_each_other_before_formed_nothing_new():
    """Four of six pairs met in the 90 days before: two are left, too few to tell."""
    known = [(one, one + 1, [20, 50]) for one in range(0, 8, 2)]
    found = formed(met(*LATER, *known), rows(*SIX), "mentorship")
    assert isinstance(found, Missing)
    assert "2 of 6 pairs were new" in found.missing


@pytest.mark.parametrize("start", [80, 200])
def test_it_takes_ninety_days_before_and_four_months_after(start):
    assert isinstance(formed(met(*LATER), rows(*SIX, start=start), "mentorship"), Missing)


def test_without_pairs_all_who_began_together_are_looked_at():
    """Six of twelve began an open mic: 15 pairs, of whom three formed a tie that lasted."""
    some = pd.DataFrame({"person_id": numbered(6), "partner_id": None, "role": "participant"})
    some = some.assign(programme="open_mic", start_date=day(100), end_date=pd.NaT)
    found = formed(met(*LATER), some, "open_mic", draws=99)
    assert isinstance(found, Formed)
    assert (found.pairs, found.ties) == (15, 3)
    assert found.verdict == CHANCE


def test_the_same_rows_in_any_order_give_the_same():
    contacts, whole = met(*LATER), rows(*SIX)
    assert formed(contacts, whole, "mentorship") == formed(contacts, whole.iloc[::-1], "mentorship")


def test_large_meetings_bring_nobody_together():
    """A meeting of twelve is one row a pair at one moment, on two days: nobody has met anybody."""
    ids = numbered(12)
    pairs = [(one, other) for place, one in enumerate(ids) for other in ids[:place]]
    told = pd.DataFrame(pairs, columns=["from_id", "to_id"]).assign(kind="meeting", timestamp="2026-01-05T10:00:00Z")
    records = from_tables({"people": roster(ids), "interactions": told})
    assert len(contacts_of(records, pd.Timestamp("2026-02-01")).day) == 0


def test_who_works_at_one_place_is_known_where_the_roster_says_so():
    places = ["Pune", "Lisbon", "Pune", None]
    told = from_tables({"people": roster(numbered(4)).assign(location=places)})
    assert contacts_of(told, pd.Timestamp("2026-02-01")).location.tolist() == [1, 0, 1, -1]
    assert set(contacts_of(from_tables({"people": roster(numbered(4))}), pd.Timestamp("2026-02-01")).location) == {-1}


@pytest.fixture(scope="module")
def sample():
    return ally_graph.load(SAMPLE)


@pytest.fixture(scope="module")
def register(sample):
    """The register of the sample at the end of its year, by key."""
    analysis = ally_graph.analyze(sample, findings=False)
    return {one.key: one for one in programmes(Looked(sample, analysis.base))}


@pytest.fixture(scope="module")
def truth():
    return json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))


def test_the_programmes_of_the_sample_that_worked_and_that_did_not_are_found(register, truth):
    """Goals in common brought support and design together; those drawn for three others met nobody by it."""
    said = {key: one.formed.verdict for key, one in register.items() if isinstance(one.formed, Formed)}
    assert sorted(key for key, verdict in said.items() if verdict == BEYOND) == truth["programme_with_ties"]
    assert sorted(key for key, verdict in said.items() if verdict == CHANCE) == sorted(truth["programme_without_ties"])


def test_of_the_programme_that_worked_most_pairs_met_often(register, truth):
    found = register[truth["programme_with_ties"][0]]
    assert (found.formed.pairs, found.formed.ties, found.dose.pairs) == (12, 12, 12)
    assert found.dose.often > 6


def test_one_or_two_ties_are_not_said_to_be_of_a_programme():
    """Two of six pairs are in touch after 90 days and no others ever: rare, and still no more than two."""
    few, more = (formed(met(*LATER[:number]), rows(*SIX), "mentorship") for number in (2, 3))
    assert (few.verdict, more.verdict) == (CHANCE, BEYOND)
    assert few.p <= ERROR


def test_pairs_of_the_sample_drawn_by_lot_formed_nothing(sample):
    """Twelve pairs in each of twenty draws: no more than one draw is said to have formed ties."""
    rng, said = np.random.default_rng(3), 0
    contacts = contacts_of(sample, pd.Timestamp("2026-01-01"))
    for _ in range(20):
        ids = sample.people["person_id"].iloc[rng.permutation(len(sample.people))[:24]].astype("str")
        drawn = rows(*ids.to_numpy().reshape(12, 2).tolist()).assign(start_date=pd.Timestamp("2025-09-01"))
        said += getattr(formed(contacts, drawn, "mentorship"), "verdict", CHANCE) == BEYOND
    assert said <= 1


def test_hours_and_load_are_told_where_they_are_on_record(register):
    """Mentors of the sample give help, and no hours are on record."""
    assert register["mentorship"].load.givers == 13
    assert np.isnan(register["mentorship"].hours)
    assert replace(register["mentorship"], ended="2025-12-31").is_running is False


@pytest.mark.parametrize(("days", "often", "once"), [(0, 0, 1), (1, 0, 1), (2, 0, 0), (8, 0, 0), (9, 1, 0)])
def test_often_is_more_than_eight_days_and_once_is_at_most_one(days, often, once):
    found = dose(met((0, 1, range(100, 100 + days))), pairs_of(rows(("p00", "p01")), "mentorship"))
    assert (found.often, found.at_most_once) == (often, once)


@pytest.mark.parametrize(("pairs", "told"), [(4, False), (5, True)])
def test_it_takes_five_pairs_to_tell_whether_ties_formed(pairs, told):
    """With fewer it is said how many have been long enough on record."""
    found = formed(met(*LATER), rows(*SIX[:pairs]), "mentorship")
    assert isinstance(found, Formed) == told
    assert told or found.missing.startswith("4 of 4 pairs have 90 days of records")


def test_pairs_of_the_programme_are_not_what_its_pairs_are_held_against():
    """P00 is the mentor of eleven who all stay in touch with them; nobody else ever is."""
    mentees = numbered(12)[1:]
    contacts = met(*((0, one, [200, 230]) for one in range(1, 12)))
    found = formed(contacts, rows(*(("p00", one) for one in mentees)), "mentorship")
    assert (found.ties, found.similar) == (11, 0.0)


def test_where_chance_makes_as_many_as_often_as_not_p_is_a_half():
    """Half of the draws that are just as many count, and the programme itself is one of them."""
    drawn = np.array([2.0] * 9 + [3.0] * 80 + [4.0] * 10)
    assert _held_against(6, 3, drawn, 0.0, 0).p == pytest.approx((10 + 0.5 * 81) / 100)
    assert _held_against(6, 3, np.full(99, 3.0), 0.0, 0).p == pytest.approx(0.5)


def began(people, start=100):
    some = pd.DataFrame({"person_id": numbered(people), "partner_id": None, "role": "participant"})
    return some.assign(programme="open_mic", start_date=day(start), end_date=pd.NaT)


@pytest.mark.parametrize(("people", "told"), [(3, False), (4, True)])
def test_it_takes_five_pairs_of_strangers_who_began_together(people, told):
    """Three people are three pairs and four are six."""
    assert isinstance(formed(met(*LATER), began(people), "open_mic", draws=99), Formed) == told


def test_of_two_ways_to_tell_what_is_chance_the_less_telling_one_counts():
    """Three pairs of twelve people: lots drawn among all make more; six who stay in touch with all: habit does."""
    some = formed(met(*LATER), began(6), "open_mic", draws=199)
    everybody = [(one, other, [200, 230]) for other in range(6) for one in range(12) if one > other]
    outgoing = formed(met(*everybody), began(6), "open_mic", draws=199)
    assert (some.ties, outgoing.ties) == (3, 15)
    assert some.expected > 1
    assert outgoing.expected > 13
    assert outgoing.verdict == CHANCE
