"""What every test shares: small companies, and an app that runs through app.py."""

from __future__ import annotations

import signal
from pathlib import Path

import pandas as pd
import pytest

from ally_graph.records import from_tables

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_data"
PEOPLE = 12
# What is started in the background or by nohup ignores these, and so would all that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


def company_tables() -> dict[str, pd.DataFrame]:
    """Twelve people in two teams who help each other for four months; p12 has nobody, p01 helps p02 to p04 most."""
    ids = [f"p{number:02d}" for number in range(1, PEOPLE + 1)]
    people = pd.DataFrame(
        {
            "person_id": ids,
            "name": [f"Person {number}" for number in range(1, PEOPLE + 1)],
            "team": ["north"] * 6 + ["south"] * 6,
            "start_date": "2024-01-01",
        }
    )
    rows = []
    for week in range(16):
        day = pd.Timestamp("2025-09-01") + pd.Timedelta(weeks=week)
        for i, giver in enumerate(ids[:-1]):
            mates = ids[:6] if i < 6 else ids[6:-1]
            receiver = mates[(mates.index(giver) + 1 + week % (len(mates) - 1)) % len(mates)]
            rows.append((giver, receiver, day, "help"))
        rows += [("p01", other, day + pd.Timedelta(days=1), "help") for other in ("p02", "p03", "p04")]
        rows.append(("p06", "p07", day, "meeting"))
    interactions = pd.DataFrame(rows, columns=["from_id", "to_id", "timestamp", "kind"])
    return {"people": people, "interactions": interactions, "indicators": _indicators(), "phases": _phases()}


def _indicators() -> pd.DataFrame:
    rows = []
    for month in range(1, 7):
        rows += [
            (f"2025-{month:02d}", "engagement", "score", "all", 50.0 + 2 * month, 12),
            (f"2025-{month:02d}", "engagement", "score", "north", 50.0 + month, 4 if month == 6 else 6),
            (f"2025-{month:02d}", "participation", "giving", "all", 40.0 + month, 12),
            (f"2025-{month:02d}", "conflict", "reports", "all", 3.0, 12),
        ]
    return pd.DataFrame(rows, columns=["month", "indicator", "measure", "group", "value", "n"])


def _phases() -> pd.DataFrame:
    rows = [("Before long", "2025-01-01", "2025-03-31", ""), ("And after", "2025-04-01", None, "")]
    return pd.DataFrame(rows, columns=["name", "start_date", "end_date", "note"])


@pytest.fixture(scope="session", autouse=True)
def a_home_of_its_own(tmp_path_factory):
    """The key that signs what is kept lies in a folder of the tests, also for the commands they start."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture
def tables():
    return company_tables()


@pytest.fixture(scope="session")
def company():
    return from_tables(company_tables())


@pytest.fixture(scope="session")
def company_analysis(company):
    import ally_graph

    return ally_graph.analyze(company)


@pytest.fixture
def through_the_app(monkeypatch):
    """A folder called pages/ puts AppTest into Streamlit's older way with pages; a browser is past it soon."""
    from streamlit.runtime.pages_manager import PagesManager

    start = PagesManager.__init__

    def start_past_it(self, *args, **kwargs):
        PagesManager.uses_pages_directory = False
        start(self, *args, **kwargs)

    monkeypatch.setattr(PagesManager, "__init__", start_past_it)
