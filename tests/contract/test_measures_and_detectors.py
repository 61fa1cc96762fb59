"""One contract for every measure and one for every detector, on odd graphs."""

import json

import numpy as np
import pytest

from ally_graph import vocabulary
from ally_graph.charts import network_map
from ally_graph.findings import CERTAIN, DETECTORS, PAGES, STATUSES, Finding, asked_on, detector_of, find
from ally_graph.findings.explaining import LAYERS
from ally_graph.measures.people import MEASURES
from tests.contract.graphs import networks

NETWORKS = networks()
RENAMED = networks("person-")


@pytest.fixture(params=NETWORKS)
def case(request):
    return NETWORKS[request.param]


@pytest.fixture(params=RENAMED)
def renamed(request):
    return RENAMED[request.param]


@pytest.mark.parametrize("key", MEASURES.keys())
def test_a_measure_gives_a_float_for_exactly_the_people_and_changes_nothing(key, case):
    network, _ = case
    people, contact = network.people.copy(), network.contact.copy()
    values = MEASURES[key](network)
    assert values.index.equals(network.people.index)
    assert values.dtype == float
    assert values.name == key
    assert not np.isinf(values).any()
    assert isinstance(json.loads(values.to_json()), dict)
    assert values.equals(MEASURES[key](network))
    assert network.people.equals(people)
    assert (network.contact != contact).nnz == 0


@pytest.mark.parametrize("key", DETECTORS.keys())
def test_a_detector_gives_findings_that_keep_the_contract(key, case):
    network, records = case
    findings = DETECTORS[key](network, records)
    assert findings == DETECTORS[key](network, records)
    for finding in findings:
        assert finding.detector == key
        assert finding.status in STATUSES
        assert set(finding.people) <= set(network.people.index)
        assert list(finding.people) == sorted(finding.people)
        assert bool(finding.people) == (DETECTORS[key].about != "company" and finding.certain)
        json.dumps(finding.to_dict(), allow_nan=False)


def test_every_finding_explains_itself_without_a_name(renamed):
    network, records = renamed
    for finding in find(network, records):
        assert 0 <= finding.evidence["data_coverage"] <= 1
        for words in (finding.why, finding.advice, finding.would_change, finding.coverage):
            assert words.endswith(".")
            assert words[0].isupper() or words[0].isdigit()
            assert "nan" not in words.lower().split()
            assert not any(person in words or str(name) in words for person, name in network.people["name"].items())


@pytest.mark.parametrize("entry", [*MEASURES, *DETECTORS], ids=lambda entry: entry.key)
def test_everything_registered_says_what_it_is(entry):
    assert entry.title
    assert entry.question.endswith("?")
    assert entry.summary.endswith(".")


WITHOUT_A_PAGE: dict[str, str] = {}
"""Detectors whose question no page asks, with the reason; their findings are shown on the first page alone."""


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.key)
def test_a_detector_says_all_that_is_asked_of_it(detector):
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


def test_the_map_says_what_the_detectors_say_of_it():
    assert {detector.key: detector.on_map for detector in DETECTORS if detector.on_map} == network_map.WORDS


def test_a_detector_that_is_not_registered_comes_last_and_names_people():
    unknown = detector_of("brand_new")
    assert unknown.place > max(detector.place for detector in DETECTORS)
    assert (unknown.about, unknown.page, unknown.title) == ("people", "", "Brand new")


def test_what_passed_every_guard_and_what_was_counted_is_certain():
    assert [status for status in STATUSES if Finding("isolated", status).certain] == list(CERTAIN) == ["named", "fact"]
