"""Everything an analysis says stays the same when people are called something else, when rows and tables come in
another order, and when weights are counted in another unit: 840 cases, with those of `test_invariance` over 1,000."""

from __future__ import annotations

from random import Random

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ally_graph import analysis as analysing
from ally_graph import analyze
from ally_graph.clusters import CLUSTERING, find_clusters
from ally_graph.findings import closed_group
from ally_graph.network import canonical
from ally_graph.records import from_tables
from ally_graph.settings import Settings
from ally_graph.simulate import tables as invented
from tests.nightly.size import many
from tests.property.companies import IDS, PROPERTY, company, rows, tables, teams

AS_OF = "2026-04-01"
COMPANIES = many(40, 210)
CHEAP = Settings(null_draws=29, cluster_bootstraps=4, cluster_starts=1)
ID_COLUMNS = ("person_id", "from_id", "to_id", "giver_id", "receiver_id", "manager_id", "partner_id")
OTHER_IDS = [f"q{number:02d}" for number in range(len(IDS))]
SCALED = {"help_given", "help_received"}
NAMELESS = ["person_id", "name", "cluster"]


@pytest.fixture
def few_samples(monkeypatch):
    """Compare clusters with three chance samples instead of a hundred."""

    def clustering(network):
        return network.once(CLUSTERING, lambda: find_clusters(network, null_samples=3))

    monkeypatch.setattr(analysing, "clustering_of", clustering)
    monkeypatch.setattr(closed_group, "clustering_of", clustering)


def told(result, called=lambda person: person):
    """All of a result by the names of `called`, in an order that ids don't decide; cluster numbers follow the ids."""
    whole = result.to_dict()
    findings = [one | {"people": sorted(map(called, one["people"]))} for one in whole["findings"]]
    clusters = [one | {"id": 0, "members": sorted(map(called, one["members"]))} for one in whole["clusters"]]
    return {
        **{key: whole[key] for key in ("data", "coverage", "network", "challenges")},
        "findings": sorted(findings, key=str),
        "clusters": sorted(clusters, key=str),
    }


def same(before, after, called=lambda person: person, unit=1.0):
    """The people who are called so say the same, one by one and all together."""
    assert told(before, called) == told(after)
    first = before.people.assign(person_id=before.people["person_id"].map(called)).sort_values("person_id")
    first, second = (frame.drop(columns=NAMELESS).reset_index(drop=True) for frame in (first, after.people))
    scaled = [name for name in first if name in SCALED]
    pd.testing.assert_frame_equal(first.assign(**first[scaled] * unit), second, rtol=1e-9, atol=1e-9)


def renamed(tables, called, random):
    """The tables with other ids and names, their rows and themselves in another order."""
    changed = {}
    for name in random.sample(sorted(tables), len(tables)):
        ids = [column for column in ID_COLUMNS if column in tables[name]]
        others = {column: tables[name][column].astype("object").map(lambda one: called.get(one, one)) for column in ids}
        frame = tables[name].assign(**others)
        if "name" in frame:
            frame["name"] = random.sample(frame["name"].tolist(), len(frame))
        changed[name] = frame.iloc[random.sample(range(len(frame)), len(frame))]
    return changed


@settings(PROPERTY, max_examples=COMPANIES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows, teams, st.randoms(use_true_random=False), st.sampled_from([0.1, 3.0, 7.0]))
def test_nothing_depends_on_names_orders_or_units(few_samples, events, team, random, unit):
    """Four changes of each company, a hundred in the short form: ids, unit of weights, order of rows and tables."""
    before = analyze(company(events, team), as_of=AS_OF, settings=CHEAP)
    scaled = [(*row[:4], row[4] * unit) for row in events]
    ids = random.sample(OTHER_IDS, len(IDS))
    called = dict(zip(IDS, ids, strict=True))
    same(before, analyze(company(events, team, ids), as_of=AS_OF, settings=CHEAP), called.get)
    same(before, analyze(company(scaled, team), as_of=AS_OF, settings=CHEAP), unit=unit)
    named = tables(events, team)
    named["people"]["name"] = [f"Somebody {number}" for number in range(len(IDS))]
    shuffled = from_tables(renamed(named, {}, random))
    same(before, analyze(shuffled, as_of=AS_OF, settings=CHEAP))
    everything = tables(scaled, team)
    changed = from_tables(renamed(everything, called, random))
    same(before, analyze(changed, as_of=AS_OF, settings=CHEAP), called.get, unit)


@pytest.mark.parametrize("seed", range(3))
def test_nothing_depends_on_them_with_the_usual_settings(seed):
    """Three simulated companies of forty: ids and names are dealt anew, rows and tables shuffled."""
    tables, _ = invented(scenario="plain", people=40, months=3, seed=seed)
    ids = tables["people"]["person_id"].tolist()
    random = Random(seed)
    called = dict(zip(ids, random.sample([f"q{number:02d}" for number in range(len(ids))], len(ids)), strict=True))
    before, after = analyze(from_tables(tables)), analyze(from_tables(renamed(tables, called, random)))
    assert any(finding.people for finding in before.findings)
    same(before, after, called.get)


def test_people_alike_in_a_circle_fall_into_the_same_places():
    """Nobody in a ring can be told from anybody else until one is set apart; then all can."""
    circle = [(IDS[k], IDS[(k + 1) % 12], "meeting", "2026-03-01", 1.0) for k in range(12)]
    ids = [f"q{number:02d}" for number in (5, 3, 11, 0, 7, 2, 9, 1, 10, 4, 8, 6)]
    records = [canonical.renamed(company(circle, [None] * 12, names))[0] for names in (IDS, ids)]
    pd.testing.assert_frame_equal(records[0].interactions, records[1].interactions)
