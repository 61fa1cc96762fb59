"""The gate: what is shown passes it, with the listed columns, and nothing in a download runs as a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ally_graph.disclosure import gate
from ally_graph.disclosure.gate import LOCAL, Disclosed, NotAllowed, Viewer, content_of, table, to_csv
from ally_graph.disclosure.shown import ShownFinding, ShownNetwork, ShownStay
from ally_graph.files import formulas


def people(viewer=LOCAL, **columns) -> Disclosed[pd.DataFrame]:
    """Three people as the gate lets them through."""
    frame = pd.DataFrame({"name": ["Ana", "Bo", "Cy"], "allies": [1, 3, 2]})
    return table("people", frame.assign(**columns), viewer)


def test_what_did_not_pass_the_gate_is_refused():
    for thing in (pd.DataFrame(), [], "Ana", None):
        with pytest.raises(TypeError, match="let through"):
            content_of(thing)


def test_a_disclosed_thing_can_not_be_changed():
    with pytest.raises(AttributeError):
        people().content = 2


def test_sorting_keeps_the_order_of_equals():
    frame = table("people", pd.DataFrame({"name": list("abc"), "allies": [1, 2, 1]}), LOCAL)
    assert content_of(frame.sort("allies", ascending=False))["name"].tolist() == ["b", "a", "c"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =", "\0"])
def test_a_cell_that_starts_like_a_formula_gets_an_apostrophe(start):
    cell = formulas.escape_formula(f"{start}cmd|' /C calc'!A0")
    assert cell.startswith("'")
    assert cell.endswith("cmd|' /C calc'!A0")


def test_headers_are_made_harmless_too():
    shown = table("first_rows", pd.DataFrame({"=A1": ["x"]}), LOCAL)
    assert to_csv(shown).decode("utf-8-sig").startswith("'=A1")


def test_numbers_stay_numbers_also_below_zero():
    shown = table("indicators", pd.DataFrame({"n": [-1.5]}), LOCAL)
    assert to_csv(shown).decode("utf-8-sig") == "n\n-1.5\n"


@given(st.lists(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=12), min_size=1, max_size=5))
@example([";@", "a; =1", "';=1", ";';@"])
def test_no_text_comes_out_as_a_formula_and_every_text_comes_back(texts):
    """Any texts at all, beside a column that shows that no row broke; blanks and control characters aside."""

    def plain(text):
        return text.replace(";'", ";").removeprefix("'").split()

    frame = pd.DataFrame({"name": pd.Series(texts, dtype=object), "end": "end"})
    text = to_csv(table("first_rows", frame, LOCAL)).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [row[1] for row in read] == ["end"] * len(texts)
    for original, (cell, _) in zip(texts, read, strict=True):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))
        assert plain(cell) == plain(formulas.CONTROL.sub(" ", original))


def test_nothing_but_the_gate_makes_a_disclosed_thing():
    """Made directly, made with a made-up pass, and as a changed copy of what did pass."""
    for make in (
        lambda: Disclosed(pd.DataFrame(), LOCAL),
        lambda: Disclosed(pd.DataFrame(), LOCAL, True),
        lambda: replace(people(), content=pd.DataFrame()),
    ):
        with pytest.raises((TypeError, ValueError), match=r"lets things through|passed"):
            make()


def test_a_column_that_is_not_listed_is_dropped():
    shown = people(salary=1, states="closed_group", team="north")
    assert list(content_of(shown)) == ["name", "allies", "team"]


def test_an_unknown_kind_of_table_is_refused_whatever_is_in_it():
    with pytest.raises(ValueError, match="no kind of table called salaries"):
        table("salaries", pd.DataFrame(), LOCAL)


def test_a_viewer_nobody_knows_sees_no_table_of_people():
    with pytest.raises(NotAllowed, match="Nothing allows guest to see single people"):
        people(Viewer("guest"))


def test_what_the_gate_hands_out_is_a_copy():
    frame = pd.DataFrame({"name": ["Ana"]})
    shown = content_of(table("people", frame, LOCAL))
    shown["name"] = "Bo"
    assert frame["name"].tolist() == ["Ana"]


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda shown: shown.filter(lambda frame: frame["allies"] > 1), ["Bo", "Cy"]),
        (lambda shown: shown.filter(pd.Series([True, False, True])), ["Ana", "Cy"]),
        (lambda shown: shown.sort("allies"), ["Ana", "Cy", "Bo"]),
        (lambda shown: shown.filter([True, False, False]).concat([shown.filter([False, False, True])]), ["Ana", "Cy"]),
    ],
)
def test_rows_are_chosen_sorted_and_joined_for_the_same_viewer(change, names):
    viewer = Viewer("local")
    changed = change(people(viewer))
    assert content_of(changed)["name"].tolist() == names
    assert changed.viewer is viewer


def test_the_things_of_a_tuple_are_chosen_one_by_one():
    stays = gate.shown((ShownStay("May", "June", "A"), ShownStay("July", "July", "")), LOCAL)
    assert [stay.first for stay in content_of(stays.filter(lambda stay: not stay.group))] == ["July"]


def test_what_two_viewers_may_see_is_not_put_together():
    own, other = (table("settings", pd.DataFrame({"setting": ["x"]}), viewer) for viewer in (LOCAL, Viewer("guest")))
    with pytest.raises(ValueError, match="different viewers"):
        own.concat([other])


def test_only_what_is_declared_may_be_shown():
    for thing in (pd.DataFrame(), {"name": "Ana"}, (ShownStay("May", "May", ""), "Ana")):
        with pytest.raises(TypeError, match="nothing that may be shown"):
            gate.shown(thing, LOCAL)


@pytest.mark.parametrize(("detector", "status"), [("closed_group", "named"), ("isolated", "watch")])
def test_names_that_may_not_be_told_do_not_pass_in_a_finding(detector, status):
    passed = content_of(gate.shown(ShownFinding(detector, status, ("Ana",), "", "", person_ids=("a",)), LOCAL))
    assert (passed.people, passed.person_ids) == ((), ())


def test_a_network_passes_with_the_listed_columns_of_its_people_and_ties():
    nodes, ties = pd.DataFrame({"name": ["Ana"], "salary": [1]}), pd.DataFrame({"source": ["a"], "words": ["hello"]})
    passed = content_of(gate.shown(ShownNetwork(nodes, ties, {}), LOCAL))
    assert (list(passed.nodes), list(passed.ties)) == (["name"], ["source"])
