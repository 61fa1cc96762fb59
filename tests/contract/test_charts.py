"""One contract for every chart: it draws on both grounds, and carries three kind and short sentences."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import ally_graph
from ally_graph import charts, indicators, views
from ally_graph.charts.network_map import payload
from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import LOCAL, Disclosed, content_of
from ally_graph.indicators import by_group
from ally_graph.records import load
from ally_graph.timeline import cluster_history
from ally_graph.views import teams as teams_views
from tests.conftest import SAMPLE

UNKIND = ("rank", "worst", "poor", "toxic", "inactive", "lazy", "blame", "fail", "best", "problem")
LONGEST = 40


@pytest.fixture(scope="module")
def shown() -> dict[str, tuple]:
    """What each chart is drawn from, on the sample company."""
    records = load(SAMPLE)
    analysis = ally_graph.analyze(records)
    people = views.people(analysis, LOCAL)
    end = pd.Timestamp(analysis.data["as_of"])
    steps = cluster_history.follow(cluster_history.monthly(records, as_of=end, months=4, latest=analysis.clusters))
    months = views.indicators(records, LOCAL, None)
    frame = content_of(months)
    company = gate.table("indicators", frame[frame["group"] == indicators.ALL], LOCAL)
    teams = gate.table("indicators", frame[frame["measure"] == "score"], LOCAL)
    network = views.network_indicators(records, LOCAL)
    named = {"alone": frozenset(), "load": frozenset()}
    ends = {"now": end, "then": end - pd.DateOffset(months=3)}
    periods = [by_group.Period(name, day, named) for name, day in ends.items()]
    figures = by_group.figures_by_group(records, periods, settings=analysis.settings)
    by_team = teams_views.figures(figures, LOCAL, "team")
    groups, changes = (teams_views.one_measure(by_team, "unevenness", change=change) for change in (False, True))

    def rows(values: Disclosed) -> tuple:
        phases = gate.table("phases", indicators.phases(records), LOCAL)
        return values, views.missing_months(records, values), phases, views.started(records, LOCAL)

    return {
        "allies_by_team": (people,),
        "clusters_by_team": (views.clusters_by_team(analysis, LOCAL),),
        "groups_in_dots": (groups,),
        "changes_in_dots": (changes,),
        "group_history": (views.group_history(steps, records, LOCAL),),
        "give_and_take": (people,),
        "lorenz": (people,),
        "dependants": (views.dependants(analysis, LOCAL),),
        "months_in_rows": rows(company),
        "network_in_rows": rows(network),
        "teams_in_rows": rows(teams),
        "team_flows": (views.between(views.network(analysis, LOCAL)),),
        "team_matrix": (views.between(views.network(analysis, LOCAL)),),
        "two_measures": (people,),
        "map_of_allies": (views.network(analysis, LOCAL), {}),
    }


def test_every_chart_is_looked_at_here(shown):
    assert set(shown) == set(charts.CHARTS)
    assert [charts.CHARTS[name] for name in shown] == [getattr(charts, name) for name in shown]


@pytest.mark.parametrize("name", charts.CHARTS)
@pytest.mark.parametrize("dark", [False, True])
def test_a_chart_draws_on_both_grounds(shown, name, dark):
    drawing = charts.CHARTS[name](*shown[name], dark=dark)
    assert payload(drawing)["nodes"] if name == "map_of_allies" else drawing.to_dict()["layer"]


def words_of(name: str, shown: dict[str, tuple]) -> list[charts.Words]:
    """The words that always hold, and those that fit what is shown."""
    chart, told = charts.CHARTS[name], shown[name]
    given = [(chart(*told),)] if name == "map_of_allies" else [told]
    fitted = [chart.words_for(*one) for one in given]
    fitted += [chart.words_for(*told, run=True)] if name.endswith("_in_rows") else []
    return [chart.words, *fitted]


@pytest.mark.parametrize("name", charts.CHARTS)
def test_a_chart_says_what_it_shows_how_to_read_it_and_what_to_do(shown, name):
    """Both the words that always hold and those for the sample company; no sentence exceeds 40 words."""
    for words in words_of(name, shown):
        assert words.title
        assert not words.title.endswith(".")
        for told in (words.shows, words.read, words.act):
            assert told[0].isupper()
            assert told.endswith(".")
            assert "  " not in told
            assert max(len(sentence.split()) for sentence in re.split(r"(?<=[.!?]) ", told)) <= LONGEST


@pytest.mark.parametrize("name", charts.CHARTS)
def test_a_chart_asks_and_blames_nobody(shown, name):
    for words in words_of(name, shown):
        said = f"{words.title} {words.caption} {words.shows}".lower()
        assert not [word for word in UNKIND if word in said.split()]
        assert re.search(r"\b(ask|look|talk)\b", words.act.lower())
