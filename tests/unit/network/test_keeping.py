"""What is worked out once is kept with the network, and with no other."""

import re
from dataclasses import replace
from pathlib import Path

import networkx as nx

import ally_graph
from ally_graph.network import from_graph
from ally_graph.settings import Settings


def network():
    return from_graph(nx.DiGraph([("ana", "bo"), ("bo", "cy")]))


def test_what_was_asked_for_is_made_once_for_each_key_and_network():
    one, other, made = network(), network(), []
    for kept, key in ((one, "a"), (one, "a"), (one, ("a", 1)), (other, "a")):
        assert kept.once(key, lambda: made.append(1) or len(made)) is not None
    assert [one.once(key, None) for key in ("a", ("a", 1))] == [1, 2]
    assert other.once("a", None) == 3


def test_nothing_that_could_be_asked_for_is_kept_as_none_twice():
    made = []
    one = network()
    assert [one.once("none", lambda: made.append(1)) for _ in range(2)] == [None, None]
    assert made == [1]


def test_a_changed_network_starts_with_nothing_kept():
    """Sums of another half-life are worked out anew, and the first network keeps its own."""
    one = network()
    assert one.sums is one.sums
    other = replace(one, settings=Settings(half_life_days=1.0))
    assert other.kept == {}
    assert other.sums is not one.sums
    assert one.kept


def test_what_is_kept_is_neither_shown_nor_compared():
    one = network()
    before = repr(one)
    one.once("secret", lambda: "kept")
    assert repr(one) == before
    assert "kept" not in before


def test_nothing_is_written_into_an_object_behind_its_back():
    """What is kept is kept by `once`: no module fills the attributes of an object by another way."""
    hidden = re.compile(r"object\.__setattr__|__dict__|vars\([\w.]+\)(\[|\.update|\.setdefault|\.pop)")
    sources = Path(ally_graph.__file__).parent.rglob("*.py")
    assert [path.name for path in sources if hidden.search(path.read_text(encoding="utf-8"))] == []
