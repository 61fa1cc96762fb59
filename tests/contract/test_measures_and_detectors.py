"""One contract for every measure and one for every detector, on odd graphs and where something certain is planted.

Networks keep what was worked out once, so that nothing is compared on one network: each company is built twice.
"""

import json
from functools import cache
from random import Random

import numpy as np
import pandas as pd
import pytest

from ally_graph import vocabulary
from ally_graph.findings import CERTAIN, DETECTORS, PAGES, STATUSES, Finding, asked_on, detector_of, find
from ally_graph.findings.explaining import LAYERS, explained
from ally_graph.measures import FIGURES, MEASURES
from tests.contract.graphs import networks
from tests.contract.planted import PLANTED, built, other_ids, relabelled, reordered

NETWORKS = networks()
RENAMED = networks("person-")


@cache
def odd(name, time):
    """An odd graph as network and records: other objects for the first and the second time."""
    return NETWORKS[name]()


@cache
def planted(key, time):
    """The company of a detector: other objects for the first and the second time."""
    return built(PLANTED[key]().tables)


@cache
def renamed(key, seed):
    """The same company under other ids, and what everyone is called now."""
    tables = PLANTED[key]().tables
    called = other_ids(tables, Random(seed))
    return built(relabelled(tables, called)), called


def framed(value):
    """A float, a Series or a DataFrame as a DataFrame."""
    return value if isinstance(value, pd.DataFrame) else pd.DataFrame({"value": pd.Series(value)})


def plain(findings):
    return [finding.to_dict() for finding in findings]


def certain(findings, called=str):
    """Status, people and group of what is sure, people by the names of `called`."""
    return sorted(
        (one.status, sorted(map(called, one.people)), one.evidence.get("scope", ""))
        for one in findings
        if one.status in CERTAIN
    )


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("key", MEASURES.keys())
def test_a_measure_gives_a_float_for_exactly_the_people_and_changes_nothing(key, name):
    """The same network built again has the same values, to the last digit."""
    (network, _), (again, _) = odd(name, 1), odd(name, 2)
    people, contact = network.people.copy(), network.contact.copy()
    values = MEASURES[key](network)
    assert values.index.equals(network.people.index)
    assert values.dtype == float
    assert values.name == key
    assert not np.isinf(values).any()
    assert isinstance(json.loads(values.to_json()), dict)
    assert values.equals(MEASURES[key](again))
    assert network.people.equals(people)
    assert (network.contact != contact).nnz == 0


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_a_figure_on_request_is_numbers_under_the_same_names_for_any_network(figure, name):
    """Nothing infinite, the same for the same network built again, and nothing of the network is changed."""
    (network, _), (again, _) = odd(name, 1), odd(name, 2)
    help = network.help.copy()
    one, other, usual = (framed(figure(each)) for each in (network, again, odd("two clusters, as a graph", 1)[0]))
    assert one.index.equals(usual.index)
    assert one.columns.equals(usual.columns)
    assert not np.isinf(one.to_numpy(dtype=float)).any()
    pd.testing.assert_frame_equal(one, other)
    assert (network.help != help).nnz == 0


