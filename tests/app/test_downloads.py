"""Charts and tables can be taken away: made when asked for, out of what passed the gate, harmless in a spreadsheet."""

from __future__ import annotations

import pandas as pd
import pytest

from ally_graph import charts
from ally_graph.disclosure import gate
from ally_graph.ui.parts import downloads


@pytest.fixture
def buttons(monkeypatch):
    """What each download button would hand over, by the name of its file."""
    made = {}

    def button(label, data, file_name, mime, **options):
        made[file_name] = (mime, data, options)

    monkeypatch.setattr(downloads.st, "download_button", button)
    return made


def people() -> gate.Disclosed:
    frame = pd.DataFrame({"name": ["=HYPERLINK(1)", "Ana"], "help_given": [1.0, 3.0]})
    return gate.table("people", frame, gate.LOCAL)


def test_a_chart_can_be_taken_away_as_picture_drawing_and_numbers(buttons):
    """Buttons are caught with what they would hand over; one of two people is called like a formula."""
    downloads.chart_downloads(lambda: charts.lorenz(people()), people(), "Help given", dark=True, key="lorenz")
    assert buttons["lorenz.png"][1]().startswith(b"\x89PNG")
    svg = buttons["lorenz.svg"][1]().decode()
    assert svg.startswith("<svg")
    assert ">Help given<" in svg
    assert "'=HYPERLINK(1)" in buttons["lorenz.csv"][1]().decode("utf-8-sig")
    assert [mime for mime, _, _ in buttons.values()] == ["image/png", "image/svg+xml", "text/csv"]


def test_nothing_is_drawn_before_it_is_asked_for_and_the_page_stays(buttons):
    downloads.chart_downloads(lambda: 1 / 0, people(), "", dark=False, key="k")
    assert all(options["on_click"] == "ignore" for _, _, options in buttons.values())
    with pytest.raises(ZeroDivisionError):
        buttons["k.png"][1]()


def test_what_did_not_pass_the_gate_can_not_be_taken_away():
    frame = pd.DataFrame({"name": ["Ana"]})
    with pytest.raises(TypeError, match="let through"):
        downloads.chart_downloads(lambda: None, frame, "", dark=False, key="k")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc_passwd"),
        ("success", "success"),
        ("<b>\r\nx: y</b>", "b_x_y_b"),
        ("☃", "chart"),
        ("a" * 99, "a" * 60),
    ],
)
def test_a_file_name_is_made_of_plain_letters(name, safe):
    assert downloads.safe_name(name) == safe


@pytest.mark.parametrize(("page", "chart"), [("indicators", "success"), ("load", "lorenz")])
def test_every_chart_of_a_page_has_its_downloads(open_page, page, chart):
    app = open_page(page)
    keys = {button.key for button in app.main if button.type == "download_button"} or {
        element.proto.id for element in app.get("download_button")
    }
    assert any(f"{chart}_png" in key for key in keys)
    assert not app.exception
