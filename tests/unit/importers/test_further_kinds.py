"""Further kinds of files that people have, each with what must come of it."""

from __future__ import annotations

import pytest

from ally_graph.errors import DataError
from ally_graph.importers import convert_viva


def test_words_of_a_scale_are_numbers_and_never_is_no_tie(given, convert):
    found = convert(given("from,to,date,frequency\na,b,2026-01-05,Daily\na,c,2026-01-05,nie\nb,c,2026-01-05,Weekly\n"))
    assert found.ties("weight") == [("a", "b", 4.0), ("b", "c", 3.0)]
    assert "Weekly as 3, Daily as 4" in found.words


def test_never_beside_numbers_is_no_tie_and_weekly_among_them_is_no_number(given, convert):
    text = "from,to,date,how often\na,b,2026-01-05,5\na,c,2026-01-05,Never\nb,c,2026-01-05,weekly\n"
    found = convert(given(text))
    assert found.ties("weight") == [("a", "b", 5.0)]
    assert "how often is not a number, or in several units: 'weekly'" in found.words
    assert "how often is 0, which is no tie" in found.words


QUERY = "PersonId,MetricDate,Organization,HireDate\np1,2026-01-04,Ops,1/2/2020\np2,2026-01-04,Ops,3/4/2021\n"


def test_the_order_of_dates_holds_for_queries_that_were_recognised(given, convert):
    assert convert(given(QUERY), date_format="mdy").people("start_date") == ["2020-01-02", "2021-03-04"]
    assert convert(given(QUERY), date_format="dmy").people("start_date") == ["2020-02-01", "2021-04-03"]


def test_a_translated_query_is_mapped_by_names_of_viva_or_of_our_own(given, convert):
    text = "Personen-ID,Metrikdatum,Organisation\np1,2026-01-04,Ops\np2,2026-01-04,HR\n"
    for names in (("PersonId", "MetricDate", "Organization"), ("person_id", "date", "team")):
        said = dict(zip(names, ("Personen-ID", "Metrikdatum", "Organisation"), strict=True))
        assert convert_viva([given(text)], columns=said)["people"]["team"].tolist() == ["Ops", "HR"]
    with pytest.raises(DataError, match="convert viva FILE --map person_id=COLUMN,date=COLUMN"):
        convert(given(text))
