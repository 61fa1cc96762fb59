"""The public door: what `import ally_graph` offers, and how light it is."""

from __future__ import annotations

import inspect
import subprocess
import sys
from types import ModuleType

import pytest

import ally_graph

ROOMS = ["charts", "clusters", "findings", "indicators", "measures", "network", "records", "timeline"]


def fresh(code: str) -> str:
    """What this code prints in a new interpreter."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_everything_the_door_lists_is_there():
    for name in ally_graph.__all__:
        assert getattr(ally_graph, name) is not None
    assert set(ally_graph.__all__) < set(dir(ally_graph))
    assert sorted(ally_graph.__all__) == ally_graph.__all__


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_an_attribute_without_being_imported_first(room):
    assert fresh(f"import ally_graph; print(type(ally_graph.{room}).__name__)") == "module\n"


def test_the_door_shows_nothing_private():
    listed = fresh("import ally_graph; ally_graph.analyze; ally_graph.charts; print(*dir(ally_graph))").split()
    assert [name for name in listed if name.startswith("_") and not name.endswith("__")] == []
    assert not {"TYPE_CHECKING", "annotations", "import_module", "files", "compute"} & set(listed)


def test_importing_the_library_loads_no_pandas():
    heavy = "{'pandas', 'numpy', 'networkx', 'streamlit', 'pyarrow'}"
    assert fresh(f"import sys, ally_graph; dir(ally_graph); print({heavy} & set(sys.modules))") == "set()\n"


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'analyse'"):
        ally_graph.analyse  # noqa: B018


def test_the_network_is_part_of_the_door(company):
    assert isinstance(ally_graph.analyze(company, findings=False).base, ally_graph.Network)
    assert isinstance(ally_graph.network, ModuleType)


FUNCTIONS = ("analyze", "build_network", "ties_of", "analyze_ties")
OPTIONS = ("as_of", "window_days", "half_life_days", "kinds", "settings")


def options_of(name):
    """The options of a function by keyword, in order: annotation and default of each."""
    parameters = inspect.signature(getattr(ally_graph, name)).parameters.values()
    return {one.name: (one.annotation, one.default) for one in parameters if one.kind is one.KEYWORD_ONLY}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_same_options_have_the_same_names_order_and_defaults_everywhere(name):
    found, usual = options_of(name), options_of("analyze")
    assert tuple(found)[: len(OPTIONS)] == OPTIONS
    shared = [option for option in usual if option in found]
    assert [option for option in found if option in usual] == shared
    assert {option: found[option] for option in shared} == {option: usual[option] for option in shared}
    assert all(default is None for _, default in list(found.values())[: len(OPTIONS)])


def test_both_kinds_of_analysis_take_the_same_options_for_groups_and_chance():
    assert {"min_group", "seed", "progress"} <= set(options_of("analyze")) & set(options_of("analyze_ties"))


def test_an_option_goes_before_the_setting_of_its_name(company):
    """Both ways of asking for plain sums of four weeks give the same weights, and a setting alone counts, too."""
    settings = ally_graph.Settings(window_days=28, half_life_days=float("inf"))
    short = ally_graph.build_network(company, window_days=28, half_life_days=float("inf"))
    whole = ally_graph.build_network(company, settings=settings)
    assert dict(short.edges) == dict(whole.edges) != dict(ally_graph.build_network(company).edges)
    both = ally_graph.build_network(company, window_days=56, settings=settings)
    assert both.number_of_edges() > whole.number_of_edges()