@pytest.mark.parametrize("key", PLANTED)
@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.key)
def test_a_measure_goes_with_the_person_whatever_they_are_called(measure, key):
    """Sums of the same terms in another order may differ in the last digits; a second network in none."""
    (other, _), called = renamed(key, 0)
    values = measure(planted(key, 1)[0])
    assert values.equals(measure(planted(key, 2)[0]))
    theirs = measure(other)[values.index.map(called)].to_numpy()
    np.testing.assert_allclose(theirs, values.to_numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("key", DETECTORS.keys())
def test_a_detector_gives_findings_that_keep_the_contract(key, name):
    """The same network built again has the same findings, number by number."""
    network, records = odd(name, 1)
    findings = DETECTORS[key](network, records)
    assert plain(findings) == plain(DETECTORS[key](*odd(name, 2)))
    for finding in findings:
        keeps_the_contract(key, finding, network)


def keeps_the_contract(key, finding, network):
    assert finding.detector == key
    assert finding.status in STATUSES
    assert set(finding.people) <= set(network.people.index)
    assert list(finding.people) == sorted(finding.people)
    assert bool(finding.people) == (DETECTORS[key].about != "company" and finding.certain)
    json.dumps(finding.to_dict(), allow_nan=False)


def test_every_detector_has_a_company_in_which_it_has_something_to_say():
    assert set(PLANTED) == set(DETECTORS.keys())


@pytest.mark.parametrize("key", PLANTED)
def test_a_detector_says_what_is_planted_and_keeps_the_contract(key):
    """Exactly the people planted are named, once, and the same company built again says the same, number by number."""
    network, records = planted(key, 1)
    findings = DETECTORS[key](network, records)
    ((_, people, _),) = certain(findings)
    assert people == list(PLANTED[key]().people)
    assert plain(findings) == plain(DETECTORS[key](*planted(key, 2)))
    for finding in findings:
        keeps_the_contract(key, finding, network)


@pytest.mark.parametrize("key", PLANTED)
def test_a_detector_does_not_look_at_the_order_of_tables_and_rows(key):
    shuffled = DETECTORS[key](*built(reordered(PLANTED[key]().tables, Random(1))))
    assert plain(shuffled) == plain(DETECTORS[key](*planted(key, 1)))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("key", PLANTED)
def test_a_detector_finds_the_same_people_whatever_they_are_called(key, seed):
    network, called = renamed(key, seed)
    assert certain(DETECTORS[key](*network)) == certain(DETECTORS[key](*planted(key, 1)), called.get)


def explains_itself_without_a_name(finding, network):
    assert 0 <= finding.evidence["data_coverage"] <= 1
    for words in (finding.why, finding.advice, finding.would_change, finding.coverage):
        assert words.endswith(".")
        assert words[0].isupper() or words[0].isdigit()
        assert "nan" not in words.lower().split()
        assert not any(person in words or str(name) in words for person, name in network.people["name"].items())


@pytest.mark.parametrize("name", RENAMED)
def test_every_finding_explains_itself_without_a_name(name):
    network, records = RENAMED[name]()
    for finding in find(network, records):
        explains_itself_without_a_name(finding, network)


@pytest.mark.parametrize("key", PLANTED)
def test_what_is_planted_is_explained_without_a_name(key):
    """Under ids that occur in no sentence by themselves."""
    (network, records), _ = renamed(key, 0)
    for finding in explained(DETECTORS[key], DETECTORS[key](network, records), network):
        explains_itself_without_a_name(finding, network)


@pytest.mark.parametrize("entry", [*MEASURES, *FIGURES, *DETECTORS], ids=lambda entry: entry.key)
def test_everything_registered_says_what_it_is(entry):
    assert entry.title
    assert entry.question.endswith("?")
    assert entry.summary.endswith(".")


WITHOUT_A_PAGE: dict[str, str] = {}
"""Detectors whose question no page asks, with the reason; their findings are shown on the first page alone."""


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.key)
def test_a_detector_says_all_that_is_asked_of_it(detector):
    """Two nouns, a page, what it is about and counts, a layer, and challenges it either decides or supports."""
    assert all(noun and not noun.endswith(".") for noun in detector.noun)
    assert len(detector.noun) == 2
    assert (detector.page in PAGES) != (detector.key in WITHOUT_A_PAGE)
    assert detector.about in ("people", "groups", "company")
    assert detector.counts in ("people", "findings")
    assert detector.about == "people" or (detector.counts, detector.on_map) == ("findings", "")
    assert detector.layer in LAYERS
    assert {*detector.decides, *detector.supports} <= set(vocabulary.CHALLENGES)
    assert not {*detector.decides} & {*detector.supports}


def test_no_two_detectors_have_the_same_place():
    assert len({detector.place for detector in DETECTORS}) == len(DETECTORS)


def test_people_are_shown_before_a_strength_and_every_page_has_its_detectors():
    ordered = [detector.key for detector in sorted(DETECTORS, key=lambda detector: detector.place)]
    assert (ordered[:2], ordered[-1]) == (["isolated", "overrelied"], "bridge")
    assert sorted(key for page in PAGES for key in asked_on(page)) == sorted(
        set(DETECTORS.keys()) - set(WITHOUT_A_PAGE)
    )


def test_a_detector_that_is_not_registered_comes_last_and_names_people():
    unknown = detector_of("brand_new")
    assert unknown.place > max(detector.place for detector in DETECTORS)
    assert (unknown.about, unknown.page, unknown.title) == ("people", "", "Brand new")


def test_what_passed_every_guard_and_what_was_counted_is_certain():
    assert [status for status in STATUSES if Finding("isolated", status).certain] == list(CERTAIN) == ["named", "fact"]
