"""The one list of what a spreadsheet runs: taken off on the way in, made harmless on the way out."""

import pyarrow as pa
import pytest

from ally_graph.files.formulas import FORMULA_SIGNS, escape_formula, escape_formulas
from ally_graph.records.identity import clean_text


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_every_sign_of_a_formula_is_known_where_data_comes_in_and_where_it_goes_out(sign):
    text = f"{sign}CALL(1)"
    assert clean_text(text) == "CALL(1)"
    assert escape_formula(text) == f"'{text}"
    assert escape_formulas(pa.array([text, f"  {text}"])).to_pylist() == [f"'{text}", f"'  {text}"]


@pytest.mark.parametrize("control", ["\x00", "\t", "\x7f", "\x85", "\u2028"])
def test_a_whole_column_and_a_single_cell_lose_the_same_control_characters(control):
    text = f"a{control}=1"
    assert escape_formulas(pa.array([text])).to_pylist() == [escape_formula(text)] == ["a =1"]


def test_percent_and_bar_are_no_formula_on_the_way_out():
    assert [escape_formula(text) for text in ("%", "|")] == ["%", "|"]
