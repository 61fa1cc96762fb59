"""The whole analysis, and every export, on odd graphs."""

import json

import pytest

from ally_graph import analyze
from ally_graph.export.graphs import FORMATS
from ally_graph.network import contact_graph
from tests.contract.graphs import records_of_graph, support_graphs

GRAPHS = support_graphs()


@pytest.mark.parametrize("findings", [True, False])
@pytest.mark.parametrize("name", GRAPHS)
def test_an_analysis_of_an_odd_graph_is_json(name, findings):
    result = analyze(records_of_graph(GRAPHS[name]), findings=findings, months=True)
    assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["data"]["people"] == len(GRAPHS[name])
    assert len(result.people) == len(GRAPHS[name])


@pytest.mark.parametrize("key", FORMATS.keys())
@pytest.mark.parametrize("name", GRAPHS)
def test_an_odd_graph_can_be_exported(name, key):
    result = analyze(records_of_graph(GRAPHS[name]), findings=False)
    assert FORMATS[key](result.graph)
    assert FORMATS[key](contact_graph(result.base))
