"""One contract for every measure and one for every detector, on odd graphs."""

import json

import numpy as np
import pytest

from ally_graph.findings import DETECTORS, STATUSES, find
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
