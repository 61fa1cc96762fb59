"""The data itself: what came up while it was read."""

from __future__ import annotations

from ally_graph import views
from ally_graph.disclosure.gate import LOCAL, content_of
from ally_graph.errors import Problem


def test_problems_say_where_and_how_to_mend():
    frame = content_of(views.problems([Problem("people.csv", "no id", "Add one.", rows=(4,), count=1)], LOCAL))
    assert frame.to_dict("records") == [
        {"file": "people.csv", "rows": "row 4", "severity": "error", "what": "no id", "mend": "Add one."}
    ]
